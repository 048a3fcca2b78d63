"""The server's end of an association, against a device that is a dictionary."""

from __future__ import annotations

import pytest
from tests.dlms_bench import (
    ALL,
    LLS,
    NO_MECHANISM,
    RELEASE,
    Desk,
    Things,
    aarq,
    act,
    act_block,
    act_first,
    act_first_list,
    act_list,
    act_next,
    ber,
    finish_blocks,
    get,
    get_list,
    get_next,
    initiate,
    open_association,
    put,
    put_block,
    put_first,
    put_first_list,
    put_list,
    read_blocks,
)

from enfas.protocols.dlms.axdr import Data, Tag
from enfas.protocols.dlms.conformance import Conformance
from enfas.protocols.dlms.results import DataAccessResult
from enfas.protocols.dlms.server import MAX_LISTED, MAX_PDU, Account, Association

pytestmark = pytest.mark.requirement("COM-1")

ENERGY = bytes.fromhex("0003" + "0101010800ff" + "02")
SCALER = bytes.fromhex("0003" + "0101010800ff" + "03")
LOG = bytes.fromhex("0007" + "0101630100ff" + "02")
ABSENT = bytes.fromhex("0003" + "0101020800ff" + "02")
RESET = bytes.fromhex("0007" + "0101630100ff" + "01")
TELL = bytes.fromhex("0007" + "0101630100ff" + "02")
LONG = b"\x09\x82\x03\xe8" + bytes(n & 0xFF for n in range(1000))
SERVICES = Conformance(0x1E1D)
PUBLIC = Conformance.GET | Conformance.BLOCK_GET
NOT_OPEN = "d80101"
NOT_NEGOTIATED = "d80102"
MALFORMED = "d80103"
TOO_LONG = "d80104"
UNKNOWN = "d80202"


def desk() -> Desk:
    things = Things(
        attributes={ENERGY: b"\x06\x00\x00\x12\x34", SCALER: b"\x02\x02\x0f\x00\x16\x1e", LOG: LONG},
        methods={RESET: (0, None), TELL: (0, b"\x11\x2a")},
    )
    accounts = {(16, 1): Account(None, PUBLIC), (18, 16): Account(b"12345", SERVICES)}
    return Desk(things, accounts)


def opened(client: int = 18, **asked) -> Association:
    association = Association(desk(), client, 16 if client == 18 else 1)
    answer = association.receive(aarq(b"12345" if client == 18 else None, **asked))
    assert association.is_open, answer.hex()
    return association


def things_of(association: Association) -> Things:
    return association._device.things


# Opening.


def test_an_association_is_accepted_on_what_both_have():
    association = Association(desk(), 18, 16)
    answer = association.receive(aarq(b"12345", services=0x00FF10, pdu=500))
    assert answer.hex() == (
        "6129a109060760857405080101a203020100a305a103020100be10040e0800065f1f04000" + "01e10" + "ffff0007"
    )
    assert association.is_open
    assert association._device.opened == [(18, 16, Conformance(0x1E10), 500)]


def test_without_security_no_password_is_looked_at():
    association = Association(desk(), 16, 1)
    association.receive(aarq(b"anything", mechanism=NO_MECHANISM))
    assert association.is_open


