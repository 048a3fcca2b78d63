"""Interface class 70, Disconnect control: the breaker as the standard has it, beside the maker's registers.

The breaker is not a safety function. Its states are more than the standard's three, which here tell what may
happen next: *ready for reconnection* where the button or command 3 closes it, *connected* where the load has
its current, *disconnected* otherwise. The control mode follows from the meter's settings: reconnection by
itself or not, the button allowed to open or not; a remote reconnection is always a release (transition d).

Source: DLMS UA Blue Book (IEC 62056-6-2), class_id 70, version 0.
"""

from __future__ import annotations

from typing import Final

from enfas.catalog.breaker import OPEN_STATES, BreakerOrder, BreakerState
from enfas.catalog.names import DISCONNECT_CONTROL
from enfas.faces.cosem.model import Attribute, Call, Context, CosemObject, Method
from enfas.meter.breaker import Breaker
from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.axdr import Data, Tag
from enfas.protocols.dlms.results import ActionResult

__all__ = ["disconnect_control_object"]

_DISCONNECTED, _CONNECTED, _READY = range(3)
_READY_STATES: Final = frozenset({BreakerState.AWAITING_RECONNECTION, BreakerState.BY_BUTTON})
_MODES: Final = {(False, True): 1, (False, False): 3, (True, True): 5, (True, False): 6}
"""The control mode by what the breaker may: close by itself, be opened by the button."""


def _breaker(context: Context) -> Breaker:
    return context.meter.part(Breaker)


def _output_state(context: Context) -> bytes:
    return axdr.boolean(context.meter.load_on)


def _control_state(context: Context) -> bytes:
    position = _breaker(context).position
    if position not in OPEN_STATES:
        return axdr.enum(_CONNECTED)
    return axdr.enum(_READY if position in _READY_STATES else _DISCONNECTED)


def _control_mode(context: Context) -> bytes:
    breaker = _breaker(context)
    return axdr.enum(_MODES[breaker.automatic, breaker.button_opens])


def _order(order: BreakerOrder) -> Call:
    """A method whose parameter is an integer 0, by the standard."""

    def call(context: Context, data: Data | None) -> ActionResult:
        if data is None or data.tag is not Tag.I8:
            return ActionResult.TYPE_UNMATCHED
        _breaker(context).order(order)
        return ActionResult.SUCCESS

    return call


def disconnect_control_object() -> CosemObject:
    """The breaker. No safety function."""
    return CosemObject(
        70,
        0,
        DISCONNECT_CONTROL,
        (Attribute(2, _output_state), Attribute(3, _control_state), Attribute(4, _control_mode)),
        (Method(1, _order(BreakerOrder.DISCONNECT)), Method(2, _order(BreakerOrder.RELEASE))),
    )
