"""A process that acknowledges line by line, and is killed in the midst of it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.helpers import ROOT

__all__ = ["Victim"]


class Victim:
    """A process and what it says.

    Args:
        arguments: What the interpreter is to run: `-m`, a module, and so on.
    """

    def __init__(self, arguments: Sequence[str | Path]) -> None:
        paths = [str(ROOT / "src"), str(ROOT)]
        self._process = subprocess.Popen(
            [sys.executable, *map(str, arguments)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        self._process.__exit__(kind, value, trace)  # closes its pipes and waits for it

    def lines(self) -> Iterator[str]:
        """What it says, line by line, until it has ended."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.endswith("\n"):  # a line cut short was not said
                yield line.rstrip("\n")

    def kill(self, *, spin_us: int = 0) -> list[str]:
        """Kill it, so many microseconds from now; what it had still said, or why it had failed."""
        until = time.perf_counter() + spin_us / 1e6
        while time.perf_counter() < until:
            pass
        self._process.kill()
        rest = list(self.lines())
        assert self._process.stderr is not None
        errors = self._process.stderr.read()
        assert not errors, errors
        return rest
