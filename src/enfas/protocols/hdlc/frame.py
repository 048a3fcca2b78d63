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
from enfas.protocols.hdlc.address import Address, read_address

__all__ = [
    "FLAG",
    "MAX_LENGTH",
    "MIN_LENGTH",
    "POLL",
    "Frame",
    "Kind",
    "check_header",
    "decode",
    "encode",
    "i_control",
    "kind_of",
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


def kind_of(control: int) -> Kind:
    """The kind of a control octet, whatever its poll/final bit and numbers."""
    return _KINDS[control]


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
    header = frame.destination.encode() + frame.source.encode() + bytes([frame.control])
    length = 2 + len(header) + 2 + (len(frame.information) + 2 if frame.information else 0)
    if length > MAX_LENGTH:
        raise ValueError(f"an HDLC frame has at most {MAX_LENGTH} octets, not {length}")
    first = _TYPE_3 | (_SEGMENTED if frame.segmented else 0) | length
    body = first.to_bytes(2, "big") + header
    if frame.information:
        body += crc16.ibm_sdlc(body).to_bytes(2, "little") + frame.information
    return b"\x7e" + body + crc16.ibm_sdlc(body).to_bytes(2, "little") + b"\x7e"


def _check(data: bytes, end: int) -> bool:
    """Whether the two octets at `end` are the check sequence of what comes before."""
    return crc16.ibm_sdlc(data[:end]) == data[end] | data[end + 1] << 8


def check_header(data: bytes | bytearray) -> int | None:
    """Check the beginning of a frame, as far as it has come in.

    Args:
        data: The octets after the opening flag, perhaps not all.

    Returns:
        The offset of the control octet, once the header is there and its check sequence is right;
        None as long as more octets are needed.

    Raises:
        DecodeError: Whatever may still come, this is no frame: wrong type, length, address or HCS.
    """
    if data and data[0] >> 4 != _TYPE_3 >> 12:
        raise DecodeError(f"HDLC frame format type {data[0] >> 4:X} is not A")
    if len(data) < 2:
        return None
    length = (data[0] & 0x07) << 8 | data[1]
    if length < MIN_LENGTH:
        raise DecodeError(f"an HDLC frame has at least {MIN_LENGTH} octets, not {length}")
    destination = read_address(data, 2)
    source = read_address(data, destination[1]) if destination else None
    if source is None:
        return None
    control = source[1]
    without_information = control + 3
    if length == without_information:
        return control if len(data) > control else None
    if length < without_information + 2:
        raise DecodeError(f"the HDLC length {length} ends inside the header")
    if len(data) < control + 3:
        return None
    if not _check(bytes(data[: control + 3]), control + 1):
        raise DecodeError("the HDLC header check sequence is wrong")
    return control


def decode(data: bytes) -> Frame:
    """Decode the octets between two flags.

    Raises:
        DecodeError: They are no frame of type 3, or a check sequence is wrong.
    """
    control = check_header(data)
    if control is None:
        raise DecodeError("the HDLC frame ends inside its header")
    length = (data[0] & 0x07) << 8 | data[1]
    if length != len(data):
        raise DecodeError(f"the HDLC frame announces {length} octets and has {len(data)}")
    if not _check(data, length - 2):
        raise DecodeError("the HDLC frame check sequence is wrong")
    destination = read_address(data, 2)
    source = read_address(data, destination[1]) if destination else None
    if destination is None or source is None:
        raise DecodeError("the HDLC frame ends inside its header")
    information = b"" if control + 3 == length else data[control + 3 : length - 2]
    return Frame(destination[0], source[0], data[control], information, bool(data[0] & 0x08))
