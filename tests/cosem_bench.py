"""A meter that has lived, and a client that asks it attribute by attribute."""

from __future__ import annotations

from functools import cache
from typing import Any

from tests import dlms_bench as bench
from tests.firmware_bench import PUBLIC_KEY, image_of, send
from tests.meter_rows import START_US, Kept, load, make_meter, row, state_of

from enfas.catalog.clients import OMNIPOWER_CLIENTS
from enfas.catalog.firmware import TransferStatus
from enfas.faces.cosem.device import CosemDevice
from enfas.interval import Mark
from enfas.meter.breaker import Breaker
from enfas.meter.device import Meter
from enfas.meter.firmware import Firmware
from enfas.meter.prepayment.part import Prepayment
from enfas.meter.reconfiguration import Reconfiguration
from enfas.protocols.dlms.axdr import Data, decode
from enfas.timebase import US_PER_HOUR, US_PER_MIN, US_PER_S

__all__ = ["ACCOUNTS", "PASSWORD", "Talk", "capture", "live", "state_of"]

PASSWORD = b"12345"
ACCOUNTS = sorted(OMNIPOWER_CLIENTS)
"""Client and server of each association that is offered."""


def live(**codes: str) -> Meter:
    """A meter on which all kinds of things have happened: every log has entries."""
    meter = make_meter(firmware_key=PUBLIC_KEY, **codes)
    if meter.configuration.period_min == 15 and meter.configuration.profile_days_limit is None:
        meter.profile.set_period(30)
        meter.profile.set_period(15)
    at_us = START_US
    for watts in (600, 900, 300):
        meter.advance(load(at_us, 50, watts, r1=2_000_000, e_plus=700 * 60_000, thd_u_cp=210, thd_i_cp=999))
        at_us += 50 * US_PER_MIN
    meter.advance(row(at_us, 10 * US_PER_MIN, Mark.OUTAGE))
    at_us += 10 * US_PER_MIN
    meter.advance(row(at_us, 30 * US_PER_MIN, a_minus=5_000_000_000, r3=60_000_000, e_minus=5_100_000_000))
    at_us += 30 * US_PER_MIN
    meter.set_clock(meter.clock.now_us - US_PER_HOUR)
    meter.advance(load(at_us, 60, thd_u_cp=210, thd_i_cp=999))
    at_us += 60 * US_PER_MIN
    meter.set_clock(meter.clock.now_us + 90 * US_PER_S)
    meter.debiting_stop()
    meter.advance(load(at_us, 40, 450, i_ma=2_000, thd_u_cp=210, thd_i_cp=999))
    meter.reset_trip("a_plus")
    breaker = meter.part(Breaker)
    if meter.configuration.has_breaker:
        for order in (1, 2, 3):
            breaker.order(order)
    breaker.tell_neutral_fault(True)
    assert send(meter, image_of()) is TransferStatus.VERIFIED
    meter.part(Firmware).activate()
    for key, value in (
        ("load_1_mode", 1),
        ("load_1_tariffs", 0b1111),
        ("load_2_default", 1),
        ("load_2_tariffs", 0b10),
        ("load_2_mode", 2),
        ("load_delay", 10_800),
        ("load_2", 1),
    ):
        meter.write(key, value)
    meter.advance(load(at_us + 40 * US_PER_MIN, 1, 450, i_ma=2_000, thd_u_cp=210, thd_i_cp=999))
    meter.part(Reconfiguration).configure("Z2=2")
    assert send(meter, b"no image") is TransferStatus.VERIFICATION_FAILED
    if meter.configuration.has_breaker:
        meter.part(Prepayment).load(1_000)
    return meter


@cache
def _image(codes: tuple[tuple[str, str], ...]) -> tuple[Any, Any]:
    meter, kept = live(**dict(codes)), Kept()
    kept.commit(meter.take_changes())
    return meter.configuration, kept.image()


def capture(**codes: str) -> Meter:
    """`live`, made anew from what was stored of one, which is quicker."""
    return Meter.restore(*_image(tuple(codes.items())))


class Talk:
    """One open association with a meter."""

    def __init__(
        self,
        meter: Meter | None = None,
        client: int = 18,
        *,
        pdu: int = 0xFFFF,
        services: int = bench.ALL,
        password: bytes = PASSWORD,
    ) -> None:
        self.meter = meter or capture()
        server = 16 if client > 16 else 1
        self.association = bench.open_association(
            CosemDevice(self.meter),
            client,
            server,
            pdu=pdu,
            services=services,
            password=None if client == 16 else password,
        )

    def ask(self, apdu: bytes) -> bytes:
        return self.association.receive(apdu)

    def raw(self, class_id: int, name: str | bytes, number: int, selection: bytes = b"") -> bytes | int:
        """The encoded value of an attribute, or the result that there is instead."""
        request = bench.get(bench.descriptor(class_id, name, number), selection)
        answer = self.ask(request)
        if answer[:2] == b"\xc4\x02":
            return bench.finish_blocks(self.association, answer)[0]
        assert answer[:3] == b"\xc4\x01\xc1", answer.hex()
        return answer[4:] if answer[3] == 0 else answer[4]

    def get(self, class_id: int, name: str | bytes, number: int, selection: bytes = b"") -> Data | int:
        value = self.raw(class_id, name, number, selection)
        return value if isinstance(value, int) else decode(value)

    def value(self, class_id: int, name: str | bytes, number: int) -> Any:
        """What an attribute holds, without its type."""
        data = self.get(class_id, name, number)
        assert isinstance(data, Data), data
        return plain(data)

    def set(self, class_id: int, name: str | bytes, number: int, data: bytes) -> int:
        answer = self.ask(bench.put(bench.descriptor(class_id, name, number), data))
        assert (answer[:3], len(answer)) == (b"\xc5\x01\xc1", 4), answer.hex()
        return answer[3]

    def act(self, class_id: int, name: str | bytes, number: int, data: bytes | None = b"\x0f\x00") -> int:
        answer = self.ask(bench.act(bench.descriptor(class_id, name, number), data))
        assert (answer[:3], answer[4:]) == (b"\xc7\x01\xc1", b"\x00"), answer.hex()
        return answer[3]


def plain(data: Data) -> Any:
    """Data as lists and values."""
    if isinstance(data.value, tuple) and data.tag in (1, 2):
        return [plain(part) for part in data.value]
    return data.value
