"""Class 15, Association LN, version 0: the object list, and the terms of the association."""

from __future__ import annotations

import pytest
from tests.cosem_bench import ACCOUNTS, Talk, capture
from tests.dlms_bench import LLS, LN, aarq
from tests.helpers import shared

from enfas.faces.cosem.classes.association_ln import association_object
from enfas.faces.cosem.device import CosemDevice
from enfas.faces.cosem.model import Access, Attribute, CosemObject, Method, constant
from enfas.faces.cosem.object_list import encode_object_list
from enfas.obis import Obis
from enfas.protocols.dlms.axdr import Data, Tag, decode
from enfas.protocols.dlms.server import Association

NAME = "0.0.40.0.0.255"
CLIENTS = [client for client, _ in ACCOUNTS]


@pytest.mark.requirement("COM-1")
def test_class_15():
    made = association_object()
    assert (made.class_id, made.version, str(made.name)) == (15, 0, NAME)
    access = {a.number: int(a.access) for a in made.all_attributes}
    assert access == {1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 2, 8: 1}


@pytest.mark.parametrize("client", CLIENTS)
def test_the_terms_of_an_association(client):
    server = 16 if client > 16 else 1
    talk = Talk(client=client, pdu=500, services=0x00101C)
    agreed = 0x1010 if client == 16 else 0x101C
    assert talk.value(15, NAME, 3) == [client, server]
    assert talk.raw(15, NAME, 3)[:3] == b"\x02\x02\x0f"
    assert talk.value(15, NAME, 4).hex() == LN
    assert talk.raw(15, NAME, 5).hex() == f"020604180{agreed:05x}12ffff1201f411060f000900"
    assert talk.value(15, NAME, 6).hex() == ("" if client == 16 else LLS)
    assert talk.raw(15, NAME, 8) == b"\x16\x02"


def test_an_element_of_the_object_list():
    """As the real meter lists its first objects, octet for octet: an object list of a Kamstrup meter."""
    read = constant(b"\0")
    item = CosemObject(1, 0, Obis.parse("0.0.42.0.0.255"), (Attribute(2, read),))
    listed = encode_object_list([item], [{1: Access.READ, 2: Access.READ}])
    assert listed.hex() == (
        "0101" + "02041200011100090600002a0000ff" + "02020102" + "02030f01160100" + "02030f02160100" + "0100"
    )


def test_selectors_and_methods_are_listed():
    def select(context, data):
        return b""

    def call(context, data):
        return None

    read = constant(b"\0")
    item = CosemObject(
        7,
        1,
        Obis.parse("1.1.99.1.0.255"),
        (
            Attribute(2, read, selectors={1: select, 2: select}),
            Attribute(3, set=select, selectors={1: select}),
        ),
        (Method(1, call),),
    )
    listed = encode_object_list([item], [{1: Access.READ, 2: Access.READ, 3: Access.WRITE}])
    assert listed.hex().endswith("02030f02160101020f010f02" + "02030f03160200" + "010102020f010301")


@pytest.mark.recordings
def test_the_form_is_that_of_a_real_meter_s_list():
    """Every element that both meters list is the same, octet for octet, where the rights are the same."""
    real = decode(bytes.fromhex(shared("spec/dlms/kamstrup_object_list.hex").read_text().strip()))
    ours = {(o.value[0].value, o.value[2].value): o for o in Talk().get(15, NAME, 2).value}
    both = [(o, ours[key]) for o in real.value if (key := (o.value[0].value, o.value[2].value)) in ours]
    assert len(both) > 60

    def form(data: Data) -> object:
        if data.tag in (Tag.ARRAY, Tag.STRUCTURE):
            return data.tag, len(data.value), [form(part) for part in data.value]
        return data.tag

    same = 0
    for theirs, mine in both:
        attributes, _ = theirs.value[3].value
        if all(a.value[2].tag is Tag.NULL for a in attributes.value) and not mine.value[3].value[1].value:
            assert form(mine) == form(theirs)
        same += mine == theirs
    assert same >= 55


def test_a_password_is_changed():
    meter = capture()
    talk = Talk(meter)
    assert talk.set(15, NAME, 7, b"\x09\x06secret") == 0
    device = CosemDevice(meter)
    assert device.account(18, 16).password == b"secret"
    assert device.account(19, 16).password == b"12345"
    old = Association(device, 18, 16)
    old.receive(aarq(b"12345"))
    assert not old.is_open
    new = Association(device, 18, 16)
    new.receive(aarq(b"secret"))
    assert new.is_open


@pytest.mark.parametrize(
    ("data", "result"),
    [(b"\x09\x00", 250), (b"\x09\x41" + bytes(65), 250), (b"\x0a\x05abcde", 12), (b"\x06\0\0\0\0", 12)],
    ids=["empty", "too long", "text", "number"],
)
def test_what_is_no_password_is_refused(data, result):
    meter = capture()
    assert Talk(meter).set(15, NAME, 7, data) == result
    assert CosemDevice(meter).account(18, 16).password == b"12345"


def test_a_password_is_never_read():
    assert Talk().raw(15, NAME, 7) == 3
    assert Talk(client=16).raw(15, NAME, 7) == 3
