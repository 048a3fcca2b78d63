"""The ROM checksum: of the program that measures and counts, as it lies here.

Like a meter that adds up its own program memory at start-up, this reads the program's own text, once a
process; it is the one place of the core that looks at a file.
"""

from __future__ import annotations

import zlib
from functools import cache
from importlib.resources import files
from typing import Final

__all__ = ["LEGAL_PARTS", "rom_checksum"]

LEGAL_PARTS: Final = ("conditions.py", "intake.py", "interval.py", "catalog", "metrology", "meter")
"""What the law of measurement looks at: the way from samples to registers."""


@cache
def rom_checksum() -> int:
    """CRC-32 of the names and texts of the legal parts, in order of their names."""
    checksum = 0
    root = files("enfas")
    for part in LEGAL_PARTS:
        entry = root / part
        modules = sorted(entry.iterdir(), key=lambda e: e.name) if entry.is_dir() else [entry]
        for module in modules:
            if module.name.endswith(".py"):
                checksum = zlib.crc32(module.name.encode() + b"\0" + module.read_bytes(), checksum)
    return checksum
