"""COSEM dates and times."""

from __future__ import annotations

import pytest

from enfas.errors import ConfigurationError, DecodeError
from enfas.tool.clock import encode_date_time, iso_text


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        ("07ea031d07030000" + "00ff8880", "2026-03-29T03:00:00+02:00"),
        ("07ea031d07013b3b00ffc400", "2026-03-29T01:59:59+01:00"),
        ("07dd0a1905000f00ff800080", "2013-10-25T00:15:00"),  # from the published session
        ("07ea010104000000" + "19000000", "2026-01-01T00:00:00.25+00:00"),
        ("07ea0101040000000001680", "2026-01-01T00:00:00-06:00"),
        ("07ea0101ff0c00000000d2ff", "2026-01-01T12:00:00-03:30"),
        ("07eaffffffffffffff8000ff", None),
        ("07ea0d01ff0c000000000000", None),
    ],
)
def test_text(octets, text):
    assert iso_text(bytes.fromhex(octets.ljust(24, "0"))) == text


def test_another_length_is_refused():
    with pytest.raises(DecodeError, match="12 octets, not 5"):
        iso_text(bytes(5))


@pytest.mark.parametrize(
    ("text", "octets"),
    [
        ("2026-03-29T03:00:00+02:00", "07ea031d0703000000ff8800"),
        ("2026-03-29T01:00:00Z", "07ea031d0701000000000000"),
        ("2026-03-29T01:00", "07ea031d0701000000800000"),
        ("2026-03-29", "07ea031d0700000000800000"),
        ("2026-03-29T01:00:00.250-03:30", "07ea031d070100001900d200"),
    ],
)
def test_encode(text, octets):
    assert encode_date_time(text).hex() == octets


def test_no_time():
    with pytest.raises(ConfigurationError, match="'noon' is not a time"):
        encode_date_time("noon")
