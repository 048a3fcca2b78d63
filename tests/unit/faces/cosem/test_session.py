"""Sessions on lines: the framings, several clients at once, silence, garbage, and bounds."""

from __future__ import annotations

import pytest
from tests.cosem_bench import ACCOUNTS, capture, state_of
from tests.dlms_bench import (
    RELEASE,
    act,
    act_block,
    act_first,
    act_list,
    descriptor,
    finish_blocks,
    get,
    get_list,
    get_next,
    put,
    put_block,
    put_first,
    put_list,
)
from tests.session_bench import HdlcTalk, WrapperTalk, frames, tcp_session, unwrap, wrap

from enfas.catalog.meter_port import MeterPort
from enfas.faces.cosem.device import CosemDevice
from enfas.faces.cosem.session import HdlcSession, TcpSession, WrapperSession
from enfas.limits import Counters, Limits
from enfas.protocols.hdlc import Address
from enfas.protocols.hdlc.frame import Frame, Kind, encode, i_control, rr_control

ENERGY = descriptor(3, "1.1.1.8.0.255", 2)
SCALER = descriptor(3, "1.1.1.8.0.255", 3)
PROFILE = descriptor(7, "1.1.99.1.0.255", 2)
OBJECTS = descriptor(15, "0.0.40.0.0.255", 2)
NUMBER = descriptor(1, "1.1.0.0.1.255", 2)
TRIP = descriptor(3, "1.1.1.128.0.255", 1)
RANGE = bytes.fromhex(
    "01" + "0204" + "020412000809060001010000ff0f02120000" + "090cffffffffffffffffff8000ff" * 2 + "0100"
)
ENTRY = bytes.fromhex("02" + "0204" + "0600000000" + "0600000002" + "120001" + "120000")
VALUE = b"\x06\x00\x00\x00\x2a"


def talk_on(framing: str, meter=None, client: int = 18):
    """A client's end, its association open, on each of the framings that are offered."""
    meter = meter or capture()
    server = 16 if client > 16 else 1
    if framing == "wrapper":
        talk = WrapperTalk(tcp_session(meter), client, server)
    elif framing == "hdlc":
        talk = HdlcTalk(tcp_session(meter), client, server)
    else:
        talk = HdlcTalk(HdlcSession(CosemDevice(meter)), client, Address(server, 32, 2))
    assert talk.open(pdu=200)[:1] == b"\x61"
    return talk


def blocks(talk, request: bytes) -> bytes:
    class Asked:
        receive = staticmethod(talk.ask)

    return finish_blocks(Asked, talk.ask(request))[0]


def read_get(talk):
    assert talk.ask(get(ENERGY))[:4] == b"\xc4\x01\xc1\x00"


def read_list(talk):
    answer = talk.ask(get_list(ENERGY, SCALER))
    assert answer == b"\xc4\x03\xc1\x02\x00" + talk.ask(get(ENERGY))[4:] + b"\x00" + talk.ask(get(SCALER))[4:]


def read_blocks(talk):
    assert blocks(talk, get(OBJECTS))[:2] == b"\x01\x82"


def read_range(talk):
    assert blocks(talk, get(PROFILE, RANGE))[:2] == b"\x01\x15"


def read_entry(talk):
    assert talk.ask(get(PROFILE, ENTRY))[:6] == b"\xc4\x01\xc1\x00\x01\x03"


def write(talk):
    assert talk.ask(put(NUMBER, VALUE)).hex() == "c501c100"
    assert talk.ask(get(NUMBER))[4:] == VALUE


def write_list(talk):
    assert talk.ask(put_list((NUMBER, VALUE), (ENERGY, VALUE))).hex() == "c505c1020003"
    assert talk.ask(get(NUMBER))[4:] == VALUE


def write_blocks(talk):
    assert talk.ask(put_first(NUMBER, False, VALUE[:2])).hex() == "c502c100000001"
    assert talk.ask(put_block(True, 2, VALUE[2:])).hex() == "c503c10000000002"
    assert talk.ask(get(NUMBER))[4:] == VALUE


def do(talk):
    assert talk.ask(act(TRIP)).hex() == "c701c10000"


def do_list(talk):
    assert talk.ask(act_list((TRIP, b"\x0f\x00"), (TRIP, b"\x0f\x00"))).hex() == "c703c10200000000"


