"""The bits of the conformance block, as the Green Book counts them: bit 0 first."""

from __future__ import annotations

import pytest

from enfas.protocols.dlms.conformance import Conformance


@pytest.mark.requirement("COM-1")
@pytest.mark.parametrize(
    ("service", "bit"),
    [
        (Conformance.GENERAL_PROTECTION, 1),
        (Conformance.GENERAL_BLOCK_TRANSFER, 2),
        (Conformance.ATTRIBUTE_0_SET, 8),
        (Conformance.PRIORITY, 9),
        (Conformance.ATTRIBUTE_0_GET, 10),
        (Conformance.BLOCK_GET, 11),
        (Conformance.BLOCK_SET, 12),
        (Conformance.BLOCK_ACTION, 13),
        (Conformance.MULTIPLE_REFERENCES, 14),
        (Conformance.DATA_NOTIFICATION, 16),
        (Conformance.ACCESS, 17),
        (Conformance.GET, 19),
        (Conformance.SET, 20),
        (Conformance.SELECTIVE_ACCESS, 21),
        (Conformance.EVENT_NOTIFICATION, 22),
        (Conformance.ACTION, 23),
    ],
)
def test_each_service_has_its_bit(service, bit):
    assert f"{int(service):024b}".index("1") == bit
    assert int(service).bit_count() == 1


def test_the_published_sessions_blocks():
    """K351C: client 16 got 001010, client 18 got 00101C."""
    public = Conformance.GET | Conformance.BLOCK_GET
    assert int(public) == 0x1010
    assert int(public | Conformance.SET | Conformance.SELECTIVE_ACCESS) == 0x101C
