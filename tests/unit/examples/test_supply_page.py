"""The page about supplies says all there is, and its examples run."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import itertools
import re
from pathlib import Path

import pytest
from tests.helpers import ROOT

from enfas.metrology.assembly import Measurement
from enfas.supply.columns import ROLES
from enfas.supply.kinds import KINDS, NAMES, Kind
from enfas.supply.open import open_supply
from enfas.supply.reading import Reading
from enfas.supply.supply_file import read_supply_file
from enfas.supply.synthetic import Event

PAGE = (ROOT / "docs" / "supply.md").read_text()
SUPPLIES = sorted((ROOT / "examples" / "supplies").glob("*.toml"))


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("option", [f.name for f in dataclasses.fields(Reading) if f.name != "kind"])
def test_each_option_is_on_the_page(option: str) -> None:
    assert re.search(rf"^\|.*`{option}`.*\|", PAGE, re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
def test_each_kind_is_on_the_page(name: str) -> None:
    assert re.search(rf"^\|.*\| `{name}` \|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.suffixes], ids=lambda kind: kind.name)
def test_each_kind_s_suffixes_are_on_the_page(kind: Kind) -> None:
    suffixes = " ".join(kind.suffixes)
    assert re.search(rf"^\|.*`{re.escape(suffixes)}`.*\| `{kind.name}` \|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("role", list(ROLES))
def test_each_column_of_a_load_series_is_on_the_page(role: str) -> None:
    assert re.search(rf"^\|.*`{role}`.*\|", PAGE, re.MULTILINE)


@pytest.mark.parametrize("event", [kind.__struct_config__.tag for kind in Event.__args__])
def test_each_event_is_on_the_page(event: str) -> None:
    assert re.search(rf"^\|.*`{event}`.*\|", PAGE, re.MULTILINE)


@pytest.mark.parametrize("text", blocks("toml"), ids=itertools.count())
def test_each_supply_file_on_the_page_can_be(text: str, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    path = tmp_path / "docs" / "page.toml"
    path.write_text(text)
    file = read_supply_file(path)
    if file.where.endswith(".csv") or file.signal is not None:
        assert len(next(Measurement(open_supply(path)).blocks(0)).rows)


@pytest.mark.parametrize("text", blocks("python"), ids=itertools.count())
def test_each_program_on_the_page_runs(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(text, "supply.md", "exec"), {})
    assert "1440" in out.getvalue()


@pytest.mark.parametrize("path", SUPPLIES, ids=lambda path: path.stem)
def test_each_example_gives_rows(path: Path) -> None:
    supply = open_supply(path)
    assert supply.start_us is not None
    rows, _ = next(Measurement(supply).blocks(supply.start_us))
    assert rows["start_us"][0] == supply.start_us