def do_blocks(talk):
    assert talk.ask(act_first(TRIP, False, b"\x0f")).hex() == "c704c100000001"
    assert talk.ask(act_block(True, 2, b"\x00")).hex() == "c701c10000"


SERVICES = {
    "GET": read_get,
    "GET-list": read_list,
    "GET-blocks": read_blocks,
    "GET-range": read_range,
    "GET-entry": read_entry,
    "SET": write,
    "SET-list": write_list,
    "SET-blocks": write_blocks,
    "ACTION": do,
    "ACTION-list": do_list,
    "ACTION-blocks": do_blocks,
}
FRAMINGS = ["wrapper", "hdlc", "serial"]


@pytest.mark.requirement("COM-1")
@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("service", SERVICES)
def test_service(service, framing):
    SERVICES[service](talk_on(framing))


@pytest.mark.requirement("COM-1")
@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("client", [client for client, _ in ACCOUNTS])
def test_each_client_on_each_framing(client, framing):
    talk = talk_on(framing, client=client)
    assert talk.ask(get(descriptor(8, "0.1.1.0.0.255", 2)))[:6] == b"\xc4\x01\xc1\x00\x09\x0c"
    assert talk.ask(RELEASE).hex() == "6303800100"


@pytest.mark.requirement("COM-1")
@pytest.mark.parametrize("width", [1, 2, 4])
@pytest.mark.parametrize("server", [1, 16])
def test_each_length_of_address(width, server):
    address = Address(server, 32 if width > 1 else 0, width)
    talk = HdlcTalk(tcp_session(), 1 if server == 1 else 18, address)
    talk.open()
    assert talk.ask(get(ENERGY))[:4] == b"\xc4\x01\xc1\x00"


# The wrapper.


def test_several_associations_on_one_connection():
    session = tcp_session()
    talks = [WrapperTalk(session, client, server) for client, server in ACCOUNTS]
    for talk in talks:
        talk.open()
    for talk in talks[1:2] + talks[:1] + talks[2:]:
        expected = "0104" if talk.client == 16 else "0006"
        assert talk.ask(get(ENERGY)).hex()[6:10] == expected
    talks[2].ask(RELEASE)
    assert talks[2].ask(get(ENERGY)).hex() == "d80101"
    assert talks[3].ask(get(ENERGY))[:4] == b"\xc4\x01\xc1\x00"


def test_only_open_associations_are_kept():
    session = tcp_session()
    for client in range(300):
        assert WrapperTalk(session, client, 16).ask(get(ENERGY)).hex() == "d80101"
    assert session._inner._associations == {}
    talk = WrapperTalk(session)
    talk.open()
    assert len(session._inner._associations) == 1
    talk.ask(RELEASE)
    assert session._inner._associations == {}
    talk.open()
    talk.open(password=b"wrong")
    assert session._inner._associations == {}


@pytest.mark.parametrize("server", [0, 2, 17, 0xFFFF])
def test_no_logical_device_no_answer(server):
    assert WrapperTalk(tcp_session(), 18, server).open() == b""


@pytest.mark.parametrize("portion", [1, 2, 3, 7, 50])
def test_any_portions_give_the_same_answers(portion):
    meter = capture()
    requests = [wrap(get(key)) for key in (ENERGY, SCALER, PROFILE, OBJECTS)]
    whole = WrapperTalk(tcp_session(meter))
    whole.open()
    expected = b"".join(map(whole.raw, requests))
    parts = WrapperTalk(tcp_session(meter))
    parts.open()
    data = b"".join(requests)
    assert b"".join(parts.raw(data[n : n + portion]) for n in range(0, len(data), portion)) == expected
    together = WrapperTalk(tcp_session(meter))
    together.open()
    assert together.raw(data) == expected


def test_half_a_packet_and_then_the_rest():
    talk = WrapperTalk(tcp_session())
    talk.open()
    request = wrap(get(ENERGY))
    assert talk.raw(request[:11]) == b""
    assert unwrap(talk.raw(request[11:] + request))[1][2][:4] == b"\xc4\x01\xc1\x00"


