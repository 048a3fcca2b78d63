"""Reads any DLMS/COSEM meter over a line: its objects, registers, and profiles.

with Reader(WrapperChannel(TcpLine("127.0.0.1", 4059), 18, 16), password=b"12345") as reader:
for reading in reader.registers():
print(reading.obis, reading.value, reading.unit)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import TypeVar

from enfas.errors import DecodeError, RemoteError
from enfas.obis import Obis, ObisPattern
from enfas.protocols.dlms.client import Client, Operation
from enfas.protocols.dlms.client_apdu import Attribute, GetItem, Selection
from enfas.protocols.dlms.client_data import Value, decode
from enfas.protocols.dlms.client_errors import DATA_ACCESS_RESULTS
from enfas.protocols.dlms.conformance import Conformance
from enfas.tool.channel import Channel
from enfas.tool.objects import ASSOCIATION_LN, ObjectEntry, read_object_list
from enfas.tool.reading import Reading, ScalerUnit, plain, scaled

__all__ = ["SCALER_UNIT_OF", "Reader"]

Result = TypeVar("Result")
_CURRENT_ASSOCIATION = Attribute(ASSOCIATION_LN, Obis(bytes((0, 0, 40, 0, 0, 255))), 2)
SCALER_UNIT_OF = {3: 3, 4: 3, 5: 4}
"""Number of the scaler_unit attribute, of the classes that have one."""

_LIST_AT_ONCE = 16


class Reader:
    """An association with a meter, as a context manager.

    Args:
        channel: Carries APDUs to the meter.
        password: For low-level security; None: no security.
        client: The protocol side; by default one that asks for everything it can do.
    """

    def __init__(
        self, channel: Channel, *, password: bytes | None = None, client: Client | None = None
    ) -> None:
        self._channel = channel
        self._password = password
        self.client = client or Client()
        self._objects: list[ObjectEntry] | None = None

    def __enter__(self) -> Reader:
        self._channel.open()
        self._run(self.client.associate(self._password))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, RemoteError | DecodeError):
            return  # what went wrong is known; a farewell to a line that failed would hide it
        with suppress(RemoteError, DecodeError):  # all was read; a meter that hangs up without a word may
            if not self._channel.ends_association:
                self._run(self.client.release())
            self._channel.close()

    def _run(self, operation: Operation[Result]) -> Result:
        request = next(operation)
        while True:
            try:
                request = operation.send(self._channel.exchange(request))
            except StopIteration as end:
                result: Result = end.value
                return result

    def get(self, attribute: Attribute, selection: Selection | None = None) -> bytes:
        """An attribute's data as they are encoded.

        Raises:
            AccessRefused: The meter does not give them.
        """
        return self._run(self.client.get(attribute, selection))

    def value(self, attribute: Attribute, selection: Selection | None = None) -> Value:
        """An attribute's data as Python values."""
        return decode(self.get(attribute, selection))

    def set(self, attribute: Attribute, data: bytes) -> None:
        """Write an attribute; the data are encoded."""
        self._run(self.client.set(attribute, data))

    def action(self, method: Attribute, parameters: bytes | None = None) -> bytes | None:
        """Invoke a method; parameters and result are encoded."""
        return self._run(self.client.action(method, parameters))

    def get_many(self, attributes: Sequence[Attribute]) -> list[GetItem]:
        """Several attributes, by lists where that was agreed on; each has its own result."""
        items: list[GetItem] = []
        if self.client.can(Conformance.MULTIPLE_REFERENCES):
            for start in range(0, len(attributes), _LIST_AT_ONCE):
                items += self._run(self.client.get_list(attributes[start : start + _LIST_AT_ONCE]))
            return items
        for attribute in attributes:
            try:
                items.append(GetItem(0, self.get(attribute)))
            except RemoteError as error:
                code = getattr(error, "code", None)
                if code is None:
                    raise
                items.append(GetItem(code, b""))
        return items

    def objects(self) -> list[ObjectEntry]:
        """The objects that the association shows; asked for once."""
        if self._objects is None:
            self._objects = read_object_list(self.value(_CURRENT_ASSOCIATION))
        return self._objects

    def find(self, name: ObisPattern) -> list[ObjectEntry]:
        """The objects of a name.

        Raises:
            RemoteError: The association shows none.
        """
        if found := [entry for entry in self.objects() if name.matches(entry.obis)]:
            return found
        raise RemoteError(f"the meter shows no object {name} to this client")

    def registers(
        self, chosen: Iterable[ObjectEntry] | None = None, progress: Callable[[int, int], None] | None = None
    ) -> list[Reading]:
        """Values with units.

        Args:
            chosen: The objects; by default all registers whose value may be read.
            progress: Told how many are read, and of how many.

        Raises:
            RemoteError: One of the chosen cannot be read. (Of all registers, those are left out.)
        """
        strict = chosen is not None
        entries = list(self.objects() if chosen is None else chosen)
        if not strict:
            entries = [entry for entry in entries if entry.class_id in SCALER_UNIT_OF and entry.reads(2)]
        readings = []
        step = _LIST_AT_ONCE // 2
        for start in range(0, len(entries), step):
            readings += self._some(entries[start : start + step], strict)
            if progress:
                progress(min(start + step, len(entries)), len(entries))
        return readings

    def _some(self, entries: Sequence[ObjectEntry], strict: bool) -> list[Reading]:
        wanted = [Attribute(entry.class_id, entry.obis, 2) for entry in entries]
        with_unit = [attribute for attribute in wanted if attribute.class_id in SCALER_UNIT_OF]
        units = [attribute._replace(number=SCALER_UNIT_OF[attribute.class_id]) for attribute in with_unit]
        items = dict(zip(wanted + units, self.get_many(wanted + units), strict=True))
        readings = []
        for attribute in wanted:
            item = items[attribute]
            unit = items.get(attribute._replace(number=SCALER_UNIT_OF.get(attribute.class_id, 0)))
            if item.result or (unit and unit.result):
                if strict:
                    code = item.result or (unit.result if unit else 0)
                    raise RemoteError(f"{attribute}: {DATA_ACCESS_RESULTS.get(code, f'result {code}')}")
                continue
            readings.append(_reading(attribute, decode(item.data), decode(unit.data) if unit else None))
        return readings


def _reading(attribute: Attribute, value: Value, scaler_unit: Value) -> Reading:
    number: object = plain(value, attribute.class_id)
    symbol = ""
    if scaler_unit is not None:
        scale = ScalerUnit.of(scaler_unit)
        symbol = scale.symbol
        if isinstance(value, int | float) and not isinstance(value, bool):
            number = scaled(value, scale.scaler)
    return Reading(attribute.obis, attribute.class_id, attribute.number, number, symbol)
