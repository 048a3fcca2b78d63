"""The symbols, indicators and lamps of the front, from what a meter is and does.

Source: data sheet, "Display" (what each symbol means), Z2.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from enfas.catalog.status import MeterStatus
from enfas.faces.display.glass import Breaker, Display, Lamp
from enfas.meter.panel import Panel
from enfas.meter.tamper import Tamper

if TYPE_CHECKING:
    from enfas.meter.device import Meter

__all__ = ["ERROR_BITS", "TAMPER_BITS", "breaker_symbol", "lit", "status_symbols"]

_VOLTAGE_FROM_V: Final = 160
ERROR_BITS: Final = MeterStatus.EEPROM | MeterStatus.RAM | MeterStatus.ROM
"""What of the meter status is a critical internal error."""
TAMPER_BITS: Final = MeterStatus.MAGNET | MeterStatus.COVER
"""What of it is tampering."""
_PREPAYMENT_BIT: Final = 0b10
_OPEN_STATES: Final = frozenset((1, 6, 7, 8, 9, 11, 12, 14))
_RELEASED: Final = 8


def breaker_symbol(state: int | None) -> tuple[Breaker, Lamp]:
    """The symbol and the red diode of a state of the breaker (register 1.1.128.0.0.255); None: none.

    Args:
        state: The state.
    """
    if state is None:
        return Breaker.NONE, Lamp.OFF
    if state not in _OPEN_STATES:
        return Breaker.CLOSED, Lamp.OFF
    return Breaker.OPEN, Lamp.FLASHING if state == _RELEASED else Lamp.ON


def status_symbols(status: int) -> dict[str, Any]:
    """The symbols of the meter status octet, for whoever sees no more of a meter."""
    return {"error": bool(status & ERROR_BITS), "tamper": bool(status & TAMPER_BITS)}


def lit(meter: Meter, display: Display) -> Display:
    """The glass with the symbols on that the meter's present warrants."""
    present, configuration, panel = meter.present, meter.configuration, meter.part(Panel)
    breaker, breaker_led = _breaker(meter)
    idle = Lamp.ON if configuration.led_on_when_idle else Lamp.OFF
    return replace(
        display,
        quadrant=present.quadrant,
        tariff=meter.energy.tariff if configuration.has_tariffs else 0,
        voltage=(present.u or 0) > _VOLTAGE_FROM_V,
        current=present.loaded,
        breaker=breaker if configuration.smart_disconnect else Breaker.NONE,
        breaker_led=breaker_led,
        radio=panel.radio_on,
        modules=panel.communicating,
        prepayment=bool(_register(meter, "breaker_basis") & _PREPAYMENT_BIT),
        led=idle if present.starting else Lamp.FLASHING,
        error=status_symbols(_register(meter, "meter_status"))["error"],
        tamper=meter.part(Tamper).marked,
    )


def _register(meter: Meter, key: str) -> int:
    """A register's integer; 0 where the meter does not have it."""
    value = meter.read(key) if key in meter.registers else 0
    return value if isinstance(value, int) else 0


def _breaker(meter: Meter) -> tuple[Breaker, Lamp]:
    if not meter.configuration.has_breaker:
        return breaker_symbol(None)
    return (Breaker.CLOSED, Lamp.OFF) if meter.load_on else (Breaker.OPEN, Lamp.ON)
