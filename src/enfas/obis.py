"""OBIS codes: the six value groups that name a quantity.

Source: IEC 62056-61 (object identification system), IEC 62056-6-1.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from enfas.errors import ConfigurationError

__all__ = ["Obis", "ObisPattern"]

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
        a, b, *others = ObisPattern.parse(text)
        return cls(bytes((1 if a is None else a, 1 if b is None else b, *others)))

    def __str__(self) -> str:
        return ".".join(map(str, self))

    def __repr__(self) -> str:
        return f"Obis({self})"

    @property
    def short(self) -> str:
        """C.D.E, as a display's identification field shows it."""
        return f"{self[2]}.{self[3]}.{self[4]}"


class ObisPattern(NamedTuple):
    """A code as it was written: where A and B were left out, those of any object."""

    a: int | None
    b: int | None
    c: int
    d: int
    e: int
    f: int

    @classmethod
    def parse(cls, text: str) -> ObisPattern:
        """Read `1.1.1.8.0.255`, `1-1:1.8.0*255`, `1-1:1.8.0`, or `1.8.0` of any A and B.

        Raises:
            ConfigurationError: The text is none of these, or a group exceeds 255.
        """
        text = text.strip()
        if full := _FULL.match(text):
            a, b, c, d, e, f = full.groups()
        elif short := _SHORT.match(text):
            a, b, c, d, e, f = *short.groups(), "255"
        else:
            raise ConfigurationError(
                f"{text!r} is not an OBIS code", hint="write it as 1.1.1.8.0.255 or 1.8.0"
            )
        pattern = cls(int(a) if a else None, int(b) if b else None, int(c), int(d), int(e or 0), int(f))
        if any(group is not None and group > 255 for group in pattern):
            raise ConfigurationError(f"{text!r} is not an OBIS code: each group is 0 to 255")
        return pattern

    @property
    def whole(self) -> Obis | None:
        """The one name that it is, if nothing was left out."""
        a, b, *others = self
        return None if a is None or b is None else Obis(bytes((a, b, *others)))

    def matches(self, obis: Obis) -> bool:
        """Whether a logical name is one of those."""
        return all(group in (None, octet) for group, octet in zip(self, obis, strict=True))

    def __str__(self) -> str:
        ahead = "" if self.a is None else f"{self.a}-{self.b}:"
        behind = "" if self.f == 255 else f"*{self.f}"
        return f"{ahead}{self.c}.{self.d}.{self.e}{behind}"
