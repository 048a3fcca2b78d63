"""The sender against a meter in memory: whole, from where a transfer stood, to meters that say less."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from tests.firmware_bench import PUBLIC_KEY, announce, blocks_of, image_of, put
from tests.meter_rows import START_US, load, make_meter

from enfas.errors import ConfigurationError, RemoteError
from enfas.faces.cosem.device import CosemDevice
from enfas.faces.cosem.session import TcpSession
from enfas.limits import Limits
from enfas.meter.device import Meter
from enfas.meter.firmware import Firmware
from enfas.timebase import US_PER_MIN, US_PER_S
from enfas.tool.channel import HdlcChannel, WrapperChannel
from enfas.tool.firmware import Sender
from enfas.tool.reader import Reader
from enfas.tool.session_line import SessionLine

pytestmark = pytest.mark.requirement("COM-4")

IMAGE = image_of(texts={"port": "x" * 64, "display": "y" * 64})


class Running:
    """A meter whose time goes on when somebody waits for it."""

    def __init__(self, **codes: object) -> None:
        self.meter: Meter = make_meter(firmware_key=PUBLIC_KEY, **codes)
        self.at_us = START_US
        self.wait(1.0)

    def wait(self, seconds: float) -> None:
        step_us = round(seconds * US_PER_S)
        self.meter.advance(load(self.at_us, 1, duration_us=step_us))
        self.at_us += step_us

    @contextmanager
    def sender(self, *, hdlc: bool = False, limits: Limits | None = None, client: int = 18):
        line = SessionLine(TcpSession(CosemDevice(self.meter, limits=limits)))
        server = 16 if client > 16 else 1
        channel = HdlcChannel(line, client, server) if hdlc else WrapperChannel(line, client, server)
        with Reader(channel, password=b"12345") as reader:
            yield Sender(reader, self.wait)


@pytest.mark.parametrize("hdlc", [False, True], ids=["wrapper", "hdlc"])
def test_all_of_it(hdlc: bool) -> None:
    running, told = Running(), []
    with running.sender(hdlc=hdlc) as sender:
        assert sender.version == "50981140-A1"
        count = len(blocks_of(IMAGE, 100))
        assert sender.transfer(IMAGE, "me", 100, lambda *at: told.append(at)) == (count, count)
        assert told == [(number, count) for number in range(count + 1)]
        sender.verify()
        sender.activate()
        assert not sender.await_start(5)
        assert sender.await_start(30)
        assert (sender.version, sender.trial) == ("50981140-A2", 1)
        sender.confirm()
        assert sender.trial == 0
    assert bytes(running.meter.part(Firmware).state.transfer.identifier) == b""


@pytest.mark.parametrize("had", [[], [0], [1, 3], [0, 1, 2, 3, 4]])
def test_it_goes_on_where_a_transfer_stood(had: list[int]) -> None:
    running = Running()
    running.meter.part(Firmware).set_block_size(64)
    announce(running.meter, IMAGE, "me")
    put(running.meter, IMAGE, had)
    count = len(blocks_of(IMAGE, 64))
    with running.sender() as sender:
        assert sender.transfer(IMAGE, "me") == (count - len(had), count)
        sender.verify()
        assert sender.status == 3


@pytest.mark.parametrize("other", ["image", "originator", "block size", "size of a block", "ended"])
def test_another_transfer_is_begun_anew(other: str) -> None:
    running = Running()
    firmware = running.meter.part(Firmware)
    firmware.set_block_size(64)
    announce(running.meter, image_of() if other == "image" else IMAGE, "me")
    put(running.meter, IMAGE, [0] if other != "image" else [])
    if other == "ended":
        firmware.set_block_size(64)
    size = 80 if other == "block size" else None
    count = len(blocks_of(IMAGE, size or 64))
    with running.sender() as sender:
        originator = "you" if other == "originator" else "me"
        sent = (count - 1, count) if other == "size of a block" else (count, count)
        assert sender.transfer(IMAGE, originator, size) == sent
        sender.verify()


def test_a_meter_that_does_not_tell_its_identifier_is_sent_all(monkeypatch: pytest.MonkeyPatch) -> None:
    running = Running()
    announce(running.meter, IMAGE, "me")
    with running.sender() as sender:
        monkeypatch.setattr(
            "enfas.tool.firmware._register", lambda key: sender._reader and _nowhere(), raising=True
        )
        count = len(blocks_of(IMAGE, 512))
        assert sender.transfer(IMAGE, "me") == (count, count)
        assert (sender.version, sender.trial) == ("", 0)


def _nowhere():
    from enfas.obis import Obis
    from enfas.protocols.dlms.client_apdu import Attribute

    return Attribute(1, Obis.parse("1.1.99.99.99.255"), 2)


def test_blocks_fit_the_requests_that_the_meter_takes() -> None:
    running = Running()
    with running.sender(limits=Limits(apdu_octets=128)) as sender:
        sender.transfer(IMAGE, "me", 985)
        sender.verify()
    assert running.meter.part(Firmware).blocks.block_size == 88


def test_what_the_meter_refuses() -> None:
    running = Running()
    with running.sender() as sender:
        sender.transfer(b"no image")
        with pytest.raises(RemoteError, match="does not take the image") as error:
            sender.verify()
        assert "1.1.99.98.14.255" in error.value.hint
        with pytest.raises(RemoteError, match="temporary-failure"):
            sender.activate()
        running.meter.part(Firmware).enable(False)
        with pytest.raises(RemoteError, match="takes no firmware"):
            sender.transfer(IMAGE)
        with pytest.raises(ConfigurationError, match="at most 16"):
            sender.transfer(IMAGE, "x" * 17)


def test_a_meter_that_does_not_come_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    running = Running()
    monkeypatch.setattr("enfas.meter.firmware.part.VERIFY_OCTETS", 0)
    with running.sender() as sender:
        sender.transfer(IMAGE)
        sender._wait = lambda seconds: None
        with pytest.raises(RemoteError, match="within 3 s"):
            sender.verify(3.0)


def test_it_starts_at_a_time_of_the_meter() -> None:
    running = Running()
    with running.sender() as sender:
        sender.transfer(IMAGE)
        sender.verify()
        sender.activate_at("2025-01-15T12:30")  # START_US is 12:00 at GMT+1
        with pytest.raises(RemoteError):
            sender.activate_at("2025-01-15T11:30")
        with pytest.raises(ConfigurationError, match="is not a time"):
            sender.activate_at("soon")
        running.wait(28 * 60)
        assert sender.version == "50981140-A1"
        running.wait(2 * 60)
        assert sender.version == "50981140-A2"
    assert running.at_us > START_US + 30 * US_PER_MIN
