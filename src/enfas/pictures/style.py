"""One look for every picture: colours, type, axes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from enfas.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "FAINT",
    "GROUND",
    "INK",
    "MARKS",
    "PALETTE",
    "QUIET",
    "check_path",
    "new_figure",
    "save",
    "strip",
    "titles",
]

INK: Final = "#1d2733"
QUIET: Final = "#66717f"
FAINT: Final = "#e4e8ed"
GROUND: Final = "#ffffff"

PALETTE: Final = {
    "a_plus": "#1f6f8b",  # import: what is drawn from the mains
    "a_minus": "#e08e1b",  # export
    "r_plus": "#7a5ba6",
    "r_minus": "#b5517f",
    "r1": "#7a5ba6",
    "r2": "#9c86bf",
    "r3": "#b5517f",
    "r4": "#d08aa8",
    "e_plus": "#4c7f4c",
    "e_minus": "#93b36b",
}
MARKS: Final = {"outage": "#c0392b", "clock": "#d4a017"}

_SETTINGS: Final[Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 9.5,
    "text.color": INK,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": QUIET,
    "axes.linewidth": 0.8,
    "axes.axisbelow": True,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "figure.facecolor": GROUND,
    "savefig.facecolor": GROUND,
    "svg.hashsalt": "enfas",
}


@contextmanager
def new_figure(width_in: float, height_in: float) -> Iterator[Figure]:
    """A blank figure in the house's look; no window, no state left behind.

    Args:
        width_in: Width. [in]
        height_in: Height. [in]
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with mpl.rc_context(_SETTINGS):
        figure = Figure(figsize=(width_in, height_in))
        FigureCanvasAgg(figure)
        yield figure


def strip(axes: Axes) -> None:
    """Take away what carries nothing: frame, ticks; leave a faint horizontal grid."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0)
    axes.grid(axis="y", color=FAINT, linewidth=0.8)


def titles(figure: Figure, title: str, subtitle: str, *, left: float = 0.065) -> None:
    """A bold title with a quiet line under it, at the figure's upper left."""
    height_in = figure.get_size_inches()[1]
    figure.text(left, 1 - 0.34 / height_in, title, fontsize=15, fontweight="bold", va="center")
    figure.text(left, 1 - 0.62 / height_in, subtitle, fontsize=9.5, color=QUIET, va="center")


def check_path(path: Path) -> str:
    """What kind of picture a file is to be, by its ending: png, svg or pdf.

    Raises:
        InputError: The ending names no kind of picture.
    """
    kind = path.suffix.lower().lstrip(".")
    if kind not in ("png", "svg", "pdf"):
        raise InputError(f"{path}: not a kind of picture", hint="end the name in .png, .svg or .pdf")
    return kind


def save(figure: Figure, path: Path) -> None:
    """Write the picture; a folder that is not there is made.

    Raises:
        InputError: The ending names no kind of picture, or the file cannot be written.
    """
    kind = check_path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, dpi=160, format=kind)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from error
