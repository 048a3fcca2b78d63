"""Reconfiguration: another software code while the meter is in service, whole, checked and logged.

It comes as a command (over the wire as the register `software_code`), or with a meter file that says another
code than it did when the meter last ran; the later of both holds. Places that are `fixed` cannot be changed:
the legally relevant part, and what stored data depend on. Persistent: the code in force, and the file's.

Source: data sheet, "Konfigurering": configured at the factory, reconfigured through the optical port or from
remote, the legal part protected. The log's columns and its name are ours: the maker has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from enfas.catalog.codes import SoftwareCode
from enfas.catalog.occurrences import Occurrence
from enfas.errors import CommandRefused, ConfigurationError, Refusal
from enfas.meter import events
from enfas.meter.command import command
from enfas.meter.part import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from enfas.meter.configuration import Configuration

__all__ = ["Reconfiguration", "ReconfigurationState"]


class ReconfigurationState(msgspec.Struct):
    """The software codes of a meter.

    Attributes:
        software: The one in force.
        filed: The one that the meter file said when the meter last ran.
        v: Version of the part.
    """

    software: str
    filed: str
    v: int = 1


class Reconfiguration(Part[ReconfigurationState]):
    """The software code of a meter, and its changes."""

    name: ClassVar[str] = "reconfiguration"
    STATE: ClassVar[type[msgspec.Struct]] = ReconfigurationState
    READERS: ClassVar[Mapping[str, Callable[[Any], int | bytes | str]]] = {
        "software_code": lambda part: part.state.software
    }
    WRITERS: ClassVar[Mapping[str, Callable[[Any, Any], None]]] = {
        "software_code": lambda part, text: part.configure(text)
    }

    @classmethod
    def new_state(cls, configuration: Configuration, start_us: int) -> Any:
        """The code as the file says."""
        return ReconfigurationState(configuration.software.text, configuration.software.text)

    @command
    def configure(self, software: str) -> None:
        """Take another software code, whole or as the places that differ: `Z4=3 Z29=5`.

        Raises:
            CommandRefused: It is none, contradicts the hardware, names a table that is not there, or changes
                what is fixed; the reason names the place and the row.
        """
        before = self.meter.configuration
        try:
            after = before.replace(software=software)
        except ConfigurationError as error:
            raise CommandRefused(f"{error}{f' ({error.hint})' if error.hint else ''}") from error
        changed = [
            place for place in SoftwareCode.fields if before.software.row(place) != after.software.row(place)
        ]
        for place in changed:
            if place.fixed:
                raise CommandRefused(f"{place.name} ({place.title}) {place.fixed}", Refusal.RIGHT)
        if changed:
            self.take(after)

    def take(self, after: Configuration) -> None:
        """Go by a configuration that was checked; what its software code says otherwise is logged."""
        before = self.meter.configuration
        changed = [
            place for place in SoftwareCode.fields if before.software.row(place) != after.software.row(place)
        ]
        self.meter.reconfigure(after)
        if not changed:
            return
        self.state.software = after.software.text
        stamp = self.meter.clock.stamp(self.meter.clock.now_us)
        for place in changed:
            old, new = (code.row(place).code for code in (before.software, after.software))
            events.configured(self.meter.logs, stamp, place.number, int(old), int(new))
        self.meter.occur(Occurrence.RECONFIGURED)

    def take_file(self, software: SoftwareCode) -> None:
        """Take the code of the meter file, if it says another than it did.

        Raises:
            ConfigurationError: It changes what is fixed.
        """
        if software.text == self.state.filed:
            return
        try:
            self.configure(software.text)
        except CommandRefused as error:
            raise ConfigurationError(
                f"the stored state does not allow the meter file's software code: {error}",
                hint="give the code that the state was made with, or another state",
            ) from error
        self.state.filed = software.text
