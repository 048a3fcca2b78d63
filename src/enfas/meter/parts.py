"""The meter's persistent parts: what each is called, and how it becomes octets and comes back.

JSON by msgspec, each with a version `v`. A part of a newer version is refused, never guessed at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple, Self, TypeVar, get_type_hints

import msgspec

from enfas.errors import ConfigurationError, StorageError
from enfas.meter.clock import ClockState
from enfas.meter.configuration import Configuration
from enfas.meter.credentials import Credentials
from enfas.meter.demand import Demand
from enfas.meter.energy import Energy
from enfas.meter.instant import Instant
from enfas.meter.integration import Integration
from enfas.meter.mains import Mains
from enfas.meter.part import Part
from enfas.meter.profile import ProfileState
from enfas.meter.settings import Settings

__all__ = ["PLUGGED_IN", "Identity", "Parts"]

PLUGGED_IN: Final[tuple[type[Part[Any]], ...]] = (Integration,)
"""The parts that are plugged in, in the order in which they act at one instant: a new one is a line here."""

_Part = TypeVar("_Part", bound=msgspec.Struct)
_encoder = msgspec.json.Encoder()


class Identity(msgspec.Struct, frozen=True):
    """Whose state it is: another meter's state is refused.

    Attributes:
        serial_number: The maker's number.
        hardware: The hardware code.
        software: The software code.
        v: Version of the part.
    """

    serial_number: int
    hardware: str
    software: str
    v: int = 1

    def check(self, configuration: Configuration) -> None:
        """Refuse a configuration that is not this meter's.

        Raises:
            ConfigurationError: Serial number or codes differ.
        """
        asked = identity_of(configuration)
        for name in ("serial_number", "hardware", "software"):
            kept, wanted = getattr(self, name), getattr(asked, name)
            if kept != wanted:
                raise ConfigurationError(
                    f"the stored state is of a meter with {name.replace('_', ' ')} {kept}, not {wanted}",
                    hint="give the meter file that the state was made with, or another state",
                )


class _Version(msgspec.Struct):
    v: int


def identity_of(configuration: Configuration) -> Identity:
    """The identity that a configuration gives."""
    return Identity(configuration.serial_number, configuration.hardware.text, configuration.software.text)


class Parts(NamedTuple):
    """All that is persistent: the core's parts under their names here, those plugged in under their own."""

    identity: Identity
    clock: ClockState
    energy: Energy
    instant: Instant
    demand: Demand
    mains: Mains
    settings: Settings
    credentials: Credentials
    profile: ProfileState
    plugged_in: Mapping[str, msgspec.Struct]

    @classmethod
    def new(cls, configuration: Configuration, start_us: int) -> Self:
        """The parts of a meter that is made at an instant: all registers are zero. [µs]"""
        period_min = configuration.period_min
        return cls(
            identity=identity_of(configuration),
            clock=ClockState(start_us, summer_time=configuration.dst == "eu"),
            energy=Energy(),
            instant=Instant(),
            demand=Demand(),
            mains=Mains(),
            settings=Settings(list(configuration.meter_numbers)),
            credentials=Credentials(),
            profile=ProfileState(period_min, configuration.profile_channels, configuration.profile_delta),
            plugged_in={part.name: part.new_state(configuration, start_us) for part in PLUGGED_IN},
        )

    @classmethod
    def decode(cls, configuration: Configuration, stored: Mapping[str, bytes]) -> Self:
        """The parts as they were stored.

        Raises:
            ConfigurationError: They are of a meter of another serial number or other codes.
            StorageError: One is missing, broken, or of a newer version.
        """
        types = get_type_hints(cls)
        own = {name: _decode(stored, name, types[name]) for name in cls._fields[:-1]}
        plugged_in = {part.name: _decode(stored, part.name, part.STATE) for part in PLUGGED_IN}
        parts = cls(**own, plugged_in=plugged_in)
        parts.identity.check(configuration)
        return parts

    def encode(self) -> dict[str, bytes]:
        """All parts as octets."""
        encode = _encoder.encode
        own = zip(self._fields[:-1], self, strict=False)
        return {name: encode(part) for name, part in (*own, *self.plugged_in.items())}


def _decode(parts: Mapping[str, bytes], name: str, type_: type[_Part]) -> _Part:
    if name not in parts:
        raise StorageError(f"the stored state has no part {name!r}")
    known = type_.__struct_defaults__[-1]
    try:
        version = msgspec.json.decode(parts[name], type=_Version).v
        if version > known:
            raise StorageError(
                f"part {name!r} of the stored state is of version {version}; this program knows {known}",
                hint="use a newer version of the program",
            )
        return msgspec.json.decode(parts[name], type=type_)
    except msgspec.MsgspecError as error:
        raise StorageError(f"part {name!r} of the stored state is broken: {error}") from error
