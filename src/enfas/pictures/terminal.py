"""The display in a terminal: the same fields in box-drawing digits, on the crystal's own colour.

What is off is faintly seen; where there are no colours it is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from enfas.faces.display import Display
from enfas.faces.lcd import SPANS_WIDTH, spans

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult

__all__ = ["Glass", "render_text"]

_LIT: Final = {True: "bold #161c14 on #c6d49f", False: "bold #161c14 on #a9b0a1"}
_OFF: Final = {True: "#b5c290 on #c6d49f", False: "#9ba293 on #a9b0a1"}


class Glass:
    """The display as a panel for a rich console, 50 columns wide.

    Args:
        display: What the glass shows.
        title: What stands in the frame, such as the meter's number.
    """

    def __init__(self, display: Display, title: str) -> None:
        self._display = display
        self._title = title

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        from rich.panel import Panel
        from rich.text import Text

        backlight = self._display.backlight
        glass = Text()
        for number, line in enumerate(spans(self._display)):
            if number:
                glass.append("\n")
            for text, on in line:
                shown = text if on or console.color_system else " " * len(text)
                glass.append(shown, (_LIT if on else _OFF)[backlight])
        yield Panel(
            glass,
            title=self._title,
            title_align="left",
            width=SPANS_WIDTH + 4,
            border_style="bright_black",
            style=_LIT[backlight],
        )


def render_text(display: Display, title: str = "enfas") -> Glass:
    """The display as a panel for a rich console.

    Args:
        display: What the glass shows.
        title: What stands in the frame, such as the meter's number.
    """
    return Glass(display, title)
