"""The meter's front as a file: a text, an SVG, or a picture drawn of the same shapes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from enfas.errors import InputError
from enfas.faces.lcd import COLOURS, Area, Plate, Print, Shape, front, svg_of, text_of
from enfas.faces.lcd.front import HEIGHT, WIDTH
from enfas.faces.lcd.svg import CAPITAL
from enfas.pictures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from enfas.faces.display import Display

__all__ = ["Plate", "draw_lcd"]

_KINDS: Final = (".png", ".svg", ".pdf", ".txt")
"""The kinds of files, by their endings."""

_MM_PER_IN: Final = 12.5  # the picture is twice as large as the meter's front
_PT_PER_IN: Final = 72.0


def draw_lcd(display: Display, path: Path, plate: Plate | None = None) -> None:
    """Draw the front into a file.

    Args:
        display: What it shows.
        path: Where to; its ending chooses png, svg, pdf or txt.
        plate: What is printed on it.

    Raises:
        InputError: The ending is none of these, or the file cannot be written.
    """
    kind, plate = path.suffix.lower(), plate or Plate()
    if kind not in _KINDS:
        raise InputError(f"{path}: not a kind of picture", hint=f"end the name in {', '.join(_KINDS)}")
    if kind == ".txt":
        _write(path, text_of(display))
    elif kind == ".svg":
        _write(path, svg_of(front(display, plate), f"meter {plate.serial}".strip()))
    else:
        _draw(front(display, plate), path)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from error


def _draw(shapes: list[Shape], path: Path) -> None:
    with style.new_figure(WIDTH / _MM_PER_IN, HEIGHT / _MM_PER_IN) as figure:
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, WIDTH)
        axes.set_ylim(HEIGHT, 0)
        axes.axis("off")
        for shape in shapes:
            if isinstance(shape, Area):
                _area(axes, shape)
            else:
                _letters(axes, shape)
        style.save(figure, path)


def _area(axes: Axes, area: Area) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Outline

    points: list[tuple[float, float]] = []
    codes: list[Any] = []
    for outline in area.outlines:
        points += [*outline, outline[0]]
        codes += [Outline.MOVETO, *[Outline.LINETO] * (len(outline) - 1), Outline.CLOSEPOLY]
    colour, opacity = COLOURS[area.tone]
    axes.add_patch(PathPatch(Outline(points, codes), facecolor=colour, alpha=opacity, linewidth=0))


def _letters(axes: Axes, letters: Print) -> None:
    colour, opacity = COLOURS[letters.tone]
    axes.text(
        letters.x,
        letters.y,
        letters.text,
        fontsize=letters.size / CAPITAL / _MM_PER_IN * _PT_PER_IN,
        fontweight="bold" if letters.bold else "normal",
        color=colour,
        alpha=opacity,
        ha={"start": "left", "middle": "center", "end": "right"}[letters.anchor],
        va="baseline",
    )
