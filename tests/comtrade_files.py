"""COMTRADE records for tests, written by the standard's own layout (IEC 60255-24: 1991, 1999, 2013)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

__all__ = ["CHANNELS", "CODES", "Record", "configuration", "data", "write"]

CHANNELS = (
    "1,IA,A,,A,0.01,0.5,0.0,-32767,32767,5,1,P",
    "2,VA,A,,kV,0.001,0,0.0,-32767,32767,10,0.1,P",
    "3,VB,B,,V,0.5,0,0.0,-32767,32767,10,0.1,P",
    "4,IB,B,,kA,0.002,0,0.0,-32767,32767,5,1,P",
    "5,TEMP,,,°C,1,0,0.0,-100,100,1,1,P",
)

CODES = np.array(
    [[100, 325, 650, 10, 20], [-100, -325, -650, -10, 20], [0, 0, 0, 0, 21], [32767, 5, 6, 7, 22]]
)
"""Four samples of the five channels."""


class Record(NamedTuple):
    """What a record is like."""

    revision: str = "1999"
    form: str = "BINARY"
    channels: Sequence[str] = CHANNELS
    status: int = 1
    rates: Sequence[str] = ("4000,4",)
    start: str = "25/06/2007,19:13:57.789757"
    factor: str = "1"
    tail: Sequence[str] = ()


def configuration(record: Record) -> str:
    """The lines of a .cfg."""
    first = f"Station,7,{record.revision}" if record.revision != "1991" else "Station,7"
    count = len(record.channels)
    lines = [first, f"{count + record.status},{count}A,{record.status}D", *record.channels]
    lines += [f"{n + 1},S{n},,,0" for n in range(record.status)]
    lines += ["50", "0" if record.rates[0].startswith("0,") else str(len(record.rates)), *record.rates]
    lines += [record.start, record.start, record.form]
    if record.revision != "1991":
        lines.append(record.factor)
    return "\r\n".join([*lines, *record.tail]) + "\r\n"


def data(
    record: Record, codes: np.ndarray = CODES, numbers: Sequence[int] = (), stamps: Sequence[int] = ()
) -> bytes:
    """The octets of a .dat."""
    count = len(codes)
    numbers, stamps = numbers or range(1, count + 1), stamps or range(0, 250 * count, 250)
    if record.form == "ASCII":
        rows = zip(numbers, stamps, codes.tolist(), strict=True)
        lines = [",".join(map(str, [n, t, *row, *[0] * record.status])) for n, t, row in rows]
        return ("\r\n".join(lines) + "\r\n\x1a").encode()
    kind = {"BINARY": "<i2", "BINARY32": "<i4", "FLOAT32": "<f4"}[record.form]
    layout = [
        ("n", "<u4"),
        ("t", "<u4"),
        ("a", kind, (codes.shape[1],)),
        ("d", "<u2", (-(-record.status // 16),)),
    ]
    records = np.zeros(count, dtype=np.dtype(layout))
    records["n"], records["t"], records["a"] = numbers, stamps, codes
    return records.tobytes()


def write(folder: Path, record: Record, octets: bytes | None = None) -> Path:
    """A .cfg and a .dat, or for the year 2013 and a form in one a .cff."""
    octets = data(record) if octets is None else octets
    (folder / "r.cfg").write_text(configuration(record), encoding="utf-8", newline="")
    (folder / "r.dat").write_bytes(octets)
    return folder / "r.cfg"
