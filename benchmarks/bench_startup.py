"""How soon the command line answers: `enfas --help`, which must import nothing heavy."""

from __future__ import annotations

import subprocess
import sys

from benchmarks import Result
from benchmarks.measure import median_s


def run() -> list[Result]:
    """Time `enfas --help`, and a bare interpreter beside it."""

    def command() -> None:
        script = "import sys; sys.argv = ['enfas', '--help']; from enfas.cli.main import main; main()"
        subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)

    def bare() -> None:
        subprocess.run([sys.executable, "-c", "pass"], check=True)

    command()
    ours, empty = median_s(command), median_s(bare)
    return [
        {
            "name": "enfas --help",
            "value": ours,
            "unit": "s",
            "peer": "empty interpreter",
            "peer_value": empty,
            "ratio": None,
            "target": "under 0.3 s",
            "met": ours < 0.3,
            "note": "",
        }
    ]
