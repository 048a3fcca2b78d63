from __future__ import annotations

import zlib
from pathlib import Path

import pytest

import enfas
from enfas.meter.configuration import Configuration
from enfas.runtime.device import Device
from enfas.runtime.program import LEGAL_PARTS, application_checksum, rom_checksum


def test_it_is_the_crc_of_the_program_that_measures() -> None:
    root = Path(enfas.__file__).parent
    names = [path.relative_to(root).as_posix() for path in root.rglob("*.py")]
    legal = sorted(name for name in names if name.split("/")[0] in LEGAL_PARTS)
    assert {"interval.py", "meter/device.py", "metrology/cycles.py"} <= set(legal)
    assert "catalog/registers/energies.py" in legal
    texts = b"".join(name.encode() + b"\0" + (root / name).read_bytes() for name in legal)
    assert rom_checksum() == zlib.crc32(texts)


def test_a_meter_that_is_run_shows_it() -> None:
    device = Device.open(Configuration.default(), None, start_us=0)
    assert device.meter.read("rom_checksum") == rom_checksum()


@pytest.mark.requirement("COM-4")
def test_the_rest_of_the_program_has_a_checksum_of_its_own() -> None:
    root = Path(enfas.__file__).parent
    names = [path.relative_to(root) for path in root.rglob("*.py")]
    rest = sorted(name for name in names if name.parts[0] not in LEGAL_PARTS)
    texts = b"".join(name.as_posix().encode() + b"\0" + (root / name).read_bytes() for name in rest)
    assert application_checksum() == zlib.crc32(texts) != rom_checksum()
    device = Device.open(Configuration.default(), None, start_us=0)
    assert device.meter.read("application_checksum") == application_checksum()
