from __future__ import annotations

import pytest
from tests.meter_rows import START_US, load, make_meter, row

from enfas.catalog.occurrences import Occurrence
from enfas.interval import Mark
from enfas.meter.part import Part
from enfas.meter.profile import Profile
from enfas.timebase import US_PER_MIN, US_PER_S


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Occurrence, int]]:
    """What the profile, which else does not listen, is told of; minutes since the start by the clock."""
    heard: list[tuple[Occurrence, int]] = []

    def occurred(part: Part[object], occurrence: Occurrence, now_us: int) -> None:
        heard.append((occurrence, (now_us - START_US) // US_PER_MIN))

    monkeypatch.setattr(Profile, "occurred", occurred)
    return heard


def test_parts_are_told_of_outage_and_return_but_not_of_the_first_mains(
    told: list[tuple[Occurrence, int]],
) -> None:
    meter = make_meter()
    meter.advance(load(START_US, 3))
    assert told == []
    meter.advance(row(START_US + 3 * US_PER_MIN, 2 * US_PER_MIN, marks=Mark.OUTAGE))
    meter.advance(load(START_US + 5 * US_PER_MIN, 1))
    assert told == [(Occurrence.MAINS_LOST, 3), (Occurrence.MAINS_BACK, 5)]


def test_parts_are_told_of_commands(told: list[tuple[Occurrence, int]]) -> None:
    meter = make_meter()
    meter.advance(load(START_US, 1))
    meter.shift_clock(6)
    meter.shift_clock(-7)
    meter.set_clock(START_US + 10 * US_PER_MIN)
    meter.debiting_stop()
    meter.part(Profile).reset()
    assert [occurrence for occurrence, _ in told] == [
        Occurrence.CLOCK_ADJUSTED,
        Occurrence.ANALYSIS_LOGGED,  # cut short
        Occurrence.CLOCK_SET,
        Occurrence.CLOCK_SET,
        Occurrence.DEBITING_STOP,
        Occurrence.PROFILE_DELETED,
    ]
    assert told[-1][1] == 10
    assert meter.clock.now_us < START_US + 10 * US_PER_MIN + US_PER_S
