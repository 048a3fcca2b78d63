"""COSEM dates and times as text and as instants.

Twelve octets: year (2), month, day, weekday, hour, minute, second, hundredths, deviation in minutes of local
time from UTC with the sign turned (2), clock status. FF, FFFF or 8000 mean that a part is not specified.

Source: DLMS UA Blue Book (IEC 62056-6-2), date-time format.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from enfas.errors import ConfigurationError, DecodeError
from enfas.timebase import Civil, civil, from_civil

__all__ = ["UNSPECIFIED", "civil_text", "encode_date_time", "iso_text"]

UNSPECIFIED = -0x8000
"""The deviation of a time whose zone is not told. [min]"""

_LENGTH = 12


def iso_text(octets: bytes) -> str | None:
    """A COSEM date-time as ISO 8601 text, with the offset where it is told; None where parts are not.

    Raises:
        DecodeError: There are not twelve octets.
    """
    if len(octets) != _LENGTH:
        raise DecodeError(f"a COSEM date-time has {_LENGTH} octets, not {len(octets)}")
    year = int.from_bytes(octets[:2], "big")
    month, day, hour, minute, second, hundredths = octets[2], octets[3], *octets[5:9]
    if not (1 <= month <= 12 and 1 <= day <= 31 and hour < 24 and minute < 60 and second < 60):
        return None
    deviation = int.from_bytes(octets[9:11], "big", signed=True)
    micro = hundredths * 10_000 if hundredths < 100 else 0
    local_us = from_civil(year, month, day, hour, minute, second, micro)
    return civil_text(civil(local_us), deviation)


def civil_text(local: Civil, deviation_min: int) -> str:
    """ISO 8601 text of a local time.

    Args:
        local: The local time.
        deviation_min: From local time to UTC, as COSEM has it; `UNSPECIFIED` gives no offset. [min]
    """
    text = f"{local.year:04d}-{local.month:02d}-{local.day:02d}"
    text += f"T{local.hour:02d}:{local.minute:02d}:{local.second:02d}"
    if local.microsecond:
        text += f".{local.microsecond // 10_000:02d}"
    if deviation_min == UNSPECIFIED:
        return text
    sign = "-" if deviation_min > 0 else "+"
    hours, minutes = divmod(abs(deviation_min), 60)
    return f"{text}{sign}{hours:02d}:{minutes:02d}"


def encode_date_time(text: str) -> bytes:
    """ISO 8601 text as a COSEM date-time; without an offset it is the meter's own local time.

    Raises:
        ConfigurationError: The text is not a date and time.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigurationError(
            f"{text!r} is not a time", hint="write it as 2026-01-31T12:00:00Z"
        ) from error
    offset = moment.utcoffset()
    deviation = UNSPECIFIED if offset is None else -(offset // timedelta(minutes=1))
    return (
        moment.year.to_bytes(2, "big")
        + bytes([moment.month, moment.day, moment.isoweekday(), moment.hour, moment.minute, moment.second])
        + bytes([moment.microsecond // 10_000])
        + deviation.to_bytes(2, "big", signed=True)
        + b"\x00"
    )
