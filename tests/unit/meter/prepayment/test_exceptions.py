"""Exceptions: non-working days and the slot by local time, summer time included."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.meter_rows import make_meter

from enfas.catalog.tables.working_days import CalendarTable
from enfas.meter.clock import Clock, ClockState
from enfas.meter.prepayment.exceptions import TimeSlot, is_excused, next_change_us
from enfas.timebase import US_PER_HOUR, US_PER_S

pytestmark = pytest.mark.requirement("SW-4")
STOCKHOLM = ZoneInfo("Europe/Stockholm")
INSTANTS = st.integers(0, 4 * 366 * 24 * 3600).map(lambda s: 1_735_689_600 + s)
TIMES = st.builds(
    lambda h, m, s: 10_000 * h + 100 * m + s, st.integers(0, 23), st.integers(0, 59), st.integers(0, 59)
)


def clock_at(instant_s: int) -> Clock:
    return Clock(ClockState(start_us=instant_s * US_PER_S), 60)


def expected(instant_s: int, slot: TimeSlot) -> bool:
    """By the calendar of the standard library."""
    local = datetime.fromtimestamp(instant_s, UTC).astimezone(STOCKHOLM)
    digits = local.hour * 10_000 + local.minute * 100 + local.second
    start, end = slot
    inside = start <= digits < end if start <= end else digits >= start or digits < end
    return local.weekday() >= 5 or inside


@given(INSTANTS, TIMES, TIMES)
@settings(max_examples=300)
def test_who_is_excused_is_so_by_local_time(instant_s: int, start: int, end: int) -> None:
    slot = TimeSlot(start, end)
    assert is_excused(clock_at(instant_s), slot) is expected(instant_s, slot)


@given(INSTANTS, TIMES, TIMES)
@settings(max_examples=60)
def test_nothing_changes_before_the_instant_that_is_named(instant_s: int, start: int, end: int) -> None:
    slot = TimeSlot(start, end)
    next_s = next_change_us(clock_at(instant_s), slot) / US_PER_S
    assert instant_s < next_s <= instant_s + 24 * 3600
    now = expected(instant_s, slot)
    steps = range(instant_s, int(next_s), 60)
    assert all(expected(at, slot) is now for at in steps)


def test_equal_bounds_are_no_slot() -> None:
    monday = int((datetime(2025, 1, 13, tzinfo=UTC) + timedelta(hours=3)).timestamp())
    assert not is_excused(clock_at(monday), TimeSlot(40_000, 40_000))
    assert next_change_us(clock_at(monday), TimeSlot(0, 0)) > monday * US_PER_S
    assert next_change_us(clock_at(monday), TimeSlot(0, 0)) - monday * US_PER_S <= 24 * US_PER_HOUR


@pytest.mark.parametrize(
    ("z20", "excused"),
    [("000", "67"), ("001", "2567"), ("003", "7")],
)
def test_the_calendar_says_which_days_are_working_days(z20: str, excused: str) -> None:
    """The week of 6 January 2026, a Tuesday and a holiday in Sweden; 9 January is made one, too."""
    days = make_meter(Z20=z20).configuration.table(CalendarTable)
    if days is not None and z20 == "001":
        days = replace(days, exceptions=(*days.exceptions, "2026-01-09"))
    monday = datetime(2026, 1, 5, 12, tzinfo=UTC)
    found = [
        str(day + 1)
        for day in range(7)
        if is_excused(clock_at(int((monday + timedelta(day)).timestamp())), TimeSlot(0, 0), days)
    ]
    assert "".join(found) == excused
