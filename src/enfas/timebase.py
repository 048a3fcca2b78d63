"""Time as the project counts it: integer microseconds of UTC since 1970-01-01, never a wall clock.

An *instant* is such an integer; so is a *duration*. Names end in `_us`. Leap seconds are not counted,
as in every clock that a meter is set from. Calendar arithmetic is integer arithmetic in the proleptic
Gregorian calendar; a *civil* time is UTC plus a deviation in minutes.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from enfas.errors import ConfigurationError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    _Days = TypeVar("_Days", int, npt.NDArray[np.int64])

__all__ = [
    "US_PER_DAY",
    "US_PER_HOUR",
    "US_PER_MIN",
    "US_PER_MS",
    "US_PER_S",
    "Civil",
    "civil",
    "days_from_civil",
    "format_iso",
    "from_civil",
    "parse_iso",
    "weekday",
]

US_PER_MS = 1_000
US_PER_S = 1_000_000
US_PER_MIN = 60 * US_PER_S
US_PER_HOUR = 60 * US_PER_MIN
US_PER_DAY = 24 * US_PER_HOUR

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Civil(NamedTuple):
    """A broken-down calendar time; `weekday` is 1 for Monday … 7 for Sunday, as COSEM counts."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    microsecond: int
    weekday: int


def days_from_civil(year: _Days, month: _Days, day: _Days) -> _Days:
    """Days from 1970-01-01 to a date, or to many; a day past its month's end runs on into the next."""
    year = year - (month <= 2)
    era = year // 400
    year_of_era = year - era * 400
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    days: _Days = era * 146_097 + day_of_era - 719_468
    return days


def weekday(days: int) -> int:
    """Day of the week of a day number since 1970-01-01: 1 Monday … 7 Sunday."""
    return (days + 3) % 7 + 1


def civil(instant_us: int) -> Civil:
    """Break an instant (add the deviation first for a local time) down to calendar fields."""
    days, rest = divmod(instant_us, US_PER_DAY)
    shifted = days + 719_468
    era, day_of_era = divmod(shifted, 146_097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month_index = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * month_index + 2) // 5 + 1
    month = month_index + (3 if month_index < 10 else -9)
    year = year_of_era + era * 400 + (month <= 2)
    seconds, microsecond = divmod(rest, US_PER_S)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return Civil(year, month, day, hour, minute, second, microsecond, weekday(days))


def from_civil(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, microsecond: int = 0
) -> int:
    """The instant of calendar fields read as UTC. [µs]"""
    days = days_from_civil(year, month, day)
    return days * US_PER_DAY + hour * US_PER_HOUR + minute * US_PER_MIN + second * US_PER_S + microsecond


def parse_iso(text: str, *, zoned: bool = False) -> int:
    """An instant of ISO 8601 text; without an offset it is read as UTC. [µs]

    Args:
        text: The text.
        zoned: Without an offset it is refused.

    Raises:
        ConfigurationError: The text is not a date and time, or lacks its offset.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigurationError(
            f"{text!r} is not a time", hint="write it as 2026-01-31T12:00:00Z"
        ) from error
    if zoned and moment.tzinfo is None:
        local = moment.isoformat()
        raise ConfigurationError(
            f"{text!r} does not say its zone", hint=f"write {local}Z for UTC, or for example {local}+01:00"
        )
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // timedelta(microseconds=1)


def format_iso(instant_us: int) -> str:
    """ISO 8601 text of an instant in UTC, with as many decimals as it needs (none, 3 or 6)."""
    c = civil(instant_us)
    text = f"{c.year:04d}-{c.month:02d}-{c.day:02d}T{c.hour:02d}:{c.minute:02d}:{c.second:02d}"
    if c.microsecond:
        text += f".{c.microsecond:06d}" if c.microsecond % 1000 else f".{c.microsecond // 1000:03d}"
    return text + "Z"
