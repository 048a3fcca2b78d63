"""The object list is complete and true: all that it offers is read, whichever way, in its type and range.

7.2 and 7.3.11 of the conformance test's procedures (DLMS UA 1001-6): every attribute marked readable, in
every association; the others refused; the writable ones written back; several together equal to each alone.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import dlms_bench as bench
from tests.cosem_bench import ACCOUNTS, PASSWORD, Talk, capture, plain, state_of
from tests.meter_rows import START_US, load, make_meter

from enfas.catalog.registers import REGISTERS
from enfas.faces.cosem.device import CosemDevice
from enfas.faces.cosem.omnipower import OMNIPOWER
from enfas.faces.cosem.session import TcpSession
from enfas.obis import Obis, ObisPattern
from enfas.protocols.dlms.axdr import MAX_DEPTH, Data, Tag, decode, decode_at
from enfas.testing.null_modem import RoughLine
from enfas.timebase import US_PER_MIN
from enfas.tool.channel import HdlcChannel, WrapperChannel
from enfas.tool.reader import Reader
from enfas.tool.session_line import SessionLine

pytestmark = pytest.mark.requirement("COM-1")

CLIENTS = [client for client, _ in ACCOUNTS]
PDUS = [12, 13, 20, 64, 128, 139, 500, 0xFFFF]
KINDS = {
    "as delivered": {},
    "without breaker": {"X10": "0", "Z19": "0"},
    "import alone": {"X9": "1", "Z29": "1"},
    "all channels, deltas, hours": {"Z29": "5", "Z27": "2", "Z4": "4"},
    "7.0 digits, GMT-11": {"Z1": "1", "Z11": "13", "Z15": "000"},
}
UNKNOWN = [key + mean for key in ("u", "i", "f", "thd_u", "thd_i") for mean in ("", "_mean")]
"""Registers of what a source need not know."""
ORDERS = {
    REGISTERS[key].obis
    for key in ("breaker", "firmware_trial", "credit", "credit_hundredths", "credit_emergency")
}
"""Registers that take orders and show states."""
LIST = (15, "0.0.40.0.0.255", 2)


def listed(talk: Talk) -> list[tuple[int, Obis, int, int]]:
    """Class, name, number and access mode of all attributes that are listed."""
    return [
        (class_id, Obis(name), number, mode)
        for class_id, _, name, (attributes, _) in talk.value(*LIST)
        for number, mode, _ in attributes
    ]


def readable(talk: Talk) -> list[tuple[int, Obis, int]]:
    return [(class_id, name, number) for class_id, name, number, mode in listed(talk) if mode & 1]


def deviation(minutes: Any) -> bool:
    return minutes == -0x8000 or -720 <= minutes <= 720


def is_time(data: Data) -> bool:
    """A date-time: twelve octets in their ranges, FF where open."""
    octets = data.value
    return (
        data.tag is Tag.OCTETS
        and len(octets) == 12
        and (
            octets[2] in (*range(1, 13), 0xFD, 0xFE, 0xFF) and octets[3] in (*range(1, 32), 0xFD, 0xFE, 0xFF)
        )
        and octets[4] in (*range(1, 8), 0xFF)
        and all(octets[at] in (*range(most), 0xFF) for at, most in ((5, 24), (6, 60), (7, 60), (8, 100)))
        and deviation(int.from_bytes(octets[9:11], "big", signed=True))
    )


def tags(data: Data) -> list[Tag]:
    return [part.tag for part in data.value]


def is_column(data: Data) -> bool:
    return [part.tag for part in data.value] == [Tag.U16, Tag.OCTETS, Tag.I8, Tag.U16]


def is_scaler(data: Data) -> bool:
    scaler, unit = data.value
    return (scaler.tag, unit.tag) == (Tag.I8, Tag.ENUM) and -6 <= scaler.value <= 6 and 1 <= unit.value <= 255


def number(tag: Tag, least: int = 0, most: int = 1 << 32):
    return lambda data: data.tag is tag and least <= data.value <= most


RULES = {
    (3, 3): is_scaler,
    (4, 3): is_scaler,
    (4, 4): lambda data: data.tag is Tag.NULL,
    (4, 5): is_time,
    (6, 2): lambda data: data.tag is Tag.ARRAY and all(tags(e) == [Tag.U16, Tag.OCTETS] for e in data.value),
    (6, 3): lambda data: (
        data.tag is Tag.ARRAY and all(tags(e) == [Tag.OCTETS, Tag.ARRAY] for e in data.value)
    ),
    (6, 4): lambda data: data.tag is Tag.OCTETS,
    (9, 2): lambda data: data.tag is Tag.ARRAY and all(tags(e) == [Tag.U16, Tag.ARRAY] for e in data.value),
    (11, 2): lambda data: all(tags(e) == [Tag.U16, Tag.OCTETS, Tag.U8] for e in data.value),
    **dict.fromkeys(((20, 2), (20, 6)), lambda data: data.tag is Tag.OCTETS),
    **dict.fromkeys(((20, 3), (20, 7)), lambda data: all(tags(e) == [Tag.OCTETS] * 3 for e in data.value)),
    **dict.fromkeys(
        ((20, 4), (20, 8)), lambda data: all(tags(e) == [Tag.OCTETS, *[Tag.U8] * 7] for e in data.value)
    ),
    **dict.fromkeys(((20, 5), (20, 9)), lambda data: all(tags(e) == [Tag.U8, Tag.ARRAY] for e in data.value)),
    (20, 10): is_time,
    (7, 2): lambda data: data.tag is Tag.ARRAY and all(row.tag is Tag.STRUCTURE for row in data.value),
    (7, 3): lambda data: data.tag is Tag.ARRAY and data.value and all(map(is_column, data.value)),
    (7, 4): number(Tag.U32, 0, 3600),
    (7, 5): number(Tag.ENUM, 1, 6),
    (7, 6): is_column,
    (7, 7): number(Tag.U32),
    (7, 8): number(Tag.U32, 1),
    (8, 2): is_time,
    (8, 3): number(Tag.I16, -720, 720),
    (8, 4): number(Tag.U8, 0, 255),
    (8, 5): is_time,
    (8, 6): is_time,
    (8, 7): number(Tag.I8, -120, 120),
    (8, 8): lambda data: data.tag is Tag.BOOLEAN,
    (8, 9): number(Tag.ENUM, 0, 5),
    (18, 2): number(Tag.U32, 32, 985),
    (18, 3): lambda data: data.tag is Tag.BIT_STRING,
    (18, 4): number(Tag.U32, 0, 16_384),
    (18, 5): lambda data: data.tag is Tag.BOOLEAN,
    (18, 6): number(Tag.ENUM, 0, 7),
    (18, 7): lambda data: all(
        [p.tag for p in e.value] == [Tag.U32, Tag.OCTETS, Tag.OCTETS] for e in data.value
    ),
    (22, 2): lambda data: [part.tag for part in data.value] == [Tag.OCTETS, Tag.U16],
    (22, 3): number(Tag.ENUM, 1, 5),
    (22, 4): lambda data: all([p.tag for p in e.value] == [Tag.OCTETS, Tag.OCTETS] for e in data.value),
    (15, 2): lambda data: data.tag is Tag.ARRAY and len(data.value) > 10,
    (15, 3): lambda data: [part.tag for part in data.value] == [Tag.I8, Tag.U16],
    (15, 4): lambda data: data.tag is Tag.OCTETS and len(data.value) == 7,
    (15, 5): lambda data: (
        [part.tag for part in data.value] == [Tag.BIT_STRING, Tag.U16, Tag.U16, Tag.U8, Tag.I8, Tag.OCTETS]
    ),
    (15, 6): lambda data: data.tag is Tag.OCTETS and len(data.value) in (0, 7),
    (15, 8): number(Tag.ENUM, 0, 2),
    (17, 2): lambda data: all([p.tag for p in e.value] == [Tag.U16, Tag.OCTETS] for e in data.value),
    (23, 2): number(Tag.ENUM, 0, 9),
    (23, 3): number(Tag.U8, 1, 7),
    (23, 4): number(Tag.U8, 1, 7),
    (23, 5): number(Tag.U16, 32, 2030),
    (23, 6): number(Tag.U16, 32, 2030),
    (23, 7): number(Tag.U16, 20, 6000),
    (23, 8): number(Tag.U16, 0, 65535),
    (40, 2): lambda data: data.tag is Tag.ARRAY and all(map(is_column, data.value)),
    (40, 3): lambda data: [part.tag for part in data.value] == [Tag.ENUM, Tag.OCTETS, Tag.ENUM],
    (40, 4): lambda data: data.tag is Tag.ARRAY,
    (40, 5): number(Tag.U16),
    (40, 6): number(Tag.U8),
    (40, 7): number(Tag.U16),
    (70, 2): lambda data: data.tag is Tag.BOOLEAN,
    (70, 3): number(Tag.ENUM, 0, 2),
    (70, 4): number(Tag.ENUM, 0, 6),
    (23, 9): number(Tag.U16, 16, 16381),
}
"""What an attribute's data must be, by class and number: DLMS UA Blue Book (IEC 62056-6-2)."""

