from __future__ import annotations

from typing import Any

import pytest
from tests.meter_rows import Kept, entries, load, make_meter, row, state_of

from enfas.catalog.calendar import DayProfile, SeasonStart, SpecialDay, Switch, Week
from enfas.catalog.stamp import UNSPECIFIED
from enfas.errors import CommandRefused, Refusal
from enfas.interval import Mark
from enfas.meter.activity_calendar import EMPTY, ActivityCalendar, Entry
from enfas.meter.device import Meter
from enfas.meter.reconfiguration import Reconfiguration
from enfas.timebase import US_PER_DAY, US_PER_HOUR, US_PER_MIN, from_civil

NOON = from_civil(2026, 1, 12, 11)
"""A Monday, 12:00 local."""

WHOLE: dict[str, Any] = {
    "name": b"mine",
    "seasons": (SeasonStart(b"all", 1, 1, b"w"),),
    "weeks": (Week(b"w", (1, 1, 1, 1, 1, 2, 2), 2),),
    "days": (DayProfile(1, (Switch(0, 4), Switch(750, 3))), DayProfile(2, (Switch(0, 2),))),
}


def running(start_us: int = NOON, **codes: str) -> tuple[Meter, ActivityCalendar]:
    meter = make_meter(start_us, **{"Z13": "004", **codes})
    meter.advance(load(start_us, 1))
    return meter, meter.part(ActivityCalendar)


def configuration_log(meter: Meter) -> list[tuple[int, int, int]]:
    return [(e["place"], e["before"], e["after"]) for e in entries(meter, "configuration")]


@pytest.mark.requirement("TAR-1", "CFG-3")
def test_a_passive_calendar_is_written_in_parts_and_put_in_force() -> None:
    meter, calendar = running()
    assert (calendar.state.passive, meter.read("tariff")) == (EMPTY, 1)
    for key, value in WHOLE.items():
        with pytest.raises(CommandRefused):
            calendar.activate()
        calendar.set_passive(**{key: value})
    keys = ("tariff", "tariff_plan", "tariff_plan_name")
    assert [meter.read(key) for key in keys] == [1, 1, "Winter day"]
    calendar.activate()
    assert [meter.read(key) for key in keys] == [4, 0, "mine"]
    assert calendar.shown == calendar.state.passive
    assert configuration_log(meter) == [(113, 1, 0)]
    meter.advance(load(NOON + US_PER_MIN, 30, watts=1_000))
    assert meter.energy.in_tariff("a_plus", 4) == 29 * 60_000_000
    assert meter.energy.in_tariff("a_plus", 3) == 60_000_000


@pytest.mark.requirement("TAR-1")
@pytest.mark.parametrize(
    ("part", "message"),
    [
        ({"days": (DayProfile(1, (Switch(0, 5),)),)}, "goes to 1 to 4, not to 5"),
        ({"days": (DayProfile(1, (Switch(1, 1),)),)}, "first switch of a day"),
        ({"days": (DayProfile(255, (Switch(0, 1),)),)}, "0 to 254, not 255"),
        ({"days": (DayProfile(1, ()),)}, "1 to 10 switches a day, not 0"),
        ({"seasons": (SeasonStart(b"", 2, 30, b"w"),)}, "02-30 is no date"),
        ({"weeks": tuple(Week(bytes([n]), (1,) * 7, 1) for n in range(5))}, "0 to 4 season profiles"),
        ({"name": b"n" * 33}, "at most 32 octets"),
    ],
)
def test_a_part_that_cannot_be_is_refused_when_it_is_written(part: dict[str, Any], message: str) -> None:
    meter, calendar = running()
    calendar.set_passive(**WHOLE)
    before = state_of(meter)
    with pytest.raises(CommandRefused, match=message):
        calendar.set_passive(**part)
    assert state_of(meter) == before


