"""The symbols, indicators and lamps of the front, from what a meter is and does.

Source: data sheet, "Display" (what each symbol means), Z2.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from enfas.catalog.breaker import OPEN_STATES, BreakerState
from enfas.catalog.status import MeterStatus
from enfas.faces.display.glass import Breaker as Symbol
from enfas.faces.display.glass import Display, Lamp
from enfas.meter.breaker import Breaker
from enfas.meter.panel import Panel
from enfas.meter.prepayment.part import Prepayment
from enfas.meter.status import Status
from enfas.meter.tamper import Tamper

if TYPE_CHECKING:
    from enfas.meter.device import Meter

__all__ = ["ERROR_BITS", "TAMPER_BITS", "VOLTAGE_FROM_V", "breaker_symbol", "lit", "status_symbols"]

VOLTAGE_FROM_V: Final = 160
"""The voltage indicator is on above this. [V]"""
ERROR_BITS: Final = MeterStatus.EEPROM | MeterStatus.RAM | MeterStatus.ROM
"""What of the meter status is a critical internal error."""
TAMPER_BITS: Final = MeterStatus.MAGNET | MeterStatus.COVER
"""What of it is tampering."""


def breaker_symbol(state: int) -> tuple[Symbol, Lamp]:
    """The symbol and the red diode of a state of the breaker (register 1.1.128.0.0.255)."""
    if state not in OPEN_STATES:
        return Symbol.CLOSED, Lamp.OFF
    return Symbol.OPEN, Lamp.FLASHING if state == BreakerState.AWAITING_RECONNECTION else Lamp.ON


def status_symbols(status: int) -> dict[str, Any]:
    """The symbols of the meter status octet, for whoever sees no more of a meter."""
    return {"error": bool(status & ERROR_BITS), "tamper": bool(status & TAMPER_BITS)}


def lit(meter: Meter, display: Display) -> Display:
    """The glass with the symbols on that the meter's present warrants."""
    present, configuration, panel = meter.present, meter.configuration, meter.part(Panel)
    idle = Lamp.ON if configuration.led_on_when_idle else Lamp.OFF
    return replace(
        display,
        backlight=True,
        quadrant=present.quadrant,
        tariff=meter.energy.tariff if configuration.has_tariffs else 0,
        voltage=(present.u or 0) > VOLTAGE_FROM_V,
        current=present.loaded,
        radio=panel.radio_on,
        modules=panel.communicating,
        led=idle if present.starting else Lamp.FLASHING,
        error=status_symbols(meter.part(Status).octet)["error"],
        tamper=meter.part(Tamper).marked,
        **_breaker(meter),
    )


def _breaker(meter: Meter) -> dict[str, Any]:
    """The breaker's symbol, its diode, and the symbol of prepayment, which works by the breaker."""
    if not meter.configuration.has_breaker:
        return {}
    part = meter.part(Breaker)
    symbol, lamp = breaker_symbol(part.position)
    smart = meter.configuration.smart_disconnect or part.basis
    prepayment = meter.part(Prepayment).active
    return {"breaker": symbol if smart else Symbol.NONE, "breaker_led": lamp, "prepayment": prepayment}
