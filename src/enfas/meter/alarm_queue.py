"""The alarms that are to be sent: kept in their order until they are acknowledged or given up.

Each tells of all that nobody has acknowledged yet, so that one that is lost loses nothing but its time; a
queue that is full therefore lets its oldest go. Persistent: all, with the part `Alarms`.
"""

from __future__ import annotations

from typing import Final

import msgspec

__all__ = ["MOST_WAITING", "AlarmQueue", "Message"]

MOST_WAITING: Final = 16
"""How many alarms wait at most."""

_NUMBERS: Final = 1 << 24


class Message(msgspec.Struct):
    """One alarm.

    Attributes:
        number: Its number, which its acknowledgement bears; 24 bits.
        stamp: When it was raised.
        word_a: Word A then.
        word_b: Word B then.
        status: The meter status then.
        next_us: When it is to be sent next, or to be given up, by the meter's clock. [µs]
        tries: How often it was sent.
        last_gasp: It tells that mains was lost, and can be sent without it, once.
    """

    number: int
    stamp: bytes
    word_a: int
    word_b: int
    status: int
    next_us: int
    tries: int = 0
    last_gasp: bool = False


class AlarmQueue(msgspec.Struct):
    """The queue, and what became of what was in it.

    Attributes:
        messages: Those that wait, the oldest first.
        number: The next one's.
        raised: How many there were.
        acknowledged: How many of them were acknowledged.
        given_up: How many were sent as often as they may be, and never acknowledged.
        displaced: How many had to make room for newer ones.
    """

    messages: list[Message] = msgspec.field(default_factory=list)
    number: int = 1
    raised: int = 0
    acknowledged: int = 0
    given_up: int = 0
    displaced: int = 0

    def put(self, stamp: bytes, words: tuple[int, int, int], now_us: int, *, last_gasp: bool = False) -> None:
        """Add an alarm with word A, word B and the meter status as they are now. [µs]"""
        if len(self.messages) >= MOST_WAITING:
            del self.messages[0]
            self.displaced += 1
        self.messages.append(Message(self.number, stamp, *words, now_us, last_gasp=last_gasp))
        self.number = self.number % (_NUMBERS - 1) + 1
        self.raised += 1

    def find(self, number: int) -> Message | None:
        """The alarm of a number, if it waits."""
        return next((message for message in self.messages if message.number == number), None)

    def to_send(self, now_us: int, tries: int, *, mains: bool) -> list[Message]:
        """Those whose time has come, by the meter's clock; without mains a last gasp alone. [µs]"""
        return [
            message
            for message in self.messages
            if message.next_us <= now_us
            and message.tries < tries
            and (mains or (message.last_gasp and not message.tries))
        ]

    def due_us(self, tries: int) -> int | None:
        """When the next one is to be given up, by the meter's clock. [µs]"""
        return min((message.next_us for message in self.messages if message.tries >= tries), default=None)

    def give_up(self, now_us: int, tries: int) -> None:
        """Let go of those whose last try was in vain. [µs]"""
        kept = [message for message in self.messages if message.tries < tries or message.next_us > now_us]
        self.given_up += len(self.messages) - len(kept)
        self.messages = kept

    def move(self, change_us: int) -> None:
        """The clock was set: what is to be sent when stays as far away. [µs]"""
        for message in self.messages:
            message.next_us += change_us
