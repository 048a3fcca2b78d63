"""The conformance table: what makes a row shown, partly shown, or not."""

from __future__ import annotations

from pathlib import Path

import pytest
from tools import conformance
from tools.conformance import Requirement, Shown, lacking, matches


def shown(*names: str) -> Shown:
    seen = Shown()
    for name in names:
        seen.plain[name.partition("::")[0]] += 1
        seen.names.append(name)
    return seen


ROW = Requirement("RTC-2", "Zones.", "sheet", cases=(("Z11 = +12 h", "zone*[720"), ("EU", "summer*[eu")))


def test_a_row_with_every_case_and_a_mutant_is_shown() -> None:
    seen = shown("tests/t.py::test_zone[720]", "tests/t.py::test_summer_time[eu-2026]")
    assert lacking(ROW, seen, ["zone off by an hour"]) == []


@pytest.mark.parametrize(
    ("names", "mutants", "why"),
    [
        (["tests/t.py::test_zone[720]"], ["m"], "no case of EU"),
        (["tests/t.py::test_zone[720]", "tests/t.py::test_summer[eu]"], [], "no named mutant"),
        ([], ["m"], "no case that runs without recordings or peers"),
    ],
)
def test_a_row_without_a_case_or_a_mutant_says_which(names: list[str], mutants: list[str], why: str) -> None:
    assert why in lacking(ROW, shown(*names), mutants)


def test_a_pattern_matches_its_star_only() -> None:
    assert matches("depth*[a_plus-15]", "tests/x.py::test_depth[a_plus-15]")
    assert not matches("depth*[a_plus-15]", "tests/x.py::test_depth[a_plus-150]")


def test_each_word_of_an_entry_may_be_a_case() -> None:
    assert conformance.expand("Z4=1 Z4=2", "row[{}]") == [("Z4=1", "row[Z4=1]"), ("Z4=2", "row[Z4=2]")]
    assert conformance.expand("two words", "row") == [("two words", "row")]


def test_an_unknown_mark_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conformance.mutants, "load", list)
    assert conformance.faults([ROW], {"RTC-9": Shown()}) == ["a test bears the unknown requirement RTC-9"]


def test_each_row_is_rendered_with_its_state(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conformance.mutants, "load", list)
    text = conformance.render({"RTC": "Clock"}, [ROW], {"RTC-2": shown("tests/t.py::test_zone[720]")})
    assert "0 shown, 1 partly, 0 not yet" in text
    assert "[t.py](../tests/t.py) 1" in text


def test_the_list_holds_each_row_once_under_a_group() -> None:
    groups, rows = conformance.requirements()
    assert len(rows) == 60
    assert {row.id.partition("-")[0] for row in rows} == set(groups)
    assert all(row.source in ("sheet", "standard") for row in rows)


def test_a_mutant_whose_text_is_gone_is_a_fault(tmp_path: Path) -> None:
    table = tmp_path / "mutants.toml"
    table.write_text(
        '[[mutant]]\nname = "x"\nshows = ["RTC-2"]\nfile = "src/enfas/obis.py"\n'
        'replace = "no such text"\nput = ""\ntests = ["tests/unit/tools/test_conformance.py"]\n'
    )
    (mutant,) = conformance.mutants.load(tmp_path)
    assert mutant.fault() == "src/enfas/obis.py holds the text 0 times, not once"
