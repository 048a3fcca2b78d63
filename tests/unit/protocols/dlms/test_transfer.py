"""Long answers go out in blocks that the client takes; long requests come in, in order and within bounds."""

from __future__ import annotations

import pytest

from enfas.errors import DecodeError
from enfas.protocols.dlms.axdr import Data, Tag
from enfas.protocols.dlms.results import ActionResult, DataAccessResult
from enfas.protocols.dlms.transfer import Fault, Inward, Outward, refuse_block, refuse_next
from enfas.protocols.dlms.xdlms import Block, Kind, Reference, Request

pytestmark = pytest.mark.requirement("COM-1")

NAME = bytes(9)


def data_of(apdu: bytes, *, action: bool) -> bytes:
    """The octets that a block bears."""
    start = 8 if action else 9
    size = apdu[start]
    if size & 0x80:
        width = size & 0x7F
        start, size = start + width, int.from_bytes(apdu[start + 1 : start + 1 + width], "big")
    assert len(apdu) == start + 1 + size
    return apdu[start + 1 :]


@pytest.mark.parametrize("action", [False, True], ids=["GET", "ACTION"])
@pytest.mark.parametrize("limit", [12, 13, 20, 64, 128, 137, 138, 139, 140, 264, 265, 268, 512, 0xFFFF])
@pytest.mark.parametrize("size", [1, 2, 127, 128, 1000, 70_000])
def test_blocks_are_as_long_as_the_client_takes_and_never_empty(limit, size, action):
    body = bytes(n * 7 & 0xFF for n in range(size))
    outward = Outward(body, limit, action=action)
    found, number, sizes = b"", 0, []
    while not outward.finished:
        apdu = outward.next_block(0xC1)
        number += 1
        assert apdu[:3] == (b"\xc7\x02\xc1" if action else b"\xc4\x02\xc1")
        assert (apdu[3], int.from_bytes(apdu[4:8], "big")) == (outward.finished, number)
        assert data_of(apdu, action=action)
        sizes.append(len(apdu))
        found += data_of(apdu, action=action)
    assert found == body
    assert max(sizes) <= limit
    # a length of 128 takes an octet more than one of 127, so that one octet may be left over
    assert all(size >= limit - 1 for size in sizes[:-1])


def test_a_block_is_given_under_the_invoke_id_that_asks_for_it():
    outward = Outward(bytes(20), 20, action=False)
    assert [outward.next_block(invoke)[2] for invoke in (0xC1, 0x42)] == [0xC1, 0x42]


def request(kind: Kind, number: int = 1, last: bool = True, data: bytes = b"") -> Request:
    return Request(kind, 0xC1, (Reference(NAME, None),), block=Block(last, number, data))


def test_blocks_come_in_order():
    inward = Inward(request(Kind.SET_FIRST_BLOCK), 100)
    assert inward.take(Block(False, 1, b"\x09\x04ab")) is None
    assert inward.take(Block(True, 2, b"cd")) is None
    assert inward.values() == (Data(Tag.OCTETS, b"abcd"),)


@pytest.mark.parametrize("number", [0, 2, 3, 0xFFFFFFFF])
def test_a_block_out_of_order_is_a_fault(number):
    assert Inward(request(Kind.SET_FIRST_BLOCK), 100).take(Block(False, number, b"a")) is Fault.WRONG_NUMBER


def test_a_block_that_comes_twice_is_a_fault():
    inward = Inward(request(Kind.SET_FIRST_BLOCK), 100)
    inward.take(Block(False, 1, b"a"))
    assert inward.take(Block(False, 1, b"a")) is Fault.WRONG_NUMBER


def test_what_comes_in_is_bounded():
    inward = Inward(request(Kind.SET_FIRST_BLOCK), 100)
    assert inward.take(Block(False, 1, bytes(60))) is None
    assert inward.take(Block(False, 2, bytes(40))) is None
    assert inward.take(Block(False, 3, bytes(1))) is Fault.TOO_LONG


def test_a_list_in_blocks_has_as_many_values_as_references():
    first = Request(Kind.SET_FIRST_BLOCK_LIST, 0xC1, (Reference(NAME, None),) * 2)
    inward = Inward(first, 100)
    inward.take(Block(True, 1, b"\x02\x11\x01\x11\x02"))
    assert inward.values() == (Data(Tag.U8, 1), Data(Tag.U8, 2))
    inward = Inward(first, 100)
    inward.take(Block(True, 1, b"\x01\x11\x01"))
    with pytest.raises(DecodeError):
        inward.values()


@pytest.mark.parametrize(
    ("kind", "fault", "octets"),
    [
        (Kind.SET_BLOCK, Fault.NOT_IN_PROGRESS, "c503c1" + "12" + "00000007"),
        (Kind.SET_BLOCK, Fault.WRONG_NUMBER, "c503c1" + "13" + "00000007"),
        (Kind.SET_BLOCK, Fault.TOO_LONG, "c503c1" + "11" + "00000007"),
        (Kind.SET_BLOCK, Fault.NO_DATA, "c503c1" + "0c" + "00000007"),
        (Kind.ACTION_BLOCK, Fault.NOT_IN_PROGRESS, "c701c1" + "1000"),
        (Kind.ACTION_BLOCK, Fault.WRONG_NUMBER, "c701c1" + "0f00"),
        (Kind.ACTION_BLOCK, Fault.TOO_LONG, "c701c1" + "0f00"),
        (Kind.ACTION_BLOCK, Fault.NO_DATA, "c701c1" + "0c00"),
    ],
)
def test_what_is_said_of_a_block_that_is_not_taken(kind, fault, octets):
    assert refuse_block(request(kind, 7), fault).hex() == octets


def test_what_is_said_of_a_block_that_there_is_not():
    assert refuse_next(request(Kind.GET_NEXT, 7)).hex() == "c402c101000000070110"
    assert refuse_next(request(Kind.ACTION_NEXT, 7)).hex() == "c701c11000"
    outward = Outward(bytes(20), 20, action=False)
    assert outward.refuse(request(Kind.GET_NEXT, 7)).hex() == "c402c101000000070113"
    assert (DataAccessResult.NO_LONG_GET_IN_PROGRESS, DataAccessResult.DATA_BLOCK_NUMBER_INVALID) == (16, 19)
    assert ActionResult.NO_LONG_ACTION_IN_PROGRESS == 16