TYPES = {row.obis: row.type.tag for row in REGISTERS.values()} | {Obis.parse("0.0.42.0.0.255"): Tag.OCTETS}


def depth(data: Data) -> int:
    return 1 + max(map(depth, data.value), default=0) if data.tag in (Tag.ARRAY, Tag.STRUCTURE) else 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("client", CLIENTS)
def test_every_readable_attribute_has_data_of_its_type_and_range(client, kind):
    talk = Talk(capture(**KINDS[kind]), client)
    for class_id, name, attribute in readable(talk):
        data = talk.get(class_id, name, attribute)
        assert isinstance(data, Data), (class_id, name, attribute, data)
        assert depth(data) <= MAX_DEPTH
        if attribute == 1:
            assert data == Data(Tag.OCTETS, bytes(name))
        elif (class_id, attribute) in RULES:
            assert RULES[class_id, attribute](data), (class_id, name, attribute, data)
        else:
            assert data.tag == TYPES[name], (class_id, name, attribute, data)


@pytest.mark.parametrize("kind", KINDS)
def test_the_list_is_complete(kind):
    """What the table of objects has is listed, attribute by attribute; our client reads the same from it."""
    meter = capture(**KINDS[kind])
    objects = OMNIPOWER.objects(meter.configuration.features)
    expected = [
        (item.class_id, item.name, attribute.number, int(attribute.access))
        for item in objects
        for attribute in item.all_attributes
    ]
    assert listed(Talk(meter)) == expected
    line = SessionLine(TcpSession(CosemDevice(meter)))
    with Reader(WrapperChannel(line, 18, 16), password=PASSWORD) as reader:
        read = reader.objects()
    assert [(it.class_id, it.version, it.obis) for it in read] == [
        (item.class_id, item.version, item.name) for item in objects
    ]
    for ours, item in zip(read, objects, strict=True):
        attributes = item.all_attributes
        assert ours.readable == {attribute.number for attribute in attributes if attribute.access & 1}
        assert ours.writable == {attribute.number for attribute in attributes if attribute.access & 2}


