"""The server's side takes whatever a client says: one kind of error in its codec, and an answer on the wire.

What was refused has changed nothing; no answer is longer than the client takes; any portions give the same.
"""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import dlms_bench as bench
from tests.cosem_bench import Talk, capture, state_of
from tests.data_values import VALUES
from tests.helpers import VECTORS
from tests.session_bench import frames, tcp_session, unwrap, wrap

from enfas.errors import DecodeError
from enfas.faces.cosem.device import CosemDevice
from enfas.faces.cosem.session import HdlcSession
from enfas.protocols.dlms import acse, axdr, xdlms
from enfas.protocols.dlms.axdr import Data, encode
from enfas.protocols.hdlc import Address
from enfas.protocols.hdlc.frame import Frame, Kind, i_control, rr_control
from enfas.protocols.hdlc.frame import encode as encode_frame

pytestmark = pytest.mark.requirement("COM-1")

LONGEST_APDU = 65_535
PUBLISHED = [
    bytes.fromhex(frame["hex"])
    for session in json.loads((VECTORS / "dlms_sessions.json").read_text())["sessions"]
    for frame in session["frames"]
    if frame["from"] == "client"
]


def attributes() -> list[bytes]:
    """Descriptors of every attribute that client 18 is told of, and of methods by the same numbers."""
    listed = Talk().value(15, "0.0.40.0.0.255", 2)
    return [
        bench.descriptor(class_id, name, number)
        for class_id, _, name, (rights, _) in listed
        for number, _, _ in rights
    ]


KEYS = attributes()
WRITABLE = [
    bench.descriptor(1, "1.1.0.0.1.255", 2),
    bench.descriptor(1, "1.1.0.1.5.128", 2),
    bench.descriptor(1, "1.1.96.5.1.255", 2),
    bench.descriptor(3, "1.1.134.0.12.255", 2),
    bench.descriptor(7, "1.1.99.1.0.255", 4),
    bench.descriptor(8, "0.1.1.0.0.255", 2),
    bench.descriptor(8, "0.1.1.0.0.255", 8),
    bench.descriptor(15, "0.0.40.0.0.255", 7),
    bench.descriptor(23, "0.0.22.0.0.255", 9),
]
METHODS = [
    bench.descriptor(7, "1.1.99.1.0.255", 1),
    *(bench.descriptor(8, "0.1.1.0.0.255", number) for number in range(1, 7)),
    bench.descriptor(3, "1.1.1.128.0.255", 1),
    bench.descriptor(3, "1.1.1.8.0.255", 1),
]
TIMES = st.one_of(
    st.binary(min_size=12, max_size=12),
    st.builds(
        lambda year, rest, tail: year.to_bytes(2, "big") + bytes(rest) + tail,
        st.integers(2020, 2030),
        st.lists(st.integers(0, 28), min_size=7, max_size=7),
        st.sampled_from([b"\x80\x00\xff", b"\x80\x00\x80", b"\xff\xc4\x00", b"\x00\x00\x00"]),
    ),
).map(lambda octets: b"\x09\x0c" + octets)
DATA = st.one_of(
    VALUES.map(encode),
    TIMES,
    st.integers(0, 0xFFFFFFFF).map(lambda n: b"\x06" + n.to_bytes(4, "big")),
    st.integers(0, 0xFFFF).map(lambda n: b"\x12" + n.to_bytes(2, "big")),
    st.integers(-32768, 32767).map(lambda n: b"\x10" + n.to_bytes(2, "big", signed=True)),
    st.sampled_from(
        [b"\x11\x01", b"\x03\x00", b"\x03\x01", b"\x0f\x00", b"\x06\x00\x00\x07\x08", b"\x09\x05fresh"]
    ),
)
KEY = st.one_of(st.sampled_from(KEYS), st.sampled_from(WRITABLE), st.sampled_from(METHODS))
SELECTION = st.one_of(
    st.just(b""),
    st.builds(lambda selector, data: bytes([selector]) + data, st.integers(0, 3), VALUES.map(encode)),
)
INVOKE = st.integers(0, 255)
NUMBER = st.sampled_from([0, 1, 2, 3, 0xFFFFFFFF])
REQUESTS = st.one_of(
    st.builds(bench.get, KEY, SELECTION, INVOKE),
    st.builds(bench.get_next, NUMBER, INVOKE),
    st.lists(KEY, max_size=8).map(lambda keys: bench.get_list(*keys)),
    st.builds(bench.put, st.sampled_from(WRITABLE) | KEY, DATA, SELECTION, INVOKE),
    st.lists(st.tuples(KEY, DATA), max_size=4).map(lambda pairs: bench.put_list(*pairs)),
    st.builds(bench.put_first, KEY, st.booleans(), DATA, NUMBER),
    st.builds(bench.put_first_list, st.lists(KEY, max_size=3), st.booleans(), DATA, NUMBER),
    st.builds(bench.put_block, st.booleans(), NUMBER, DATA),
    st.builds(bench.act, st.sampled_from(METHODS) | KEY, st.none() | DATA, INVOKE),
    st.lists(st.tuples(KEY, DATA), max_size=4).map(lambda pairs: bench.act_list(*pairs)),
    st.builds(bench.act_first, KEY, st.booleans(), DATA, NUMBER),
    st.builds(bench.act_first_list, st.lists(KEY, max_size=3), st.booleans(), DATA, NUMBER),
    st.builds(bench.act_block, st.booleans(), NUMBER, DATA),
    st.builds(bench.act_next, NUMBER),
    st.sampled_from([bench.RELEASE, bench.aarq(b"12345"), bench.aarq(b"1234"), bench.aarq(b"12345", pdu=30)]),
)


