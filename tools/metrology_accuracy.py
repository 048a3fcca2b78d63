"""Measures how exact the metrology is against waves of known truth; writes the tables of docs/metrology.md.

python -m tools.metrology_accuracy            write them
python -m tools.metrology_accuracy --check    exit 1 if an error is over twice what the page says
"""

from __future__ import annotations

import argparse
import math
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from enfas.interval import A_MINUS, A_PLUS, E_MINUS, E_PLUS, R1, R2, R3, R4, Measured
from enfas.metrology.harmonics import highest_order
from enfas.metrology.waveform import WaveformMeter
from enfas.metrology.windows import joined
from enfas.testing.waves import Waves

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "metrology.md"
BEGIN: Final = "<!-- accuracy: python -m tools.metrology_accuracy -->"
END: Final = "<!-- end of accuracy -->"

SECONDS: Final = 1.07
RATES_HZ: Final = (2_000, 4_000, 5_760, 8_000, 10_000, 12_800, 15_000, 20_000, 50_000, 100_000)
FREQUENCIES_HZ: Final = (45.0, 47.5, 49.97, 50.0, 50.3137, 52.5, 57.0, 60.02, 63.0, 65.0)
ANGLES_DEG: Final = (33.0, 127.0, 211.0, 290.0)
"""One in each quadrant."""

_WHOLE: Final = 10
"""So many cycles, or more, has a window; the last of a recording may have fewer."""


class Errors(NamedTuple):
    """The greatest errors in a measurement.

    Attributes:
        u: Of the voltage of any whole window. [% of it]
        i: Of the current. [% of it]
        p: Of the active power. [% of S]
        q: Of the reactive power of the fundamental. [% of S]
        s: Of the apparent power. [% of it]
        f: Of the frequency. [mHz]
        thd: Of the distortion of voltage or current. [percentage points]
        active: Of the active energy of the whole, A+ less A-. [% of apparent energy]
        reactive: Of the reactive energy, R+ less R-. [% of apparent energy]
        apparent: Of the apparent energy, E+ and E-. [% of it]
    """

    u: float
    i: float
    p: float
    q: float
    s: float
    f: float
    thd: float
    active: float
    reactive: float
    apparent: float


def measure(waves: Waves, rate_hz: float, number: int) -> Measured:
    """Rows and windows of so many samples of waves."""
    meter = WaveformMeter(rate_hz)
    return joined([meter.feed(*waves.samples(rate_hz, number)), meter.finish()])


def errors(waves: Waves, rate_hz: float, number: int) -> Errors:
    """The greatest errors over so many samples of waves."""
    rows, windows = measure(waves, rate_hz, number)
    windows = windows[windows["cycles"] >= _WHOLE]
    energy_j = rows["energy_mj"].sum(axis=0) / 1000
    seconds = number / rate_hz
    true_j = waves.energy_j(rate_hz, number)
    active_j = energy_j[A_PLUS] - energy_j[A_MINUS]
    reactive_j = energy_j[[R1, R2]].sum() - energy_j[[R3, R4]].sum()
    apparent_j = energy_j[[E_PLUS, E_MINUS]].sum()
    thd = [
        windows[name] - truth
        for name, truth in zip(("thd_u_percent", "thd_i_percent"), waves.thd_percent, strict=True)
    ]
    s = waves.s_va
    return Errors(
        u=_most(windows["u_v"] - waves.u_v) / waves.u_v * 100,
        i=_most(windows["i_a"] - waves.i_a) / waves.i_a * 100,
        p=_most(windows["p_w"] - waves.p_w) / s * 100,
        q=_most(windows["q_var"] - waves.q_var) / s * 100,
        s=_most(windows["s_va"] - s) / s * 100,
        f=_most(windows["f_hz"] - waves.f_hz) * 1000,
        thd=_most(np.concatenate(thd)),
        active=abs(active_j - true_j) / (s * seconds) * 100,
        reactive=abs(reactive_j - waves.q_var * seconds) / (s * seconds) * 100,
        apparent=abs(apparent_j - s * seconds) / (s * seconds) * 100,
    )


def _most(values: npt.NDArray[np.float64]) -> float:
    return float(np.nanmax(np.abs(values)))


def worst(rates_hz: tuple[int, ...], frequencies_hz: tuple[float, ...]) -> Errors:
    """The greatest errors over rates, frequencies and quadrants, with harmonics up to what is measured."""
    found = [
        errors(
            Waves.distorted(f_hz, 230, 10, angle_deg, highest_order(rate_hz, f_hz), seed),
            rate_hz,
            round(SECONDS * rate_hz),
        )
        for rate_hz in rates_hz
        for f_hz in frequencies_hz
        for seed, angle_deg in enumerate(ANGLES_DEG)
    ]
    return Errors(*map(max, zip(*found, strict=True)))


def figure(value: float) -> str:
    """A number rounded up to one digit that counts."""
    exponent = math.floor(math.log10(value))
    digit = math.ceil(value / 10**exponent - 1e-9)
    if digit == 10:
        digit, exponent = 1, exponent + 1
    return f"{digit * 10**exponent:.{max(0, -exponent)}f}"


def tables() -> Iterator[str]:
    """The lines of both tables."""
    columns = "U, % | I, % | P, % of S | Q, % of S | S, % | f, mHz | THD, points | A, % | R, % | E, %"
    line = "|--:" * (1 + len(Errors._fields)) + "|"
    yield from ("", f"| samples a second | {columns} |", line)
    for rate_hz in RATES_HZ:
        cells = [f"{rate_hz:,}".replace(",", "\u202f"), *map(figure, worst((rate_hz,), FREQUENCIES_HZ))]
        yield "| " + " | ".join(cells) + " |"
    yield from ("", f"| frequency, Hz | {columns} |", line)
    for f_hz in FREQUENCIES_HZ:
        yield "| " + " | ".join([f"{f_hz:g}", *map(figure, worst(RATES_HZ, (f_hz,)))]) + " |"
    yield ""


def no_worse(said: str, found: str) -> bool:
    """Whether no figure of a table is over twice what is said."""
    rows = [[line.split("|")[2:-1] for line in text.splitlines() if "|" in line] for text in (said, found)]
    if [len(row) for row in rows[0]] != [len(row) for row in rows[1]]:
        return False
    cells = [(a, b) for row in zip(*rows, strict=True) for a, b in zip(*row, strict=True)]
    numbers = [(float(a), float(b)) for a, b in cells if re.fullmatch(r"[\d. ]+", a + b)]
    return bool(numbers) and all(b <= 2 * a for a, b in numbers)


def main() -> int:
    """Write the tables, or check them; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the page is too good")
    head, said, tail = re.split(f"({BEGIN}.*?){END}", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = "\n".join(tables())
    if not parser.parse_args().check:
        PAGE.write_text(f"{head}{BEGIN}\n{found}\n{END}{tail}", encoding="utf-8")
        return 0
    if no_worse(said, found):
        return 0
    print("docs/metrology.md says better than it is: python -m tools.metrology_accuracy", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
