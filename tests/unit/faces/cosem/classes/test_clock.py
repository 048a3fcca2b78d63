"""Class 8, Clock: local time with its rules, and the commands that set it."""

from __future__ import annotations

import pytest
from tests.cosem_bench import Talk
from tests.meter_rows import entries, load, make_meter, state_of

from enfas.faces.cosem.classes.clock import clock_object
from enfas.timebase import US_PER_MIN, US_PER_S, from_civil

NAME = "0.1.1.0.0.255"
WINTER_US = from_civil(2025, 1, 15, 11)
SUMMER_US = from_civil(2025, 7, 15, 11)


def talk_at(instant_us: int, client: int = 18, **codes: str) -> Talk:
    meter = make_meter(instant_us - 20 * US_PER_MIN, **codes)
    meter.advance(load(instant_us - 20 * US_PER_MIN, 20))
    return Talk(meter, client)


def date_time(octets: str) -> bytes:
    return b"\x09\x0c" + bytes.fromhex(octets)


@pytest.mark.requirement("COM-1")
def test_class_8():
    made = clock_object()
    assert (made.class_id, made.version, str(made.name)) == (8, 0, NAME)
    access = {a.number: int(a.access) for a in made.all_attributes}
    assert access == {1: 1, 2: 3, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 3, 9: 1}
    assert [method.number for method in made.methods] == [1, 2, 3, 6]


@pytest.mark.requirement("RTC-2")
@pytest.mark.parametrize(
    ("instant_us", "codes", "time", "zone", "status"),
    [
        (WINTER_US, {}, "07e9010f030c0000ff" + "ffc4" + "00", "10ffc4", "1100"),
        (SUMMER_US, {}, "07e9070f020d0000ff" + "ff88" + "80", "10ffc4", "1180"),
        (SUMMER_US, {"Z15": "000"}, "07e9070f020c0000ff" + "ffc4" + "00", "10ffc4", "1100"),
        (SUMMER_US, {"Z11": "13"}, "07e9070f02010000ff" + "0258" + "80", "100294", "1180"),
        (WINTER_US, {"Z11": "12"}, "07e9010f03170000ff" + "fd30" + "00", "10fd30", "1100"),
        (WINTER_US, {"Z11": "00"}, "07e9010f030b0000ff" + "0000" + "00", "100000", "1100"),
    ],
    ids=["winter", "summer", "summer, none", "GMT-11", "GMT+12", "GMT"],
)
def test_time_zone_and_status(instant_us, codes, time, zone, status):
    """The deviation is UTC less local time, as COSEM counts it."""
    talk = talk_at(instant_us, **codes)
    assert talk.raw(8, NAME, 2) == date_time(time)
    assert talk.raw(8, NAME, 3).hex() == zone
    assert talk.raw(8, NAME, 4).hex() == status


@pytest.mark.requirement("RTC-2")
def test_a_time_that_is_not_valid_is_marked():
    talk = talk_at(WINTER_US)
    talk.meter.clock.state.valid = False
    assert talk.raw(8, NAME, 4).hex() == "1101"
    assert talk.raw(8, NAME, 2)[-1] == 0x01
    assert talk.set(8, NAME, 2, date_time("07e9010f030c0000ffffc400")) == 0
    assert talk.raw(8, NAME, 4).hex() == "1100"


@pytest.mark.requirement("RTC-2")
def test_summer_time_as_the_real_meter_tells_it():
    """5512-1424 D1, page 49: 2013-03-31 02:00 with status 00, 2013-10-27 03:00 with status 80, 60 minutes."""
    talk = talk_at(from_civil(2013, 6, 1))
    assert talk.raw(8, NAME, 5) == date_time("07dd031f07020000ff800000")
    assert talk.raw(8, NAME, 6) == date_time("07dd0a1b07030000ff800080")
    assert talk.raw(8, NAME, 7).hex() == "0f3c"
    assert talk.raw(8, NAME, 8).hex() == "0301"
    assert talk.raw(8, NAME, 9).hex() == "1601"


