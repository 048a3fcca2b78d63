"""What holding a button at a reading does, each by the meter's own commands.

The left button acts on the breaker, the trip counters and the logs; the right one carries out those of its
functions that Z17 enables.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from enfas.catalog.display import ButtonFunction
from enfas.catalog.registers import KINDS, REGISTERS, TARIFFS
from enfas.errors import CommandRefused, Refusal
from enfas.meter.tamper import Tamper
from enfas.obis import Obis
from enfas.timebase import US_PER_MIN

if TYPE_CHECKING:
    from enfas.meter.device import Meter

__all__ = ["FUNCTIONS", "TRIP_OF", "standing"]

TRIP_OF: Final = {f"{kind.energy}_trip": kind.energy for kind in KINDS}
"""The energy of each trip counter's register."""

_KEYS: Final = {row.obis: row.key for row in REGISTERS.values()}
_TARIFF: Final = "tariff"
_RELAYS: Final = tuple(
    (_KEYS.get(Obis.parse(f"1.1.96.52.{order}.255"), ""), _KEYS.get(Obis.parse(f"1.1.96.52.{mode}.255"), ""))
    for order, mode in ((1, 9), (3, 10))
)
"""Of each relay of load control, the registers of its order and of the mode that is in force."""
_BY_REGISTER: Final = 2


def _relays(meter: Meter) -> list[str]:
    """The registers by which relays are ordered on and off.

    Raises:
        CommandRefused: No relay is controlled by its register (Z14).
    """
    relays = [
        order for order, mode in _RELAYS if mode in meter.registers and meter.read(mode) == _BY_REGISTER
    ]
    if not relays:
        raise CommandRefused("no relay of load control is controlled by its register", Refusal.STATE)
    return relays


def _adjust(meter: Meter) -> None:
    meter.adjust_clock(US_PER_MIN)


def _stop(meter: Meter) -> None:
    meter.debiting_stop()


def _tariff(meter: Meter) -> None:
    """The next tariff, where the register controls them (Z13)."""
    meter.write(_TARIFF, meter.energy.tariff % TARIFFS + 1)


def _load(meter: Meter) -> None:
    """The first relay that its register controls goes the other way."""
    _turn(meter, _relays(meter)[:1])


def _test_relays(meter: Meter) -> None:
    """All of them go the other way; held again, back."""
    _turn(meter, _relays(meter))


def _turn(meter: Meter, relays: list[str]) -> None:
    for key in relays:
        meter.write(key, 0 if meter.read(key) else 1)


def _release_marks(meter: Meter) -> None:
    meter.part(Tamper).release_marks()


FUNCTIONS: Final[dict[ButtonFunction, Callable[[Meter], None]]] = {
    ButtonFunction.ADJUST_TIME: _adjust,
    ButtonFunction.DEBITING_STOP: _stop,
    ButtonFunction.TARIFF: _tariff,
    ButtonFunction.LOAD_CONTROL: _load,
    ButtonFunction.RELAY_TEST: _test_relays,
    ButtonFunction.TAMPER_MARK: _release_marks,
}
"""What the right button's functions do that are done at once."""


def standing(meter: Meter, function: ButtonFunction) -> int | None:
    """What a function stands at, as a number for the value field; None where it stands at nothing."""
    if function is ButtonFunction.DEBITING_STOP:
        return meter.demand.stops
    if function is ButtonFunction.TARIFF:
        return meter.energy.tariff
    return None