REFUSALS = {
    "wrong password": (aarq(b"54321"), "a10302010d"),
    "password cut short": (aarq(b"1234"), "a10302010d"),
    "password too long": (aarq(b"123456"), "a10302010d"),
    "no password": (aarq(mechanism=LLS), "a10302010d"),
    "no mechanism": (aarq(), "a10302010e"),
    "no mechanism, though authentication is asked for": (aarq(authentication=True), "a10302010c"),
    "lowest security": (aarq(b"12345", mechanism=NO_MECHANISM), "a10302010c"),
    "another mechanism": (aarq(b"12345", mechanism="60857405080205"), "a10302010b"),
    "short names": (aarq(b"12345", context="60857405080102"), "a103020102"),
    "ciphered context": (aarq(b"12345", context="60857405080103"), "a103020102"),
    "no context": (aarq(b"12345", context=None), "a103020102"),
    "protocol version 2": (aarq(b"12345", version=ber(0x80, b"\x06\x40")), "a203020102"),
    "no user information": (aarq(b"12345", user=b"\x00"), "a103020101"),
    "nothing": (b"\x60\x00", "a103020102"),
    "no AARQ": (b"\x60\x05\xa1", "a103020101"),
    "version 5": (aarq(b"12345", version=b"", user=initiate(version=5)), "a103020101be0604040e010601"),
    "nothing in common": (aarq(b"12345", services=0x000002), "a103020101be0604040e010602"),
    "PDU of 11 octets": (aarq(b"12345", pdu=11), "a103020101be0604040e010603"),
    "PDU of 1 octet": (aarq(b"12345", pdu=1), "a103020101be0604040e010603"),
}


@pytest.mark.parametrize(("apdu", "reason"), REFUSALS.values(), ids=REFUSALS)
def test_an_association_is_refused(apdu, reason):
    association = Association(desk(), 18, 16)
    answer = association.receive(apdu)
    assert answer[0] == 0x61
    assert "a203020101" in answer.hex(), "the result is not rejected-permanent"
    assert reason in answer.hex()
    assert not association.is_open
    assert association._device.opened == []
    assert association.receive(get(ENERGY)).hex() == NOT_OPEN


def test_a_client_that_is_not_known_is_refused():
    association = Association(desk(), 99, 16)
    assert "a103020103" in association.receive(aarq()).hex()


def test_a_mechanism_where_there_is_no_security_is_refused():
    association = Association(desk(), 16, 1)
    assert "a10302010b" in association.receive(aarq(b"12345")).hex()


@pytest.mark.parametrize(("version", "pdu"), [(6, 12), (7, 12), (255, 0), (6, 0xFFFF)])
def test_a_newer_version_and_each_pdu_from_12_octets_on_are_accepted(version, pdu):
    association = Association(desk(), 18, 16)
    answer = association.receive(aarq(b"12345", version=b"", user=initiate(version=version, pdu=pdu)))
    assert association.is_open
    assert "be10040e0800065f1f04" in answer.hex()


def test_an_association_that_wants_no_answer_gets_none():
    association = Association(desk(), 18, 16)
    assert association.receive(aarq(b"12345", response=False)) == b""
    assert association.is_open
    assert association.receive(aarq(b"12345", response=False, pdu=5)) == b""
    assert not association.is_open


def test_a_quality_of_service_is_answered_with_one():
    association = Association(desk(), 18, 16)
    assert "be11040f080100065f" in association.receive(aarq(b"12345", quality=0)).hex()


def test_a_second_aarq_begins_anew():
    association = opened()
    association.receive(aarq(b"wrong"))
    assert not association.is_open
    assert association.receive(get(ENERGY)).hex() == NOT_OPEN
    association.receive(aarq(b"12345"))
    assert association.is_open


def test_a_password_is_in_no_text():
    assert "12345" not in repr(Account(b"12345", SERVICES))
    assert "low" in repr(Account(b"12345", SERVICES))
    assert "none" in repr(Account(None, SERVICES))


# Closing.


@pytest.mark.parametrize(
    "apdu", [RELEASE, b"\x62\x00", b"\x62\x15\x80\x01\x00\xbe\x10\x04\x0e" + initiate(0x7E1F)]
)
def test_a_release_ends_it(apdu):
    association = opened()
    assert association.receive(apdu).hex() == "6303800100"
    assert not association.is_open
    assert association.receive(get(ENERGY)).hex() == NOT_OPEN
    assert association.receive(apdu).hex() == "6303800101"


