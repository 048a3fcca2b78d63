"""Selective access, on rows that are known one by one."""

from __future__ import annotations

import pytest
from tests.cosem_bench import Talk, plain
from tests.meter_rows import START_US, load, make_meter

from enfas.faces.cosem.buffer import by_entry, by_range, whole
from enfas.meter.configuration import Configuration, Numbering
from enfas.meter.device import Meter
from enfas.protocols.dlms.axdr import decode
from enfas.timebase import US_PER_HOUR, US_PER_MIN

pytestmark = pytest.mark.requirement("COM-1")

PROFILE = "1.1.99.1.0.255"
CLOCK = "02041200080906" + "0001010000ff" + "0f02120000"
STANDARD_CLOCK = "02041200080906" + "0000010000ff" + "0f02120000"
A_PLUS = "02041200030906" + "0101010800ff" + "0f02120000"
A_MINUS = "02041200030906" + "0101020800ff" + "0f02120000"
STATUS = "02041200070906" + "0101630100ff" + "0fff120000"
ROWS = 12


@pytest.fixture
def meter():
    """Twelve rows: 12:15 to 15:00 at GMT+1 on 15 January 2025."""
    made = make_meter()
    made.advance(load(START_US, ROWS * 15))
    return made


def moment(hour: int, minute: int = 0, second: int = 0, zone: str = "800000") -> str:
    return f"090c07e9010fff{hour:02x}{minute:02x}{second:02x}ff{zone}"


def ranged(first: str, last: str, columns: str = "0100", restricting: str = CLOCK) -> str:
    return "0204" + restricting + first + last + columns


def select(log, clock, parameters: str):
    found = by_range(log, clock, decode(bytes.fromhex(parameters)))
    return plain(decode(found)) if isinstance(found, bytes) else int(found)


def times(rows) -> list[tuple[int, int]]:
    return [(row[0][5], row[0][6]) for row in rows]


def quarters(first: int, last: int) -> list[tuple[int, int]]:
    """Stamps by number: 0 is 12:15."""
    return [divmod(12 * 60 + 15 + 15 * n, 60) for n in range(first, last + 1)]


def test_all(meter):
    rows = plain(decode(whole(meter.profile.log)))
    assert times(rows) == quarters(0, 11)
    assert [row[4] for row in rows] == [150 * n for n in range(1, 13)]


@pytest.mark.parametrize(
    ("first", "last", "numbers"),
    [
        (moment(12, 15), moment(15), (0, 11)),
        (moment(12, 15, 1), moment(14, 59, 59), (1, 10)),
        (moment(13), moment(14), (3, 7)),
        (moment(13), moment(13), (3, 3)),
        (moment(0), moment(23, 59, 59), (0, 11)),
        (moment(0), moment(12, 14, 59), None),
        (moment(15, 0, 1), moment(23), None),
        (moment(14), moment(13), None),
        ("090cffffffffffffffffff8000ff", "090cffffffffffffffffff8000ff", (0, 11)),
        (moment(13, zone="ffc400"), moment(14, zone="000000"), (3, 11)),
        (moment(12, zone="000000"), moment(13, zone="000000"), (3, 7)),
        (moment(14, zone="800080"), moment(15, zone="800080"), (3, 7)),
        ("19" + moment(13)[4:], moment(14), (3, 7)),
    ],
    ids=[
        *("whole", "both ends inside", "both ends included", "one", "wider", "before", "after", "backwards"),
        *("open", "deviations", "UTC", "summer", "own type"),
    ],
)
def test_a_range_of_time(meter, first, last, numbers):
    rows = select(meter.profile.log, meter.clock, ranged(first, last))
    assert times(rows) == (quarters(*numbers) if numbers else [])


def test_columns_in_the_order_asked_for(meter):
    rows = select(
        meter.profile.log, meter.clock, ranged(moment(13), moment(14), "0103" + A_PLUS + CLOCK + STATUS)
    )
    assert [row[0] for row in rows] == [150 * n for n in range(4, 9)]
    assert [(row[1][5], row[1][6]) for row in rows] == quarters(3, 7)
    assert [row[2] for row in rows] == [0] * 5