@pytest.mark.parametrize(
    "garbage", [b"GET / HTTP/1.1\r\n\r\n", b"\x00\x02" + bytes(20), b"\x01", b"\xff" * 100]
)
def test_what_is_neither_framing_closes_the_connection(garbage):
    session = tcp_session()
    assert session.receive(garbage, 0.0) == b""
    assert session.closed
    assert session._device.counters == Counters(closed_garbage=1)


def test_garbage_after_a_request_closes_after_the_answer():
    talk = WrapperTalk(tcp_session())
    talk.open()
    assert unwrap(talk.raw(wrap(get(ENERGY)) + b"garbage"))[0][2][:4] == b"\xc4\x01\xc1\x00"
    assert talk.session.closed


def test_an_empty_apdu_is_answered():
    assert WrapperTalk(tcp_session()).ask(b"").hex() == "d80202"


# Silence.


def test_a_connection_that_never_says_anything_is_closed():
    session = tcp_session()
    assert session.wake_at_s == 0.0  # at once, to learn what time it is
    assert session.wake(1000.0) == b""
    assert not session.closed
    assert session.wake_at_s == 1000.0 + Limits().inactivity_s
    session.wake(session.wake_at_s - 1.0)
    assert not session.closed
    session.wake(session.wake_at_s)
    assert session.closed
    assert session._device.counters == Counters(closed_silent=1)


@pytest.mark.parametrize("talk_class", [WrapperTalk, HdlcTalk])
def test_a_connection_that_falls_silent_is_closed(talk_class):
    session = tcp_session(inactivity_s=60.0)
    session.wake(100.0)
    talk = talk_class(session, now_s=100.0)
    talk.open()
    talk.now_s = 110.0
    talk.ask(get(ENERGY))
    while session.wake_at_s < 170.0:
        session.wake(session.wake_at_s)
        assert not session.closed
    assert session.wake_at_s == 170.0
    session.wake(170.0)
    assert session.closed
    assert session._device.counters == Counters(closed_silent=1)


@pytest.mark.parametrize("begun", [wrap(bytes(200))[:10], b"\x7e", b"\x7e noise \x7e"])
def test_a_client_that_sends_a_request_without_end_is_silent(begun):
    """Octets that never become a request keep no connection open."""
    session = tcp_session(inactivity_s=60.0)
    session.wake(100.0)
    session.receive(begun, 150.0)
    assert session.wake_at_s == 210.0
    for now_s in range(151, 210):
        session.receive(b"\0", float(now_s))
    assert session.wake_at_s == 210.0
    session.wake(210.0)
    assert session.closed


def test_every_request_of_a_client_that_sends_octet_by_octet_is_heard():
    session = tcp_session(inactivity_s=60.0)
    talk = WrapperTalk(session)
    talk.open()
    for now_s, octet in enumerate(wrap(get(ENERGY))):
        answer = session.receive(bytes([octet]), float(now_s))
    assert unwrap(answer)[0][2][:4] == b"\xc4\x01\xc1\x00"
    assert session.wake_at_s == 60.0 + len(wrap(get(ENERGY))) - 1


@pytest.mark.parametrize("make", [TcpSession, WrapperSession])
def test_a_connection_may_be_let_be_silent(make):
    session = make(CosemDevice(capture(), limits=Limits(inactivity_s=0)))
    assert session.wake_at_s is None
    talk = WrapperTalk(session)
    talk.open()
    assert session.wake_at_s is None


def test_a_serial_line_is_never_closed():
    session = HdlcSession(CosemDevice(capture()))
    assert session.wake_at_s is None
    session.receive(b"\x7e\xa0 noise \x7e", 0.0)
    assert session.wake(1e9) == b""
    assert not session.closed
    assert (session.line.baud, session.line.data_bits, session.line.parity) == (9600, 8, "N")


# HDLC.


def test_a_link_that_falls_silent_ends_its_association():
    session = HdlcSession(CosemDevice(capture()))
    talk = HdlcTalk(session)
    talk.open()
    assert session.wake_at_s == 20.0
    session.wake(20.0)
    assert session._associations == {}
    assert [frame.kind for frame in talk.frame(rr_control(0))] == [Kind.DM]


def test_a_disconnection_ends_the_association():
    talk = talk_on("hdlc")
    assert [frame.kind for frame in talk.disconnect()] == [Kind.UA]
    talk.connect()
    assert talk.ask(get(ENERGY)).hex() == "d80101"


