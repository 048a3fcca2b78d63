"""The display's lists: what each may hold at most, and what may not be taken out of it.

On the wire a list is a profile of class 7 whose capture objects are its readings. The maker publishes no
objects for them; the names are those that the Blue Book gives to display read-outs (from memory).

Source: data sheet, "Display" (automatic 16, manual 30, battery 8; what the law demands stays); technical
description 5512-1235 D1 (utility list, 16). The law: the registers that are billed by, active energy in each
direction (Directive 2014/32/EU, annex I 10.5 and annex V).
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from enum import Enum, unique
from typing import Final

from enfas.catalog.display.readings import READINGS, reading_of
from enfas.errors import ConfigurationError
from enfas.obis import Obis

__all__ = ["DISPLAY_LISTS", "DisplayList", "ListName", "check_list"]


@unique
class ListName(Enum):
    """The lists, by the names that a table calls them."""

    AUTOMATIC = "automatic"
    MANUAL = "manual"
    BATTERY = "battery"
    UTILITY = "utility"


@dataclass(frozen=True, slots=True)
class DisplayList:
    """What is fixed of a list.

    Attributes:
        most: How many readings it holds at most.
        least: How many at least; an empty one is switched off.
        obis: Its logical name.
        consumer: The consumer reads it: what the law demands must be in it.
    """

    most: int
    least: int
    obis: Obis
    consumer: bool


DISPLAY_LISTS: Final = {
    ListName.AUTOMATIC: DisplayList(16, 1, Obis.parse("0.1.21.0.1.255"), True),
    ListName.MANUAL: DisplayList(30, 1, Obis.parse("0.1.21.0.2.255"), True),
    ListName.BATTERY: DisplayList(8, 0, Obis.parse("0.1.21.0.5.255"), True),
    ListName.UTILITY: DisplayList(16, 0, Obis.parse("0.1.21.0.3.255"), False),
}
"""The lists by name."""


def check_list(name: ListName, readings: Sequence[str], has: Container[str]) -> None:
    """Refuse a list that cannot be.

    Args:
        name: Which.
        readings: The names of its readings, in order.
        has: Of what the law demands, what the meter can show.

    Raises:
        ConfigurationError: Too many or too few, one twice, one that is none, or a legal one missing.
    """
    of = DISPLAY_LISTS[name]
    for reading in readings:
        reading_of(reading)
    if not of.least <= len(readings) <= of.most:
        raise ConfigurationError(
            f"the {name.value} list holds {of.least} to {of.most} readings, not {len(readings)}"
        )
    if len(set(readings)) != len(readings):
        twice = next(reading for reading in readings if readings.count(reading) > 1)
        raise ConfigurationError(f"{twice!r} is in the {name.value} list twice")
    if not of.consumer or not readings:
        return
    for legal in (reading.name for reading in READINGS.values() if reading.legal):
        if legal in has and legal not in readings:
            raise ConfigurationError(
                f"{legal} cannot be taken out of the {name.value} list: the law demands it"
            )
