"""Class 18, Image transfer, and with it the script (9) and the schedule (22) that activate an image."""

from __future__ import annotations

import pytest
from tests import dlms_bench as bench
from tests.cosem_bench import Talk
from tests.firmware_bench import PUBLIC_KEY, blocks_of, image_of
from tests.meter_rows import START_US, load, make_meter, state_of

from enfas.catalog.firmware import identifier_of
from enfas.faces.cosem.classes.image_transfer import image_transfer_object
from enfas.meter.firmware import Firmware
from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.axdr import Tag
from enfas.timebase import US_PER_MIN, US_PER_S, from_civil

pytestmark = pytest.mark.requirement("COM-1", "COM-4")

TRANSFER, SCRIPT, SCHEDULE = "0.0.44.0.0.255", "0.0.10.0.107.255", "0.0.15.0.2.255"
ZERO = axdr.i8(0)
SUCCESS, TEMPORARY, DENIED, TYPE, OTHER = 0, 2, 3, 12, 250
IMAGE = image_of(texts={"port": "some words that make it longer than a block"})


def talk_to(client: int = 18, **codes: str) -> Talk:
    meter = make_meter(firmware_key=PUBLIC_KEY, **codes)
    meter.advance(load(START_US, 1))
    return Talk(meter, client)


def initiate(talk: Talk, image: bytes = IMAGE, size: int | None = None) -> int:
    identifier = axdr.octets(identifier_of(image, "me"))
    return talk.act(18, TRANSFER, 1, axdr.structure(identifier, axdr.u32(size or len(image))))


def put(talk: Talk, number: int, octets: bytes) -> int:
    return talk.act(18, TRANSFER, 2, axdr.structure(axdr.u32(number), axdr.octets(octets)))


def send(talk: Talk, image: bytes = IMAGE) -> list[int]:
    """Send all of it; the answers to verification until it ends."""
    assert initiate(talk, image) == SUCCESS
    size = talk.value(18, TRANSFER, 2)
    for number, octets in enumerate(blocks_of(image, size)):
        assert put(talk, number, octets) == SUCCESS
    answers = [TEMPORARY]
    while answers[-1] == TEMPORARY:
        answers.append(talk.act(18, TRANSFER, 3, ZERO))
    return answers[1:]


def status(talk: Talk) -> int:
    return talk.value(18, TRANSFER, 6)


def test_class_18():
    made = image_transfer_object()
    assert (made.class_id, made.version, str(made.name)) == (18, 0, TRANSFER)
    assert {a.number: int(a.access) for a in made.all_attributes} == {
        1: 1,
        2: 3,
        3: 1,
        4: 1,
        5: 3,
        6: 1,
        7: 1,
    }
    assert [method.number for method in made.methods] == [1, 2, 3, 4]


@pytest.mark.parametrize("client", [1, 18, 19, 20])
def test_a_whole_transfer(client):
    talk = talk_to(client)
    assert talk.set(18, TRANSFER, 2, axdr.u32(64)) == SUCCESS
    assert talk.get(18, TRANSFER, 5) == (Tag.BOOLEAN, True)
    assert (status(talk), talk.value(18, TRANSFER, 4), talk.value(18, TRANSFER, 7)) == (0, 0, [])
    assert initiate(talk) == SUCCESS
    blocks = blocks_of(IMAGE, 64)
    for number in (0, 2):
        assert put(talk, number, blocks[number]) == SUCCESS
    assert (status(talk), talk.value(18, TRANSFER, 4)) == (1, 1)
    bits = talk.value(18, TRANSFER, 3)
    assert (bits.size, bits.octets[0]) == (len(blocks), 0b1010_0000)
    assert bytes(talk.value(1, "1.1.96.54.130.255", 2)) == identifier_of(IMAGE, "me")
    assert talk.act(18, TRANSFER, 3, ZERO) == OTHER, "gaps"
    for number, octets in enumerate(blocks):
        assert put(talk, number, octets) == SUCCESS
    assert talk.act(18, TRANSFER, 3, ZERO) == TEMPORARY
    assert status(talk) == 2
    assert talk.act(18, TRANSFER, 3, ZERO) == SUCCESS
    assert status(talk) == 3
    [[size, identification, signature]] = talk.value(18, TRANSFER, 7)
    assert (size, signature) == (len(IMAGE), IMAGE[-64:])
    assert identification == (50_981_140).to_bytes(4, "big") + b"\0A\0\x02"
    assert talk.act(18, TRANSFER, 4, ZERO) == SUCCESS
    assert status(talk) == 6
    talk.meter.advance(load(START_US + US_PER_MIN, 1))
    assert status(talk) == 0
    assert talk.value(1, "1.1.96.54.132.255", 2) == b"50981140-A2"
    assert talk.value(7, "1.1.99.98.13.255", 2)[0][5] == client.to_bytes(2, "big")


