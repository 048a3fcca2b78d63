"""The client's side takes whatever a far end says: its own kinds of error, no crash, no hanging."""

from __future__ import annotations

import json
import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.data_values import VALUES
from tests.fake_meter import PROFILE, FakeMeter, object_list, row
from tests.helpers import VECTORS

from enfas.errors import DecodeError, RemoteError
from enfas.obis import Obis
from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.axdr import Data, Tag
from enfas.protocols.dlms.client import Client
from enfas.protocols.dlms.client_acse import read_aare, read_release
from enfas.protocols.dlms.client_apdu import Attribute, read_block, read_items, read_response
from enfas.protocols.dlms.client_data import Bits, decode
from enfas.testing.null_modem import RoughLine
from enfas.tool import rows
from enfas.tool.channel import HdlcChannel, WrapperChannel
from enfas.tool.objects import read_object_list
from enfas.tool.profile import read_profile
from enfas.tool.reader import Reader
from enfas.tool.rows import Times, columns_of
from enfas.tool.session_line import SessionLine
from enfas.tool.table import to_json

PUBLISHED = [
    bytes.fromhex(frame["hex"])[11:-3]
    for session in json.loads((VECTORS / "dlms_sessions.json").read_text())["sessions"]
    for frame in session["frames"]
    if frame["from"] == "server"
]
WHOLE = [
    *PUBLISHED,
    object_list(),
    b"\x01\x03" + row(0) + row(1) + row(2),
    b"\x03\x00\x11\x05\x01\x04\x00\x09\x02\x01\x02",
    bytes.fromhex("c701c100010011" + "2a"),
    bytes.fromhex("1302021106" + "0a0100000002" + "0300000004"),
]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    data = bytearray(draw(st.sampled_from(WHOLE)))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        match draw(st.sampled_from(["set", "insert", "delete", "cut"])):
            case "set" if data:
                data[at] = draw(st.integers(0, 255))
            case "insert":
                data[at:at] = draw(st.binary(max_size=4))
            case "delete":
                del data[at : at + draw(st.integers(1, 4))]
            case _:
                del data[at:]
    return bytes(data)


ANYTHING = st.one_of(mutated(), st.binary(max_size=80))
CHANGE = st.tuples(st.integers(0, 1000), st.integers(1, 255))


def object_list_of(data):
    return read_object_list(decode(data))


@pytest.mark.parametrize(
    "decoder",
    [decode, read_aare, read_release, read_response, read_block, read_items, columns_of, object_list_of],
)
@given(ANYTHING)
def test_decoders_raise_their_own_errors_only(decoder, data):
    with suppress(DecodeError, RemoteError):
        decoder(data)


@given(st.lists(ANYTHING, min_size=1, max_size=4))
def test_operations_end_whatever_is_answered(answers):
    attribute = Attribute(3, Obis(bytes(6)), 2)
    client = Client()
    for operation in (
        client.associate(b"x"),
        client.get(attribute),
        client.get_list([attribute, attribute]),
        client.set(attribute, bytes(300)),
        client.action(attribute, b"\x00"),
        client.release(),
    ):
        with suppress(DecodeError, RemoteError, StopIteration):
            next(operation)
            for answer in answers:
                operation.send(answer)


@pytest.mark.parametrize("framing", ["wrapper", "hdlc"])
@given(changes=st.dictionaries(st.integers(0, 40), CHANGE, max_size=3))
def test_a_damaged_talk_ends_in_an_answer_or_an_error(framing, changes):
    """On HDLC, whose check sequences see damage, the answer is right; on the wrapper errors may come."""
    count = 0

    def damage(data: bytes) -> bytes:
        nonlocal count
        count += 1
        spoilt = bytearray(data)
        if change := changes.get(count):
            spoilt[change[0] % len(spoilt)] ^= change[1]
        return bytes(spoilt)

    meter = FakeMeter(framing, row_count=30)
    if framing == "wrapper":
        line = SessionLine(_Answers(meter, damage))
        channel = WrapperChannel(line, 18, 16)
    else:
        line = RoughLine(meter, damage=damage)
        channel = HdlcChannel(line, 18, 16, timeout_s=60.0)
    table = None
    with suppress(DecodeError, RemoteError), Reader(channel, password=b"12345") as reader:
        reader.registers()
        table = read_profile(reader, Obis(PROFILE[1]))
        to_json(table)
    if framing == "hdlc":
        assert table is not None
        assert len(table) == 30
    assert line.now_s < 200.0


class _Answers:
    """A meter whose answers are damaged on their way."""

    closed = False
    line = None
    wake_at_s = None

    def __init__(self, meter, damage):
        self.meter = meter
        self.damage = damage

    def receive(self, data, now_s):
        answer = self.meter.receive(data, now_s)
        return self.damage(answer) if answer else b""

    def wake(self, now_s):
        return b""

    def end(self):
        self.meter.end()


def _plain(data: Data) -> object:
    if data.tag in (Tag.ARRAY, Tag.STRUCTURE):
        return [_plain(item) for item in data.value]
    if data.tag in (Tag.TEXT, Tag.UTF8):
        return data.value.decode()
    if data.tag is Tag.BIT_STRING:
        return Bits(data.value.size, data.value.octets)
    return data.value


@given(VALUES)
def test_the_two_codecs_agree(data):
    assert decode(axdr.encode(data)) == _plain(data)


@st.composite
def uniform_rows(draw: st.DrawFn) -> bytes:
    """Rows of one layout with any contents."""
    makers = draw(
        st.lists(
            st.sampled_from([">bBhH", ">iI", ">q", "12s"]).flatmap(
                lambda form: st.just((form, struct.calcsize(form)))
            ),
            min_size=1,
            max_size=4,
        )
    )
    tags = {"b": 15, "B": 17, "h": 16, "H": 18, "i": 5, "I": 6, "q": 20}
    layout = [tag for form, _ in makers for tag in ([9] if form == "12s" else [tags[it] for it in form[1:]])]
    widths = {15: 1, 17: 1, 16: 2, 18: 2, 5: 4, 6: 4, 20: 8, 9: 12}
    out = []
    for _ in range(draw(st.integers(1, 6))):
        one = b"\x02" + bytes([len(layout)])
        for tag in layout:
            head = b"\x09\x0c" if tag == 9 else bytes([tag])
            one += head + draw(st.binary(min_size=widths[tag], max_size=widths[tag]))
        out.append(one)
    return b"\x01" + bytes([len(out)]) + b"".join(out)


@given(uniform_rows())
def test_fast_and_slow_reading_of_rows_agree(buffer):
    fast = columns_of(buffer)
    slow = rows._one_by_one(buffer, 2, buffer[1], 0)
    for one, other in zip(fast, slow, strict=True):
        if isinstance(other, Times) and isinstance(one, Times):
            assert one.texts() == other.texts()
            assert one.status.tolist() == other.status.tolist()
        elif not isinstance(other, Times):
            assert list(one) == list(other)
        else:
            assert not other.known.any()