@st.composite
def damaged(draw: st.DrawFn, whole: st.SearchStrategy[bytes] = REQUESTS) -> bytes:
    """A request with octets changed, put in, taken out; often none."""
    data = bytearray(draw(whole))
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2, 4]))):
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


ANYTHING = st.one_of(damaged(), damaged(), st.binary(max_size=60))


# The codec.


@given(VALUES)
def test_data_come_back_as_they_went(data: Data):
    assert axdr.decode(encode(data)) == data
    assert axdr.decode_at(b"\xff" + encode(data) + b"\xff", 1) == (data, 1 + len(encode(data)))


@pytest.mark.parametrize(
    "decoder",
    [
        axdr.decode,
        acse.decode_aarq,
        acse.decode_initiate,
        acse.decode_rlrq,
        xdlms.decode_request,
        lambda data: xdlms.decode_values(data, None),
        lambda data: xdlms.decode_values(data, 2),
    ],
    ids=["data", "AARQ", "InitiateRequest", "RLRQ", "request", "value", "values"],
)
@given(st.one_of(ANYTHING, VALUES.map(encode), damaged(VALUES.map(encode))))
def test_decoders_raise_their_one_error_only(decoder, data):
    with suppress(DecodeError):
        decoder(data)


@given(st.integers(0, 1 << 32 - 1))
def test_lengths_come_back_as_they_went(count):
    assert axdr.length_at(b"\0" + axdr.length(count), 1) == (count, 1 + len(axdr.length(count)))


# The association.


def has_acted(answer: bytes) -> bool:
    """Whether an answer says that something was written or done."""
    kind = answer[:2]
    if kind in (b"\xc5\x01", b"\xc5\x03", b"\xc7\x01"):
        return answer[3] == 0
    if kind in (b"\xc5\x05", b"\xc5\x04"):
        return 0 in answer[4 : 4 + answer[3]]
    if kind == b"\xc7\x03":
        return 0 in answer[4::2]
    return kind == b"\xc7\x02"


@given(
    st.lists(ANYTHING, min_size=1, max_size=12),
    st.sampled_from([12, 13, 30, 128, 0, 65_535]),
    st.sampled_from([18, 1, 16]),
)
def test_an_association_answers_everything_and_what_it_refuses_changes_nothing(apdus, pdu, client):
    talk = Talk(capture(), client, pdu=pdu)
    state = state_of(talk.meter)
    for apdu in apdus:
        opening = apdu[:1] == b"\x60"
        answer = talk.ask(apdu)
        assert isinstance(answer, bytes)
        assert answer or opening
        if not opening:
            assert len(answer) <= max(pdu, 12) if pdu else len(answer) <= LONGEST_APDU
        else:
            pdu = 0  # the client may have agreed on another one
        now = state_of(talk.meter)
        if not has_acted(answer):
            assert now == state
        if client == 16:
            assert not has_acted(answer)
        state = now


@given(st.lists(ANYTHING, max_size=8))
def test_without_an_association_nothing_is_read_or_done(apdus):
    device = CosemDevice(capture())
    association = bench.Association(device, 18, 16)
    state = state_of(device.meter)
    for apdu in apdus:
        if apdu[:1] == b"\x60":
            continue
        answer = association.receive(apdu)
        assert answer[:1] in (b"\xd8", b"\x63")
    assert state_of(device.meter) == state


@given(st.binary(max_size=70).filter(lambda password: password != b"12345"))
def test_no_other_password_opens(password):
    association = bench.Association(CosemDevice(capture()), 18, 16)
    association.receive(bench.aarq(password))
    assert not association.is_open


@given(damaged(st.just(bench.aarq(b"12345"))))
def test_a_damaged_aarq_opens_only_with_the_password_in_it(apdu):
    association = bench.Association(CosemDevice(capture()), 18, 16)
    answer = association.receive(apdu)
    assert isinstance(answer, bytes)
    if association.is_open:
        assert b"12345" in apdu


