"""The checksums of the program as it lies here: of what measures and counts, and of the rest.

Like a meter that adds up its own program memory at start-up, this reads the program's own text, once a
process.
"""

from __future__ import annotations

import zlib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

__all__ = ["LEGAL_PARTS", "application_checksum", "rom_checksum"]

LEGAL_PARTS: Final = ("conditions.py", "intake.py", "interval.py", "catalog", "metrology", "meter")
"""What the law of measurement looks at: the way from samples to registers."""


@cache
def rom_checksum() -> int:
    """CRC-32 of the names and texts of the legal parts, in order of their names."""
    return _checksum(legal=True)


@cache
def application_checksum() -> int:
    """CRC-32 of the names and texts of all other parts, likewise."""
    return _checksum(legal=False)


def _checksum(*, legal: bool) -> int:
    root = Path(str(files("enfas")))
    checksum = 0
    for module in sorted(root.rglob("*.py")):
        name = module.relative_to(root)
        if (name.parts[0] in LEGAL_PARTS) is legal:
            checksum = zlib.crc32(name.as_posix().encode() + b"\0" + module.read_bytes(), checksum)
    return checksum
