"""Registers on the wire: type, scaler, unit, and which values are taken."""

from __future__ import annotations

import pytest
from tests.cosem_bench import capture

from enfas.catalog.layout import DataType
from enfas.catalog.registers import REGISTERS
from enfas.errors import CommandRefused
from enfas.faces.cosem.model import Context
from enfas.faces.cosem.omnipower import OMNIPOWER
from enfas.faces.cosem.value import getter_of, scaler_unit, setter_of
from enfas.protocols.dlms.axdr import Data, Tag, decode
from enfas.protocols.dlms.results import DataAccessResult

ROWS = REGISTERS.values()
ORDERS = {
    "debiting_stop",
    "breaker",
    "credit",
    "credit_hundredths",
    "credit_emergency",
    "token",
    "signed_token",
    "firmware_trial",
}
"""What is written to these is an order, and not what is read."""


@pytest.fixture(scope="module")
def context():
    return Context(capture(), OMNIPOWER, None, 0, 0, b"")


@pytest.mark.requirement("COM-1")
@pytest.mark.parametrize("row", ROWS, ids=REGISTERS)
def test_a_register_is_read_in_its_type(row, context):
    get = getter_of(row)
    if "R" not in row.access:
        assert get is None
        return
    data = decode(get(context))
    assert data.tag == row.type.tag
    read = context.meter.read(row.key)
    if row.type is DataType.TEXT:
        assert data.value == read.encode()
    else:
        assert data.value == read


@pytest.mark.requirement("COM-1")
@pytest.mark.parametrize("row", [row for row in ROWS if row.class_id != 1], ids=lambda row: row.key)
@pytest.mark.parametrize("z1", ["1", "2", "3", "4"])
def test_scaler_and_unit(row, z1):
    meter = capture(Z1=z1)
    data = decode(scaler_unit(row)(Context(meter, OMNIPOWER, None, 0, 0, b"")))
    assert data == Data(Tag.STRUCTURE, (Data(Tag.I8, meter.scaler(row.key)), Data(Tag.ENUM, int(row.unit))))


@pytest.mark.parametrize(
    ("key", "type_"),
    [(row.key, row.type) for row in ROWS if "W" in row.access and row.key not in ORDERS],
)
def test_a_register_is_written_in_its_type_only(key, type_):
    meter = capture()
    context = Context(meter, OMNIPOWER, None, 0, 0, b"")
    write = setter_of(REGISTERS[key])

    def read():
        value = meter.read(key)
        return value.encode() if isinstance(value, str) else value

    value = read()
    revision = meter.revision
    for tag in Tag:
        if tag != type_.tag:
            wrong = (
                b"\0" if tag in (Tag.OCTETS, Tag.TEXT) else () if tag in (Tag.ARRAY, Tag.STRUCTURE) else value
            )
            assert write(context, Data(tag, wrong)) is DataAccessResult.TYPE_UNMATCHED, tag
    assert write(context, Data(Tag(type_.tag), None)) is DataAccessResult.TYPE_UNMATCHED
    assert (read(), meter.revision) == (value, revision)
    assert write(context, Data(Tag(type_.tag), value)) is DataAccessResult.SUCCESS
    assert read() == value


def test_a_value_out_of_bounds_is_refused_by_the_meter():
    write = setter_of(REGISTERS["voltage_low_limit"])
    with pytest.raises(CommandRefused, match="184 to 227"):
        write(Context(capture(), OMNIPOWER, None, 0, 0, b""), Data(Tag.U16, 230))


def test_what_cannot_be_written_has_no_setter():
    assert setter_of(REGISTERS["a_plus"]) is None
    assert setter_of(REGISTERS["serial_number"]) is None