@pytest.mark.parametrize(
    ("octets", "instant_us"),
    [
        ("07e9010f030c0005ffffc400", WINTER_US + 5 * US_PER_S),
        ("07e9010f030b000500000000", WINTER_US + 5 * US_PER_S),
        ("07e9010fff0c0005ff8000ff", WINTER_US + 5 * US_PER_S),
        ("07e9010f030c0005ff800000", WINTER_US + 5 * US_PER_S),
        ("07e9010f030d0005ff800080", WINTER_US + 5 * US_PER_S),
        ("07e9010f030c000532800000", WINTER_US + 5 * US_PER_S + US_PER_S // 2),
        ("07ea0c1fff000000ff8000ff", from_civil(2026, 12, 30, 23)),
    ],
    ids=["deviation", "UTC", "open", "normal", "summer", "hundredths", "later"],
)
def test_the_time_is_set(octets, instant_us):
    talk = talk_at(WINTER_US)
    assert talk.set(8, NAME, 2, date_time(octets)) == 0
    assert talk.meter.clock.now_us == instant_us


def test_the_time_may_be_given_in_its_own_type():
    talk = talk_at(WINTER_US)
    assert talk.set(8, NAME, 2, b"\x19" + bytes.fromhex("07e9010f030c0005ffffc400")) == 0
    assert talk.meter.clock.now_us == WINTER_US + 5 * US_PER_S


@pytest.mark.parametrize(
    ("data", "result"),
    [
        (date_time("ffff010f030c0005ffffc400"), 12),
        (date_time("07e9ff0f030c0005ffffc400"), 12),
        (date_time("07e901ff030c0005ffffc400"), 12),
        (date_time("07e9010f03ff0005ffffc400"), 12),
        (date_time("07e9010f030cff05ffffc400"), 12),
        (date_time("07e9010f030c00ffffffc400"), 12),
        (date_time("07e9021d030c0005ffffc400"), 12),
        (date_time("07e90d0f030c0005ffffc400"), 12),
        (date_time("07e9010f03180005ffffc400"), 12),
        (date_time("07e9010f030c3c05ffffc400"), 12),
        (date_time("07e9010f030c0005ff07d000"), 12),
        (b"\x09\x0b" + bytes(11), 12),
        (b"\x06\x00\x00\x00\x01", 12),
        (b"\x00", 12),
        (date_time("07cf0c1f03000000ff000000"), 250),
        (date_time("083401010300000000000000"), 250),
    ],
    ids=[
        *("year", "month", "day", "hour", "minute", "second", "no such day", "no such month", "no such hour"),
        *("no such minute", "deviation", "11 octets", "number", "null", "1999", "2100"),
    ],
)
def test_what_is_no_time_is_refused_and_nothing_has_changed(data, result):
    talk = talk_at(WINTER_US)
    before = state_of(talk.meter)
    assert talk.set(8, NAME, 2, data) == result
    assert state_of(talk.meter) == before


@pytest.mark.requirement("RTC-3")
def test_setting_it_over_the_wire_is_logged():
    talk = talk_at(WINTER_US)
    talk.set(8, NAME, 2, date_time("07e9010f030d0000ffffc400"))
    (entry,) = entries(talk.meter, "clock")
    assert (entry["clock"][5], entry["before"][5]) == (13, 12)


@pytest.mark.parametrize("data", [b"\x03\x00", b"\x03\x01"])
def test_summer_time_is_switched(data):
    talk = talk_at(SUMMER_US)
    assert talk.set(8, NAME, 8, data) == 0
    assert talk.raw(8, NAME, 8) == data
    assert talk.raw(8, NAME, 2)[7] == (13 if data[1] else 12)
    assert talk.set(8, NAME, 8, b"\x11\x01") == 12


@pytest.mark.parametrize("number", [3, 4, 5, 6, 7, 9])
def test_nothing_else_is_written(number):
    assert talk_at(WINTER_US).set(8, NAME, number, b"\x0f\x00") == 3


@pytest.mark.parametrize(
    ("method", "off_s", "to_s"),
    [
        (1, 100, 0),
        (1, 449, 0),
        (1, 450, 900),
        (1, -100, 0),
        (2, 1000, 0),
        (2, 1801, 3600),
        (3, 29, 0),
        (3, 30, 60),
        (3, -1, 0),
        (3, 0, 0),
    ],
)
def test_the_time_is_brought_to_the_nearest_bound(method, off_s, to_s):
    """adjust_to_quarter, adjust_to_measuring_period (of an hour here), adjust_to_minute."""
    talk = talk_at(WINTER_US + off_s * US_PER_S, Z4="4")
    assert talk.act(8, NAME, method) == 0
    assert talk.meter.clock.now_us == WINTER_US + to_s * US_PER_S


@pytest.mark.parametrize("seconds", [0, 1, -1, 900, -900])
def test_the_time_is_shifted(seconds):
    talk = talk_at(WINTER_US)
    assert talk.act(8, NAME, 6, b"\x10" + seconds.to_bytes(2, "big", signed=True)) == 0
    assert talk.meter.clock.now_us == WINTER_US + seconds * US_PER_S


@pytest.mark.parametrize(
    ("data", "result"),
    [
        (b"\x10" + (901).to_bytes(2, "big"), 250),
        (b"\x10" + (-901).to_bytes(2, "big", signed=True), 250),
        (b"\x0f\x01", 12),
        (b"\x00", 12),
        (None, 12),
    ],
    ids=["901", "-901", "integer", "null", "nothing"],
)
def test_a_shift_that_cannot_be_is_refused(data, result):
    talk = talk_at(WINTER_US)
    before = state_of(talk.meter)
    assert talk.act(8, NAME, 6, data) == result
    assert state_of(talk.meter) == before


@pytest.mark.parametrize("method", [4, 5, 7, 0])
def test_there_are_no_other_methods(method):
    assert talk_at(WINTER_US).act(8, NAME, method) == 3
