"""Rows and meters for tests of the meter, its faces and its memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from enfas.interval import ENERGIES, INTERVAL, UNKNOWN, Mark, Rows
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.meter.memory import Changes, Image, StoredLog
from enfas.meter.parts import PLUGGED_IN
from enfas.timebase import US_PER_MIN, from_civil

__all__ = ["START_US", "Kept", "command_of", "entries", "instant_of", "load", "make_meter", "row", "state_of"]

START_US = from_civil(2025, 1, 15, 11)
"""A Wednesday, 12:00 normal time at GMT+1."""


def row(
    start_us: int,
    duration_us: int = US_PER_MIN,
    marks: int = 0,
    u_mv: int = 230_000,
    i_ma: int = 1_000,
    f_mhz: int = 50_000,
    thd_u_cp: int = UNKNOWN,
    thd_i_cp: int = UNKNOWN,
    **energies_mj: int,
) -> Rows:
    """One row; energies by name. An outage has neither voltage nor current."""
    rows = np.zeros(1, dtype=INTERVAL)
    rows["start_us"], rows["duration_us"], rows["marks"] = start_us, duration_us, marks
    if marks & Mark.OUTAGE:
        u_mv = i_ma = f_mhz = 0
    for name, value in (
        ("u_mv", u_mv),
        ("u_min_mv", u_mv),
        ("u_max_mv", u_mv),
        ("i_ma", i_ma),
        ("f_mhz", f_mhz),
        ("thd_u_cp", thd_u_cp),
        ("thd_i_cp", thd_i_cp),
    ):
        rows[name] = value
    for name, value in energies_mj.items():
        rows["energy_mj"][0, ENERGIES.index(name)] = value
    return rows


def load(start_us: int, count: int, watts: int = 600, duration_us: int = US_PER_MIN, **others: int) -> Rows:
    """Rows of a steady import, one after the other."""
    one = row(start_us, duration_us, a_plus=watts * duration_us // 1000, **others)
    rows = np.repeat(one, count)
    rows["start_us"] += np.arange(count) * duration_us
    return rows


def make_meter(start_us: int = START_US, **codes: str) -> Meter:
    """A new meter of the default configuration, with other codes by name: Z4="3"."""
    return Meter(Configuration.default().replace(**codes), start_us=start_us)


class Kept:
    """A memory in memory: what it was given, as a store would give it back."""

    def __init__(self) -> None:
        self.parts: dict[str, bytes] = {}
        self.logs: dict[str, tuple[int, int, bytes, int]] = {}

    def load(self) -> Image | None:
        return self.image() if self.parts or self.logs else None

    def close(self) -> None:
        pass

    def commit(self, changes: Changes) -> None:
        for name in changes.cleared:
            self.logs.pop(name, None)
        for new in changes.records:
            first, size, data, count = self.logs.get(new.log, (new.first_seq, new.itemsize, b"", 0))
            assert new.itemsize == size
            assert len(new.data) == new.count * size
            if new.first_seq > first + count:  # what lies between was overwritten before it was stored
                first, data, count = new.first_seq, b"", 0
            assert new.first_seq == first + count
            data, count = data + new.data, count + new.count
            surplus = max(0, count - new.capacity)
            self.logs[new.log] = (first + surplus, size, data[surplus * size :], count - surplus)
        self.parts |= changes.parts

    def image(self) -> Image:
        return Image(
            dict(self.parts),
            {name: StoredLog(first, size, data) for name, (first, size, data, _) in self.logs.items()},
        )


def command_of(meter: Meter, name: str) -> Callable[..., object]:
    """A command by name: that of the meter, or "profile.reset" of a part."""
    part, _, method = name.rpartition(".")
    owner = next(meter.part(kind) for kind in PLUGGED_IN if kind.name == part) if part else meter
    command: Callable[..., object] = getattr(owner, method)
    return command


def state_of(meter: Meter) -> dict[str, object]:
    """Everything that a meter is: its parts and its logs, octet for octet."""
    rings = {name: log.ring for name, log in meter.logs.items()}
    meter._parts.log_forms.note(meter.logs)
    return {
        "parts": meter._parts.encode(),
        "logs": {
            name: (r.first_seq, r.count, r.capacity, r.itemsize, r.slice(r.first_seq, r.count))
            for name, r in rings.items()
        },
        "registers": {k: meter.read(k) for k, r in meter.registers.items() if "R" in r.access},
    }


def entries(meter: Meter, log: str = "profile") -> list[dict[str, Any]]:
    """The records of a log, oldest first, by column."""
    kept = meter.logs[log]
    data = kept.layout.view(kept.ring.slice(kept.ring.first_seq, kept.ring.count))
    names = [column.name for column in kept.columns]
    return [dict(zip(names, (one[name].item() for name in names), strict=True)) for one in data]


def instant_of(stamp: bytes) -> int:
    """The instant that a stamp shows, in the time that it shows. [µs]"""
    return from_civil(int.from_bytes(stamp[:2], "big"), stamp[2], stamp[3], stamp[5], stamp[6], stamp[7])
