"""The cases of the conformance test for the data link layer, by their identifiers.

Source: DLMS UA 1001-3, ATS_DL V5.0, as public re-implementations name its cases; purposes in our own words.
"""

from __future__ import annotations

import pytest
from tests.hdlc_bench import CLIENT, SERVER, SNRM, Bench

from enfas.protocols.hdlc import Address, Disconnected, Information, Parameters, Reason
from enfas.protocols.hdlc.frame import Frame, Kind, encode, i_control, rr_control

WHOLE = encode(Frame(SERVER, CLIENT, SNRM, Parameters().encode()))
DISC = encode(Frame(SERVER, CLIENT, Kind.DISC.control))

pytestmark = pytest.mark.requirement("COM-1")


def still_connects(bench: Bench) -> bool:
    return [frame.kind for frame in bench.connect()] == [Kind.UA]


def test_hdlc_frame_p1_connect_and_disconnect():
    bench = Bench()
    assert [frame.kind for frame in bench.tell(Kind.DISC.control)] == [Kind.DM]
    assert still_connects(bench)
    assert bench.tell(rr_control(0))[0].control == rr_control(0)
    assert [frame.kind for frame in bench.tell(Kind.DISC.control)] == [Kind.UA]
    assert [frame.kind for frame in bench.tell(rr_control(0))] == [Kind.DM]


def test_hdlc_frame_p2_inter_frame_time_out():
    bench = Bench()
    assert bench.raw(WHOLE[:-5]) == b""
    bench.now_s += 0.51
    assert bench.raw(WHOLE)


def test_hdlc_frame_p3_inactivity_time_out():
    bench = Bench(inactivity_s=20.0)
    bench.connect()
    bench.now_s = 20.0
    bench.line.wake(20.0)
    assert bench.drain() == b""
    assert isinstance(bench.events[-1], Disconnected)
    assert bench.events[-1].reason is Reason.INACTIVE
    assert [frame.kind for frame in bench.tell(rr_control(0))] == [Kind.DM]


def test_hdlc_frame_n1_without_flags():
    bench = Bench()
    assert bench.raw(WHOLE[1:-1]) == b""
    assert still_connects(bench)


def test_hdlc_frame_n2_too_short():
    bench = Bench()
    assert bench.raw(bytes.fromhex("7ea006210390007e")) == b""
    assert still_connects(bench)


@pytest.mark.parametrize("octet", [0x90, 0xB0, 0x00, 0xF0])
def test_hdlc_frame_n3_wrong_format_type(octet):
    bench = Bench()
    assert bench.raw(WHOLE[:1] + bytes([octet]) + WHOLE[2:]) == b""
    assert still_connects(bench)


@pytest.mark.parametrize("change", [-1, 1, 5, 200])
def test_hdlc_frame_n4_wrong_length(change):
    bench = Bench()
    assert bench.raw(WHOLE[:2] + bytes([WHOLE[2] + change]) + WHOLE[3:]) == b""
    bench.now_s += 0.51
    assert still_connects(bench)


def test_hdlc_frame_n5_unknown_control():
    bench = Bench()
    bench.connect()
    assert [frame.kind for frame in bench.tell(0xBF)] == [Kind.FRMR]
    assert [frame.kind for frame in bench.tell(Kind.DISC.control)] == [Kind.UA]


def test_hdlc_frame_n7_wrong_hcs():
    bench = Bench()
    assert bench.raw(WHOLE[:6] + bytes([WHOLE[6] ^ 1]) + WHOLE[7:]) == b""
    assert still_connects(bench)


@pytest.mark.parametrize("octets", [WHOLE, DISC])
def test_hdlc_frame_n8_wrong_fcs(octets):
    bench = Bench()
    assert bench.raw(octets[:-2] + bytes([octets[-2] ^ 1]) + octets[-1:]) == b""
    assert still_connects(bench)


@pytest.mark.parametrize("server", [Address(upper, 32, width) for upper in (1, 16) for width in (2, 4)])
def test_hdlc_address_p1_every_address_answers(server):
    (answer,) = Bench().tell(SNRM, server=server)
    assert (answer.kind, answer.source) == (Kind.UA, server)


def test_hdlc_address_n1_two_octet_client():
    assert Bench().tell(SNRM, client=Address(18, 1, 2)) == []


@pytest.mark.parametrize("server", [Address(17), Address(16, 33, 2), Address(16, 33, 4)])
def test_hdlc_address_n4_unknown_destination(server):
    assert Bench().tell(SNRM, server=server) == []


def test_hdlc_address_n6_one_octet_where_more_are_possible():
    """Answered, unlike the case's wish: the published sessions of the real meter use the one-octet form."""
    assert [frame.kind for frame in Bench().tell(SNRM, server=Address(16))] == [Kind.UA]


@pytest.mark.parametrize("octets", ["020203", "0202020203"])
def test_hdlc_address_n7_three_or_five_octets(octets):
    bench = Bench()
    assert bench.raw(WHOLE[:3] + bytes.fromhex(octets) + WHOLE[4:]) == b""
    bench.now_s += 0.51
    assert still_connects(bench)


@pytest.mark.parametrize("length", [128, 129, 1010, 1011, 2030])
def test_hdlc_ndm2nrm_p1_information_field_length(length):
    (answer,) = Bench().connect(Parameters(length, length))
    agreed = Parameters.decode(answer.information)
    assert (agreed.transmit, agreed.receive) == (min(1010, length), min(1010, length))


@pytest.mark.parametrize("window", range(1, 8))
def test_hdlc_ndm2nrm_p2_window_size(window):
    (answer,) = Bench(offer=Parameters(128, 128, 7, 7)).connect(Parameters(128, 128, window, window))
    assert Parameters.decode(answer.information) == Parameters(128, 128, window, window)
    (answer,) = Bench().connect(Parameters(128, 128, window, window))
    assert Parameters.decode(answer.information) == Parameters()  # the meter's own window is 1


@pytest.mark.parametrize("size", [1, 20, 57])
def test_hdlc_info_p1_whole_and_in_segments(size):
    bench = Bench()
    bench.connect()
    payload = bytes(range(57))
    parts = [payload[at : at + size] for at in range(0, 57, size)]
    for number, part in enumerate(parts):
        more = number < len(parts) - 1
        (answer,) = bench.tell(i_control(number, 0, True), part, segmented=more)
        assert answer.kind is (Kind.RR if more else Kind.I)
        assert answer.receive_number == number + 1 & 7
    assert answer.information == b"re " + payload


def test_hdlc_info_n1_longer_than_agreed():
    bench = Bench()
    bench.connect(Parameters(128, 128))
    assert [frame.kind for frame in bench.tell(i_control(0, 0, True), bytes(129))] == [Kind.FRMR]


@pytest.mark.parametrize("number", range(1, 8))
def test_hdlc_info_n2_wrong_receive_number(number):
    bench = Bench()
    bench.connect()
    assert [frame.kind for frame in bench.tell(i_control(0, number, True), b"x")] == [Kind.FRMR]


@pytest.mark.parametrize("number", range(1, 8))
def test_hdlc_info_n3_wrong_send_number(number):
    bench = Bench()
    bench.connect()
    assert [frame.control for frame in bench.tell(i_control(number, 0, True), b"x")] == [rr_control(0)]
    assert not [event for event in bench.events if isinstance(event, Information)]


def test_hdlc_ndmop_n1_information_while_disconnected():
    assert [frame.kind for frame in Bench().tell(i_control(0, 0, True), b"x")] == [Kind.DM]
