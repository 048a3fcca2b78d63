"""Selective access against a slow model that knows dates by `datetime` and rows one by one.

The model decodes the whole buffer and picks rows by comparing instants; it shares nothing with the server.
"""

from __future__ import annotations

from calendar import monthcalendar
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import dlms_bench as bench
from tests.cosem_bench import Talk, capture, plain
from tests.meter_rows import START_US, Kept, load, make_meter

from enfas.meter.configuration import Configuration, Numbering
from enfas.meter.device import Meter
from enfas.protocols.dlms.axdr import Data, Tag, encode
from enfas.timebase import US_PER_HOUR, US_PER_MIN, from_civil

pytestmark = pytest.mark.requirement("COM-1")

PROFILE, RTC_LOG = "1.1.99.1.0.255", "1.1.99.98.3.255"
NORMAL = timedelta(hours=1)  # GMT+1
SUMMER = timedelta(hours=2)
HOUR = timedelta(hours=1)


# Meters with a past.


@cache
def _autumn_image() -> Any:
    """Three days about the end of summer time in 2025, the clock set back and ahead in between."""
    start_us = from_civil(2025, 10, 25, 20)
    meter = make_meter(start_us)
    at_us = start_us
    for hours, jump_min in ((5, 0), (2, -75), (3, 40), (4, 0)):
        meter.advance(load(at_us, hours * 60, 300 + hours))
        at_us += hours * US_PER_HOUR
        if jump_min:
            meter.set_clock(meter.clock.now_us + jump_min * US_PER_MIN)
    kept = Kept()
    kept.commit(meter.take_changes())
    return kept.image()


def autumn(numbering: Numbering = Numbering.NEWEST_FROM_0) -> Meter:
    return Meter.restore(Configuration.default().replace(numbering=numbering), _autumn_image())


def worn() -> Meter:
    """A log of 200 entries that has gone round: its oldest were overwritten."""
    made = make_meter()
    made.advance(load(START_US, 1))
    for _ in range(333):
        made.set_clock(made.clock.now_us + US_PER_HOUR)
    return made


# The model.


def last_sunday(year: int, month: int) -> int:
    return max(week[6] for week in monthcalendar(year, month))


def is_summer(utc: datetime) -> bool:
    begins = datetime(utc.year, 3, last_sunday(utc.year, 3), 1, tzinfo=UTC)
    ends = datetime(utc.year, 10, last_sunday(utc.year, 10), 1, tzinfo=UTC)
    return begins <= utc < ends


def meant(local: datetime, deviation_min: int | None, status: int) -> list[datetime]:
    """The instants that a local time may mean."""
    if deviation_min is not None:
        return [local + timedelta(minutes=deviation_min)]
    if status != 0xFF:
        return [local - (SUMMER if status & 0x80 else NORMAL)]
    fitting = [
        local - offset for offset in (SUMMER, NORMAL) if is_summer(local - offset) is (offset == SUMMER)
    ]
    return fitting or [local - NORMAL]


def stamped(octets: bytes) -> datetime:
    """The instant of a row: stamps are in normal time."""
    year = int.from_bytes(octets[:2], "big")
    return datetime(year, octets[2], octets[3], *octets[5:8], tzinfo=UTC) - NORMAL


@st.composite
def moments(draw: st.DrawFn, *, last: bool) -> tuple[bytes, datetime]:
    """A date-time as a client may write it, and the first or the last instant that it may mean."""
    base = datetime(2025, 10, 25, 20, tzinfo=UTC) + timedelta(minutes=5 * draw(st.integers(-40, 240)))
    base += timedelta(seconds=draw(st.sampled_from([0, 0, 0, 1, 59])))
    year, month, day = base.year, base.month, base.day
    hour, minute, second = base.hour, base.minute, base.second
    fields = {"hour": hour, "minute": minute, "second": second, "day": day}
    filled = dict(fields)
    for name in draw(
        st.sampled_from([(), (), (), ("second",), ("minute", "second"), ("hour", "minute", "second")])
    ):
        fields[name] = 0xFF
        filled[name] = {"hour": 23, "minute": 59, "second": 59}[name] if last else 0
    if fields["hour"] == 0xFF and draw(st.booleans()):
        fields["day"] = draw(st.sampled_from([0xFF, 0xFE]))
        filled["day"] = 31 if last or fields["day"] == 0xFE else 1  # October
    deviation = draw(st.sampled_from([None, None, None, -60, -120, 0, 300]))
    status = draw(st.sampled_from([0xFF, 0xFF, 0x00, 0x80, 0x81, 0x01]))
    octets = (
        year.to_bytes(2, "big")
        + bytes([month, fields["day"], draw(st.sampled_from([0xFF, 1, 7])), fields["hour"]])
        + bytes([fields["minute"], fields["second"], draw(st.sampled_from([0xFF, 0]))])
        + (b"\x80\x00" if deviation is None else deviation.to_bytes(2, "big", signed=True))
        + bytes([status])
    )
    local = datetime(
        year, month, filled["day"], filled["hour"], filled["minute"], filled["second"], tzinfo=UTC
    )
    instants = meant(local, deviation, status)
    return octets, max(instants) if last else min(instants)


ENDLESS = bytes.fromhex("ffffffffffffffffff8000ff")
FIRST = moments(last=False) | st.just((ENDLESS, datetime(1, 1, 2, tzinfo=UTC)))
LAST = moments(last=True) | st.just((ENDLESS, datetime(9999, 1, 1, tzinfo=UTC)))


def column(definition: list[Any]) -> Data:
    class_id, name, number, index = definition
    return Data(
        Tag.STRUCTURE,
        (Data(Tag.U16, class_id), Data(Tag.OCTETS, name), Data(Tag.I8, number), Data(Tag.U16, index)),
    )


