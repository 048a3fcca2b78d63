"""Class 7, Profile generic: the load profile and the event logs."""

from __future__ import annotations

import pytest
from tests.cosem_bench import Talk, capture
from tests.meter_rows import START_US, entries, load, make_meter, state_of

from enfas.catalog.data_logs import DATA_LOGS
from enfas.catalog.logs import EVENT_LOGS
from enfas.faces.cosem.classes.profile_generic import data_log_object, event_log_object
from enfas.protocols.dlms.axdr import Tag
from enfas.timebase import US_PER_DAY

PROFILE = "1.1.99.1.0.255"
CLOCK = [8, bytes([0, 1, 1, 0, 0, 255]), 2, 0]


@pytest.mark.requirement("COM-1")
def test_class_7():
    made = data_log_object(DATA_LOGS[0])
    assert (made.class_id, made.version, str(made.name)) == (7, 1, PROFILE)
    access = {a.number: int(a.access) for a in made.all_attributes}
    assert access == {1: 1, 2: 1, 3: 3, 4: 3, 5: 1, 6: 1, 7: 1, 8: 1}
    assert [method.number for method in made.methods] == [1]
    assert sorted(made.all_attributes[1].selectors) == [1, 2]
    for log in map(event_log_object, EVENT_LOGS):
        assert (log.class_id, log.version, log.methods) == (7, 1, ())
        assert not [a for a in log.all_attributes if int(a.access) != 1]


@pytest.mark.requirement("LOG-3")
@pytest.mark.parametrize(
    ("z29", "energies"),
    [
        ("1", [1]),
        ("2", [1, 2]),
        ("3", [1, 2, 3, 4]),
        ("4", [1, 2, 5, 6, 7, 8]),
        ("5", [1, 2, 3, 4, 5, 6, 7, 8]),
    ],
)
def test_columns(z29, energies):
    """As the rows of the published session: clock, status, quality, an octet, then the energies."""
    talk = Talk(capture(Z29=z29))
    profile = bytes([1, 1, 99, 1, 0, 255])
    assert talk.value(7, PROFILE, 3) == [
        CLOCK,
        [7, profile, -1, 0],
        [7, profile, -2, 0],
        [1, bytes([1, 1, 134, 0, 1, 255]), 2, 0],
        *([3, bytes([1, 1, c, 8, 0, 255]), 2, 0] for c in energies),
    ]
    for row in talk.get(7, PROFILE, 2).value:
        assert [cell.tag for cell in row.value] == [
            *(Tag.OCTETS, Tag.U16, Tag.U32, Tag.I8),
            *[Tag.U32] * len(energies),
        ]


@pytest.mark.requirement("LOG-3")
@pytest.mark.parametrize(
    ("z4", "minutes", "depth"), [("2", 15, 17_280), ("3", 30, 17_280), ("4", 60, 17_280)]
)
def test_period_and_depth(z4, minutes, depth):
    meter = make_meter(Z4=z4)
    meter.advance(load(START_US, 180))
    talk = Talk(meter)
    assert talk.value(7, PROFILE, 4) == minutes * 60
    assert talk.value(7, PROFILE, 7) == 180 // minutes
    assert talk.value(7, PROFILE, 8) == depth
    assert len(talk.value(7, PROFILE, 2)) == 180 // minutes


def test_sorting_is_by_time_first_in_first_out():
    talk = Talk()
    assert talk.raw(7, PROFILE, 5) == b"\x16\x01"
    assert talk.value(7, PROFILE, 6) == CLOCK
    assert talk.value(7, PROFILE, 6) in talk.value(7, PROFILE, 3)


def test_the_buffer_is_what_the_meter_keeps():
    talk = Talk()
    kept = [list(entry.values()) for entry in entries(talk.meter)]
    assert talk.value(7, PROFILE, 2) == kept
    assert talk.value(7, PROFILE, 7) == len(kept) > 10


@pytest.mark.requirement("LOG-3")
@pytest.mark.parametrize("minutes", [15, 30, 60])
def test_the_period_is_written_and_the_profile_deleted(minutes):
    talk = Talk()
    assert talk.set(7, PROFILE, 4, b"\x06" + (minutes * 60).to_bytes(4, "big")) == 0
    assert talk.value(7, PROFILE, 4) == minutes * 60
    assert bool(talk.value(7, PROFILE, 7)) is (minutes == 15)  # the same period again deletes nothing


@pytest.mark.parametrize(
    ("data", "result"),
    [
        (b"\x06\x00\x00\x03\x85", 250),
        (b"\x06\x00\x00\x00\x00", 250),
        (b"\x06\x00\x00\x01\x2c", 250),
        (b"\x06\xff\xff\xff\xff", 250),
        (b"\x12\x03\x84", 12),
        (b"\x00", 12),
    ],
    ids=["901 s", "0 s", "5 min", "ages", "long", "null"],
)
def test_a_period_that_cannot_be_is_refused(data, result):
    talk = Talk()
    before = state_of(talk.meter)
    assert talk.set(7, PROFILE, 4, data) == result
    assert state_of(talk.meter) == before


