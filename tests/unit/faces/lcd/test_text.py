"""The glass as text."""

from __future__ import annotations

import pytest

from enfas.faces.display import EVERYTHING, Breaker, Display
from enfas.faces.lcd.text import SPANS_WIDTH, spans, text_of

FULL = Display(
    "00876.543", "kWh", "1.8.0", "A+", quadrant=1, tariff=2, voltage=True, current=True,
    breaker=Breaker.CLOSED, radio=True, modules=frozenset({2}), backlight=True,
)  # fmt: skip

GOLDEN = """\
┌──────────────────────────────────────────────┐
│      1.8.0    A+                       ┼ I   │
│                                              │
│     ┏━┓ ┏━┓ ┏━┓ ╺━┓ ┏━╸ ┏━╸ ╻ ╻ ╺━┓          │
│     ┃ ┃ ┃ ┃ ┣━┫   ┃ ┣━┓ ┗━┓ ┗━┫ ╺━┫          │
│     ┗━┛ ┗━┛ ┗━┛   ╹ ┗━┛▖╺━┛   ╹ ╺━┛  kWh     │
│                                              │
│    T2        L1 ➜  •──•  ((·    M2           │
└──────────────────────────────────────────────┘
"""


@pytest.mark.requirement("DISP-1")
def test_the_glass_as_text() -> None:
    assert text_of(FULL) == GOLDEN


@pytest.mark.requirement("DISP-1")
@pytest.mark.parametrize(
    ("display", "on"),
    [
        (Display(tariff=1), "T1"),
        (Display(tariff=4), "T4"),
        (Display(voltage=True), "L1"),
        (Display(current=True), "➜"),
        (Display(breaker=Breaker.CLOSED), "•──•"),
        (Display(breaker=Breaker.OPEN), "•╱ •"),
        (Display(radio=True), "((·"),
        (Display(modules=frozenset({1})), "M1"),
        (Display(prepayment=True), "PP"),
        (Display(tamper=True), "⚿"),
        (Display(error=True), "ERR"),
    ],
)
def test_what_is_off_is_blank(display: Display, on: str) -> None:
    last = text_of(display).splitlines()[-2]
    assert last.strip("│ ") == on
    assert text_of(Display()).splitlines()[-2].strip("│ ") == ""
    assert on == "•╱ •" or on in text_of(EVERYTHING)


@pytest.mark.parametrize(
    "display", [FULL, EVERYTHING, Display(dark=True), Display("----"), Display("1" * 20)]
)
def test_every_line_is_as_wide(display: Display) -> None:
    assert all(sum(len(text) for text, _ in line) == SPANS_WIDTH for line in spans(display))


def test_a_dark_glass_is_blank() -> None:
    assert set(text_of(Display(dark=True))) == set("┌─┐│ └┘\n")
