"""Each form of request is read as the Green Book writes it; each response is written so."""

from __future__ import annotations

import pytest
from tests import dlms_bench as bench

from enfas.errors import DecodeError
from enfas.protocols.dlms import xdlms
from enfas.protocols.dlms.axdr import Data, Tag
from enfas.protocols.dlms.xdlms import (
    MAX_REFERENCES,
    Block,
    Kind,
    Reference,
    Request,
    Selection,
    ServiceError,
    StateError,
    decode_request,
    decode_values,
)

pytestmark = pytest.mark.requirement("COM-1")

ONE = bytes.fromhex("0003" + "0101010800ff" + "02")
OTHER = bytes.fromhex("0008" + "0001010000ff" + "02")
U8 = b"\x11\x07"
NONE = Reference(ONE, None)

REQUESTS = [
    ("GET", bench.get(ONE), Request(Kind.GET_NORMAL, 0xC1, (NONE,))),
    (
        "GET with selection",
        bench.get(ONE, b"\x02" + U8),
        Request(Kind.GET_NORMAL, 0xC1, (Reference(ONE, Selection(2, Data(Tag.U8, 7))),)),
    ),
    ("GET next", bench.get_next(70_000), Request(Kind.GET_NEXT, 0xC1, block=Block(True, 70_000, b""))),
    (
        "GET list",
        bench.get_list(ONE, OTHER),
        Request(Kind.GET_LIST, 0xC1, (NONE, Reference(OTHER, None))),
    ),
    ("SET", bench.put(ONE, U8), Request(Kind.SET_NORMAL, 0xC1, (NONE,), (Data(Tag.U8, 7),))),
    (
        "SET first block",
        bench.put_first(ONE, False, b"abc"),
        Request(Kind.SET_FIRST_BLOCK, 0xC1, (NONE,), block=Block(False, 1, b"abc")),
    ),
    (
        "SET block",
        bench.put_block(True, 2, b"d" * 200),
        Request(Kind.SET_BLOCK, 0xC1, block=Block(True, 2, b"d" * 200)),
    ),
    (
        "SET list",
        bench.put_list((ONE, U8), (OTHER, b"\x00")),
        Request(Kind.SET_LIST, 0xC1, (NONE, Reference(OTHER, None)), (Data(Tag.U8, 7), Data(Tag.NULL, None))),
    ),
    (
        "SET first block of a list",
        bench.put_first_list([ONE, OTHER], False, b"abc"),
        Request(
            Kind.SET_FIRST_BLOCK_LIST,
            0xC1,
            (NONE, Reference(OTHER, None)),
            block=Block(False, 1, b"abc"),
        ),
    ),
    ("ACTION", bench.act(ONE), Request(Kind.ACTION_NORMAL, 0xC1, (NONE,), (Data(Tag.I8, 0),))),
    (
        "ACTION without parameters",
        bench.act(ONE, None),
        Request(Kind.ACTION_NORMAL, 0xC1, (NONE,), (None,)),
    ),
    ("ACTION next", bench.act_next(2), Request(Kind.ACTION_NEXT, 0xC1, block=Block(True, 2, b""))),
    (
        "ACTION list",
        bench.act_list((ONE, U8), (OTHER, U8)),
        Request(Kind.ACTION_LIST, 0xC1, (NONE, Reference(OTHER, None)), (Data(Tag.U8, 7), Data(Tag.U8, 7))),
    ),
    (
        "ACTION first block",
        bench.act_first(ONE, True, b"abc"),
        Request(Kind.ACTION_FIRST_BLOCK, 0xC1, (NONE,), block=Block(True, 1, b"abc")),
    ),
    (
        "ACTION first block of a list",
        bench.act_first_list([ONE], True, b"abc"),
        Request(Kind.ACTION_FIRST_BLOCK_LIST, 0xC1, (NONE,), block=Block(True, 1, b"abc")),
    ),
    (
        "ACTION block",
        bench.act_block(True, 3, b"abc"),
        Request(Kind.ACTION_BLOCK, 0xC1, block=Block(True, 3, b"abc")),
    ),
]
NAMES = [name for name, _, _ in REQUESTS]


@pytest.mark.parametrize(("name", "apdu", "request_"), REQUESTS, ids=NAMES)
def test_a_request(name, apdu, request_):
    assert decode_request(apdu) == request_


def test_every_kind_has_an_example():
    assert {request.kind for _, _, request in REQUESTS} == set(Kind)


