"""The one door for commands: what comes through it is stored before it is acknowledged.

A command is a method of the meter or of one of its parts, marked with `@command`. It is carried out whole, or
refused with `CommandRefused` and nothing has changed, unless the refusal itself is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from enfas.errors import CommandRefused

__all__ = ["command", "is_command"]

_Owner = TypeVar("_Owner")
_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


def command(
    method: Callable[Concatenate[_Owner, _Parameters], _Result],
) -> Callable[Concatenate[_Owner, _Parameters], _Result]:
    """Mark a method of `Meter` or of a part as a command: the meter then has something to be stored."""

    @wraps(method)
    def run(owner: _Owner, /, *args: _Parameters.args, **kwargs: _Parameters.kwargs) -> _Result:
        meter: Any = getattr(owner, "meter", owner)
        before = meter.revision
        meter.revision += 1  # first: what a fault inside leaves behind must not pass for stored
        try:
            return method(owner, *args, **kwargs)
        except CommandRefused as refused:
            if not refused.kept:
                meter.revision = before
            raise

    run.__dict__["is_command"] = True
    return run


def is_command(method: object) -> bool:
    """Whether a method is marked as a command."""
    return bool(getattr(method, "is_command", False))
