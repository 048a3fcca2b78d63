"""What goes wrong beneath a memory, said as an error of the project: which file, what, and what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from enfas.errors import StorageError

__all__ = ["damaged", "faults"]

_LEFT = "it was left as it is: put back a good copy, or give another state"
_PERMISSION = "give its folder and its files write permission, or give another state"
_GO_ON = "nothing that was acknowledged is lost: put this right and start again"

_TEXTS: tuple[tuple[type[apsw.Error], str, str], ...] = (
    (
        apsw.BusyError,
        "is in use by another process",
        "one meter runs on a memory: stop the other one, or give another state",
    ),
    (apsw.FullError, "cannot be written: no space is left", f"make room; {_GO_ON}"),
    (apsw.IOError, "cannot be read or written: the disk reports a fault", f"see to the disk; {_GO_ON}"),
    (apsw.CantOpenError, "cannot be opened", _PERMISSION),
    (apsw.ReadOnlyError, "cannot be written: it is read-only", _PERMISSION),
    (apsw.PermissionsError, "cannot be opened: permission denied", _PERMISSION),
)
"""By kind of error: what is said, and what is to be done. Any other is damage."""

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def damaged(path: Path, detail: str) -> StorageError:
    """The error for a memory that does not hold together."""
    return StorageError(f"the memory {path} is damaged: {detail}", hint=_LEFT)


@contextmanager
def faults(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system raise into an error that names the memory.

    Raises:
        StorageError: Any of it.
    """
    try:
        yield
    except apsw.Error as error:
        for kind, text, hint in _TEXTS:
            if isinstance(error, kind):
                raise StorageError(f"the memory {path} {text} ({error})", hint=hint) from error
        raise damaged(path, str(error)) from error
    except UnicodeDecodeError as error:
        raise damaged(path, "a text in it is not UTF-8") from error
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise StorageError(f"the memory {path} {_TEXTS[1][1]}", hint=_TEXTS[1][2]) from error
        raise StorageError(
            f"the memory {path} cannot be used: {error.strerror or error}", hint=_PERMISSION
        ) from error