def test_a_second_snrm_ends_the_association():
    talk = talk_on("hdlc")
    talk.connect()
    assert talk.ask(get(ENERGY)).hex() == "d80101"


def test_two_clients_on_one_line():
    session = HdlcSession(CosemDevice(capture()))
    first, second = HdlcTalk(session, 18), HdlcTalk(session, 16, 1)
    first.open()
    second.open()
    assert first.ask(get(ENERGY))[:4] == b"\xc4\x01\xc1\x00"
    assert second.ask(get(ENERGY)).hex() == "c401c10104"
    first.disconnect()
    assert second.ask(get(ENERGY)).hex() == "c401c10104"


def test_a_payload_of_another_protocol_is_passed_over():
    talk = talk_on("hdlc")
    payload = b"\xe6\xe7\x00" + get(ENERGY)
    (answer,) = talk.frame(i_control(1, 1, True), payload)
    assert answer.kind is Kind.RR


def test_a_broadcast_is_not_answered():
    session = HdlcSession(CosemDevice(capture()))
    command = encode(Frame(Address(0x7F), Address(18), Kind.UI.control, b"\xe6\xe6\x00" + get(ENERGY)))
    assert session.receive(command, 0.0) == b""


def test_settings_hold_as_soon_as_no_link_is_up():
    meter = capture()
    session = HdlcSession(CosemDevice(meter))
    talk = HdlcTalk(session, 18, Address(16, 32, 2))
    talk.open()
    for number, value in ((8, 5), (9, 33)):
        talk.ask(put(descriptor(23, "0.0.22.0.0.255", number), b"\x12" + value.to_bytes(2, "big")))
    assert talk.ask(get(ENERGY))[:4] == b"\xc4\x01\xc1\x00"
    talk.disconnect()
    assert talk.connect() == []
    moved = HdlcTalk(session, 18, Address(16, 33, 2))
    moved.open()
    assert session.wake_at_s == 5.0


def test_a_client_that_does_not_acknowledge_gets_no_second_answer():
    """Else the answers that wait for it would grow without bound."""
    talk = talk_on("hdlc")
    for number in range(1, 8):
        for _ in range(200):
            talk.frame(i_control(number, 1, True), b"\xe6\xe6\x00" + get(OBJECTS))
    link = next(iter(talk.session._inner._line._links.values()))
    assert link._window.unacknowledged <= 3


# Bounds.

STATED = 65_543
"""The longest answer to one packet: an APDU of 65 535 octets in its wrapper."""


