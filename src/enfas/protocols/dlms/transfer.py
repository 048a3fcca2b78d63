"""Block transfer at the server: answers that are longer than the client takes, requests that come in pieces.

Blocks are counted from 1. An answer is taken as it was when its first block was given. An answer that is out
of order ends the transfer, whichever side it is on.

Source: DLMS UA Green Book (IEC 62056-5-3), block transfer with GET, SET and ACTION.
"""

from __future__ import annotations

from enum import Enum, unique
from typing import Final

from enfas.protocols.dlms import xdlms
from enfas.protocols.dlms.axdr import Data, length
from enfas.protocols.dlms.results import ActionResult, DataAccessResult
from enfas.protocols.dlms.xdlms import Kind, Reference, Request

__all__ = ["Fault", "Inward", "Outward", "refuse_block", "refuse_next"]

_GET_HEAD: Final = 9
_ACTION_HEAD: Final = 8
"""Octets of a block's APDU before the length of its data."""


class Outward:
    """A long answer on its way out.

    Args:
        body: All of it.
        limit: The longest APDU that the client takes. [octets]
        action: It answers an ACTION, not a GET.
    """

    __slots__ = ("_body", "_next", "_step", "action", "number")

    def __init__(self, body: bytes, limit: int, *, action: bool) -> None:
        self._body = body
        self._next = 0
        room = limit - (_ACTION_HEAD if action else _GET_HEAD)
        self._step = next(room - extra for extra in (1, 2, 3) if len(length(room - extra)) <= extra)
        self.action = action
        self.number = 0

    @property
    def finished(self) -> bool:
        """The last block was given."""
        return self._next >= len(self._body)

    def next_block(self, invoke: int) -> bytes:
        """The next block's APDU."""
        data = self._body[self._next : self._next + self._step]
        self._next += len(data)
        self.number += 1
        make = xdlms.action_block if self.action else xdlms.get_block
        return make(invoke, self.finished, self.number, length(len(data)), data)

    def refuse(self, request: Request) -> bytes:
        """The answer to a demand for another block than the next one; it ends the transfer."""
        return refuse_next(request, DataAccessResult.DATA_BLOCK_NUMBER_INVALID)


@unique
class Fault(Enum):
    """Why a block of a request is not taken: the result for SET, and for ACTION."""

    NOT_IN_PROGRESS = (DataAccessResult.NO_LONG_SET_IN_PROGRESS, ActionResult.NO_LONG_ACTION_IN_PROGRESS)
    WRONG_NUMBER = (DataAccessResult.DATA_BLOCK_NUMBER_INVALID, ActionResult.LONG_ACTION_ABORTED)
    TOO_LONG = (DataAccessResult.LONG_SET_ABORTED, ActionResult.LONG_ACTION_ABORTED)
    NO_DATA = (DataAccessResult.TYPE_UNMATCHED, ActionResult.TYPE_UNMATCHED)


class Inward:
    """A long request on its way in.

    Args:
        first: Its first part.
        limit: The longest that all of it may be. [octets]
    """

    __slots__ = ("_data", "_limit", "_next", "action", "first")

    def __init__(self, first: Request, limit: int) -> None:
        self.first = first
        self.action = first.kind.is_action
        self._limit = limit
        self._next = 1
        self._data = bytearray()

    @property
    def references(self) -> tuple[Reference, ...]:
        """What the request means."""
        return self.first.references

    def take(self, block: xdlms.Block) -> Fault | None:
        """Take one block; what is wrong with it, or None."""
        if block.number != self._next:
            return Fault.WRONG_NUMBER
        if len(self._data) + len(block.data) > self._limit:
            return Fault.TOO_LONG
        self._next += 1
        self._data += block.data
        return None

    def values(self) -> tuple[Data, ...]:
        """The values of the whole request.

        Raises:
            DecodeError: What came is not as many values as there are references.
        """
        count = len(self.references) if self.first.is_list else None
        return xdlms.decode_values(bytes(self._data), count)


def refuse_block(request: Request, fault: Fault) -> bytes:
    """The answer to a block that is not taken; it ends the transfer."""
    for_set, for_action = fault.value
    if request.kind.is_action:
        return xdlms.action_normal(request.invoke, xdlms.action_item(for_action, None))
    return xdlms.set_last_block(request.invoke, request.block.number, for_set)


def refuse_next(
    request: Request, result: DataAccessResult = DataAccessResult.NO_LONG_GET_IN_PROGRESS
) -> bytes:
    """The answer to a demand for a block that there is not."""
    if request.kind is Kind.GET_NEXT:
        return xdlms.get_block_refused(request.invoke, request.block.number, result)
    item = xdlms.action_item(ActionResult.NO_LONG_ACTION_IN_PROGRESS, None)
    return xdlms.action_normal(request.invoke, item)
