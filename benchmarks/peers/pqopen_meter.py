"""Measures with pqopen-lib what our meter measures, and prints how long that takes, as JSON.

Voltage and current are two arrays in a file; they are fed in blocks. `windows` switches on r.m.s. values and
powers over one cycle and over ten, Urms(1/2), harmonics with distortion, P1 and Q1 over ten cycles, and
energy registers. `cycles` adds the fundamental of each single cycle, and cycles that end between samples.

    .peers/bin/python benchmarks/peers/pqopen_meter.py FILE.npz RATE ORDERS TIMES windows|cycles BLOCK…
"""

from __future__ import annotations

import json
import logging
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
from daqopen.channelbuffer import AcqBuffer
from pqopen.powersystem import PowerSystem


def run(u: np.ndarray, i: np.ndarray, rate_hz: float, orders: int, quantities: str, block: int) -> float:
    """Feed all samples in blocks; the time it takes. [s]"""
    voltage, current = AcqBuffer(), AcqBuffer()
    system = PowerSystem(zcd_channel=voltage, input_samplerate=rate_hz)
    system.add_phase(u_channel=voltage, i_channel=current)
    system.enable_harmonic_calculation(orders)
    if quantities == "cycles":
        system.enable_one_period_fundamental()
        system.enable_rms_trapz_rule()
    with tempfile.TemporaryDirectory() as folder:
        system.enable_energy_channels(Path(folder) / "energy.json")
        begin = time.perf_counter()
        for first in range(0, len(u), block):
            voltage.put_data(u[first : first + block])
            current.put_data(i[first : first + block])
            system.process()
        took = time.perf_counter() - begin
        del system  # it writes its registers when it goes
    return took


def main() -> None:
    """Measure each block size as often as asked for and print the least times by block size."""
    warnings.filterwarnings("ignore")
    logging.disable(logging.CRITICAL)
    file, rate, orders, times, quantities, *blocks = sys.argv[1:]
    samples, rate_hz = np.load(file), float(rate)
    u, i = samples["u"], samples["i"]
    run(u[: int(rate_hz)], i[: int(rate_hz)], rate_hz, int(orders), quantities, 1000)  # compiles
    least = {
        block: min(run(u, i, rate_hz, int(orders), quantities, int(block)) for _ in range(int(times)))
        for block in blocks
    }
    print(json.dumps(least))


if __name__ == "__main__":
    main()
