"""HDLC frames of format type 3: their octets between the flags, and the control field.

A frame is `format (2) | destination | source | control | [HCS | information] | FCS`. The format field holds
the type (1010), the segmentation bit and the length between the flags; the check sequences are CRC-16/X-25,
low octet first. There is no bit or octet stuffing: the length alone says where a frame ends.

Source: IEC 62056-46 (frame format type 3 of ISO/IEC 13239), control field formats.
"""

from __future__ import annotations

from enum import Enum, unique
from typing import NamedTuple

from fastcrc import crc16

from enfas.errors import DecodeError
from enfas.protocols.hdlc.address import Address, address_octets, read_address

__all__ = [
    "FLAG",
    "MAX_LENGTH",
    "MIN_LENGTH",
    "POLL",
    "Frame",
    "Header",
    "Kind",
    "decode",
    "encode",
    "i_control",
    "read_frame",
    "read_header",
    "rr_control",
]

FLAG = 0x7E
MIN_LENGTH = 7
"""Format, two one-octet addresses, control, FCS. [octets between the flags]"""

MAX_LENGTH = 0x7FF
"""What the eleven bits of the length can say. [octets between the flags]"""

POLL = 0x10
"""The poll bit of a command, the final bit of a response."""

_TYPE_3 = 0xA000
_SEGMENTED = 0x0800


@unique
class Kind(Enum):
    """What the control field says that a frame is."""

    I = "information"  # noqa: E741 - the standard's name
    RR = "receive ready"
    RNR = "receive not ready"
    SNRM = "set normal response mode"
    DISC = "disconnect"
    UA = "unnumbered acknowledge"
    DM = "disconnected mode"
    FRMR = "frame reject"
    UI = "unnumbered information"
    UNKNOWN = "unknown"

    @property
    def control(self) -> int:
        """The control octet of an unnumbered frame, poll/final bit set."""
        return _UNNUMBERED[self]


_UNNUMBERED = {
    Kind.SNRM: 0x93,
    Kind.DISC: 0x53,
    Kind.UA: 0x73,
    Kind.DM: 0x1F,
    Kind.FRMR: 0x97,
    Kind.UI: 0x13,
}


def _classify(control: int) -> Kind:
    if not control & 0x01:
        return Kind.I
    if control & 0x03 == 0x01:
        return {0x01: Kind.RR, 0x05: Kind.RNR}.get(control & 0x0F, Kind.UNKNOWN)
    kinds = {octet: kind for kind, octet in _UNNUMBERED.items()}
    return kinds.get(control | POLL, Kind.UNKNOWN)


_KINDS = tuple(_classify(control) for control in range(256))


def i_control(send: int, receive: int, poll: bool) -> int:
    """Control octet of an I frame: N(S), N(R), poll or final."""
    return (receive & 7) << 5 | (POLL if poll else 0) | (send & 7) << 1


def rr_control(receive: int) -> int:
    """Control octet of RR with the poll or final bit set: N(R)."""
    return (receive & 7) << 5 | POLL | 0x01


class Frame(NamedTuple):
    """One frame without its flags and check sequences."""

    destination: Address
    source: Address
    control: int
    information: bytes = b""
    segmented: bool = False

    @property
    def kind(self) -> Kind:
        """What the control octet says that this is."""
        return _KINDS[self.control]

    @property
    def poll(self) -> bool:
        """The poll bit (in a command) or final bit (in a response)."""
        return bool(self.control & POLL)

    @property
    def send_number(self) -> int:
        """N(S), of I frames."""
        return self.control >> 1 & 7

    @property
    def receive_number(self) -> int:
        """N(R), of I, RR and RNR frames."""
        return self.control >> 5


def encode(frame: Frame) -> bytes:
    """The frame as it goes on the line, with both flags.

    Raises:
        ValueError: It is longer than a length field can say, or an address cannot be.
    """
    header = address_octets(frame.destination) + address_octets(frame.source) + bytes((frame.control,))
    length = 2 + len(header) + 2 + (len(frame.information) + 2 if frame.information else 0)
    if length > MAX_LENGTH:
        raise ValueError(f"an HDLC frame has at most {MAX_LENGTH} octets, not {length}")
    first = _TYPE_3 | (_SEGMENTED if frame.segmented else 0) | length
    body = first.to_bytes(2, "big") + header
    if frame.information:
        body += crc16.ibm_sdlc(body).to_bytes(2, "little") + frame.information
    return b"\x7e" + body + crc16.ibm_sdlc(body).to_bytes(2, "little") + b"\x7e"


def _check(data: bytes) -> bool:
    """Whether the last two octets are the check sequence of those before them."""
    return crc16.ibm_sdlc(data[:-2]) == data[-2] | data[-1] << 8


class Header(NamedTuple):
    """The beginning of a frame that is known to be right."""

    length: int  # of the whole frame between the flags
    destination: Address
    source: Address
    control_at: int  # offset of the control octet after the opening flag

    @property
    def has_check(self) -> bool:
        """Whether it has a check sequence of its own, which vouches for its length."""
        return self.length > self.control_at + 3


def read_header(data: bytes | bytearray, start: int = 0) -> Header | None:
    """Read and check the beginning of a frame, as far as it has come in.

    Args:
        data: Octets, perhaps not all of the frame.
        start: Where the frame begins in them, after its opening flag.

    Returns:
        The header, once it is there and its check sequence is right; None as long as octets are needed.

    Raises:
        DecodeError: Whatever may still come, this is no frame: wrong type, length, address or HCS.
    """
    have = len(data) - start
    if have and data[start] >> 4 != _TYPE_3 >> 12:
        raise DecodeError(f"HDLC frame format type {data[start] >> 4:X} is not A")
    if have < 2:
        return None
    length = (data[start] & 0x07) << 8 | data[start + 1]
    if length < MIN_LENGTH:
        raise DecodeError(f"an HDLC frame has at least {MIN_LENGTH} octets, not {length}")
    destination = read_address(data, start + 2)
    source = read_address(data, destination[1]) if destination else None
    if destination is None or source is None:
        return None
    control = source[1] - start
    if length == control + 3:
        return Header(length, destination[0], source[0], control) if have > control else None
    if length < control + 5:
        raise DecodeError(f"the HDLC length {length} ends inside the header")
    if have < control + 3:
        return None
    if not _check(bytes(data[start : start + control + 3])):
        raise DecodeError("the HDLC header check sequence is wrong")
    return Header(length, destination[0], source[0], control)


def read_frame(data: bytes, header: Header) -> Frame:
    """The frame whose header was read.

    Args:
        data: The octets between the flags, as many as the header says.
        header: Its beginning.

    Raises:
        DecodeError: The frame check sequence is wrong.
    """
    if not _check(data):
        raise DecodeError("the HDLC frame check sequence is wrong")
    control = header.control_at
    information = data[control + 3 : -2] if header.has_check else b""
    return Frame(header.destination, header.source, data[control], information, bool(data[0] & 0x08))


def decode(data: bytes) -> Frame:
    """Decode the octets between two flags.

    Raises:
        DecodeError: They are no frame of type 3, or a check sequence is wrong.
    """
    header = read_header(data)
    if header is None:
        raise DecodeError("the HDLC frame ends inside its header")
    if header.length != len(data):
        raise DecodeError(f"the HDLC frame announces {header.length} octets and has {len(data)}")
    return read_frame(data, header)
