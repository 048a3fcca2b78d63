"""The metrology: how many times faster than real time, in blocks of several sizes, beside pqopen-lib.

Both measure the same samples: voltage and current at 50.02 Hz with every harmonic to the 40th. Ours always
gives U, I, P, Q, S, f, power factor, harmonics and distortion of each window, Urms(1/2), the fundamental of
each cycle, and energies by quadrant. The peer's like quantities are switched on; it has no reactive energies.
It runs in its own interpreter, right after ours.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from benchmarks import Result
from benchmarks.measure import ROOT, best_s
from enfas.metrology.harmonics import highest_order
from enfas.metrology.loops import FloatArray
from enfas.metrology.waveform import WaveformMeter
from enfas.testing.waves import Waves

SECONDS = 60
OTHER_RATES_HZ = (4_000, 20_000, 50_000)
BLOCKS = (200, 1_000, 10_000, 100_000)
LEAST = 1_000
LEAST_RATIO = 10
PEER_ORDERS = {4_000: 24}  # with more it stops with an error at 4 kHz


def signal(rate_hz: int) -> tuple[FloatArray, FloatArray]:
    """A minute, or 20 s at higher rates."""
    seconds = SECONDS if rate_hz <= 10_000 else SECONDS // 3
    waves = Waves.distorted(50.02, 230, 10, 40, highest_order(rate_hz, 50.02))
    return waves.samples(rate_hz, rate_hz * seconds)


def ours(u: FloatArray, i: FloatArray, rate_hz: int, block: int) -> float:
    """How many times faster than real time we are."""

    def measure() -> None:
        meter = WaveformMeter(rate_hz)
        for first in range(0, len(u), block):
            meter.feed(u[first : first + block], i[first : first + block])
        meter.finish()

    measure()
    return len(u) / rate_hz / best_s(measure, times=5)


def peers(
    u: FloatArray, i: FloatArray, rate_hz: int, quantities: str, blocks: tuple[int, ...]
) -> dict[int, float]:
    """The same of pqopen-lib by block size; nothing where it is not installed."""
    python = ROOT / ".peers" / "bin" / "python"
    if not python.exists():
        return {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "samples.npz"
        np.savez(file, u=u, i=i)
        program = ROOT / "benchmarks" / "peers" / "pqopen_meter.py"
        arguments = [str(rate_hz), str(PEER_ORDERS.get(rate_hz, 40)), "3", quantities, *map(str, blocks)]
        done = subprocess.run(
            [python, program, file, *arguments], capture_output=True, text=True, check=False
        )
    if done.returncode:
        return {}
    return {int(block): len(u) / rate_hz / took for block, took in json.loads(done.stdout).items()}


def results(rate_hz: int, blocks: tuple[int, ...]) -> list[Result]:
    """One rate, in blocks of some sizes."""
    u, i = signal(rate_hz)
    times = {block: ours(u, i, rate_hz, block) for block in blocks}
    beside, lean = peers(u, i, rate_hz, "cycles", blocks), peers(u, i, rate_hz, "windows", blocks)
    asked = rate_hz == 10_000
    found: list[Result] = []
    for block, value in times.items():
        peer = beside.get(block)
        ratio = value / peer if peer else None
        met = value >= LEAST and (ratio is None or ratio >= LEAST_RATIO)
        notes = ["the peer with 24 harmonics, ours with 36"] if peer and rate_hz in PEER_ORDERS else []
        if block in lean:
            without = value / lean[block]
            notes.append(
                f"{without:.1f} × the peer without single cycles' fundamentals and fractional bounds"
            )
        found.append(
            {
                "name": f"{rate_hz // 1000} kHz, blocks of {block}",
                "value": value,
                "unit": "× real time",
                "peer": "pqopen-lib" if peer else "",
                "peer_value": peer,
                "ratio": ratio,
                "target": f"at least {LEAST} ×; {LEAST_RATIO} × the peer" if asked else "",
                "met": met if asked else None,
                "note": "; ".join(notes),
            }
        )
    return found


def run() -> list[Result]:
    """All of it."""
    found = results(10_000, BLOCKS)
    for rate_hz in OTHER_RATES_HZ:
        found += results(rate_hz, (rate_hz // 10,))
    return found
