"""The two halves of numbered exchange that both ends of a link share: a sending window and a reassembly.

Numbers count modulo 8. Recovery is by checkpoint: whoever gets the turn again sends once more, from the first
one on, the frames that the other end has not acknowledged.

Source: IEC 62056-46, transfer of I frames, window, segmentation; ISO/IEC 13239, checkpointing.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

__all__ = ["Assembly", "Segment", "SendWindow"]


class Segment(NamedTuple):
    """One I frame's part of a payload, to be sent."""

    number: int  # N(S)
    data: bytes
    more: bool  # the segmentation bit: other segments follow
    last_of_window: bool  # bears the poll or final bit


class SendWindow:
    """Payloads cut to segments, those in flight counted.

    Args:
        size: Frames that may be unacknowledged, 1 to 7.
        information: The longest information field. [octets]
    """

    def __init__(self, size: int, information: int) -> None:
        self._size = size
        self._information = information
        self._waiting: deque[tuple[bytes, bool]] = deque()  # the first `_in_flight` were sent at least once
        self._first = 0  # N(S) of the first one waiting: V(A)
        self._in_flight = 0

    @property
    def empty(self) -> bool:
        """Everything was sent and acknowledged."""
        return not self._waiting

    @property
    def unacknowledged(self) -> int:
        """Segments that wait, whether sent already or not."""
        return len(self._waiting)

    @property
    def next_number(self) -> int:
        """V(S)."""
        return self._first + self._in_flight & 7

    def put(self, payload: bytes) -> None:
        """Queue a payload, cut to information fields."""
        step = self._information
        for offset in range(0, len(payload), step):
            self._waiting.append((payload[offset : offset + step], offset + step < len(payload)))

    def acknowledge(self, receive_number: int) -> bool:
        """Take the other end's N(R); False when it acknowledges what was never sent."""
        count = receive_number - self._first & 7
        if count > self._in_flight:
            return False
        for _ in range(count):
            self._waiting.popleft()
        self._first = receive_number
        self._in_flight -= count
        return True

    def segments(self) -> list[Segment]:
        """A window's worth of segments, the unacknowledged ones first; empty when none waits."""
        count = min(self._size, len(self._waiting))
        self._in_flight = max(self._in_flight, count)
        return [
            Segment(self._first + index & 7, *self._waiting[index], last_of_window=index == count - 1)
            for index in range(count)
        ]


class Assembly:
    """Segments put together to payloads.

    Args:
        limit: The longest payload. [octets]
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._parts = bytearray()
        self.next_number = 0  # V(R)

    @property
    def open(self) -> bool:
        """Segments came and the last one has not."""
        return bool(self._parts)

    def fits(self, information: bytes) -> bool:
        """Whether the payload stays within its limit with one more segment."""
        return len(self._parts) + len(information) <= self._limit

    def take(self, information: bytes, more: bool) -> bytes | None:
        """Add the segment that was next in order; the payload when it is whole."""
        self.next_number = self.next_number + 1 & 7
        self._parts += information
        if more:
            return None
        payload = bytes(self._parts)
        self._parts.clear()
        return payload
