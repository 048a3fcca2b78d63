"""Reading sources: a year of minutes of a load; samples from text, sound, COMTRADE; a synthetic signal."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import soundfile

from benchmarks import Result
from benchmarks.measure import best_s
from enfas.metrology.assembly import Measurement
from enfas.supply.open import open_samples, open_supply
from enfas.supply.reading import Reading

MINUTES = 365 * 1440
RATE = 10_000
SECONDS = 60


def write_year(path: Path) -> None:
    """A year of minutes in the columns of the household of the UCI repository."""
    random = np.random.default_rng(1)
    power, reactive = random.integers(100, 6000, MINUTES) / 1000, random.integers(0, 400, MINUTES) / 1000
    voltage, current = (
        random.integers(228_000, 247_000, MINUTES) / 1000,
        random.integers(1, 300, MINUTES) / 10,
    )
    minute = datetime(2007, 1, 1, tzinfo=UTC)
    with path.open("w", newline="") as file:
        file.write(
            "Date;Time;Global_active_power;Global_reactive_power;Voltage;Global_intensity;Sub_metering_1\r\n"
        )
        for p, q, u, i in zip(power, reactive, voltage, current, strict=True):
            stamp = f"{minute.day}/{minute.month}/{minute.year};{minute:%H:%M:%S}"
            file.write(f"{stamp};{p:.3f};{q:.3f};{u:.3f};{i:.3f};0.000\r\n")
            minute += timedelta(minutes=1)


def write_samples(folder: Path) -> None:
    """A minute at 10 kHz: text, sound, COMTRADE."""
    turn = 2 * np.pi * 50 / RATE * np.arange(SECONDS * RATE)
    codes = np.stack([16_000 * np.sin(turn), 7_000 * np.sin(turn - 0.5)], axis=1).astype(np.int16)
    soundfile.write(folder / "a.wav", codes, RATE)
    soundfile.write(folder / "a.flac", codes, RATE)
    np.savetxt(folder / "a.csv", codes * [0.02, 0.001], fmt="%.2f,%.3f")
    channels = ["1,I,A,,A,0.001,0,0,-32767,32767,1,1,P", "2,U,A,,V,0.02,0,0,-32767,32767,1,1,P"]
    stamps = ["01/01/2025,00:00:00.0"] * 2
    head = ["S,1,1999", "2,2A,0D", *channels, "50", "1", f"{RATE},{len(codes)}", *stamps, "BINARY", "1"]
    (folder / "a.cfg").write_text("\r\n".join(head))
    records = np.zeros(len(codes), np.dtype([("n", "<u4"), ("t", "<u4"), ("a", "<i2", (2,))]))
    records["n"], records["a"] = np.arange(len(codes)) + 1, codes[:, ::-1]
    (folder / "a.dat").write_bytes(records.tobytes())


def load_series(path: Path) -> Result:
    """From the file to rows: opened, its times looked through, parsed, made into energies."""

    def read() -> None:
        supply = Measurement(open_supply(path))
        assert sum(len(block.rows) for block in supply.blocks(0)) == MINUTES

    value = best_s(read, times=5)
    return Result(
        name="a year of 1-minute loads, from CSV to rows",
        value=value,
        unit="s",
        peer="",
        peer_value=None,
        ratio=None,
        target="under 0.5 s",
        met=value < 0.5,
        note=f"{path.stat().st_size / 1e6:.0f} MB",
    )


def samples(where: Path, name: str, options: Reading) -> Result:
    """How many times faster than real time samples are read, without being measured."""

    def read() -> None:
        total = 0
        for block in open_samples(where, options).blocks():
            total += len(block.u_v)
            if total >= SECONDS * RATE:
                break

    return Result(
        name=f"samples at 10 kHz from {name}",
        value=SECONDS / best_s(read, times=5),
        unit="× real time",
        peer="",
        peer_value=None,
        ratio=None,
        target="",
        met=None,
        note="read and scaled, not measured",
    )


def run() -> list[Result]:
    """All of it, from files in a temporary folder."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_year(folder / "year.csv")
        write_samples(folder)
        (folder / "s.toml").write_text(
            'kind = "synthetic"\n[[phasor]]\nu_v = 230\ni_a = 5\n[[phasor]]\norder = 5\nu_v = 5\ni_a = 1\n'
        )
        text = Reading(rate_hz=RATE)
        return [
            load_series(folder / "year.csv"),
            samples(folder / "a.csv", "CSV", text),
            samples(folder / "a.wav", "WAV", Reading()),
            samples(folder / "a.flac", "FLAC", Reading()),
            samples(folder / "a.cfg", "COMTRADE, binary", Reading()),
            samples(folder / "s.toml", "a description of two phasors", Reading()),
        ]
