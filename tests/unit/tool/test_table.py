"""Tables written as CSV, JSON and Parquet, digit for digit."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pytest
from pyarrow import parquet
from tests.fake_meter import length, stamp

from enfas.obis import Obis
from enfas.protocols.dlms.client_apdu import Attribute
from enfas.protocols.dlms.client_data import Bits
from enfas.tool.profile import Column, Table
from enfas.tool.reading import ScalerUnit
from enfas.tool.rows import columns_of
from enfas.tool.table import header, rows, to_json, write_csv, write_parquet

CLOCK = Attribute(8, Obis.parse("0.1.1.0.0.255"), 2)
ENERGY = Attribute(3, Obis.parse("1.1.1.8.0.255"), 2)
VOLTAGE = Attribute(3, Obis.parse("1.1.32.7.0.255"), 2)


def times(*octets):
    return columns_of(b"\x01" + length(len(octets)) + b"".join(b"\x02\x01\x09\x0c" + it for it in octets))[0]


@pytest.fixture
def table():
    return Table(
        Obis.parse("1.1.99.1.0.255"),
        [
            Column(CLOCK, None, times(stamp(0), stamp(1))),
            Column(ENERGY, ScalerUnit(1, 30), np.array([5, 9007199254740993])),
            Column(VOLTAGE, ScalerUnit(-2, 35), np.array([23017, -1])),
            Column(ENERGY._replace(number=255), None, [b"AB", None]),
        ],
    )


def test_csv(table):
    file = io.StringIO()
    write_csv(table, file)
    assert file.getvalue() == (
        "time,clock_status,1.1.1.8.0.255 [Wh],1.1.32.7.0.255 [V],1.1.1.8.0.255:255\n"
        "2026-03-01T00:00:00+01:00,0,50,230.17,AB\n"
        "2026-03-01T00:15:00+01:00,0,90071992547409930,-0.01,\n"
    )


def test_rows_and_header_agree(table):
    assert {len(row) for row in rows(table)} == {len(header(table))}


def test_json(table):
    document = to_json(table)
    assert document["obis"] == "1.1.99.1.0.255"
    assert document["columns"][2] == {
        "name": "1.1.32.7.0.255",
        "obis": "1.1.32.7.0.255",
        "class": 3,
        "attribute": 2,
        "unit": "V",
    }
    assert document["rows"][0] == ["2026-03-01T00:00:00+01:00", 50, Decimal("230.17"), "AB"]


def test_parquet(table, tmp_path):
    write_parquet(table, str(tmp_path / "profile.parquet"))
    columns = parquet.read_table(tmp_path / "profile.parquet").to_pydict()
    assert columns["time"][1] == datetime(2026, 2, 28, 23, 15, tzinfo=UTC)
    assert columns["clock_status"] == [0, 0]
    assert columns["1.1.1.8.0.255 [Wh]"] == [50, 90071992547409930]
    assert columns["1.1.32.7.0.255 [V]"] == [Decimal("230.17"), Decimal("-0.01")]
    assert columns["1.1.1.8.0.255:255"] == ["AB", None]


def test_parquet_of_local_times_and_gaps(tmp_path):
    table = Table(
        Obis.parse("1.1.99.1.0.255"),
        [
            Column(CLOCK, None, times(stamp(0, -0x8000), bytes.fromhex("07ffffffffffffffff8000ff"))),
            Column(VOLTAGE, ScalerUnit(-1, 35), [2301, None]),
            Column(ENERGY, ScalerUnit(0, 30), np.array([1, 2])),
            Column(ENERGY._replace(number=4), None, [Bits(2, b"\x80"), [1, 2]]),
        ],
    )
    table = Table(table.obis, table.columns[:3])
    write_parquet(table, str(tmp_path / "profile.parquet"))
    columns = parquet.read_table(tmp_path / "profile.parquet").to_pydict()
    assert columns["time"] == [datetime(2026, 3, 1), None]  # noqa: DTZ001 - the meter's own time
    assert columns["1.1.32.7.0.255 [V]"] == [Decimal("230.1"), None]
    assert columns["1.1.1.8.0.255 [Wh]"] == [1, 2]