def test_a_release_that_is_none_ends_nothing():
    association = opened()
    assert association.receive(b"\x62\x05").hex() == MALFORMED
    assert association.is_open


# What is no service.


@pytest.mark.parametrize(
    "apdu", [b"", b"\x00", b"\xc8\x00", b"\xd0\x00", b"\xd8\x01\x01", b"\x61\x00", b"\xff"]
)
def test_what_the_server_does_not_know_is_said(apdu):
    assert Association(desk(), 18, 16).receive(apdu).hex() == UNKNOWN
    assert opened().receive(apdu).hex() == UNKNOWN


@pytest.mark.parametrize(
    "apdu", [get(ENERGY)[:-1], get(ENERGY) + b"\0", b"\xc0\x09\xc1", b"\xc1", b"\xc3\x07"]
)
def test_a_malformed_request_is_said_and_ends_nothing(apdu):
    association = opened()
    assert association.receive(apdu).hex() == MALFORMED
    assert association.receive(get(ENERGY)).hex() == "c401c1000600001234"


NEEDS = [
    (get_next(1), PUBLIC),
    (get(ENERGY), Conformance.GET),
    (get(ENERGY, b"\x01\x00"), Conformance.GET | Conformance.SELECTIVE_ACCESS),
    (get_list(ENERGY), Conformance.GET | Conformance.MULTIPLE_REFERENCES),
    (put(ENERGY, b"\0"), Conformance.SET),
    (put(ENERGY, b"\0", b"\x01\x00"), Conformance.SET | Conformance.SELECTIVE_ACCESS),
    (put_list((ENERGY, b"\0")), Conformance.SET | Conformance.MULTIPLE_REFERENCES),
    (put_first(ENERGY, True, b"\0"), Conformance.SET | Conformance.BLOCK_SET),
    (put_block(True, 1, b"\0"), Conformance.SET | Conformance.BLOCK_SET),
    (
        put_first_list([ENERGY], True, b"\1\0"),
        Conformance.SET | Conformance.BLOCK_SET | Conformance.MULTIPLE_REFERENCES,
    ),
    (act(RESET), Conformance.ACTION),
    (act_list((RESET, b"\0")), Conformance.ACTION | Conformance.MULTIPLE_REFERENCES),
    (act_next(1), Conformance.ACTION | Conformance.BLOCK_ACTION),
    (act_first(RESET, True, b"\0"), Conformance.ACTION | Conformance.BLOCK_ACTION),
    (act_block(True, 1, b"\0"), Conformance.ACTION | Conformance.BLOCK_ACTION),
    (
        act_first_list([RESET], True, b"\1\0"),
        Conformance.ACTION | Conformance.BLOCK_ACTION | Conformance.MULTIPLE_REFERENCES,
    ),
]


@pytest.mark.parametrize(
    ("apdu", "needed"), NEEDS, ids=[apdu[:2].hex() + str(len(apdu)) for apdu, _ in NEEDS]
)
def test_a_service_that_was_not_agreed_on_is_refused(apdu, needed):
    assert opened(services=int(needed)).receive(apdu).hex() != NOT_NEGOTIATED
    for service in Conformance:
        if service & needed:
            rest = ALL & ~int(service)
            association = opened(services=rest)
            assert association.receive(apdu).hex() == NOT_NEGOTIATED, service
            assert things_of(association).done == []


# GET.


@pytest.mark.parametrize("invoke", [0x00, 0x0F, 0x81, 0xC1, 0xFF])
def test_get(invoke):
    assert opened().receive(get(ENERGY, invoke=invoke)).hex() == f"c401{invoke:02x}000600001234"
    assert opened().receive(get(ABSENT, invoke=invoke)).hex() == f"c401{invoke:02x}0104"


def test_get_with_a_selection():
    assert opened().receive(get(LOG, b"\x02\x00")).hex() == "c401c100090102"


