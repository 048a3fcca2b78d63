"""Whoever writes whatever anywhere: what is legal stays as it was, and the meter goes on measuring.

"Legal" is what billing rests on: energy counters, what they are counted in, what was logged of events.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.cosem_bench import ACCOUNTS, Talk, capture, state_of
from tests.data_values import SINGLE, VALUES
from tests.dlms_bench import act, descriptor, put
from tests.meter_rows import load

from enfas.catalog.logs import EVENT_LOGS
from enfas.meter.breaker import Breaker
from enfas.meter.device import Meter
from enfas.meter.memory import Image, StoredLog
from enfas.meter.reconfiguration import Reconfiguration
from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.axdr import Data, Tag, decode

CLIENTS = [client for client, _ in ACCOUNTS]
LIST = (15, "0.0.40.0.0.255", 2)


def everything(talk: Talk) -> tuple[list[tuple[int, bytes, int]], list[tuple[int, bytes, int]]]:
    """All attributes and methods of all objects, and some that are not there."""
    objects = talk.value(*LIST)
    attributes = [(class_id, name, n) for class_id, _, name, (listed, _) in objects for n, _, _ in listed]
    methods = [(class_id, name, n) for class_id, _, name, _ in objects for n in range(1, 12)]
    return [*attributes, (3, bytes((1, 1, 77, 8, 0, 255)), 2)], methods


ATTRIBUTES = {client: everything(Talk(capture(), client)) for client in CLIENTS}


@cache
def there(client: int, place: tuple[int, bytes, int]) -> Data | None:
    """What can be read there, if it is not long."""
    read = Talk(capture(), client).raw(*place)
    return None if isinstance(read, int) or len(read) > 300 else decode(read)


def like(client: int, place: tuple[int, bytes, int], draw: Any) -> bytes:
    """Data of the type that is there, with another value; any data where none can be read."""
    read = there(client, place)
    return axdr.encode(draw(VALUES if read is None else _of_type(read)))


def _of_type(data: Data | int | bytes) -> st.SearchStrategy[Any]:
    if not isinstance(data, Data):
        return st.just(data)  # an element of a compact array
    if data.tag is Tag.BIT_STRING:
        return st.just(data)
    if isinstance(data.value, tuple):
        return st.tuples(*map(_of_type, data.value)).map(lambda parts: Data(data.tag, parts))
    return SINGLE.filter(lambda other: other.tag is data.tag) if data.value is None else _other(data)


def _other(data: Data) -> st.SearchStrategy[Data]:
    if isinstance(data.value, bool) or not isinstance(data.value, int):
        return st.just(data) | SINGLE
    value: int = data.value
    near = st.sampled_from([value, value + 1, max(0, value - 1), 0, 1, 2, 3, 0xFF, 0xFFFF, 0xFFFF_FFFF])
    return near.map(lambda number: Data(data.tag, number)).filter(_fits)


def _fits(data: Data) -> bool:
    try:
        axdr.encode(data)
    except (OverflowError, ValueError):
        return False
    return True


def legal(meter: Meter) -> dict[str, Any]:
    """What must stay."""
    configuration = meter.configuration
    return {
        "counts": [list(counts) for counts in meter.energy.counts],
        "configuration": (configuration.hardware, configuration.decimals, configuration.conditions),
        "serial number": configuration.serial_number,
        "checksum": configuration.rom_checksum,
    }


def events(meter: Meter) -> dict[str, bytes]:
    """The event logs, record by record."""
    logs = [meter.logs[row.name] for row in EVENT_LOGS if row.name in meter.logs]
    return {log.name: bytes(log.ring.slice(log.ring.first_seq, log.ring.count)) for log in logs}


@pytest.mark.requirement("CFG-3", "COM-2")
@pytest.mark.parametrize("client", CLIENTS)
@given(data=st.data())
@settings(max_examples=20, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_whoever_writes_whatever_anywhere(client: int, data: st.DataObject) -> None:
    talk = Talk(capture(), client)
    meter, before = talk.meter, legal(talk.meter)
    logged, told = events(meter), state_of(meter)
    attributes, methods = ATTRIBUTES[client]
    changed = False
    for _ in range(12):
        if data.draw(st.booleans()):
            place = data.draw(st.sampled_from(attributes))
            changed |= written(talk, place, like(client, place, data.draw))
        else:
            place = data.draw(st.sampled_from(methods))
            changed |= acted(talk, place, axdr.encode(data.draw(SINGLE)))
    assert legal(meter) == before
    for name, records in events(meter).items():
        assert records.startswith(logged[name]), name
    if not changed:
        assert state_of(meter) == told, "what was refused has changed nothing"
    goes_on(meter)


def written(talk: Talk, place: tuple[int, bytes, int], octets: bytes) -> bool:
    """Whether a value was taken."""
    return talk.ask(put(descriptor(*place), octets)) == b"\xc5\x01\xc1\x00"


def acted(talk: Talk, place: tuple[int, bytes, int], octets: bytes) -> bool:
    """Whether a method was carried out."""
    return talk.ask(act(descriptor(*place), octets))[:4] == b"\xc7\x01\xc1\x00"


def goes_on(meter: Meter) -> None:
    """It measures, is stored, and comes back as it was."""
    energy_mj = meter.energy.total("a_plus")
    closed = meter.part(Breaker).state.closed
    meter.advance(load(meter.clock.supply_now_us, 3, 600))
    more = meter.energy.total("a_plus") - energy_mj
    assert more == 3 * 600 * 60_000 or not closed or not meter.part(Breaker).state.closed
    rings = {name: log.ring for name, log in meter.logs.items()}
    stored = {
        name: StoredLog(ring.first_seq, ring.itemsize, ring.slice(ring.first_seq, ring.count))
        for name, ring in rings.items()
    }
    parts: Any = state_of(meter)["parts"]
    image = Image(parts, stored)
    filed = meter.configuration.replace(software=meter.part(Reconfiguration).state.filed)
    assert state_of(Meter.restore(filed, image)) == state_of(meter)