def test_the_clock_under_its_usual_name(meter):
    """0.0.1.0.0.255 is what some clients take for granted."""
    rows = select(meter.profile.log, meter.clock, ranged(moment(13), moment(14), restricting=STANDARD_CLOCK))
    assert times(rows) == quarters(3, 7)


NO_COLUMN = A_PLUS.replace("0101010800ff", "0101090800ff")
NO_ATTRIBUTE = A_PLUS.replace("0f02", "0f03")


@pytest.mark.parametrize(
    ("parameters", "result"),
    [
        (ranged(moment(13), moment(14), "0102" + A_PLUS + A_PLUS), 13),
        (ranged(moment(13), moment(14), "0101" + NO_COLUMN), 13),
        (ranged(moment(13), moment(14), "0101" + NO_ATTRIBUTE), 13),
        (ranged(moment(13), moment(14), restricting=A_PLUS), 13),
        (ranged(moment(13), moment(14), restricting=CLOCK.replace("0001010000ff", "0001010001ff")), 13),
        (ranged("0600000000", moment(14)), 12),
        (ranged(moment(13), "00"), 12),
        (ranged(moment(25), moment(14)), 12),
        (ranged(moment(13), moment(14), "00"), 12),
        (ranged(moment(13), moment(14), "010100"), 12),
        (ranged(moment(13), moment(14), restricting="00"), 12),
        (ranged(moment(13), moment(14), restricting="020300" + "00" * 2), 12),
        ("00", 12),
        ("0203" + CLOCK + moment(13) + moment(14), 12),
        ("0104" + CLOCK + moment(13) + moment(14) + "0100", 12),
    ],
    ids=[
        *("column twice", "no such column", "no such attribute", "not by time", "by another clock"),
        *("number", "null", "hour 25", "columns null", "column null", "object null", "object of three"),
        *("nothing", "three parts", "array"),
    ],
)
def test_a_range_that_cannot_be_is_refused(meter, parameters, result):
    assert select(meter.profile.log, meter.clock, parameters) == result


def test_columns_cannot_make_the_answer_longer_than_the_log(meter):
    """Thousands of the same column would make an answer of any length."""
    parameters = ranged(moment(0), moment(23), "018207d0" + A_PLUS * 2000)
    assert select(meter.profile.log, meter.clock, parameters) == 13


def entry(first: int, last: int, from_column: int = 1, to_column: int = 0) -> str:
    return f"020406{first:08x}06{last:08x}12{from_column:04x}12{to_column:04x}"


def rows_of(log, numbering, parameters: str):
    found = by_entry(log, numbering, decode(bytes.fromhex(parameters)))
    return plain(decode(found)) if isinstance(found, bytes) else int(found)


NEWEST, OLDEST = Numbering.NEWEST_FROM_0, Numbering.OLDEST_FROM_1


@pytest.mark.parametrize(
    ("numbering", "first", "last", "numbers"),
    [
        (NEWEST, 0, 0, [11]),
        (NEWEST, 0, 2, [11, 10, 9]),
        (NEWEST, 2, 0, [9, 10, 11]),
        (NEWEST, 11, 11, [0]),
        (NEWEST, 11, 10, [0, 1]),
        (NEWEST, 10, 11, [1, 0]),
        (NEWEST, 10, 99, [1, 0]),
        (NEWEST, 99, 10, [0, 1]),
        (NEWEST, 12, 12, []),
        (NEWEST, 12, 0xFFFFFFFF, []),
        (NEWEST, 0, 0xFFFFFFFF, list(range(11, -1, -1))),
        (NEWEST, 0xFFFFFFFF, 0, list(range(12))),
        (OLDEST, 1, 1, [0]),
        (OLDEST, 1, 3, [0, 1, 2]),
        (OLDEST, 12, 12, [11]),
        (OLDEST, 10, 0, [9, 10, 11]),
        (OLDEST, 1, 0, list(range(12))),
        (OLDEST, 11, 99, [10, 11]),
        (OLDEST, 13, 13, []),
        (OLDEST, 13, 0, []),
        (OLDEST, 3, 1, []),
        (OLDEST, 1, 0xFFFFFFFF, list(range(12))),
        (OLDEST, 0xFFFFFFFF, 0xFFFFFFFF, []),
    ],
)
def test_entries(meter, numbering, first, last, numbers):
    found = rows_of(meter.profile.log, numbering, entry(first, last))
    assert times(found) == [quarters(n, n)[0] for n in numbers]


