"""A bare DLMS client on a socket, for measuring servers: it associates and repeats one request, no more."""

from __future__ import annotations

import socket
import struct
from types import TracebackType

__all__ = ["LLS_12345", "NO_SECURITY", "Wire", "get", "wrapped"]

_CONTEXT = bytes.fromhex("a109060760857405080101")
_INITIATE = bytes.fromhex("be10040e01000000065f1f0400007e1fffff")
NO_SECURITY = _CONTEXT + _INITIATE
LLS_12345 = _CONTEXT + bytes.fromhex("8a0207808b0760857405080201ac0780053132333435") + _INITIATE


def wrapped(client: int, server: int, apdu: bytes) -> bytes:
    """An APDU in the TCP wrapper."""
    return struct.pack(">HHHH", 1, client, server, len(apdu)) + apdu


def get(class_id: int, obis: str, attribute: int) -> bytes:
    """A GET of one attribute."""
    name = bytes(int(part) for part in obis.split("."))
    return b"\xc0\x01\xc1" + class_id.to_bytes(2, "big") + name + bytes([attribute, 0])


class Wire:
    """One association over TCP.

    Args:
        port: The server's port on this machine.
        client: Client address.
        server: Logical device.
        body: The body of the AARQ.
    """

    def __init__(self, port: int, client: int, server: int, body: bytes = NO_SECURITY) -> None:
        self._ports = (client, server)
        self._socket = socket.create_connection(("127.0.0.1", port), 30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = b""
        answer = self.ask(bytes([0x60, len(body)]) + body)
        if b"\xa2\x03\x02\x01\x00" not in answer:
            raise RuntimeError(f"association refused: {answer.hex()}")

    def __enter__(self) -> Wire:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def ask(self, apdu: bytes) -> bytes:
        """Send one APDU, wait for the answer."""
        self._socket.sendall(wrapped(*self._ports, apdu))
        while len(self._buffer) < 8 or len(self._buffer) < 8 + int.from_bytes(self._buffer[6:8], "big"):
            data = self._socket.recv(1 << 17)
            if not data:
                raise RuntimeError("the server closed the connection")
            self._buffer += data
        end = 8 + int.from_bytes(self._buffer[6:8], "big")
        answer, self._buffer = self._buffer[8:end], self._buffer[end:]
        return answer

    def repeat(self, apdu: bytes, count: int) -> None:
        """Ask the same again and again; every answer must bear data."""
        for _ in range(count):
            answer = self.ask(apdu)
            if answer[:2] != b"\xc4\x01" or answer[3]:
                raise RuntimeError(f"no data: {answer.hex()}")

    def long(self, apdu: bytes) -> int:
        """Read a long attribute by blocks; how many octets it has."""
        answer = self.ask(apdu)
        if answer[:2] == b"\xc4\x01":
            return len(answer) - 4
        octets = 0
        while True:
            last, number = answer[3], answer[4:8]
            size = answer[9]
            start = 10 if size < 0x80 else 10 + (size & 0x7F)
            octets += len(answer) - start
            if last:
                return octets
            answer = self.ask(b"\xc0\x02\xc1" + number)
