"""How each register is read from the meter: one function by key, giving an integer or a string.

Energies are the counters divided by the resolution of Z1, cut off, and start again from zero when their
digits are full, as a real register does. Which registers a meter has follows from its energies (X9).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from enfas.catalog.codes.software import SOFTWARE_GROUPS
from enfas.catalog.logs import FORMAT_OCTET
from enfas.catalog.registers import (
    KINDS,
    REGISTERS,
    TARIFFS,
    VERIFICATION_DIGITS,
    VERIFICATION_SCALER,
    Kind,
    Register,
)
from enfas.errors import CommandRefused
from enfas.interval import A_MINUS, A_PLUS
from enfas.meter.demand import slot
from enfas.meter.energy import PARTS
from enfas.meter.means import MEANS, Means
from enfas.meter.part import Part
from enfas.meter.parts import PLUGGED_IN
from enfas.meter.prepayment.part import Prepayment
from enfas.timebase import US_PER_HOUR

if TYPE_CHECKING:
    from enfas.meter.device import Meter

__all__ = [
    "MJ_PER_WH",
    "PEAK_STAMPS",
    "READERS",
    "WRITERS",
    "Reader",
    "Value",
    "configuration_number",
    "offered",
]

Value = int | bytes | str | None
"""None: the meter does not know it."""
Reader = Callable[["Meter"], Value]
Writer = Callable[["Meter", Any], None]

MJ_PER_WH: Final = 3_600_000
_VERIFICATION_MJ: Final = MJ_PER_WH // 10**-VERIFICATION_SCALER
_VERIFICATION_FULL: Final = 10**VERIFICATION_DIGITS
_U32: Final = 1 << 32
_LOW_DIGITS: Final = 5
_NUMBER_DIGITS: Final = 9


def _energy_reader(energy: str) -> Reader:
    """A reader of an energy in all tariffs; it is asked for more often than any other."""
    parts = PARTS[energy]
    first, last = parts[0], parts[-1]

    def one(meter: Meter) -> Value:
        return sum(meter.energy.counts[first]) // meter.step_mj % meter.full

    def both(meter: Meter) -> Value:
        counts = meter.energy.counts
        return (sum(counts[first]) + sum(counts[last])) // meter.step_mj % meter.full

    return one if len(parts) == 1 else both


def _readers_of(kind: Kind) -> dict[str, Reader]:
    """Readers of an energy and its power, as many as the real meter has registers."""
    energy, power = kind.energy, kind.power

    def tariff(number: int) -> Reader:
        return lambda meter: meter.energy.in_tariff(energy, number) // meter.step_mj % meter.full

    def present(meter: Meter) -> int:
        value: int = getattr(meter.present, power)
        return value

    readers: dict[str, Reader] = {
        energy: _energy_reader(energy),
        **{f"{energy}_t{number}": tariff(number) for number in range(1, TARIFFS + 1)},
        f"{energy}_trip": lambda meter: meter.energy.trip(energy) // meter.step_mj % meter.full,
        power: present,
    }
    if kind.verification:
        readers[f"{energy}_verification"] = lambda meter: (
            meter.energy.total(energy) // _VERIFICATION_MJ % _VERIFICATION_FULL
        )
    for key, at in _peaks_of(kind):
        readers[key] = _element("peaks", at)
    if kind.cumulative_tariffs is not None:
        for number in range(kind.cumulative_tariffs + 1):
            readers[f"{power}_cumulative{_ending(number)}"] = _element("cumulative", slot(power, number))
    return readers


def _peaks_of(kind: Kind) -> list[tuple[str, int]]:
    """The keys of a power's peaks, and their places."""
    numbers = range(kind.peak_tariffs + 1)
    return [(f"{kind.power}_max{_ending(number)}", slot(kind.power, number)) for number in numbers]


def _ending(tariff: int) -> str:
    return f"_t{tariff}" if tariff else ""


def _element(name: str, at: int) -> Reader:
    def read(meter: Meter) -> int:
        value: int = getattr(meter.demand, name)[at]
        return value % _U32

    return read


def _last(mean: Callable[[Means], int | None]) -> Reader:
    return lambda meter: mean(meter.demand.last)


def _setting(key: str) -> Reader:
    return lambda meter: meter.settings[key]


def _of_part(part: type[Part[Any]], read: Callable[[Any], Value]) -> Reader:
    return lambda meter: read(meter.part(part))


def configuration_number(meter: Meter, number: int) -> int:
    """Configuration number 1 to 5: the digits of the software code's group, as many whole codes as fit.

    Groups are those of the data sheet's pages. The maker does not publish how the numbers are made up; 32
    bits hold nine digits, so that what is beyond (Z12, Z16 to Z20) is in no number.
    """
    group = meter.configuration.software.text.split("-")[number - 1]
    return int(group[: _whole_codes(number)])


