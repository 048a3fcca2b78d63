"""The object list."""

from __future__ import annotations

import pytest
from tests.fake_meter import ENERGY, HIDDEN, object_list

from enfas.errors import DecodeError
from enfas.obis import Obis
from enfas.protocols.dlms.client_data import decode
from enfas.tool.objects import read_object_list

NAME = bytes(6)


def test_rights_by_enumeration():
    entries = {entry.obis: entry for entry in read_object_list(decode(object_list(version=1)))}
    assert entries[Obis(ENERGY[1])].readable == {1, 2, 3}
    assert entries[Obis(ENERGY[1])].reads(2)
    assert not entries[Obis(HIDDEN[1])].reads(2)


@pytest.mark.parametrize(
    ("mode", "read", "write"), [(0, 0, 0), (1, 1, 0), (2, 0, 1), (3, 1, 1), (4, 1, 0), (5, 0, 1), (6, 1, 1)]
)
def test_the_enumeration(mode, read, write):
    (entry,) = read_object_list([[3, 0, NAME, [[[2, mode, None]], []]]])
    assert (bool(entry.readable), bool(entry.writable)) == (bool(read), bool(write))


@pytest.mark.parametrize(
    ("mode", "read", "write"), [(0, 0, 0), (1, 1, 0), (2, 0, 1), (0b1111, 1, 1), (4, 0, 0)]
)
def test_rights_by_bits_from_version_3_on(mode, read, write):
    entry, _ = read_object_list([[3, 0, NAME, [[[2, mode, None]], []]], [15, 3, NAME, [[], []]]])
    assert (bool(entry.readable), bool(entry.writable)) == (bool(read), bool(write))


def test_without_rights_everything_may_be_tried():
    (entry,) = read_object_list([[3, 0, NAME, [[], []]]])
    assert entry.reads(2)


@pytest.mark.parametrize(
    "value",
    [
        None,
        5,
        [5],
        [[3, 0, b"short", [[], []]]],
        [[3, 0, NAME]],
        [[3, 0, NAME, []]],
        [["3", 0, NAME, [[], []]]],
        [[3, 0, NAME, [[5], []]]],
        [[3, 0, NAME, [[[2, None, None]], []]]],
    ],
)
def test_what_is_no_object_list(value):
    with pytest.raises(DecodeError):
        read_object_list(value)
