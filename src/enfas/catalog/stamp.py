"""COSEM date-time: the twelve octets of a time stamp, from and to an instant.

A stamp is year (2), month, day, weekday (1 Monday), hour, minute, second, hundredths, deviation (2), clock
status. The OMNIPOWER leaves hundredths (FF) and deviation (8000) unspecified, and stamps in normal time: a
*normal* instant here is UTC plus the zone's offset, never summer time.

Source: DLMS UA Blue Book, date-time format (IEC 62056-6-2, 4.1.6.1); real rows in 5512-1424 D1, section 4.2.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from enfas.timebase import US_PER_DAY, US_PER_S, civil, days_from_civil, from_civil

__all__ = [
    "INVALID",
    "STAMP_BYTES",
    "SUMMER",
    "UNSPECIFIED",
    "encode_stamp",
    "encode_stamps",
    "stamp_instant",
    "stamp_key",
]

STAMP_BYTES: Final = 12

INVALID: Final = 0x01
"""Clock status: the time is not to be trusted."""

SUMMER: Final = 0x80
"""Clock status: daylight saving is in force in the time shown."""

UNSPECIFIED: Final = bytes.fromhex("FFFFFFFFFFFFFFFFFF8000FF")
"""The stamp of what has no time: a peak before there was one."""

_SIXTY: Final = tuple(bytes([n]) for n in range(60))
_TAIL: Final = tuple(b"\xff\x80\x00" + bytes([status]) for status in range(256))


@lru_cache(maxsize=1024)
def _date(days: int) -> bytes:
    day = civil(days * US_PER_DAY)
    return day.year.to_bytes(2, "big") + bytes([day.month, day.day, day.weekday])


def encode_stamp(normal_us: int, status: int = 0) -> bytes:
    """The stamp of an instant, whole seconds.

    Args:
        normal_us: The instant in the time that is to be shown. [µs]
        status: Clock status octet.
    """
    days, rest = divmod(normal_us, US_PER_DAY)
    minutes, second = divmod(rest // US_PER_S, 60)
    hour, minute = divmod(minutes, 60)
    return _date(days) + _SIXTY[hour] + _SIXTY[minute] + _SIXTY[second] + _TAIL[status]


def encode_stamps(normal_us: npt.NDArray[np.int64], status: int = 0) -> npt.NDArray[np.uint8]:
    """The stamps of many instants at once: shape (n, 12), each row as `encode_stamp` makes it."""
    days, rest = np.divmod(np.asarray(normal_us, dtype=np.int64), US_PER_DAY)
    seconds = rest // US_PER_S
    stamps = np.empty((len(days), STAMP_BYTES), dtype=np.uint8)
    distinct, place = np.unique(days, return_inverse=True)
    dates = np.frombuffer(b"".join(_date(day) for day in distinct.tolist()), dtype=np.uint8)
    stamps[:, :5] = dates.reshape(-1, 5)[place.reshape(-1)]
    stamps[:, 5] = seconds // 3600
    stamps[:, 6] = seconds // 60 % 60
    stamps[:, 7] = seconds % 60
    stamps[:, 8:] = np.frombuffer(_TAIL[status], dtype=np.uint8)
    return stamps


def stamp_key(stamp: bytes) -> bytes:
    """What orders stamps in time: their date and time of day, without the weekday between them."""
    return stamp[:4] + stamp[5:8]


def stamp_instant(stamp: bytes) -> int:
    """The instant that a whole stamp shows, in the time that it shows. [µs]"""
    days = days_from_civil(int.from_bytes(stamp[:2], "big"), stamp[2], stamp[3])
    return days * US_PER_DAY + from_civil(1970, 1, 1, stamp[5], stamp[6], stamp[7])
