"""The meter's display as a picture: a liquid crystal behind glass, dark segments on grey-green."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from enfas.faces.display import IDENTIFICATION_DIGITS, VALUE_DIGITS, Breaker, Display
from enfas.pictures import style
from enfas.pictures.segments import FOURTEEN, SEVEN, SEVEN_SHAPES, bars_14

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Plate", "draw_lcd"]

_WIDTH, _HEIGHT = 100.0, 56.0
_LIT: Final = "#20281f"
_GHOST: Final = "#aab59d"
_CRYSTAL: Final = "#b9c4ab"
_TEXT_DIGITS: Final = 9
_SLANT: Final = 0.07


@dataclass(frozen=True, slots=True)
class Plate:
    """What is printed on the front beside the display: serial number, and type or type number."""

    serial: str = ""
    type_text: str = ""


def draw_lcd(display: Display, path: Path, plate: Plate | None = None) -> None:
    """Draw the display into a file.

    Args:
        display: What the glass shows.
        path: Where to; its ending chooses png, svg or pdf.
        plate: What is printed around it.
    """
    with style.new_figure(10, 5.6) as figure:
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, _WIDTH)
        axes.set_ylim(0, _HEIGHT)
        axes.set_aspect("equal")
        axes.axis("off")
        _front(axes, plate or Plate(), lit=display.current)
        _identification(axes, display.identification, 12.5, 38.2)
        _text(axes, display.text, 41.5, 38.2)
        _value(axes, display.value, 12.5, 20.4)
        axes.text(82.0, 20.6, display.unit, fontsize=17, fontweight="bold", color=_LIT, va="bottom")
        _symbols(axes, display)
        style.save(figure, path)


def _front(axes: Axes, plate: Plate, *, lit: bool) -> None:
    from matplotlib.patches import Circle, FancyBboxPatch

    def box(x: float, y: float, w: float, h: float, round_: float, face: str, edge: str, line: float) -> None:
        axes.add_patch(
            FancyBboxPatch(
                (x + round_, y + round_),
                w - 2 * round_,
                h - 2 * round_,
                boxstyle=f"round,pad={round_}",
                facecolor=face,
                edgecolor=edge,
                linewidth=line,
            )
        )

    box(1, 1, 98, 54, 3.5, "#f4f5f4", "#c9cdd1", 1.2)
    box(6.5, 9.3, 87, 40.2, 2.2, "#2c3136", "#15181b", 1.0)
    box(8.3, 11.1, 83.4, 36.6, 1.2, _CRYSTAL, "#8e987f", 0.8)
    axes.text(8.5, 52.2, "enfas", fontsize=13, fontweight="bold", color="#22303c", va="center")
    axes.text(20.4, 52.1, plate.type_text, fontsize=8.5, color=style.QUIET, va="center")
    if plate.serial:
        axes.text(91.5, 52.1, f"No. {plate.serial}", fontsize=8.5, color=style.QUIET, va="center", ha="right")
    axes.text(
        8.5, 5.6, "230 V   50 Hz   1000 imp/kWh   single-phase", fontsize=8.5, color=style.QUIET, va="center"
    )
    axes.add_patch(
        Circle(
            (90.2, 5.6), 0.95, facecolor="#e0452f" if lit else "#7d2c23", edgecolor="#59201a", linewidth=0.8
        )
    )


def _seven(axes: Axes, character: str, x: float, y: float, size: float) -> None:
    from matplotlib.patches import Polygon

    lit = SEVEN.get(character, "")
    for name, shape in SEVEN_SHAPES.items():
        points = [(x + (px + py * _SLANT) * size, y + py * size) for px, py in shape]
        on = name in lit
        axes.add_patch(
            Polygon(
                points,
                closed=True,
                facecolor=_LIT if on else _GHOST,
                linewidth=0,
                alpha=1 if on else 0.38,
            )
        )


def _points(axes: Axes, character: str, x: float, y: float, size: float) -> None:
    """The point and the colon between two digits."""
    from matplotlib.patches import Circle

    def dot(height: float, on: bool) -> None:
        axes.add_patch(
            Circle(
                (x + height * size * _SLANT, y + height * size),
                0.095 * size,
                facecolor=_LIT if on else _GHOST,
                linewidth=0,
                alpha=1 if on else 0.38,
            )
        )

    dot(0.08, character == ".")
    dot(0.52, character == ":")
    dot(1.14, character == ":")


def _cells(text: str, digits: int) -> list[tuple[str, str]]:
    """Digits with the mark that follows each, at the right of the field: `1.8` ends ("1", "."), ("8", "")."""
    cells: list[tuple[str, str]] = []
    for character in text:
        if character in ".:":
            if cells:
                cells[-1] = (cells[-1][0], character)
        else:
            cells.append((character, ""))
    cells = cells[-digits:]
    return [(" ", "")] * (digits - len(cells)) + cells


def _value(axes: Axes, text: str, x: float, y: float) -> None:
    size, step = 6.0, 7.55
    for index, (character, mark) in enumerate(_cells(text, VALUE_DIGITS)):
        _seven(axes, character, x + index * step, y, size)
        if index < VALUE_DIGITS - 1:
            _points(axes, mark, x + index * step + 1.13 * size, y, size)


def _identification(axes: Axes, text: str, x: float, y: float) -> None:
    size, step = 2.5, 3.35
    for index, (character, mark) in enumerate(_cells(text, IDENTIFICATION_DIGITS)):
        _seven(axes, character, x + index * step, y, size)
        if index < IDENTIFICATION_DIGITS - 1:
            _points(axes, mark, x + index * step + 1.17 * size, y, size)


def _text(axes: Axes, text: str, x: float, y: float) -> None:
    from matplotlib.lines import Line2D

    size, step = 2.5, 3.5
    bars = bars_14()
    for index, character in enumerate(text.upper()[:_TEXT_DIGITS].ljust(_TEXT_DIGITS)):
        lit = FOURTEEN.get(character, "")
        left = x + index * step
        for name, ends in bars.items():
            on = name in lit
            axes.add_line(
                Line2D(
                    [left + (px + py * _SLANT) * size for px, py in ends],
                    [y + py * size for _, py in ends],
                    color=_LIT if on else _GHOST,
                    alpha=1 if on else 0.38,
                    linewidth=2.2,
                    solid_capstyle="butt",
                )
            )


def _symbols(axes: Axes, display: Display) -> None:
    y = 14.6
    _quadrants(axes, display.quadrant, 85.0, 40.4)
    for tariff in range(1, 5):
        _label(axes, f"T{tariff}", 12.6 + (tariff - 1) * 4.3, y, on=display.tariff == tariff)
    _label(axes, "U", 33.0, y, on=display.voltage)
    _arrow(axes, 40.0, y, on=display.current)
    _breaker(axes, 48.5, y, display.breaker)
    _radio(axes, 57.5, y, on=display.radio)
    _label(axes, "M", 63.0, y, on=bool(display.modules))
    _label(axes, "PP", 68.7, y, on=display.prepayment)
    _triangle(axes, 77.2, y, on=display.tamper)
    _label(axes, "ERR", 83.0, y, on=display.error)


def _tone(on: bool) -> tuple[str, float]:
    return (_LIT, 1.0) if on else (_GHOST, 0.6)


def _label(axes: Axes, text: str, x: float, y: float, *, on: bool) -> None:
    colour, alpha = _tone(on)
    axes.text(x, y, text, fontsize=10.5, fontweight="bold", color=colour, alpha=alpha, va="center")


def _quadrants(axes: Axes, quadrant: int, x: float, y: float) -> None:
    """A cross of the two axes with an arrow in the quadrant of the load; I is at the upper right."""
    from matplotlib.patches import Polygon

    reach = 4.3
    axes.plot([x - reach, x + reach], [y, y], color=_LIT, linewidth=1.3)
    axes.plot([x, x], [y - reach, y + reach], color=_LIT, linewidth=1.3)
    for number, (sx, sy) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1)), start=1):
        colour, alpha = _tone(number == quadrant)
        points = [(0.6, 0.6), (3.5, 1.7), (1.7, 3.5)]
        axes.add_patch(
            Polygon(
                [(x + sx * px, y + sy * py) for px, py in points],
                closed=True,
                facecolor=colour,
                alpha=alpha,
                linewidth=0,
            )
        )


def _arrow(axes: Axes, x: float, y: float, *, on: bool) -> None:
    from matplotlib.patches import Polygon

    colour, alpha = _tone(on)
    points = [(-1.9, -0.35), (0.3, -0.35), (0.3, -1.1), (2.0, 0), (0.3, 1.1), (0.3, 0.35), (-1.9, 0.35)]
    shape = [(x + px, y + py) for px, py in points]
    axes.add_patch(Polygon(shape, closed=True, facecolor=colour, alpha=alpha, linewidth=0))


def _breaker(axes: Axes, x: float, y: float, state: Breaker) -> None:
    colour, alpha = _tone(state is not Breaker.NONE)
    line: dict[str, Any] = {"color": colour, "alpha": alpha, "solid_capstyle": "round"}
    tip = (x + 1.5, y + (1.4 if state is Breaker.OPEN else 0.0))
    axes.plot([x - 2.6, x - 1.3], [y, y], linewidth=1.9, **line)
    axes.plot([x - 1.3, tip[0]], [y, tip[1]], linewidth=1.9, **line)
    axes.plot([x + 1.6, x + 2.9], [y, y], linewidth=1.9, **line)
    axes.plot([x - 1.3, x + 1.6], [y, y], marker="o", markersize=3.4, linestyle="none", **line)


def _radio(axes: Axes, x: float, y: float, *, on: bool) -> None:
    from matplotlib.patches import Arc

    colour, alpha = _tone(on)
    axes.plot([x - 1.6], [y], marker="o", markersize=3.4, color=colour, alpha=alpha)
    for reach in (2.4, 4.2):
        axes.add_patch(
            Arc(
                (x - 1.6, y),
                reach,
                reach,
                theta1=-42,
                theta2=42,
                color=colour,
                alpha=alpha,
                linewidth=1.7,
            )
        )


def _triangle(axes: Axes, x: float, y: float, *, on: bool) -> None:
    from matplotlib.patches import Polygon

    colour, alpha = _tone(on)
    points = [(x - 1.6, y - 1.25), (x + 1.6, y - 1.25), (x, y + 1.45)]
    axes.add_patch(Polygon(points, closed=True, fill=False, edgecolor=colour, alpha=alpha, linewidth=1.7))
    axes.text(
        x, y - 0.35, "!", fontsize=8, fontweight="bold", color=colour, alpha=alpha, ha="center", va="center"
    )
