"""The front panel: its lists, their times, and its buttons."""

from __future__ import annotations

import pytest
from tests.meter_rows import START_US, Kept, instant_of, load, state_of
from tests.panel_bench import LEFT, RIGHT, Front

from enfas.catalog.display import DISPLAY_LISTS, READINGS, ListName
from enfas.errors import CommandRefused, Refusal
from enfas.meter.clock_backup import ClockBackup
from enfas.meter.device import Meter
from enfas.meter.panel import Mode, Panel
from enfas.meter.reconfiguration import Reconfiguration
from enfas.timebase import US_PER_HOUR, US_PER_MIN, US_PER_S

MANY = [name for name in READINGS if name[0].isdigit()]
AUTOMATIC = ["1.8.0", "2.8.0", "3.8.0", "4.8.0", "1.7.0", "2.7.0", "32.7.0", "31.7.0", "1.6.0", "1.0.0"]
UTILITY = ["97.97.0", "32.7.124", "31.7.124", "96.51.1", "96.51.2", "0.130.1", "96.1.0"]


def names(front: Front, of: ListName) -> list[str]:
    return [reading.name for reading in front.panel.readings(of)]


def shown_of(front: Front, most: int) -> list[str]:
    """As many readings as a list may hold, all of which the meter has, the legal ones first."""
    return [name for name in MANY if front.panel.has(READINGS[name])][:most]


# The start-up and the automatic list.


@pytest.mark.requirement("DISP-1")
@pytest.mark.parametrize(
    ("seconds", "mode"),
    [
        (1, Mode.CHECKSUM),
        (4, Mode.CHECKSUM),
        (5, Mode.SOFTWARE),
        (9, Mode.SOFTWARE),
        (10, Mode.TEST),
        (14, Mode.TEST),
        (15, Mode.AUTOMATIC),
    ],
)
def test_the_start_up_has_three_steps_of_five_seconds(seconds, mode):
    assert Front(seconds).mode is mode
    again = Front(40)
    again.outage(60)
    again.wait(seconds)
    assert again.mode is mode


@pytest.mark.requirement("DISP-2")
def test_the_automatic_list_changes_every_ten_seconds():
    front = Front()
    seen = []
    for _ in range(len(AUTOMATIC) + 1):
        seen.append(front.reading)
        front.wait(9)
        assert front.reading == seen[-1]
        front.wait(1)
    assert seen == [*AUTOMATIC, AUTOMATIC[0]]


@pytest.mark.requirement("DISP-2")
def test_setting_the_clock_does_not_disturb_the_lists():
    front = Front(18)
    front.meter.set_clock(front.meter.clock.now_us + US_PER_HOUR)
    assert front.reading == "1.8.0"
    front.wait(7)
    assert front.reading == "2.8.0"


@pytest.mark.parametrize(
    ("codes", "listed"),
    [({}, AUTOMATIC), ({"X9": "1", "Z29": "1"}, ["1.8.0", "1.7.0", "32.7.0", "31.7.0", "1.6.0", "1.0.0"])],
    ids=["all energies", "import alone"],
)
def test_what_the_meter_does_not_have_is_passed_over(codes, listed):
    assert names(Front(**codes), ListName.AUTOMATIC) == listed


# The lists by the buttons.


@pytest.mark.requirement("DISP-2")
@pytest.mark.parametrize(
    ("of", "most"),
    [("automatic", 16), ("manual", 30), ("battery", 8), ("utility", 16)],
    ids=["automatic-16", "manual-30", "battery-8", "utility-16"],
)
def test_a_list_is_walked_through_whole(of, most):
    """As many readings as it may hold, one after the other, and round again; one more is refused."""
    front, name = Front(Z17="1"), ListName(of)
    listed = shown_of(front, most)
    front.panel.set_list(name, listed)
    with pytest.raises(CommandRefused, match=f"to {most} readings"):
        front.panel.set_list(name, shown_of(front, most + 1))
    if name is ListName.BATTERY:
        front.outage(60)
    seen = []
    for _ in range(most + 1):
        if name is ListName.AUTOMATIC:
            seen.append(front.reading)
            front.wait(10)
            continue
        front.press(RIGHT if name is ListName.UTILITY else LEFT)
        seen.append(front.reading)
    assert seen == [*listed, listed[0]]


