"""The wrapper takes whatever comes: one kind of error, no growth, the same in any portions."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from enfas.errors import DecodeError
from enfas.protocols.wrapper import Packet, Splitter, encode

PACKETS = st.lists(
    st.builds(Packet, st.integers(0, 0xFFFF), st.integers(0, 0xFFFF), st.binary(max_size=300)), max_size=6
)


def drain(splitter: Splitter) -> tuple[list[Packet], bool]:
    found = []
    try:
        while (packet := splitter.next_packet()) is not None:
            found.append(packet)
    except DecodeError:
        return found, True
    return found, False


@given(PACKETS, st.integers(1, 50))
def test_packets_come_back_as_they_went(packets, step):
    data = b"".join(encode(*packet) for packet in packets)
    splitter, found = Splitter(), []
    for offset in range(0, len(data), step):
        splitter.feed(data[offset : offset + step])
        found += drain(splitter)[0]
    assert found == packets
    assert len(splitter) == 0


@given(PACKETS, st.integers(0, 3), st.binary(max_size=3))
def test_the_short_way_takes_what_the_long_way_does(packets, cut, tail):
    data = b"".join(encode(*packet) for packet in packets) + tail
    data = data[: len(data) - cut]
    splitter = Splitter()
    splitter.feed(data)
    found, failed = drain(splitter)
    single = len(found) == 1 and len(splitter) == 0 and not failed
    assert Splitter().whole(data) == (found[0].route.ports if single else b"")


@given(
    PACKETS,
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=4),
    st.binary(max_size=40),
)
def test_damage_gives_the_one_error_in_any_portions_alike(packets, changes, tail):
    data = bytearray(b"".join(encode(*packet) for packet in packets) + tail)
    for at, octet in changes:
        if at < len(data):
            data[at] = octet
    whole = Splitter(max_length=2000)
    whole.feed(bytes(data))
    expected = drain(whole)
    single, found, failed = Splitter(max_length=2000), [], False
    for octet in data:
        single.feed(bytes([octet]))
        more, failed = drain(single)
        found += more
        assert len(single) <= 2008
        if failed:
            break
    assert (found, failed) == expected
