"""The reader against a meter in memory, over both kinds of channel."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.fake_meter import CLOCK, ENERGY, HIDDEN, NUMBER, PEAK, VOLTAGE, FakeMeter

from enfas.errors import RemoteError
from enfas.obis import Obis, ObisPattern
from enfas.protocols.dlms.client_apdu import Attribute
from enfas.tool.channel import HdlcChannel, WrapperChannel
from enfas.tool.reader import Reader
from enfas.tool.reading import Reading
from enfas.tool.session_line import SessionLine


def named(octets: bytes) -> ObisPattern:
    return ObisPattern(*octets)


def open_reader(meter, password=b"12345"):
    line = SessionLine(meter)
    channel = WrapperChannel(line, 18, 16) if meter.framing == "wrapper" else HdlcChannel(line, 18, 16)
    return Reader(channel, password=password)


@pytest.mark.requirement("COM-1")
@pytest.mark.parametrize("framing", ["wrapper", "hdlc"])
@pytest.mark.parametrize("lists", [True, False])
def test_all_registers(framing, lists):
    seen = []
    with open_reader(FakeMeter(framing, lists=lists)) as reader:
        readings = reader.registers(progress=lambda done, total: seen.append((done, total)))
    assert readings == [
        Reading(Obis(ENERGY[1]), 3, 2, 123456780, "Wh"),
        Reading(Obis(VOLTAGE[1]), 3, 2, Decimal("230.17"), "V"),
        Reading(Obis(PEAK[1]), 4, 2, 4321, "W"),
    ]
    assert seen[-1] == (3, 3)


def test_chosen_objects():
    with open_reader(FakeMeter()) as reader:
        chosen = [*reader.find(named(CLOCK[1])), *reader.find(named(NUMBER[1]))]
        readings = reader.registers(chosen)
    assert [(it.value, it.unit) for it in readings] == [("2026-03-01T01:15:00+01:00", ""), ("5512-142", "")]


@pytest.mark.parametrize("lists", [True, False])
def test_a_chosen_one_that_cannot_be_read(lists):
    with open_reader(FakeMeter(lists=lists)) as reader:
        with pytest.raises(RemoteError, match=r"1\.1\.2\.8\.0\.255 attribute 2 .*: object-undefined"):
            reader.registers(reader.find(named(HIDDEN[1])))
        with pytest.raises(RemoteError, match="shows no object"):
            reader.find(named(bytes(6)))


def test_of_all_registers_what_cannot_be_read_is_left_out():
    meter = FakeMeter(attributes={(*VOLTAGE, 3): 3})
    with open_reader(meter) as reader:
        assert [it.obis for it in reader.registers()] == [Obis(ENERGY[1]), Obis(PEAK[1])]


def test_a_register_that_holds_no_number():
    meter = FakeMeter(attributes={(*ENERGY, 2): b"\x00"})
    with open_reader(meter) as reader:
        assert reader.registers()[0].value is None


def test_set_and_action():
    meter = FakeMeter()
    with open_reader(meter) as reader:
        attribute = Attribute(*ENERGY, 2)
        reader.set(attribute, b"\x11\x01")
        assert reader.action(attribute._replace(number=1), b"\x0f\x00") == b"\x11\x2a"
    assert meter.written[attribute.encode()] == b"\x11\x01"
    assert meter.requests[-1] == bytes.fromhex("6203800100")


def test_a_link_that_ends_the_association_needs_no_release():
    meter = FakeMeter("hdlc")
    with open_reader(meter):
        pass
    assert len(meter.requests) == 1


def test_a_wrong_password():
    with pytest.raises(RemoteError, match="authentication failure"), open_reader(FakeMeter(), b"no"):
        raise AssertionError


def test_a_refusal_without_lists_that_is_no_result():
    meter = FakeMeter(lists=False)
    with open_reader(meter) as reader:
        reader.objects()
        answer, meter.answer = meter.answer, lambda apdu: bytes.fromhex("d80101")
        with pytest.raises(RemoteError, match="refused the request"):
            reader.registers()
        meter.answer = answer


def test_a_meter_that_hangs_up_at_the_end():
    meter = FakeMeter()
    with open_reader(meter) as reader:
        reader.objects()
        meter.answer = lambda apdu: b"?"
