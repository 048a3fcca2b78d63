"""How each register is read from the meter: one function by key, giving an integer or a string.

Energies are the counters divided by the resolution of Z1, cut off, and start again from zero when their
digits are full, as a real register does. Which registers a meter has follows from its energies (X9).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from enfas.catalog.codes.software import SOFTWARE_GROUPS
from enfas.catalog.quality import DataQuality
from enfas.catalog.registers import (
    MOST_TARIFFS,
    REGISTERS,
    VERIFICATION_DIGITS,
    VERIFICATION_SCALER,
    Register,
)
from enfas.interval import A_MINUS, A_PLUS
from enfas.meter.checksum import rom_checksum
from enfas.meter.demand import POWERS, SLOTS, slot
from enfas.meter.energy import PARTS, TRIPS
from enfas.timebase import US_PER_HOUR

if TYPE_CHECKING:
    from enfas.meter.device import Meter

__all__ = ["MJ_PER_WH", "PEAK_STAMPS", "READERS", "Value", "configuration_number", "offered"]

Value = int | bytes | str
Reader = Callable[["Meter"], Value]

MJ_PER_WH: Final = 3_600_000
_VERIFICATION_MJ: Final = MJ_PER_WH // 10**-VERIFICATION_SCALER
_VERIFICATION_FULL: Final = 10**VERIFICATION_DIGITS
_U32: Final = 1 << 32
_METER_RESET: Final = 1
_LOW_DIGITS: Final = 5
_NUMBER_DIGITS: Final = 9


def _energy_readers(energy: str) -> dict[str, Reader]:
    """Readers of an energy: in all, by tariff, in verification."""
    parts = PARTS[energy]
    first, last = parts[0], parts[-1]

    def one(meter: Meter) -> Value:
        return sum(meter.energy.counts[first]) // meter.step_mj % meter.full

    def both(meter: Meter) -> Value:
        counts = meter.energy.counts
        return (sum(counts[first]) + sum(counts[last])) // meter.step_mj % meter.full

    def tariff(number: int) -> Reader:
        return lambda meter: meter.energy.in_tariff(energy, number) // meter.step_mj % meter.full

    readers: dict[str, Reader] = {energy: one if len(parts) == 1 else both}
    for number in range(1, MOST_TARIFFS + 1):
        readers[f"{energy}_t{number}"] = tariff(number)
    readers[f"{energy}_verification"] = lambda meter: (
        meter.energy.total(energy) // _VERIFICATION_MJ % _VERIFICATION_FULL
    )
    if energy in TRIPS:
        readers[f"{energy}_trip"] = lambda meter: meter.energy.trip(energy) // meter.step_mj % meter.full
    return readers


def _power_readers(power: str) -> dict[str, Reader]:
    """Readers of a power: present, mean, peaks and cumulative peaks."""
    place = POWERS.index(power)

    def present(meter: Meter) -> int:
        value: int = getattr(meter.instant, power)
        return value

    def peak(at: int) -> Reader:
        return lambda meter: meter.demand.peaks[at]

    def cumulative(at: int) -> Reader:
        return lambda meter: meter.demand.cumulative[at] % _U32

    readers: dict[str, Reader] = {power: present, f"{power}_mean": lambda meter: meter.demand.means[place]}
    for number in range(SLOTS):
        ending = f"_t{number}" if number else ""
        readers[f"{power}_max{ending}"] = peak(slot(power, number))
        readers[f"{power}_cumulative{ending}"] = cumulative(slot(power, number))
    return readers


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


def _all_readers() -> dict[str, Reader]:
    readers: dict[str, Reader] = {}
    for energy in PARTS:
        readers |= _energy_readers(energy)
    for power in POWERS:
        readers |= _power_readers(power)
    readers |= {
        "a_total": lambda m: (
            (sum(m.energy.counts[A_PLUS]) + sum(m.energy.counts[A_MINUS])) // m.step_mj % m.full
        ),
        "a_net": _net,
        "p_plus_day_min": lambda m: m.demand.day_min,
        "p_plus_day_max": lambda m: m.demand.day_max,
        "u": lambda m: m.instant.u,
        "i": lambda m: m.instant.i,
        "f": lambda m: m.instant.f,
        "pf": lambda m: m.instant.pf,
        "angle": lambda m: m.instant.angle,
        "thd_u": lambda m: m.instant.thd_u,
        "thd_i": lambda m: m.instant.thd_i,
        "u_mean": lambda m: m.demand.u,
        "i_mean": lambda m: m.demand.i,
        "f_mean": lambda m: m.demand.f,
        "pf_mean": lambda m: m.demand.pf,
        "thd_u_mean": lambda m: m.demand.thd_u,
        "thd_i_mean": lambda m: m.demand.thd_i,
        "hours": lambda m: m.mains.total_us // US_PER_HOUR,
        "power_threshold": lambda m: m.settings.power_threshold_w,
        "power_threshold_count": lambda m: m.demand.over_threshold % 256,
        "debiting_count": lambda m: m.demand.stops % 256,
        "tariff": lambda m: m.energy.tariff,
        "voltage_high_limit": lambda m: m.settings.voltage_high_v,
        "voltage_low_limit": lambda m: m.settings.voltage_low_v,
        "meter_number_low": lambda m: f"{m.settings.meter_numbers[0]:05d}"[-_LOW_DIGITS:].encode(),
        "meter_number_1": lambda m: m.settings.meter_numbers[0],
        "meter_number_2": lambda m: m.settings.meter_numbers[1],
        "meter_number_3": lambda m: m.settings.meter_numbers[2],
        "identification": lambda m: m.configuration.identification_number,
        "serial_number": lambda m: m.configuration.serial_number,
        "type_number": lambda m: m.configuration.type_number,
        "software_number_revision": lambda m: m.configuration.software_number_revision,
        "software_revision": lambda m: m.configuration.software_revision,
        "rom_checksum": lambda m: rom_checksum(),
        "meter_status": lambda m: _METER_RESET if m.period.quality & DataQuality.OUTAGE else 0,
        "operation_state": lambda m: m.settings.operation_state,
        "special_data_1": lambda m: m.settings.special_data[0],
        "special_data_2": lambda m: m.settings.special_data[1],
        "energy_format": lambda m: 1,
    }
    for number in range(1, 6):
        readers[f"configuration_{number}"] = _configuration_reader(number)
    shown = {row.reader for row in REGISTERS.values() if "R" in row.access}
    return {key: reader for key, reader in readers.items() if key in shown}


READERS: Final[Mapping[str, Reader]] = MappingProxyType(_all_readers())
"""How each register is read, by `Register.reader`."""


def _peak_stamps() -> dict[str, Callable[[Meter], bytes]]:
    def of(at: int) -> Callable[[Meter], bytes]:
        return lambda meter: meter.demand.peak_stamps[at]

    stamps = {
        f"{power}_max{f'_t{number}' if number else ''}": of(slot(power, number))
        for power in POWERS
        for number in range(SLOTS)
    }
    stamps["p_plus_day_max"] = lambda meter: meter.demand.day_max_stamp
    stamps["p_plus_day_min"] = lambda meter: meter.demand.day_min_stamp
    return {key: stamp for key, stamp in stamps.items() if key in REGISTERS}


PEAK_STAMPS: Final[Mapping[str, Callable[[Meter], bytes]]] = MappingProxyType(_peak_stamps())
"""How the time of each class 4 register is read."""


@lru_cache(maxsize=16)
def offered(energies: frozenset[str]) -> Mapping[str, Register]:
    """The registers of a meter with these energies, shared by all meters of the kind."""
    return MappingProxyType({key: row for key, row in REGISTERS.items() if row.needs <= energies})
