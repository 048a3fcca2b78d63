"""What lines and sessions are told by."""

from __future__ import annotations

import pytest

from enfas.session import Address, LineSettings


@pytest.mark.parametrize(
    ("address", "text"),
    [
        (Address("127.0.0.1", 4059), "127.0.0.1:4059"),
        (Address("::1", 4059), "[::1]:4059"),
        (Address("/dev/ttyUSB0"), "/dev/ttyUSB0"),
        (Address("/dev/by-path/pci:1"), "/dev/by-path/pci:1"),
    ],
)
def test_an_address_as_text(address, text):
    assert str(address) == text


@pytest.mark.parametrize(
    ("settings", "bits"),
    [
        (LineSettings(), 10),
        (LineSettings(300, 7, "E", 1), 10),
        (LineSettings(2400, 8, "E", 1), 11),
        (LineSettings(2400, 8, "N", 2), 11),
    ],
)
def test_how_long_an_octet_is_on_the_line(settings, bits):
    assert settings.octet_s == pytest.approx(bits / settings.baud)
