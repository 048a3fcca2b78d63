"""The errors of the project: one root, one class for each kind of fault.

EnfasError
├── DecodeError         bytes from outside that are not what they should be
├── InputError          a file or a stream of samples that cannot be read as asked
├── ConfigurationError  a code, a meter file or an option that contradicts itself or the meter
├── CommandRefused      the meter will not do what it was told, and says why
├── StorageError        the non-volatile memory cannot be opened, read or written
└── RemoteError         the far end of a line refused, answered wrongly or not at all
"""

from __future__ import annotations

from enum import Enum, unique

__all__ = [
    "CommandRefused",
    "ConfigurationError",
    "DecodeError",
    "EnfasError",
    "InputError",
    "Refusal",
    "RemoteError",
    "StorageError",
]


class EnfasError(Exception):
    """The root of all errors that the project raises on purpose.

    Args:
        message: What was wrong, where, and what would be right; one line.
        hint: What to do about it; shown apart from the message.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class DecodeError(EnfasError):
    """Bytes that a decoder cannot accept; the only error that any decoder raises, whatever it is fed.

    Example: an A-XDR octet-string announces 300 octets and 12 are left.
    """


class InputError(EnfasError):
    """A recording, a load series or a live stream that cannot be read as asked.

    Example: a CSV column that holds text where volts should be.
    """


class ConfigurationError(EnfasError):
    """A hardware code, software code, meter file or option that cannot be.

    Example: a delta load profile (Z27 = 2) on a variant 1 meter.
    """


@unique
class Refusal(Enum):
    """Why a meter will not carry out a command; each protocol has its own word for it."""

    VALUE = "the value cannot be"
    STATE = "not in the state that the meter is in"
    RIGHT = "it may not be changed"
    ABSENT = "there is no such thing"


class CommandRefused(EnfasError):
    """A command that the meter understood and will not carry out; nothing has changed.

    Example: setting a legal register.

    Args:
        message: What was refused, and what would be right.
        reason: Which kind of reason it is.
        kept: That it was refused is itself kept in the meter, as that of a wrong token is, and stored before
            it is answered.
    """

    def __init__(self, message: str, reason: Refusal = Refusal.VALUE, *, kept: bool = False) -> None:
        super().__init__(message)
        self.reason = reason
        self.kept = kept


class StorageError(EnfasError):
    """The meter's non-volatile memory is damaged, of a newer version, or cannot be written.

    Example: the state file's integrity check fails; it is left as it was.
    """


class RemoteError(EnfasError):
    """The far end refused a request, broke the protocol, or fell silent.

    Example: an association refused for a wrong password.
    """
