"""Date-times as clients write them, with what they leave open filled in. The meter lies at GMT+1."""

from __future__ import annotations

import pytest
from tests.meter_rows import make_meter

from enfas.faces.cosem.moment import encode_local, exact, first_instant, last_instant
from enfas.protocols.dlms.axdr import Data, Tag
from enfas.timebase import US_PER_S, from_civil, parse_iso

pytestmark = pytest.mark.requirement("COM-1")

OPEN = "8000ff"
NORMAL = "800000"
SUMMER = "800080"
EAST = "ffc400"


@pytest.fixture(scope="module")
def clock():
    return make_meter().clock


def data(octets: str, tag: Tag = Tag.OCTETS) -> Data:
    return Data(tag, bytes.fromhex(octets))


@pytest.mark.requirement("RTC-2")
@pytest.mark.parametrize(
    ("octets", "instant"),
    [
        ("07e9010f030c0000ff" + EAST, "2025-01-15T11:00Z"),
        ("07e9010f030c0000ff" + "000000", "2025-01-15T12:00Z"),
        ("07e9010f030c0000ff" + "012c00", "2025-01-15T17:00Z"),
        ("07e9010f030c0000ff" + OPEN, "2025-01-15T11:00Z"),
        ("07e9010f030c0000ff" + NORMAL, "2025-01-15T11:00Z"),
        ("07e9010f030c0000ff" + SUMMER, "2025-01-15T10:00Z"),
        ("07e9070f020c0000ff" + OPEN, "2025-07-15T10:00Z"),
        ("07e9070f020c0000ff" + NORMAL, "2025-07-15T11:00Z"),
        ("07e9070f020c0000ff" + SUMMER, "2025-07-15T10:00Z"),
        ("07e9070f020c0000ff" + "8000" + "81", "2025-07-15T10:00Z"),
        ("07e9070f020c0000ff" + "ff8880", "2025-07-15T10:00Z"),
        ("07e9010f030c000005" + EAST, "2025-01-15T11:00:00.05Z"),
        ("07e9031e07020000ff" + OPEN, "2025-03-30T01:00Z"),  # leapt over: what normal time says
        ("07e9031e07030000ff" + OPEN, "2025-03-30T01:00Z"),
        ("07e90a1a07021e00ff" + OPEN, "2025-10-26T00:30Z"),  # comes twice: the first
        ("07e90a1a07030000ff" + OPEN, "2025-10-26T02:00Z"),
    ],
)
def test_a_whole_date_time(clock, octets, instant):
    assert exact(data(octets), clock) == parse_iso(instant)
    assert exact(data(octets, Tag.DATE_TIME), clock) == parse_iso(instant)


def test_without_summer_time_the_calendar_has_none():
    clock = make_meter(Z15="000").clock
    assert exact(data("07e9070f020c0000ff" + OPEN), clock) == parse_iso("2025-07-15T11:00Z")


@pytest.mark.parametrize(
    ("octets", "first", "last"),
    [
        ("07e9010f030c0000ff" + EAST, "2025-01-15T11:00Z", "2025-01-15T11:00Z"),
        ("07e9010fff0cffffff" + OPEN, "2025-01-15T11:00Z", "2025-01-15T11:59:59Z"),
        ("07e9010fffffffffff" + OPEN, "2025-01-14T23:00Z", "2025-01-15T22:59:59Z"),
        ("07e902ffffffffffff" + OPEN, "2025-01-31T23:00Z", "2025-02-28T22:59:59Z"),
        ("07e8ffffffffffffff" + OPEN, "2023-12-31T23:00Z", "2024-12-31T22:59:59Z"),
        ("07e902feffffffffff" + OPEN, "2025-02-27T23:00Z", "2025-02-28T22:59:59Z"),
        ("07e802fdffffffffff" + OPEN, "2024-02-27T23:00Z", "2024-02-28T22:59:59Z"),
        ("07e9ff05ffffffffff" + OPEN, "2025-01-04T23:00Z", "2025-12-05T22:59:59Z"),
        ("07e9010fffff1effff" + OPEN, "2025-01-14T23:30Z", "2025-01-15T22:30:59Z"),
        ("07e90a1a07021e00ff" + OPEN, "2025-10-26T00:30Z", "2025-10-26T01:30Z"),
        ("07e90a1a0702ffffff" + OPEN, "2025-10-26T00:00Z", "2025-10-26T01:59:59Z"),
        ("07e90a1a07021e00ff" + NORMAL, "2025-10-26T01:30Z", "2025-10-26T01:30Z"),
        ("07e90a1a07021e00ff" + SUMMER, "2025-10-26T00:30Z", "2025-10-26T00:30Z"),
        ("07e9031e0702ffffff" + OPEN, "2025-03-30T01:00Z", "2025-03-30T01:59:59Z"),
        ("07b2010104000000ff" + "000000", "1970-01-01T00:00Z", "1970-01-01T00:00Z"),
    ],
)
def test_the_first_and_the_last_instant_that_may_be_meant(clock, octets, first, last):
    assert first_instant(data(octets), clock) == parse_iso(first)
    assert last_instant(data(octets), clock) == parse_iso(last)


