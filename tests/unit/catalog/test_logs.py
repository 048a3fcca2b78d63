from __future__ import annotations

import pytest

from enfas.catalog.logs import EVENT_LOGS, profile_capacity, profile_layout
from enfas.catalog.names import CLOCK, PROFILE

CHANNELS = {
    "A+": ("a_plus",),
    "A+A-": ("a_plus", "a_minus"),
    "A+A-R+R-": ("a_plus", "a_minus", "r_plus", "r_minus"),
    "A+A-R1-R4": ("a_plus", "a_minus", "r1", "r2", "r3", "r4"),
    "all": ("a_plus", "a_minus", "r_plus", "r_minus", "r1", "r2", "r3", "r4"),
}
DAYS = {
    "A+": (278, 556, 1113),
    "A+A-": (235, 470, 941),
    "A+A-R+R-": (180, 360, 720),
    "A+A-R1-R4": (145, 291, 583),
    "all": (122, 244, 489),
}
CASES = [
    pytest.param(len(CHANNELS[name]), period, days, id=f"{name}-{period}min")
    for name, depths in DAYS.items()
    for period, days in zip((15, 30, 60), depths, strict=True)
]


@pytest.mark.requirement("LOG-4")
@pytest.mark.parametrize(("channels", "period_min", "days"), CASES)
def test_depth(channels: int, period_min: int, days: int) -> None:
    assert profile_capacity(channels, period_min) == days * 24 * 60 // period_min


@pytest.mark.requirement("LOG-4")
@pytest.mark.parametrize("channels", [1, 2, 4, 6, 8])
def test_depth_in_austria(channels: int) -> None:
    assert profile_capacity(channels, 15, days_limit=60) == 60 * 96


@pytest.mark.requirement("LOG-3")
@pytest.mark.parametrize("name", list(CHANNELS))
def test_columns_of_the_load_profile(name: str) -> None:
    columns = profile_layout(CHANNELS[name]).columns
    assert [c.name for c in columns] == ["clock", "status", "quality", "format", *CHANNELS[name]]
    assert [(c.class_id, c.obis, c.attribute) for c in columns[:3]] == [
        (8, CLOCK, 2),
        (7, PROFILE, 255),
        (7, PROFILE, 254),
    ]
    assert profile_layout(CHANNELS[name]) is profile_layout(CHANNELS[name]), "one for all meters"


def test_event_logs_begin_with_a_clock() -> None:
    assert [str(log.obis) for log in EVENT_LOGS] == [
        "1.1.99.98.2.255",
        "1.1.99.98.3.255",
        "1.1.99.98.10.255",
        "1.1.99.98.5.255",
        "1.1.99.98.12.255",
        "1.1.99.98.13.255",
        "1.1.99.98.14.255",
        "1.1.99.98.16.255",
        "1.1.99.98.17.255",
        "1.1.99.98.129.255",
        "1.1.99.98.128.255",
    ]
    for log in EVENT_LOGS:
        assert (log.layout.columns[0].obis, log.layout.columns[0].name) == (CLOCK, "clock")
        assert log.capacity == (45 if log.name == "neutral_fault" else 200)
