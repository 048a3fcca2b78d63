"""A mutant dies where its tests notice it, and lives, by name, where they do not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tools.mutants import Mutant, load, try_mutant

SHORT = Mutant(
    name="the display shows the wrong groups",
    shows=("COM-1",),
    file="src/enfas/obis.py",
    replace='f"{self[2]}.{self[3]}.{self[4]}"',
    put='f"{self[1]}.{self[2]}.{self[3]}"',
    tests=("tests/unit/test_obis.py::test_a_display_shows_the_middle_groups",),
)


def test_a_mutant_that_is_noticed_dies() -> None:
    assert try_mutant(SHORT) is None


def test_a_mutant_that_nobody_notices_lives() -> None:
    blind = replace(SHORT, tests=("tests/unit/test_obis.py::test_there_are_six_groups",))
    said = try_mutant(blind)
    assert said is not None
    assert "does not notice" in said


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"file": "src/enfas/none.py"}, "no file src/enfas/none.py"),
        ({"replace": "return"}, "times, not once"),
        ({"tests": ("tests/unit/test_none.py",)}, "no test tests/unit/test_none.py"),
    ],
)
def test_an_entry_that_cannot_be_tried_says_why(changes: dict[str, object], fault: str) -> None:
    said = replace(SHORT, **changes).fault()  # type: ignore[arg-type]
    assert said is not None
    assert fault in said


def test_every_entry_of_the_table_can_be_tried() -> None:
    assert [mutant.fault() for mutant in load() if mutant.fault()] == []