def test_get_of_what_gives_a_result_and_no_data():
    association = opened()
    things_of(association).attributes[ENERGY] = DataAccessResult.TEMPORARY_FAILURE
    assert association.receive(get(ENERGY)).hex() == "c401c10102"


def test_get_of_several():
    answer = opened().receive(get_list(ENERGY, ABSENT, SCALER))
    assert answer.hex() == "c403c103" + "000600001234" + "0104" + "0002020f00161e"
    assert opened().receive(get_list(ENERGY)).hex() == "c403c101000600001234"
    assert opened().receive(get_list()).hex() == "c403c100"


def test_get_of_several_each_with_its_selection():
    request = b"\xc0\x03\xc1\x02" + LOG + b"\x01\x02\x00" + ENERGY + b"\x00"
    assert opened().receive(request).hex() == "c403c102" + "00090102" + "000600001234"
    assert opened(services=0x1E19).receive(request).hex() == NOT_NEGOTIATED


def test_a_list_of_answers_is_bounded():
    association = opened()
    things_of(association).attributes[LOG] = b"\x09\x83\x10\x00\x00" + bytes(1 << 20)
    whole, _ = read_blocks(association, get_list(*[LOG] * 64))
    data = MAX_LISTED // (1 << 20)
    assert len(whole) <= MAX_LISTED + (1 << 20)
    assert whole.endswith(bytes([1, DataAccessResult.OTHER_REASON]) * (64 - data))


@pytest.mark.parametrize("pdu", [12, 13, 20, 64, 128, 500])
def test_get_by_blocks(pdu):
    association = opened(pdu=pdu)
    whole, sizes = read_blocks(association, get(LOG))
    assert whole == LONG
    assert max(sizes) <= pdu
    whole, _ = read_blocks(association, get_list(SCALER, LOG, ABSENT))
    assert whole == b"\x03\x00\x02\x02\x0f\x00\x16\x1e\x00" + LONG + b"\x01\x04"


def test_an_answer_that_just_fits_comes_whole():
    whole = b"\xc4\x01\xc1\x00" + LONG
    assert opened(pdu=len(whole)).receive(get(LOG)) == whole
    assert opened(pdu=0).receive(get(LOG)) == whole
    assert opened(pdu=len(whole) - 1).receive(get(LOG))[:4] == b"\xc4\x02\xc1\x00"


def test_no_answer_is_longer_than_a_wrapper_can_say():
    association = opened(pdu=0)
    things_of(association).attributes[LOG] = b"\x09\x83\x01\x00\x00" + bytes(1 << 16)
    whole, sizes = read_blocks(association, get(LOG))
    assert whole == things_of(association).attributes[LOG]
    assert max(sizes) == MAX_PDU


def test_without_block_transfer_a_long_answer_is_refused():
    assert opened(pdu=100, services=int(Conformance.GET)).receive(get(LOG)).hex() == TOO_LONG


@pytest.mark.parametrize("number", [0, 2, 3, 0xFFFFFFFF])
def test_a_wrong_block_number_ends_the_answer(number):
    association = opened(pdu=100)
    association.receive(get(LOG))
    assert association.receive(get_next(number)).hex() == f"c402c101{number:08x}0113"
    assert association.receive(get_next(1)).hex() == "c402c101000000010110"


def test_a_block_that_nobody_prepared():
    assert opened().receive(get_next(1)).hex() == "c402c101000000010110"


def test_after_the_last_block_there_is_none():
    association = opened(pdu=500)
    _, sizes = read_blocks(association, get(LOG))
    assert association.receive(get_next(len(sizes))).hex().endswith("0110")


OTHERS = [
    get(ENERGY),
    get(ABSENT),
    get_list(ENERGY),
    put(ENERGY, b"\0"),
    act(RESET),
    put_first(ENERGY, False, b"a"),
]


