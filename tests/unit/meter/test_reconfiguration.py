"""Another software code in service: checked as a whole, logged, obeyed at once, refused for what is fixed."""

from __future__ import annotations

import pytest
from tests.meter_rows import START_US, Kept, entries, load, make_meter, state_of

from enfas.catalog.codes import SoftwareCode
from enfas.errors import CommandRefused, ConfigurationError, Refusal
from enfas.meter.device import Meter

pytestmark = pytest.mark.requirement("CFG-3")


def running(**codes: str) -> Meter:
    meter = make_meter(**codes)
    meter.advance(load(START_US, 100))
    return meter


def configure(meter: Meter, text: str) -> None:
    meter.write("software_code", text)


def changes(meter: Meter) -> list[tuple[int, int, int]]:
    return [(it["place"], it["before"], it["after"]) for it in entries(meter, "configuration")]


def test_each_changed_place_is_logged_with_its_codes() -> None:
    meter = running()
    configure(meter, "Z2=2 Z16=000 Z6=15")
    assert changes(meter) == [(2, 1, 2), (6, 1, 15)]
    assert meter.configuration.led_on_when_idle
    assert meter.read("software_code") == meter.configuration.software.text


def test_the_whole_code_is_taken_too_and_nothing_new_is_no_change() -> None:
    meter = running()
    configure(meter, SoftwareCode.default().text)
    assert changes(meter) == []
    configure(meter, SoftwareCode.default().replace({"Z2": "2"}).text)
    assert changes(meter) == [(2, 1, 2)]


def test_the_profile_obeys_at_once() -> None:
    meter = running()
    assert len(entries(meter)) == 6
    configure(meter, "Z4=4 Z29=1 Z27=2")
    assert entries(meter) == []
    assert (meter.profile.state.period_min, meter.profile.state.channels) == (60, ("a_plus",))
    assert meter.profile.state.delta
    assert [entry["event"] for entry in entries(meter, "profile_events")] == [2, 2, 5]


def test_a_period_set_by_command_stays_when_the_code_changes_elsewhere() -> None:
    meter = running()
    meter.profile.set_period(30)
    configure(meter, "Z2=2")
    assert meter.profile.state.period_min == 30


def test_summer_time_follows_z15() -> None:
    meter = running()
    configure(meter, "Z15=000")
    assert not meter.clock.state.summer_time


@pytest.mark.parametrize(
    ("text", "reason", "says"),
    [
        ("Z1=1", Refusal.RIGHT, "Z1 (Decimals in display) is of the legally relevant part"),
        ("Z4=3 Z1=1", Refusal.RIGHT, "legally relevant"),
        ("Z11=02", Refusal.RIGHT, "stamps of all stored entries"),
        ("Z18=001", Refusal.VALUE, "only for variant 1"),
        ("Z19=0", Refusal.VALUE, "only for a meter without breaker"),
        ("Z20=899", Refusal.VALUE, "there is no such table"),
        ("X5=1", Refusal.VALUE, "X5"),
        ("rubbish", Refusal.VALUE, "has 53 characters, this has 7"),
        ("", Refusal.VALUE, ""),
    ],
)
def test_what_cannot_be_is_refused_whole(text: str, reason: Refusal, says: str) -> None:
    meter = running()
    before = state_of(meter)
    with pytest.raises(CommandRefused) as refused:
        configure(meter, text)
    assert says in str(refused.value)
    assert refused.value.reason is reason
    assert state_of(meter) == before
    assert meter.configuration.software == SoftwareCode.default()


def test_the_code_in_force_outlives_a_restart() -> None:
    meter, kept = running(), Kept()
    given = meter.configuration
    configure(meter, "Z2=2 Z4=4")
    kept.commit(meter.take_changes())
    again = Meter.restore(given, kept.image())
    assert again.configuration.led_on_when_idle
    assert again.configuration == meter.configuration
    assert state_of(again) == state_of(meter)
    assert not again.unsaved


def test_another_code_in_the_meter_file_is_a_change_too() -> None:
    meter, kept = running(), Kept()
    given = meter.configuration
    configure(meter, "Z2=2")
    kept.commit(meter.take_changes())
    filed = given.replace(Z4="4")
    again = Meter.restore(filed, kept.image())
    assert again.configuration == filed, "the later of both holds"
    assert changes(again) == [(2, 1, 2), (2, 2, 1), (4, 2, 4)]
    assert again.unsaved
    kept.commit(again.take_changes())
    assert changes(Meter.restore(filed, kept.image())) == changes(again)


def test_a_meter_file_cannot_change_what_is_fixed() -> None:
    meter, kept = running(), Kept()
    kept.commit(meter.take_changes())
    with pytest.raises(ConfigurationError, match="does not allow the meter file's software code: Z1"):
        Meter.restore(meter.configuration.replace(Z1="1"), kept.image())


def test_text_and_numbers_are_not_taken_for_each_other() -> None:
    meter = running()
    with pytest.raises(CommandRefused, match="software_code takes text"):
        meter.write("software_code", 1)
    with pytest.raises(CommandRefused, match="meter_number_1 takes a number"):
        meter.write("meter_number_1", "1")