@pytest.mark.parametrize(
    ("from_column", "to_column", "columns"),
    [(1, 0, 8), (1, 8, 8), (5, 5, 1), (5, 6, 2), (5, 0, 4), (8, 8, 1), (1, 1, 1)],
)
def test_columns_of_entries(meter, from_column, to_column, columns):
    (found,) = rows_of(meter.profile.log, NEWEST, entry(0, 0, from_column, to_column))
    (all_of_it,) = rows_of(meter.profile.log, NEWEST, entry(0, 0))
    assert found == all_of_it[from_column - 1 : (to_column or 8)]
    assert len(found) == columns


def test_columns_of_no_entries(meter):
    assert rows_of(meter.profile.log, NEWEST, entry(50, 60, 5, 5)) == []
    assert rows_of(make_meter().profile.log, OLDEST, entry(1, 0, 5, 5)) == []


@pytest.mark.parametrize(
    ("parameters", "result"),
    [
        (entry(0, 0, 0, 0), 13),
        (entry(0, 0, 1, 9), 13),
        (entry(0, 0, 9, 0), 13),
        (entry(0, 0, 6, 5), 13),
        ("020405000000000600000000120001120000", 12),
        ("0204060000000006000000001100" + "1100", 12),
        ("0203060000000006000000001200" + "01", 12),
        ("00", 12),
        ("0104" + "00" * 4, 12),
        ("0204" + "00" * 4, 12),
    ],
)
def test_entries_that_cannot_be_are_refused(meter, parameters, result):
    assert by_entry(meter.profile.log, NEWEST, decode(bytes.fromhex(parameters))) == result


def test_entries_from_1_begin_with_1(meter):
    assert rows_of(meter.profile.log, OLDEST, entry(0, 0)) == 13
    assert rows_of(meter.profile.log, OLDEST, entry(0, 5)) == 13


@pytest.mark.parametrize("numbering", Numbering, ids=lambda it: it.value)
def test_the_configuration_says_how_entries_are_numbered(numbering):
    made = Meter(Configuration.default().replace(numbering=numbering), start_us=START_US)
    made.advance(load(START_US, ROWS * 15))
    selection = b"\x02" + bytes.fromhex(entry(1, 1))
    found = plain(Talk(made).get(7, PROFILE, 2, selection))
    assert times(found) == quarters(10, 10) if numbering is NEWEST else quarters(0, 0)


def test_rows_that_were_overwritten_are_outside(meter):
    """A full ring: numbers count what is there."""
    made = make_meter(Z29="5", Z4="4")
    made.advance(load(START_US, 490 * 24, duration_us=US_PER_HOUR))
    log = made.profile.log
    assert log.ring.count == log.capacity < 490 * 24
    first, last = rows_of(log, OLDEST, entry(1, 1))[0], rows_of(log, NEWEST, entry(0, 0))[0]
    everything = plain(decode(whole(log)))
    assert (everything[0], everything[-1]) == (first, last)
    assert rows_of(log, NEWEST, entry(log.capacity, log.capacity + 5)) == []
    assert rows_of(log, OLDEST, entry(log.capacity, 0)) == [last]


def test_rows_from_before_and_after_the_clock_was_set_back():
    """Both runs of rows that bear such a time are found, in the order in which they were written."""
    made = make_meter()
    made.advance(load(START_US, 120))
    made.set_clock(made.clock.now_us - US_PER_HOUR)
    made.advance(load(START_US + 120 * US_PER_MIN, 60))
    rows = select(made.profile.log, made.clock, ranged(moment(13, 15), moment(13, 45)))
    assert times(rows) == [(13, 15), (13, 30), (13, 45)] * 2
    assert [row[4] for row in rows] == sorted(row[4] for row in rows)
