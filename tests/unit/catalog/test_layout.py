from __future__ import annotations

import numpy as np
import pytest

from enfas.catalog.layout import Column, DataType, Layout, clock_column
from enfas.catalog.logs import profile_layout
from enfas.catalog.stamp import SUMMER, encode_stamp
from enfas.errors import ConfigurationError
from enfas.obis import Obis
from enfas.timebase import from_civil

NAME = Obis.parse("1.1.99.1.0.255")
REAL_ROW = bytes.fromhex(
    "0208090C07DD0A19050F0F00FF80008012000006000000000F0106000343F806000000000600000EE90600000001"
)
"""A load profile row as a real meter sent it: 5512-1424 D1, section 4.2."""


def test_a_profile_record_is_the_real_meter_s_row() -> None:
    layout = profile_layout(("a_plus", "a_minus", "r_plus", "r_minus"))
    stamp = encode_stamp(from_civil(2013, 10, 25, 15, 15), SUMMER)
    assert layout.pack(stamp, 0, 0, 1, 0x343F8, 0, 0xEE9, 1) == REAL_ROW
    assert layout.itemsize == len(REAL_ROW)


def test_records_are_viewed_without_decoding() -> None:
    layout = profile_layout(("a_plus", "a_minus", "r_plus", "r_minus"))
    rows = layout.view(REAL_ROW * 3)
    assert rows["a_plus"].tolist() == [0x343F8] * 3
    assert rows["head"].tobytes() == b"\x02\x08" * 3
    assert layout.dtype.itemsize == layout.itemsize


@pytest.mark.parametrize("column", ["clock", "status", "quality", "format", "a_plus"])
def test_offsets_are_where_the_values_are(column: str) -> None:
    layout = profile_layout(("a_plus",))
    fields = layout.dtype.fields
    assert fields is not None
    assert layout.offset(column) == fields[column][1]


def test_an_unknown_column_has_no_offset() -> None:
    with pytest.raises(KeyError):
        profile_layout(("a_plus",)).offset("r1")


@pytest.mark.parametrize(
    ("kind", "tag", "bounds"),
    [
        (DataType.U8, 0x11, (0, 255)),
        (DataType.U16, 0x12, (0, 65535)),
        (DataType.U32, 0x06, (0, 2**32 - 1)),
        (DataType.I8, 0x0F, (-128, 127)),
        (DataType.I16, 0x10, (-32768, 32767)),
        (DataType.I32, 0x05, (-(2**31), 2**31 - 1)),
    ],
)
def test_integers_of_each_type(kind: DataType, tag: int, bounds: tuple[int, int]) -> None:
    assert kind.bounds == bounds
    layout = Layout((Column("x", 1, NAME, 2, kind),))
    for value in bounds:
        packed = layout.pack(value)
        assert packed[:3] == bytes([2, 1, tag])
        assert layout.view(packed)["x"].item() == value
    assert np.dtype(layout.dtype).itemsize == layout.itemsize


def test_strings_have_no_bounds() -> None:
    with pytest.raises(ConfigurationError, match="TEXT"):
        _ = DataType.TEXT.bounds


@pytest.mark.parametrize(
    "columns",
    [
        (),
        (clock_column("clock", NAME), clock_column("clock", NAME)),
        (Column("text", 1, NAME, 2, DataType.TEXT),),
        (Column("text", 1, NAME, 2, DataType.OCTETS, 128),),
    ],
    ids=["none", "twice", "no length", "too long"],
)
def test_columns_that_cannot_be(columns: tuple[Column, ...]) -> None:
    with pytest.raises(ConfigurationError):
        Layout(columns)
