"""How codes are written: as symbols with separators anywhere, or as pairs of place and code."""

from __future__ import annotations

import re

from enfas.errors import ConfigurationError

__all__ = ["named_pairs", "symbols"]

_SEPARATORS = " \t\r\n-._/,:"
_PAIR = re.compile(r"([XZxz][0-9]{1,2}(?:-?[Xx][0-9]{1,2})*)\s*=\s*([0-9A-Za-z]{1,8})", re.ASCII)
_LONGEST = 400


def named_pairs(text: str) -> dict[str, str]:
    """Read `Z1=4 Z4=2`: names in capitals to codes, in the order given; commas and semicolons may part them.

    Raises:
        ConfigurationError: Something else stands there, or a name comes twice.
    """
    pairs: dict[str, str] = {}
    position = 0
    _limit(text)
    while position < len(text):
        if text[position] in " \t\r\n,;":
            position += 1
            continue
        match = _PAIR.match(text, position)
        if match is None:
            raise ConfigurationError(
                f"{text[position : position + 12]!r} at character {position + 1} is not a pair such as Z4=2"
            )
        name = match[1].upper()
        if name in pairs:
            raise ConfigurationError(f"{name} stands twice")
        pairs[name] = match[2].upper()
        position = match.end()
    return pairs


def _limit(text: str) -> None:
    if len(text) > _LONGEST:
        raise ConfigurationError(
            f"no code has {len(text)} characters; the longest allowed here is {_LONGEST}"
        )


def symbols(text: str, kind: str, example: str) -> str:
    """The letters and digits of a code, in capitals, without what separates its groups.

    Raises:
        ConfigurationError: Something stands there that is neither, or there is far too much.
    """
    _limit(text)
    plain = []
    for position, symbol in enumerate(text, 1):
        if symbol in _SEPARATORS:
            continue
        if not (symbol.isascii() and symbol.isalnum()):
            raise ConfigurationError(
                f"{symbol!r} at character {position} does not belong in a {kind} code",
                hint=f"write it like {example}",
            )
        plain.append(symbol.upper())
    return "".join(plain)
