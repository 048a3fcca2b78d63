"""The tables of docs/metrology.md: figures, and that the page says no better than it is."""

from __future__ import annotations

import pytest
from tools.metrology_accuracy import BEGIN, END, PAGE, RATES_HZ, figure, no_worse, tables, worst


@pytest.mark.parametrize(
    ("value", "text"), [(0.00123, "0.002"), (0.002, "0.002"), (0.97, "1"), (3.2, "4"), (1.5e-6, "0.000002")]
)
def test_a_figure_is_rounded_up(value: float, text: str) -> None:
    assert figure(value) == text


@pytest.mark.parametrize(("found", "fine"), [("0.002", True), ("0.003", False), ("0.0001", True)])
def test_no_figure_may_be_over_twice_what_is_said(found: str, fine: bool) -> None:
    row = "| rate | a | b |\n|--:|--:|--:|\n| 2000 | 0.1 | {} |\n"
    assert no_worse(row.format("0.001"), row.format(found)) is fine
    assert not no_worse("", row.format(found))


def test_the_page_says_no_better_than_it_is() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert no_worse(text[text.index(BEGIN) : text.index(END)], "\n".join(tables()))


def test_the_errors_of_several_are_the_greatest_of_each() -> None:
    both = worst(RATES_HZ[:2], (50.3137,))
    each = [worst((rate,), (50.3137,)) for rate in RATES_HZ[:2]]
    assert both == tuple(map(max, *each))
