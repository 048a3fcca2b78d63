"""Alarms on the wire: a data-notification in the TCP-UDP wrapper, and the confirmation that answers it.

What it carries is a structure: the push setup's name, the logical device name, the clock, words A and B and
the meter status, the last four as they were when the alarm was raised.

Source: DLMS UA Blue Book (IEC 62056-6-2), push setup: what is pushed begins with its name. The real meter
sends its alarms in the maker's own protocol, which is not published.
"""

from __future__ import annotations

from typing import Final

from enfas.catalog.clients import METER_DEVICE
from enfas.catalog.names import ALARM_PUSH, CLOCK, LOGICAL_DEVICE_NAME
from enfas.catalog.registers import DATA, REGISTERS
from enfas.errors import DecodeError
from enfas.meter.alarm_queue import Message
from enfas.meter.alarms import Alarms
from enfas.meter.device import Meter
from enfas.obis import Obis
from enfas.protocols import wrapper
from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.notification import decode_confirm, encode_notification

__all__ = ["ALARM_CLIENT", "PUSHED", "alarm_packet", "confirmed_number"]

ALARM_CLIENT: Final = 18
"""The client, and so the wrapper's port, that alarms are for: that of the primary module."""

_PUSH_SETUP, _CLOCK = 40, 8

PUSHED: Final[tuple[tuple[int, Obis, int], ...]] = (
    (_PUSH_SETUP, ALARM_PUSH, 1),
    (DATA, LOGICAL_DEVICE_NAME, 2),
    (_CLOCK, CLOCK, 2),
    (DATA, REGISTERS["event_status_a"].obis, 2),
    (DATA, REGISTERS["event_status_b"].obis, 2),
    (DATA, REGISTERS["meter_status"].obis, 2),
)
"""What is pushed: class, logical name and attribute."""


def alarm_packet(meter: Meter, device_name: bytes, message: Message) -> bytes:
    """An alarm as it is sent.

    Args:
        meter: The meter.
        device_name: The name of its logical device.
        message: The alarm.
    """
    body = axdr.structure(
        axdr.octets(ALARM_PUSH),
        axdr.octets(device_name),
        axdr.octets(message.stamp),
        axdr.u32(message.word_a),
        axdr.u32(message.word_b),
        axdr.u8(message.status),
    )
    confirmed = meter.part(Alarms).table.confirmed
    apdu = encode_notification(message.number, message.stamp, body, confirmed=confirmed)
    return wrapper.encode(METER_DEVICE, ALARM_CLIENT, apdu)


def confirmed_number(packet: wrapper.Packet) -> int | None:
    """The number of the alarm that a packet confirms; None: it confirms none."""
    if (packet.source, packet.destination) != (ALARM_CLIENT, METER_DEVICE):
        return None
    try:
        return decode_confirm(packet.apdu)
    except DecodeError:
        return None
