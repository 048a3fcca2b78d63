"""What `enfas run` shows: the display in a terminal, lines elsewhere, JSON where asked for."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from enfas.timebase import format_iso

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.live import Live

    from enfas.limits import Counters
    from enfas.meter.configuration import Configuration
    from enfas.meter.device import Meter
    from enfas.runtime.run import Watcher

__all__ = ["watching"]

_FRAME_S: Final = 0.1
_STATUS_S: Final = 60.0
_WORDS: Final = {
    "status": "power returned",
    "clock": "clock set",
    "profile_events": "load profile deleted",
    "cut_off": "breaker changed",
}
"""What an entry in an event log says, by the log's name."""


@contextmanager
def watching(
    configuration: Configuration, counters: Counters, *, json: bool, live: bool
) -> Iterator[Watcher]:
    """The watcher of a run.

    Args:
        configuration: The meter's.
        counters: What happens on its lines.
        json: Lines of JSON.
        live: There is a terminal to draw on.
    """
    if not live:
        yield _Lines(counters, as_json=json)
        return
    from rich.console import Console
    from rich.live import Live

    with Live(console=Console(), auto_refresh=False, transient=False) as screen:
        yield _Screen(screen, counters, f"{configuration.type_number} No. {configuration.serial_number}")


class _Lines:
    """One line for each thing that happens; standard output has the two that programs wait for."""

    def __init__(self, counters: Counters, *, as_json: bool) -> None:
        self._counters = counters
        self._as_json = as_json
        self._seen: dict[str, int] = {}
        self._next_status_s = 0.0

    def ready(self, place: str) -> None:
        self._say(f"ready {place}", event="ready", place=place)

    def replayed(self, rows: int, end_us: int) -> None:
        end = format_iso(end_us)
        self._say(f"replayed {rows} rows to {end}", event="replayed", rows=rows, to=end)

    def fed(self, meter: Meter) -> None:
        from enfas.faces.display import known
        from enfas.meter.registers import MJ_PER_WH

        moment = format_iso(meter.clock.now_us)
        for name, words in _WORDS.items():
            if name not in meter.logs:
                continue
            number = meter.logs[name].ring.next_seq
            if number > self._seen.setdefault(name, number):
                self._note(f"{moment} {words}", event=words, time=moment)
            self._seen[name] = number
        now_s = time.monotonic()
        if now_s >= self._next_status_s:
            self._next_status_s = now_s + _STATUS_S
            energy_wh = meter.energy.total("a_plus") // MJ_PER_WH
            power_w, u_v = meter.present.p_plus, meter.present.u
            troubles = self._counters.troubles()
            self._note(
                f"{moment} A+ {energy_wh} Wh, P+ {known(power_w)} W, U {known(u_v)} V{_told(troubles)}",
                event="status",
                time=moment,
                a_plus_wh=energy_wh,
                p_plus_w=power_w,
                u_v=u_v,
                lines=troubles,
            )

    def _say(self, text: str, **fields: Any) -> None:
        sys.stdout.write((json.dumps(fields) if self._as_json else text) + "\n")
        sys.stdout.flush()

    def _note(self, text: str, **fields: Any) -> None:
        if self._as_json:
            self._say(text, **fields)
        else:
            sys.stderr.write(text + "\n")


def _told(troubles: dict[str, int]) -> str:
    """What was refused and cut off on the lines, if anything: `, refused full: 3`."""
    return "".join(f", {name.replace('_', ' ')}: {count}" for name, count in troubles.items())


class _Screen:
    """The display and the state under it, drawn again as the meter goes on."""

    def __init__(self, live: Live, counters: Counters, title: str) -> None:
        self._live = live
        self._counters = counters
        self._title = title
        self._place = ""
        self._drawn_s = 0.0
        self._rows = ""

    def ready(self, place: str) -> None:
        self._place = place
        self._live.console.print(f"ready {place}", highlight=False)

    def replayed(self, rows: int, end_us: int) -> None:
        self._live.console.print(f"replayed {rows} rows to {format_iso(end_us)}", highlight=False)
        self._live.refresh()

    def fed(self, meter: Meter) -> None:
        now_s = time.monotonic()
        if now_s - self._drawn_s >= _FRAME_S:
            self._drawn_s = now_s
            self._live.update(self._frame(meter), refresh=True)

    def _frame(self, meter: Meter) -> RenderableType:
        from rich.console import Group
        from rich.text import Text

        from enfas.faces.display import date_text, known, show, time_text
        from enfas.pictures.terminal import render_text

        moment = meter.clock.local()
        profile = meter.logs["profile"].ring
        present = meter.present
        state = (
            f" {date_text(moment.civil).replace(':', '-')} {time_text(moment.civil)}   "
            f"P {known(present.p)} W   U {known(present.u)} V   I {known(present.i, 2)} A\n"
            f" load profile {profile.count} entries   {self._place}{_told(self._counters.troubles())}"
        )
        return Group(render_text(show(meter), self._title), Text(state, style="dim"))