@pytest.mark.parametrize("client", CLIENTS)
def test_what_is_not_listed_as_readable_is_refused(client):
    talk = Talk(client=client)
    for class_id, name, attribute, mode in listed(talk):
        if not mode & 1:
            assert talk.raw(class_id, name, attribute) == 3, (class_id, name, attribute)
    for class_id, _, name, (attributes, _) in talk.value(*LIST):
        numbers = [number for number, _, _ in attributes]
        for attribute in (0, max(numbers) + 1, 127, 255):
            assert talk.raw(class_id, name, attribute) == 3


@pytest.mark.parametrize("client", CLIENTS)
def test_what_is_not_listed_as_writable_is_refused(client):
    talk = Talk(client=client)
    before = state_of(talk.meter)
    for class_id, name, attribute, mode in listed(talk):
        if not mode & 2:
            value = talk.raw(class_id, name, attribute)
            data = value if isinstance(value, bytes) else b"\x00"
            answer = talk.ask(bench.put(bench.descriptor(class_id, name, attribute), data))
            assert answer.hex() in ("c501c103", "d80102"), (class_id, name, attribute)
    assert state_of(talk.meter) == before


@pytest.mark.parametrize("client", [client for client in CLIENTS if client != 16])
def test_what_is_writable_is_written_back(client):
    """The value that was read is taken, and read again it is the same."""
    talk = Talk(client=client)
    written = 0
    for class_id, name, attribute, mode in listed(talk):
        if mode == 3 and name not in ORDERS:
            value = talk.raw(class_id, name, attribute)
            assert talk.set(class_id, name, attribute, value) == 0, (class_id, name, attribute)
            assert talk.raw(class_id, name, attribute) == value
            written += 1
    assert written >= 14