def test_in_austria_the_period_is_fixed():
    talk = Talk(capture(X14_X16="055"))
    assert talk.set(7, PROFILE, 4, b"\x06\x00\x00\x07\x08") == 3


@pytest.mark.parametrize("number", [2, 5, 6, 7, 8])
def test_nothing_else_is_written(number):
    assert Talk().set(7, PROFILE, number, b"\x01\x00") == 3


def test_a_reset_deletes_the_rows_and_says_so():
    talk = Talk()
    events = talk.value(7, "1.1.99.98.10.255", 7)
    assert talk.act(7, PROFILE, 1) == 0
    assert talk.value(7, PROFILE, 7) == 0
    assert talk.raw(7, PROFILE, 2) == b"\x01\x00"
    assert talk.value(7, "1.1.99.98.10.255", 7) == events + 1
    assert talk.value(7, "1.1.99.98.10.255", 2)[-1][1] == 4


@pytest.mark.requirement("LOG-6")
@pytest.mark.parametrize("log", EVENT_LOGS, ids=lambda log: log.name)
def test_an_event_log(log):
    talk = Talk()
    if log.name == "occurrences":
        talk.meter.set_clock(START_US + US_PER_DAY)  # it is written at midnight
    rows = talk.value(7, log.obis, 2)
    assert rows == [list(entry.values()) for entry in entries(talk.meter, log.name)]
    assert rows
    assert len(talk.value(7, log.obis, 3)) == len(rows[0])
    assert talk.value(7, log.obis, 3)[0] == CLOCK
    assert (talk.value(7, log.obis, 4), talk.value(7, log.obis, 7)) == (0, len(rows))
    assert talk.value(7, log.obis, 8) == log.capacity
    assert talk.act(7, log.obis, 1) == 3
    assert talk.set(7, log.obis, 4, b"\x06\0\0\0\0") == 3


def capture_objects(*registers, head=()):
    """The attribute as it is written: classes, logical names and attributes."""
    parts = [*head, *registers]
    return bytes([1, len(parts)]) + b"".join(
        b"\x02\x04\x12" + class_id.to_bytes(2, "big") + b"\x09\x06" + name + b"\x0f"
        + number.to_bytes(1, "big", signed=True) + b"\x12\x00\x00"
        for class_id, name, number in parts
    )  # fmt: skip


def energy(c, e=0):
    return 3, bytes([1, 1, c, 8, e, 255]), 2


HEAD = [
    (8, bytes([0, 1, 1, 0, 0, 255]), 2),
    (7, bytes([1, 1, 99, 1, 0, 255]), -1),
    (7, bytes([1, 1, 99, 1, 0, 255]), -2),
    (1, bytes([1, 1, 134, 0, 1, 255]), 2),
]


@pytest.mark.requirement("LOG-3")
@pytest.mark.parametrize("head", [HEAD, []], ids=["as it is read", "registers alone"])
def test_the_columns_are_written_and_the_profile_deleted(head):
    talk = Talk()
    events = talk.value(7, "1.1.99.98.10.255", 7)
    assert talk.set(7, PROFILE, 3, capture_objects(energy(2), energy(5), energy(1), head=head)) == 0
    assert [column[1][2] for column in talk.value(7, PROFILE, 3)[4:]] == [2, 5, 1]
    assert talk.value(7, PROFILE, 7) == 0
    assert talk.value(7, "1.1.99.98.10.255", 2)[-1][1] == 2
    assert talk.value(7, "1.1.99.98.10.255", 7) == events + 1
    assert talk.set(7, PROFILE, 3, talk.raw(7, PROFILE, 3)) == 0, "what is read can be written"
    assert talk.value(7, "1.1.99.98.10.255", 7) == events + 1, "and changes nothing"


@pytest.mark.parametrize(
    ("data", "result"),
    [
        (capture_objects(), 250),
        (capture_objects(energy(1), energy(1)), 250),
        (capture_objects((3, bytes([1, 1, 32, 7, 0, 255]), 2)), 250),
        (capture_objects((3, bytes([1, 1, 1, 8, 0, 255]), 3)), 250),
        (capture_objects((4, bytes([1, 1, 1, 8, 0, 255]), 2)), 250),
        (capture_objects((3, bytes([9, 1, 1, 8, 0, 255]), 2)), 250),
        (capture_objects(*[energy(c) for c in range(1, 11)]), 250),
        (capture_objects(energy(1), head=HEAD[1:]), 250),
        (capture_objects(energy(1))[:-1] + b"\x01", 12),
        (b"\x01\x01\x00", 12),
        (b"\x02\x01\x00", 12),
        (b"\x06\x00\x00\x03\x84", 12),
    ],
    ids=[
        "none", "twice", "voltage", "scaler", "class", "no such", "ten", "half a head",
        "an element", "null in it", "structure", "number",
    ],
)  # fmt: skip
def test_columns_that_cannot_be_are_refused(data, result):
    talk = Talk()
    before = state_of(talk.meter)
    assert talk.set(7, PROFILE, 3, data) == result
    assert state_of(talk.meter) == before
