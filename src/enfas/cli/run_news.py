"""What is new in a meter's event logs, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from enfas.catalog.breaker import STATE_TITLES
from enfas.catalog.firmware import UploadResult
from enfas.catalog.prepayment import CreditEvent
from enfas.catalog.stamp import decode_stamp
from enfas.catalog.status import MeterStatus

if TYPE_CHECKING:
    from enfas.meter.device import Meter

__all__ = ["Entry", "News"]

_BREAKER: Final = {int(state): title for state, title in STATE_TITLES.items()}
_CREDIT: Final = {int(event): event.name.lower().replace("_", " ") for event in CreditEvent}
_UPLOAD: Final = {int(result): result.name.lower().replace("_", " ") for result in UploadResult}


def _version(text: Any) -> str:
    plain: str = text.tobytes().decode("ascii").rstrip()
    return plain


_VOLTAGE: Final = (
    "mean voltage low",
    "mean voltage high",
    "lowest voltage of a dip",
    "highest voltage of a swell",
    "outage",
    "voltage returned",
    "voltage low",
    "last low voltage",
    "voltage high",
    "last high voltage",
)
"""What the voltage quality log's codes say."""

_WORDS: Final[dict[str, Callable[[Any], str]]] = {
    "status": lambda it: (
        "power returned" if it["status"] & MeterStatus.RESET else f"meter status {it['status']:08b}"
    ),
    "clock": lambda it: "clock set",
    "profile_events": lambda it: "load profile deleted",
    "cut_off": lambda it: f"breaker {_BREAKER.get(int(it['state']), it['state'])}",
    "neutral_fault": lambda it: "neutral broken" if it["event"] else "neutral whole again",
    "voltage_quality": lambda it: _VOLTAGE[int(it["event"])],
    "occurrences": lambda it: "occurrence counters logged",
    "prepayment": lambda it: f"credit: {_CREDIT[int(it['event'])]}, {int(it['hundredths']) / 100:g}",
    "upload_success": lambda it: f"firmware {_version(it['new'])} started",
    "upload_fail": lambda it: f"firmware not taken: {_UPLOAD[int(it['result'])]}",
    "configuration": lambda it: f"Z{it['place']} changed from {it['before']} to {it['after']}",
}
"""What an entry of an event log says, by the log's name."""


class Entry(NamedTuple):
    """An entry: when it was made, by the meter's clock [µs], and what it says."""

    at_us: int
    words: str


class News:
    """The entries that a meter makes from now on.

    Args:
        meter: The meter.
    """

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._seen = {name: log.ring.next_seq for name, log in meter.logs.items() if name in _WORDS}

    def take(self) -> list[Entry]:
        """Those made since the last time, as far as the logs still have them; the earliest first."""
        return sorted(entry for name in self._seen for entry in self._of(name))

    def _of(self, name: str) -> list[Entry]:
        log, offset_us = self._meter.logs[name], self._meter.clock.normal_offset_us
        seen, self._seen[name] = self._seen[name], log.ring.next_seq
        records = log.layout.view(log.ring.slice(seen, log.ring.next_seq - seen))
        return [Entry(decode_stamp(it["clock"].tobytes()) - offset_us, _WORDS[name](it)) for it in records]