@pytest.mark.requirement("DISP-3")
@pytest.mark.parametrize(
    ("codes", "button", "mode"), [({}, LEFT, Mode.MANUAL), ({"Z17": "1"}, RIGHT, Mode.UTILITY)]
)
def test_two_minutes_after_the_last_press_the_automatic_list_is_back(codes, button, mode):
    front = Front(**codes)
    front.press(button)
    front.wait(119)
    assert front.mode is mode
    front.press(button)
    front.wait(119)
    assert front.mode is mode
    front.wait(1)
    assert (front.mode, front.reading) == (Mode.AUTOMATIC, "1.8.0")
    front.wait(10)
    assert front.reading == "2.8.0"
    front.press(LEFT)
    assert (front.mode, front.reading) == (Mode.MANUAL, "1.8.0")


@pytest.mark.requirement("DISP-2")
def test_without_mains_the_button_lights_the_battery_list_for_two_minutes():
    front = Front()
    front.press(LEFT, LEFT)
    front.outage(10)
    assert (front.mode, front.reading) == (Mode.DARK, "")
    front.press(RIGHT)
    assert front.mode is Mode.DARK
    front.press(LEFT)
    assert (front.mode, front.reading) == (Mode.BATTERY, "1.8.0")
    front.press(LEFT)
    assert front.reading == "2.8.0"
    front.outage(119)
    assert front.mode is Mode.BATTERY
    front.outage(1)
    assert front.mode is Mode.DARK
    front.press(LEFT)
    assert front.reading == "1.8.0"
    front.wait(1)
    assert front.mode is Mode.CHECKSUM


@pytest.mark.requirement("DISP-2")
@pytest.mark.parametrize(("days", "lit"), [(6, True), (8, False)])
def test_the_battery_list_lasts_as_long_as_the_backup(days, lit):
    front = Front(X12="0")
    front.panel.meter.part(ClockBackup).state.capacitor_us = 7 * 24 * US_PER_HOUR
    for _ in range(days):
        front.outage(24 * 60 * 60)
    front.press(LEFT)
    assert (front.mode is Mode.BATTERY) is lit


def test_an_empty_battery_list_stays_dark():
    front = Front()
    front.panel.set_list(ListName.BATTERY, [])
    front.outage(10)
    front.press(LEFT)
    assert front.mode is Mode.DARK


# What is written.


@pytest.mark.requirement("DISP-4")
@pytest.mark.parametrize("of", ["automatic", "manual", "battery"])
@pytest.mark.parametrize("legal", ["1.8.0", "2.8.0"])
def test_what_the_law_demands_cannot_be_taken_out(of, legal):
    front = Front()
    before = state_of(front.meter)
    readings = [name for name in ("1.8.0", "2.8.0", "1.0.0") if name != legal]
    with pytest.raises(CommandRefused, match=f"{legal} cannot be taken out of the {of} list") as refused:
        front.panel.set_list(ListName(of), readings)
    assert refused.value.reason is Refusal.RIGHT
    assert state_of(front.meter) == before


@pytest.mark.requirement("DISP-4")
def test_a_meter_without_export_need_not_show_it():
    front = Front(X9="1", Z29="1")
    front.panel.set_list(ListName.MANUAL, ["1.8.0", "1.0.0"])
    assert names(front, ListName.MANUAL) == ["1.8.0", "1.0.0"]


@pytest.mark.requirement("DISP-5")
def test_a_written_list_stays_until_z5_is_another():
    front, kept = Front(), Kept()
    front.panel.set_list(ListName.AUTOMATIC, ["2.8.0", "1.8.0"])
    kept.commit(front.meter.take_changes())
    back = Meter.restore(front.meter.configuration, kept.image())
    assert [r.name for r in back.part(Panel).readings(ListName.AUTOMATIC)] == ["2.8.0", "1.8.0"]
    back.part(Reconfiguration).configure("Z2=2")
    assert len(back.part(Panel).readings(ListName.AUTOMATIC)) == 2
    back.part(Reconfiguration).configure("Z5=2")
    assert [r.name for r in back.part(Panel).readings(ListName.AUTOMATIC)][2:4] == ["1.8.1", "1.8.2"]


