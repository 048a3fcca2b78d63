"""Z26: which alarms are sent, to whom and how, and what of tampering is shown.

    table = "Z26"
    number = 7
    title = "Tampering, to the head-end"
    a = ["cover", "word_b"]                # bits of word A whose event sends an alarm
    rising = ["magnet"]                    # bits of word B that do when they are set
    falling = ["magnet"]                   # … when they are cleared; both only with word_b in a
    shown = ["magnet"]                     # bits of word B that the display shows
    call = true                            # alarms are sent at all
    end_point = "192.0.2.7:4059"
    transport = "udp"                      # or "tcp"
    confirmed = true                       # sent again until it is acknowledged, as often as `tries` says
    tries = 5
    retry_s = 60
    last_gasp = true                       # variant 2: one more when mains is lost
    cover_mark = "permanent"               # "temporary": goes out with its cause; "none": is never lit
    magnet_mark = "temporary"

The names of bits stand in `catalog.alarms`. All but the marks, `shown` and the way of sending are only what a
new meter begins with: they are registers.
"""

from __future__ import annotations

from typing import ClassVar, Final, Literal

from enfas.catalog.alarms import WORD_A, WORD_B, Bit, bits_named, word_of
from enfas.catalog.tables.table import Table
from enfas.errors import ConfigurationError

__all__ = ["AlarmTable", "Mark"]

Mark = Literal["temporary", "permanent", "none"]

_MOST_TRIES: Final = 100
_LONGEST_RETRY_S: Final = 86_400
_MOST_PORT: Final = 0xFFFF
_OCTETS: Final = 4


class AlarmTable(Table, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of alarms; the keys are explained in the module's text.

    Attributes:
        a: Names of bits of word A.
        rising: Names of bits of word B.
        falling: Names of bits of word B.
        shown: Names of bits of word B.
        call: Alarms are sent.
        end_point: Address and port.
        transport: How they are sent.
        confirmed: They are to be acknowledged.
        tries: How often one is sent at most.
        retry_s: How long after a try the next follows. [s]
        last_gasp: The loss of mains is told at once.
        cover_mark: How the mark of the cover behaves.
        magnet_mark: How the mark of the magnetic field behaves.
    """

    CODE: ClassVar[str] = "Z26"

    a: tuple[str, ...] = ()
    rising: tuple[str, ...] = ()
    falling: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    call: bool = False
    end_point: str = "0.0.0.0:0"
    transport: Literal["udp", "tcp"] = "udp"
    confirmed: bool = True
    tries: int = 3
    retry_s: int = 60
    last_gasp: bool = False
    cover_mark: Mark = "temporary"
    magnet_mark: Mark = "temporary"

    def check(self) -> None:
        """Refuse what cannot be."""
        for key, word in (("a", WORD_A), ("rising", WORD_B), ("falling", WORD_B), ("shown", WORD_B)):
            self._bits(key, word)
        if (self.rising or self.falling) and "word_b" not in self.a:
            raise ConfigurationError("rising and falling bits of word B need word_b in a, or nothing is sent")
        _ = self.address, self.port
        if not 1 <= self.tries <= _MOST_TRIES:
            raise ConfigurationError(f"tries = {self.tries}: an alarm is sent 1 to {_MOST_TRIES} times")
        if not 1 <= self.retry_s <= _LONGEST_RETRY_S:
            raise ConfigurationError(f"retry_s = {self.retry_s}: it is 1 to {_LONGEST_RETRY_S} s")

    def _bits(self, key: str, word: tuple[Bit, ...]) -> list[Bit]:
        try:
            return bits_named(getattr(self, key), word)
        except KeyError as error:
            raise ConfigurationError(
                f"{key}: no alarm is called {error}", hint=f"there are {', '.join(bit.name for bit in word)}"
            ) from None

    @property
    def mask_a(self) -> int:
        """The mask of word A."""
        return word_of(self._bits("a", WORD_A))

    @property
    def mask_rising(self) -> int:
        """The mask of rising bits of word B."""
        return word_of(self._bits("rising", WORD_B))

    @property
    def mask_falling(self) -> int:
        """The mask of falling bits of word B."""
        return word_of(self._bits("falling", WORD_B))

    @property
    def address(self) -> int:
        """The end point's IPv4 address as a number."""
        parts = self.end_point.rpartition(":")[0].split(".")
        numbers = [int(part) for part in parts if part.isascii() and part.isdigit()]
        if len(parts) != _OCTETS or len(numbers) != _OCTETS or max(numbers) > 0xFF:
            raise self._no_end_point()
        return int.from_bytes(bytes(numbers), "big")

    @property
    def port(self) -> int:
        """The end point's port."""
        text = self.end_point.rpartition(":")[2]
        if not (text.isascii() and text.isdigit() and int(text) <= _MOST_PORT):
            raise self._no_end_point()
        return int(text)

    def _no_end_point(self) -> ConfigurationError:
        return ConfigurationError(
            f"end_point = {self.end_point!r} is no IPv4 address with a port", hint='such as "192.0.2.7:4059"'
        )
