"""What objects are made of: access rights follow from what there is to call."""

from __future__ import annotations

import pytest

from enfas.faces.cosem.model import (
    Access,
    Attribute,
    Context,
    CosemObject,
    Method,
    access_of,
    constant,
    descriptor,
    logical_name,
)
from enfas.obis import Obis
from enfas.protocols.dlms.results import ActionResult, DataAccessResult

NAME = Obis.parse("1.1.1.8.0.255")


def put(context, data):
    return DataAccessResult.SUCCESS


def call(context, data):
    return ActionResult.SUCCESS


GET = constant(b"\x11\x07")


@pytest.mark.parametrize(
    ("attribute", "access"),
    [
        (Attribute(2), Access.NONE),
        (Attribute(2, GET), Access.READ),
        (Attribute(2, set=put), Access.WRITE),
        (Attribute(2, GET, put), Access.READ | Access.WRITE),
    ],
    ids=["none", "read", "write", "read and write"],
)
def test_access_follows_from_what_can_be_done(attribute, access):
    assert attribute.access is access


@pytest.mark.parametrize(("letters", "mode"), [("R", 1), ("W", 2), ("RW", 3)])
def test_access_modes_are_those_of_the_object_list(letters, mode):
    assert access_of(letters) == mode


def test_the_logical_name_goes_without_saying():
    made = CosemObject(3, 0, NAME, (Attribute(2, GET),), (Method(1, call),))
    first, second = made.all_attributes
    assert (first.number, first.access, second.number) == (1, Access.READ, 2)
    assert first.get is not None
    assert first.get(None) == b"\x09\x06" + NAME
    assert made.without_methods().methods == ()
    assert made.without_methods().attributes == made.attributes


def test_of_what_can_only_be_written_the_name_cannot_be_read_either():
    """As the real meter lists its command for a debiting stop: modes 0 and 2."""
    made = CosemObject(1, 0, NAME, (Attribute(2, set=put),))
    assert [attribute.access for attribute in made.all_attributes] == [Access.NONE, Access.WRITE]


def test_a_descriptor():
    assert descriptor(3, NAME, 2).hex() == "00030101010800ff02"
    assert descriptor(0x1234, NAME, 255).hex() == "12340101010800ffff"


def test_what_a_getter_is_given():
    context = Context("meter", "companion", "client", 0x10, 128, b"list")
    assert (context.meter, context.client, context.conformance) == ("meter", "client", 0x10)
    assert (context.client_max_pdu, context.object_list) == (128, b"list")
    assert GET(context) == b"\x11\x07"
    assert logical_name(NAME)(context)[:2] == b"\x09\x06"
