"""Settings of button 2 (Z17): which functions the right button has.

    table = "Z17"
    number = 7
    title = "The utility's list, and the time"
    functions = ["utility list", "set time"]

The functions are those of `catalog.display.functions`.
"""

from __future__ import annotations

from typing import ClassVar

from enfas.catalog.display import ButtonFunction
from enfas.catalog.tables.table import Table
from enfas.errors import ConfigurationError

__all__ = ["ButtonTable"]


class ButtonTable(Table, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the right button can do.

    Attributes:
        functions: The functions that are enabled.
    """

    CODE: ClassVar[str] = "Z17"

    functions: tuple[ButtonFunction, ...]

    def check(self) -> None:
        """Refuse functions that stand there twice, or none at all.

        Raises:
            ConfigurationError: They do.
        """
        if not self.functions or len(set(self.functions)) != len(self.functions):
            raise ConfigurationError("button 2 has at least one function, and none twice")
