from __future__ import annotations

import zlib
from pathlib import Path

import enfas
from enfas.meter.checksum import LEGAL_PARTS, rom_checksum


def test_it_is_the_crc_of_the_program_that_measures() -> None:
    root = Path(enfas.__file__).parent
    texts = b""
    for part in LEGAL_PARTS:
        found = sorted((root / part).glob("*.py")) if (root / part).is_dir() else [root / part]
        for path in found:
            texts += path.name.encode() + b"\0" + path.read_bytes()
    assert rom_checksum() == zlib.crc32(texts)
