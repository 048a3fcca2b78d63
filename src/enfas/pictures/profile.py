"""The load profile as a picture: a strip for each day, or one raster of many days."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from enfas.errors import InputError
from enfas.pictures import style
from enfas.timebase import US_PER_DAY, US_PER_MIN, civil

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["LABELS", "Profile", "day_totals_wh", "draw_profile"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

LABELS: Final = {
    "a_plus": "A+ import",
    "a_minus": "A− export",
    "r_plus": "R+",
    "r_minus": "R−",
    "r1": "R1",
    "r2": "R2",
    "r3": "R3",
    "r4": "R4",
}

STRIPS_MOST: Final = 10
"""More days than these are drawn as a raster."""

_WEEKDAYS: Final = ("", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_SIGNS: Final = (("^", style.MARKS["outage"], "outage"), ("D", style.MARKS["clock"], "clock set"))
_HOURS: Final = tuple(range(0, 25, 3))


@dataclass(frozen=True)
class Profile:
    """What is to be drawn: energies of intervals that end at stated instants.

    Attributes:
        name: Whose profile it is.
        period_min: The integration period. [min]
        end_us: End of each interval in local normal time, ascending. [µs]
        energy_wh: Energy of each interval by channel; NaN where it is not known. [Wh, varh]
        outage: The intervals that an outage cut short.
        clock: The intervals in which the clock was set.
    """

    name: str
    period_min: int
    end_us: npt.NDArray[np.int64]
    energy_wh: dict[str, Floats]
    outage: Flags = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    clock: Flags = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))


def day_totals_wh(profile: Profile, channel: str = "a_plus") -> dict[int, float]:
    """Energy of each day that has a known interval, by its day number since 1970-01-01. [Wh]"""
    days, _ = _places(profile)
    energy = profile.energy_wh[channel]
    known = ~np.isnan(energy)
    return {int(d): float(energy[known & (days == d)].sum()) for d in np.unique(days[known])}


def draw_profile(profile: Profile, path: Path) -> None:
    """Draw a load profile into a file.

    Args:
        profile: What to draw.
        path: Where to; its ending chooses png, svg or pdf.

    Raises:
        InputError: There is nothing to draw.
    """
    days = sorted(day_totals_wh(profile)) if profile.energy_wh.get("a_plus") is not None else []
    if not days:
        raise InputError(f"{profile.name}: the load profile is empty", hint="let the meter run for a while")
    if len(days) <= STRIPS_MOST:
        _strips(profile, days, path)
    else:
        _raster(profile, days, path)


def _places(profile: Profile) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Day number and place within the day of each interval; midnight ends the day before."""
    period_us = profile.period_min * US_PER_MIN
    begin = (profile.end_us - 1) // period_us * period_us
    return begin // US_PER_DAY, begin % US_PER_DAY // period_us


