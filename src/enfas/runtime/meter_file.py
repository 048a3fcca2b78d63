"""The meter file: what kind of meter it is, and who it is, in TOML.

    [meter]
    hardware = "6861111BN242101040"      # what the meter is
    software = "Z4=3 Z29=5"              # what it is told: whole, or what differs from the hardware's default
    serial_number = 12345678

    [dlms]
    numbering = "newest"                 # entries of logs from 0, the newest first; "oldest": from 1
    passwords = { 18 = "12345" }         # low-level security by client

    [limits]
    connections = 256                    # and the other bounds that lines are held to: docs/lines.md

Every key may be left out; a key that is none is refused.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from enfas.errors import ConfigurationError
from enfas.faces.cosem.clients import CLIENTS
from enfas.limits import Limits
from enfas.meter.configuration import DEFAULT_PASSWORDS, Configuration, Numbering

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


class _Dlms(msgspec.Struct, forbid_unknown_fields=True):
    numbering: Numbering = Numbering.NEWEST_FROM_0
    passwords: dict[int, str] = msgspec.field(default_factory=dict)

    def __repr__(self) -> str:
        return f"_Dlms(numbering={self.numbering}, clients={sorted(self.passwords)})"


class _File(msgspec.Struct, forbid_unknown_fields=True):
    meter: _Meter = msgspec.field(default_factory=_Meter)
    dlms: _Dlms = msgspec.field(default_factory=_Dlms)
    limits: Limits = msgspec.field(default_factory=Limits)


def read_meter_file(path: Path) -> MeterFile:
    """What a meter file says.

    Raises:
        ConfigurationError: It cannot be read, is no TOML, has a key that is none, or says what cannot be.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is no TOML: {error}") from error
    try:
        file = msgspec.convert(document, _File, strict=True, str_keys=True)
        return MeterFile(_configuration(file), file.limits)
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"{path}: {error}") from error
    except ConfigurationError as error:
        raise ConfigurationError(f"{path}: {error}", hint=error.hint) from error


def _configuration(file: _File) -> Configuration:
    meter = file.meter
    secured = sorted({client.address for client in CLIENTS.values() if client.secured})
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
    }
    for name in ("software_number", "software_revision"):
        if (value := getattr(meter, name)) is not None:
            identity[name] = value
    hardware = meter.hardware or Configuration.default().hardware
    return Configuration.from_codes(hardware, meter.software or None, **identity)
