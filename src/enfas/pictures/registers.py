"""A meter's registers as a picture: energies, what is measured at the moment, where the load lies, peaks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from enfas.pictures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Line", "Registers", "draw_registers"]


@dataclass(frozen=True, slots=True)
class Line:
    """One register as it is to be drawn.

    Attributes:
        key: Its key in the catalogue, which chooses the colour.
        label: How it is called.
        obis: Its identification.
        value: Its value in the unit given.
        text: The value as text, with the decimals that the register has.
        unit: The unit's symbol.
        note: A line under it, such as the time of a peak.
    """

    key: str
    label: str
    obis: str
    value: float
    text: str
    unit: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Registers:
    """What is to be drawn.

    Attributes:
        name: Whose registers they are.
        moment: The meter's time, as text.
        energies: Energy registers in their order.
        instant: Instantaneous values in their order.
        peaks: Peak powers with their times as notes.
        p_w: Active power, import positive. [W]
        q_var: Reactive power, inductive import positive. [var]
    """

    name: str
    moment: str
    energies: tuple[Line, ...]
    instant: tuple[Line, ...]
    peaks: tuple[Line, ...]
    p_w: float
    q_var: float


_WIDTH: Final = 10.5


def draw_registers(registers: Registers, path: Path) -> None:
    """Draw registers into a file.

    Args:
        registers: What to draw.
        path: Where to; its ending chooses png, svg or pdf.
    """
    rows = max(len(registers.energies), 6)
    height = max(1.5 + 0.42 * rows, 5.4)
    with style.new_figure(_WIDTH, height) as figure:
        style.titles(figure, "Registers", f"{registers.name}  ·  {registers.moment}", left=0.045)
        page = figure.add_axes((0, 0, 1, 1))
        page.set_xlim(0, _WIDTH)
        page.set_ylim(0, height)
        page.axis("off")
        page.patch.set_alpha(0)
        top = height - 1.15
        _energies(page, registers.energies, top)
        _instant(page, registers.instant, top)
        bottom = _peaks(page, registers.peaks)
        side = top - 1.52 - bottom
        axes = figure.add_axes((6.55 / _WIDTH, bottom / height, 3.5 / _WIDTH, side / height))
        _plane(axes, registers.p_w, registers.q_var, 3.5 / side)
        style.save(figure, path)


def _head(page: Axes, x: float, y: float, text: str) -> None:
    page.text(x, y, text, fontsize=9, color=style.QUIET, va="center")


def _energies(page: Axes, lines: tuple[Line, ...], top: float) -> None:
    """Each energy with a bar to the scale of the greatest."""
    from matplotlib.patches import Rectangle

    _head(page, 0.47, top, "Energy")
    most = max((abs(line.value) for line in lines), default=0.0) or 1.0
    for row, line in enumerate(lines):
        y = top - 0.42 * (row + 1)
        page.text(0.47, y, line.label, fontsize=11, fontweight="bold", va="center")
        page.text(1.02, y, line.obis, fontsize=8.5, color=style.QUIET, va="center")
        page.add_patch(Rectangle((1.75, y - 0.09), 2.35, 0.18, facecolor="#f3f4f6", linewidth=0))
        page.add_patch(
            Rectangle(
                (1.75, y - 0.09),
                2.35 * abs(line.value) / most,
                0.18,
                facecolor=style.PALETTE.get(line.key, style.INK),
                linewidth=0,
            )
        )
        page.text(5.35, y, line.text, fontsize=11, va="center", ha="right", family="DejaVu Sans Mono")
        page.text(5.45, y, line.unit, fontsize=9, color=style.QUIET, va="center")


def _instant(page: Axes, lines: tuple[Line, ...], top: float) -> None:
    _head(page, 6.55, top, "At the moment")
    for index, line in enumerate(lines[:8]):
        x, y = 6.55 + 0.95 * (index % 4), top - 0.42 - 0.58 * (index // 4)
        page.text(x, y, line.text, fontsize=12.5, fontweight="bold", va="center")
        page.text(
            x, y - 0.23, f"{line.label}  {line.unit}".rstrip(), fontsize=8.5, color=style.QUIET, va="center"
        )


def _peaks(page: Axes, lines: tuple[Line, ...]) -> float:
    """Peaks at the lower right; returns the height above which there is room. [in]"""
    if not lines:
        return 0.4
    for index, line in enumerate(lines[:3]):
        y = 0.42 + 0.27 * (min(len(lines), 3) - 1 - index)
        page.text(6.55, y, line.label, fontsize=9.5, fontweight="bold", va="center")
        page.text(8.1, y, line.text, fontsize=9.5, va="center", ha="right")
        page.text(8.16, y, line.unit, fontsize=8.5, color=style.QUIET, va="center")
        page.text(8.6, y, line.note, fontsize=8.5, color=style.QUIET, va="center")
    y = 0.42 + 0.27 * min(len(lines), 3)
    _head(page, 6.55, y + 0.02, "Peaks")
    return y + 0.3


def _plane(axes: Axes, p_w: float, q_var: float, shape: float) -> None:
    """Where the load lies: active power to the right for import, reactive upwards for inductive import."""
    reach = max(abs(p_w) / shape, abs(q_var), 1.0) * 1.35
    axes.set_xlim(-reach * shape, reach * shape)
    axes.set_ylim(-reach, reach)
    axes.axis("off")
    axes.axhline(0, color=style.QUIET, linewidth=0.8)
    axes.axvline(0, color=style.QUIET, linewidth=0.8)
    s = (p_w * p_w + q_var * q_var) ** 0.5
    if s > 0:
        axes.plot([p_w, p_w], [0, q_var], color=style.PALETTE["r_plus"], linewidth=1, linestyle=(0, (3, 2)))
        axes.annotate(
            "",
            (p_w, q_var),
            (0, 0),
            arrowprops={"arrowstyle": "-|>", "color": style.PALETTE["a_plus"], "linewidth": 2, "shrinkB": 0},
        )
    box = axes.transAxes
    for name, x, y in (("I", 0.97, 0.93), ("II", 0.03, 0.93), ("III", 0.03, 0.07), ("IV", 0.97, 0.07)):
        axes.text(x, y, name, transform=box, fontsize=10, color="#b4bcc6", ha="center", va="center")
    axes.text(1.0, 0.53, "P", transform=box, fontsize=8.5, color=style.QUIET, ha="right")
    axes.text(0.515, 0.97, "Q", transform=box, fontsize=8.5, color=style.QUIET, va="center")
