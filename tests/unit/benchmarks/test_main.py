"""The table of the benchmarks: figures and the page."""

from __future__ import annotations

import pytest
from benchmarks import Result
from benchmarks.__main__ import figure, page

FAST: Result = {
    "name": "GET",
    "value": 234_567.8,
    "unit": "/s",
    "peer": "other",
    "peer_value": 9_800.0,
    "ratio": 23.9,
    "target": "at least 150 000 /s",
    "met": True,
    "note": "one core",
}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (234_567.8, "234\u202f568"),
        (0.0123, "0.012"),
        (23.94, "23.9"),
        (0.0, "0"),
        (None, ""),
        (1000.0, "1\u202f000"),
    ],
)
def test_a_figure_has_the_digits_that_count(value: float | None, text: str) -> None:
    assert figure(value) == text


def test_the_page_names_the_machine_and_each_figure() -> None:
    missed: Result = {"name": "slow", "value": 2.0, "unit": "s", "met": False, "target": "under 1 s"}
    text = page([("Server", [FAST, missed])])
    assert "Machine: " in text
    assert "Python 3" in text
    assert "| GET | 234\u202f568 /s | other | 9\u202f800 /s | 23.9 × | at least 150 000 /s | ✓ |" in text
    assert "| slow | 2 s |  |  |  | under 1 s | ✗ |" in text
    assert "- GET: one core" in text