@pytest.mark.parametrize("apdu", [*OTHERS, act_first(RESET, False, b"a")], ids=range(7))
def test_another_request_ends_a_long_answer(apdu):
    association = opened(pdu=100)
    association.receive(get(LOG))
    association.receive(apdu)
    assert association.receive(get_next(1)).hex() == "c402c101000000010110"


def test_an_answer_is_what_it_was_when_it_began():
    association = opened(pdu=500)
    first = association.receive(get(LOG))
    things_of(association).attributes[LOG] = b"\x00"
    assert finish_blocks(association, first)[0] == LONG


def test_a_release_ends_a_long_answer():
    association = opened(pdu=100)
    association.receive(get(LOG))
    association.receive(RELEASE)
    association.receive(aarq(b"12345"))
    assert association.receive(get_next(1)).hex() == "c402c101000000010110"


# SET.


def test_set():
    association = opened()
    assert association.receive(put(ENERGY, b"\x11\x07")).hex() == "c501c100"
    assert association.receive(put(ABSENT, b"\x11\x07", b"\x01\x00", invoke=0x42)).hex() == "c5014203"
    done = things_of(association).done
    assert done[0] == ("set", ENERGY, None, Data(Tag.U8, 7))
    assert done[1][1:3] == (ABSENT, (1, Data(Tag.NULL, None)))


def test_set_of_several():
    association = opened()
    answer = association.receive(put_list((ENERGY, b"\x11\x07"), (ABSENT, b"\x00")))
    assert answer.hex() == "c505c1020003"
    assert [key for _, key, *_ in things_of(association).done] == [ENERGY, ABSENT]


def test_set_by_blocks():
    association = opened()
    assert association.receive(put_first(ENERGY, False, b"\x09\x05ab")).hex() == "c502c100000001"
    assert things_of(association).done == []
    assert association.receive(put_block(False, 2, b"cd", invoke=0x42)).hex() == "c5024200000002"
    assert association.receive(put_block(True, 3, b"e", invoke=0x43)).hex() == "c503430000000003"
    assert things_of(association).done == [("set", ENERGY, None, Data(Tag.OCTETS, b"abcde"))]


def test_set_of_one_block():
    association = opened()
    assert association.receive(put_first(ABSENT, True, b"\x00")).hex() == "c503c10300000001"


def test_set_of_several_by_blocks():
    association = opened()
    assert association.receive(put_first_list([ENERGY, ABSENT], False, b"\x02\x11")).hex() == "c502c100000001"
    assert association.receive(put_block(True, 2, b"\x07\x00")).hex() == "c504c102000300000002"
    assert len(things_of(association).done) == 2


@pytest.mark.parametrize("number", [0, 1, 3])
def test_a_wrong_block_of_a_set_ends_it_and_nothing_is_written(number):
    association = opened()
    association.receive(put_first(ENERGY, False, b"\x11"))
    assert association.receive(put_block(True, number, b"\x07")).hex() == f"c503c113{number:08x}"
    assert association.receive(put_block(True, 2, b"\x07")).hex() == "c503c11200000002"
    assert things_of(association).done == []


@pytest.mark.parametrize("octets", [b"", b"\x11", b"\x11\x07\x00", b"\xff"])
def test_blocks_that_are_no_data_are_refused(octets):
    association = opened()
    assert association.receive(put_first(ENERGY, True, octets)).hex() == "c503c10c00000001"
    assert things_of(association).done == []


def test_a_set_that_is_too_long_is_given_up():
    association = opened()
    part = bytes(60_000)
    association.receive(put_first(ENERGY, False, part))
    assert association.receive(put_block(False, 2, part)).hex() == "c503c11100000002"
    assert association.receive(put_block(True, 3, b"")).hex() == "c503c11200000003"


@pytest.mark.parametrize("apdu", [get(ENERGY), put(ENERGY, b"\0"), act(RESET)], ids=["GET", "SET", "ACTION"])
def test_another_request_ends_a_long_set(apdu):
    association = opened()
    association.receive(put_first(ENERGY, False, b"\x11"))
    association.receive(apdu)
    assert association.receive(put_block(True, 2, b"\x07")).hex() == "c503c11200000002"