# Sessions.


def feed(session, data: bytes, step: int) -> bytes:
    """What a session says to octets in portions; what waits in it stays bounded."""
    out = b""
    for at in range(0, len(data), step):
        if session.closed:
            break
        portion = data[at : at + step]
        answer = session.receive(portion, 0.0)
        assert len(answer) <= (1 + len(portion) // 8) * (LONGEST_APDU + 8)
        out += answer
        inner = getattr(session, "_inner", session)
        splitter = inner._line._splitter if isinstance(inner, HdlcSession) else inner._splitter
        assert len(splitter._buffer) <= 65_543 + step
    return out


def alike(meters, make, data: bytes) -> bytes:
    """The answers to octets that come together; they are the same when they come one by one."""
    together = feed(make(meters[0]), data, len(data) or 1)
    assert feed(make(meters[1]), data, 1) == together
    assert state_of(meters[0]) == state_of(meters[1])
    return together


PACKETS = st.one_of(
    ANYTHING.map(wrap),
    st.builds(wrap, ANYTHING, st.sampled_from([16, 1, 18, 19, 0, 65_535]), st.sampled_from([1, 16, 5])),
    damaged(ANYTHING.map(wrap)),
    st.binary(max_size=30),
)


@given(st.booleans(), st.lists(PACKETS, max_size=6))
def test_a_tcp_session_takes_anything_in_the_wrapper(opened, packets):
    data = (wrap(bench.aarq(b"12345")) if opened else b"") + b"".join(packets)
    if not data:
        return
    out = alike((capture(), capture()), tcp_session, data)
    if data[:1] != b"\x7e":
        unwrap(out)


SERVER, CLIENT = Address(16), Address(18)
COMMANDS = st.one_of(
    st.builds(
        Frame,
        st.sampled_from([SERVER, Address(1), Address(16, 32, 2), Address(99)]),
        st.sampled_from([CLIENT, Address(16), Address(1)]),
        st.one_of(st.sampled_from([0x93, 0x53, 0x10, 0x32, 0x54, 0x76, 0x11, 0x31]), st.integers(0, 255)),
        ANYTHING.map(lambda apdu: b"\xe6\xe6\x00" + apdu) | st.binary(max_size=60),
        st.booleans(),
    ).map(encode_frame),
    st.sampled_from(PUBLISHED),
)


def link_up() -> bytes:
    """A link and its association, as octets: what follows is of numbers 1 and 1."""
    return encode_frame(Frame(SERVER, CLIENT, Kind.SNRM.control)) + encode_frame(
        Frame(SERVER, CLIENT, i_control(0, 0, True), b"\xe6\xe6\x00" + bench.aarq(b"12345"))
    )


@given(st.booleans(), st.lists(st.one_of(COMMANDS, damaged(COMMANDS)), max_size=8), st.booleans())
def test_a_session_takes_anything_on_hdlc(opened, commands, serial):
    data = (link_up() if opened else b"") + b"".join(commands)
    if not data:
        return

    def make(meter):
        return HdlcSession(CosemDevice(meter)) if serial else tcp_session(meter)

    out = alike((capture(), capture()), make, data)
    if data[:1] == b"\x7e" or serial:
        frames(out)


@given(st.lists(ANYTHING, min_size=1, max_size=7))
def test_requests_on_hdlc_are_answered_in_order_whatever_they_say(apdus):
    """Numbers are kept right, so that each request gets through to the association."""
    meter = capture()
    session = HdlcSession(CosemDevice(meter))
    session.receive(link_up(), 0.0)
    plain = Talk(capture())
    sent = received = 1
    for apdu in apdus:
        expected = plain.ask(apdu)
        payload, answer = b"\xe6\xe6\x00" + apdu, b""
        parts = [payload[at : at + 128] for at in range(0, len(payload), 128)]
        for number, part in enumerate(parts):
            command = Frame(SERVER, CLIENT, i_control(sent, received, True), part, number < len(parts) - 1)
            out = frames(session.receive(encode_frame(command), 0.0))
            sent = sent + 1 & 7
        while out[0].kind is Kind.I:
            received = received + 1 & 7
            answer += out[0].information
            if not out[0].segmented:
                break
            poll = Frame(SERVER, CLIENT, rr_control(received))
            out = frames(session.receive(encode_frame(poll), 0.0))
        assert answer[3:] == expected
    assert state_of(meter) == state_of(plain.meter)


@given(st.lists(damaged(st.sampled_from(PUBLISHED)), max_size=12))
def test_damaged_real_sessions(commands):
    data = b"".join(commands)
    if data:
        alike((capture(), capture()), lambda meter: HdlcSession(CosemDevice(meter)), data)