CLOCK = column([8, bytes([0, 1, 1, 0, 0, 255]), 2, 0])


def by_range(first: bytes, last: bytes, columns: list[list[Any]], tag: Tag = Tag.OCTETS) -> bytes:
    chosen = Data(Tag.ARRAY, tuple(map(column, columns)))
    return b"\x01" + encode(Data(Tag.STRUCTURE, (CLOCK, Data(tag, first), Data(tag, last), chosen)))


def by_entry(first: int, last: int, from_column: int, to_column: int) -> bytes:
    numbers = [
        Data(Tag.U32, first),
        Data(Tag.U32, last),
        Data(Tag.U16, from_column),
        Data(Tag.U16, to_column),
    ]
    return b"\x02" + encode(Data(Tag.STRUCTURE, tuple(numbers)))


@given(
    st.sampled_from([PROFILE, RTC_LOG]),
    FIRST,
    LAST,
    st.lists(st.integers(0, 7), unique=True, max_size=8),
    st.sampled_from([Tag.OCTETS, Tag.OCTETS, Tag.DATE_TIME]),
    st.sampled_from([0xFFFF, 100]),
)
def test_a_range(log, first, last, columns, tag, pdu):
    talk = Talk(autumn(), pdu=pdu)
    definitions = talk.value(7, log, 3)
    columns = [number for number in columns if number < len(definitions)]
    chosen = [definitions[number] for number in columns]
    rows = talk.value(7, log, 2)
    expected = [
        [row[number] for number in columns or range(len(row))]
        for row in rows
        if first[1] <= stamped(row[0]) <= last[1]
    ]
    selection = by_range(first[0], last[0], chosen, tag)
    assert plain(talk.get(7, log, 2, selection)) == expected


def picked(rows: list[Any], numbering: Numbering, first: int, last: int) -> list[Any] | None:
    """The rows that two entry numbers mean, in the order asked for."""
    if numbering is Numbering.OLDEST_FROM_1:
        if first < 1:
            return None
        return rows[first - 1 : last or len(rows)] if not last or first <= last else []
    newest_first = rows[::-1]
    low, high = min(first, last), max(first, last)
    found = newest_first[low : high + 1]
    return found if first <= last else found[::-1]


NUMBERS = st.one_of(st.integers(0, 80), st.sampled_from([0, 1, 0xFFFFFFFE, 0xFFFFFFFF]))


@given(
    st.sampled_from(Numbering),
    st.sampled_from([PROFILE, RTC_LOG]),
    NUMBERS,
    NUMBERS,
    st.integers(0, 10),
    st.integers(0, 10),
    st.sampled_from([0xFFFF, 60]),
)
def test_entries(numbering, log, first, last, from_column, to_column, pdu):
    talk = Talk(autumn(numbering), pdu=pdu)
    rows = talk.value(7, log, 2)
    width = len(talk.value(7, log, 3))
    found = talk.get(7, log, 2, by_entry(first, last, from_column, to_column))
    expected = picked(rows, numbering, first, last)
    if expected is None or not 1 <= from_column <= (to_column or width) <= width:
        assert found == 13
    else:
        assert plain(found) == [row[from_column - 1 : to_column or width] for row in expected]


@given(st.sampled_from([PROFILE, RTC_LOG]), st.data())
def test_a_range_that_begins_and_ends_at_rows_has_both(log, data):
    """What a client copies from rows that it has read (status 00, no deviation) finds those rows."""
    talk = Talk(autumn())
    rows = talk.value(7, log, 2)
    first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(rows) - 1)] * 2)))
    found = plain(talk.get(7, log, 2, by_range(rows[first][0], rows[last][0], [])))
    if stamped(rows[first][0]) <= stamped(rows[last][0]):
        assert rows[first] in found
        assert rows[last] in found
    else:
        assert found == []


@pytest.mark.parametrize("numbering", Numbering, ids=lambda it: it.value)
def test_entry_by_entry_the_whole_log_comes_together(numbering):
    talk = Talk(autumn(numbering))
    rows = talk.value(7, PROFILE, 2)
    base = 1 if numbering is Numbering.OLDEST_FROM_1 else 0
    one_by_one = [
        plain(talk.get(7, PROFILE, 2, by_entry(n, n, 1, 0)))[0] for n in range(base, base + len(rows))
    ]
    assert one_by_one == (rows if base else rows[::-1])


def test_a_log_that_has_gone_round():
    talk = Talk(worn())
    rows = talk.value(7, RTC_LOG, 2)
    assert len(rows) == talk.value(7, RTC_LOG, 7) == talk.value(7, RTC_LOG, 8) == 200
    stamps = [stamped(row[0]) for row in rows]
    assert [later - earlier for earlier, later in pairwise(stamps)] == [HOUR] * 199
    assert plain(talk.get(7, RTC_LOG, 2, by_entry(9, 0, 1, 0))) == rows[-10:]
    assert plain(talk.get(7, RTC_LOG, 2, by_entry(198, 400, 1, 0))) == rows[1::-1]
    assert plain(talk.get(7, RTC_LOG, 2, by_range(rows[20][0], rows[170][0], []))) == rows[20:171]
    assert plain(talk.get(7, RTC_LOG, 2, by_range(ENDLESS, rows[5][0], []))) == rows[:6]


@given(st.binary(max_size=60), st.integers(0, 4))
def test_any_parameters_give_rows_or_a_result(octets, selector):
    talk = Talk(capture())
    answer = talk.ask(bench.get(bench.descriptor(7, PROFILE, 2), bytes([selector]) + octets))
    assert answer.hex() == "d80103" or answer[:4] == b"\xc4\x01\xc1\x00" or answer[4] in (12, 13)