@pytest.mark.parametrize("request_", [get_next(1), get(OBJECTS), get_list(*[OBJECTS] * 18), b""])
def test_answers_to_a_portion_are_bounded(request_):
    talk = WrapperTalk(tcp_session())
    talk.open()
    packet = wrap(request_)
    portion = packet * (4096 // len(packet))
    assert len(talk.raw(portion)) <= (4096 // len(packet)) * STATED


def test_answers_to_a_portion_on_hdlc_are_bounded():
    talk = talk_on("hdlc")
    command = encode(
        Frame(talk.pair.server, talk.pair.client, i_control(1, 1, True), b"\xe6\xe6\x00" + get(OBJECTS))
    )
    answer = talk.session.receive(command * (4096 // len(command)), 0.0)
    assert len(answer) <= (4096 // len(command)) * 150
    frames(answer)


@pytest.mark.parametrize("framing", FRAMINGS)
def test_what_was_refused_has_changed_nothing(framing):
    meter = capture()
    talk = talk_on(framing, meter)
    before = state_of(meter)
    for apdu in (
        put(ENERGY, VALUE),
        put(NUMBER, b"\x12\x00\x01"),
        put(descriptor(8, "0.1.1.0.0.255", 2), b"\x09\x0c" + bytes(12)),
        act(descriptor(3, "1.1.1.8.0.255", 1)),
        put_first(NUMBER, False, VALUE),
        act_block(True, 2, b""),
        b"\xc1\x01",
    ):
        assert talk.ask(apdu)
    assert state_of(meter) == before


def test_a_line_bears_as_many_links_as_it_may():
    counters = Counters()
    device = CosemDevice(capture(), limits=Limits(links=2), counters=counters)
    session = HdlcSession(device)
    talks = [HdlcTalk(session, client) for client in (18, 19, 20, 21)]
    kinds = [frame.kind for talk in talks for frame in talk.connect()]
    assert kinds == [Kind.UA, Kind.UA, Kind.DM, Kind.DM]
    assert counters == Counters(links_refused=2)
    talks[0].disconnect()
    talks[2].open()
    assert counters.links_refused == 2


@pytest.mark.parametrize("octets", [128, 1000, 0xFFFF])
def test_the_longest_apdu_is_as_the_limits_say_and_is_told(octets):
    """In the AARE's initiate response and in the association object; a longer one is no packet."""
    session = tcp_session(apdu_octets=octets)
    talk = WrapperTalk(session)
    assert talk.open()[-4:] == octets.to_bytes(2, "big") + b"\x00\x07"
    assert b"\x12" + octets.to_bytes(2, "big") in talk.ask(get(descriptor(15, "0.0.40.0.0.255", 5)))
    longest = b"\xc0" + bytes(octets - 1)
    assert talk.ask(longest)[:1] == b"\xd8"
    assert not session.closed
    if octets < 0xFFFF:
        assert talk.raw(wrap(longest + b"\0")) == b""
        assert session.closed
        assert session._device.counters == Counters(closed_garbage=1)


def test_a_longer_apdu_than_may_be_is_rejected_on_hdlc():
    talk = HdlcTalk(tcp_session(apdu_octets=200))
    talk.open()
    assert talk.ask(b"\xc0" + bytes(199))[:1] == b"\xd8"
    for number, size in ((3, 128), (4, 76)):
        (answer,) = talk.frame(i_control(number, 2, True), bytes(size), segmented=number == 3)
    assert answer.kind is Kind.FRMR


def test_a_longer_apdu_than_may_be_is_not_taken_in_blocks_either():
    talk = WrapperTalk(tcp_session(apdu_octets=128))
    talk.open()
    talk.ask(put_first(NUMBER, False, bytes(100)))
    assert talk.ask(put_block(True, 2, bytes(29))).hex() == "c503c11100000002"


def test_a_list_of_answers_is_as_long_as_the_limits_say():
    talk = WrapperTalk(tcp_session(listed_octets=1024))
    talk.open()
    answer = talk.ask(get_list(OBJECTS, ENERGY, OBJECTS))
    assert answer[:6] == b"\xc4\x03\xc1\x03\x00\x01"
    assert answer[-4:] == b"\x01\xfa\x01\xfa"
    wider = WrapperTalk(tcp_session(listed_octets=1 << 20))
    wider.open()
    assert wider.ask(get_list(OBJECTS, ENERGY, OBJECTS))[-4:] != answer[-4:]


# The end of a line.


@pytest.mark.parametrize("framing", FRAMINGS)
def test_associations_end_with_their_line(framing):
    talk = talk_on(framing)
    session = getattr(talk.session, "_inner", talk.session)
    assert session._associations
    talk.session.end()
    assert not session._associations


def test_a_line_may_end_before_anything_was_said():
    tcp_session().end()


# The ports of the meter.

ANSWERED = {
    MeterPort.MODULE: {16, 1, 18},
    MeterPort.OPTICAL: {16, 1, 19},
    MeterPort.CONSUMER: {16, 1, 20},
    MeterPort.NETWORK: {16, 1, 18, 19, 20},
}


@pytest.mark.requirement("COM-1")
@pytest.mark.parametrize("client", [client for client, _ in ACCOUNTS])
@pytest.mark.parametrize("port", MeterPort)
def test_who_is_answered_at_which_port(port, client):
    """Who is not is refused the association, with the diagnostic `calling AP title not recognised`."""
    talk = HdlcTalk(HdlcSession(CosemDevice(capture(), port)), client, 16 if client > 16 else 1)
    answer = talk.open()
    if client in ANSWERED[port]:
        assert b"\xa2\x03\x02\x01\x00" in answer
        assert talk.ask(get(descriptor(8, "0.1.1.0.0.255", 2)))[:6] == b"\xc4\x01\xc1\x00\x09\x0c"
    else:
        assert b"\xa2\x03\x02\x01\x01\xa3\x05\xa1\x03\x02\x01\x03" in answer
        assert talk.ask(get(descriptor(8, "0.1.1.0.0.255", 2))).hex() == "d80101"
