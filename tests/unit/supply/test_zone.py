from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from enfas.errors import ConfigurationError
from enfas.supply.reading import Reading
from enfas.supply.zone import DEFAULT_OFFSET_MIN, Zone

MIN = 60 * 10**9


def local(*moment: int) -> int:
    """A local time as nanoseconds since a local 1970."""
    return int(datetime(*moment, tzinfo=UTC).timestamp()) * 10**9  # type: ignore[misc, arg-type]


def hours(zone: Zone, *moments: tuple[int, ...]) -> list[float]:
    """How far each local time is ahead of UTC. [h]"""
    times = np.array([local(*moment) for moment in moments])
    return [float(hour) for hour in (times - zone.to_utc(times)) / (60 * MIN)]


def test_an_offset_is_an_offset() -> None:
    assert hours(Zone(90), (2025, 1, 1), (2025, 7, 1)) == [1.5, 1.5]
    assert hours(Zone.of(Reading(utc_offset_min=-660), in_utc=True), (2025, 1, 1)) == [-11]


def test_without_an_option_the_source_or_the_new_meter_decides() -> None:
    assert hours(Zone.of(Reading(), in_utc=True), (2025, 1, 1)) == [0]
    assert hours(Zone.of(Reading(), in_utc=False), (2025, 7, 1)) == [DEFAULT_OFFSET_MIN / 60] == [1]


def test_the_default_is_that_of_a_meter_as_it_is_delivered() -> None:
    from enfas.meter.configuration import Configuration

    assert Configuration.default().utc_offset_min == DEFAULT_OFFSET_MIN


def paris() -> Zone:
    return Zone.of(Reading(time_zone="Europe/Paris"), in_utc=False)


def test_a_named_zone_has_its_summer_time() -> None:
    assert hours(paris(), (2025, 1, 1), (2025, 7, 1), (2025, 3, 30, 1, 59), (2025, 3, 30, 3)) == [1, 2, 1, 2]


def test_the_hour_that_autumn_has_twice_is_told_by_the_order() -> None:
    clock = [(1, 30), (2, 0), (2, 30), (2, 0), (2, 30), (3, 0)]
    stamps = [(2025, 10, 26, *time) for time in clock]
    assert hours(paris(), *stamps) == [2, 2, 2, 1, 1, 1]


def test_the_order_holds_from_batch_to_batch() -> None:
    zone = paris()
    assert hours(zone, (2025, 10, 26, 2), (2025, 10, 26, 2, 30)) == [2, 2]
    assert hours(zone, (2025, 10, 26, 2), (2025, 10, 26, 2, 30)) == [1, 1]


def test_days_that_come_out_of_order_are_no_change_of_the_clock() -> None:
    assert hours(paris(), (2025, 10, 27), (2025, 10, 26, 2), (2025, 10, 26, 2, 30)) == [1, 2, 2]


def test_a_time_that_spring_leaves_out_counts_on() -> None:
    assert hours(paris(), (2025, 3, 30, 2, 30)) == [1]


def test_a_zone_of_half_hours() -> None:
    zone = Zone.of(Reading(time_zone="Australia/Lord_Howe"), in_utc=False)
    assert hours(zone, (2025, 1, 1), (2025, 7, 1)) == [11, 10.5]


@pytest.mark.parametrize("name", ["Europe/Sceaux", "", "../etc/passwd", "/etc/passwd"])
def test_a_zone_that_is_not_there(name: str) -> None:
    if not name:
        return
    with pytest.raises(ConfigurationError, match="no time zone"):
        Zone.of(Reading(time_zone=name), in_utc=False)


def test_one_instant() -> None:
    assert Zone(60).instant_us(3_600_000_000) == 0
