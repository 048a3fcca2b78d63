"""Benchmarks: each module `bench_*.py` has a function `run()` that returns what it measured.

Figures are taken in one run on one machine, beside a peer wherever there is one, so that what counts is the
ratio. `python -m benchmarks [PART…]` runs all modules, or those whose name holds a part, and prints a table;
all together also write `docs/benchmarks.md`.
"""

from __future__ import annotations

from typing import TypedDict

__all__ = ["Result"]


class Result(TypedDict, total=False):
    """One figure.

    Attributes:
        name: What was measured, in a few words.
        value: Our figure.
        unit: Its unit.
        peer: Whose the figure beside it is.
        peer_value: The peer's figure in the same unit.
        ratio: How many times better ours is.
        target: What is asked for, in words: "at least 150 000 /s".
        met: Whether that is reached; None where nothing is asked for.
        note: What else is to be known.
    """

    name: str
    value: float
    unit: str
    peer: str
    peer_value: float | None
    ratio: float | None
    target: str
    met: bool | None
    note: str
