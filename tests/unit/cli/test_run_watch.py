"""What a run shows: lines, JSON, the display in a terminal."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from tests.meter_rows import START_US, load

from enfas.cli import run_watch
from enfas.cli.keys import HINT
from enfas.cli.run_watch import watching
from enfas.limits import Counters
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.meter.panel import Button, Panel
from enfas.timebase import US_PER_HOUR, US_PER_MIN


@pytest.fixture
def clock(monkeypatch):
    """The clock that status lines and frames are timed by, in hand."""
    made = SimpleNamespace(now_s=100.0)
    made.monotonic = lambda: made.now_s
    monkeypatch.setattr(run_watch, "time", made)
    return made


@pytest.fixture
def meter():
    """A meter that has counted an hour of 1 kW."""
    made = Meter(Configuration.default(), start_us=START_US)
    made.advance(load(START_US, 1, 1000, US_PER_HOUR))
    return made


def go_on(meter: Meter, minutes: int = 1) -> None:
    meter.advance(load(meter.supply_us, minutes, 1000))


def test_what_programs_wait_for_is_on_standard_output(clock, meter, capsys):
    with watching(meter.configuration, Counters(), json=False, live=False) as watcher:
        watcher.ready("127.0.0.1:4059")
        watcher.fed(meter)
        watcher.replayed(1, START_US + US_PER_HOUR)
    said = capsys.readouterr()
    assert said.out.splitlines() == ["ready 127.0.0.1:4059", f"replayed 1 rows to {said.out.split()[-1]}"]
    assert said.out.endswith("Z\n")
    (status,) = said.err.splitlines()
    assert " A+ 1000 Wh, P+ 1000 W, U " in status


def test_a_status_line_a_minute(clock, meter, capsys):
    with watching(meter.configuration, Counters(), json=False, live=False) as watcher:
        for _ in range(6):
            watcher.fed(meter)
            clock.now_s += 25.0
    assert len(capsys.readouterr().err.splitlines()) == 2


@pytest.mark.parametrize("as_json", [False, True])
def test_what_the_lines_had_to_refuse_is_told(clock, meter, capsys, as_json):
    counters = Counters(accepted=9)
    with watching(meter.configuration, counters, json=as_json, live=False) as watcher:
        watcher.fed(meter)
        counters.refused_full, counters.cut_off = 3, 1
        clock.now_s += 60.0
        watcher.fed(meter)
    said = capsys.readouterr()
    if as_json:
        assert [json.loads(line)["lines"] for line in said.out.splitlines()] == [
            {},
            {"refused_full": 3, "cut_off": 1},
        ]
    else:
        quiet, told = said.err.splitlines()
        assert quiet.endswith("V")
        assert told.endswith(" V, refused full: 3, cut off: 1")


def test_json_is_one_object_a_line(clock, meter, capsys):
    with watching(meter.configuration, Counters(), json=True, live=False) as watcher:
        watcher.ready("127.0.0.1:4059")
        watcher.fed(meter)
        watcher.replayed(1, START_US)
    ready, status, replayed = map(json.loads, capsys.readouterr().out.splitlines())
    assert ready == {"event": "ready", "place": "127.0.0.1:4059"}
    assert (status["event"], status["a_plus_wh"], status["p_plus_w"]) == ("status", 1000, 1000)
    assert (replayed["event"], replayed["rows"]) == ("replayed", 1)


def test_entries_of_the_event_logs_are_told_as_they_come(clock, meter, capsys):
    """An outage and its end; what was in a log before is not news."""
    with watching(meter.configuration, Counters(), json=True, live=False) as watcher:
        watcher.fed(meter)
        go_on(meter)
        watcher.fed(meter)
        meter.advance(load(meter.supply_us + 10 * US_PER_MIN, 1, 1000))
        watcher.fed(meter)
    events = [json.loads(line)["event"] for line in capsys.readouterr().out.splitlines()]
    assert events == ["status", "power returned"]


def test_a_terminal_shows_the_display_and_what_is_under_it(clock, meter, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    counters = Counters()
    with watching(meter.configuration, counters, json=False, live=True) as watcher:
        watcher.ready("127.0.0.1:4059")
        watcher.fed(meter)
        counters.refused_peer = 2
        watcher.fed(meter)  # too soon to draw again
        clock.now_s += 0.2
        go_on(meter, 5)
        watcher.fed(meter)
        watcher.replayed(6, START_US)
    shown = capsys.readouterr().out
    assert "ready 127.0.0.1:4059" in shown
    assert "replayed 6 rows" in shown
    assert "load profile" in shown
    assert f"No. {meter.configuration.serial_number}" in shown
    assert "refused peer: 2" in shown


def test_keys_are_told_under_the_display_and_a_press_is_shown_at_once(clock, meter, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    with watching(meter.configuration, Counters(), json=False, live=True, keys=True) as watcher:
        watcher.fed(meter)
        meter.part(Panel).press(Button.LEFT)
        watcher.pressed(meter, "there is nothing to do at 1.8.0")
    shown = capsys.readouterr().out
    assert HINT in shown
    assert "there is nothing to do at 1.8.0" in shown


def test_a_press_that_nobody_sees_is_told_where_it_was_refused(clock, meter, capsys):
    with watching(meter.configuration, Counters(), json=False, live=False) as watcher:
        watcher.pressed(meter, "")
        watcher.pressed(meter, "no")
    assert capsys.readouterr().err == "no\n"
