"""The memory under kills and cuts: nothing acknowledged is lost, nothing is torn, and the end is the same.

How many: `--torture`, of which `make torture` makes a hundred.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from random import Random

import apsw
import pytest
from tests.torture_kill import Victim
from tests.torture_load import LOADS, Load, Reference, steps

from enfas.errors import StorageError
from enfas.storage.sqlite import SqliteMemory, open_read_only
from enfas.testing.faulty_disk import FaultyDisk

pytestmark = [pytest.mark.torture, pytest.mark.requirement("REG-1")]


def victim(state: Path, name: str) -> Victim:
    return Victim(["-m", "tests.torture_child", state, name])


def killed(state: Path, name: str, random: Random) -> int:
    """Let a process go on with the load and kill it at some instant; the last step that it acknowledged."""
    acknowledged = 0
    wait_for = random.choice([0, 1, random.randrange(1, LOADS[name].count // 5)])
    with victim(state, name) as process:
        said = process.lines()
        assert next(said) == "ready"
        for _, line in zip(range(wait_for), said, strict=False):
            acknowledged = int(line) if line != "done" else LOADS[name].count
        rest = process.kill(spin_us=random.choice([0, random.randrange(500), random.randrange(5000)]))
    numbers = [int(line) for line in rest if line != "done"]
    return max([acknowledged, *numbers])


@pytest.mark.parametrize("name", LOADS)
def test_loss_of_power_at_any_instant_by_a_kill(name: str, tmp_path: Path, torture: int) -> None:
    random, load = Random(name), LOADS[name]
    kills = rounds = 0
    while kills < torture:
        rounds += 1
        state, reference, step = tmp_path / str(rounds), Reference(load), 0
        while step < load.count and kills < torture:
            acknowledged = killed(state, name, random)
            kills += 1
            step = reference.assert_same(open_read_only(state), least=max(step, acknowledged))
        with victim(state, name) as process:
            assert list(process.lines())[-1] == "done"
        assert reference.assert_same(open_read_only(state), least=load.count) == load.count
        assert [file.name for file in state.iterdir()] == ["meter.sqlite"]


@pytest.mark.parametrize("torn", [False, True], ids=["dropped", "torn"])
@pytest.mark.parametrize("name", LOADS)
def test_loss_of_power_at_any_instant_with_what_was_not_synced(
    name: str, torn: bool, tmp_path: Path, torture: int
) -> None:
    random, load = Random(f"{name} {torn}"), LOADS[name]
    cuts = rounds = 0
    while cuts < torture:
        rounds += 1
        state, reference, step = tmp_path / str(rounds), Reference(load), 0
        while step < load.count and cuts < torture:
            acknowledged, finished = cut(state, load, step, random, torn)
            cuts += 1
            # the commit that was cut short may be there, as a whole
            step = reference.assert_same(open_read_only(state), least=acknowledged, most=acknowledged + 1)
            assert not finished or step == load.count
        memory = SqliteMemory(state)
        for _ in steps(load, memory):
            pass
        memory.close()
        assert reference.assert_same(open_read_only(state), least=load.count) == load.count


def cut(state: Path, load: Load, step: int, random: Random, torn: bool) -> tuple[int, bool]:
    """Go on with the load until the power goes; the last step acknowledged, and whether that was the end."""
    acknowledged, finished = step, False
    with FaultyDisk(seed=random.getrandbits(32)) as disk:
        disk.cut_at(random.choice([random.randrange(1, 60), random.randrange(1, 3000)]), torn=torn)
        memory = None
        with suppress(StorageError):
            memory = SqliteMemory(state, vfs=disk.name)
            for done in steps(load, memory):
                acknowledged = done
            finished = True
        if memory is not None:
            memory.close()
        if disk.powered:
            disk.cut(torn=torn)
    if random.random() < 0.5:  # it is not synced, and may be gone too
        Path(state, "meter.sqlite-ack").unlink(missing_ok=True)
    return acknowledged, finished


@pytest.mark.parametrize("error", [apsw.IOError, apsw.FullError])
def test_a_disk_that_fails_at_any_operation(error: type[apsw.Error], tmp_path: Path, torture: int) -> None:
    """Started again after each failure the meter comes to the same end."""
    random, load = Random(error.__name__), LOADS["days"]
    reference, step = Reference(load), 0
    for _ in range(torture):
        with FaultyDisk() as disk:
            disk.fail_at(random.randrange(1, 400), error, lasting=random.random() < 0.5)
            memory = None
            acknowledged = step
            with suppress(StorageError):
                memory = SqliteMemory(tmp_path, vfs=disk.name)
                for done in steps(load, memory):
                    acknowledged = done
            if memory is not None:
                memory.close()
            disk.mend()
            disk.cut()
        step = reference.assert_same(open_read_only(tmp_path), least=acknowledged, most=acknowledged + 1)
    memory = SqliteMemory(tmp_path)
    for _ in steps(load, memory):
        pass
    memory.close()
    assert reference.assert_same(open_read_only(tmp_path), least=load.count) == load.count


@pytest.mark.parametrize("name", LOADS)
def test_a_state_can_be_read_while_the_meter_runs(name: str, tmp_path: Path) -> None:
    """Each is one that was acknowledged at that time or later, whatever is written meanwhile."""
    load = LOADS[name]
    reference, read = Reference(load), 0
    with victim(tmp_path, name) as process:
        said = process.lines()
        assert next(said) == "ready"
        for line in said:
            if line != "done" and int(line) % 25 == 1:
                reference.assert_same(open_read_only(tmp_path), least=int(line))
                read += 1
    assert read > 5
    assert reference.assert_same(open_read_only(tmp_path), least=load.count) == load.count