@lru_cache(maxsize=8)
def _whole_codes(number: int) -> int:
    """Digits of a group's codes that fit a number whole."""
    digits = 0
    for field in SOFTWARE_GROUPS[number - 1]:
        if digits + field.width > _NUMBER_DIGITS:
            break
        digits += field.width
    return digits


def _configuration_reader(number: int) -> Reader:
    return lambda meter: configuration_number(meter, number)


def _net(meter: Meter) -> int:
    counts = meter.energy.counts
    return (sum(counts[A_PLUS]) - sum(counts[A_MINUS])) // meter.step_mj % meter.full


def _both_ways(meter: Meter) -> int:
    counts = meter.energy.counts
    return (sum(counts[A_PLUS]) + sum(counts[A_MINUS])) // meter.step_mj % meter.full


def _low_digits(meter: Meter) -> bytes:
    return f"{meter.settings['meter_number_1']:05d}"[-_LOW_DIGITS:].encode()


_OTHERS: Final[Mapping[str, Reader]] = {
    **{f"r{n}": _energy_reader(f"r{n}") for n in range(1, 5)},
    "a_total": _both_ways,
    "a_net": _net,
    "p_plus_day_min": lambda m: m.demand.day_min,
    "p_plus_day_max": lambda m: m.demand.day_max,
    "u": lambda m: m.present.u,
    "i": lambda m: m.present.i,
    "f": lambda m: m.present.f,
    "pf": lambda m: m.present.pf,
    "angle": lambda m: m.present.angle,
    "thd_u": lambda m: m.present.thd_u,
    "thd_i": lambda m: m.present.thd_i,
    **{key: _last(mean) for key, mean in MEANS.items()},
    "hours": lambda m: m.mains.total_us // US_PER_HOUR,
    "power_threshold_count": lambda m: m.demand.over_threshold % 256,
    "debiting_count": lambda m: m.demand.stops % 256,
    "meter_number_low": _low_digits,
    "identification": lambda m: m.configuration.identification_number,
    "serial_number": lambda m: m.configuration.serial_number,
    "type_number": lambda m: m.configuration.type_number,
    "software_number_revision": lambda m: m.configuration.software_number_revision,
    "software_revision": lambda m: m.configuration.software_revision,
    "rom_checksum": lambda m: m.configuration.rom_checksum,
    "energy_format": lambda m: FORMAT_OCTET,
    **{f"configuration_{number}": _configuration_reader(number) for number in range(1, 6)},
}

READERS: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        **{key: reader for kind in KINDS for key, reader in _readers_of(kind).items()},
        **_OTHERS,
        **{key: _setting(key) for key, row in REGISTERS.items() if row.setting},
        **{key: _of_part(part, read) for part in PLUGGED_IN for key, read in part.READERS.items()},
    }
)
"""How each register is read, by `Register.reader`: counters and present values here, settings as they are
kept, the others by the parts that they belong to."""


def _stop(meter: Meter, value: int) -> None:
    if value != 1:
        raise CommandRefused(f"debiting_stop takes 1, not {value}")
    meter.debiting_stop()


def _by_part(part: type[Part[Any]], write: Callable[[Any, Any], None]) -> Writer:
    return lambda meter, value: write(meter.part(part), value)


WRITERS: Final[Mapping[str, Writer]] = MappingProxyType(
    {
        "debiting_stop": _stop,
        **{key: _by_part(part, write) for part in PLUGGED_IN for key, write in part.WRITERS.items()},
    }
)
"""How registers are written that can be and are no settings, by key."""


def _stamp(at: int) -> Callable[[Meter], bytes]:
    return lambda meter: meter.demand.peak_stamps[at]


PEAK_STAMPS: Final[Mapping[str, Callable[[Meter], bytes]]] = MappingProxyType(
    {
        **{key: _stamp(at) for kind in KINDS for key, at in _peaks_of(kind)},
        "p_plus_day_max": lambda meter: meter.demand.day_max_stamp,
        "p_plus_day_min": lambda meter: meter.demand.day_min_stamp,
        "credit_last_load": lambda meter: meter.part(Prepayment).state.last_stamp,
    }
)
"""How the time of each class 4 register is read."""


@lru_cache(maxsize=64)
def offered(features: frozenset[str]) -> Mapping[str, Register]:
    """The registers of a meter with these features, shared by all meters that have the same."""
    return MappingProxyType({key: row for key, row in REGISTERS.items() if row.needs <= features})
