"""The form of each log's stored records, so that they are never read as something else. Persistent: all."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from enfas.errors import StorageError
from enfas.meter.log import Log

__all__ = ["LogForms"]


class LogForms(msgspec.Struct):
    """The forms.

    Attributes:
        columns: The columns of each log's records, in words, by the log's name.
        v: Version of the part.
    """

    columns: dict[str, str] = msgspec.field(default_factory=dict)
    v: int = 1

    def note(self, logs: Mapping[str, Log]) -> None:
        """Note the forms that the logs have now."""
        self.columns = {name: log.layout.form for name, log in logs.items()}

    def check(self, log: Log) -> None:
        """Refuse stored records of another form than a log's.

        Raises:
            StorageError: They are.
        """
        stored = self.columns.get(log.name, "none")
        if stored != log.layout.form:
            raise StorageError(
                f"log {log.name}: the stored records have the columns {stored}; the log has {log.layout.form}"
            )
