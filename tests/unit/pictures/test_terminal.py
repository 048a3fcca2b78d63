"""The display in a terminal: with colours what is off is faintly seen, without them it is not there."""

from __future__ import annotations

import pytest
from rich.console import Console

from enfas.faces.display import Breaker, Display
from enfas.pictures.terminal import render_text

SHOWN = Display("12.5", "kWh", "1.8.0", "A+", tariff=2, breaker=Breaker.CLOSED, backlight=True)


def printed(display: Display, colours: str | None) -> str:
    console = Console(width=60, color_system=colours, force_terminal=bool(colours))  # type: ignore[arg-type]
    with console.capture() as capture:
        console.print(render_text(display, "12345678"))
    return capture.get()


@pytest.mark.requirement("DISP-1")
def test_without_colours_only_what_is_on_is_printed() -> None:
    text = printed(SHOWN, None)
    assert all(part in text for part in ("12345678", "1.8.0", "A+", "kWh", "•──•", "T2", "▖"))
    assert not any(part in text for part in ("T1", "T3", "L1", "PP", "ERR", "M1"))
    assert "•╱ •" in printed(Display(breaker=Breaker.OPEN), None)


def test_with_colours_what_is_off_is_faint() -> None:
    text = printed(SHOWN, "truecolor")
    assert all(part in text for part in ("T1", "T2", "PP", "ERR"))
    assert "\x1b[" in text


def test_the_terminal_keeps_its_width_whatever_is_shown() -> None:
    for display in (SHOWN, Display(dark=True), Display("1" * 20), Display("----", identification="1" * 20)):
        lines = printed(display, None).splitlines()
        assert {len(line) for line in lines} == {50}
