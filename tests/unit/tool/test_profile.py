"""Profiles read whole, by range, and the newest rows whichever way they are numbered."""

from __future__ import annotations

import pytest
from tests.fake_meter import ASSOCIATION, PROFILE, FakeMeter, stamp

from enfas.errors import DecodeError, RemoteError
from enfas.obis import Obis, ObisPattern
from enfas.tool.channel import WrapperChannel
from enfas.tool.clock import encode_date_time, iso_text
from enfas.tool.profile import find_load_profile, find_profile, read_profile
from enfas.tool.reader import Reader
from enfas.tool.session_line import SessionLine

NAME = Obis(PROFILE[1])


def read(meter, **options):
    with Reader(WrapperChannel(SessionLine(meter), 18, 16), password=b"12345") as reader:
        return read_profile(reader, NAME, **options)


def numbers(table):
    """The numbers of the rows, by their times."""
    known = {iso_text(stamp(n)): n for n in range(1000)}
    return [known[text] for text in table.times.texts()]


@pytest.mark.requirement("COM-1")
@pytest.mark.parametrize("numbering", ["oldest", "newest0", "newest1"])
def test_whole_oldest_first(numbering):
    table = read(FakeMeter(numbering=numbering))
    assert numbers(table) == list(range(400))
    assert len(table) == 400
    assert [(column.name, column.unit) for column in table.columns] == [
        ("time", ""),
        ("1.1.0.0.1.255", ""),
        ("1.1.1.8.0.255", "Wh"),
    ]
    assert table.columns[2].data.tolist() == [1000 + 7 * n for n in range(400)]


@pytest.mark.requirement("COM-1")
@pytest.mark.parametrize("numbering", ["oldest", "newest0"])
def test_by_range(numbering):
    first, last = encode_date_time("2026-03-02T00:00:00+01:00"), encode_date_time("2026-03-02T00:45:00+01:00")
    assert numbers(read(FakeMeter(numbering=numbering), first=first, last=last)) == [96, 97, 98, 99]
    assert numbers(read(FakeMeter(numbering=numbering), last=last)) == list(range(100))
    assert numbers(read(FakeMeter(numbering=numbering), first=first)) == list(range(96, 400))


@pytest.mark.parametrize("numbering", ["oldest", "newest0", "newest1"])
@pytest.mark.parametrize("entries", [1, 5, 96, 399, 400, 5000])
def test_the_newest_rows(numbering, entries):
    meter = FakeMeter(numbering=numbering)
    assert numbers(read(meter, entries=entries)) == list(range(max(0, 400 - entries), 400))
    whole = bytes.fromhex("c001") + meter.requests[-2][2:3] + bytes.fromhex("00070101630100ff0200")
    if entries < 400:
        assert whole not in meter.requests  # not read whole to keep a few


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4])
def test_short_profiles(count):
    assert numbers_or_none(read(FakeMeter(row_count=count), entries=2)) == list(range(count))[-2:]


def numbers_or_none(table):
    return numbers(table) if len(table) else []


def test_the_load_profile_is_found_by_its_name():
    with Reader(WrapperChannel(SessionLine(FakeMeter()), 18, 16), password=b"12345") as reader:
        assert find_load_profile(reader) == NAME
    bare = FakeMeter(attributes={(*ASSOCIATION, 2): b"\x01\x00"})
    with (
        pytest.raises(RemoteError, match="no load profile"),
        Reader(WrapperChannel(SessionLine(bare), 18, 16), password=b"12345") as reader,
    ):
        find_load_profile(reader)


@pytest.mark.parametrize(
    ("text", "name"),
    [("99.1", NAME), ("99.1.0", NAME), ("1-1:99.1.0", NAME), ("1.2.3.4.5.6", Obis.parse("1.2.3.4.5.6"))],
)
def test_a_profile_is_named_in_short_or_whole(text, name):
    with Reader(WrapperChannel(SessionLine(FakeMeter()), 18, 16), password=b"12345") as reader:
        assert find_profile(reader, ObisPattern.parse(text)) == name


def test_what_is_no_profile():
    with Reader(WrapperChannel(SessionLine(FakeMeter()), 18, 16), password=b"12345") as reader:
        with pytest.raises(RemoteError, match=r"shows no object 1\.99\.0"):
            find_profile(reader, ObisPattern.parse("1.99.0"))
        with pytest.raises(RemoteError, match=r"1\.8\.0 is no profile"):
            find_profile(reader, ObisPattern.parse("1.8.0"))


def test_no_clock_no_range():
    meter = FakeMeter()
    one = b"\x01\x01\x02\x04\x12\x00\x03\x09\x06\x01\x01\x01\x08\x00\xff\x0f\x02\x12\x00\x00"
    meter.attributes[(*PROFILE, 3)] = one
    with pytest.raises(RemoteError, match="no clock"):
        read(meter, first=encode_date_time("2026-03-01"))
    with pytest.raises(DecodeError, match="captures 1 objects, its rows hold 3 values"):
        read(meter)


@pytest.mark.parametrize("captures", ["00", "010100", "0101020412000309020101" + "0f02120000"])
def test_captures_that_make_no_sense(captures):
    meter = FakeMeter()
    meter.attributes[(*PROFILE, 3)] = bytes.fromhex(captures)
    with pytest.raises(DecodeError):
        read(meter)


def test_entries_in_use_that_are_no_number():
    meter = FakeMeter()
    meter.attributes[(*PROFILE, 7)] = b"\x00"
    with pytest.raises(DecodeError, match="entries in use"):
        read(meter, entries=3)


def test_a_meter_that_does_not_tell_its_units():
    meter = FakeMeter()
    meter.attributes[(3, Obis.parse("1.1.1.8.0.255"), 3)] = 3
    assert [column.unit for column in read(meter).columns] == ["", "", ""]


def test_manufacturer_attributes_bear_their_number():
    meter = FakeMeter()
    captures = bytearray(meter.attributes[(*PROFILE, 3)])
    at = captures.index(b"\x0f\x02", 25)
    captures[at + 1] = 0xFF
    meter.attributes[(*PROFILE, 3)] = bytes(captures)
    assert read(meter).columns[1].name == "1.1.0.0.1.255:255"
