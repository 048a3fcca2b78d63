"""Whose state it is, and all that its configuration says: a state can be looked at by itself.

Another meter's state is refused.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec

from enfas.catalog.prepayment import NO_TERMS, Terms
from enfas.catalog.tables import KINDS, document_of, table_of
from enfas.conditions import AS_DELIVERED, Conditions
from enfas.errors import ConfigurationError
from enfas.meter.configuration import Configuration, Numbering
from enfas.meter.crystal import IDEAL, Crystal

__all__ = ["Identity"]


class Identity(msgspec.Struct, frozen=True):
    """The configuration that a state was made with, but for secrets.

    Attributes:
        serial_number: The maker's number.
        hardware: The hardware code.
        software: The software code that the meter file said; `Reconfiguration` knows the one in force.
        identification: The identification number.
        software_number: The firmware's number.
        software_revision: The firmware's revision.
        numbering: How entries of logs are numbered.
        conditions: Under which it measures.
        crystal: How fast or slow its clock runs.
        tables: The numbered tables that its user has added, as documents.
        prepayment: The terms of prepayment, without their secret.
        v: Version of the part.
    """

    serial_number: int
    hardware: str
    software: str
    identification: str
    software_number: int
    software_revision: str
    numbering: Numbering
    conditions: Conditions = AS_DELIVERED
    tables: tuple[dict[str, Any], ...] = ()
    crystal: Crystal = IDEAL
    prepayment: Terms = NO_TERMS
    v: int = 1

    @classmethod
    def of(cls, configuration: Configuration) -> Identity:
        """The identity that a configuration gives."""
        return cls(
            configuration.serial_number,
            configuration.hardware.text,
            configuration.software.text,
            configuration.identification_number,
            configuration.software_number,
            configuration.software_revision,
            configuration.numbering,
            configuration.conditions,
            tuple(map(document_of, configuration.tables)),
            configuration.crystal,
            replace(configuration.prepayment, secret=b""),
        )

    def check(self, configuration: Configuration) -> None:
        """Refuse a configuration that is not this meter's.

        Raises:
            ConfigurationError: Serial number or hardware code differ.
        """
        asked = Identity.of(configuration)
        for name in ("serial_number", "hardware"):
            kept, wanted = getattr(self, name), getattr(asked, name)
            if kept != wanted:
                raise ConfigurationError(
                    f"the stored state is of a meter with {name.replace('_', ' ')} {kept}, not {wanted}",
                    hint="give the meter file that the state was made with, or another state",
                )

    def configuration(self) -> Configuration:
        """The configuration, with passwords as delivered."""
        return Configuration.from_codes(
            self.hardware,
            self.software,
            serial_number=self.serial_number,
            identification=self.identification,
            software_number=self.software_number,
            software_revision=self.software_revision,
            numbering=self.numbering,
            conditions=self.conditions,
            crystal=self.crystal,
            prepayment=self.prepayment,
            tables=tuple(table_of(document, KINDS) for document in self.tables),
        )
