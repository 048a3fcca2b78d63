from __future__ import annotations

import pytest
from tests.meter_rows import START_US, load, make_meter

from enfas.faces.cosem.alarm_push import ALARM_CLIENT, PUSHED, alarm_packet, confirmed_number
from enfas.faces.cosem.omnipower import OMNIPOWER
from enfas.meter.alarms import Alarms
from enfas.meter.tamper import Tamper
from enfas.protocols import wrapper
from enfas.protocols.dlms.notification import decode_notification, encode_confirm

NAME = b"KAME\0\0\0\0\0\7"


@pytest.mark.requirement("ALM-1")
def test_an_alarm_is_a_notification_of_what_the_push_setup_lists() -> None:
    meter = make_meter(Z26="001")
    meter.advance(load(START_US, 1))
    meter.part(Tamper).set_magnet(True)
    (message,) = meter.part(Alarms).state.queue.messages
    splitter = wrapper.Splitter()
    splitter.feed(alarm_packet(meter, NAME, message))
    packet = splitter.next_packet()
    assert packet is not None
    assert (packet.source, packet.destination) == (16, ALARM_CLIENT)
    told = decode_notification(packet.apdu)
    assert (told.number, told.confirmed, told.stamp) == (message.number, True, message.stamp)
    assert isinstance(told.body.value, tuple)
    values = [value.value for value in told.body.value]
    assert values == [bytes.fromhex("0004190900FF"), NAME, message.stamp, message.word_a, 1 << 21, 4]
    assert message.word_a & 0xFF == 4


def test_what_is_listed_is_there_and_of_the_class() -> None:
    objects = {item.name: item for item in OMNIPOWER.objects(make_meter().configuration.features)}
    for class_id, name, attribute in PUSHED:
        assert objects[name].class_id == class_id
        assert any(own.number == attribute and own.get for own in objects[name].all_attributes)


@pytest.mark.requirement("ALM-1")
def test_a_confirmation_is_known_by_its_ports_and_its_number() -> None:
    assert confirmed_number(wrapper.Packet(18, 16, encode_confirm(77))) == 77
    assert confirmed_number(wrapper.Packet(16, 18, encode_confirm(77))) is None
    assert confirmed_number(wrapper.Packet(18, 16, b"\x0f" + bytes(9))) is None
