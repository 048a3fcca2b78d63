"""Settings: values that are kept as they are written, within the bounds of their rows. Persistent: all.

Which there are says the catalog: the rows of registers that bear a `setting`, and those of the link layer.
What was never written is at its default, which for the meter numbers is the configuration's.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, ClassVar, Final

import msgspec

from enfas.catalog.link_settings import LINK_SETTINGS
from enfas.catalog.registers import REGISTERS
from enfas.errors import CommandRefused, Refusal
from enfas.meter.command import command
from enfas.meter.configuration import Configuration
from enfas.meter.part import Part

__all__ = ["SETTINGS", "Settings", "SettingsState"]

SETTINGS: Final = MappingProxyType(
    {**{key: row.setting for key, row in REGISTERS.items() if row.setting}, **LINK_SETTINGS}
)
"""All settings by key."""

_METER_NUMBERS: Final = ("meter_number_1", "meter_number_2", "meter_number_3")


class SettingsState(msgspec.Struct):
    """What was written.

    Attributes:
        values: By key.
        v: Version of the part.
    """

    values: dict[str, int] = msgspec.field(default_factory=dict)
    v: int = 1


class Settings(Part[SettingsState]):
    """The settings of a meter."""

    name: ClassVar[str] = "settings"
    STATE: ClassVar[type[msgspec.Struct]] = SettingsState

    @classmethod
    def new_state(cls, configuration: Configuration, start_us: int) -> Any:
        """The meter numbers as delivered."""
        return SettingsState(dict(zip(_METER_NUMBERS, configuration.meter_numbers, strict=True)))

    def __getitem__(self, key: str) -> int:
        """The value of a setting."""
        value = self.state.values.get(key)
        return SETTINGS[key].default if value is None else value

    @command
    def write(self, key: str, value: int) -> None:
        """Change a setting.

        Raises:
            CommandRefused: There is none of the name, or the value is out of its bounds.
        """
        setting = SETTINGS.get(key)
        if setting is None:
            raise CommandRefused(f"there is no setting {key!r}", Refusal.ABSENT)
        if not setting.least <= value <= setting.most:
            raise CommandRefused(f"{key} takes {setting.least} to {setting.most}, not {value}", Refusal.VALUE)
        self.state.values[key] = value
