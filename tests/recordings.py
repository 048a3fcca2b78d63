"""Independent fits of recordings that may lie beside the repository.

The figures are facts and lie in `tests/vectors/recordings.csv`; the recordings may not be shipped. A test of
one is there whether it is or not, and is skipped by name where it is not.
"""

from __future__ import annotations

import csv
import wave
from typing import Final

import numpy as np
import numpy.typing as npt
from tests.helpers import VECTORS, shared

__all__ = ["FITS", "PER_CODE", "recording"]

FITS: Final[dict[str, dict[str, str]]] = {
    row["file"]: row for row in csv.DictReader((VECTORS / "recordings.csv").read_text().splitlines())
}
"""Least-squares fits of steady pieces with up to 50 harmonics, by the recording's name, with a phase where it
has some: sampling rate [Hz], where the piece begins [s], its whole cycles, values in V, A, W, var, VA, %."""

PER_CODE: Final = (0.02, 0.001)
"""What a step of the sound files is. [V], [A]"""


def recording(name: str) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Voltage and current of a recording, by its name in `FITS`. [V], [A]"""
    path, _, phase = name.partition(" phase ")
    file = shared(f"data/{path}")
    if file.suffix == ".wav":
        with wave.open(str(file)) as opened:
            codes = np.frombuffer(opened.readframes(opened.getnframes()), dtype="<i2").reshape(-1, 2)
        return codes[:, 0] * PER_CODE[0], codes[:, 1] * PER_CODE[1]
    lines = file.read_text().splitlines()
    head = 1 if phase else 5
    values = np.array([[float(value) for value in line.split(",")[1:]] for line in lines[head:]])
    place = "abc".index(phase) if phase else 0
    return values[:, place], values[:, place + (3 if phase else 1)]
