"""Channels over a line in memory."""

from __future__ import annotations

import pytest
from tests.fake_meter import FakeMeter

from enfas.errors import DecodeError, RemoteError
from enfas.protocols import wrapper
from enfas.protocols.hdlc import Address
from enfas.protocols.hdlc.frame import Frame, encode
from enfas.testing.null_modem import RoughLine
from enfas.tool.channel import HdlcChannel, WrapperChannel, hdlc_address
from enfas.tool.session_line import SessionLine

RELEASE = bytes.fromhex("6203800100")
RELEASED = bytes.fromhex("6303800100")


class Silent:
    """A far end that gives the same few bytes to whatever it gets, or nothing."""

    closed = False
    line = None
    wake_at_s = None

    def __init__(self, answer=b""):
        self.answer = answer

    def receive(self, data, now_s):
        return self.answer

    def wake(self, now_s):
        return b""

    def end(self):
        return


@pytest.mark.parametrize("portion", [0, 1, 3])
def test_wrapper(portion):
    channel = WrapperChannel(RoughLine(FakeMeter(), portion=portion), 18, 16)
    channel.open()
    assert channel.exchange(RELEASE) == RELEASED
    channel.close()
    assert not channel.ends_association


def test_wrapper_passes_over_what_is_for_others():
    answer = wrapper.encode(16, 19, b"other") + wrapper.encode(16, 18, b"mine")
    assert WrapperChannel(SessionLine(Silent(answer)), 18, 16).exchange(RELEASE) == b"mine"


def test_wrapper_without_an_answer():
    line = SessionLine(Silent())
    with pytest.raises(RemoteError, match="no answer within 3 s"):
        WrapperChannel(line, 18, 16, timeout_s=3.0).exchange(RELEASE)
    assert line.now_s == 3.0


def test_wrapper_with_garbage():
    with pytest.raises(DecodeError, match="version"):
        WrapperChannel(SessionLine(Silent(b"HTTP/1.1 400")), 18, 16).exchange(RELEASE)


@pytest.mark.parametrize("physical", [None, 32])
@pytest.mark.parametrize("portion", [0, 1])
def test_hdlc(physical, portion):
    line = RoughLine(FakeMeter("hdlc"), portion=portion)
    channel = HdlcChannel(line, 18, 16, physical)
    channel.open()
    assert channel.exchange(RELEASE) == RELEASED
    assert channel.exchange(RELEASE) == RELEASED
    channel.close()
    assert line.now_s == 0.0


def test_hdlc_with_losses():
    """Every fourth portion on the wire is lost."""
    count = 0

    def damage(data: bytes) -> bytes:
        nonlocal count
        count += 1
        return b"" if count % 4 == 0 else data

    channel = HdlcChannel(RoughLine(FakeMeter("hdlc"), damage=damage), 18, 16, timeout_s=60.0)
    channel.open()
    for _ in range(20):
        assert channel.exchange(RELEASE) == RELEASED
    channel.close()


def test_hdlc_without_an_answer():
    with pytest.raises(RemoteError, match="link is down: no answer"):
        HdlcChannel(SessionLine(Silent()), 18, 16, timeout_s=60.0).open()
    with pytest.raises(RemoteError, match="no answer within 3 s"):
        HdlcChannel(SessionLine(Silent()), 18, 16, timeout_s=3.0).open()


def test_hdlc_refused():
    refusal = encode(Frame(Address(18), Address(16), 0x1F))
    with pytest.raises(RemoteError, match="disconnected mode"):
        HdlcChannel(SessionLine(Silent(refusal)), 18, 16).open()


@pytest.mark.parametrize(
    ("server", "physical", "address"),
    [
        (16, None, Address(16)),
        (16, 32, Address(16, 32, 2)),
        (16, 300, Address(16, 300, 4)),
        (200, None, Address(200, 0, 4)),
    ],
)
def test_addresses_in_their_shortest_form(server, physical, address):
    assert hdlc_address(server, physical) == address
