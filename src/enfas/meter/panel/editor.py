"""Setting a value by the buttons: fields of digits, which one button counts up and the other goes through.

What is set is a row of digits. The left button goes to the next field, the right one counts it up, and
around at its end; holding the right one takes what stands there. The maker does not publish how it is done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from enfas.catalog.display import ButtonFunction
from enfas.errors import CommandRefused
from enfas.meter.summer_time import SUMMER_ADVANCE_MIN, is_summer
from enfas.timebase import US_PER_MIN, civil, from_civil

if TYPE_CHECKING:
    from enfas.meter.device import Meter

__all__ = ["EDITORS", "Editor", "Field"]

_METER_NUMBER: Final = "meter_number_1"
_NUMBER_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class Field:
    """One field: where it begins, how many digits it has, its least and its greatest value."""

    at: int
    digits: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Editor:
    """How one value is set.

    Attributes:
        fields: Its fields, in the order in which the left button goes through them.
        begin: What stands there at first.
        take: Takes what stands there; may raise CommandRefused.
    """

    fields: tuple[Field, ...]
    begin: Callable[[Meter], str]
    take: Callable[[Meter, str], None]

    def counted_up(self, digits: str, field: int) -> str:
        """The digits with one field counted up, from its greatest value to its least."""
        of = self.fields[field]
        value = int(digits[of.at : of.at + of.digits]) + 1
        value = of.least if not of.least <= value <= of.most else value
        return digits[: of.at] + f"{value:0{of.digits}d}" + digits[of.at + of.digits :]


def _local_digits(meter: Meter) -> str:
    now = meter.clock.local().civil
    return f"{now.year:04d}{now.month:02d}{now.day:02d}{now.hour:02d}{now.minute:02d}{now.second:02d}"


def _set_clock(meter: Meter, digits: str) -> None:
    year, *others = int(digits[:4]), *(int(digits[at : at + 2]) for at in range(4, 14, 2))
    wanted_us = from_civil(year, *others)
    date = civil(wanted_us)
    if (date.month, date.day) != tuple(others[:2]):
        raise CommandRefused(f"there is no day {year:04d}-{others[0]:02d}-{others[1]:02d}")
    normal_us = wanted_us - meter.clock.normal_offset_us
    summer_us = normal_us - SUMMER_ADVANCE_MIN * US_PER_MIN
    in_summer = meter.clock.state.summer_time and is_summer(summer_us)
    meter.set_clock(summer_us if in_summer else normal_us)


def _number_digits(meter: Meter) -> str:
    return f"{meter.settings[_METER_NUMBER]:0{_NUMBER_DIGITS}d}"[-_NUMBER_DIGITS:]


def _set_number(meter: Meter, digits: str) -> None:
    meter.settings.write(_METER_NUMBER, int(digits))


EDITORS: Final = {
    ButtonFunction.SET_TIME: Editor(
        (
            Field(0, 4, 2000, 2099),
            Field(4, 2, 1, 12),
            Field(6, 2, 1, 31),
            Field(8, 2, 0, 23),
            Field(10, 2, 0, 59),
            Field(12, 2, 0, 59),
        ),
        _local_digits,
        _set_clock,
    ),
    ButtonFunction.METER_NUMBER: Editor(
        tuple(Field(at, 1, 0, 9) for at in range(_NUMBER_DIGITS)), _number_digits, _set_number
    ),
}
"""What can be set by the buttons, by the function that begins it."""
