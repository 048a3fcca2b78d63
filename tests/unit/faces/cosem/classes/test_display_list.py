"""Class 7, the lists of the display."""

from __future__ import annotations

import pytest
from tests.cosem_bench import Talk
from tests.meter_rows import state_of

from enfas.catalog.display import DISPLAY_LISTS, READINGS, ListName
from enfas.faces.cosem.classes.display_list import display_list_object
from enfas.meter.panel import Panel
from enfas.obis import Obis
from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.results import DataAccessResult

AUTOMATIC = DISPLAY_LISTS[ListName.AUTOMATIC].obis


def column(name: str) -> bytes:
    class_id, obis, attribute = READINGS[name].reference
    return axdr.structure(axdr.u16(class_id), axdr.octets(obis), axdr.i8(attribute), axdr.u16(0))


def columns(*names: str) -> bytes:
    return axdr.array([column(name) for name in names])


@pytest.mark.requirement("DISP-5")
@pytest.mark.parametrize(
    ("of", "name"),
    [
        ("automatic", "0.1.21.0.1.255"),
        ("manual", "0.1.21.0.2.255"),
        ("battery", "0.1.21.0.5.255"),
        ("utility", "0.1.21.0.3.255"),
    ],
    ids=["automatic", "manual", "battery", "utility"],
)
def test_a_list_is_configured_from_remote(of, name):
    talk = Talk()
    panel = talk.meter.part(Panel)
    chosen = ("2.8.0", "1.8.0", "1.6.0 time", "1.0.0", "test")
    assert talk.set(7, name, 3, columns(*chosen)) == DataAccessResult.SUCCESS
    assert tuple(reading.name for reading in panel.listed(ListName(of))) == chosen
    assert talk.raw(7, name, 3) == columns(*chosen)
    assert (talk.value(7, name, 7), talk.value(7, name, 8), talk.value(7, name, 4)) == (1, 1, 0)
    ((a_minus, a_plus, stamp, clock, test),) = talk.value(7, name, 2)
    assert (a_minus, a_plus) == (talk.value(3, "1.1.2.8.0.255", 2), talk.value(3, "1.1.1.8.0.255", 2))
    assert stamp == talk.value(4, "1.1.1.6.0.255", 5)
    assert clock == talk.value(8, "0.1.1.0.0.255", 2)
    assert test is None


@pytest.mark.requirement("DISP-4")
@pytest.mark.parametrize("legal", ["1.8.0", "2.8.0"])
def test_what_the_law_demands_cannot_be_taken_out_over_the_wire(legal):
    talk = Talk()
    before = state_of(talk.meter)
    left = [name for name in ("1.8.0", "2.8.0") if name != legal]
    assert talk.set(7, AUTOMATIC, 3, columns(*left)) == DataAccessResult.READ_WRITE_DENIED
    assert state_of(talk.meter) == before


@pytest.mark.parametrize(
    "data",
    [
        axdr.u8(1),
        axdr.array([axdr.u8(1)]),
        axdr.array([axdr.structure(axdr.u16(3), axdr.octets(Obis.parse("1.8.0")))]),
        axdr.array([axdr.structure(axdr.u16(3), axdr.array([]), axdr.i8(2), axdr.u16(0))]),
        axdr.array([axdr.structure(axdr.u16(3), axdr.octets(Obis.parse("1.9.0")), axdr.i8(2), axdr.u16(0))]),
        columns(),
        columns("1.8.0", "2.8.0", "1.0.0", "1.0.0"),
    ],
)
def test_what_is_no_list_is_refused(data):
    talk = Talk()
    before = state_of(talk.meter)
    assert talk.set(7, AUTOMATIC, 3, data) != DataAccessResult.SUCCESS
    assert state_of(talk.meter) == before


def test_objects():
    for name, row in DISPLAY_LISTS.items():
        made = display_list_object(name)
        assert (made.class_id, made.version, made.name) == (7, 1, row.obis)


def test_an_empty_list_has_an_empty_row():
    talk = Talk()
    talk.meter.part(Panel).set_list(ListName.UTILITY, [])
    name = DISPLAY_LISTS[ListName.UTILITY].obis
    assert (talk.value(7, name, 2), talk.value(7, name, 3)) == ([[]], [])
    assert talk.value(7, name, 6) == [0, bytes(6), 0, 0]