# ACTION.


def test_action():
    association = opened()
    assert association.receive(act(RESET)).hex() == "c701c10000"
    assert association.receive(act(RESET, None, invoke=0x42)).hex() == "c701420000"
    assert association.receive(act(TELL)).hex() == "c701c1000100112a"
    assert association.receive(act(ABSENT)).hex() == "c701c10400"
    assert things_of(association).done[:2] == [("act", RESET, Data(Tag.I8, 0)), ("act", RESET, None)]


def test_action_of_several():
    association = opened()
    answer = association.receive(act_list((RESET, b"\x0f\x00"), (TELL, b"\x00"), (ABSENT, b"\x00")))
    assert answer.hex() == "c703c103" + "0000" + "000100112a" + "0400"


def test_action_by_blocks():
    association = opened()
    assert association.receive(act_first(RESET, False, b"\x09\x02")).hex() == "c704c100000001"
    assert association.receive(act_block(True, 2, b"ab", invoke=0x42)).hex() == "c701420000"
    assert things_of(association).done == [("act", RESET, Data(Tag.OCTETS, b"ab"))]


def test_action_of_several_by_blocks():
    association = opened()
    assert association.receive(act_first_list([RESET, ABSENT], False, b"\x02\x00")).hex() == "c704c100000001"
    assert association.receive(act_block(True, 2, b"\x00")).hex() == "c703c10200000400"


def test_a_wrong_block_of_an_action_ends_it_and_nothing_is_done():
    association = opened()
    association.receive(act_first(RESET, False, b"\x00"))
    assert association.receive(act_block(True, 3, b"")).hex() == "c701c10f00"
    assert association.receive(act_block(True, 2, b"")).hex() == "c701c11000"
    assert things_of(association).done == []


def test_blocks_of_a_set_do_not_go_on_as_an_action():
    association = opened()
    association.receive(put_first(ENERGY, False, b"\x00"))
    assert association.receive(act_block(True, 2, b"")).hex() == "c701c11000"


def test_what_a_method_returns_may_be_long():
    association = opened(pdu=100)
    things_of(association).methods[TELL] = (0, LONG)
    answer, whole, number = association.receive(act(TELL)), b"", 0
    while True:
        number += 1
        assert (answer[:2], len(answer) <= 100) == (b"\xc7\x02", True)
        start = 9 if answer[8] < 0x80 else 10
        whole += answer[start:]
        if answer[3]:
            break
        answer = association.receive(act_next(number))
    assert whole == b"\x00\x01\x00" + LONG
    assert association.receive(act_next(number)).hex() == "c701c11000"


def test_a_long_answer_to_an_action_is_not_given_to_a_get():
    association = opened(pdu=100)
    things_of(association).methods[TELL] = (0, LONG)
    association.receive(act(TELL))
    assert association.receive(get_next(1)).hex().endswith("0110")


# The short way of a plain GET says what the long way says.


def test_the_short_way_says_what_the_long_way_says():
    association = opened(pdu=500)
    for key in (ENERGY, SCALER, LOG, ABSENT):
        short = association.receive(get(key))
        assert association._receive(get(key)) == short


def test_the_short_way_is_closed_where_get_was_not_agreed_on():
    association = opened(services=int(Conformance.SET))
    assert association.receive(get(ENERGY)).hex() == NOT_NEGOTIATED


def test_one_client_does_not_reach_what_another_opened():
    shared = desk()
    open_association(shared)
    public = open_association(shared, 16, 1)
    assert public.receive(put(ENERGY, b"\0")).hex() == NOT_NEGOTIATED
    assert Association(shared, 18, 16).receive(get(ENERGY)).hex() == NOT_OPEN
    assert (public.client, public.server) == (16, 1)
