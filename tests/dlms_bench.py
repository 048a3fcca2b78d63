"""APDUs made by hand from the Green Book, and a device that is a dictionary: an association on a bench.

Nothing of the server's own codec is used, so that a fault in it cannot hide itself.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Any

from enfas.protocols.dlms.axdr import Data
from enfas.protocols.dlms.conformance import Conformance
from enfas.protocols.dlms.results import ActionResult, DataAccessResult
from enfas.protocols.dlms.server import Account, Association

LN = "60857405080101"
LLS = "60857405080201"
NO_MECHANISM = "60857405080200"
INVOKE = 0xC1
ALL = 0xFFFFFF


def ber(tag: int, content: bytes) -> bytes:
    count = len(content)
    head = (
        bytes([count])
        if count < 128
        else bytes([0x81, count])
        if count < 256
        else b"\x82" + count.to_bytes(2, "big")
    )
    return bytes([tag]) + head + content


def initiate(
    services: int = ALL,
    pdu: int = 0xFFFF,
    version: int = 6,
    *,
    key: bytes | None = None,
    response: bool | None = None,
    quality: int | None = None,
    head: bytes = b"\x5f\x1f\x04",
) -> bytes:
    """An InitiateRequest."""
    out = b"\x01" + (b"\x00" if key is None else b"\x01" + bytes([len(key)]) + key)
    out += b"\x00" if response is None else bytes([1, response])
    out += b"\x00" if quality is None else bytes([1, quality])
    return out + bytes([version]) + head + b"\x00" + services.to_bytes(3, "big") + pdu.to_bytes(2, "big")


def aarq(
    password: bytes | None = None,
    *,
    mechanism: str | None = None,
    context: str | None = LN,
    user: bytes | None = None,
    authentication: bool | None = None,
    version: bytes = b"",
    more: bytes = b"",
    **asked: Any,
) -> bytes:
    """An AARQ; with a password of low-level security, unless the mechanism is another."""
    mechanism = LLS if mechanism is None and password is not None else mechanism
    authentication = mechanism is not None if authentication is None else authentication
    out = version
    if context is not None:
        out += ber(0xA1, ber(0x06, bytes.fromhex(context)))
    out += more
    out += ber(0x8A, b"\x07\x80") if authentication else b""
    out += ber(0x8B, bytes.fromhex(mechanism)) if mechanism else b""
    out += ber(0xAC, ber(0x80, password)) if password is not None else b""
    user = initiate(**asked) if user is None else user
    out += ber(0xBE, ber(0x04, user)) if user else b""
    return ber(0x60, out)


def length(count: int) -> bytes:
    return bytes([count]) if count < 0x80 else b"\x82" + struct.pack(">H", count)


def descriptor(class_id: int, name: str | bytes, number: int) -> bytes:
    octets = name if isinstance(name, bytes) else bytes(map(int, name.split(".")))
    return struct.pack(">H", class_id) + octets + bytes([number])


def get(key: bytes, selection: bytes = b"", invoke: int = INVOKE) -> bytes:
    return bytes([0xC0, 1, invoke]) + key + (b"\x01" + selection if selection else b"\x00")


def get_next(number: int, invoke: int = INVOKE) -> bytes:
    return bytes([0xC0, 2, invoke]) + struct.pack(">I", number)


def get_list(*keys: bytes, invoke: int = INVOKE) -> bytes:
    return bytes([0xC0, 3, invoke]) + length(len(keys)) + b"".join(key + b"\x00" for key in keys)


def put(key: bytes, data: bytes, selection: bytes = b"", invoke: int = INVOKE) -> bytes:
    selected = b"\x01" + selection if selection else b"\x00"
    return bytes([0xC1, 1, invoke]) + key + selected + data


def block(last: bool, number: int, data: bytes) -> bytes:
    return bytes([last]) + struct.pack(">I", number) + length(len(data)) + data


def put_first(key: bytes, last: bool, data: bytes, number: int = 1, invoke: int = INVOKE) -> bytes:
    return bytes([0xC1, 2, invoke]) + key + b"\x00" + block(last, number, data)


def put_block(last: bool, number: int, data: bytes, invoke: int = INVOKE) -> bytes:
    return bytes([0xC1, 3, invoke]) + block(last, number, data)


def put_list(*pairs: tuple[bytes, bytes], invoke: int = INVOKE) -> bytes:
    keys = b"".join(key + b"\x00" for key, _ in pairs)
    values = b"".join(data for _, data in pairs)
    return bytes([0xC1, 4, invoke]) + length(len(pairs)) + keys + length(len(pairs)) + values


def put_first_list(
    keys: list[bytes], last: bool, data: bytes, number: int = 1, invoke: int = INVOKE
) -> bytes:
    listed = length(len(keys)) + b"".join(key + b"\x00" for key in keys)
    return bytes([0xC1, 5, invoke]) + listed + block(last, number, data)


def act(key: bytes, data: bytes | None = b"\x0f\x00", invoke: int = INVOKE) -> bytes:
    return bytes([0xC3, 1, invoke]) + key + (b"\x00" if data is None else b"\x01" + data)


def act_next(number: int, invoke: int = INVOKE) -> bytes:
    return bytes([0xC3, 2, invoke]) + struct.pack(">I", number)


def act_list(*pairs: tuple[bytes, bytes], invoke: int = INVOKE) -> bytes:
    keys, values = b"".join(key for key, _ in pairs), b"".join(data for _, data in pairs)
    return bytes([0xC3, 3, invoke]) + length(len(pairs)) + keys + length(len(pairs)) + values


def act_first(key: bytes, last: bool, data: bytes, number: int = 1, invoke: int = INVOKE) -> bytes:
    return bytes([0xC3, 4, invoke]) + key + block(last, number, data)


def act_first_list(
    keys: list[bytes], last: bool, data: bytes, number: int = 1, invoke: int = INVOKE
) -> bytes:
    return bytes([0xC3, 5, invoke]) + length(len(keys)) + b"".join(keys) + block(last, number, data)


def act_block(last: bool, number: int, data: bytes, invoke: int = INVOKE) -> bytes:
    return bytes([0xC3, 6, invoke]) + block(last, number, data)


RELEASE = bytes.fromhex("6203800100")


@dataclass
class Things:
    """Attributes and methods that are a dictionary; remembers what was done to it."""

    attributes: dict[bytes, Any] = field(default_factory=dict)
    methods: dict[bytes, tuple[int, bytes | None]] = field(default_factory=dict)
    done: list[tuple[Any, ...]] = field(default_factory=list)
    context: Any = "context"

    @property
    def getters(self) -> dict[bytes, Any]:
        return {key: self._reader(key) for key in self.attributes}

    def _reader(self, key: bytes) -> Any:
        def read(context: Any) -> bytes | int:
            assert context == self.context
            return self.attributes[key]

        return read

    def get(self, key: bytes, selection: Any) -> bytes | int:
        if selection is not None:
            return b"\x09\x01" + bytes([selection.selector])
        return self.attributes.get(key, DataAccessResult.OBJECT_UNDEFINED)

    def set(self, key: bytes, selection: Any, data: Data) -> int:
        self.done.append(("set", key, selection, data))
        return DataAccessResult.SUCCESS if key in self.attributes else DataAccessResult.READ_WRITE_DENIED

    def act(self, key: bytes, data: Data | None) -> tuple[int, bytes | None]:
        self.done.append(("act", key, data))
        return self.methods.get(key, (ActionResult.OBJECT_UNDEFINED, None))


@dataclass
class Desk:
    """A device for associations: its accounts, and what each sees."""

    things: Things = field(default_factory=Things)
    accounts: dict[tuple[int, int], Account] = field(default_factory=dict)
    opened: list[tuple[int, int, Conformance, int]] = field(default_factory=list)

    def account(self, client: int, server: int) -> Account | None:
        return self.accounts.get((client, server))

    def open(self, client: int, server: int, conformance: Conformance, client_max_pdu: int) -> Things:
        self.opened.append((client, server, conformance, client_max_pdu))
        return self.things


def open_association(device: Any, client: int = 18, server: int = 16, **asked: Any) -> Association:
    """An association that is open."""
    association = Association(device, client, server)
    password = None if client == 16 else b"12345"
    answer = association.receive(aarq(asked.pop("password", password), **asked))
    assert association.is_open, answer.hex()
    return association


def read_blocks(association: Association, first: bytes) -> tuple[bytes, list[int]]:
    """What a long answer to GET bears, block by block as the client asks on; and the lengths of its APDUs."""
    return finish_blocks(association, association.receive(first))


def finish_blocks(association: Association, answer: bytes) -> tuple[bytes, list[int]]:
    """The same, from the first block on, which came already."""
    whole, sizes, number = b"", [], 0
    while True:
        sizes.append(len(answer))
        assert answer[:2] == b"\xc4\x02", answer.hex()
        number += 1
        assert int.from_bytes(answer[4:8], "big") == number
        assert answer[8] == 0, answer.hex()
        size, start = answer[9], 10
        if size & 0x80:
            start = 10 + (size & 0x7F)
            size = int.from_bytes(answer[10:start], "big")
        assert len(answer) == start + size
        assert size, "a block without data"
        whole += answer[start:]
        if answer[3]:
            return whole, sizes
        answer = association.receive(get_next(number))
