"""The course of a supply: its rows, given out up to any instant, with what a meter already had left out.

A row that an instant cuts is shared out from the original (`interval.cut`), so that sums do not depend on
where or how often it was cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from enfas.interval import Rows, cut, empty

__all__ = ["Course", "after"]


def after(blocks: Iterable[Rows], instant_us: int | None) -> Iterator[Rows]:
    """Blocks without what ended before an instant; a row that lies across it is cut there. [µs]"""
    for block in blocks:
        if instant_us is not None and len(block):
            ends = block["start_us"] + block["duration_us"]
            kept = block[np.searchsorted(ends, instant_us, side="right") :]
            if len(kept) and kept["start_us"][0] < instant_us:
                first = kept[:1]
                start_us, duration_us = int(first["start_us"][0]), int(first["duration_us"][0])
                kept = np.concatenate([cut(first, start_us, duration_us, instant_us)[1], kept[1:]])
            yield kept
        else:
            yield block


class Course:
    """Rows that were supplied and not yet given out.

    Attributes:
        given_us: End of what was given out last, or None. [µs]
    """

    def __init__(self) -> None:
        self._blocks: list[Rows] = []
        self.given_us: int | None = None

    def put(self, rows: Rows) -> None:
        """Rows that follow."""
        if len(rows):
            self._blocks.append(rows)

    @property
    def start_us(self) -> int | None:
        """Where what is there begins; None where nothing is. [µs]"""
        return int(self._blocks[0]["start_us"][0]) if self._blocks else None

    @property
    def end_us(self) -> int | None:
        """Where what is there ends; None where nothing is. [µs]"""
        if not self._blocks:
            return None
        last = self._blocks[-1][-1]
        return int(last["start_us"]) + int(last["duration_us"])

    def take_until(self, instant_us: int) -> Rows:
        """All that lies before an instant; a row across it is cut there. [µs]"""
        taken: list[Rows] = []
        while self._blocks and int(self._blocks[0]["start_us"][0]) < instant_us:
            block = self._blocks[0]
            ends = block["start_us"] + block["duration_us"]
            whole = int(np.searchsorted(ends, instant_us, side="right"))
            taken.append(self._shorn(block[:whole]))
            if whole == len(block):
                del self._blocks[0]
                continue
            if int(block["start_us"][whole]) < instant_us:
                taken.append(self._part(block[whole : whole + 1], instant_us))
            self._blocks[0] = block[whole:]
            break
        rows = np.concatenate([part for part in taken if len(part)] or [empty()])
        if len(rows):
            self.given_us = int(rows["start_us"][-1]) + int(rows["duration_us"][-1])
        return rows

    def _shorn(self, rows: Rows) -> Rows:
        """Whole rows, the first without what was given out of it before."""
        if not len(rows) or self.given_us is None or int(rows["start_us"][0]) >= self.given_us:
            return rows
        start_us, duration_us = int(rows["start_us"][0]), int(rows["duration_us"][0])
        return np.concatenate([cut(rows[:1], start_us, duration_us, self.given_us)[1], rows[1:]])

    def _part(self, original: Rows, instant_us: int) -> Rows:
        """What of a row lies before an instant and was not given out."""
        start_us, duration_us = int(original["start_us"][0]), int(original["duration_us"][0])
        from_us = max(start_us, self.given_us or start_us)
        return cut(original, from_us, start_us + duration_us - from_us, instant_us)[0]
