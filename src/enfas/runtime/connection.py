"""Which supply a meter is connected to, and when that began: kept beside the meter, so that it can go on.

A recording that tells its own time is of that time, whenever it is given. One that tells none is of when it
was first given: which that was is stored with the meter, and the same recording given again goes on from
there. What else is given to a meter that stands somewhere would be counted at a time that nobody has said; it
is refused, in a replay, until somebody does. A live run is of the present.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from enfas.errors import ConfigurationError
from enfas.meter.state import decode_state, encode_state
from enfas.runtime.device import Device
from enfas.timebase import format_iso

if TYPE_CHECKING:
    from enfas.runtime.run import Plan

__all__ = ["Connection", "connect"]

_NAME: Final = "connection"


class Connection(msgspec.Struct, frozen=True):
    """A supply that tells no time of its own.

    Attributes:
        origin: What tells it from others (`intake.Supply`).
        begin_us: When it began. [µs]
        v: Version of the part.
    """

    origin: str
    begin_us: int
    v: int = 1


def connect(device: Device, plan: Plan) -> int:
    """When the supply begins; that is stored where the supply cannot tell. [µs]

    Raises:
        ConfigurationError: The supply tells no time, and is not what the meter stands in.
        StorageError: It cannot be stored, or what is stored is broken.
    """
    supply = plan.supply
    begin_us = _begin_us(device, plan)
    if supply.start_us is None and supply.origin:
        device.keep(_NAME, encode_state(Connection(supply.origin, begin_us)))
    return begin_us


def _begin_us(device: Device, plan: Plan) -> int:
    supply, stands_us = plan.supply, device.meter.supply_us
    if plan.start_us is not None:
        return plan.start_us
    if plan.speed is not None:
        # a meter that was run into the future goes on from there
        return max(plan.now_us, stands_us or plan.now_us)
    if supply.start_us is not None:
        return supply.start_us
    if stands_us is None:
        return plan.now_us
    stored = device.kept(_NAME)
    known = decode_state(_NAME, stored, Connection) if stored else None
    if known is not None and known.origin == supply.origin:
        return known.begin_us
    stands = format_iso(stands_us)
    what = "cannot be given again" if supply.live else "is not what the meter was connected to"
    raise ConfigurationError(
        f"{supply.name} does not tell when it began, and {what}: the meter stands at {stands}",
        hint=f"say when it begins; --start {stands} goes on from there",
    )