def test_verification_that_fails():
    talk = talk_to()
    assert send(talk, b"no image") == [TEMPORARY, OTHER] or status(talk) == 4
    assert status(talk) == 4
    assert talk.act(18, TRANSFER, 3, ZERO) == OTHER
    assert talk.act(18, TRANSFER, 4, ZERO) == TEMPORARY
    assert talk.value(18, TRANSFER, 7) == []
    assert talk.value(7, "1.1.99.98.14.255", 2)[0][1] == 3


def test_a_transfer_is_cancelled_by_another_block_size():
    talk = talk_to()
    assert initiate(talk) == SUCCESS
    assert [talk.set(18, TRANSFER, 2, axdr.u32(size)) for size in (31, 986, 985)] == [OTHER, OTHER, SUCCESS]
    assert (status(talk), talk.value(18, TRANSFER, 2)) == (0, 985)
    assert put(talk, 0, IMAGE) == TEMPORARY


def test_it_is_enabled_and_disabled():
    talk = talk_to()
    assert talk.set(18, TRANSFER, 5, axdr.boolean(False)) == SUCCESS
    assert talk.value(18, TRANSFER, 5) is False
    assert initiate(talk) == DENIED
    assert talk.set(18, TRANSFER, 5, axdr.boolean(True)) == SUCCESS
    assert initiate(talk) == SUCCESS


def test_a_meter_without_a_key():
    talk = Talk(make_meter())
    assert talk.value(18, TRANSFER, 5) is False
    assert talk.set(18, TRANSFER, 5, axdr.boolean(True)) == DENIED
    assert initiate(talk) == DENIED


WRONG = [
    (1, None),
    (1, ZERO),
    (1, axdr.structure(axdr.octets(bytes(20)))),
    (1, axdr.structure(axdr.u32(1), axdr.octets(bytes(20)))),
    (2, None),
    (2, axdr.structure(axdr.u16(1), axdr.octets(b""))),
    (2, axdr.structure(axdr.u32(1), axdr.text(""))),
    (3, None),
    (3, axdr.u8(0)),
    (4, None),
    (4, axdr.u16(0)),
]


@pytest.mark.parametrize(("method", "data"), WRONG)
def test_wrong_types(method, data):
    talk = talk_to()
    before = state_of(talk.meter)
    assert talk.act(18, TRANSFER, method, data) == TYPE
    assert talk.set(18, TRANSFER, 2, axdr.u16(64)) == TYPE
    assert talk.set(18, TRANSFER, 5, axdr.u8(1)) == TYPE
    assert state_of(talk.meter) == before


def test_the_public_may_not():
    talk = Talk(talk_to().meter, 16)
    assert talk.ask(bench.act(bench.descriptor(18, TRANSFER, 1), ZERO))[0] != 0xC7, "no such service"
    assert talk.get(18, TRANSFER, 6) == 4, "no such object"


