"""HDLC addresses: one octet for a client; one, two or four for a server, in an upper and a lower part.

The upper part names the logical device, the lower one the physical device on the line; a one-octet address
has no lower part. Each octet carries seven bits, and a set low bit ends the address.

Source: IEC 62056-46, address field structure and reserved addresses (DLMS UA Green Book, data link layer).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from enfas.errors import DecodeError

__all__ = ["ALL_STATIONS", "Address", "Pair", "address_octets", "read_address"]

ALL_STATIONS = 0x7F
"""The upper or lower address that means every station (0x3FFF in the four-octet form)."""

_ALL_STATIONS_WIDE = 0x3FFF


class Address(NamedTuple):
    """An address and the number of octets that it takes on the line (1, 2 or 4)."""

    upper: int
    lower: int = 0
    width: int = 1

    @property
    def is_broadcast(self) -> bool:
        """Every station is meant, so none answers."""
        everyone = _ALL_STATIONS_WIDE if self.width == 4 else ALL_STATIONS
        return self.upper == everyone or (self.width > 1 and self.lower == everyone)

    def encode(self) -> bytes:
        """The octets on the line.

        Raises:
            ValueError: A part does not fit the width, or the width is not 1, 2 or 4.
        """
        limit = _ALL_STATIONS_WIDE if self.width == 4 else ALL_STATIONS
        if self.width not in (1, 2, 4) or not (0 <= self.upper <= limit and 0 <= self.lower <= limit):
            raise ValueError(f"no HDLC address: upper {self.upper}, lower {self.lower}, {self.width} octets")
        if self.width == 1:
            return bytes([self.upper << 1 | 1])
        if self.width == 2:
            return bytes([self.upper << 1, self.lower << 1 | 1])
        upper, lower = self.upper, self.lower
        return bytes([upper >> 7 << 1, (upper & 0x7F) << 1, lower >> 7 << 1, (lower & 0x7F) << 1 | 1])

    def __str__(self) -> str:
        return f"{self.upper}" if self.width == 1 else f"{self.upper}/{self.lower}"


class Pair(NamedTuple):
    """The two ends of a link. Several pairs may share a line."""

    server: Address
    client: Address

    def __str__(self) -> str:
        return f"client {self.client}, server {self.server}"


_SINGLE = tuple(Address(upper) for upper in range(0x80))


@lru_cache(maxsize=256)
def _parse(octets: bytes) -> Address:
    parts = [octet >> 1 for octet in octets]
    if len(parts) == 2:
        return Address(parts[0], parts[1], 2)
    return Address(parts[0] << 7 | parts[1], parts[2] << 7 | parts[3], 4)


@lru_cache(maxsize=256)
def address_octets(address: Address) -> bytes:
    """What `Address.encode` gives, remembered."""
    return address.encode()


def read_address(data: bytes | bytearray, offset: int) -> tuple[Address, int] | None:
    """Read the address at an offset.

    Returns:
        The address and the offset after it; None when the data end before it does.

    Raises:
        DecodeError: It takes three octets or more than four.
    """
    if offset < len(data) and data[offset] & 1:
        return _SINGLE[data[offset] >> 1], offset + 1
    for width in (2, 3, 4):
        if offset + width > len(data):
            return None
        if data[offset + width - 1] & 1:
            if width == 3:
                break
            return _parse(bytes(data[offset : offset + width])), offset + width
    raise DecodeError("an HDLC address takes 1, 2 or 4 octets")
