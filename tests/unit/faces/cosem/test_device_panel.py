"""What the front panel has to do with who talks to the meter."""

from __future__ import annotations

import pytest
from tests.panel_bench import RIGHT, Front

from enfas.catalog.meter_port import MeterPort
from enfas.faces.cosem.device import CosemDevice
from enfas.faces.cosem.session import WrapperSession
from enfas.faces.display import show
from enfas.protocols.dlms.conformance import Conformance
from enfas.tool.channel import WrapperChannel
from enfas.tool.reader import Reader
from enfas.tool.session_line import SessionLine


@pytest.mark.requirement("DISP-1")
@pytest.mark.parametrize(
    ("port", "client", "place"),
    [(MeterPort.MODULE, 18, 1), (MeterPort.NETWORK, 18, 1), (MeterPort.CONSUMER, 20, 2)],
)
def test_the_module_indicator_is_on_as_long_as_there_is_an_association(port, client, place) -> None:
    front = Front()
    line = SessionLine(WrapperSession(CosemDevice(front.meter, port)))
    with Reader(WrapperChannel(line, client, 16, 1.0), password=b"12345"):
        assert show(front.meter).modules == {place}
    assert show(front.meter).modules == frozenset()


def test_the_optical_port_is_no_module() -> None:
    front = Front()
    seen = CosemDevice(front.meter, MeterPort.OPTICAL).open(19, 16, Conformance.GET, 0)
    assert seen
    assert show(front.meter).modules == frozenset()


@pytest.mark.requirement("DISP-6")
def test_the_optical_port_is_locked_and_unlocked_by_the_right_button() -> None:
    front = Front(Z17="3")
    optical, module = (CosemDevice(front.meter, port) for port in (MeterPort.OPTICAL, MeterPort.MODULE))
    for locked in (False, True, False):
        assert (optical.account(19, 16) is None) is locked
        assert module.account(18, 16) is not None
        front.go_to("optical port", RIGHT)
        front.press(RIGHT, held_s=5)