# What holding the left button does.


@pytest.mark.requirement("DISP-6")
@pytest.mark.parametrize(("held_s", "reset"), [(5.9, False), (6, True)])
def test_a_trip_counter_is_reset_by_six_seconds(held_s, reset):
    front = Front(watts=3_600_000, seconds=30)
    front.go_to("1.128.0")
    assert front.meter.read("a_plus_trip") > 0
    front.press(LEFT, held_s=held_s)
    assert (front.meter.read("a_plus_trip") == 0) is reset
    assert front.meter.read("a_plus") > 0


def test_where_there_is_nothing_to_do_holding_is_refused():
    front = Front()
    for walk in ((), (LEFT,)):
        front.press(*walk)
        before = state_of(front.meter)
        with pytest.raises(CommandRefused):
            front.press(LEFT, held_s=6)
        assert state_of(front.meter) == before


@pytest.mark.parametrize(("held_s", "minutes"), [(4.9, 0), (5, 5)])
def test_within_the_start_up_the_left_button_delays_the_radio(held_s, minutes):
    front = Front(seconds=3)
    front.press(LEFT, held_s=held_s)
    assert front.mode is Mode.CHECKSUM
    front.wait(5 * 60 - 4)
    assert front.panel.radio_on is not bool(minutes)
    front.wait(1)
    assert front.panel.radio_on


def test_verification_is_ended_by_the_left_button():
    front = Front()
    front.meter.write("operation_state", 3)
    front.press(LEFT, held_s=6)
    assert front.meter.read("operation_state") == 1


@pytest.mark.requirement("DISP-1")
def test_a_log_is_browsed_column_by_column_and_entry_by_entry():
    front = Front()
    front.meter.advance(load(front.at_us, 40))
    front.at_us += 40 * US_PER_MIN
    count = front.meter.logs["profile"].ring.count
    assert count == 2
    columns = len(front.meter.logs["profile"].columns)
    front.go_to("99.1.0")
    front.press(LEFT, held_s=6)
    seen = []
    for _ in range(columns * count + 1):
        shown = front.panel.shown()
        assert shown.mode is Mode.BROWSE
        seen.append((shown.entry, shown.column))
        front.press(LEFT)
    assert seen == [*((entry, column) for entry in (1, 0) for column in range(columns)), (1, 0)]
    front.press(RIGHT)
    assert (front.panel.shown().entry, front.panel.shown().column) == (0, 0)
    front.meter.advance(load(front.at_us, 1))
    assert front.panel.shown().entry == 0
    front.press(LEFT, held_s=6)
    assert (front.mode, front.reading) == (Mode.MANUAL, "99.1.0")


def test_an_empty_log_is_not_browsed():
    front = Front()
    front.go_to("99.1.0")
    with pytest.raises(CommandRefused, match="empty"):
        front.press(LEFT, held_s=6)


# The right button.


@pytest.mark.requirement("DISP-6")
def test_without_z17_the_right_button_does_nothing():
    front = Front()
    front.press(RIGHT)
    front.press(RIGHT, held_s=5)
    assert front.mode is Mode.AUTOMATIC


@pytest.mark.requirement("DISP-6")
@pytest.mark.parametrize(
    "function", ["set time", "adjust time", "debiting stop", "meter number", "optical port"]
)
def test_a_function_of_z17(function):
    """It is there where Z17 enables it, and done by five seconds, not by less."""
    assert function not in names(Front(Z17="1"), ListName.UTILITY)
    front = Front(Z17="3", Z7="00", seconds=47)  # no stop by date
    meter = front.meter
    front.go_to(function, RIGHT)

    def seen() -> tuple[object, ...]:
        panel = front.panel
        return (
            meter.clock.now_us,
            meter.demand.stops,
            meter.settings["meter_number_1"],
            panel.state.optical_locked,
        )

    before = seen()
    front.press(RIGHT, held_s=4.9)
    assert seen() == before
    front.go_to(function, RIGHT)
    front.press(RIGHT, held_s=5)
    if front.mode is Mode.EDIT:
        front.press(RIGHT)
        assert seen() == before
        front.press(RIGHT, held_s=5)
    after = seen()
    place = {"set time": 0, "adjust time": 0, "debiting stop": 1, "meter number": 2, "optical port": 3}[
        function
    ]
    assert [a != b for a, b in zip(before, after, strict=True)] == [n == place for n in range(4)]
    assert front.mode is Mode.UTILITY


