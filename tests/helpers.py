"""What several tests need: where optional things lie, and how to skip by name where they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

__all__ = ["ROOT", "VECTORS", "peers_python", "shared"]

ROOT = Path(__file__).resolve().parent.parent
VECTORS = ROOT / "tests" / "vectors"


def shared(relative: str) -> Path:
    """A file or folder of the recordings and programs that may lie beside the repository, in `../shared`.

    They may not be shipped with the project; a test that needs one is skipped, and says which.
    """
    path = ROOT.parent / "shared" / relative
    if not path.exists():
        pytest.skip(f"not here: ../shared/{relative}")
    return path


def peers_python() -> Path:
    """The interpreter of the environment that holds the independent programs (`make .peers/.installed`)."""
    path = ROOT / ".peers" / "bin" / "python"
    if not path.exists():
        pytest.skip("not here: .peers (make .peers/.installed)")
    return path
