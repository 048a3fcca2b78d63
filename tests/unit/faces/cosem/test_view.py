"""What a client sees: what is not listed is not there, and what is not granted is refused."""

from __future__ import annotations

import pytest
from tests.cosem_bench import Talk, capture, state_of
from tests.dlms_bench import descriptor

from enfas.catalog.clients import OMNIPOWER_CLIENTS as CLIENTS
from enfas.faces.cosem.omnipower import OMNIPOWER
from enfas.protocols.dlms.axdr import Data, Tag
from enfas.protocols.dlms.results import DataAccessResult
from enfas.protocols.dlms.xdlms import Selection

pytestmark = pytest.mark.requirement("COM-1")

ENERGY = "1.1.1.8.0.255"
PROFILE = "1.1.99.1.0.255"


@pytest.mark.parametrize(
    ("class_id", "name", "number", "result"),
    [
        (3, "1.1.77.8.0.255", 2, 4),
        (3, "1.1.1.8.0.254", 2, 4),
        (1, ENERGY, 2, 9),
        (4, ENERGY, 2, 9),
        (3, ENERGY, 4, 3),
        (3, ENERGY, 0, 3),
        (3, ENERGY, 255, 3),
        (8, "0.1.1.0.1.255", 2, 4),
        (1, "1.1.0.1.5.128", 2, 3),
    ],
    ids=[
        "object",
        "group F",
        "class",
        "other class",
        "attribute",
        "attribute 0",
        "attribute 255",
        "column",
        "command",
    ],
)
def test_reading_what_is_not_there(class_id, name, number, result):
    talk = Talk()
    assert talk.raw(class_id, name, number) == result
    assert talk.set(class_id, name, number, b"\x11\x00") in (result, 3, 250)


@pytest.mark.parametrize(
    ("class_id", "name", "number", "result"),
    [
        (3, "1.1.77.8.0.255", 1, 4),
        (1, ENERGY, 1, 9),
        (3, ENERGY, 1, 3),
        (8, "0.1.1.0.0.255", 4, 3),
    ],
    ids=["object", "class", "method", "other method"],
)
def test_acting_on_what_is_not_there(class_id, name, number, result):
    assert Talk().act(class_id, name, number) == result


def test_a_selection_where_there_is_none():
    talk = Talk()
    assert talk.raw(3, ENERGY, 2, b"\x01\x00") == 13
    assert talk.raw(7, PROFILE, 2, b"\x03\x00") == 13
    assert talk.raw(7, PROFILE, 3, b"\x02\x00") == 13


def test_a_selection_is_not_written_through():
    meter = capture()
    view = OMNIPOWER.view(meter.configuration.features, CLIENTS[18, 16])
    context = Talk(meter).association._context
    before = state_of(meter)
    key, number = descriptor(1, "1.1.0.0.1.255", 2), Data(Tag.U32, 5)
    selection = Selection(1, Data(Tag.NULL, None))
    assert view.set(context, key, selection, number) is DataAccessResult.SCOPE_OF_ACCESS_VIOLATED
    assert state_of(meter) == before


def test_views_are_made_once_for_all_meters_of_a_type():
    features = capture().configuration.features
    first = OMNIPOWER.view(features, CLIENTS[18, 16])
    assert OMNIPOWER.view(frozenset(features), CLIENTS[18, 16]) is first
    assert OMNIPOWER.view(frozenset({"a_plus"}), CLIENTS[18, 16]) is not first
    assert OMNIPOWER.view(features, CLIENTS[19, 16]).object_list == first.object_list


def test_without_the_right_to_write_nothing_is_written_whatever_was_agreed_on():
    """The public client's services do not have SET; the view does not rely on that."""
    meter = capture()
    view = OMNIPOWER.view(meter.configuration.features, CLIENTS[16, 1])
    context = Talk(meter, 16).association._context
    before = state_of(meter)
    key = descriptor(8, "0.1.1.0.0.255", 8)
    assert view.set(context, key, None, Data(Tag.BOOLEAN, False)) is DataAccessResult.READ_WRITE_DENIED
    assert view.act(context, descriptor(8, "0.1.1.0.0.255", 3), None) == 3
    assert state_of(meter) == before


@pytest.mark.requirement("CFG-1")
def test_a_meter_of_import_alone_lists_no_other_energy():
    meter = capture(X9="1", Z29="1")
    talk = Talk(meter)
    names = {tuple(entry[2]) for entry in talk.value(15, "0.0.40.0.0.255", 2)}
    assert (1, 1, 1, 8, 0, 255) in names
    assert not {name for name in names if name[2:4] in [(2, 8), (3, 8), (4, 8), (5, 8), (9, 8)]}
    assert talk.raw(3, "1.1.2.8.0.255", 2) == 4
