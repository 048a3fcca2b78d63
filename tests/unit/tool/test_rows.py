"""A profile's buffer to columns: fast where rows are alike, right where they are not."""

from __future__ import annotations

import struct
import time

import numpy as np
import pytest
from tests.fake_meter import length, row, stamp

from enfas.errors import DecodeError
from enfas.tool.clock import UNSPECIFIED, iso_text
from enfas.tool.rows import Times, columns_of


def buffer(rows):
    return b"\x01" + length(len(rows)) + b"".join(rows)


def test_rows_that_are_alike():
    times, status, energy = columns_of(buffer([row(n) for n in range(500)]))
    assert times.texts() == [iso_text(stamp(n)) for n in range(500)]
    assert times.zoned
    assert status.tolist() == [128] * 500
    assert energy.tolist() == [1000 + 7 * n for n in range(500)]
    assert energy.dtype == np.int64


def test_every_type_of_fixed_size():
    one = bytes.fromhex(
        "0208" + "0301" + "05fffffffe" + "0ffe" + "14fffffffffffffffe" + "15ffffffffffffffff" + "161e"
    )
    one += b"\x17" + struct.pack(">f", 0.5) + b"\x0a\x03KAM"
    columns = columns_of(buffer([one] * 3))
    assert [column[0] for column in columns] == [True, -2, -2, -2, (1 << 64) - 1, 30, 0.5, "KAM"]


def test_octets_that_are_no_times():
    texts = b"\x02\x02\x09\x0cKAMSTRUP1234\x09\x02\xab\xcd"
    assert columns_of(buffer([texts] * 2)) == [[b"KAMSTRUP1234"] * 2, [b"\xab\xcd"] * 2]


def test_rows_of_different_length():
    rows = [b"\x02\x02\x11\x05\x09\x01a", b"\x02\x02\x11\x06\x09\x02bc", b"\x02\x02\x12\x01\x00\x09\x00"]
    numbers, octets = columns_of(buffer(rows))
    assert numbers.tolist() == [5, 6, 256]
    assert octets == [b"a", b"bc", b""]


def test_a_type_that_changes_in_rows_of_one_length():
    rows = [b"\x02\x01\x11\x05", b"\x02\x01\x0f\xff", b"\x02\x01\x16\x03"]
    assert columns_of(buffer(rows))[0].tolist() == [5, -1, 3]


def test_null_data_repeat_the_value_above_and_time_goes_on():
    rows = [row(0), b"\x02\x03\x00\x00\x06\x00\x00\x00\x09", b"\x02\x03\x00\x12\x00\x01\x00"]
    times, status, energy = columns_of(buffer(rows), period_s=900)
    assert times.texts() == [iso_text(stamp(n)) for n in range(3)]
    assert status.tolist() == [128, 128, 1]
    assert energy.tolist() == [1000, 9, 9]


def test_null_data_in_the_first_row_stay_unknown():
    columns = columns_of(buffer([b"\x02\x02\x00\x00", row(1)[:2].replace(b"\x03", b"\x02") + row(1)[2:19]]))
    assert columns[0].texts() == [None, iso_text(stamp(1))]
    assert columns[1] == [None, 128]


def test_times_without_zone_and_without_date():
    some = bytes.fromhex("07dd0a1905000f00ff800080"), bytes.fromhex("07ffffffffffffffff8000ff")
    (times,) = columns_of(buffer([b"\x02\x01\x09\x0c" + octets for octets in some]))
    assert times.texts() == ["2013-10-25T00:15:00", None]
    assert times.deviation_min.tolist() == [UNSPECIFIED] * 2
    assert not times.zoned
    assert times.status.tolist() == [0x80, 0xFF]


def test_the_order_of_times_across_the_change_of_summer_time():
    octets = [
        bytes.fromhex("07ea0a190702" + minutes + "0000" + zone)
        for minutes, zone in (("2d", "ff8880"), ("00", "ffc400"))
    ]
    (times,) = columns_of(buffer([b"\x02\x01\x19" + it for it in octets]))
    assert times.texts() == ["2026-10-25T02:45:00+02:00", "2026-10-25T02:00:00+01:00"]
    assert np.diff(times.order_us).tolist() == [15 * 60 * 1_000_000]
    assert isinstance(times.reversed(), Times)


def test_no_rows():
    assert columns_of(b"\x01\x00") == []


def test_mixed_octets_and_times_stay_as_they_are():
    rows = [row(0)[:1] + b"\x01" + row(0)[2:16], b"\x02\x01\x09\x01a"]
    assert columns_of(buffer(rows)) == [[stamp(0), b"a"]]


@pytest.mark.parametrize(
    "octets",
    [
        "",
        "00",
        "0101",
        "010100",
        "01021100",
        "010102",
        "01010205",
        "010202011105020211051105",
        "010102011105ff",
        "0184ffffffff02011105",
        "01010201",
    ],
)
def test_what_is_no_buffer(octets):
    with pytest.raises(DecodeError):
        columns_of(bytes.fromhex(octets))


def test_a_whole_profile_is_read_in_a_moment():
    """26 688 rows of four columns, as in the benchmark, in far less than a second."""
    one = b"\x02\x04\x09\x0c" + stamp(5) + b"\x11\x00\x06\x00\x98\x96\x80\x06\x00\x00\x4e\x20"
    whole = buffer([one] * 26_688)
    start = time.perf_counter()
    columns = columns_of(whole)
    assert time.perf_counter() - start < 0.5
    assert [len(column) for column in columns] == [26_688] * 4
