"""A meter that is only answers: enough of a DLMS server to test the client's side against.

Written from the Green Book, independent of the project's own server and of the client's code.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from enfas.protocols import wrapper
from enfas.protocols.hdlc import Information, ServerLine, llc

CLOCK = (8, bytes.fromhex("0001010000ff"))
ENERGY = (3, bytes.fromhex("0101010800ff"))
VOLTAGE = (3, bytes.fromhex("0101200700ff"))
PEAK = (4, bytes.fromhex("0101010600ff"))
NUMBER = (1, bytes.fromhex("0101000001ff"))
HIDDEN = (3, bytes.fromhex("0101020800ff"))
PROFILE = (7, bytes.fromhex("0101630100ff"))
ASSOCIATION = (15, bytes.fromhex("0000280000ff"))


def length(count: int) -> bytes:
    return bytes([count]) if count < 128 else b"\x82" + struct.pack(">H", count)


def stamp(row: int, deviation: int = -60) -> bytes:
    """Quarter hours from 2026-03-01 00:00 on, as COSEM date-times."""
    day, quarter = divmod(row, 96)
    return struct.pack(
        ">HBBBBBBBhB", 2026, 3, day + 1, (6 + day) % 7 + 1, quarter // 4, quarter % 4 * 15, 0, 0, deviation, 0
    )


def row(number: int) -> bytes:
    return b"\x02\x03\x09\x0c" + stamp(number) + b"\x12\x00\x80\x06" + struct.pack(">I", 1000 + 7 * number)


def object_list(version: int = 1) -> bytes:
    """All objects; the hidden one is listed as not readable."""
    read = 1
    out = b""
    objects = [CLOCK, ENERGY, VOLTAGE, PEAK, NUMBER, HIDDEN, PROFILE, ASSOCIATION]
    for class_id, name in objects:
        mode = 0 if (class_id, name) == HIDDEN else read
        rights = b"".join(b"\x02\x03\x0f%c\x16%c\x00" % (number, mode) for number in (1, 2, 3))
        of = version if class_id == 15 else 0
        out += b"\x02\x04\x12\x00%c\x11%c\x09\x06%b\x02\x02\x01\x03%b\x01\x00" % (class_id, of, name, rights)
    return b"\x01" + length(len(objects)) + out


@dataclass
class FakeMeter:
    """Answers APDUs; a `Session` on the wrapper or on HDLC."""

    framing: str = "wrapper"
    password: bytes | None = b"12345"
    pdu: int = 200
    lists: bool = True
    row_count: int = 400
    numbering: str = "oldest"  # or "newest0", "newest1"
    written: dict = field(default_factory=dict)
    attributes: dict = field(default_factory=dict)
    requests: list = field(default_factory=list)
    closed = False
    line = None
    wake_at_s = None

    def __post_init__(self) -> None:
        self._line = ServerLine((1, 16))
        self._splitter = wrapper.Splitter()
        self._rest: list[bytes] = []
        self._set = b""
        self.attributes = {
            (*ASSOCIATION, 2): object_list(),
            (*CLOCK, 2): b"\x09\x0c" + stamp(5),
            (*ENERGY, 2): b"\x06" + struct.pack(">I", 12345678),
            (*ENERGY, 3): b"\x02\x02\x0f\x01\x16\x1e",  # 10 Wh
            (*VOLTAGE, 2): b"\x12" + struct.pack(">H", 23017),
            (*VOLTAGE, 3): b"\x02\x02\x0f\xfe\x16\x23",  # 0.01 V
            (*PEAK, 2): b"\x06" + struct.pack(">I", 4321),
            (*PEAK, 3): b"\x02\x02\x0f\x00\x16\x1b",
            (*NUMBER, 2): b"\x0a\x085512-142",
            (*PROFILE, 3): b"\x01\x03"
            + b"".join(
                b"\x02\x04\x12\x00%c\x09\x06%b\x0f\x02\x12\x00\x00" % source
                for source in (CLOCK, NUMBER, ENERGY)
            ),
            (*PROFILE, 4): b"\x06\x00\x00\x03\x84",
            (*PROFILE, 7): b"\x06" + struct.pack(">I", self.row_count),
        } | self.attributes

    # the session

    def receive(self, data: bytes, now_s: float) -> bytes:
        if self.framing == "wrapper":
            self._splitter.feed(data)
            out = b""
            while (packet := self._splitter.next_packet()) is not None:
                out += wrapper.encode(packet.destination, packet.source, self.answer(packet.apdu))
            return out
        self._line.receive(data, now_s)
        while (event := self._line.next_event()) is not None:
            if isinstance(event, Information):
                apdu = self.answer(llc.unwrap(event.payload, llc.REQUEST))
                self._line.send(event.pair, llc.RESPONSE + apdu)
        return self._line.data_to_send()

    def wake(self, now_s: float) -> bytes:
        return b""

    def end(self) -> None:
        self.requests.append(b"the line is gone")

    # the application

    def answer(self, apdu: bytes) -> bytes:
        self.requests.append(apdu)
        tag, choice, invoke = apdu[0], apdu[1], apdu[2:3]
        if tag == 0x60:
            return self._associate(apdu)
        if tag == 0x62:
            return bytes.fromhex("6303800100")
        if tag == 0xC0 and choice == 1:
            return self._long(b"\xc4\x01" + invoke, self._get(apdu[3:12], apdu[12:]))
        if tag == 0xC0 and choice == 2:
            return self._next(invoke, int.from_bytes(apdu[3:7], "big"))
        if tag == 0xC0 and choice == 3:
            if not self.lists:
                return bytes.fromhex("d80102")
            results = b"".join(self._get(apdu[4 + 10 * n : 13 + 10 * n], b"\x00") for n in range(apdu[3]))
            return self._long(b"\xc4\x03" + invoke, apdu[3:4] + results)
        if tag == 0xC1:
            return self._write(choice, invoke, apdu)
        if tag == 0xC3:
            return b"\xc7\x01" + invoke + (b"\x00\x01\x00\x11\x2a" if apdu[11] == 1 else b"\x03\x00")
        return bytes.fromhex("d80202")

    def _associate(self, apdu: bytes) -> bytes:
        given = apdu[apdu.index(b"\xac") + 4 :][: apdu[apdu.index(b"\xac") + 3]] if b"\xac" in apdu else None
        name = b"\xa1\x09\x06\x07\x60\x85\x74\x05\x08\x01\x01"
        if self.password is not None and given != self.password:
            return b"\x61\x17" + name + bytes.fromhex("a203020101a305a10302010d")
        services = 0x00FE1F if self.lists else 0x00101C
        initiate = b"\x08\x00\x06\x5f\x1f\x04\x00" + services.to_bytes(3, "big")
        initiate += struct.pack(">HH", self.pdu, 7)
        body = name + bytes.fromhex("a203020100a305a103020100") + b"\xbe\x10\x04\x0e" + initiate
        return b"\x61" + bytes([len(body)]) + body

    def _get(self, descriptor: bytes, selection: bytes) -> bytes:
        key = (int.from_bytes(descriptor[:2], "big"), descriptor[2:8], descriptor[8])
        if key == (*PROFILE, 2) and key not in self.attributes:
            return self._buffer(selection)
        found = self.attributes.get(key, 4)
        return b"\x01" + bytes([found]) if isinstance(found, int) else b"\x00" + found

    def _buffer(self, selection: bytes) -> bytes:
        count = self.row_count
        numbers = list(range(count)) if self.numbering == "oldest" else list(range(count))[::-1]
        if selection[:2] == b"\x01\x02":
            first, last = struct.unpack(">xxxIxI", selection[2:14])
            base = 0 if self.numbering == "newest0" else 1
            if first < base:
                return b"\x01\x02"
            numbers = numbers[first - base : last - base + 1]
        elif selection[:2] == b"\x01\x01":
            at = selection.index(b"\x09\x0c")
            first, last = selection[at + 2 : at + 14], selection[at + 16 : at + 28]
            numbers = [n for n in numbers if first[:8] <= stamp(n)[:8] <= last[:8]]
        return b"\x00\x01" + length(len(numbers)) + b"".join(map(row, numbers))

    def _long(self, head: bytes, result: bytes) -> bytes:
        if len(head) + len(result) <= self.pdu:
            return head + result
        data = result[1:] if head[1] == 1 else result
        step = self.pdu - 12
        self._rest = [data[n : n + step] for n in range(0, len(data), step)]
        return self._next(head[2:3], 0)

    def _next(self, invoke: bytes, number: int) -> bytes:
        block = self._rest[number]
        last = number == len(self._rest) - 1
        head = b"\xc4\x02" + invoke + bytes([last]) + struct.pack(">I", number + 1)
        return head + b"\x00" + length(len(block)) + block

    def _write(self, choice: int, invoke: bytes, apdu: bytes) -> bytes:
        if choice == 1:
            self.written[apdu[3:12]] = apdu[13:]
            return b"\xc5\x01" + invoke + (b"\x03" if apdu[11] == 1 else b"\x00")
        at = 13 if choice == 2 else 3
        last, number = apdu[at], apdu[at + 1 : at + 5]
        size = apdu[at + 5]
        start = at + 6 if size < 0x80 else at + 6 + (size & 0x7F)
        self._set = (b"" if choice == 2 else self._set) + apdu[start:]
        if not last:
            return b"\xc5\x02" + invoke + number
        self.written["blocks"] = self._set
        return b"\xc5\x03" + invoke + b"\x00" + number