def _grid(profile: Profile, channel: str, day: int) -> Floats:
    """Mean power of each interval of one day, NaN where nothing is known. [kW, kvar]"""
    days, slots = _places(profile)
    power = np.full(24 * 60 // profile.period_min, np.nan)
    chosen = days == day
    np_sum = np.zeros_like(power)
    seen = np.zeros(power.shape, dtype=np.bool_)
    energy = profile.energy_wh[channel][chosen]
    known = ~np.isnan(energy)
    np.add.at(np_sum, slots[chosen][known], energy[known])
    seen[slots[chosen][known]] = True
    power[seen] = np_sum[seen] * 60 / profile.period_min / 1000
    return power


def _flagged(profile: Profile, flags: Flags, day: int) -> npt.NDArray[np.int64]:
    if flags.size == 0:
        return np.zeros(0, dtype=np.int64)
    days, slots = _places(profile)
    return np.unique(slots[(days == day) & flags])


def _date(day: int, *, weekday: bool = True) -> str:
    c = civil(day * US_PER_DAY)
    text = f"{c.day} {_MONTHS[c.month - 1]}"
    return f"{_WEEKDAYS[c.weekday]} {text}" if weekday else text


def _heading(profile: Profile, days: list[int]) -> tuple[str, str]:
    first, last = civil(days[0] * US_PER_DAY), civil(days[-1] * US_PER_DAY)
    span = _date(days[0], weekday=False)
    if len(days) > 1:
        begins = span if first.year == last.year else f"{span} {first.year}"
        span = f"{begins} – {_date(days[-1], weekday=False)}"
    totals = []
    for key, energy in profile.energy_wh.items():
        total = float(np.nansum(energy)) / 1000
        if total or key == "a_plus":
            unit = "kWh" if key.startswith("a") else "kvarh"
            totals.append(f"{LABELS.get(key, key).split()[0]} {total:,.3f} {unit}".replace(",", "\u202f"))
    subtitle = f"{profile.name}  ·  mean over {profile.period_min} min  ·  " + "   ".join(totals)
    return f"Load profile, {span} {last.year}", subtitle


def _strips(profile: Profile, days: list[int], path: Path) -> None:
    grids = {key: [_grid(profile, key, day) for day in days] for key in profile.energy_wh}
    drawn = [k for k in grids if k in ("a_plus", "a_minus") or _any(grids[k])]
    drawn = [k for k in drawn if k == "a_plus" or _any(grids[k])]
    top = max(float(np.nanmax(g)) for g in grids["a_plus"]) or 1.0
    reactive = [k for k in drawn if not k.startswith("a")]
    top = max([top, *(float(np.nanmax(g)) for k in reactive for g in grids[k] if not np.isnan(g).all())])
    bottom = max([0.0, *(float(np.nanmax(g)) for g in grids.get("a_minus", []) if not np.isnan(g).all())])
    strip_in = 1.35 if len(days) <= 5 else 1.0
    height = 1.25 + strip_in * len(days) + 0.45
    with style.new_figure(10.5, height) as figure:
        style.titles(figure, *_heading(profile, days))
        _legend(figure, profile, drawn, height)
        for row, day in enumerate(days):
            low = (0.45 + strip_in * (len(days) - 1 - row)) / height
            axes = figure.add_axes((0.118, low + 0.1 / height, 0.775, (strip_in - 0.22) / height))
            _strip(axes, profile, {k: grids[k][row] for k in drawn}, day)
            axes.set_ylim(-bottom * 1.12 if bottom else 0, top * 1.12)
            _strip_labels(axes, day, float(np.nansum(grids["a_plus"][row])) * profile.period_min / 60)
            if row == len(days) - 1:
                axes.set_xticks(_HOURS, [f"{h:02d}:00" for h in _HOURS])
            else:
                axes.set_xticks(_HOURS, [""] * len(_HOURS))
        style.save(figure, path)


def _any(grids: list[Floats]) -> bool:
    return any(float(np.nansum(np.abs(g))) > 0 for g in grids)


def _legend(figure: Figure, profile: Profile, drawn: list[str], height: float) -> None:
    """What colours and signs mean, in one line at the upper right."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    entries: list[Artist] = [
        Patch(facecolor=_tint(style.PALETTE[k]), edgecolor=style.PALETTE[k], label=LABELS[k])
        if k.startswith("a_")
        else Line2D([], [], color=style.PALETTE[k], linewidth=1.4, label=LABELS[k])
        for k in drawn
    ]
    for flags, (mark, colour, label) in zip((profile.outage, profile.clock), _SIGNS, strict=True):
        if flags.any():
            entries.append(
                Line2D([], [], marker=mark, color=colour, linestyle="none", markersize=5, label=label)
            )
    figure.legend(
        handles=entries,
        loc="center right",
        bbox_to_anchor=(0.9, 1 - 0.99 / height),
        ncols=len(entries),
        frameon=False,
        fontsize=9,
        labelcolor=style.QUIET,
        handlelength=1.1,
        handleheight=0.8,
        columnspacing=1.6,
        handletextpad=0.6,
        borderpad=0,
    )
    figure.text(0.118, 1 - 0.99 / height, "kW", fontsize=9, color=style.QUIET, ha="right", va="center")


def _tint(colour: str) -> tuple[float, float, float]:
    """The same hue, pale: the fill under a line of that colour."""
    from matplotlib.colors import to_rgb

    red, green, blue = (1 - (1 - part) * 0.42 for part in to_rgb(colour))
    return red, green, blue


def _strip(axes: Axes, profile: Profile, power: dict[str, Floats], day: int) -> None:
    hours = np.arange(0, 24 + 1e-9, profile.period_min / 60)
    style.strip(axes)
    axes.spines["bottom"].set_visible(False)
    axes.axhline(0, color=style.QUIET, linewidth=0.8)
    axes.set_xlim(0, 24)
    axes.grid(axis="x", color=style.FAINT, linewidth=0.8)
    for key, values in power.items():
        colour = style.PALETTE[key]
        if key in ("a_plus", "a_minus"):
            signed = np.nan_to_num(values if key == "a_plus" else -values)
            axes.stairs(signed, hours, fill=True, color=_tint(colour), linewidth=0)
            axes.stairs(np.where(signed == 0, np.nan, signed), hours, color=colour, linewidth=1.1)
        else:
            axes.stairs(values, hours, baseline=None, color=colour, linewidth=1.2)
    unknown = np.isnan(power["a_plus"])
    for begin, end in _runs(unknown):
        axes.axvspan(hours[begin], hours[end], facecolor="#f3f4f6", edgecolor="none", zorder=0)
    width = profile.period_min / 60
    for flags, (mark, colour, _) in zip((profile.outage, profile.clock), _SIGNS, strict=True):
        runs = _runs(_mask(_flagged(profile, flags, day), unknown.size))
        axes.plot(
            [(begin + end) / 2 * width for begin, end in runs],
            [0.92] * len(runs),
            mark,
            color=colour,
            markersize=5,
            transform=axes.get_xaxis_transform(),
            clip_on=False,
        )
    axes.yaxis.set_major_locator(_few_ticks())


def _mask(at: npt.NDArray[np.int64], size: int) -> Flags:
    mask = np.zeros(size, dtype=np.bool_)
    mask[at] = True
    return mask


def _runs(mask: Flags) -> list[tuple[int, int]]:
    """Begin and end of each run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(np.int8), [0]))))
    return [(int(b), int(e)) for b, e in edges.reshape(-1, 2)]


