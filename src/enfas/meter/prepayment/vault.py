"""What makes a token work once, and guessing hopeless: the identifiers that were taken, and the lock-out.

The newest identifier is kept, and which of the 1023 before it were taken; an older one counts as taken. So
tokens may be entered in another order than they were bought in. Wrong tokens are counted until a right one
comes: the first four cost nothing, since people mistype, each further one locks for twice as long as the one
before it, an hour at most. Time is the supply's, so that setting the clock unlocks nothing, and an outage
does not either.
"""

from __future__ import annotations

from typing import Final

import msgspec

from enfas.timebase import US_PER_HOUR, US_PER_MIN

__all__ = ["REMEMBERED", "Lock", "Taken"]

REMEMBERED: Final = 1024
_FREE: Final = 4
_MOST_WRONG: Final = 255


class Taken(msgspec.Struct):
    """The identifiers that were taken.

    Attributes:
        newest: The greatest; -1: none yet.
        bits: Bit n: `newest` less n was taken. Octets, little-endian.
    """

    newest: int = -1
    bits: bytes = bytes(REMEMBERED // 8)

    def take(self, identifier: int) -> bool:
        """Take an identifier; False if it was taken before, or is so old that it may have been."""
        known = int.from_bytes(self.bits, "little")
        ahead = identifier - self.newest
        if ahead > 0:
            known = (known << min(ahead, REMEMBERED)) | 1
            self.newest = identifier
        elif -ahead >= REMEMBERED or known >> -ahead & 1:
            return False
        else:
            known |= 1 << -ahead
        self.bits = (known & ((1 << REMEMBERED) - 1)).to_bytes(REMEMBERED // 8, "little")
        return True


class Lock(msgspec.Struct):
    """The lock-out.

    Attributes:
        wrong: Wrong tokens since the last right one.
        until_us: Until when none is taken, in supply time. [µs]
    """

    wrong: int = 0
    until_us: int = 0

    def note_wrong(self, now_us: int) -> None:
        """A wrong token came, in supply time. [µs]"""
        self.wrong = min(self.wrong + 1, _MOST_WRONG)
        if self.wrong > _FREE:
            self.until_us = now_us + min(US_PER_MIN << min(self.wrong - _FREE - 1, 10), US_PER_HOUR)

    def note_right(self) -> None:
        """A right token came."""
        self.wrong = self.until_us = 0

    def left_us(self, now_us: int) -> int:
        """For how long no token is taken. [µs]"""
        return max(0, self.until_us - now_us)