@pytest.mark.requirement("DISP-6")
def test_the_utility_list_comes_before_the_functions():
    assert names(Front(Z17="1"), ListName.UTILITY) == UTILITY
    assert names(Front(Z17="2"), ListName.UTILITY) == [
        *UTILITY,
        "adjust time",
        "debiting stop",
        "tamper mark",
    ]
    front = Front(Z17="1")
    front.press(RIGHT)
    with pytest.raises(CommandRefused, match="one of its functions"):
        front.press(RIGHT, held_s=5)


def test_what_is_not_controlled_by_register_is_refused():
    front = Front(Z17="3")
    for function in ("tariff", "load control", "relay test"):
        front.go_to(function, RIGHT)
        before = state_of(front.meter)
        with pytest.raises(CommandRefused):
            front.press(RIGHT, held_s=5)
        assert state_of(front.meter) == before


@pytest.mark.requirement("DISP-6")
def test_time_is_set_field_by_field():
    front = Front(Z17="3")
    front.go_to("set time", RIGHT)
    front.press(RIGHT, held_s=5)
    local = front.meter.clock.local().civil
    assert front.panel.shown().digits == f"{local.year}{local.month:02d}{local.day:02d}120015"
    front.press(RIGHT)  # another year
    front.press(LEFT, *[RIGHT] * 6)  # July
    front.press(LEFT, LEFT, RIGHT)  # 13 o'clock
    assert front.panel.shown().digits == "20260715130015"
    front.press(RIGHT, held_s=5)
    entry = front.meter.logs["clock"]
    assert front.meter.clock.local().civil[:6] == (2026, 7, 15, 13, 0, 15)
    assert front.meter.clock.is_summer
    stamp = entry.layout.view(entry.ring.slice(0, 1))[0]["clock"].tobytes()
    assert instant_of(stamp) - START_US == (546 * 24 + 1) * US_PER_HOUR + 15 * US_PER_S


def test_a_day_that_is_not_is_refused_and_can_be_mended():
    front = Front(Z17="3")
    front.go_to("set time", RIGHT)
    front.press(RIGHT, held_s=5)
    front.press(LEFT, RIGHT, LEFT, *[RIGHT] * 15)  # February 30
    before = state_of(front.meter)
    with pytest.raises(CommandRefused, match="no day 2025-02-30"):
        front.press(RIGHT, held_s=5)
    assert state_of(front.meter) == before
    front.press(LEFT, held_s=6)
    assert (front.mode, front.reading) == (Mode.UTILITY, "set time")


# As a part.


@pytest.mark.requirement("DISP-1")
def test_modules_that_communicate():
    panel = Front().panel
    assert panel.communicating == frozenset()
    associations = [Association() for _ in range(3)]
    for association, place in zip(associations, (1, 2, 1), strict=True):
        panel.talks(association, place)
    del association
    assert panel.communicating == {1, 2}
    associations.pop(1)
    assert panel.communicating == {1}
    associations.clear()
    assert panel.communicating == frozenset()


class Association:
    """Something that is there as long as it is kept."""


def test_each_list_has_a_name_on_the_wire():
    assert len({row.obis for row in DISPLAY_LISTS.values()}) == len(ListName)


def test_a_list_that_has_become_shorter_shows_its_last_reading():
    front = Front()
    front.go_to("99.1.0")
    front.panel.state.place = 99
    assert front.reading == front.panel.readings(ListName.MANUAL)[-1].name
