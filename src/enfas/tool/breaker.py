"""A meter's breaker from afar: what it shows, and orders to it. It is not a safety function.

The maker's register is asked first, as it has more states; a meter without it is asked for the standard's
disconnect control. There a *reconnection* is what its control mode makes of it: mostly a release.

Source: DLMS protocol 5512-1424 D1, page 23; DLMS UA Blue Book (IEC 62056-6-2), class_id 70.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from enfas.catalog.breaker import OPEN_STATES, STATE_TITLES, BreakerOrder, BreakerState, Feedback
from enfas.catalog.names import DISCONNECT_CONTROL
from enfas.catalog.registers import REGISTERS
from enfas.errors import RemoteError
from enfas.protocols.dlms import axdr
from enfas.protocols.dlms.client_apdu import Attribute
from enfas.protocols.dlms.client_errors import AccessRefused
from enfas.tool.reader import Reader

__all__ = ["BreakerReading", "order_breaker", "read_breaker"]

_REGISTER: Final = Attribute(1, REGISTERS["breaker"].obis, 2)
_FEEDBACK: Final = Attribute(1, REGISTERS["breaker_feedback"].obis, 2)
_CONTROL: Final = Attribute(70, DISCONNECT_CONTROL, 2)
_CONTROL_TITLES: Final = ("disconnected", "connected", "ready for reconnection")
_TEMPORARY_FAILURE: Final = 2
"""How both ends say that an order does not suit the present state."""
_METHODS: Final = {BreakerOrder.DISCONNECT: 1, BreakerOrder.RELEASE: 2, BreakerOrder.RECONNECT: 2}
_FEEDBACK_TITLES: Final = {
    Feedback.VOLTAGE: "voltage behind it",
    Feedback.PENDING: "closes when it has rested",
    Feedback.SWITCH_ERROR: "contact does not stand where it should",
}


class BreakerReading(NamedTuple):
    """What a breaker shows.

    Attributes:
        state: The number of its state, as the meter's own object counts them.
        title: The state in words.
        closed: The load has its current.
        notes: What its feedback tells beside.
    """

    state: int
    title: str
    closed: bool
    notes: tuple[str, ...] = ()


def _shown(reader: Reader, attribute: Attribute) -> bool:
    return any((it.class_id, it.obis) == attribute[:2] for it in reader.objects())


def read_breaker(reader: Reader) -> BreakerReading:
    """The state of a meter's breaker.

    Raises:
        RemoteError: It shows none, or one in a state that is not known.
    """
    if _shown(reader, _REGISTER):
        number, told = reader.value(_REGISTER), reader.value(_FEEDBACK)
        if not isinstance(number, int) or number not in list(BreakerState) or not isinstance(told, int):
            raise RemoteError(f"the breaker is in state {number!r}, which is not known")
        state = BreakerState(number)
        notes = tuple(title for bit, title in _FEEDBACK_TITLES.items() if told & bit)
        return BreakerReading(number, STATE_TITLES[state], state not in OPEN_STATES, notes)
    if _shown(reader, _CONTROL):
        output, control = reader.value(_CONTROL), reader.value(_CONTROL._replace(number=3))
        if not isinstance(control, int) or not 0 <= control < len(_CONTROL_TITLES):
            raise RemoteError(f"the disconnect control is in state {control!r}, which is not known")
        return BreakerReading(control, _CONTROL_TITLES[control], bool(output))
    raise RemoteError("the meter shows no breaker to this client")


def order_breaker(reader: Reader, order: BreakerOrder) -> None:
    """Give an order to a meter's breaker, which is not a safety function.

    Raises:
        RemoteError: The meter shows none, or refuses the order.
    """
    try:
        if _shown(reader, _REGISTER):
            reader.set(_REGISTER, axdr.u8(order))
        elif _shown(reader, _CONTROL):
            reader.action(_CONTROL._replace(number=_METHODS[order]), axdr.i8(0))
        else:
            raise RemoteError("the meter shows no breaker to this client")
    except AccessRefused as error:
        if error.code != _TEMPORARY_FAILURE:
            raise
        state = read_breaker(reader).title
        raise RemoteError(
            f"the breaker does not {order.name.lower()} in its present state, {state}"
        ) from error
