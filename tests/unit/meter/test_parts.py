from __future__ import annotations

import json

import pytest
from tests.meter_rows import START_US

from enfas.errors import ConfigurationError, StorageError
from enfas.meter.configuration import Configuration
from enfas.meter.parts import PLUGGED_IN, Parts

CONFIGURATION = Configuration.default()
PARTS = list(Parts.new(CONFIGURATION, START_US).encode())


def stored() -> dict[str, bytes]:
    return Parts.new(CONFIGURATION, START_US).encode()


def test_parts_come_back_as_they_were() -> None:
    assert Parts.decode(CONFIGURATION, stored()) == Parts.new(CONFIGURATION, START_US)
    assert Parts.decode(CONFIGURATION, stored()).encode() == stored()


@pytest.mark.requirement("REG-1")
@pytest.mark.parametrize("name", PARTS)
def test_each_part_has_a_version(name: str) -> None:
    parts = stored()
    fields = json.loads(parts[name])
    newer = fields["v"] + 1
    assert newer == (3 if name in ("clock", "demand") else 2)
    with pytest.raises(StorageError, match=f"{name}.*version {newer}"):
        Parts.decode(CONFIGURATION, parts | {name: json.dumps(fields | {"v": newer}).encode()})


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("data", [b"", b"{}", b'{"v":1,"start_us":"x"', b"[1]", b'{"v":0}', b'{"v":"1"}'])
def test_a_broken_part_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(StorageError, match=name):
        Parts.decode(CONFIGURATION, stored() | {name: data})


@pytest.mark.parametrize("name", PARTS)
def test_a_part_of_the_core_cannot_be_missing_and_one_that_is_plugged_in_begins_anew(name: str) -> None:
    parts = stored()
    plugged_in = {part.name: part for part in PLUGGED_IN}
    del parts[name]
    if name in plugged_in:
        fresh = Parts.decode(CONFIGURATION, parts).plugged_in[name]
        assert fresh == plugged_in[name].new_state(CONFIGURATION, START_US)
    else:
        with pytest.raises(StorageError, match=f"no part {name!r}"):
            Parts.decode(CONFIGURATION, parts)


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (CONFIGURATION.replace(serial_number=9), "serial number 12345678, not 9"),
        (CONFIGURATION.replace(X9="1", Z29="1"), "hardware"),
    ],
    ids=["serial number", "hardware code"],
)
def test_another_meter_s_state_is_refused(other: Configuration, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        Parts.decode(other, stored())
