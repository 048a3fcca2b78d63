"""The process that is killed: `python -m tests.torture_child STATE LOAD`.

It opens the memory, says "ready", goes on with the load where the stored state stands, and says the number of
each step when it is stored. At the end it closes the memory and says "done".
"""

from __future__ import annotations

import sys

from tests.torture_load import LOADS, steps

from enfas.storage.sqlite import SqliteMemory


def say(line: str) -> None:
    """A line, whole and at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    state, name = sys.argv[1:]
    memory = SqliteMemory(state)
    say("ready")
    for step in steps(LOADS[name], memory):
        say(str(step))
    memory.close()
    say("done")


if __name__ == "__main__":
    main()
