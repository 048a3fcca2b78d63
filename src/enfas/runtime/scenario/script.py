"""The scenario's file: the meter, what it is connected to, and what happens.

title = "A year in Umeå"
start = "2025-01-01T00:00:00+01:00"
meter = "meter.toml"                      # beside this file; left out: as delivered

[household]                               # a made-up household, or:
seed = 7
# supply = "recording.csv"                # any supply of loads

[[step]]
at = "2025-02-03T17:20:00+01:00"
do = "outage"
for_s = 1800
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from enfas.errors import ConfigurationError
from enfas.intake import Supply
from enfas.meter.configuration import Configuration
from enfas.runtime.meter_file import read_meter_file
from enfas.runtime.scenario.loads import Disturbed
from enfas.runtime.scenario.steps import Deed, Mains, Step
from enfas.supply.household import Household, HouseholdLoads
from enfas.supply.open import open_supply
from enfas.timebase import US_PER_DAY, parse_iso

__all__ = ["Happening", "Scenario", "read_scenario"]

_MOST_STEPS: Final = 100_000


class _File(msgspec.Struct, forbid_unknown_fields=True):
    start: str
    title: str = ""
    meter: str = ""
    supply: str = ""
    household: Household | None = None
    step: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that is done to the meter.

    Attributes:
        at_us: When, in supply time. [µs]
        deed: What.
    """

    at_us: int
    deed: Deed


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scripted life.

    Attributes:
        title: What it is.
        configuration: The meter.
        supply: What it is connected to, disturbances of the mains included.
        start_us: When it begins. [µs]
        happenings: What is done to the meter, in order.
    """

    title: str
    configuration: Configuration
    supply: Supply
    start_us: int
    happenings: tuple[Happening, ...]


def read_scenario(path: Path) -> Scenario:
    """The scenario of a file.

    Raises:
        ConfigurationError: It cannot be read, has a key that is none, or says what cannot be.
        InputError: Its supply cannot be read.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        file = msgspec.convert(document, _File, strict=True)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is no TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"{path}: {error}") from error
    except ConfigurationError as error:
        raise ConfigurationError(f"{path}: {error}", hint=error.hint) from error
    configuration = read_meter_file(path.parent / file.meter).configuration if file.meter else None
    start_us = parse_iso(file.start)
    if bool(file.supply) is (file.household is not None):
        raise ConfigurationError(f"{path}: it is connected to a supply or to a household, one of them")
    supply: Supply
    if file.household is not None:
        supply = HouseholdLoads(file.household, start_us)
    else:
        supply = open_supply(path.parent / file.supply)
        if supply.sampling is not None:
            raise ConfigurationError(f"{path}: {supply.name} has samples; a scenario needs a load series")
    at = [(instant, step) for step in file.step for instant in _instants(step)]
    if len(at) > _MOST_STEPS:
        raise ConfigurationError(f"{path}: {len(at)} things happen; {_MOST_STEPS} are the most")
    mains = [(instant_us, step) for instant_us, step in at if isinstance(step, Mains)]
    deeds = [Happening(instant_us, step) for instant_us, step in at if isinstance(step, Deed)]
    return Scenario(
        file.title or path.stem,
        configuration or Configuration.default(),
        Disturbed(supply, start_us, mains),
        start_us,
        tuple(sorted(deeds, key=lambda happening: happening.at_us)),
    )


def _instants(step: Step) -> list[int]:
    first_us = parse_iso(step.at)
    return [first_us + n * step.every_days * US_PER_DAY for n in range(step.times)]
