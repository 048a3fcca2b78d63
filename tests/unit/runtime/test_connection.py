"""When a supply begins that does not say so itself, and that it is the same when a run is started again."""

from __future__ import annotations

import numpy as np
import pytest
from tests.meter_rows import START_US, load
from tests.served_meter import Blocks
from tests.unit.runtime.test_run import Shelf, Watch, comparable, household, plan, whole

from enfas.errors import ConfigurationError, StorageError
from enfas.meter.device import Meter
from enfas.meter.memory import Changes
from enfas.runtime.connection import connect
from enfas.runtime.device import Device
from enfas.runtime.run import Plan, run
from enfas.testing.clocked_loop import ClockedLoop
from enfas.timebase import US_PER_DAY, US_PER_HOUR, format_iso

LATER_US = START_US + US_PER_DAY


class Timeless(Blocks):
    """A recording that does not tell when it was made: its rows are of when it is said to begin."""

    def __init__(self, origin: str = "a.wav", rows: np.ndarray | None = None) -> None:  # type: ignore[type-arg]
        super().__init__(household() if rows is None else rows, 5)
        self._first_us = self.start_us or 0
        self.start_us = None
        self.name, self.origin, self.live = origin, origin, not origin

    def rows(self, start_us: int):  # type: ignore[no-untyped-def]
        moved = self._rows.copy()
        moved["start_us"] += start_us - self._first_us
        for first in range(0, len(moved), self._size):
            yield moved[first : first + self._size]


class Killed(Exception):
    """The run is over, in the midst of it."""


def stopped(shelf: Shelf, after: int, supply: Blocks | None = None, **options: object) -> None:
    """A run that is ended when the meter has been given so many portions."""

    def fed(meter: Meter) -> None:
        if len(watch.supplied) == after:
            raise Killed

    watch = Watch(fed=fed)
    with pytest.raises(Killed):
        run(plan(supply or Timeless(), shelf, **options), watch, make_loop=ClockedLoop)


@pytest.mark.requirement("REG-1")
@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_replay_without_times_goes_on_where_it_was_killed(after: int) -> None:
    shelf = Shelf()
    stopped(shelf, after)
    again = Watch()
    run(plan(Timeless(), shelf, now_us=LATER_US), again)
    assert again.rows == len(household()) - 5 * after
    assert comparable(shelf.meter()) == whole(household())
    until = format_iso(int(household()["start_us"][5 * after]))
    assert again.notes == [
        f"a.wav: {5 * after} rows from 2025-01-15T11:00:00Z to {until} left out: "
        "the meter has that time already"
    ]


def test_what_was_replayed_to_its_end_is_not_counted_again() -> None:
    shelf, again = Shelf(), Watch()
    run(plan(Timeless(), shelf), Watch())
    run(plan(Timeless(), shelf, now_us=LATER_US), again)
    assert again.rows == 0
    assert comparable(shelf.meter()) == whole(household())
    assert len(again.notes) == 1


def test_a_live_run_may_be_finished_by_a_replay_of_what_tells_no_time() -> None:
    shelf = Shelf()
    stopped(shelf, 7, speed=300.0)
    run(plan(Timeless(), shelf, now_us=LATER_US), Watch())
    assert comparable(shelf.meter()) == whole(household())


def test_what_was_said_with_start_is_remembered() -> None:
    shelf = Shelf()
    stopped(shelf, 1, start_us=START_US, now_us=LATER_US)
    run(plan(Timeless(), shelf, now_us=LATER_US), Watch())
    assert comparable(shelf.meter()) == whole(household())


@pytest.mark.parametrize(
    ("origin", "said"), [("b.wav", "is not what the meter was connected to"), ("", "cannot be given again")]
)
def test_what_does_not_go_on_is_refused_until_its_time_is_said(origin: str, said: str) -> None:
    shelf = Shelf()
    stopped(shelf, 1)
    before = comparable(shelf.meter())
    with pytest.raises(ConfigurationError, match=said) as refusal:
        run(plan(Timeless(origin), shelf, now_us=LATER_US), Watch())
    assert "the meter stands at 2025-01-15T12:40:00Z" in str(refusal.value)
    assert "--start 2025-01-15T12:40:00Z goes on" in refusal.value.hint
    assert shelf.closed
    assert comparable(shelf.meter()) == before
    watch = Watch()
    run(plan(Timeless(origin), shelf, start_us=shelf.meter().supply_us), watch)
    assert watch.rows == len(household())


def test_a_state_that_does_not_tell_its_supply_is_not_guessed_at() -> None:
    shelf = Shelf()
    run(plan(household()[:5], shelf), Watch())
    with pytest.raises(ConfigurationError, match="is not what the meter was connected to"):
        run(plan(Timeless(), shelf), Watch())


def test_a_new_meter_begins_now_whatever_it_is_given() -> None:
    for origin in ("", "a.wav"):
        shelf = Shelf()
        run(plan(Timeless(origin), shelf, now_us=LATER_US), Watch())
        assert shelf.meter().supply_us == LATER_US + 6 * US_PER_HOUR


def test_a_run_that_was_ended_before_its_first_row_begins_anew() -> None:
    shelf = Shelf()
    run(plan(Timeless(rows=load(START_US, 0)), shelf), Watch())
    run(plan(Timeless(), shelf, now_us=LATER_US), Watch())
    assert shelf.meter().supply_us == LATER_US + 6 * US_PER_HOUR


def test_a_live_run_begins_where_the_meter_stands_should_that_lie_ahead() -> None:
    shelf = Shelf()
    run(plan(Timeless(), shelf), Watch())
    run(plan(Timeless(), shelf, speed=3600.0), Watch(), make_loop=ClockedLoop)
    assert shelf.meter().supply_us == START_US + 12 * US_PER_HOUR


def test_a_connection_that_cannot_be_stored_ends_the_run() -> None:
    class Full(Shelf):
        def commit(self, changes: Changes) -> None:
            if "connection" in changes.parts:
                raise StorageError("no room is left")
            super().commit(changes)

    shelf = Full()
    with pytest.raises(StorageError, match="no room"):
        run(plan(Timeless(), shelf), Watch())
    assert shelf.closed


def test_it_is_stored_once() -> None:
    shelf = Shelf()
    made: Plan = plan(Timeless(), shelf)
    device = Device.open(made.configuration, shelf, start_us=START_US)
    assert connect(device, made) == START_US
    commits = shelf.commits
    assert connect(device, made) == START_US
    assert shelf.commits == commits
