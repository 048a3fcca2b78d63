"""Data-notification and its confirmation: what a meter sends unasked.

`0F | long-invoke-id-and-priority (4) | date-time (length, octets) | data`, answered, where that is asked for,
with `10 | long-invoke-id-and-priority (4) | date-time`.

Source: DLMS UA Green Book (IEC 62056-5-3), Data-Notification; its confirmation, and the bits of the invoke
identifier (0 to 23 the number, 30 confirmed, 31 high priority), from memory.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from enfas.errors import DecodeError
from enfas.protocols.dlms.axdr import Data, decode, length, length_at

__all__ = [
    "MOST_NUMBER",
    "Notification",
    "decode_confirm",
    "decode_notification",
    "encode_confirm",
    "encode_notification",
]

MOST_NUMBER: Final = 0xFF_FFFF
_NOTIFICATION, _CONFIRM = 0x0F, 0x10
_CONFIRMED: Final = 1 << 30
_HEAD: Final = 5


class Notification(NamedTuple):
    """A data-notification.

    Attributes:
        number: Its number.
        confirmed: It is to be confirmed.
        stamp: Its date-time, 12 octets, or none.
        body: Its data.
    """

    number: int
    confirmed: bool
    stamp: bytes
    body: Data


def encode_notification(number: int, stamp: bytes, body: bytes, *, confirmed: bool) -> bytes:
    """A data-notification.

    Args:
        number: Its number, 24 bits.
        stamp: Its date-time.
        body: Its data, encoded.
        confirmed: It is to be confirmed.
    """
    invoke = number | (_CONFIRMED if confirmed else 0)
    return bytes((_NOTIFICATION,)) + invoke.to_bytes(4, "big") + length(len(stamp)) + stamp + body


def encode_confirm(number: int) -> bytes:
    """The confirmation of a data-notification, without a date-time."""
    return bytes((_CONFIRM,)) + (number | _CONFIRMED).to_bytes(4, "big") + b"\0"


def decode_notification(apdu: bytes) -> Notification:
    """Decode a data-notification.

    Raises:
        DecodeError: It is none.
    """
    invoke, stamp, end = _head(apdu, _NOTIFICATION)
    return Notification(invoke & MOST_NUMBER, bool(invoke & _CONFIRMED), stamp, decode(apdu[end:]))


def decode_confirm(apdu: bytes) -> int:
    """Decode a confirmation.

    Returns:
        The number of what it confirms.

    Raises:
        DecodeError: It is none.
    """
    invoke, _, end = _head(apdu, _CONFIRM)
    if end != len(apdu):
        raise DecodeError(f"{len(apdu) - end} octets are left after a confirmation")
    return invoke & MOST_NUMBER


def _head(apdu: bytes, tag: int) -> tuple[int, bytes, int]:
    if len(apdu) < _HEAD or apdu[0] != tag:
        raise DecodeError(f"an APDU that begins with {apdu[:1].hex().upper()} is not one with {tag:02X}")
    count, start = length_at(apdu, _HEAD)
    end = start + count
    if end > len(apdu):
        raise DecodeError(f"a date-time of {count} octets; {len(apdu) - start} are left")
    return int.from_bytes(apdu[1:_HEAD], "big"), apdu[start:end], end