@pytest.mark.requirement("TAR-1")
@pytest.mark.parametrize(
    ("part", "message"),
    [
        ({"seasons": ()}, "1 to 8 season changes"),
        ({"weeks": ()}, "1 to 4 season profiles"),
        ({"days": ()}, "1 to 12 day profiles"),
        ({"days": WHOLE["days"][:1]}, "no day profile 2"),
        ({"seasons": (SeasonStart(b"", 1, 1, b"q"),)}, "no season profile 'q'"),
    ],
)
def test_what_is_not_whole_is_not_put_in_force(part: dict[str, Any], message: str) -> None:
    meter, calendar = running()
    calendar.set_passive(**{**WHOLE, **part})
    before = state_of(meter)
    for attempt in (calendar.activate, lambda: calendar.set_activation(NOON + US_PER_DAY)):
        with pytest.raises(CommandRefused, match=message):
            attempt()
        assert state_of(meter) == before


@pytest.mark.requirement("TAR-1", "TAR-2")
def test_it_comes_into_force_at_a_time_exactly() -> None:
    meter, calendar = running()
    calendar.set_passive(**WHOLE)
    calendar.set_activation(NOON + 10 * US_PER_MIN + 1, b"as written..")
    assert calendar.state.activation == b"as written.."
    meter.advance(row(NOON + US_PER_MIN, 18 * US_PER_MIN, a_plus=18 * US_PER_MIN))
    assert meter.energy.in_tariff("a_plus", 4) == 9 * US_PER_MIN - 1
    assert (calendar.state.activate_us, meter.read("tariff_plan_name")) == (None, "mine")


@pytest.mark.requirement("TAR-1", "REG-1")
def test_it_comes_into_force_in_an_outage_and_after_a_restart() -> None:
    meter, calendar = running()
    calendar.set_passive(**WHOLE)
    calendar.set_activation(NOON + US_PER_HOUR)
    kept = Kept()
    kept.commit(meter.take_changes())
    meter = Meter.restore(meter.configuration, kept.image())
    meter.advance(row(NOON + US_PER_MIN, 2 * US_PER_HOUR, Mark.OUTAGE))
    meter.advance(load(NOON + US_PER_MIN + 2 * US_PER_HOUR, 1))
    assert (meter.read("tariff"), meter.read("tariff_plan_name")) == (3, "mine")


def test_a_time_that_is_past_is_now_and_no_time_takes_it_back() -> None:
    meter, calendar = running()
    calendar.set_passive(**WHOLE)
    calendar.set_activation(NOON + US_PER_DAY)
    calendar.set_activation(None)
    meter.advance(load(NOON + US_PER_MIN, 25, duration_us=US_PER_HOUR))
    assert meter.read("tariff_plan") == 1
    calendar.set_activation(NOON)
    assert meter.read("tariff_plan") == 0


def test_to_write_a_part_takes_the_time_back() -> None:
    _, calendar = running()
    calendar.set_passive(**WHOLE)
    calendar.set_activation(NOON + US_PER_DAY, b"as written..")
    calendar.set_passive(name=b"mine")
    assert calendar.state.activate_us is not None
    calendar.set_passive(name=b"another")
    assert (calendar.state.activate_us, calendar.state.activation) == (None, UNSPECIFIED)


@pytest.mark.requirement("TAR-1", "CFG-3")
def test_another_plan_or_table_supersedes_it() -> None:
    for supersede in (
        lambda meter: meter.part(ActivityCalendar).choose_plan(1),
        lambda meter: meter.part(Reconfiguration).configure("Z13=005"),
    ):
        meter, calendar = running()
        calendar.set_passive(**WHOLE)
        calendar.activate()
        supersede(meter)
        assert meter.read("tariff_plan") == 1
        assert calendar.state.active is None


@pytest.mark.requirement("TAR-1")
def test_it_stays_while_something_else_controls_the_tariff() -> None:
    meter, calendar = running(Z13="002")
    meter.write("tariff", 2)
    calendar.set_passive(**WHOLE)
    calendar.activate()
    assert (meter.read("tariff"), meter.read("tariff_plan"), calendar.schedule) == (2, 0, None)
    meter.write("tariff_control", 3)
    assert (meter.read("tariff"), meter.read("software_code")) == (4, meter.configuration.software.text)
    assert "003" in str(meter.read("software_code"))
    meter.write("tariff_control", 2)
    meter.write("tariff_control", 3)
    assert (meter.read("tariff"), meter.read("tariff_plan_name")) == (4, "mine")


