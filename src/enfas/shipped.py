"""Texts that ship inside the package, as much a part of the program as its code.

They are read when they are first asked for, and never change while the program runs: the core, which does no
input or output of its own, may ask for them as it may import a module.
"""

from __future__ import annotations

from importlib.resources import files

__all__ = ["shipped_texts"]


def shipped_texts(package: str, folder: str, suffix: str) -> dict[str, str]:
    """The texts of a folder in a package, by file name, in the order of the names.

    Args:
        package: The package: `enfas.catalog.tables`.
        folder: A folder in it.
        suffix: How the names of the wanted files end.
    """
    found = (item for item in files(package).joinpath(folder).iterdir() if item.name.endswith(suffix))
    return {item.name: item.read_text(encoding="utf-8") for item in sorted(found, key=lambda item: item.name)}
