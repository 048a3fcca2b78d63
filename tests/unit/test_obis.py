"""OBIS codes: the ways to write one, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enfas.errors import ConfigurationError
from enfas.obis import Obis, ObisPattern


@pytest.mark.requirement("COM-1")
@pytest.mark.parametrize(
    ("text", "octets"),
    [
        ("1.1.1.8.0.255", (1, 1, 1, 8, 0, 255)),
        ("1-1:1.8.0*255", (1, 1, 1, 8, 0, 255)),
        ("1.8.0", (1, 1, 1, 8, 0, 255)),
        ("32.7", (1, 1, 32, 7, 0, 255)),
        (" 0-0:96.1.0 ", (0, 0, 96, 1, 0, 255)),
        ("0.0.40.0.0.255", (0, 0, 40, 0, 0, 255)),
    ],
)
def test_a_code_is_read_however_it_is_written(text: str, octets: tuple[int, ...]) -> None:
    assert Obis.parse(text) == bytes(octets)


@pytest.mark.parametrize(
    "text", ["", "1", "1.8.0.255", "1.1.1.8.0.256", "1.1.1.8.0.255.1", "a.b.c", "1..8.0"]
)
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="is not an OBIS code"):
        Obis.parse(text)


def test_there_are_six_groups() -> None:
    with pytest.raises(ConfigurationError, match="6 octets, not 5"):
        Obis(bytes(5))


@given(st.binary(min_size=6, max_size=6))
def test_a_code_written_is_read_again(octets: bytes) -> None:
    obis = Obis(octets)
    assert Obis.parse(str(obis)) == obis
    assert hash(obis) == hash(octets)
    assert repr(obis) == f"Obis({obis})"


def test_a_display_shows_the_middle_groups() -> None:
    assert Obis.parse("1.1.1.8.0.255").short == "1.8.0"


@pytest.mark.parametrize(
    ("text", "names", "others"),
    [
        ("1.8.0", ["1.1.1.8.0.255", "1.0.1.8.0.255", "0.0.1.8.0.255"], ["1.1.1.8.0.128", "1.1.2.8.0.255"]),
        ("32.7", ["1.1.32.7.0.255"], ["1.1.32.7.124.255"]),
        ("1-0:1.8.0", ["1.0.1.8.0.255"], ["1.1.1.8.0.255"]),
        ("1.1.1.8.0.128", ["1.1.1.8.0.128"], ["1.1.1.8.0.255"]),
    ],
)
def test_what_is_left_out_is_any(text: str, names: list[str], others: list[str]) -> None:
    pattern = ObisPattern.parse(text)
    assert all(pattern.matches(Obis.parse(name)) for name in names)
    assert not any(pattern.matches(Obis.parse(name)) for name in others)


@pytest.mark.parametrize(
    ("text", "shown", "whole"),
    [
        ("1.8", "1.8.0", None),
        ("1-0:1.8.0*255", "1-0:1.8.0", "1.0.1.8.0.255"),
        ("0.1.96.8.0.128", "0-1:96.8.0*128", "0.1.96.8.0.128"),
    ],
)
def test_a_pattern_as_text(text: str, shown: str, whole: str | None) -> None:
    pattern = ObisPattern.parse(text)
    assert str(pattern) == shown
    assert pattern.whole == (Obis.parse(whole) if whole else None)
