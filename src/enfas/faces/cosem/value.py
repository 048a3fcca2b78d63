"""Values of registers on the wire, for all classes that have one."""

from __future__ import annotations

from enfas.catalog.layout import DataType
from enfas.catalog.registers import Register
from enfas.faces.cosem.model import Access, Context, Get, Set, access_of
from enfas.meter.registers import READERS
from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.axdr import Data
from enfas.protocols.dlms.results import DataAccessResult

__all__ = ["getter_of", "scaler_unit", "setter_of"]


def getter_of(row: Register) -> Get | None:
    """What reads a register's value from a meter; None where it cannot be read."""
    if Access.READ not in access_of(row.access):
        return None
    read = READERS[row.reader]
    if row.type.integer:
        head = bytes((row.type.tag,))
        size, signed = row.type.size, row.type.signed

        def integer(context: Context) -> bytes:
            value: int | None = read(context.meter)  # type: ignore[assignment]  # the row's type says so
            return axdr.NULL if value is None else head + value.to_bytes(size, "big", signed=signed)

        return integer
    if row.type is DataType.TEXT:
        return lambda context: axdr.text(str(read(context.meter)))
    return lambda context: axdr.octets(bytes(read(context.meter)))  # type: ignore[arg-type]  # likewise


def setter_of(row: Register) -> Set | None:
    """What writes a register of a meter; None where it cannot be written."""
    if Access.WRITE not in access_of(row.access):
        return None
    key, tag = row.key, row.type.tag
    if row.type is DataType.OCTETS:

        def write_octets(context: Context, data: Data) -> DataAccessResult:
            if data.tag != tag or not isinstance(data.value, bytes):
                return DataAccessResult.TYPE_UNMATCHED
            context.meter.write(key, data.value)
            return DataAccessResult.SUCCESS

        return write_octets
    if row.type is DataType.TEXT:

        def write_text(context: Context, data: Data) -> DataAccessResult:
            if data.tag != tag or not isinstance(data.value, bytes) or not data.value.isascii():
                return DataAccessResult.TYPE_UNMATCHED
            context.meter.write(key, data.value.decode("ascii"))
            return DataAccessResult.SUCCESS

        return write_text

    def write(context: Context, data: Data) -> DataAccessResult:
        if data.tag != tag or not isinstance(data.value, int):
            return DataAccessResult.TYPE_UNMATCHED
        context.meter.write(key, data.value)
        return DataAccessResult.SUCCESS

    return write


def scaler_unit(row: Register) -> Get:
    """What gives a register's scaler and unit."""

    def encode(scaler: int) -> bytes:
        return axdr.structure(axdr.i8(scaler), axdr.enum(row.unit))

    if row.scaler is not None:
        known = encode(row.scaler)
        return lambda context: known
    return lambda context: encode(context.meter.configuration.energy_scaler)
