"""The client's end: the published sessions, the wire in memory, failures."""

from __future__ import annotations

import itertools
import json

import pytest
from tests.hdlc_ends import ClientEnd, ServerEnd
from tests.helpers import VECTORS

from enfas.protocols.hdlc import (
    Address,
    ClientLink,
    Connected,
    Disconnected,
    Information,
    Pair,
    Parameters,
    Reason,
    ServerLine,
)
from enfas.protocols.hdlc.events import Unnumbered
from enfas.protocols.hdlc.frame import Frame, Kind, decode, encode, i_control, rr_control
from enfas.protocols.hdlc.states import State
from enfas.testing.null_modem import run

SESSIONS = {
    session["name"]: session
    for session in json.loads((VECTORS / "dlms_sessions.json").read_text())["sessions"]
}
PAIR = Pair(Address(16), Address(18))


def response(control, information=b"", *, segmented=False, pair=PAIR):
    return encode(Frame(pair.client, pair.server, control, information, segmented))


def connected(**options):
    link = ClientLink(PAIR, **options)
    link.connect(0.0)
    link.receive(response(Kind.UA.control, Parameters(128, 128, 7, 7).encode()), 0.0)
    assert isinstance(link.next_event(), Connected)
    link.data_to_send()
    return link


@pytest.mark.requirement("COM-1")
def test_the_published_session_octet_for_octet():
    session = SESSIONS["number"]
    link = ClientLink(Pair(Address(session["server"]), Address(session["client"])), Parameters(512, 512))
    steps = iter(session["frames"])
    link.connect(0.0)
    for request, answer in itertools.zip_longest(steps, steps):
        octets = bytes.fromhex(request["hex"])
        frame = decode(octets[1:-1])
        if frame.kind is Kind.I:
            link.send(frame.information, 0.0)
        elif frame.kind is Kind.DISC:
            link.disconnect(0.0)
        assert link.data_to_send().hex() == octets.hex()
        link.receive(bytes.fromhex(answer["hex"]), 0.0)
        told = decode(bytes.fromhex(answer["hex"])[1:-1])
        event = link.next_event()
        if told.kind is Kind.I:
            assert event == Information(link.pair, told.information)
    assert event == Disconnected(link.pair, Reason.ASKED)
    assert link.wake_at_s is None


@pytest.mark.requirement("COM-1")
@pytest.mark.parametrize("server", [Address(16), Address(16, 32, 2), Address(16, 32, 4)])
@pytest.mark.parametrize("window", [1, 2, 7])
@pytest.mark.parametrize(("length", "size"), [(128, 1), (128, 1000), (1010, 5000), (300, 299), (2030, 66000)])
def test_both_ends_over_a_wire(server, window, length, size):
    parameters = Parameters(length, length, window, window)
    far = ServerEnd(ServerLine((16,), offer=parameters, max_payload=70_000), bytes.upper)
    near = ClientEnd(ClientLink(Pair(server, Address(18)), parameters, max_payload=70_000))
    payload = bytes(b"abcdefg"[n % 7] for n in range(size))
    near.link.connect(0.0)
    run(near, far, start=near.drain(), until_s=1.0)
    for _ in range(3):
        near.link.send(payload, 1.0)
        run(near, far, start=near.drain(), now_s=1.0, until_s=2.0)
    near.link.disconnect(2.0)
    run(near, far, start=near.drain(), now_s=2.0, until_s=3.0)
    assert near.events == [
        Connected(near.link.pair, parameters),
        *[Information(near.link.pair, payload.upper())] * 3,
        Disconnected(near.link.pair, Reason.ASKED),
    ]
    assert [event.payload for event in far.events if isinstance(event, Information)] == [payload] * 3


def test_an_answer_that_stays_away_is_asked_for_and_then_given_up():
    link = ClientLink(PAIR, attempts=3, response_s=2.0)
    link.connect(0.0)
    snrm = link.data_to_send()
    for now_s in (2.0, 4.0):
        link.wake(now_s - 0.1)
        assert link.data_to_send() == b""
        link.wake(now_s)
        assert link.data_to_send() == snrm
    link.wake(6.0)
    assert link.next_event() == Disconnected(PAIR, Reason.NO_ANSWER)
    assert (link.state, link.wake_at_s) == (State.NDM, None)


def test_a_lost_request_is_sent_again_after_a_poll():
    link = connected()
    link.send(b"ask", 0.0)
    asked = link.data_to_send()
    link.wake(2.0)
    assert decode(link.data_to_send()[1:-1]).control == rr_control(0)
    link.receive(response(rr_control(0)), 2.0)
    assert link.data_to_send() == asked
    link.receive(response(i_control(0, 1, True), b"told"), 2.1)
    assert link.next_event() == Information(PAIR, b"told")
    assert link.wake_at_s is None


