from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.meter_rows import make_meter

from enfas.catalog.calendar import Calendar, DayProfile, SeasonStart, SpecialDay, Switch, Week
from enfas.meter.activity_calendar import ActivityCalendar
from enfas.meter.clock import Clock, ClockState
from enfas.meter.schedule import Now, Schedule, compiled
from enfas.timebase import US_PER_DAY, US_PER_HOUR, US_PER_MIN, from_civil

CALENDAR = Calendar(
    b"usual",
    (SeasonStart(b"winter", 11, 1, b"w"), SeasonStart(b"summer", 4, 1, b"s")),
    (Week(b"w", (1,) * 5 + (2,) * 2, 3), Week(b"s", (4,) * 7, 4)),
    (
        DayProfile(1, (Switch(0, 2), Switch(360, 1), Switch(1320, 2))),
        DayProfile(2, (Switch(0, 2), Switch(150, 3), Switch(151, 2))),
        DayProfile(3, (Switch(0, 4),)),
        DayProfile(4, (Switch(0, 1), Switch(150, 3))),
    ),
)
DAYS = (
    SpecialDay(None, 12, 25),
    SpecialDay(2026, 1, 13, 2),
    SpecialDay(2026, 7, 1),
    SpecialDay(2026, 1, 14, 99),
)
SCHEDULE = Schedule(CALENDAR, DAYS)


def day(year: int, month: int, of_month: int) -> int:
    return from_civil(year, month, of_month) // US_PER_DAY


def clock_at(utc_us: int, *, summer_time: bool = True) -> Clock:
    return Clock(ClockState(utc_us, summer_time=summer_time), 60)


@pytest.mark.requirement("TAR-1")
@pytest.mark.parametrize(
    ("date", "season", "profile"),
    [
        pytest.param((2026, 1, 12), 1, 1, id="working"),
        pytest.param((2026, 1, 10), 1, 2, id="saturday"),
        pytest.param((2026, 1, 13), 1, 2, id="special"),
        pytest.param((2027, 1, 13), 1, 1, id="special another year"),
        pytest.param((2026, 1, 14), 1, 1, id="special without its profile"),
        pytest.param((2026, 12, 25), 1, 3, id="holiday each year"),
        pytest.param((2033, 12, 25), 1, 3, id="holiday another year"),
        pytest.param((2026, 7, 1), 2, 4, id="holiday of the season"),
        pytest.param((2026, 3, 31), 1, 1, id="last of winter"),
        pytest.param((2026, 4, 1), 2, 4, id="first of summer"),
        pytest.param((2026, 10, 31), 2, 4, id="last of summer"),
        pytest.param((2026, 11, 2), 1, 1, id="winter"),
    ],
)
def test_a_day(date: tuple[int, int, int], season: int, profile: int) -> None:
    found, day_profile = SCHEDULE.day(day(*date))
    assert (found, day_profile.number) == (season, profile)


@pytest.mark.requirement("TAR-1", "RTC-2")
@pytest.mark.parametrize(
    ("utc", "now"),
    [
        pytest.param((2026, 1, 12, 4, 59), (2, 1, (2026, 1, 12, 5, 0)), id="before a switch"),
        pytest.param((2026, 1, 12, 5, 0), (1, 1, (2026, 1, 12, 21, 0)), id="at it"),
        pytest.param(
            (2026, 1, 12, 21, 0), (2, 1, (2026, 1, 12, 23, 0)), id="the last of a day, until midnight"
        ),
        pytest.param((2026, 3, 29, 0, 30), (2, 1, (2026, 3, 29, 1, 0)), id="before summer time begins"),
        pytest.param((2026, 7, 1, 0, 29), (1, 2, (2026, 7, 1, 0, 30)), id="summer time is two hours ahead"),
    ],
)
def test_what_holds_and_until_when(utc: tuple[int, ...], now: tuple[int, int, tuple[int, ...]]) -> None:
    value, season, until = now
    assert SCHEDULE.now(clock_at(from_civil(*utc))) == Now(value, season, from_civil(*until))


def followed(
    schedule: Schedule, from_us: int, to_us: int, *, summer_time: bool = True
) -> list[tuple[int, int]]:
    """When what changes to what, going from one instant that is named to the next."""
    clock, changes, at_us, value = clock_at(from_us, summer_time=summer_time), [], from_us, -1
    while at_us < to_us:
        clock.state.start_us = at_us
        now = schedule.now(clock)
        if now.value != value:
            changes.append((at_us, now.value))
        assert now.until_us > at_us
        value, at_us = now.value, now.until_us
    return changes


@pytest.mark.requirement("RTC-2", "TAR-2")
def test_a_switch_in_the_hour_that_is_left_out_is_made_at_the_jump() -> None:
    """29 March 2026: 02:00 is 03:00; a Sunday of winter, with switches at 02:30 and 02:31."""
    day_us = from_civil(2026, 3, 28, 23)
    assert followed(SCHEDULE, day_us, day_us + 20 * US_PER_HOUR) == [(day_us, 2)]
    days = [*CALENDAR.days]
    days[1] = DayProfile(2, (Switch(0, 2), Switch(150, 3)))
    once = Schedule(replace(CALENDAR, days=tuple(days)), ())
    assert followed(once, day_us, day_us + 20 * US_PER_HOUR) == [(day_us, 2), (day_us + 2 * US_PER_HOUR, 3)]


@pytest.mark.requirement("RTC-2", "TAR-2")
def test_a_switch_in_the_hour_that_comes_twice_is_made_twice() -> None:
    """25 October 2026: 03:00 is 02:00 again; in summer a switch to 3 at 02:30."""
    midnight_us = from_civil(2026, 10, 24, 22)
    assert followed(SCHEDULE, midnight_us, midnight_us + 20 * US_PER_HOUR) == [
        (midnight_us, 1),
        (midnight_us + 150 * US_PER_MIN, 3),
        (midnight_us + 180 * US_PER_MIN, 1),
        (midnight_us + 210 * US_PER_MIN, 3),
    ]
    normal = from_civil(2026, 10, 24, 23)
    assert followed(SCHEDULE, normal, normal + 20 * US_PER_HOUR, summer_time=False) == [
        (normal, 1),
        (normal + 150 * US_PER_MIN, 3),
    ]


@pytest.mark.requirement("TAR-1")
def test_a_schedule_is_shared_by_meters() -> None:
    assert compiled(CALENDAR, DAYS) is compiled(replace(CALENDAR), (*DAYS,))
    one, other = make_meter(Z13="005", Z20="001"), make_meter(Z13="005", Z20="001")
    assert one.part(ActivityCalendar).schedule is other.part(ActivityCalendar).schedule
