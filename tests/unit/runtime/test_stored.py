from __future__ import annotations

from pathlib import Path

import pytest
from tests.meter_rows import START_US, load, state_of

from enfas.errors import StorageError
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.runtime.stored import stored_meter
from enfas.storage.sqlite import SqliteMemory


def test_a_meter_is_as_of_its_last_commit_while_it_runs_on(tmp_path: Path) -> None:
    meter = Meter(Configuration.default().replace(Z1="1", serial_number=99), start_us=START_US)
    memory = SqliteMemory(tmp_path)
    meter.advance(load(START_US, 120))
    memory.commit(meter.take_changes())
    seen = stored_meter(tmp_path)
    assert state_of(seen) == state_of(meter)
    assert (seen.configuration.serial_number, seen.read("a_plus")) == (99, 1)
    assert state_of(stored_meter(tmp_path / "meter.sqlite")) == state_of(seen)

    meter.advance(load(meter.supply_us, 120))
    assert stored_meter(tmp_path).read("a_plus") == 1
    memory.commit(meter.take_changes())
    assert stored_meter(tmp_path).read("a_plus") == 2
    memory.close()


def test_to_look_changes_nothing(tmp_path: Path) -> None:
    meter = Meter(Configuration.default(), start_us=START_US)
    memory = SqliteMemory(tmp_path)
    memory.commit(meter.take_changes())
    memory.close()
    before = (tmp_path / "meter.sqlite").read_bytes()
    stored_meter(tmp_path).advance(load(START_US, 10))
    assert (tmp_path / "meter.sqlite").read_bytes() == before
    assert state_of(stored_meter(tmp_path)) == state_of(meter)


def test_there_is_nothing_to_look_at(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        stored_meter(tmp_path)
    SqliteMemory(tmp_path).close()
    with pytest.raises(StorageError, match=r"nothing is stored in .* yet"):
        stored_meter(tmp_path)
