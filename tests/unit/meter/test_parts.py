from __future__ import annotations

import json

import pytest
from tests.meter_rows import START_US

from enfas.errors import ConfigurationError, StorageError
from enfas.meter.configuration import Configuration
from enfas.meter.parts import Parts

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
    assert fields["v"] == 1
    with pytest.raises(StorageError, match=f"{name}.*version 2"):
        Parts.decode(CONFIGURATION, parts | {name: json.dumps(fields | {"v": 2}).encode()})


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("data", [b"", b"{}", b'{"v":1,"start_us":"x"', b"[1]", None])
def test_a_broken_or_missing_part_is_refused(name: str, data: bytes | None) -> None:
    parts = stored()
    parts.pop(name)
    with pytest.raises(StorageError, match=name):
        Parts.decode(CONFIGURATION, parts if data is None else parts | {name: data})


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (CONFIGURATION.replace(serial_number=9), "serial number 12345678, not 9"),
        (CONFIGURATION.replace(X9="1", Z29="1"), "hardware"),
        (CONFIGURATION.replace(Z4="4"), "software"),
    ],
    ids=["serial number", "hardware code", "software code"],
)
def test_another_meter_s_state_is_refused(other: Configuration, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        Parts.decode(other, stored())
