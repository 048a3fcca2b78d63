"""HDLC takes whatever comes: one kind of error, no crash, no growth, the same in any portions."""

from __future__ import annotations

import json
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.hdlc_ends import ClientEnd, ServerEnd
from tests.helpers import VECTORS

from enfas.errors import DecodeError
from enfas.protocols.hdlc import (
    Address,
    ClientLink,
    Disconnected,
    Frame,
    Information,
    Pair,
    Parameters,
    ServerLine,
    Splitter,
    llc,
)
from enfas.protocols.hdlc.events import Connected
from enfas.protocols.hdlc.frame import decode, encode
from enfas.testing.null_modem import run

REAL = [
    bytes.fromhex(frame["hex"])
    for session in json.loads((VECTORS / "dlms_sessions.json").read_text())["sessions"]
    for frame in session["frames"]
] + [bytes.fromhex(f["hex"]) for f in json.loads((VECTORS / "hdlc_captures.json").read_text())["frames"]]
LARGEST = 2049


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Real frames in a row, then octets changed, put in, taken out."""
    data = bytearray(b"".join(draw(st.lists(st.sampled_from(REAL), min_size=1, max_size=5))))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        match draw(st.sampled_from(["flip", "insert", "delete", "cut"])):
            case "flip" if data:
                data[at] ^= 1 << draw(st.integers(0, 7))
            case "insert":
                data[at:at] = draw(st.binary(max_size=8))
            case "delete":
                del data[at : at + draw(st.integers(1, 8))]
            case _:
                del data[at:]
    return bytes(data)


ADDRESSES = st.one_of(
    st.builds(Address, st.integers(0, 127), st.just(0), st.just(1)),
    st.builds(Address, st.integers(0, 127), st.integers(0, 127), st.just(2)),
    st.builds(Address, st.integers(0, 0x3FFF), st.integers(0, 0x3FFF), st.just(4)),
)
FRAMES = st.builds(Frame, ADDRESSES, ADDRESSES, st.integers(0, 255), st.binary(max_size=300), st.booleans())
# valid frames of every kind, most of them to a link that is there
COMMANDS = st.lists(
    st.builds(
        Frame,
        st.sampled_from([Address(16), Address(16, 32, 2), Address(1), Address(0x7F), Address(99)]),
        st.sampled_from([Address(18), Address(16), Address(18, 1, 2)]),
        st.one_of(st.sampled_from([0x93, 0x10, 0x32, 0x54, 0x11, 0x31, 0x53, 0x13]), st.integers(0, 255)),
        st.one_of(st.sampled_from([b"", Parameters(300, 300, 3, 3).encode()]), st.binary(max_size=400)),
        st.booleans(),
    ),
    max_size=20,
)


@given(FRAMES)
def test_a_frame_comes_back_as_it_went(frame):
    assert decode(encode(frame)[1:-1]) == frame


@given(st.one_of(mutated(), st.binary(max_size=200)))
def test_decoders_raise_their_one_error_only(data):
    for decoder in (decode, Parameters.decode, lambda octets: llc.unwrap(octets, llc.REQUEST)):
        try:
            decoder(data)
        except DecodeError:
            continue


@given(mutated(), st.randoms(use_true_random=False))
def test_any_portions_give_the_same_frames(data, random: Random):
    whole = Splitter()
    whole.feed(data)
    expected = list(iter(whole.next_frame, None))
    parts, found = Splitter(), []
    while data:
        size = random.choice([1, 1, 2, 7, 50])
        parts.feed(data[:size])
        data = data[size:]
        found += iter(parts.next_frame, None)
        assert len(parts) <= LARGEST
    assert found == expected


@given(st.one_of(mutated(), st.binary(max_size=500), COMMANDS.map(lambda them: b"".join(map(encode, them)))))
def test_a_line_takes_anything_in_any_portions_alike(data):
    def feed(step: int) -> tuple[bytes, list[object]]:
        end = ServerEnd(ServerLine((1, 16), max_payload=1000), lambda payload: payload[:100] * 5)
        out = b"".join(end.receive(data[n : n + step], 0.0) for n in range(0, len(data), step))
        out += end.wake(1000.0)
        assert end.line.wake_at_s is None
        return out, end.events

    together, alone = feed(len(data) or 1), feed(1)
    assert together == alone
    splitter = Splitter()
    splitter.feed(together[0])
    answers = b"".join(encode(frame) for frame in iter(splitter.next_frame, None))
    assert answers == together[0]  # nothing but whole frames is sent


@given(mutated())
def test_a_client_takes_anything(data):
    for state in range(3):
        link = ClientLink(Pair(Address(16), Address(18)), max_payload=1000)
        if state:
            link.connect(0.0)
        if state > 1:
            link.receive(encode(Frame(Address(18), Address(16), 0x73)), 0.0)
            link.send(b"ask", 0.0)
        link.receive(data, 0.0)
        for second in range(100):
            link.wake(float(second))
        assert len(link.data_to_send()) < 20_000


@given(
    server=st.sampled_from([Address(16), Address(16, 32, 2), Address(16, 32, 4)]),
    windows=st.tuples(st.integers(1, 7), st.integers(1, 7)),
    lengths=st.tuples(st.integers(20, 2030), st.integers(20, 2030)),
    sizes=st.tuples(st.integers(1, 4000), st.integers(1, 4000)),
    losses=st.sets(st.integers(0, 60), max_size=8),
    corrupt=st.booleans(),
)
def test_what_is_lost_or_damaged_is_sent_again(server, windows, lengths, sizes, losses, corrupt):
    """Portions of the talk vanish or are damaged; what arrives is whole, in order, and once."""
    count = 0

    def damage(data: bytes) -> bytes:
        nonlocal count
        count += 1
        if count not in losses:
            return data
        spoilt = bytearray(data)
        spoilt[len(data) // 2] ^= 0x20
        return bytes(spoilt) if corrupt else b""

    far = ServerEnd(
        ServerLine((16,), offer=Parameters(lengths[0], lengths[1], windows[0], windows[1])),
        lambda payload: payload[:1] * sizes[1],
    )
    near = ClientEnd(
        ClientLink(
            Pair(server, Address(18)), Parameters(lengths[1], lengths[0], windows[1], windows[0]), attempts=12
        )
    )
    near.link.connect(0.0)
    now_s = run(
        near, far, start=near.drain(), until_s=60.0, damage=damage, finished=lambda: bool(near.events)
    )
    assert isinstance(near.events[0], Connected)
    for letter in (b"a", b"b"):
        already = len(near.events)
        near.link.send(letter * sizes[0], now_s)
        now_s = run(
            near,
            far,
            start=near.drain(),
            now_s=now_s,
            until_s=now_s + 200.0,
            damage=damage,
            finished=lambda already=already: len(near.events) > already,
        )
    assert [event.payload for event in near.events[1:]] == [b"a" * sizes[1], b"b" * sizes[1]]
    taken = [event.payload for event in far.events if isinstance(event, Information)]
    assert taken == [b"a" * sizes[0], b"b" * sizes[0]]
    assert not any(isinstance(event, Disconnected) for event in near.events)
