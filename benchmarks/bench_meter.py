"""The meter alone, without storage: a year replayed, a live second, a profile read, the memory it takes."""

from __future__ import annotations

import tracemalloc
from itertools import count

import numpy as np

from benchmarks import Result
from benchmarks.measure import best_s, median_s
from enfas.interval import A_PLUS, E_PLUS, INTERVAL, R1, UNKNOWN, Rows
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.meter.registers import READERS
from enfas.timebase import US_PER_DAY, US_PER_MIN, US_PER_S, from_civil

START_US = from_civil(2025, 1, 1)
MINUTES_PER_DAY = 1440
METERS = 100


def rows(number: int, duration_us: int, start_us: int = START_US) -> Rows:
    """A household-like load with all that a source can know."""
    random = np.random.default_rng(1)
    made = np.zeros(number, dtype=INTERVAL)
    made["start_us"] = start_us + np.arange(number) * duration_us
    made["duration_us"] = duration_us
    milliwatt = random.integers(50_000, 6_000_000, number)
    made["energy_mj"][:, A_PLUS] = milliwatt * duration_us // US_PER_S
    made["energy_mj"][:, R1] = made["energy_mj"][:, A_PLUS] // 5
    made["energy_mj"][:, E_PLUS] = made["energy_mj"][:, A_PLUS] * 102 // 100
    made["u_mv"] = made["u_min_mv"] = made["u_max_mv"] = random.integers(225_000, 240_000, number)
    made["i_ma"] = milliwatt // 230
    made["f_mhz"] = 50_000
    made["thd_u_cp"] = 200
    made["thd_i_cp"] = UNKNOWN
    return made


def new_meter() -> Meter:
    """Default configuration: four quadrants, 15 min."""
    return Meter(Configuration.default(), start_us=START_US)


def year() -> Result:
    """A year of 1-minute rows, a block a day."""
    supplied = rows(365 * MINUTES_PER_DAY, US_PER_MIN)

    def replay() -> None:
        meter = new_meter()
        for day in range(365):
            meter.advance(supplied[day * MINUTES_PER_DAY : (day + 1) * MINUTES_PER_DAY])

    value = best_s(replay, times=3)
    return _result("a year of 1-minute rows, without storage", value, "s", "under 5 s", value < 5)


def live() -> list[Result]:
    """A second's row in a block of its own, and with what is to be stored made up."""
    meter, supplied = new_meter(), rows(20_000, US_PER_S)
    numbers = count()

    def advance() -> None:
        number = next(numbers)
        meter.advance(supplied[number : number + 1])

    def advance_and_take() -> None:
        advance()
        meter.take_changes()

    plain = median_s(advance, times=5_000) * 1e6
    whole = median_s(advance_and_take, times=5_000) * 1e6
    return [
        _result("a live block of one second", plain, "µs", "under 1 % of a core: 10 ms", plain < 10_000),
        _result("the same with its changes made up for the memory", whole, "µs", "", None),
    ]


def reading() -> list[Result]:
    """A full profile of 26 688 entries, and registers."""
    meter = Meter(Configuration.default().replace(Z29="1"), start_us=START_US)
    for day in range(280):
        meter.advance(rows(96, 15 * US_PER_MIN, START_US + day * US_PER_DAY))
    ring = meter.profile.log.ring

    def profile() -> None:
        ring.slice(ring.first_seq, ring.count)

    def registers() -> None:
        for reader in READERS.values():
            reader(meter)

    sliced = median_s(profile, times=50) * 1e6
    read = median_s(registers, times=200) * 1e6 / len(READERS)
    return [
        _result(
            f"{ring.count} profile entries out of their ring", sliced, "µs", "under 5 ms", sliced < 5_000
        ),
        _result("a register, on average over all", read, "µs", "about 0.3 µs", read < 0.5),
    ]


def memory() -> Result:
    """What one more idle meter takes, once it has run for a second."""
    second = rows(1, US_PER_S)
    new_meter().advance(second)
    configuration = Configuration.default()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    meters = []
    for _ in range(METERS):
        meter = Meter(configuration, start_us=START_US)
        meter.advance(second)
        meter.take_changes()
        meters.append(meter)
    value = (tracemalloc.get_traced_memory()[0] - before) / METERS / 1024
    tracemalloc.stop()
    return _result("an idle meter beside its logs", value, "KiB", "under 64 KiB", value < 64)


def _result(name: str, value: float, unit: str, target: str, met: bool | None) -> Result:
    return {"name": name, "value": value, "unit": unit, "target": target, "met": met}


def run() -> list[Result]:
    """All of it."""
    return [year(), *live(), *reading(), memory()]
