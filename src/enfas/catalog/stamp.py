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

from enfas.timebase import US_PER_DAY, US_PER_S, civil, from_civil

__all__ = [
    "INVALID",
    "STAMP_BYTES",
    "SUMMER",
    "UNSPECIFIED",
    "decode_stamp",
    "encode_stamp",
    "stamp_key",
    "stamp_keys",
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


def decode_stamp(stamp: bytes) -> int:
    """The normal instant of a stamp that `encode_stamp` made. [µs]"""
    year, month, day, _, hour, minute, second = int.from_bytes(stamp[:2], "big"), *stamp[2:8]
    return from_civil(year, month, day, hour, minute, second)


def stamp_key(stamp: bytes) -> bytes:
    """What orders stamps in time: their date and time of day, without the weekday between them."""
    return stamp[:4] + stamp[5:8]


def stamp_keys(stamps: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint64]:
    """The keys of many stamps, shape (n, 12), as numbers in the same order."""
    keys = np.zeros((len(stamps), 8), dtype=np.uint8)
    keys[:, 1:5], keys[:, 5:] = stamps[:, :4], stamps[:, 5:8]
    return keys.view(">u8")[:, 0].astype(np.uint64)
