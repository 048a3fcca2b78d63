"""COSEM data of every kind, for Hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.axdr import Data, Tag

__all__ = ["VALUES"]


def _whole(bits: int, tag: Tag) -> st.SearchStrategy[Data]:
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if tag.name[0] == "I" else (0, (1 << bits) - 1)
    return st.integers(low, high).map(lambda value: Data(tag, value))


SINGLE = st.one_of(
    st.just(Data(Tag.NULL, None)),
    st.booleans().map(lambda value: Data(Tag.BOOLEAN, value)),
    *(_whole(bits, Tag[f"{kind}{bits}"]) for kind in "IU" for bits in (8, 16, 32, 64)),
    _whole(8, Tag.U8).map(lambda data: Data(Tag.ENUM, data.value)),
    st.floats(allow_nan=False).map(lambda value: Data(Tag.F64, value)),
    st.binary(max_size=200).map(lambda value: Data(Tag.OCTETS, value)),
    st.text("abc", max_size=20).map(lambda value: Data(Tag.TEXT, value.encode())),
    st.text(max_size=20).map(lambda value: Data(Tag.UTF8, value.encode())),
    st.binary(min_size=12, max_size=12).map(lambda value: Data(Tag.DATE_TIME, value)),
    st.binary(max_size=5).map(lambda value: Data(Tag.BIT_STRING, axdr.Bits(len(value) * 8, value))),
)
VALUES = st.recursive(
    SINGLE,
    lambda inner: st.tuples(st.sampled_from([Tag.ARRAY, Tag.STRUCTURE]), st.lists(inner, max_size=4)).map(
        lambda pair: Data(pair[0], tuple(pair[1]))
    ),
    max_leaves=12,
).filter(lambda data: _depth(data) <= axdr.MAX_DEPTH)


def _depth(data: Data) -> int:
    inner = data.value if data.tag in (Tag.ARRAY, Tag.STRUCTURE) else ()
    return 1 + max(map(_depth, inner), default=0)
