"""Class 20, Activity calendar."""

from __future__ import annotations

import pytest
from tests.cosem_bench import Talk
from tests.meter_rows import load, make_meter, state_of

from enfas.catalog.stamp import UNSPECIFIED
from enfas.faces.cosem.classes.activity_calendar import activity_calendar_object
from enfas.protocols.dlms import axdr
from enfas.timebase import US_PER_HOUR, from_civil

NAME = "0.0.13.0.0.255"
NOON = from_civil(2026, 1, 12, 11)
"""A Monday, 12:00 local."""


def octets(text):
    return bytes.fromhex(text.replace(" ", ""))


PARTS = {
    6: axdr.octets(b"mine"),
    7: octets("0101 0203 090131 090cffff0101ff00000000800000 090177"),
    8: octets("0101 0208 090177 1101 1101 1101 1101 1101 1101 1101"),
    9: octets(
        "0101 0202 1101 0102"
        "0203 090400000000 090600000a0064ff 120004"
        "0203 09040c1e0000 090600000a0064ff 120003"
    ),
}


def talk_to(client=18, **codes) -> Talk:
    meter = make_meter(NOON, **{"Z13": "004", "Z20": "001", **codes})
    meter.advance(load(NOON, 1))
    return Talk(meter, client)


def write_all(talk: Talk) -> None:
    for number, data in PARTS.items():
        assert talk.set(20, NAME, number, data) == 0
        assert talk.raw(20, NAME, number) == data


@pytest.mark.requirement("COM-1", "TAR-1")
def test_class_20():
    made = activity_calendar_object()
    assert (made.class_id, made.version, str(made.name)) == (20, 0, NAME)
    rights = {a.number: int(a.access) for a in made.all_attributes}
    assert rights == {**dict.fromkeys(range(1, 6), 1), **dict.fromkeys(range(6, 11), 3)}
    assert [method.number for method in made.methods] == [1]


@pytest.mark.requirement("TAR-1")
def test_the_active_calendar_is_the_plan_of_the_table():
    talk = talk_to()
    assert talk.value(20, NAME, 2) == b"Winter day"
    assert [(name, start[2:4], week) for name, start, week in talk.value(20, NAME, 3)] == [
        (b"winter", b"\x0b\x01", b"winter"),
        (b"summer", b"\x04\x01", b"summer"),
    ]
    assert talk.value(20, NAME, 4) == [[b"winter", 1, 1, 1, 1, 1, 2, 2], [b"summer", 4, 4, 4, 4, 4, 5, 5]]
    working = [(time[:2], script) for time, _, script in talk.value(20, NAME, 5)[0][1]]
    assert working == [(b"\x00\x00", 2), (b"\x06\x00", 1), (b"\x16\x00", 2)]


def test_without_a_table_it_is_empty():
    talk = talk_to(Z13="000")
    assert [talk.value(20, NAME, number) for number in range(2, 11)] == [
        b"",
        [],
        [],
        [],
        b"",
        [],
        [],
        [],
        UNSPECIFIED,
    ]


@pytest.mark.requirement("TAR-1")
def test_a_calendar_is_written_and_activated_by_the_method():
    talk = talk_to()
    write_all(talk)
    assert talk.meter.read("tariff") == 1
    assert talk.act(20, NAME, 1) == 0
    assert talk.meter.read("tariff") == 4
    assert [talk.raw(20, NAME, number - 4) for number in PARTS] == list(PARTS.values())


@pytest.mark.requirement("TAR-1", "TAR-2")
def test_a_calendar_is_activated_at_a_time():
    talk = talk_to()
    write_all(talk)
    time = axdr.octets(octets("07ea010c ff 0d0000 00 8000 ff"))  # 13:00 local
    assert talk.set(20, NAME, 10, time) == 0
    assert talk.raw(20, NAME, 10) == time
    talk.meter.advance(load(NOON + 60_000_000, 59))
    assert talk.meter.read("tariff") == 3
    assert talk.value(20, NAME, 2) == b"mine"
    assert talk.meter.clock.now_us == NOON + US_PER_HOUR


def test_an_open_time_takes_it_back():
    talk = talk_to()
    write_all(talk)
    assert talk.set(20, NAME, 10, axdr.octets(octets("07ea010c ff 0d0000 00 8000 ff"))) == 0
    assert talk.set(20, NAME, 10, axdr.octets(UNSPECIFIED)) == 0
    talk.meter.advance(load(NOON + 60_000_000, 90))
    assert talk.value(20, NAME, 2) == b"Winter day"


@pytest.mark.parametrize(
    ("number", "data", "result"),
    [
        (6, axdr.text("mine"), 12),
        (6, axdr.octets(b"n" * 33), 250),
        (7, axdr.u8(1), 12),
        (8, PARTS[7], 12),
        (9, PARTS[9][:-1] + b"\x05", 250),
        (10, axdr.octets(b"\0"), 12),
        (10, axdr.octets(octets("07ea010c ff 0dff00 00 8000 ff")), 12),
        (10, axdr.octets(octets("07ea010c ff 0d0000 00 8000 ff")), 250),  # nothing is written yet
        (2, axdr.octets(b"mine"), 3),
        (5, PARTS[9], 3),
    ],
)
def test_what_cannot_be_written_is_refused_and_nothing_has_changed(number, data, result):
    talk = talk_to()
    before = state_of(talk.meter)
    assert talk.set(20, NAME, number, data) == result
    assert talk.act(20, NAME, 1) == 250
    assert talk.act(20, NAME, 1, axdr.u8(0)) == 12
    assert talk.act(20, NAME, 1, None) == 12
    assert state_of(talk.meter) == before