def test_a_request_that_is_never_taken_is_given_up():
    link = connected(attempts=4)
    link.send(b"ask", 0.0)
    for _ in range(4):
        link.receive(response(rr_control(0)), 0.0)
    assert link.next_event() == Disconnected(PAIR, Reason.NO_ANSWER)


def test_a_server_that_needs_time_is_polled_in_peace():
    link = connected(idle_poll_s=0.25)
    link.send(b"ask", 0.0)
    link.data_to_send()
    link.receive(response(rr_control(1)), 0.0)  # taken: progress, polled at once
    assert decode(link.data_to_send()[1:-1]).control == rr_control(0)
    for now_s in (1.0, 2.0, 3.0, 4.0, 5.0, 6.0):
        link.receive(response(rr_control(1)), now_s)
        assert link.data_to_send() == b""
        assert link.wake_at_s == now_s + 0.25
        link.wake(now_s + 0.25)
        assert decode(link.data_to_send()[1:-1]).control == rr_control(0)
    assert link.next_event() is None


def test_a_busy_server_gets_nothing_until_it_is_ready():
    link = connected()
    link.send(b"ask", 0.0)
    link.data_to_send()
    link.receive(response(0x15), 0.0)  # RNR, N(R) 0
    link.wake(0.1)
    assert decode(link.data_to_send()[1:-1]).kind is Kind.RR
    link.receive(response(rr_control(0)), 0.2)
    assert decode(link.data_to_send()[1:-1]).information == b"ask"


@pytest.mark.parametrize(
    ("control", "reason"), [(Kind.DM.control, Reason.REFUSED), (Kind.FRMR.control, Reason.REJECTED)]
)
def test_a_server_that_refuses(control, reason):
    link = connected()
    link.send(b"ask", 0.0)
    link.receive(response(control), 0.0)
    assert link.next_event() == Disconnected(PAIR, reason)


def test_a_refused_set_up():
    link = ClientLink(PAIR)
    link.connect(0.0)
    link.receive(response(Kind.DM.control), 0.0)
    assert link.next_event() == Disconnected(PAIR, Reason.REFUSED)


def test_an_answer_to_the_set_up_that_makes_no_sense():
    link = ClientLink(PAIR)
    link.connect(0.0)
    link.receive(response(Kind.UA.control, b"\x00"), 0.0)
    assert link.next_event() == Disconnected(PAIR, Reason.REJECTED)


def test_without_a_proposal():
    link = ClientLink(PAIR, propose=False)
    link.connect(0.0)
    assert decode(link.data_to_send()[1:-1]).information == b""
    link.receive(response(Kind.UA.control), 0.0)
    assert link.next_event() == Connected(PAIR, Parameters())


def test_a_disconnection_that_no_one_answers():
    link = connected(attempts=2)
    link.disconnect(0.0)
    link.wake(2.0)
    assert link.data_to_send().count(encode(Frame(*PAIR, Kind.DISC.control))) == 2
    link.wake(4.0)
    assert link.next_event() == Disconnected(PAIR, Reason.ASKED)
    link.disconnect(5.0)
    assert link.data_to_send() == b""


def test_frames_for_others_and_stale_ones_are_passed_over():
    link = connected()
    link.send(b"ask", 0.0)
    link.data_to_send()
    other = Pair(Address(16), Address(19))
    link.receive(response(i_control(0, 1, True), b"other", pair=other), 0.0)
    link.receive(response(i_control(0, 6, True), b"acknowledges what was not sent"), 0.0)
    assert link.next_event() is None
    assert link.data_to_send() == b""


def test_an_answer_with_too_much_in_it_ends_the_link():
    link = connected(max_payload=100)
    link.send(b"ask", 0.0)
    link.receive(response(i_control(0, 1, True), bytes(101)), 0.0)
    assert link.next_event() == Disconnected(PAIR, Reason.REJECTED)


def test_unnumbered_information_is_delivered():
    link = ClientLink(PAIR)
    link.receive(response(Kind.UI.control, b"push"), 0.0)
    assert link.next_event() == Unnumbered(PAIR, b"push")


def test_sending_before_the_link_is_up_does_nothing():
    link = ClientLink(PAIR)
    link.send(b"lost", 0.0)
    assert link.data_to_send() == b""


def test_a_slow_answer_is_waited_for_while_it_comes():
    link = connected()
    link.send(b"ask", 0.0)
    link.data_to_send()
    octets = response(i_control(0, 1, True), b"told" * 30)
    now_s = 1.9
    for octet in octets[:-1]:
        link.receive(bytes([octet]), now_s)
        now_s += 0.4
        link.wake(now_s)
    assert link.data_to_send() == b""
    link.receive(octets[-1:], now_s)
    assert link.next_event() == Information(PAIR, b"told" * 30)
