"""A meter from its state, to be looked at: nothing of the state is changed, and a meter may run on it."""

from __future__ import annotations

from pathlib import Path

from enfas.errors import StorageError
from enfas.meter.device import Meter
from enfas.meter.identity import Identity
from enfas.meter.state import decode_state
from enfas.storage.sqlite import open_read_only

__all__ = ["stored_meter"]


def stored_meter(state: Path) -> Meter:
    """The meter as of its last commit; passwords as delivered where they were not changed over the wire.

    Args:
        state: The state folder, or the file in it.

    Raises:
        StorageError: There is none, it is damaged, or nothing was stored yet.
    """
    image = open_read_only(state)
    if "identity" not in image.parts:
        raise StorageError(f"nothing is stored in {state} yet", hint="let the meter run first")
    identity = decode_state("identity", image.parts["identity"], Identity)
    return Meter.restore(identity.configuration(), image)
