from __future__ import annotations

import pytest
from tests.cosem_bench import PASSWORD
from tests.meter_rows import START_US, load, make_meter

from enfas.catalog.breaker import BreakerOrder
from enfas.catalog.names import DISCONNECT_CONTROL
from enfas.catalog.registers import REGISTERS
from enfas.errors import RemoteError
from enfas.faces.cosem.device import CosemDevice
from enfas.faces.cosem.session import TcpSession
from enfas.meter.breaker import Breaker
from enfas.meter.device import Meter
from enfas.testing.null_modem import SessionLine
from enfas.tool import breaker
from enfas.tool.breaker import order_breaker, read_breaker
from enfas.tool.channel import WrapperChannel
from enfas.tool.reader import Reader


def reader_of(meter: Meter) -> Reader:
    return Reader(WrapperChannel(SessionLine(TcpSession(CosemDevice(meter))), 18, 16), password=PASSWORD)


@pytest.fixture
def meter() -> Meter:
    made = make_meter()
    made.advance(load(START_US, 1))
    return made


@pytest.fixture
def standard(monkeypatch: pytest.MonkeyPatch) -> None:
    """The meter's own register is not there: only disconnect control is."""
    own = REGISTERS["breaker"].obis
    objects = Reader.objects
    monkeypatch.setattr(Reader, "objects", lambda reader: [it for it in objects(reader) if it.obis != own])


@pytest.mark.requirement("SW-1")
def test_by_the_makers_register(meter: Meter) -> None:
    with reader_of(meter) as reader:
        assert read_breaker(reader) == (4, "connected", True, ("voltage behind it",))
        order_breaker(reader, BreakerOrder.DISCONNECT)
        assert read_breaker(reader) == (1, "disconnected by command", False, ())
        meter.part(Breaker).jam(True)
        order_breaker(reader, BreakerOrder.RELEASE)
        assert read_breaker(reader).title == "released, awaiting reconnection"


@pytest.mark.requirement("SW-1")
@pytest.mark.usefixtures("standard")
def test_by_disconnect_control(meter: Meter) -> None:
    with reader_of(meter) as reader:
        assert read_breaker(reader) == (1, "connected", True, ())
        order_breaker(reader, BreakerOrder.DISCONNECT)
        assert read_breaker(reader) == (0, "disconnected", False, ())
        order_breaker(reader, BreakerOrder.RECONNECT)
        assert read_breaker(reader) == (2, "ready for reconnection", False, ())
        with pytest.raises(RemoteError, match="present state"):
            order_breaker(reader, BreakerOrder.RELEASE)


def test_a_meter_without_one() -> None:
    with reader_of(make_meter(X10="0", Z19="0")) as reader:
        with pytest.raises(RemoteError, match="shows no breaker"):
            read_breaker(reader)
        with pytest.raises(RemoteError, match="shows no breaker"):
            order_breaker(reader, BreakerOrder.DISCONNECT)


def test_a_state_that_is_not_known_is_said(meter: Meter, monkeypatch: pytest.MonkeyPatch) -> None:
    with reader_of(meter) as reader:
        reader.objects()
        monkeypatch.setattr(Reader, "value", lambda reader, attribute: 77)
        with pytest.raises(RemoteError, match="state 77"):
            read_breaker(reader)
        monkeypatch.setattr(breaker, "_shown", lambda reader, attribute: attribute.obis == DISCONNECT_CONTROL)
        with pytest.raises(RemoteError, match="state 77"):
            read_breaker(reader)


@pytest.mark.requirement("SW-6")
def test_it_says_that_it_is_no_safety_function() -> None:
    assert "not a safety function" in (breaker.__doc__ or "")
    assert "not a safety function" in (order_breaker.__doc__ or "")
