"""The client against answers written by hand."""

from __future__ import annotations

import pytest
from tests.fake_meter import ENERGY, PROFILE, FakeMeter, row

from enfas.errors import DecodeError, RemoteError
from enfas.obis import Obis
from enfas.protocols.dlms.client import Client
from enfas.protocols.dlms.client_acse import Association
from enfas.protocols.dlms.client_apdu import Attribute, GetItem, by_entry
from enfas.protocols.dlms.client_errors import AccessRefused, AssociationRefused, ServiceRefused
from enfas.protocols.dlms.conformance import Conformance

REGISTER = Attribute(ENERGY[0], Obis(ENERGY[1]), 2)
BUFFER = Attribute(PROFILE[0], Obis(PROFILE[1]), 2)


def run(operation, answer):
    """Drive an operation with a function that answers, or with a list of answers in hex."""
    if isinstance(answer, list):
        answers = iter(answer)
        answer = lambda request: bytes.fromhex(next(answers))  # noqa: E731
    try:
        request = next(operation)
        while True:
            request = operation.send(answer(request))
    except StopIteration as end:
        return end.value


@pytest.fixture
def meter():
    return FakeMeter()


@pytest.fixture
def client(meter):
    client = Client()
    run(client.associate(b"12345"), meter.answer)
    return client


@pytest.mark.requirement("COM-1")
def test_associate_and_release(client, meter):
    assert client.association == Association(Conformance(0xFE1F), 200)
    assert client.can(Conformance.MULTIPLE_REFERENCES)
    run(client.release(), meter.answer)
    assert not client.can(Conformance.GET)


def test_a_wrong_password(meter):
    with pytest.raises(AssociationRefused, match="authentication failure"):
        run(Client().associate(b"54321"), meter.answer)


def test_an_association_answered_by_an_exception():
    with pytest.raises(ServiceRefused):
        run(Client().associate(None), ["d80101"])


@pytest.mark.requirement("COM-1")
def test_get(client, meter):
    assert run(client.get(REGISTER), meter.answer).hex() == "0600bc614e"
    with pytest.raises(AccessRefused, match="object-undefined") as refusal:
        run(client.get(REGISTER._replace(number=9)), meter.answer)
    assert (refusal.value.code, refusal.value.result) == (4, "object-undefined")


@pytest.mark.requirement("COM-1")
def test_get_in_blocks(client, meter):
    seen = []
    client.progress = seen.append
    buffer = run(client.get(BUFFER), meter.answer)
    assert buffer == b"\x01\x82\x01\x90" + b"".join(map(row, range(400)))
    assert seen[-1] == len(buffer)
    assert seen == sorted(seen)


def test_get_selected(client, meter):
    assert run(client.get(BUFFER, by_entry(2, 3)), meter.answer) == b"\x01\x02" + row(1) + row(2)


def test_get_list_whole_and_in_blocks(client, meter):
    items = run(client.get_list([REGISTER, REGISTER._replace(number=9)]), meter.answer)
    assert items == [GetItem(0, bytes.fromhex("0600bc614e")), GetItem(4, b"")]
    many = run(client.get_list([REGISTER] * 60), meter.answer)
    assert many == [GetItem(0, bytes.fromhex("0600bc614e"))] * 60


def test_set(client, meter):
    run(client.set(REGISTER._replace(number=3), b"\x11\x05"), meter.answer)
    assert meter.written[REGISTER._replace(number=3).encode()] == b"\x11\x05"
    with pytest.raises(AccessRefused, match="read-write-denied"):
        run(client.set(REGISTER._replace(number=1), b"\x11\x05"), meter.answer)


def test_set_in_blocks(client, meter):
    data = b"\x09\x82\x03\xe8" + bytes(range(250)) * 4
    run(client.set(REGISTER, data), meter.answer)
    assert meter.written["blocks"] == data
    assert all(len(request) <= 200 for request in meter.requests)


def test_a_long_set_without_blocks():
    client = Client()
    client.association = Association(Conformance.SET, 64)
    with pytest.raises(RemoteError, match="more than the meter takes"):
        run(client.set(REGISTER, bytes(100)), [])


def test_a_long_set_that_is_broken_off():
    client = Client()
    client.association = Association(Conformance.SET | Conformance.BLOCK_SET, 64)
    with pytest.raises(AccessRefused, match="long-set-aborted"):
        run(client.set(REGISTER, bytes(100)), ["c501c111"])


def test_action(client, meter):
    assert run(client.action(REGISTER._replace(number=1), b"\x0f\x00"), meter.answer) == b"\x11\x2a"
    with pytest.raises(AccessRefused, match=r"method 2 .*read-write-denied"):
        run(client.action(REGISTER._replace(number=2)), meter.answer)


@pytest.mark.parametrize(
    ("answers", "result"),
    [
        (["c701c10000"], None),
        (["c701c100"], None),
        (["c702c1000000000104" + "00010011", "c702c10100000002" + "0107"], b"\x11\x07"),
    ],
)
def test_results_of_an_action(answers, result):
    assert run(Client().action(REGISTER), answers) == result


@pytest.mark.parametrize(
    "answers",
    [
        ["c701c1000107"],
        ["c701c10002"],
        ["c702c1000000000200"],
        ["c702c10000000001" + "00"],
        ["c702c100"],
        ["c401c10000"],
    ],
)
def test_answers_to_an_action_that_make_no_sense(answers):
    with pytest.raises(DecodeError):
        run(Client().action(REGISTER), answers)


def test_an_action_whose_result_is_refused():
    with pytest.raises(AccessRefused, match="hardware-fault"):
        run(Client().action(REGISTER), ["c701c100010101"])


@pytest.mark.parametrize(
    "answers",
    [
        ["c401c1"],
        ["c401c10200"],
        ["c401c20011"],  # another request's answer
        ["c402c20000000001000111"],
        ["c402c10000000002000111"],  # block 2 first
        ["c402c100000000010000"],  # empty, and more to come
        ["c402c10000000001000111", "c401c10011"],
        ["c501c100"],
        ["c403c10100"],
    ],
)
def test_answers_to_a_get_that_make_no_sense(answers):
    with pytest.raises(DecodeError):
        run(Client().get(REGISTER), answers)


def test_a_long_get_that_is_broken_off():
    with pytest.raises(AccessRefused, match="long-get-aborted"):
        run(Client().get(REGISTER), ["c402c10000000001000111", "c402c10100000002010f"])


def test_a_list_with_another_number_of_results():
    with pytest.raises(DecodeError, match="2 attributes were asked for and 1 came"):
        run(Client().get_list([REGISTER, REGISTER]), ["c403c10100" + "1105"])


def test_invoke_ids_go_round():
    client = Client()
    seen = [next(client.get(REGISTER))[2] for _ in range(16)]
    assert seen == [0xC0 | number for number in [*range(1, 16), 1]]
