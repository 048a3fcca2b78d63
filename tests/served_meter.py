"""A meter that is run for other programs to read: three days of a household in memory, then held.

    python -m tests.served_meter [--serial [PORT:]DEVICE] [--gmt HOURS]

Prints HOST:PORT when it has replayed its supply; ends at SIGTERM.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from tests.helpers import ROOT
from tests.meter_rows import row

from enfas.conditions import Conditions
from enfas.interval import ENERGIES, Measured, Rows
from enfas.meter.configuration import Configuration
from enfas.runtime.lines import SerialDevice, TcpListener
from enfas.runtime.run import Plan, Watcher, run
from enfas.timebase import US_PER_DAY, US_PER_MIN, from_civil

START_US = from_civil(2025, 1, 15)

DAYS = 3
QUARTERS = DAYS * 96


def household(start_us: int = START_US, days: int = DAYS) -> Rows:
    """Rows of a minute: import by day, some export at noon, by a rule that anybody can compute anew."""
    count = days * 1440
    rows = np.repeat(row(start_us, US_PER_MIN), count)
    minute = np.arange(count)
    rows["start_us"] += minute * US_PER_MIN
    exporting = (minute % 1440 >= 660) & (minute % 1440 < 780)
    watts = 200 + 7 * (minute % 97)
    for name, power in (
        ("a_plus", np.where(exporting, 0, watts)),
        ("a_minus", np.where(exporting, watts, 0)),
        ("r1", np.where(exporting, 0, 50)),
        ("e_plus", np.where(exporting, 0, watts + 10)),
        ("e_minus", np.where(exporting, watts + 10, 0)),
    ):
        rows["energy_mj"][:, ENERGIES.index(name)] = power * (US_PER_MIN // 1000)
    return rows


class Blocks:
    """A measured supply that is in memory: its rows in blocks of a day or less."""

    name = "given"
    live = False
    origin = "what was given"
    notes: Sequence[str] = ()
    total: int | None = None
    done = 0

    def __init__(self, rows: Rows, size: int = 1440) -> None:
        self._rows = rows
        self._size = size
        self.start_us: int | None = int(rows["start_us"][0]) if len(rows) else None

    def blocks(self, start_us: int, conditions: Conditions) -> Iterator[Measured]:
        """The blocks, as they are under any conditions."""
        return map(Measured, self.rows(start_us))

    def rows(self, start_us: int) -> Iterator[Rows]:
        """The rows of the blocks, moved in time so that they begin at an instant."""
        moved = self._rows.copy()
        moved["start_us"] += start_us - (self.start_us or start_us)
        for first in range(0, len(moved), self._size):
            yield moved[first : first + self._size]


class _Printer(Watcher):
    """Says where the meter is once all is replayed."""

    def __init__(self) -> None:
        self._place = ""

    def ready(self, place: str) -> None:
        self._place = place

    def fed(self, meter: object) -> None:
        return

    def replayed(self, rows: int, end_us: int) -> None:
        assert (rows, end_us) == (DAYS * 1440, START_US + DAYS * US_PER_DAY)
        sys.stdout.write(self._place + "\n")
        sys.stdout.flush()


@contextmanager
def served(*options: str) -> Iterator[str]:
    """Run the meter as a program of its own for the length of the block; gives HOST:PORT."""
    command = [sys.executable, "-m", "tests.served_meter", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            place = process.stdout.readline().strip()
            assert place, "the meter has ended"
            yield place
        finally:
            process.terminate()
            assert process.wait(timeout=20) == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serial", action="append", default=[])
    parser.add_argument("--gmt", type=int, default=0)
    options = parser.parse_args()
    run(
        Plan(
            Configuration.default().replace(Z11=f"{options.gmt:02d}", Z15="000"),
            Blocks(household()),
            None,
            now_us=START_US,
            lines=(TcpListener(port=0), *map(SerialDevice.parse, options.serial)),
            speed=None,
            hold=True,
        ),
        _Printer(),
    )


if __name__ == "__main__":
    main()
