"""What the meter is and what it is told to do: hardware code, software code and identity, joined and checked.

Every part of the meter reads its orders here, as values; no part looks at a code. A contradiction between
codes is refused when the configuration is made, with the row that forbids it (CFG-1, CFG-2).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import Enum, unique
from types import MappingProxyType
from typing import Any, Final, Self, TypeVar

from enfas.catalog.breaker import BREAKER
from enfas.catalog.clients import OMNIPOWER_CLIENTS, passwords_of
from enfas.catalog.codes import Explained, HardwareCode, SoftwareCode, hardware, software
from enfas.catalog.codes.table import Field
from enfas.catalog.codes.values import (
    AccuracyClass,
    Breaker,
    CurrentRange,
    DisplayFormat,
    ModulePorts,
    ModulePulses,
)
from enfas.catalog.firmware import Version
from enfas.catalog.prepayment import NO_TERMS, Terms
from enfas.catalog.pulses import PULSES_PER_KWH, check_factor, check_rate
from enfas.catalog.tables import Table, shipped_tables
from enfas.conditions import AS_DELIVERED, Conditions
from enfas.errors import ConfigurationError
from enfas.meter.crystal import IDEAL, Crystal

TableType = TypeVar("TableType", bound=Table)

__all__ = ["DEFAULT_PASSWORDS", "FIRMWARE_KEY_OCTETS", "PASSWORD_MAX", "Configuration", "Numbering"]

DEFAULT_PASSWORDS: Final[Mapping[int, bytes]] = MappingProxyType(passwords_of(OMNIPOWER_CLIENTS))
"""Low-level security passwords by client."""

_U32_MAX: Final = 0xFFFF_FFFF
PASSWORD_MAX: Final = 64
"""The longest password. [octets]"""

FIRMWARE_KEY_OCTETS: Final = 32
"""An Ed25519 public key. [octets]"""

_CODE_NAME = re.compile(r"[XZ][0-9]+(_?X[0-9]+)?")


@unique
class Numbering(Enum):
    """How the entries of a log are numbered for selective access."""

    NEWEST_FROM_0 = "newest"  # as the real meter does: DLMS protocol 5512-1424 D1, page 42
    OLDEST_FROM_1 = "oldest"  # as the Blue Book does


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """One meter's configuration.

    Attributes:
        hardware: The hardware code.
        software: The software code.
        serial_number: The maker's number; legal, never changes. Unsigned, 32 bits.
        meter_numbers: The utility's numbers 1 to 3 as delivered. Unsigned, 32 bits each.
        identification: The identification number, 14 characters; made of the serial number where empty.
        software_number: The firmware's number.
        software_revision: The firmware's revision, such as Q1.
        passwords: Low-level security passwords by client number; in no text of the object.
        numbering: How entries of logs are numbered.
        rom_checksum: Of the program that measures and counts; whoever runs it says what it is. Unsigned, 32
            bits.
        application_checksum: Of the rest of the program, likewise.
        firmware_key: The Ed25519 key that firmware must be signed with; empty: none is taken.
        conditions: Under which it measures: its front end's calibration, its nominal voltage and frequency.
        crystal: How fast or slow its clock runs.
        pulse_factor_milli: By what the pulse input divides, as delivered. [0.001]
        pulse_rates: Rates of the module's pulse outputs at port 1 and 2, as delivered. [imp/kWh]
        tables: Numbered tables that its user adds to those that ship with the project.
        prepayment: How credit is counted, and tokens are checked.
    """

    hardware: HardwareCode
    software: SoftwareCode
    serial_number: int = 12_345_678
    meter_numbers: tuple[int, int, int] = (12_345_678, 0, 0)
    identification: str = ""
    software_number: int = 50_981_040
    software_revision: str = "Q1"
    passwords: Mapping[int, bytes] = field(default_factory=lambda: DEFAULT_PASSWORDS, repr=False, hash=False)
    numbering: Numbering = Numbering.NEWEST_FROM_0
    rom_checksum: int = 0
    application_checksum: int = 0
    firmware_key: bytes = b""
    conditions: Conditions = AS_DELIVERED
    crystal: Crystal = IDEAL
    pulse_factor_milli: int = 1000
    pulse_rates: tuple[int, int] = (PULSES_PER_KWH, PULSES_PER_KWH)
    tables: tuple[Table, ...] = field(default=(), hash=False)
    prepayment: Terms = NO_TERMS

    def __post_init__(self) -> None:
        self._check_codes()
        self._check_tables()
        for name, number in (
            ("serial number", self.serial_number),
            ("software number", self.software_number),
            ("checksum", self.rom_checksum),
            ("checksum of the application", self.application_checksum),
            *((f"meter number {n}", number) for n, number in enumerate(self.meter_numbers, 1)),
        ):
            if not 0 <= number <= _U32_MAX:
                raise ConfigurationError(f"the {name} {number} is outside 0 to {_U32_MAX}")
        if len(self.meter_numbers) != 3:
            raise ConfigurationError(f"a meter has 3 meter numbers, not {len(self.meter_numbers)}")
        for name, text, longest in (
            ("identification number", self.identification, 14),
            ("software revision", self.software_revision, 4),
        ):
            if not text.isascii() or not all(map(str.isprintable, text)) or len(text) > longest:
                raise ConfigurationError(f"the {name} has at most {longest} printable ASCII characters")
        if len(self.firmware_key) not in (0, FIRMWARE_KEY_OCTETS):
            raise ConfigurationError(
                f"the firmware key has {FIRMWARE_KEY_OCTETS} octets, not {len(self.firmware_key)}"
            )
        check_factor(self.pulse_factor_milli)
        for rate in self.pulse_rates:
            check_rate(rate)
        for client, password in self.passwords.items():
            if not 1 <= len(password) <= PASSWORD_MAX:
                raise ConfigurationError(
                    f"the password of client {client} has {len(password)} octets, not 1 to {PASSWORD_MAX}"
                )
        object.__setattr__(self, "passwords", MappingProxyType(dict(self.passwords)))

    def _check_codes(self) -> None:
        if lines := self.hardware.refusals():
            raise ConfigurationError(
                f"hardware code {self.hardware} cannot be configured: {'; '.join(lines)}"
            )
        if lines := self.software.refusals(self.hardware):
            raise ConfigurationError(f"the codes contradict each other: {'; '.join(lines)}")

    def _check_tables(self) -> None:
        added: set[tuple[str, int]] = set()
        for table in self.tables:
            key = table.CODE, table.number
            if key in added or key in shipped_tables():
                raise ConfigurationError(
                    f"{table.CODE} already has a table {table.number}: {table.title!r} needs another number"
                )
            added.add(key)
        for place in self.software.fields:
            row = self.software.row(place)
            if place.numbered and row not in place.rows and self._named(place) is None:
                there_are = sorted(
                    {number for code, number in added | {*shipped_tables()} if code == place.name}
                )
                raise ConfigurationError(
                    f"{place.name}={row.code} ({place.title}): there is no such table",
                    hint=f"known are {', '.join([*(r.code for r in place.rows), *map(str, there_are)])}",
                )

    def _named(self, place: Field[Any]) -> Table | None:
        """The table that stands in a place of the software code."""
        if not place.numbered:
            return None
        key = place.name, self.software.value(place)
        added = (table for table in self.tables if (table.CODE, table.number) == key)
        return next(added, None) or shipped_tables().get(key)

    def table(self, kind: type[TableType]) -> TableType | None:
        """The table of a kind that the software code names; None where its number stands for no table."""
        found = self._named(self.software.field_named(kind.CODE))
        return found if isinstance(found, kind) else None

    @classmethod
    def default(cls) -> Self:
        """Variant 2, all four quadrants, double breaker; 6.3 digits, 15 min, GMT+1 with EU summer time."""
        return cls.from_codes(HardwareCode.default())

    @classmethod
    def from_codes(
        cls, hardware: HardwareCode | str, software: SoftwareCode | str | None = None, **identity: Any
    ) -> Self:
        """Join codes, as text or as objects, and identity.

        Args:
            hardware: `6861111BN242101040`.
            software: The written form, or pairs `Z4=3 Z29=5` over the hardware's default; None: that default.
            **identity: Attributes of the configuration besides the codes.

        Raises:
            ConfigurationError: A code cannot be read, or the codes contradict each other.
        """
        hard = HardwareCode.parse(hardware) if isinstance(hardware, str) else hardware
        if lines := hard.refusals():
            raise ConfigurationError(f"hardware code {hard} cannot be configured: {'; '.join(lines)}")
        if software is None or isinstance(software, str):
            base = SoftwareCode.default(hard)
            software = base if software is None else SoftwareCode.parse(software, base)
        _refuse_unknown(cls, identity)
        return cls(hardware=hard, software=software, **identity)

    def replace(self, **changes: Any) -> Self:
        """The configuration with other attributes, or other codes by name: `replace(Z4="3", X10="0")`.

        Raises:
            ConfigurationError: As when it is made.
        """
        codes = {name: str(changes.pop(name)) for name in list(changes) if _CODE_NAME.fullmatch(name)}
        _refuse_unknown(type(self), changes)
        hard = changes.pop("hardware", self.hardware)
        soft = changes.pop("software", self.software)
        hard = HardwareCode.parse(hard) if isinstance(hard, str) else hard
        soft = SoftwareCode.parse(soft, self.software) if isinstance(soft, str) else soft
        hard = hard.replace({name.replace("_", "-"): code for name, code in codes.items() if name[0] == "X"})
        soft = soft.replace({name: code for name, code in codes.items() if name[0] == "Z"})
        return replace(self, hardware=hard, software=soft, **changes)

    def explain(self) -> tuple[Explained, ...]:
        """Every place of both codes, X1 … X16 and Z1 … Z30, with its meaning."""
        titles = {place.name: table.title for place in self.software.fields if (table := self._named(place))}
        told = (
            line._replace(meaning=titles.get(line.name, line.meaning)) for line in self.software.explain()
        )
        return self.hardware.explain() + tuple(told)

    # What the meter is: hardware code.

    @property
    def type_number(self) -> str:
        """The hardware code's 18 characters: the complete meter type number."""
        return self.hardware.text

    @property
    def identification_number(self) -> str:
        """The identification number, in the form of the published example 1KAS0019083074."""
        return self.identification or f"1KAS{self.serial_number:010d}"

    @property
    def software_number_revision(self) -> str:
        """Number and revision of the firmware as one text: 50981040-Q1."""
        return self.legal_version.text

    @property
    def legal_version(self) -> Version:
        """Number and revision of the legal part of the firmware."""
        return Version(self.software_number, self.software_revision)

    @property
    def variant(self) -> int:
        """1 or 2 (X8)."""
        return self.hardware.value(hardware.VARIANT)

    @property
    def energies(self) -> frozenset[str]:
        """The energies that the meter has registers of (X9): a_plus, a_minus, r_plus, r_minus, r1 … e_minus.

        E+ and E- and the reactive energies come with four-quadrant measurement alone.
        """
        return self.hardware.value(hardware.ENERGIES)

    @property
    def features(self) -> frozenset[str]:
        """What this meter has and not every meter does: what registers and objects may need."""
        return self.energies | {BREAKER} if self.has_breaker else self.energies

    @property
    def breaker(self) -> Breaker:
        """The integrated breaker (X10)."""
        return self.hardware.value(hardware.BREAKER)

    @property
    def has_breaker(self) -> bool:
        """Whether there is a breaker (X10); without one there are no breaker functions."""
        return self.breaker is not Breaker.NONE

    @property
    def has_radio(self) -> bool:
        """Whether there is a built-in radio (X11)."""
        return self.hardware.value(hardware.RADIO)

    @property
    def has_backup_battery(self) -> bool:
        """Whether a battery stands behind the supercapacitor (X12)."""
        return self.hardware.value(hardware.BACKUP_BATTERY)

    @property
    def current_range(self) -> CurrentRange:
        """Imin, Iref and Imax (X5). [mA]"""
        return self.hardware.value(hardware.CURRENT)

    @property
    def accuracy_class(self) -> AccuracyClass:
        """The accuracy class for active energy (X6)."""
        return self.hardware.value(hardware.ACCURACY)

    @property
    def starting_current_ma(self) -> int:
        """The current at which energy must be registered: 0.4 or 0.5 % of Iref by class (MET-5). [mA]"""
        return self.current_range.i_ref_ma * self.accuracy_class.starting_per_mille // 1000

    @property
    def country(self) -> str:
        """The country (X14-X16) in English, or nothing for a code without a known name."""
        return self.hardware.value(hardware.COUNTRY).name

    @property
    def profile_days_limit(self) -> int | None:
        """The most days that the load profile may hold, or None: 60 in Austria (LOG-4). [d]"""
        return self.hardware.value(hardware.COUNTRY).profile_days

    # What the meter is told to do: software code.

    @property
    def display_format(self) -> DisplayFormat:
        """Digits before and after the point of energies in kWh (Z1)."""
        return self.software.value(software.DISPLAY_FORMAT)

    @property
    def decimals(self) -> int:
        """Decimals of an energy in kWh (Z1): 0 to 3."""
        return self.display_format.decimals

    @property
    def energy_digits(self) -> int:
        """Digits of an energy register: 7 or 9; it starts again from zero when they are full (Z1)."""
        return self.display_format.digits

    @property
    def energy_scaler(self) -> int:
        """Exponent of ten of an energy register's last digit, relative to Wh: 3, 2, 1 or 0 (Z1)."""
        return self.display_format.scaler

    @property
    def led_on_when_idle(self) -> bool:
        """Whether the LED is lit when there is no consumption (Z2)."""
        return self.software.value(software.LED)

    @property
    def period_min(self) -> int:
        """Integration period and load profile period (Z4). [min]"""
        return self.software.value(software.PERIOD)

    @property
    def utc_offset_min(self) -> int:
        """Normal time's offset from GMT, east positive (Z11). [min]"""
        return self.software.value(software.GMT_OFFSET)

    @property
    def dst(self) -> str:
        """Summer time: "none" or "eu" (Z15)."""
        return self.software.value(software.DAYLIGHT_SAVING)

    @property
    def smart_disconnect(self) -> bool:
        """Whether smart disconnect is on: there is a breaker, and a table of settings for it (Z9)."""
        return self.has_breaker and self.software.value(software.DISCONNECT) != 0

    @property
    def has_tariffs(self) -> bool:
        """Whether tariffs are chosen (Z13)."""
        return self.software.value(software.TARIFFS) != 0

    @property
    def breaker_closed_at_delivery(self) -> bool | None:
        """The breaker's position at delivery, or None without one (Z19)."""
        position = self.software.value(software.BREAKER_POSITION)
        return position == "connected" if position else None

    @property
    def module_ports(self) -> ModulePorts:
        """What the ports of the primary module do (Z3)."""
        return self.software.value(software.MODULE_PORTS)

    @property
    def module_pulses(self) -> ModulePulses:
        """Length of the module's pulses, and whether its alarm input is on (Z8)."""
        return self.software.value(software.MODULE_PULSES)

    @property
    def pulse_unit(self) -> str:
        """What the pulse input counts (Z12): nothing, kWh, m³ or L."""
        return self.software.value(software.PULSE_UNIT)

    @property
    def profile_delta(self) -> bool:
        """Whether the load profile holds differences instead of register readings (Z27)."""
        return self.software.value(software.PROFILE_VALUES)

    @property
    def encrypted(self) -> bool:
        """Whether the interfaces are encrypted (Z28)."""
        return self.software.value(software.ENCRYPTION) is True

    @property
    def profile_channels(self) -> tuple[str, ...]:
        """The load profile's energies in the order of their columns (Z29)."""
        return self.software.value(software.PROFILE_CHANNELS)


def _refuse_unknown(owner: type[Configuration], names: Mapping[str, Any]) -> None:
    allowed = [attribute.name for attribute in fields(owner)]
    for name in names:
        if name not in allowed:
            raise ConfigurationError(f"a configuration has no {name!r}", hint=f"it has {', '.join(allowed)}")
