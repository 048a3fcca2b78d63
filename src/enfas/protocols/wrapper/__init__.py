"""The TCP wrapper of DLMS: eight octets before each APDU that say from whom, to whom and how long.

`version (2, always 1) | source port (2) | destination port (2) | length (2) | APDU`

Source: IEC 62056-47, wrapper sublayer (DLMS UA Green Book, TCP-UDP/IP transport).
"""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

from enfas.errors import DecodeError

__all__ = ["HEADER_LENGTH", "MAX_LENGTH", "VERSION", "Packet", "Route", "Splitter", "encode"]

HEADER_LENGTH: Final = 8
VERSION: Final = 1
MAX_LENGTH: Final = 65_535
"""The longest APDU that the length field can say. [octets]"""

_HEADER: Final = struct.Struct(">HHHH")
_PORTS: Final = struct.Struct(">HH")
_PARTS: Final = struct.Struct(">2s4sH")
"""The header as one who passes packets on looks at it: version, both ports together, length."""
_VERSION: Final = VERSION.to_bytes(2, "big")


class Packet(NamedTuple):
    """One APDU with its ports: a client's (16 public, 1 management …), a server's logical device."""

    source: int
    destination: int
    apdu: bytes

    @property
    def route(self) -> Route:
        """The way of its answer."""
        return Route(_PORTS.pack(self.source, self.destination))


class Route:
    """The way of answers: to where the packets came from.

    Args:
        ports: The ports of the packets, as their headers have them.

    Attributes:
        ports: The same.
    """

    __slots__ = ("_head", "ports")

    def __init__(self, ports: bytes) -> None:
        self.ports = ports
        self._head = _VERSION + ports[2:] + ports[:2]

    def answer(self, apdu: bytes) -> bytes:
        """An answer of up to 65 535 octets in its wrapper; nothing where there is none."""
        return self._head + len(apdu).to_bytes(2, "big") + apdu if apdu else b""


def encode(source: int, destination: int, apdu: bytes) -> bytes:
    """An APDU in its wrapper.

    Raises:
        ValueError: The APDU is longer than 65 535 octets, or a port is not 0 to 65 535.
    """
    if len(apdu) > MAX_LENGTH:
        raise ValueError(f"a wrapper carries at most {MAX_LENGTH} octets, not {len(apdu)}")
    if not (0 <= source <= 0xFFFF and 0 <= destination <= 0xFFFF):
        raise ValueError(f"wrapper ports {source} and {destination} are not both 0 to 65535")
    return _HEADER.pack(VERSION, source, destination, len(apdu)) + apdu


class Splitter:
    """Cuts a stream of octets, in any portions, into packets.

    Args:
        max_length: The longest APDU that is taken. [octets]
    """

    def __init__(self, max_length: int = MAX_LENGTH) -> None:
        self._max_length = max_length
        self._buffer = bytearray()

    def __len__(self) -> int:
        """Octets of a packet that is not whole yet."""
        return len(self._buffer)

    def whole(self, data: bytes) -> bytes:
        """The ports of what arrived, as its header has them, where it is one whole packet; else nothing.

        The short way past `feed`, for nearly all packets come so. The APDU is what follows the header.
        """
        if self._buffer or len(data) < HEADER_LENGTH:
            return b""
        version, ports, length = _PARTS.unpack_from(data)
        whole = version == _VERSION and length == len(data) - HEADER_LENGTH and length <= self._max_length
        return ports if whole else b""

    def feed(self, data: bytes) -> None:
        """Take what arrived; call `next_packet` until it returns None before feeding more."""
        self._buffer += data

    def next_packet(self) -> Packet | None:
        """The next packet, or None when more octets are needed.

        Raises:
            DecodeError: The version is not 1, or the length exceeds the limit. Where the next packet begins
                is then unknown: the stream is of no more use.
        """
        buffer = self._buffer
        if len(buffer) < HEADER_LENGTH:
            if not b"\x00\x01".startswith(buffer[:2]):
                raise DecodeError(f"wrapper version {buffer[:2].hex().upper()} is not 0001")
            return None
        version, source, destination, length = _HEADER.unpack_from(buffer)
        if version != VERSION:
            raise DecodeError(f"wrapper version {version:04X} is not 0001")
        if length > self._max_length:
            raise DecodeError(f"a wrapped APDU of {length} octets; at most {self._max_length} are taken")
        end = HEADER_LENGTH + length
        if len(buffer) < end:
            return None
        packet = Packet(source, destination, bytes(buffer[HEADER_LENGTH:end]))
        del buffer[:end]
        return packet
