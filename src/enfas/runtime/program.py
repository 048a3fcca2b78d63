"""The ROM checksum: of the program that measures and counts, as it lies here.

Like a meter that adds up its own program memory at start-up, this reads the program's own text, once a
process.
"""

from __future__ import annotations

import zlib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

__all__ = ["LEGAL_PARTS", "rom_checksum"]

LEGAL_PARTS: Final = ("conditions.py", "intake.py", "interval.py", "catalog", "metrology", "meter")
"""What the law of measurement looks at: the way from samples to registers."""


@cache
def rom_checksum() -> int:
    """CRC-32 of the names and texts of the legal parts, in order of their names."""
    root = Path(str(files("enfas")))
    modules = sorted(
        module
        for part in LEGAL_PARTS
        for module in ([root / part] if part.endswith(".py") else (root / part).rglob("*.py"))
    )
    checksum = 0
    for module in modules:
        name = module.relative_to(root).as_posix()
        checksum = zlib.crc32(name.encode() + b"\0" + module.read_bytes(), checksum)
    return checksum
