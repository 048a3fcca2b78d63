from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enfas.errors import DecodeError
from enfas.protocols.dlms import ber


@pytest.mark.parametrize(
    ("size", "head"),
    [(0, "6000"), (38, "6026"), (127, "607f"), (128, "608180"), (201, "6081c9"), (256, "60820100")],
)
def test_lengths_are_in_the_short_form_below_128(size: int, head: str) -> None:
    """X.690, 8.1.3.4 and 8.1.3.5: 38 and 201 are the standard's own examples."""
    assert ber.element(0x60, bytes(size)) == bytes.fromhex(head) + bytes(size)


@given(st.integers(0, 255), st.binary(max_size=70_000), st.binary(max_size=4))
def test_what_is_written_is_read(tag: int, content: bytes, after: bytes) -> None:
    written = ber.element(tag, content)
    assert ber.read_element(after + written + after, len(after)) == (tag, content, len(after + written))


def test_elements_by_tag_of_which_the_last_holds() -> None:
    first, second = ber.element(0xA1, b"1"), ber.element(0xA2, b"2" * 200)
    assert ber.elements(first + second + ber.element(0xA1, b"3")) == {0xA1: b"3", 0xA2: b"2" * 200}
    assert ber.elements(b"") == {}


def test_the_one_inside() -> None:
    assert ber.inside(bytes.fromhex("060760857405080101"), 0x06).hex() == "60857405080101"
    with pytest.raises(DecodeError, match="holds 06 and not 04"):
        ber.inside(bytes.fromhex("060760857405080101"), 0x04)


@pytest.mark.parametrize(
    ("octets", "says"),
    [
        ("", "ends inside"),
        ("60", "ends inside"),
        ("600201", "announces 2 octets and 1 are left"),
        ("6080", "cannot be read"),
        ("608201", "cannot be read"),
        ("608400000001ff", "cannot be read"),
        ("60820100ff", "announces 256 octets and 1 are left"),
    ],
)
def test_what_is_no_element_is_refused(octets: str, says: str) -> None:
    with pytest.raises(DecodeError, match=says):
        ber.read_element(bytes.fromhex(octets))
