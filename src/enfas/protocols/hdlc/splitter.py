"""Cuts a stream of octets into frames; whatever is not a frame falls away.

Frames may come back to back with one flag between them, with garbage between them, in any portions. The
length decides where a frame ends, so flag octets inside it are data. A wrong header is noticed as soon as it
is there; the search then goes on at the next flag. Never more than one frame is kept.

Source: IEC 62056-46, frame format type 3 and invalid frames.
"""

from __future__ import annotations

from enfas.errors import DecodeError
from enfas.protocols.hdlc.frame import FLAG, Frame, read_frame, read_header

__all__ = ["Splitter"]


class Splitter:
    """Bytes in, whole and checked frames out.

    Attributes:
        dropped: How many times something that looked like a frame was not one, or was damaged.
    """

    def __init__(self) -> None:
        self.dropped = 0
        self._buffer = bytearray()

    def __len__(self) -> int:
        """Octets of a frame that is not whole yet; 0 between frames."""
        return 0 if self._buffer == b"\x7e" else len(self._buffer)

    @property
    def begun(self) -> bool:
        """Whether what may be a frame has begun, be it with a flag alone."""
        return bool(self._buffer)

    def feed(self, data: bytes) -> None:
        """Take what arrived; call `next_frame` until it returns None before feeding more."""
        self._buffer += data

    def reset(self) -> None:
        """Forget a frame that began and did not go on (inter-octet time-out)."""
        if len(self):
            self.dropped += 1
        self._buffer.clear()

    def next_frame(self) -> Frame | None:
        """The next frame, or None when more octets are needed."""
        buffer = self._buffer
        while self._at_flag():
            try:
                header = read_header(buffer, 1)
                if header is None or len(buffer) < header.length + 2:
                    return None
                if buffer[header.length + 1] != FLAG:
                    raise DecodeError("no flag where the HDLC frame should end")
            except DecodeError:
                self._drop(1)
                continue
            try:
                frame = read_frame(bytes(buffer[1 : header.length + 1]), header)
            except DecodeError:
                # a right HCS vouches for the length; without one the length itself may be the damage
                self._drop(header.length + 1 if header.has_check else 1)
                continue
            del buffer[: header.length + 1]  # the closing flag may open the next frame
            return frame
        return None

    def _drop(self, count: int) -> None:
        self.dropped += 1
        del self._buffer[:count]

    def _at_flag(self) -> bool:
        """Bring the buffer's beginning to a flag with something other than a flag after it."""
        buffer = self._buffer
        if len(buffer) > 1 and buffer[0] == FLAG != buffer[1]:
            return True
        start = buffer.find(FLAG)
        if start < 0:
            buffer.clear()
            return False
        after = start + 1
        while after < len(buffer) and buffer[after] == FLAG:
            after += 1
        del buffer[: after - 1]
        return len(buffer) > 1