@pytest.mark.parametrize("apdu", [apdu for _, apdu, _ in REQUESTS], ids=NAMES)
def test_a_request_that_ends_early_or_goes_on_is_refused(apdu):
    for cut in range(len(apdu)):
        with pytest.raises(DecodeError):
            decode_request(apdu[:cut])
    with pytest.raises(DecodeError):
        decode_request(apdu + b"\x00")


@pytest.mark.parametrize("head", ["c000", "c004", "c100", "c106", "c300", "c307", "c401", "0000", "ffff"])
def test_an_unknown_choice_is_refused(head):
    with pytest.raises(DecodeError, match=head[:2]):
        decode_request(bytes.fromhex(head) + bench.get(ONE)[2:])


@pytest.mark.parametrize("request_", [request for _, _, request in REQUESTS], ids=NAMES)
def test_which_are_lists_and_which_are_actions(request_):
    name = request_.kind.name
    assert request_.is_list is ("LIST" in name)
    assert request_.kind.is_action is name.startswith("ACTION")


def test_references_are_bounded():
    assert len(decode_request(bench.get_list(*[ONE] * MAX_REFERENCES)).references) == MAX_REFERENCES
    with pytest.raises(DecodeError, match="65 references"):
        decode_request(bench.get_list(*[ONE] * (MAX_REFERENCES + 1)))


def test_as_many_values_as_references():
    short = bench.put_list((ONE, U8), (OTHER, U8))
    wrong = short[: -len(U8) * 2 - 1] + b"\x01" + U8
    with pytest.raises(DecodeError, match="2 references and 1 values"):
        decode_request(wrong)


@pytest.mark.parametrize(
    ("raw", "count", "values"),
    [
        (U8, None, (Data(Tag.U8, 7),)),
        (b"\x02" + U8 + b"\x00", 2, (Data(Tag.U8, 7), Data(Tag.NULL, None))),
        (b"\x00", 0, ()),
    ],
)
def test_values_that_came_in_blocks(raw, count, values):
    assert decode_values(raw, count) == values


@pytest.mark.parametrize(
    ("raw", "count"),
    [
        (b"", None),
        (U8 + b"\0", None),
        (b"", 1),
        (b"\x01" + U8, 2),
        (b"\x01" + U8 + b"\0", 1),
        (b"\x01\x11", 1),
    ],
)
def test_values_that_are_not_as_awaited_are_refused(raw, count):
    with pytest.raises(DecodeError):
        decode_values(raw, count)


@pytest.mark.parametrize(
    ("made", "octets"),
    [
        (xdlms.get_normal(0xC1, b"\x11\x05"), "c401c1001105"),
        (xdlms.get_normal(0x81, 4), "c401810104"),
        (xdlms.get_list(0xC1, [xdlms.get_item(U8), xdlms.get_item(3)]), "c403c102001107" + "0103"),
        (xdlms.get_block(0xC1, False, 1, b"\x02", b"ab"), "c402c10000000001" + "0002" + "6162"),
        (xdlms.get_block(0xC1, True, 2, b"\x81\x80", bytes(128)), "c402c10100000002" + "008180" + "00" * 128),
        (xdlms.get_block_refused(0xC1, 7, 19), "c402c101000000070113"),
        (xdlms.set_normal(0xC1, 0), "c501c100"),
        (xdlms.set_list(0xC1, [0, 3]), "c505c1020003"),
        (xdlms.set_block(0xC1, 2), "c502c100000002"),
        (xdlms.set_last_block(0xC1, 3, 12), "c503c10c00000003"),
        (xdlms.set_last_block_list(0xC1, 3, [0, 12]), "c504c102000c00000003"),
        (xdlms.action_normal(0xC1, xdlms.action_item(0, None)), "c701c10000"),
        (xdlms.action_normal(0xC1, xdlms.action_item(0, U8)), "c701c10001001107"),
        (xdlms.action_list(0xC1, [xdlms.action_item(3, None)] * 2), "c703c10203000300"),
        (xdlms.action_block(0xC1, True, 1, b"\x01", b"a"), "c702c1010000000101" + "61"),
        (xdlms.action_next(0xC1, 1), "c704c100000001"),
        (xdlms.exception_response(StateError.NOT_ALLOWED, ServiceError.NOT_POSSIBLE), "d80101"),
        (xdlms.exception_response(StateError.UNKNOWN, ServiceError.NOT_SUPPORTED), "d80202"),
        (xdlms.exception_response(StateError.NOT_ALLOWED, ServiceError.OTHER), "d80103"),
        (xdlms.exception_response(StateError.NOT_ALLOWED, ServiceError.PDU_TOO_LONG), "d80104"),
    ],
)
def test_a_response(made, octets):
    assert made.hex() == octets
