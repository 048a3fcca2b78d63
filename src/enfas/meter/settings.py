"""Settings that commands may change, with the bounds that they are held to. Persistent: all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import msgspec

from enfas.errors import CommandRefused

__all__ = ["LINK_WRITERS", "WRITERS", "Settings"]

_U32_MAX: Final = 0xFFFF_FFFF


class Settings(msgspec.Struct):
    """What can be written.

    Attributes:
        meter_numbers: The utility's numbers 1 to 3.
        power_threshold_w: Integration periods with a larger mean P+ are counted. [W]
        voltage_low_v: A voltage under it marks its period. [V]
        voltage_high_v: A voltage over it marks its period. [V]
        operation_state: 1 normal; 2 to 5 verification of A+, A-, R+, R-.
        special_data: Two numbers for the utility's own use.
        hdlc_address: The lower HDLC address that the meter answers to.
        hdlc_inactivity_s: An HDLC link that is silent for so long is down; 0: never. [s]
        hdlc_inter_octet_ms: An HDLC frame that stops for so long is given up. [ms]
        v: Version of the part.

    Source: defaults of DLMS protocol 5512-1424 D1 (objects 1.1.96.51.1, 1.1.134.0.12, 1.1.134.0.13,
    HDLC setup).
    """

    meter_numbers: list[int]
    power_threshold_w: int = 99_000
    voltage_low_v: int = 207
    voltage_high_v: int = 253
    operation_state: int = 1
    special_data: list[int] = msgspec.field(default_factory=lambda: [0, 0])
    hdlc_address: int = 32
    hdlc_inactivity_s: int = 20
    hdlc_inter_octet_ms: int = 500
    v: int = 1


@dataclass(frozen=True, slots=True)
class _Writer:
    """How a value is written: its bounds, and where it goes."""

    least: int
    most: int
    put: Callable[[Settings, int], None]

    def write(self, settings: Settings, key: str, value: int) -> None:
        """Write a value.

        Raises:
            CommandRefused: It is out of bounds.
        """
        if not self.least <= value <= self.most:
            raise CommandRefused(f"{key} takes {self.least} to {self.most}, not {value}")
        self.put(settings, value)


def _attribute(name: str) -> Callable[[Settings, int], None]:
    return lambda settings, value: setattr(settings, name, value)


def _element(name: str, place: int) -> Callable[[Settings, int], None]:
    def put(settings: Settings, value: int) -> None:
        getattr(settings, name)[place] = value

    return put


WRITERS: Final[dict[str, _Writer]] = {
    "meter_number_1": _Writer(0, _U32_MAX, _element("meter_numbers", 0)),
    "meter_number_2": _Writer(0, _U32_MAX, _element("meter_numbers", 1)),
    "meter_number_3": _Writer(0, _U32_MAX, _element("meter_numbers", 2)),
    "power_threshold": _Writer(0, _U32_MAX, _attribute("power_threshold_w")),
    "voltage_low_limit": _Writer(184, 227, _attribute("voltage_low_v")),
    "voltage_high_limit": _Writer(233, 276, _attribute("voltage_high_v")),
    "operation_state": _Writer(1, 5, _attribute("operation_state")),
    "special_data_1": _Writer(0, _U32_MAX, _element("special_data", 0)),
    "special_data_2": _Writer(0, _U32_MAX, _element("special_data", 1)),
}
"""Registers that may be written, by key. Bounds of the voltage limits: technical description 5512-1235 D1
(184 to 227.7 V and 232.3 to 276 V, whole volts here)."""

LINK_WRITERS: Final[dict[str, _Writer]] = {
    "hdlc_address": _Writer(16, 16_381, _attribute("hdlc_address")),
    "hdlc_inactivity_s": _Writer(0, 0xFFFF, _attribute("hdlc_inactivity_s")),
    "hdlc_inter_octet_ms": _Writer(20, 6_000, _attribute("hdlc_inter_octet_ms")),
}
"""Settings of the link layer that may be written, by name. Bounds: IEC 62056-46."""