# Special days.


@pytest.mark.requirement("TAR-1", "CFG-3")
def test_special_days_that_are_written_stand_in_place_of_z20() -> None:
    meter, calendar = running(Z20="001")
    assert len(calendar.entries) == len(calendar.special_days) == 88
    assert meter.read("tariff") == 1
    calendar.set_special_days([Entry(7, SpecialDay(2026, 1, 12)), Entry(3, SpecialDay(None, 1, 6))])
    assert [entry.index for entry in calendar.entries] == [3, 7]
    assert (meter.read("tariff"), meter.read("exception_days")) == (2, "")
    assert configuration_log(meter) == [(120, 88, 2)]
    calendar.delete_special_day(7)
    assert meter.read("tariff") == 1
    calendar.insert_special_day(Entry(3, SpecialDay(None, 1, 12)))
    assert (meter.read("tariff"), len(calendar.entries)) == (2, 1)
    meter.part(Reconfiguration).configure("Z20=002")
    assert (meter.read("tariff"), meter.read("exception_days")) == (1, "Norway: holidays 2025 to 2044")


@pytest.mark.requirement("TAR-1")
@pytest.mark.parametrize(
    ("days", "message"),
    [
        ([Entry(1, SpecialDay(2026, 2, 29))], "2026-02-29 is no date"),
        ([Entry(1, SpecialDay(2047, 1, 1))], "reach to 2046 now, not to 2047"),
        ([Entry(1, SpecialDay(None, 5, 1)), Entry(1, SpecialDay(None, 5, 2))], "an index of its own"),
        ([Entry(65_536, SpecialDay(None, 5, 1))], "an index of its own"),
        ([Entry(1, SpecialDay(None, 5, 1, 99))], "special day 1: no day profile 99"),
        ([Entry(n, SpecialDay(2026, 1 + n // 28, 1 + n % 28)) for n in range(201)], "at most 200"),
    ],
)
def test_special_days_that_cannot_be_are_refused(days: list[Entry], message: str) -> None:
    meter, calendar = running()
    before = state_of(meter)
    with pytest.raises(CommandRefused, match=message):
        calendar.set_special_days(days)
    assert state_of(meter) == before
    with pytest.raises(CommandRefused, match="no special day 9") as refused:
        calendar.delete_special_day(9)
    assert refused.value.reason is Refusal.ABSENT


@pytest.mark.requirement("TAR-1")
def test_a_special_day_may_have_a_profile_of_the_passive_calendar_and_must_of_what_is_armed() -> None:
    meter, calendar = running()
    calendar.set_passive(**WHOLE)
    calendar.set_passive(days=(*WHOLE["days"], DayProfile(77, (Switch(0, 3),))))
    calendar.set_special_days([Entry(1, SpecialDay(2026, 1, 12, 77))])
    assert meter.read("tariff") == 1  # as the active calendar has no such profile
    calendar.set_activation(NOON + US_PER_DAY)
    with pytest.raises(CommandRefused, match="no day profile 5"):
        calendar.set_special_days([Entry(1, SpecialDay(2026, 1, 12, 5))])
    calendar.activate()
    assert meter.read("tariff") == 3
    calendar.set_passive(days=WHOLE["days"])
    with pytest.raises(CommandRefused, match="special day 1: no day profile 77"):
        calendar.activate()


def test_a_holiday_has_the_profile_of_its_season() -> None:
    _, calendar = running(Z20="001")
    assert calendar.profile_of(SpecialDay(None, 1, 6)) == 3
    assert calendar.profile_of(SpecialDay(None, 6, 6)) == 6
    assert calendar.profile_of(SpecialDay(None, 12, 25)) == 3
    assert calendar.profile_of(SpecialDay(None, 12, 25, 8)) == 8
    _, without = running(Z13="000")
    assert without.profile_of(SpecialDay(None, 1, 6)) == 255
