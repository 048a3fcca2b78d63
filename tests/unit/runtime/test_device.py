"""What a meter takes and what it is told is stored before anyone hears of it."""

from __future__ import annotations

import pytest
from tests.dlms_bench import descriptor, get, put
from tests.meter_rows import START_US, Kept, load, state_of
from tests.session_bench import WrapperTalk, unwrap, wrap

from enfas.errors import ConfigurationError, InputError, StorageError
from enfas.faces.cosem.device import CosemDevice
from enfas.faces.cosem.session import HdlcSession, TcpSession
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.meter.memory import Changes, Image
from enfas.runtime.device import Device, StoredSession
from enfas.timebase import US_PER_MIN

NUMBER = descriptor(1, "1.1.0.0.1.255", 2)
CLOCK = descriptor(8, "0.1.1.0.0.255", 2)


class Shelf(Kept):
    """A memory that remembers what was done with it, and fails when told to."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []
        self.failing = False

    def load(self) -> Image | None:
        self.done.append("load")
        return self.image() if self.parts else None

    def commit(self, changes: Changes) -> None:
        if self.failing:
            self.done.append("failed")
            raise StorageError("no room is left")
        self.done.append("commit")
        super().commit(changes)

    def close(self) -> None:
        self.done.append("close")


def opened(shelf: Shelf | None) -> Device:
    return Device.open(Configuration.default(), shelf, start_us=START_US)


@pytest.mark.requirement("REG-1")
def test_a_new_meter_is_stored_at_once():
    shelf = Shelf()
    device = opened(shelf)
    assert shelf.done == ["load", "commit"]
    assert state_of(Meter.restore(device.meter.configuration, shelf.image())) == state_of(device.meter)


@pytest.mark.requirement("REG-1")
def test_each_block_is_stored_once():
    shelf = Shelf()
    device = opened(shelf)
    device.feed(load(START_US, 20))
    device.save()
    assert shelf.done == ["load", "commit", "commit"]
    again = opened(shelf)
    assert state_of(again.meter) == state_of(device.meter)
    assert shelf.done[3:] == ["load"]


def test_rows_that_cannot_be_store_nothing():
    shelf = Shelf()
    device = opened(shelf)
    with pytest.raises(InputError):
        device.feed(load(START_US - 1, 1))
    assert shelf.done == ["load", "commit"]
    assert not device.broken


def test_without_a_memory_all_is_forgotten():
    device = opened(None)
    device.feed(load(START_US, 5))
    device.close()
    assert device.meter.supply_us == START_US + 5 * US_PER_MIN
    assert not device.meter.unsaved


def test_another_meter_s_state_is_refused_and_the_memory_let_go():
    shelf = Shelf()
    opened(shelf)
    with pytest.raises(ConfigurationError, match="serial number"):
        Device.open(Configuration.default().replace(serial_number=1), shelf, start_us=START_US)
    assert shelf.done[-1] == "close"


def test_a_memory_that_cannot_be_read_is_let_go():
    class Broken(Shelf):
        def load(self):
            raise StorageError("damaged")

    shelf = Broken()
    with pytest.raises(StorageError, match="damaged"):
        opened(shelf)
    assert shelf.done == ["close"]


def test_a_new_meter_that_cannot_be_stored_is_none():
    shelf = Shelf()
    shelf.failing = True
    with pytest.raises(StorageError, match="no room"):
        opened(shelf)
    assert shelf.done == ["load", "failed", "close"]


@pytest.mark.requirement("REG-1")
def test_after_a_failure_nothing_is_stored_any_more():
    """What was not stored does not come again: a later success would lie."""
    shelf = Shelf()
    device = opened(shelf)
    shelf.failing = True
    with pytest.raises(StorageError, match="no room"):
        device.feed(load(START_US, 1))
    shelf.failing = False
    with pytest.raises(StorageError, match="cannot go on"):
        device.feed(load(START_US + US_PER_MIN, 1))
    with pytest.raises(StorageError, match="cannot go on"):
        device.save()
    device.close()
    assert shelf.done == ["load", "commit", "failed", "close"]


def test_closing_stores_what_is_left():
    shelf = Shelf()
    device = opened(shelf)
    device.meter.set_summer_time(False)
    device.close()
    assert shelf.done == ["load", "commit", "commit", "close"]


def test_closing_lets_go_of_the_memory_though_it_fails():
    shelf = Shelf()
    device = opened(shelf)
    device.meter.set_summer_time(False)
    shelf.failing = True
    with pytest.raises(StorageError):
        device.close()
    assert shelf.done[-2:] == ["failed", "close"]


def talk_with(device: Device) -> WrapperTalk:
    talk = WrapperTalk(StoredSession(device, TcpSession(CosemDevice(device.meter))))
    talk.open()
    return talk


@pytest.mark.requirement("REG-1")
def test_a_command_is_stored_before_it_is_answered():
    shelf = Shelf()
    device = opened(shelf)
    talk = talk_with(device)
    stored = len(shelf.done)

    assert talk.ask(get(NUMBER))[:4] == b"\xc4\x01\xc1\x00"
    assert len(shelf.done) == stored
    assert talk.ask(put(NUMBER, b"\x06\x00\x00\x00\x07")).hex() == "c501c100"
    assert shelf.done[stored:] == ["commit"]
    assert Meter.restore(Configuration.default(), shelf.image()).read("meter_number_1") == 7


@pytest.mark.requirement("REG-1")
def test_a_command_that_cannot_be_stored_is_not_answered():
    shelf = Shelf()
    device = opened(shelf)
    talk, other = talk_with(device), talk_with(device)
    shelf.failing = True
    with pytest.raises(StorageError, match="no room"):
        talk.ask(put(NUMBER, b"\x06\x00\x00\x00\x07"))
    shelf.failing = False
    for one in (talk, other):
        with pytest.raises(StorageError, match="cannot go on"):
            one.ask(get(NUMBER))
    assert Meter.restore(Configuration.default(), shelf.image()).read("meter_number_1") == 12_345_678


def test_several_commands_in_a_portion_are_stored_before_the_first_is_answered():
    shelf = Shelf()
    talk = talk_with(opened(shelf))
    stored = len(shelf.done)
    answers = unwrap(talk.raw(wrap(put(NUMBER, b"\x06\0\0\0\1")) + wrap(put(NUMBER, b"\x06\0\0\0\2"))))
    assert [answer.hex() for _, _, answer in answers] == ["c501c100"] * 2
    assert shelf.done[stored:] == ["commit"]


def test_a_refused_command_stores_nothing():
    shelf = Shelf()
    talk = talk_with(opened(shelf))
    stored = len(shelf.done)
    assert talk.ask(put(CLOCK, b"\x09\x00")).hex() == "c501c10c"
    assert len(shelf.done) == stored


class Line:
    """Counts how often it is touched."""

    touches = 0

    def touch(self) -> None:
        self.touches += 1


def test_lines_are_touched_when_something_was_stored():
    shelf = Shelf()
    device = opened(shelf)
    first, second = Line(), Line()
    session = StoredSession(device, HdlcSession(CosemDevice(device.meter)), first)
    StoredSession(device, HdlcSession(CosemDevice(device.meter)), second)
    StoredSession(device, HdlcSession(CosemDevice(device.meter)))
    assert device.lines == {first, second}
    device.feed(load(START_US, 1))
    assert (first.touches, second.touches) == (1, 1)
    device.save()
    assert (first.touches, second.touches) == (1, 1)
    device.meter.set_summer_time(False)
    device.save()
    device.touch()
    assert (first.touches, second.touches) == (3, 3)
    session.end()
    assert device.lines == {second}
    shelf.failing = True
    device.meter.set_summer_time(True)
    with pytest.raises(StorageError):
        device.save()
    assert second.touches == 3


def test_a_command_touches_the_lines_of_the_others_too():
    device = opened(Shelf())
    line, other = Line(), Line()
    talk = WrapperTalk(StoredSession(device, TcpSession(CosemDevice(device.meter)), line))
    StoredSession(device, TcpSession(CosemDevice(device.meter)), other)
    talk.open()
    talk.ask(get(NUMBER))
    assert other.touches == 0
    talk.ask(put(NUMBER, b"\x06\x00\x00\x00\x07"))
    assert other.touches == 1


def test_the_session_shows_through():
    device = opened(None)
    inner = HdlcSession(CosemDevice(device.meter))
    stored = StoredSession(device, inner)
    assert stored.line == inner.line
    assert stored.wake_at_s is None
    assert not stored.closed
    assert stored.wake(5.0) == b""
    tcp = StoredSession(device, TcpSession(CosemDevice(device.meter)))
    assert tcp.wake_at_s == 0.0
    tcp.receive(b"garbage", 0.0)
    assert tcp.closed
    talk = WrapperTalk(StoredSession(device, TcpSession(CosemDevice(device.meter))))
    talk.open()
    talk.session.end()
    assert not talk.session._session._inner._associations
