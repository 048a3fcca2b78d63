"""The alarm words: what each bit of word A and word B tells, and what sets and clears it.

Word A is of events: a bit is set when something happens, and goes when an alarm that told of it has been
acknowledged, unless its cause lasts. Word B is of states: a bit is set while something is so, or until it is
cleared over the wire. A change of word B that its masks name, for
rising and for falling bits, is an event of word A itself (bit 11).

Source: DLMS protocol 5512-1424 D1, pages 27-29 (bits). When bits are set and cleared is not published.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from enfas.catalog.occurrences import Occurrence
from enfas.catalog.status import MeterStatus

__all__ = ["WORD_A", "WORD_B", "WORD_B_CHANGED", "Bit", "bits_named", "word_of"]


@dataclass(frozen=True, slots=True)
class Bit:
    """One bit of a word.

    Attributes:
        number: Its number, from 0.
        name: Its name in tables of alarms.
        title: What it tells.
        sets: What sets it; nothing: the meter has nothing that would.
        clears: What clears it, in word B; nothing: it stays until it is cleared over the wire.
        status: The bit of the meter status that it goes with, in word A: it is not cleared while that is set.
        log: The log whose new entries it tells of, in word A.
    """

    number: int
    name: str
    title: str
    sets: tuple[Occurrence, ...] = ()
    clears: tuple[Occurrence, ...] = ()
    status: MeterStatus = MeterStatus.NONE
    log: str = ""

    @property
    def mask(self) -> int:
        """The word with this bit alone."""
        return 1 << self.number


def _log_bit(number: int, name: str, title: str, log: str) -> Bit:
    """A bit that tells of new entries in a log."""
    return Bit(number, name, f"new entries in the {title}", log=log)


_O = Occurrence

_OPENED: Final = (_O.BREAKER_OPENED_BY_HAND, _O.BREAKER_OPENED_BY_ITSELF, _O.BREAKER_OPENED_FROM_REMOTE)

WORD_B_CHANGED: Final = Bit(11, "word_b", "a masked bit of word B has changed")

WORD_A: Final = (
    Bit(0, "reset", "the meter was reset: mains is back", (_O.MAINS_BACK,)),
    Bit(1, "eeprom", "the non-volatile memory failed", status=MeterStatus.EEPROM),
    Bit(2, "magnet", "magnetic field", (_O.MAGNET_FOUND,), status=MeterStatus.MAGNET),
    Bit(3, "ram", "the memory test failed", status=MeterStatus.RAM),
    Bit(4, "rom", "the program's checksum is wrong", status=MeterStatus.ROM),
    Bit(5, "alarm_input", "the alarm input is active", (_O.ALARM_INPUT,), status=MeterStatus.ALARM),
    Bit(6, "cover", "the terminal cover was opened", (_O.COVER_OPENED,), status=MeterStatus.COVER),
    Bit(7, "aps", "auxiliary supply", status=MeterStatus.APS),
    Bit(8, "radio", "data are ready for the radio"),
    Bit(9, "user_call", "a call forced by the user"),
    Bit(10, "clock", "the clock was set", (_O.CLOCK_SET, _O.CLOCK_ADJUSTED)),
    WORD_B_CHANGED,
    Bit(12, "disconnect", "the breaker has opened", _OPENED),
    Bit(13, "flash", "the program memory failed"),
    _log_bit(16, "debiting_log", "debiting log", "debiting"),
    _log_bit(17, "clock_log", "RTC log", "clock"),
    _log_bit(18, "status_log", "status log", "status"),
    Bit(19, "voltage_log", "new entries in the voltage quality log, which tells of seconds and windows late"),
    _log_bit(20, "cut_off_log", "cut-off log", "cut_off"),
    _log_bit(21, "profile_log", "load profile", "profile"),
    _log_bit(22, "debiting_2_log", "debiting log 2", "debiting_2"),
    Bit(23, "transformer_log", "new entries in the transformer ratio log"),
    Bit(24, "p0", "a sign-on by P0"),
    _log_bit(27, "upload_log", "log of uploads", "upload_success"),
    _log_bit(28, "upload_fail_log", "log of failed uploads", "upload_fail"),
    _log_bit(29, "neutral_fault_log", "neutral fault log", "neutral_fault"),
    _log_bit(30, "analysis_log", "analysis log", "analysis"),
    _log_bit(31, "profile_event_log", "load profile event log", "profile_events"),
)
"""EventStatusA, 0.1.96.10.1.255, and its mask, 1.1.134.0.6.255."""

WORD_B: Final = (
    Bit(0, "upload", "an upload has succeeded", (_O.FIRMWARE_ACTIVATED,)),
    Bit(1, "upload_fail", "an upload has failed", (_O.FIRMWARE_REFUSED,)),
    Bit(3, "neutral_fault", "neutral fault", (_O.NEUTRAL_BROKEN,), (_O.NEUTRAL_WHOLE,)),
    Bit(4, "rom", "the program's checksum is wrong"),
    Bit(5, "power_fail", "mains is gone"),
    Bit(6, "phase_1", "no voltage on L1", (_O.MAINS_LOST,), (_O.MAINS_BACK,)),
    Bit(7, "phase_2", "no voltage on L2"),
    Bit(8, "phase_3", "no voltage on L3"),
    Bit(9, "over_voltage", "over-voltage on L1", (_O.OVER_VOLTAGE,), (_O.OVER_VOLTAGE_GONE,)),
    Bit(10, "under_voltage", "under-voltage on L1", (_O.UNDER_VOLTAGE,), (_O.UNDER_VOLTAGE_GONE,)),
    Bit(11, "over_voltage_2", "over-voltage on L2"),
    Bit(12, "under_voltage_2", "under-voltage on L2"),
    Bit(13, "over_voltage_3", "over-voltage on L3"),
    Bit(14, "under_voltage_3", "under-voltage on L3"),
    Bit(15, "alarm_input", "the alarm input is active", (_O.ALARM_INPUT,), (_O.ALARM_INPUT_GONE,)),
    Bit(16, "no_current", "no current in L1"),
    Bit(17, "no_current_2", "no current in L2"),
    Bit(18, "no_current_3", "no current in L3"),
    Bit(19, "phase_sequence", "phase sequence"),
    Bit(20, "earth_fault", "earth fault", (_O.EARTH_FAULT,), (_O.EARTH_FAULT_GONE,)),
    Bit(21, "magnet", "magnetic field", (_O.MAGNET_FOUND,), (_O.MAGNET_GONE,)),
    Bit(22, "cover", "the terminal cover is open", (_O.COVER_OPENED,), (_O.COVER_CLOSED,)),
    Bit(23, "aps", "auxiliary supply"),
    Bit(24, "reverse_current", "current of L1 reversed"),
    Bit(25, "reverse_current_2", "current of L2 reversed"),
    Bit(26, "reverse_current_3", "current of L3 reversed"),
    Bit(27, "asymmetry", "voltage asymmetry"),
    Bit(28, "prepayment", "the credit is low", (_O.CREDIT_LOW, _O.CREDIT_OUT)),
    Bit(
        29, "breaker_button", "the breaker was opened by the button",
        (_O.BREAKER_OPENED_BY_HAND,), (_O.BREAKER_CLOSED,),
    ),
    Bit(
        30, "breaker_automatic", "the breaker has opened by itself",
        (_O.BREAKER_OPENED_BY_ITSELF,), (_O.BREAKER_CLOSED,),
    ),
    Bit(
        31, "breaker_remote", "the breaker was opened from remote",
        (_O.BREAKER_OPENED_FROM_REMOTE,), (_O.BREAKER_CLOSED,),
    ),
)  # fmt: skip
"""EventStatusB, 0.1.96.10.2.255, and its masks for rising and falling bits, 1.1.134.0.7.255 and .8.255."""


def bits_named(names: Iterable[str], word: tuple[Bit, ...]) -> list[Bit]:
    """The bits of a word by their names.

    Raises:
        KeyError: There is none of a name.
    """
    by_name = {bit.name: bit for bit in word}
    return [by_name[name] for name in names]


def word_of(bits: Iterable[Bit]) -> int:
    """The word in which some bits are set."""
    return sum({bit.mask for bit in bits})