def test_the_script_activates():
    talk = talk_to()
    [[number, [action]]] = talk.value(9, SCRIPT, 2)
    assert number == 1
    assert action == [2, 18, bytes((0, 0, 44, 0, 0, 255)), 4, 0]
    assert talk.act(9, SCRIPT, 1, axdr.u16(1)) == TEMPORARY, "nothing is verified"
    send(talk)
    assert talk.act(9, SCRIPT, 1, axdr.u8(1)) == TYPE
    assert talk.act(9, SCRIPT, 1, axdr.u16(2)) == OTHER
    assert talk.act(9, SCRIPT, 1, axdr.u16(1)) == SUCCESS
    assert status(talk) == 6


def entry(instant_us: int, local_hours: int = 1) -> bytes:
    local = instant_us + local_hours * 60 * US_PER_MIN
    from enfas.catalog.stamp import encode_stamp

    stamp = encode_stamp(local)
    return axdr.structure(axdr.octets(stamp[5:9]), axdr.octets(stamp[:5]))


def test_the_schedule_activates():
    talk = talk_to()
    assert talk.value(22, SCHEDULE, 2) == [bytes((0, 0, 10, 0, 107, 255)), 1]
    assert (talk.value(22, SCHEDULE, 3), talk.value(22, SCHEDULE, 4)) == (1, [])
    at_us = START_US + 30 * US_PER_MIN
    assert talk.set(22, SCHEDULE, 4, axdr.array([entry(at_us)])) == TEMPORARY, "nothing is verified"
    send(talk)
    assert talk.set(22, SCHEDULE, 4, axdr.array([entry(START_US)])) == OTHER, "it has gone by"
    assert talk.set(22, SCHEDULE, 4, axdr.array([entry(at_us)] * 2)) == OTHER
    assert talk.set(22, SCHEDULE, 4, axdr.array([entry(at_us)])) == SUCCESS
    assert axdr.encode(talk.get(22, SCHEDULE, 4)) == axdr.array([entry(at_us)])
    assert talk.set(22, SCHEDULE, 4, axdr.array([])) == SUCCESS
    assert talk.value(22, SCHEDULE, 4) == []
    assert talk.set(22, SCHEDULE, 4, axdr.array([entry(at_us)])) == SUCCESS
    talk.meter.advance(load(START_US + US_PER_MIN, 28))
    assert talk.value(1, "1.1.96.54.132.255", 2) == b"50981140-A1"
    talk.meter.advance(load(START_US + 29 * US_PER_MIN, 1))
    assert talk.value(1, "1.1.96.54.132.255", 2) == b"50981140-A2"


def test_the_schedule_is_in_local_time():
    talk = talk_to()
    send(talk)
    at_us = from_civil(2025, 7, 1, 3)
    assert talk.set(22, SCHEDULE, 4, axdr.array([entry(at_us, 2)])) == SUCCESS
    assert talk.meter.part(Firmware).state.activate_at_us == at_us
    assert axdr.encode(talk.get(22, SCHEDULE, 4)) == axdr.array([entry(at_us, 2)])
    assert at_us % US_PER_S == 0


@pytest.mark.parametrize(
    "data",
    [
        axdr.u8(0),
        axdr.array([axdr.u8(1)]),
        axdr.array([axdr.structure(axdr.octets(bytes(4)))]),
        axdr.array([axdr.structure(axdr.octets(bytes(5)), axdr.octets(bytes(4)))]),
        axdr.array([axdr.structure(axdr.octets(b"\xff" * 4), axdr.octets(b"\x07\xe9\x0c\x01\xff"))]),
    ],
)
def test_what_is_no_schedule(data):
    talk = talk_to()
    send(talk)
    assert talk.set(22, SCHEDULE, 4, data) == TYPE
    assert talk.meter.part(Firmware).state.activate_at_us is None
    assert talk.ask(bench.get(bench.descriptor(22, SCHEDULE, 4)))[:2] == b"\xc4\x01"
