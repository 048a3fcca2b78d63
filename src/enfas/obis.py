"""OBIS codes: the six value groups that name a quantity.

Source: IEC 62056-61 (object identification system), IEC 62056-6-1.
"""

from __future__ import annotations

import re

from enfas.errors import ConfigurationError

__all__ = ["Obis"]

_FULL = re.compile(r"^(\d+)[.-](\d+)[.:](\d+)\.(\d+)\.(\d+)[.*](\d+)$")
_SHORT = re.compile(r"^(?:(\d+)-(\d+):)?(\d+)\.(\d+)(?:\.(\d+))?$")


class Obis(bytes):
    """A logical name: six octets A…F. Equal to, and hashed as, its bytes on the wire."""

    __slots__ = ()

    def __new__(cls, octets: bytes) -> Obis:
        """Make a code of its six octets.

        Raises:
            ConfigurationError: There are not six.
        """
        if len(octets) != 6:
            raise ConfigurationError(f"an OBIS code has 6 octets, not {len(octets)}")
        return super().__new__(cls, octets)

    @classmethod
    def parse(cls, text: str) -> Obis:
        """Read `1.1.1.8.0.255`, `1-1:1.8.0*255`, or `1.8.0` (then A and B are 1, F is 255).

        Raises:
            ConfigurationError: The text is none of these, or a group exceeds 255.
        """
        text = text.strip()
        if full := _FULL.match(text):
            groups = [int(part) for part in full.groups()]
        elif short := _SHORT.match(text):
            a, b, c, d, e = short.groups()
            groups = [int(a or 1), int(b or 1), int(c), int(d), int(e or 0), 255]
        else:
            raise ConfigurationError(
                f"{text!r} is not an OBIS code", hint="write it as 1.1.1.8.0.255 or 1.8.0"
            )
        if max(groups) > 255:
            raise ConfigurationError(f"{text!r} is not an OBIS code: each group is 0 to 255")
        return cls(bytes(groups))

    def __str__(self) -> str:
        return ".".join(map(str, self))

    def __repr__(self) -> str:
        return f"Obis({self})"

    @property
    def short(self) -> str:
        """C.D.E, as a display's identification field shows it."""
        return f"{self[2]}.{self[3]}.{self[4]}"
