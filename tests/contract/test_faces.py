"""One value on every face: what the core holds is what the wrapper and HDLC give, and the display shows."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

import pytest
from tests.cosem_bench import PASSWORD, capture

from enfas.catalog.display import READINGS, Form
from enfas.catalog.registers import DATA
from enfas.faces.cosem.device import CosemDevice
from enfas.faces.cosem.session import TcpSession
from enfas.faces.display import UNKNOWN_TEXT, show_reading
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.meter.registers import offered
from enfas.obis import Obis
from enfas.protocols.dlms.client_apdu import Attribute
from enfas.tool.channel import HdlcChannel, WrapperChannel
from enfas.tool.reader import SCALER_UNIT_OF, Reader
from enfas.tool.session_line import SessionLine
from enfas.units import SYMBOLS

FRAMINGS = {"wrapper": WrapperChannel, "hdlc": HdlcChannel}
KINDS: dict[str, dict[str, str]] = {
    "as delivered": {},
    "7.0 digits, hours, without breaker": {"Z1": "1", "Z4": "4", "X10": "0", "Z19": "0"},
    "import alone": {"X9": "1", "Z29": "1"},
}


def last_digits(count: int) -> Callable[[int, int], Decimal]:
    return lambda raw, scaler: Decimal(raw % 10**count)


def exactly(raw: int, scaler: int) -> Decimal:
    return Decimal(raw).scaleb(scaler)


SHOWN: dict[Form, tuple[Callable[[str], Decimal], Callable[[int, int], Decimal]]] = {
    Form.ENERGY: (lambda text: Decimal(text) * 1000, exactly),
    Form.POWER: (lambda text: Decimal(text) * 1000, exactly),
    Form.VALUE: (Decimal, exactly),
    Form.NUMBER: (Decimal, last_digits(8)),
    Form.BITS: (lambda text: Decimal(int(text, 2)), lambda raw, scaler: Decimal(raw & 0xFF)),
    Form.CHECKSUM: (Decimal, lambda raw, scaler: Decimal(raw & 0xFFFF)),
}
"""By form: what is read off the glass in the unit of the register, and what that must be of its integer."""

THOUSANDS = {"kWh": "Wh", "kvarh": "varh", "kVAh": "VAh", "kW": "W", "kvar": "var", "kVA": "VA"}
"""The unit that is read off the glass, and that of the register."""


def readable(kind: str) -> list[str]:
    """The registers of a kind of meter that can be read."""
    rows = offered(Configuration.default().replace(**KINDS[kind]).features)
    return [key for key, row in rows.items() if "R" in row.access]


REGISTERS_OF = [(kind, key) for kind in KINDS for key in readable(kind)]
READINGS_OF = [
    (kind, name)
    for kind in KINDS
    for name, reading in READINGS.items()
    if reading.form in SHOWN and reading.key in readable(kind)
]


class Given(NamedTuple):
    """What a face gives of a register: value, scaler, unit."""

    value: object
    scaler: int | None
    unit: int | None


@cache
def meter_of(kind: str) -> Meter:
    return capture(**KINDS[kind])


def core(meter: Meter, key: str) -> Given:
    """A register as the core has it."""
    row = meter.registers[key]
    return Given(meter.read(key), *(None, None) if row.class_id == DATA else (meter.scaler(key), row.unit))


@cache
def wire(kind: str, framing: str) -> dict[Obis, Given]:
    """Everything that the meter's registers give over a framing, by logical name."""
    meter = meter_of(kind)
    line = SessionLine(TcpSession(CosemDevice(meter)))
    given = {}
    with Reader(FRAMINGS[framing](line, 18, 16), password=PASSWORD) as reader:
        for key in readable(kind):
            row = meter.registers[key]
            value = reader.value(Attribute(row.class_id, row.obis, 2))
            scaler_unit: Any = (None, None)
            if number := SCALER_UNIT_OF.get(row.class_id):
                scaler_unit = reader.value(Attribute(row.class_id, row.obis, number))
            given[row.obis] = Given(value, *scaler_unit)
    return given


@pytest.mark.requirement("COM-1")
@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize(("kind", "key"), REGISTERS_OF)
def test_a_register_is_the_same_on_every_wire(kind: str, key: str, framing: str) -> None:
    meter = meter_of(kind)
    given = wire(kind, framing)[meter.registers[key].obis]
    assert given == core(meter, key)
    assert type(given.value) is type(core(meter, key).value)


@pytest.mark.requirement("DISP-1")
@pytest.mark.parametrize(("kind", "name"), READINGS_OF)
def test_a_register_is_the_same_on_the_display(kind: str, name: str) -> None:
    meter, reading = meter_of(kind), READINGS[name]
    display = show_reading(meter, reading)
    value, scaler, unit = wire(kind, "hdlc")[meter.registers[reading.key].obis]
    if value is None:
        assert display.value == UNKNOWN_TEXT
        return
    assert isinstance(value, int)
    read_off, expected = SHOWN[reading.form]
    assert read_off(display.value) == expected(value, scaler or 0)
    if unit is not None:
        assert THOUSANDS.get(display.unit, display.unit) == SYMBOLS[meter.registers[reading.key].unit]


def test_the_meter_that_is_read_has_something_to_show() -> None:
    """Many registers are neither zero nor unknown: zeros on all faces would prove little."""
    values = [meter_of("as delivered").read(key) for key in readable("as delivered")]
    assert sum(bool(value) for value in values) > len(values) * 2 // 5  # neither zero, nor empty, nor None