def test_a_range_may_reach_to_the_ends_of_time(clock):
    assert first_instant(data("ffffffffffffffffff8000ff"), clock) == from_civil(1, 1, 1)
    assert last_instant(data("ffffffffffffffffff8000ff"), clock) == from_civil(9999, 12, 31, 23, 59, 59)
    assert first_instant(data("00010101ff000000ff800000"), clock) < from_civil(1, 1, 1)
    assert last_instant(data("270f0c1fff173b3bff000000"), clock) == from_civil(9999, 12, 31, 23, 59, 59)


def test_the_first_instant_is_of_whole_seconds_as_stamps_are(clock):
    octets = "07e9010f030c000032" + EAST
    assert first_instant(data(octets), clock) == parse_iso("2025-01-15T11:00:01Z")
    assert last_instant(data(octets), clock) // US_PER_S == parse_iso("2025-01-15T11:00:00Z") // US_PER_S


@pytest.mark.parametrize(
    "octets",
    [
        "07e9010f030c0000ffffc4",
        "07e9010f030c0000ffffc40000",
        "",
        "00000101ff000000ff800000",
        "27100101ff000000ff800000",
        "07e90001ff000000ff800000",
        "07e90d01ff000000ff800000",
        "07e9fe01ff000000ff800000",
        "07e90100ff000000ff800000",
        "07e9021dff000000ff800000",
        "07e9041fff000000ff800000",
        "07e90101ff180000ff800000",
        "07e90101ff003c00ff800000",
        "07e90101ff00003cff800000",
        "07e90101ff000000ff034900",
        "07e90101ff000000fffcb700",
    ],
)
def test_what_is_no_date_time_is_refused(clock, octets):
    for read in (exact, first_instant, last_instant):
        with pytest.raises(ValueError, match=r"date-time|deviation|year|month"):
            read(data(octets), clock)


@pytest.mark.parametrize("other", [Data(Tag.U32, 5), Data(Tag.NULL, None), Data(Tag.TEXT, bytes(12))])
def test_another_type_is_no_date_time(clock, other):
    with pytest.raises(ValueError, match="no date-time"):
        first_instant(other, clock)


@pytest.mark.parametrize("field", [2, 3, 5, 6, 7])
def test_a_date_time_with_something_open_is_not_whole(clock, field):
    octets = bytearray.fromhex("07e9010f030c0000ffffc400")
    octets[field] = 0xFF
    with pytest.raises(ValueError, match="whole"):
        exact(Data(Tag.OCTETS, bytes(octets)), clock)


def test_what_is_told_is_taken_back():
    for start in ("2025-01-15T11:00Z", "2025-07-15T11:00Z", "2025-10-26T00:30Z", "2025-10-26T01:30Z"):
        clock = make_meter(parse_iso(start)).clock
        told = encode_local(clock)
        assert exact(Data(Tag.OCTETS, told), clock) == clock.now_us
        without_deviation = told[:9] + b"\x80\x00" + told[11:]
        assert exact(Data(Tag.OCTETS, without_deviation), clock) == clock.now_us
