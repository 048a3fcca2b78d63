"""Replays four days of a household, reads the meter over TCP, checks what it says, and draws it: make demo.

The meter runs as a program of its own; what is checked is what an independent reader would see of it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
from rich.columns import Columns
from rich.console import Console
from rich.table import Table

from enfas.cli.drawing import profile_picture
from enfas.cli.meter_line import associated
from enfas.faces.display import readings, show_reading
from enfas.meter.device import Meter
from enfas.obis import ObisPattern
from enfas.pictures.lcd import Plate, draw_lcd
from enfas.pictures.profile import Profile, day_totals_wh, draw_profile
from enfas.pictures.terminal import render_text
from enfas.runtime.stored import stored_meter
from enfas.timebase import US_PER_DAY, days_from_civil
from enfas.tool.reader import Reader

HERE = Path(__file__).resolve().parent
RECORDING = HERE / "data" / "household_2007-02.csv"
METER = HERE / "meters" / "household.toml"
OUT = HERE.parent / "build" / "demo"
A_PLUS = ObisPattern.parse("1.1.1.8.0.255")
console = Console()


@dataclass(frozen=True)
class Day:
    """What is known of a day beforehand, from the recording alone: sums and means of its minutes."""

    day: int
    a_plus_kwh: Decimal
    max_15_min_kw: Decimal
    max_60_min_kw: Decimal

    @property
    def number(self) -> int:
        """Days since 1970-01-01."""
        return days_from_civil(2007, 2, self.day)


DAYS = (
    Day(1, Decimal("30.413"), Decimal("4.5419"), Decimal("3.2973")),
    Day(2, Decimal("27.796"), Decimal("4.2223"), Decimal("3.4555")),
    Day(11, Decimal("59.520"), Decimal("5.4363"), Decimal("3.7913")),
    Day(12, Decimal("31.294"), Decimal("5.2889"), Decimal("3.6056")),
)


@contextmanager
def running_meter(state: Path) -> Iterator[str]:
    """A meter that has replayed the recording and goes on answering; yields HOST:PORT."""
    enfas = Path(sys.executable).with_name("enfas")
    options = ["--speed", "max", "--hold", "--listen", "127.0.0.1:0", "--state", str(state)]
    command = [str(enfas), "run", "--supply", str(RECORDING), "--meter", str(METER), *options]
    console.print(
        f"[dim]$ enfas run --supply {RECORDING.name} --meter {METER.name} {' '.join(options[:-1])} …[/dim]",
        highlight=False,
    )
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            place = ""
            for line in process.stdout or ():
                console.print(f"  {line.strip()}", highlight=False)
                if line.startswith("ready "):
                    place = line.split()[1]
                if line.startswith("replayed "):
                    break
            if process.poll() is not None or not place:
                raise SystemExit("the meter did not start")
            yield place
        finally:
            process.terminate()
            process.wait(timeout=20)


def maxima_kw(profile: Profile, day: int) -> tuple[float, float]:
    """The greatest mean power over 15 and 60 min of a day. [kW]"""
    begins = (profile.end_us - 1) // US_PER_DAY == day
    quarters = profile.energy_wh["a_plus"][begins]
    hours = quarters.reshape(-1, 4).sum(axis=1)
    return float(quarters.max()) * 4 / 1000, float(hours.max()) / 1000


def check(profile: Profile, register_wh: int) -> bool:
    """Hold the load profile and the register against the recording, and say so."""
    totals = day_totals_wh(profile)
    table = Table(
        title="What the meter says, beside the recording", title_justify="left", box=None, header_style="dim"
    )
    for heading in (
        "day",
        "A+ kWh",
        "recording",
        "max 15 min kW",
        "recording",
        "max 60 min kW",
        "recording",
        "",
    ):
        table.add_column(heading, justify="right")
    right = True
    for known in DAYS:
        total = round(totals.get(known.number, -1.0))
        quarter_kw, hour_kw = maxima_kw(profile, known.number)
        good = (
            abs(total - int(known.a_plus_kwh * 1000)) <= 1
            and abs(quarter_kw - float(known.max_15_min_kw)) <= RESOLUTION_KW * 4
            and abs(hour_kw - float(known.max_60_min_kw)) <= RESOLUTION_KW
        )
        right = right and good
        table.add_row(
            f"{known.day} Feb",
            f"{total / 1000:.3f}", str(known.a_plus_kwh),
            f"{quarter_kw:.3f}", str(known.max_15_min_kw),
            f"{hour_kw:.3f}", str(known.max_60_min_kw),
            "[green]✓[/green]" if good else "[red]✗[/red]",
        )  # fmt: skip
    console.print(table)
    summed = round(float(np.nansum(profile.energy_wh["a_plus"])))
    agree = summed == register_wh
    console.print(
        f"register A+ {register_wh / 1000:.3f} kWh, the profile's intervals summed {summed / 1000:.3f} kWh "
        + ("[green]✓[/green]" if agree else "[red]✗[/red]"),
        highlight=False,
    )
    return right and agree


RESOLUTION_KW = 0.0015
"""One step of the register (1 Wh) in an hour, and the last digit of the recording's figures. [kW]"""


def register_wh(reader: Reader) -> int:
    """The register A+. [Wh]"""
    (reading,) = reader.registers(reader.find(A_PLUS))
    return int(str(reading.value))


def show_display(meter: Meter) -> None:
    """The readings of the automatic list, as the display shows them one after the other."""
    listed = readings(meter)
    title = f"No. {meter.configuration.serial_number}"
    panels = [render_text(show_reading(meter, reading), title) for reading in listed]
    console.print(panels[0])
    rest = [
        f"[dim]{r.identification}[/dim] {r.text} [bold]{d.value}[/bold] {d.unit}"
        for r, d in zip(listed[1:], [show_reading(meter, reading) for reading in listed[1:]], strict=True)
    ]
    console.print(Columns(rest, padding=(0, 3)))


def main() -> int:
    """The demonstration; exit code 1 if something is not as it should be."""
    begin_s = time.perf_counter()
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    state = OUT / "state"
    with running_meter(state) as place:
        line = {"client": 18, "server": None, "password": None, "hdlc": False, "physical": None}
        with associated(place, baud=9600, timeout_s=20, **line) as reader:  # type: ignore[arg-type]
            profile = profile_picture(reader)
            counted_wh = register_wh(reader)
    console.print()
    right = check(profile, counted_wh)
    meter = stored_meter(state)
    console.print()
    show_display(meter)
    draw_profile(profile, OUT / "profile.png")
    draw_lcd(show_reading(meter, readings(meter)[0]), OUT / "lcd.png", Plate.of(meter.configuration))
    console.print()
    for name in ("profile.png", "lcd.png"):
        console.print(f"drawn: {(OUT / name).relative_to(HERE.parent)}", highlight=False)
    console.print(f"[dim]{time.perf_counter() - begin_s:.1f} s[/dim]", highlight=False)
    if not right:
        console.print("the meter and the recording do not agree", style="red")
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
