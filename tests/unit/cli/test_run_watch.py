"""What a run shows: lines, JSON, the display in a terminal."""

from __future__ import annotations

import json
import sys
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
from enfas.timebase import US_PER_HOUR, US_PER_MIN, US_PER_S, format_iso


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
    """An outage and its end, with the time of its end; what was in a log before is not news."""
    meter.advance(load(meter.supply_us + 10 * US_PER_MIN, 1, 1000))
    with watching(meter.configuration, Counters(), json=True, live=False) as watcher:
        watcher.begun(meter)
        watcher.fed(meter)
        go_on(meter)
        watcher.fed(meter)
        returned_us = meter.supply_us + 10 * US_PER_MIN
        meter.advance(load(returned_us, 30, 1000))
        watcher.fed(meter)
    told = list(map(json.loads, capsys.readouterr().out.splitlines()))
    assert {"event": "power returned", "time": format_iso(returned_us)} in told
    assert [event["event"] for event in told[1:]] == ["outage", "power returned", "voltage returned"]


def test_entries_of_the_first_block_are_told_each_with_its_time(clock, capsys):
    meter = Meter(Configuration.default(), start_us=START_US)
    with watching(meter.configuration, Counters(), json=False, live=False) as watcher:
        watcher.begun(meter)
        for hour in range(4):
            meter.advance(load(START_US + hour * US_PER_HOUR, 30, 1000))
        meter.set_clock(meter.clock.now_us + 90 * US_PER_S)
        watcher.fed(meter)
        watcher.fed(meter)
    told = [line.split(" ", 1) for line in capsys.readouterr().err.splitlines()][:-1]
    expected = [(START_US + hour * US_PER_HOUR, "power returned") for hour in range(1, 4)]
    expected.append((START_US + 3 * US_PER_HOUR + 31 * US_PER_MIN + 30 * US_PER_S, "clock set"))
    of_logs = [entry for entry in told if entry[1] in ("power returned", "clock set")]
    assert of_logs == [[format_iso(at_us), words] for at_us, words in expected]
    assert [it[0] for it in told] == sorted(it[0] for it in told), (
        "outages of the voltage quality log stand where they began"
    )


def test_more_entries_than_a_log_keeps_are_told_as_far_as_it_has_them(clock, meter, capsys):
    with watching(meter.configuration, Counters(), json=False, live=False) as watcher:
        watcher.begun(meter)
        for number in range(meter.logs["clock"].capacity + 9):
            meter.set_clock(START_US + (number + 2) * US_PER_HOUR)
        watcher.held(meter)
    told = [line for line in capsys.readouterr().err.splitlines() if line.endswith("clock set")]
    assert len(told) == meter.logs["clock"].capacity
    assert told[0] == f"{format_iso(START_US + 11 * US_PER_HOUR)} clock set"


@pytest.mark.parametrize("as_json", [False, True])
def test_notes_go_to_standard_error_or_into_the_json(clock, meter, capsys, as_json):
    with watching(meter.configuration, Counters(), json=as_json, live=False) as watcher:
        watcher.noted("a.csv: it has no reactive power")
    said = capsys.readouterr()
    if as_json:
        assert json.loads(said.out) == {"event": "note", "text": "a.csv: it has no reactive power"}
    else:
        assert (said.out, said.err) == ("", "a.csv: it has no reactive power\n")


def test_a_serial_line_that_goes_away_is_told_at_once_while_the_meter_is_held(clock, meter, capsys):
    counters = Counters()
    with watching(meter.configuration, counters, json=False, live=False) as watcher:
        watcher.begun(meter)
        watcher.held(meter)
        counters.lost = 1
        watcher.held(meter)
        watcher.held(meter)
    assert capsys.readouterr().err == "a serial line went away; it is looked for again\n"


def test_a_long_replay_has_a_bar_on_a_terminal_and_nowhere_else(clock, meter, capsys, monkeypatch):
    def replay() -> str:
        with watching(meter.configuration, Counters(), json=False, live=False) as watcher:
            for part in range(101):
                clock.now_s += 0.1
                watcher.read(part, 100)
            watcher.replayed(1, START_US)
        return capsys.readouterr().err

    assert replay() == ""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    drawn = replay()
    assert "replaying" in drawn
    percents = drawn.count("%")
    assert 20 <= percents <= 60  # four times a second, of ten seconds; not a hundred times


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


def shown(capsys) -> str:
    """What is on the screen at last: the lines after the title was drawn for the last time."""
    return capsys.readouterr().out.rpartition("No. ")[2]


def test_the_screen_shows_the_last_of_a_replay(clock, meter, capsys, monkeypatch):
    """The last rows come sooner after those before than a frame lasts."""
    monkeypatch.setenv("COLUMNS", "120")
    with watching(meter.configuration, Counters(), json=False, live=True) as watcher:
        watcher.begun(meter)
        watcher.fed(meter)
        watcher.read(50, 100)
        go_on(meter, 30)
        watcher.fed(meter)
        watcher.replayed(31, meter.supply_us)
    # noon at GMT+1 by the clock, an hour, and half an hour
    assert "13:30:00" in shown(capsys)


def test_a_held_meter_s_screen_goes_through_its_list_while_its_clock_stands(
    clock, meter, capsys, monkeypatch
):
    monkeypatch.setenv("COLUMNS", "120")
    glasses: set[str] = set()
    monkeypatch.setattr(
        "enfas.pictures.terminal.render_text", lambda display, title: glasses.add(str(display)) or title
    )
    with watching(meter.configuration, Counters(), json=False, live=True) as watcher:
        watcher.begun(meter)
        for _ in range(40):
            watcher.held(meter)
            clock.now_s += 1.0
        meter.set_clock(meter.clock.now_us + 7 * US_PER_MIN)
        watcher.held(meter)
    assert len(glasses) >= 4
    assert "13:07:00" in shown(capsys)


def test_how_much_is_replayed_stands_on_the_screen(clock, meter, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    with watching(meter.configuration, Counters(), json=False, live=True) as watcher:
        watcher.begun(meter)
        watcher.noted("a [b] note")
        watcher.read(43, 100)
        watcher.fed(meter)
    said = capsys.readouterr().out
    assert "43 % replayed" in said
    assert "a [b] note" in said
