"""Class 23, IEC HDLC setup."""

from __future__ import annotations

import pytest
from tests.cosem_bench import Talk

from enfas.faces.cosem.classes.hdlc_setup import hdlc_setup_object

NAME = "0.0.22.0.0.255"


@pytest.mark.requirement("COM-1")
def test_class_23():
    made = hdlc_setup_object()
    assert (made.class_id, made.version, str(made.name)) == (23, 1, NAME)
    access = {a.number: int(a.access) for a in made.all_attributes}
    assert access == {1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 3, 8: 3, 9: 3}


def test_as_delivered():
    """DLMS protocol 5512-1424 D1: 9600 baud, windows of 1, 1010 octets, 500 ms, 20 s, address 32."""
    talk = Talk()
    assert [talk.raw(23, NAME, number).hex() for number in range(2, 10)] == [
        *("1605", "1101", "1101", "1203f2", "1203f2", "1201f4", "120014", "120020"),
    ]


@pytest.mark.parametrize(
    ("number", "least", "most"),
    [(7, 20, 6_000), (8, 0, 65_535), (9, 16, 16_381)],
    ids=["octets", "link", "address"],
)
def test_settings_are_written_within_bounds(number, least, most):
    talk = Talk()
    for value in (least, most):
        assert talk.set(23, NAME, number, b"\x12" + value.to_bytes(2, "big")) == 0
        assert talk.value(23, NAME, number) == value
    for value in (least - 1, most + 1):
        if 0 <= value <= 0xFFFF:
            assert talk.set(23, NAME, number, b"\x12" + value.to_bytes(2, "big")) == 250
    assert talk.set(23, NAME, number, b"\x11\x20") == 12
    assert talk.value(23, NAME, number) == most


@pytest.mark.parametrize("number", range(2, 7))
def test_what_the_real_meter_does_not_let_be_written(number):
    assert Talk().set(23, NAME, number, b"\x12\x00\x80") == 3
