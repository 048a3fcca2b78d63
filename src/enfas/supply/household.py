"""A household that lives by a seed: what it draws from the mains, minute by minute, for as long as is asked.

Each day is drawn by itself from the seed and its number, so that a year is the same however it is read. A
base load, a refrigerator, meals, evenings, a heat pump in winter, a car that is charged at night, and a
roof of solar cells that feeds back what is left over. Voltage falls with what is drawn.

The figures are made up to be plausible for one phase and 35 A in northern Europe; nothing is measured.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import msgspec
import numpy as np

from enfas.errors import ConfigurationError
from enfas.intake import FloatArray, Flow, Loads
from enfas.timebase import US_PER_DAY, US_PER_MIN, civil

__all__ = ["Household", "HouseholdLoads"]

_MINUTES: Final = 24 * 60
_MOST_DAYS: Final = 3_660
_LATITUDE: Final = math.radians(57.0)


class Household(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What kind of household it is.

    Attributes:
        seed: Tells it from others.
        days: For how long. [d]
        base_w: What is always drawn. [W]
        heat_pump_w: At most, on the coldest day. [W]
        car_w: While the car is charged, on some nights. [W]
        solar_w: At most, on the clearest day. [W]
        u_v: Voltage without load. [V]
        impedance_ohm: Of the mains, up to the meter. [Ω]

    Raises:
        ConfigurationError: A figure cannot be.
    """

    seed: int = 1
    days: int = 365
    base_w: float = 120.0
    heat_pump_w: float = 2_500.0
    car_w: float = 3_600.0
    solar_w: float = 4_000.0
    u_v: float = 232.0
    impedance_ohm: float = 0.25

    def __post_init__(self) -> None:
        if not 1 <= self.days <= _MOST_DAYS:
            raise ConfigurationError(f"a household lives 1 to {_MOST_DAYS} days, not {self.days}")
        if self.seed < 0:
            raise ConfigurationError(f"a seed is 0 or more, not {self.seed}")
        for name in ("base_w", "heat_pump_w", "car_w", "solar_w"):
            if not 0 <= getattr(self, name) <= 20_000:
                raise ConfigurationError(f"{name} is 0 to 20000 W, not {getattr(self, name):g}")
        if not 100 <= self.u_v <= 300 or not 0 <= self.impedance_ohm <= 2:
            raise ConfigurationError("u_v is 100 to 300 V, impedance_ohm 0 to 2 Ω")


class HouseholdLoads:
    """The load of a household, a block a day.

    Args:
        household: The household.
        start_us: When its first day begins, UTC. [µs]
    """

    sampling = None
    live = False

    def __init__(self, household: Household, start_us: int) -> None:
        self.name = f"household {household.seed}"
        self.start_us: int | None = start_us
        self.notes: list[str] = []
        self.origin = repr(household)
        self.total: int | None = household.days
        self.done = 0
        self._household = household
        self._origin_us = start_us

    def blocks(self) -> Iterator[Loads]:
        """All of its days, once."""
        for day in range(self._household.days):
            yield self._day(day)
            self.done = day + 1

    def _day(self, day: int) -> Loads:
        house = self._household
        draw = np.random.default_rng([house.seed, day])
        moment = civil(self._origin_us + day * US_PER_DAY)
        of_year = (moment.month - 1) * 30.4 + moment.day
        winter = 0.5 + 0.5 * math.cos(2 * math.pi * (of_year - 20) / 365)
        used = house.base_w + _fridge(draw) + _meals(draw) + _evening(draw, winter)
        used += house.heat_pump_w * max(0.0, winter + 0.15 * draw.standard_normal()) * _cycling(draw)
        if draw.random() < 0.4:
            used[:270] += house.car_w
        sun = house.solar_w * _sun(of_year) * draw.beta(2, 1.2) * _clouds(draw)
        active = np.round(used - sun, 1)
        reactive = np.round(0.25 * np.sqrt(np.maximum(0.0, used)) * 8 + draw.normal(0, 3, _MINUTES), 1)
        drop = active / house.u_v * house.impedance_ohm
        volts = house.u_v - drop + 1.5 * np.sin(np.arange(_MINUTES) / 229) + draw.normal(0, 0.3, _MINUTES)
        start_us = day * US_PER_DAY + np.arange(_MINUTES, dtype=np.int64) * US_PER_MIN
        return Loads(
            start_us,
            np.full(_MINUTES, US_PER_MIN, dtype=np.int64),
            Flow(active),
            reactive=Flow(reactive),
            u_v=np.round(volts, 2),
            i_a=np.round(np.hypot(active, reactive) / volts, 3),
            f_hz=np.round(50 + draw.normal(0, 0.02, _MINUTES), 3),
        )


def _fridge(draw: np.random.Generator) -> FloatArray:
    """Twenty minutes in an hour."""
    phase = draw.integers(60)
    return np.where((np.arange(_MINUTES) + phase) % 60 < 20, 90.0, 0.0)


def _meals(draw: np.random.Generator) -> FloatArray:
    """Kettle, hob and oven, about when people eat."""
    load = np.zeros(_MINUTES)
    for hour, watts, minutes in ((7, 1_900, 4), (12, 1_500, 15), (18, 2_200, 40)):
        start = int(np.clip(draw.normal(60 * hour, 25), 0, _MINUTES - 60))
        load[start : start + minutes + int(draw.integers(10))] += watts * draw.uniform(0.6, 1.1)
    return load


def _evening(draw: np.random.Generator, winter: float) -> FloatArray:
    """Light and screens, longer in winter."""
    load = np.zeros(_MINUTES)
    start = 60 * (20 - round(4 * winter)) + int(draw.integers(-20, 20))
    load[start : 60 * 23] = 150 + draw.uniform(0, 200)
    return load


def _cycling(draw: np.random.Generator) -> FloatArray:
    """On for some of each half-hour."""
    phase = draw.integers(30)
    return np.where((np.arange(_MINUTES) + phase) % 30 < 18, 1.0, 0.15)


def _sun(of_year: float) -> FloatArray:
    """How high the sun stands, 0 to about 1."""
    declination = math.radians(23.45) * math.sin(2 * math.pi * (of_year - 81) / 365)
    hour_angle = (np.arange(_MINUTES) / _MINUTES - 0.46) * 2 * np.pi
    height = math.sin(_LATITUDE) * math.sin(declination) + math.cos(_LATITUDE) * math.cos(
        declination
    ) * np.cos(hour_angle)
    return np.asarray(np.maximum(0.0, height))


def _clouds(draw: np.random.Generator) -> FloatArray:
    """What clouds let through, minute by minute."""
    steps = draw.uniform(0.35, 1.0, _MINUTES // 20)
    return np.repeat(steps, 20)
