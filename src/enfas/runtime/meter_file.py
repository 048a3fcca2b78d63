"""The meter file: what kind of meter it is, and who it is, in TOML.

    [meter]
    hardware = "6861111BN242101040"      # what the meter is
    software = "Z4=3 Z29=5"              # what it is told: whole, or what differs from the hardware's default
    serial_number = 12345678
    u_nominal_v = 230                    # nominal voltage and frequency
    f_nominal_hz = 50

    [software]                           # or place by place, instead of `software` above
    Z4 = "3"

    [calibration]                        # of its front end: value = gain · (sample − offset)
    u_gain = 1.0                         # so also u_offset, i_gain, i_offset
    phase_deg = 0.0                      # by how much its current comes late, at the nominal frequency

    [clock]
    typical = true                       # within 5 ppm at 23 °C, by the serial number; or say it:
    drift_ppm = 0.0                      # by how much it runs fast at 23 °C
    curve_ppm_per_k2 = 0.0               # and by how much more per square of the distance from there

    [firmware]
    public_key = "utility.pub.pem"       # beside this file: what firmware is signed with

    [ports]
    pulse_factor = 1.0                   # the pulse input counts one for so many pulses: 0.1 to 1000
    pulse_rates = [1000, 1000]           # imp/kWh of the pulse outputs at port 1 and 2: 1 to 1000

    [prepayment]
    secret = "00112233445566778899aabbccddeeff"   # what tokens of 20 digits are checked with
    public_key = ""                      # what signed tokens are checked with (Ed25519)
    currency = "SEK"                     # credit in money; left out: in kWh
    prices = [2.50, 1.10, 0.90, 0.90]    # of a kWh in tariffs 1 to 4
    emergency = 20.0                     # how much may be used, once taken, when credit is out

    [tables]
    files = ["my_calendar.toml"]         # numbered tables of one's own, beside this file; Z20=7 names one

    [dlms]
    numbering = "newest"                 # entries of logs from 0, the newest first; "oldest": from 1
    passwords = { 18 = "12345" }         # low-level security by client

    [limits]
    connections = 256                    # and the other bounds that lines are held to: docs/lines.md

Every key may be left out; a key that is none is refused.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final

import msgspec

from enfas.catalog.prepayment import NO_TERMS, Terms
from enfas.catalog.pulses import PULSES_PER_KWH
from enfas.catalog.tables import KINDS, Table, parse_table
from enfas.conditions import AS_DELIVERED, Calibration, Conditions
from enfas.errors import ConfigurationError
from enfas.limits import Limits
from enfas.meter.configuration import DEFAULT_PASSWORDS, Configuration, Numbering
from enfas.meter.crystal import IDEAL, Crystal
from enfas.runtime.keys import read_public_key

_ROUNDING: Final = 1e-6

__all__ = ["MeterFile", "read_meter_file"]


@dataclass(frozen=True, slots=True)
class MeterFile:
    """What a meter file says.

    Attributes:
        configuration: The meter.
        limits: What its lines are held to.
    """

    configuration: Configuration
    limits: Limits = field(default_factory=Limits)


class _Meter(msgspec.Struct, forbid_unknown_fields=True):
    hardware: str = ""
    software: str = ""
    serial_number: int = 12_345_678
    meter_numbers: tuple[int, int, int] | None = None
    identification: str = ""
    software_number: int | None = None
    software_revision: str | None = None
    u_nominal_v: float = AS_DELIVERED.u_nominal_v
    f_nominal_hz: float = AS_DELIVERED.f_nominal_hz


class _Dlms(msgspec.Struct, forbid_unknown_fields=True):
    numbering: Numbering = Numbering.NEWEST_FROM_0
    passwords: dict[int, str] = msgspec.field(default_factory=dict)

    def __repr__(self) -> str:
        return f"_Dlms(numbering={self.numbering}, clients={sorted(self.passwords)})"


class _Clock(msgspec.Struct, forbid_unknown_fields=True):
    typical: bool = False
    drift_ppm: float | None = None
    curve_ppm_per_k2: float | None = None


class _Firmware(msgspec.Struct, forbid_unknown_fields=True):
    public_key: str = ""


class _Ports(msgspec.Struct, forbid_unknown_fields=True):
    pulse_factor: float = 1.0
    pulse_rates: tuple[int, int] = (PULSES_PER_KWH, PULSES_PER_KWH)


class _Prepayment(msgspec.Struct, forbid_unknown_fields=True):
    secret: str = ""
    public_key: str = ""
    currency: str = ""
    prices: tuple[float, ...] = ()
    emergency: float = 0.0

    def __repr__(self) -> str:
        return f"_Prepayment(currency={self.currency!r})"

    def terms(self) -> Terms:
        """The terms as the meter counts them."""
        prices = [_whole(1000 * price, f"a price of {price}") for price in self.prices]
        return Terms(
            secret=_octets(self.secret, "secret"),
            public_key=_octets(self.public_key, "public_key"),
            currency=self.currency,
            prices=tuple(prices) or NO_TERMS.prices,  # type: ignore[arg-type]  # the terms count them
            emergency=_whole(100 * self.emergency, f"emergency credit of {self.emergency}"),
        )


class _Tables(msgspec.Struct, forbid_unknown_fields=True):
    files: tuple[str, ...] = ()


class _File(msgspec.Struct, forbid_unknown_fields=True):
    meter: _Meter = msgspec.field(default_factory=_Meter)
    software: dict[str, str] = msgspec.field(default_factory=dict)
    calibration: dict[str, float] = msgspec.field(default_factory=dict)
    clock: _Clock = msgspec.field(default_factory=_Clock)
    firmware: _Firmware = msgspec.field(default_factory=_Firmware)
    ports: _Ports = msgspec.field(default_factory=_Ports)
    prepayment: _Prepayment = msgspec.field(default_factory=_Prepayment)
    tables: _Tables = msgspec.field(default_factory=_Tables)
    dlms: _Dlms = msgspec.field(default_factory=_Dlms)
    limits: Limits = msgspec.field(default_factory=Limits)


def read_meter_file(path: Path) -> MeterFile:
    """What a meter file says.

    Raises:
        ConfigurationError: It cannot be read, is no TOML, has a key that is none, or says what cannot be.
    """
    try:
        document = tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path} is no TOML: {error}") from error
    try:
        file = msgspec.convert(document, _File, strict=True, str_keys=True)
        files = [path.parent / name for name in file.tables.files]
        tables = tuple(parse_table(_text(at), at.name, KINDS) for at in files)
        key = read_public_key(path.parent / file.firmware.public_key) if file.firmware.public_key else b""
        return MeterFile(_configuration(file, tables).replace(firmware_key=key), file.limits)
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"{path}: {error}") from error
    except ConfigurationError as error:
        raise ConfigurationError(f"{path}: {error}", hint=error.hint) from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path} is no text: {error}") from error


def _octets(digits: str, key: str) -> bytes:
    try:
        return bytes.fromhex(digits)
    except ValueError:
        raise ConfigurationError(f"[prepayment] {key} is written in hexadecimal digits") from None


def _whole(value: float, what: str) -> int:
    if abs(value - round(value)) > _ROUNDING:
        raise ConfigurationError(f"[prepayment] {what} has too many decimals")
    return round(value)


def _configuration(file: _File, tables: tuple[Table, ...]) -> Configuration:
    meter = file.meter
    secured = sorted(DEFAULT_PASSWORDS)
    for client in file.dlms.passwords:
        if client not in secured:
            raise ConfigurationError(
                f"client {client} takes no password", hint=f"these do: {', '.join(map(str, secured))}"
            )
    identity: dict[str, Any] = {
        "serial_number": meter.serial_number,
        "meter_numbers": meter.meter_numbers or (meter.serial_number, 0, 0),
        "identification": meter.identification,
        "numbering": file.dlms.numbering,
        "passwords": {
            **DEFAULT_PASSWORDS,
            **{client: password.encode() for client, password in file.dlms.passwords.items()},
        },
        "tables": tables,
        "pulse_factor_milli": _milli(file.ports.pulse_factor, "ports: pulse_factor"),
        "pulse_rates": file.ports.pulse_rates,
        "prepayment": file.prepayment.terms(),
        "crystal": _crystal(file.clock, meter.serial_number),
        "conditions": Conditions(_calibration(file.calibration), meter.u_nominal_v, meter.f_nominal_hz),
    }
    for name in ("software_number", "software_revision"):
        if (value := getattr(meter, name)) is not None:
            identity[name] = value
    if meter.software and file.software:
        raise ConfigurationError("the software code stands twice: in [meter] and in [software]")
    software = meter.software or " ".join(f"{place}={code}" for place, code in file.software.items())
    hardware = meter.hardware or Configuration.default().hardware
    return Configuration.from_codes(hardware, software or None, **identity)


def _crystal(clock: _Clock, serial_number: int) -> Crystal:
    crystal = Crystal.typical(serial_number) if clock.typical else IDEAL
    if clock.drift_ppm is not None:
        crystal = replace(crystal, drift_ppb=_milli(clock.drift_ppm, "clock: drift_ppm"))
    if clock.curve_ppm_per_k2 is not None:
        crystal = replace(crystal, curve_ppb=_milli(clock.curve_ppm_per_k2, "clock: curve_ppm_per_k2"))
    return crystal


def _milli(value: float, key: str) -> int:
    """A number in thousandths."""
    if not math.isfinite(value):
        raise ConfigurationError(f"{key} is {value}, not a number")
    return round(1000 * value)


def _calibration(figures: dict[str, float]) -> Calibration:
    known = [figure.name for figure in fields(Calibration)]
    for name in figures:
        if name not in known:
            raise ConfigurationError(f"a calibration has no {name!r}", hint=f"it has {', '.join(known)}")
    return Calibration(**figures)
