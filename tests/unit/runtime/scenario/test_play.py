"""Scenarios: what the file says happens, at its instant; what must not be refused and is ends the play."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.meter_rows import entries, instant_of
from typer.testing import CliRunner

from enfas.cli.main import app
from enfas.errors import ConfigurationError
from enfas.runtime.scenario.play import Played, play
from enfas.runtime.scenario.script import read_scenario
from enfas.runtime.stored import stored_meter
from enfas.storage.sqlite import SqliteMemory
from enfas.timebase import US_PER_S, from_civil

HEAD = 'title = "A day"\nstart = "2025-01-01T00:00:00+01:00"\n[household]\nseed = 1\ndays = 2\n'
RUN = CliRunner()


def written(folder: Path, text: str, head: str = HEAD) -> Path:
    path = folder / "scenario.toml"
    path.write_text(head + text)
    return path


def step(at: str, **fields: object) -> str:
    lines = "\n".join(f"{name} = {json.dumps(value)}" for name, value in fields.items())
    return f'[[step]]\nat = "2025-01-01T{at}+01:00"\n{lines}\n'


def played(folder: Path, text: str) -> Played:
    return play(read_scenario(written(folder, text)))


def test_each_step_happens_at_its_instant(tmp_path: Path) -> None:
    text = step("12:00:30", do="write", register="special_data_1", value=5) + step(
        "06:00:00", do="debiting_stop"
    )
    told = played(tmp_path, text)
    assert [(type(it.deed).__name__, refused) for _, it, refused in told.story] == [
        ("DebitingStop", ""),
        ("Write", ""),
    ]
    assert told.device.meter.read("special_data_1") == 5
    assert told.rows == 2 * 1440


def test_a_step_that_comes_again(tmp_path: Path) -> None:
    told = played(tmp_path, step("12:00:00", do="clock", by_s=10, every_days=1, times=2))
    logged = entries(told.device.meter, "clock")
    shown = [instant_of(it["before"]) for it in logged]  # normal time; the second is 10 s ahead already
    assert shown == [from_civil(2025, 1, 1, 12), from_civil(2025, 1, 2, 12) + 10 * US_PER_S]


def test_in_an_outage_time_goes_on_and_the_cover_is_seen(tmp_path: Path) -> None:
    text = step("10:00:00", do="outage", for_s=3600) + step("10:30:00", do="cover", opened=True)
    told = played(tmp_path, text)
    (at_us, _, _) = told.story[0]
    meter = told.device.meter
    assert meter.mains.total_us == (2 * 86_400 - 3600) * 1_000_000
    assert any(it["status"] & 1 << 6 for it in entries(meter, "status"))
    assert at_us % 3_600_000_000 == 1_800_000_000


def test_what_is_refused_and_must_not_be_ends_the_play(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"configure at 2025-01-01T11:00:00.* is refused: Z1"):
        played(tmp_path, step("12:00:00", do="configure", software="Z1=1"))


def test_what_must_be_refused_and_is_not_ends_the_play(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"debiting_stop at .* is not refused"):
        played(tmp_path, step("12:00:00", do="debiting_stop", refused=True))


def test_it_is_stored_and_begins_with_a_new_meter_only(tmp_path: Path) -> None:
    script = written(tmp_path, step("12:00:00", do="debiting_stop"))
    result = RUN.invoke(app, ["scenario", str(script), "--state", str(tmp_path / "state"), "--json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["rows"] == 2880
    assert told["story"] == [{"at": "2025-01-01T11:00:00Z", "do": "debiting_stop", "refused": ""}]
    stored = stored_meter(tmp_path / "state")
    assert stored.read("a_plus") == told["energies_wh"]["a_plus"]
    with pytest.raises(ConfigurationError, match="begins with a new meter"):
        play(read_scenario(script), SqliteMemory(tmp_path / "state"))


def test_it_is_told_in_a_table(tmp_path: Path) -> None:
    result = RUN.invoke(app, ["scenario", str(written(tmp_path, step("12:00:00", do="clock", by_s=9)))])
    assert "A day: 2880 rows" in result.stdout
    assert "clock" in result.stdout


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[step]]\n", "at"),
        (step("12:00:00", do="dance"), "dance"),
        (step("12:00:00", do="cover", opened=True, colour="red"), "colour"),
        (step("12:00:00", do="cover", opened="yes"), "bool"),
        (step("25:00:00", do="debiting_stop"), "not a time"),
        (step("12:00:00", do="outage", for_s=0), "for_s is over 0"),
        (step("12:00:00", do="debiting_stop", times=3), "every_days"),
        (step("12:00:00", do="debiting_stop", times=200_000, every_days=1), "100000 are the most"),
        ("title = ", "no TOML"),
    ],
)
def test_what_cannot_be_is_refused_with_the_file(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says) as refused:
        read_scenario(written(tmp_path, text))
    assert "scenario.toml" in str(refused.value)


def test_a_scenario_is_connected_to_one_thing(tmp_path: Path) -> None:
    nothing = 'start = "2025-01-01T00:00:00+01:00"\n'
    with pytest.raises(ConfigurationError, match="one of them"):
        read_scenario(written(tmp_path, "", nothing))
    (tmp_path / "load.csv").write_text("time,power\n2025-01-01T00:00:00Z,100\n2025-01-01T00:01:00Z,200\n")
    scenario = read_scenario(written(tmp_path, "", nothing + 'supply = "load.csv"\n'))
    assert play(scenario).rows == 2
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_scenario(tmp_path / "nothing.toml")