@pytest.mark.parametrize("pdu", PDUS)
@pytest.mark.parametrize("client", [16, 18])
def test_blocks_of_any_size_give_the_same_data(client, pdu):
    meter = capture()
    whole, parts = Talk(meter, client), Talk(meter, client, pdu=pdu)
    for key in readable(whole):
        if key[0] == 15 and key[2] == 5:
            continue  # tells the client's own PDU size
        assert parts.raw(*key) == whole.raw(*key), key


def items(count: int, body: bytes) -> list[bytes | int]:
    """The results of a list of answers."""
    found: list[bytes | int] = []
    at = 0
    for _ in range(count):
        if body[at]:
            found.append(body[at + 1])
            at += 2
        else:
            _, end = decode_at(body, at + 1)
            found.append(body[at + 1 : end])
            at = end
    assert at == len(body)
    return found


KEYS = [(c, n, a) for c, n, a, _ in listed(Talk())] + [
    (3, Obis.parse("1.1.77.8.0.255"), 2),
    (1, Obis.parse("1.8.0"), 2),
]


@given(st.lists(st.sampled_from(KEYS), max_size=64), st.sampled_from(PDUS))
@settings(max_examples=40)
def test_several_together_are_what_each_is_alone(keys, pdu):
    """Readable or not, there or not, in one answer or in blocks."""
    talk = Talk(pdu=pdu)
    request = bench.get_list(*(bench.descriptor(*key) for key in keys))
    answer = talk.ask(request)
    if answer[:2] == b"\xc4\x02":
        body, _ = bench.finish_blocks(talk.association, answer)
    else:
        assert answer[:3] == b"\xc4\x03\xc1"
        body = answer[3:]
    assert body[0] == len(keys)
    assert items(len(keys), body[1:]) == [talk.raw(*key) for key in keys]


@pytest.mark.parametrize("framing", ["wrapper", "hdlc"])
@pytest.mark.parametrize("portion", [0, 1, 7])
def test_our_client_reads_every_register_over_the_wire(framing, portion):
    meter = capture()
    line = RoughLine(TcpSession(CosemDevice(meter)), portion=portion)
    channel = WrapperChannel(line, 18, 16) if framing == "wrapper" else HdlcChannel(line, 18, 16)
    with Reader(channel, password=PASSWORD) as reader:
        readings = {it.obis: it for it in reader.registers()}
    for key, row in meter.registers.items():
        if row.class_id != 1 and "R" in row.access:
            raw, scaler = meter.read(key), meter.scaler(key)
            assert float(readings[row.obis].value) == pytest.approx(raw * 10.0**scaler), key


@pytest.mark.requirement("MET-7")
@pytest.mark.parametrize("key", UNKNOWN)
def test_what_the_source_does_not_know_is_null_on_the_wire_and_never_zero(key):
    meter = make_meter()
    meter.advance(load(START_US, 20, u_mv=-1, i_ma=-1, f_mhz=-1))
    assert meter.read(key) is None
    assert meter.present.p_plus == 600
    line = SessionLine(TcpSession(CosemDevice(meter)))
    with Reader(WrapperChannel(line, 18, 16), password=PASSWORD) as reader:
        (reading,) = reader.registers(reader.find(ObisPattern.parse(str(REGISTERS[key].obis))))
        assert reading.value is None
        meter.advance(
            load(
                START_US + 20 * US_PER_MIN, 15, u_mv=231_000, i_ma=2_610, f_mhz=50_010, thd_u_cp=5, thd_i_cp=6
            )
        )
        (reading,) = reader.registers(reader.find(ObisPattern.parse(str(REGISTERS[key].obis))))
        assert float(reading.value) > 0
    assert plain(decode(Talk(meter).raw(3, "1.1.1.8.0.255", 2))) == meter.read("a_plus")
