"""Cuts a stream of octets into frames; whatever is not a frame falls away.

Frames may come back to back with one flag between them, with garbage between them, in any portions. The
length decides where a frame ends, so flag octets inside it are data. A wrong header is noticed as soon as it
is there; the search then goes on at the next flag. Never more than one frame is kept.

Source: IEC 62056-46, frame format type 3 and invalid frames.
"""

from __future__ import annotations

from enfas.errors import DecodeError
from enfas.protocols.hdlc.frame import FLAG, Frame, check_header, decode

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
            length = (buffer[1] & 0x07) << 8 | buffer[2] if len(buffer) > 2 else 0
            try:
                header = check_header(buffer[1:16])
                if header is None:
                    return None
                if len(buffer) < length + 2:
                    return None
                if buffer[length + 1] != FLAG:
                    raise DecodeError("no flag where the HDLC frame should end")
            except DecodeError:
                self._drop(1)
                continue
            try:
                frame = decode(bytes(buffer[1 : length + 1]))
            except DecodeError:
                # a right HCS vouches for the length; without one the length itself may be the damage
                self._drop(length + 1 if length > header + 3 else 1)
                continue
            del buffer[: length + 1]  # the closing flag may open the next frame
            return frame
        return None

    def _drop(self, count: int) -> None:
        self.dropped += 1
        del self._buffer[:count]

    def _at_flag(self) -> bool:
        """Bring the buffer's beginning to a flag with something other than a flag after it."""
        buffer = self._buffer
        start = buffer.find(FLAG)
        if start < 0:
            buffer.clear()
            return False
        after = start + 1
        while after < len(buffer) and buffer[after] == FLAG:
            after += 1
        del buffer[: after - 1]
        return len(buffer) > 1