def _few_ticks() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=3, steps=[1, 2, 5, 10])


def _strip_labels(axes: Axes, day: int, total_kwh: float) -> None:
    box = axes.transAxes
    axes.text(-0.052, 0.62, _date(day).split(" ", 1)[1], transform=box, ha="right", fontweight="bold")
    axes.text(-0.052, 0.36, _date(day).split()[0], transform=box, ha="right", color=style.QUIET, fontsize=8.5)
    axes.text(1.012, 0.62, f"{total_kwh:.3f}", transform=box, ha="left", fontweight="bold")
    axes.text(1.012, 0.36, "kWh", transform=box, ha="left", color=style.QUIET, fontsize=8.5)


def _raster(profile: Profile, days: list[int], path: Path) -> None:
    """Days downwards, the time of day across, power as colour; the days' totals beside it."""
    from matplotlib.colors import LinearSegmentedColormap

    whole = list(range(days[0], days[-1] + 1))
    field_kw = np.vstack([_grid(profile, "a_plus", day) for day in whole])
    totals = np.nansum(field_kw, axis=1) * profile.period_min / 60
    shades = LinearSegmentedColormap.from_list(
        "load", ["#f2f6f7", "#b9d5dc", style.PALETTE["a_plus"], "#123f52", "#e08e1b"]
    ).with_extremes(bad="#ffffff")
    height = float(np.clip(1.7 + 0.022 * len(whole) + 2.2, 4.6, 11))
    with style.new_figure(10.5, height) as figure:
        style.titles(figure, *_heading(profile, days))
        low, high = 0.72 / height, (height - 1.72) / height
        axes = figure.add_axes((0.085, low, 0.66, high))
        image = axes.imshow(
            np.ma.masked_invalid(field_kw),
            aspect="auto",
            cmap=shades,
            interpolation="nearest",
            extent=(0, 24, whole[-1] + 1, whole[0]),
            vmin=0,
        )
        axes.set_xticks(_HOURS, [f"{h:02d}" for h in _HOURS])
        firsts = [d for d in whole if civil(d * US_PER_DAY).day == 1 or d == whole[0]]
        names = [f"{_MONTHS[civil(d * US_PER_DAY).month - 1]} {civil(d * US_PER_DAY).day}" for d in firsts]
        spaced = [i for i, d in enumerate(firsts) if i == 0 or d - firsts[0] > 0.03 * len(whole)]
        axes.set_yticks([firsts[i] for i in spaced], [names[i] for i in spaced])
        for flags, (mark, colour, _) in zip((profile.outage, profile.clock), _SIGNS, strict=True):
            if flags.any():
                day_numbers, slots = _places(profile)
                hours = (slots[flags] + 0.5) * profile.period_min / 60
                axes.plot(hours, day_numbers[flags] + 0.5, mark, color=colour, markersize=3)
        for side in axes.spines.values():
            side.set_visible(False)
        axes.tick_params(length=0)
        _totals_beside(figure.add_axes((0.762, low, 0.19, high), sharey=axes), whole, totals)
        bar = figure.add_axes((0.085, 0.3 / height, 0.3, 0.09 / height))
        figure.colorbar(image, cax=bar, orientation="horizontal").outline.set_visible(False)
        bar.tick_params(length=0, labelsize=8)
        figure.text(0.393, 0.345 / height, "kW", fontsize=8.5, color=style.QUIET, va="center")
        style.save(figure, path)


def _totals_beside(axes: Axes, days: list[int], totals_kwh: Floats) -> None:
    axes.barh(np.array(days) + 0.5, totals_kwh, height=1.0, color=style.PALETTE["a_plus"], linewidth=0)
    style.strip(axes)
    axes.spines["bottom"].set_visible(False)
    axes.grid(visible=False, axis="y")
    axes.grid(axis="x", color=style.FAINT, linewidth=0.8)
    axes.tick_params(labelleft=False)
    axes.xaxis.set_major_locator(_few_ticks())
    axes.set_title("kWh a day", fontsize=8.5, color=style.QUIET, loc="left", pad=4)
    axes.set_xlim(0, None)
