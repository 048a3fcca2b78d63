"""The companion profile, against the real meter's: classes, versions, access rights."""

from __future__ import annotations

import csv

import pytest
from tests.cosem_bench import Talk, capture
from tests.differences import OURS_ALONE, READ_ONLY_HERE
from tests.helpers import VECTORS

from enfas.catalog.registers import REGISTERS
from enfas.faces.cosem.omnipower import OMNIPOWER

VERSIONS = {
    1: 0,
    3: 0,
    4: 0,
    6: 0,
    7: 1,
    8: 0,
    9: 0,
    11: 0,
    15: 0,
    17: 0,
    18: 0,
    20: 0,
    22: 0,
    23: 1,
    40: 0,
    70: 0,
}
"""DLMS protocol 5512-1424 D1, and an object list of a Kamstrup meter: association LN is of version 0."""

OTHERS = {
    "7": {
        "1.1.99.1.0.255": {1: 1, 2: 1, 3: 3, 4: 3, 5: 1, 6: 1, 7: 1, 8: 1},
        "1.1.98.1.0.255": {1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1},
        "1.1.98.2.0.255": {1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1},
        "1.1.99.1.1.255": {1: 1, 2: 1, 3: 3, 4: 3, 5: 1, 6: 1, 7: 1, 8: 1},
        "1.1.99.98.2.255": {1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1},
        "1.1.99.98.3.255": {1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1},
        "1.1.99.98.10.255": {1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1},
        "1.1.99.98.5.255": {1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1},
        "1.1.99.98.12.255": {1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1},
        "1.1.99.98.16.255": {1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1},
        "1.1.99.98.17.255": {1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1},
        "1.1.99.98.13.255": {1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1},
        "1.1.99.98.14.255": {1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1},
        "1.1.99.98.128.255": {1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1},
        "1.1.99.98.129.255": {1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1},
        **{f"0.1.21.0.{n}.255": {1: 1, 2: 1, 3: 3, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1} for n in (1, 2, 3, 5)},
    },
    "6": {f"0.0.14.0.{n}.255": {1: 1, 2: 1, 3: 1, 4: 3} for n in (1, 2)},
    "9": {"0.0.10.0.100.255": {1: 1, 2: 1}, "0.0.10.0.107.255": {1: 1, 2: 1}},
    "11": {"0.0.11.0.0.255": {1: 1, 2: 3}},
    "20": {"0.0.13.0.0.255": {n: 3 if n >= 6 else 1 for n in range(1, 11)}},
    "8": {"0.1.1.0.0.255": {1: 1, 2: 3, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 3, 9: 1}},
    "15": {"0.0.40.0.0.255": {1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 2, 8: 1}},
    "17": {"0.0.41.0.0.255": {1: 1, 2: 1}},
    "18": {"0.0.44.0.0.255": {1: 1, 2: 3, 3: 1, 4: 1, 5: 3, 6: 1, 7: 1}},
    "22": {"0.0.15.0.2.255": {1: 1, 2: 1, 3: 1, 4: 3}},
    "23": {"0.0.22.0.0.255": {1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 3, 8: 3, 9: 3}},
    "40": {"0.4.25.9.0.255": dict.fromkeys(range(1, 8), 1)},
    "70": {"0.0.96.3.10.255": {1: 1, 2: 1, 3: 1, 4: 1}},
}
"""Access modes of what is no register, by class. Source: 5512-1424 D1, pages 40, 48, 50, 51, 56. There the
SAP list may be written, too; here it follows from what the meter is. Here the columns of load profile and
analysis log may be written, too, as the Blue Book has it."""

MODES = {"R": 1, "W": 2, "RW": 3}


def published() -> dict[str, dict[str, str]]:
    lines = (VECTORS / "omnipower_registers.csv").read_text().splitlines()
    return {row["obis"]: row for row in csv.DictReader(line for line in lines if not line.startswith("#"))}


def listed(class_id: int) -> dict[str, dict[int, int]]:
    """The access modes that client 18 is told of a class's objects."""
    return {
        ".".join(map(str, name)): {number: mode for number, mode, _ in attributes}
        for of, _, name, (attributes, _) in Talk().value(15, "0.0.40.0.0.255", 2)
        if of == class_id
    }


@pytest.mark.requirement("COM-1")
@pytest.mark.parametrize("class_", [1, 3, 4, 6, 7, 8, 9, 11, 15, 17, 18, 20, 22, 23, 40, 70])
def test_class(class_):
    """Each object is of the real meter's class, version and rights, and all that is readable is read."""
    talk, rights = Talk(), listed(class_)
    assert rights
    versions = {entry[1] for entry in talk.value(15, "0.0.40.0.0.255", 2) if entry[0] == class_}
    assert versions == {VERSIONS[class_]}
    if str(class_) in OTHERS:
        assert rights == OTHERS[str(class_)]
    else:
        real = published()
        for name, modes in rights.items():
            if name not in {*OURS_ALONE, *READ_ONLY_HERE}:
                row = real[name]
                assert (int(row["class"]), MODES[row["access"]]) == (class_, modes[2]), name
    for name, modes in rights.items():
        for number, mode in modes.items():
            assert isinstance(talk.raw(class_, name, number), bytes) is bool(mode & 1), (name, number)


def test_all_classes_are_there():
    classes = {item.class_id: item.version for item in OMNIPOWER.objects(capture().configuration.features)}
    assert classes == VERSIONS


def test_every_register_has_its_object():
    objects = OMNIPOWER.objects(capture().configuration.features)
    names = [(item.class_id, item.name) for item in objects]
    assert len(set(names)) == len(names)
    assert len({name for _, name in names}) == len(names)
    assert names == sorted(names)
    assert {(row.class_id, row.obis) for row in REGISTERS.values()} < set(names)
    device_name = 1
    assert len(names) == len(REGISTERS) + sum(map(len, OTHERS.values())) + device_name


def test_objects_are_made_once_for_all_meters_of_a_type():
    features = capture().configuration.features
    assert OMNIPOWER.objects(features) is OMNIPOWER.objects(frozenset(features))


def test_methods_are_those_that_there_are():
    methods = {
        ".".join(map(str, name)): [number for number, access in listed_methods if access]
        for _, _, name, (_, listed_methods) in Talk().value(15, "0.0.40.0.0.255", 2)
        if listed_methods
    }
    assert methods.pop("0.1.1.0.0.255") == [1, 2, 3, 6]
    assert methods.pop("1.1.99.1.0.255") == methods.pop("1.1.99.1.1.255") == [1]
    assert methods.pop("1.1.98.1.0.255") == [2]
    assert methods.pop("0.0.96.3.10.255") == [1, 2]
    assert methods.pop("0.4.25.9.0.255") == [1]
    assert methods.pop("0.0.44.0.0.255") == [1, 2, 3, 4]
    assert methods.pop("0.0.10.0.107.255") == [1]
    assert methods.pop("0.0.10.0.100.255") == [1]
    assert methods.pop("0.0.11.0.0.255") == [1, 2]
    assert methods.pop("0.0.13.0.0.255") == [1]
    assert methods == {f"1.1.{c}.128.0.255": [1] for c in (1, 2, 3, 4, 9, 10)}
    public = Talk(client=16).value(15, "0.0.40.0.0.255", 2)
    assert [listed_methods for _, _, _, (_, listed_methods) in public] == [[]] * 15
