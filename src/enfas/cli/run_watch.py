"""What `enfas run` shows: the display in a terminal, lines elsewhere, JSON where asked for."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from enfas.cli.run_news import News
from enfas.runtime.run import Watcher
from enfas.timebase import US_PER_S, format_iso

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.live import Live
    from rich.progress import Progress

    from enfas.faces.display import Display
    from enfas.limits import Counters
    from enfas.meter.configuration import Configuration
    from enfas.meter.device import Meter

__all__ = ["watching"]

_FRAME_S: Final = 0.1
_STATUS_S: Final = 60.0
_BAR_S: Final = 0.25


@contextmanager
def watching(
    configuration: Configuration, counters: Counters, *, json: bool, live: bool, keys: bool = False
) -> Iterator[_Lines | _Screen]:
    """The watcher of a run.

    Args:
        configuration: The meter's.
        counters: What happens on its lines.
        json: Lines of JSON.
        live: There is a terminal to draw on.
        keys: Its keys are the meter's buttons.
    """
    if not live:
        with _bar(wanted=not json and sys.stderr.isatty()) as bar:
            yield _Lines(counters, as_json=json, bar=bar)
        return
    from rich.console import Console
    from rich.live import Live

    with Live(console=Console(), auto_refresh=False, transient=False) as screen:
        title = f"{configuration.type_number} No. {configuration.serial_number}"
        yield _Screen(screen, counters, title, keys=keys)


@contextmanager
def _bar(*, wanted: bool) -> Iterator[Progress | None]:
    """A bar of how much was read, on standard error; it is drawn when it is told to be."""
    if not wanted:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    bar = Progress(
        *columns, console=Console(stderr=True), transient=True, auto_refresh=False, redirect_stdout=False
    )
    try:
        yield bar
    finally:
        bar.stop()


class _Lines(Watcher):
    """One line for each thing that happens; standard output has the two that programs wait for."""

    def __init__(self, counters: Counters, *, as_json: bool, bar: Progress | None) -> None:
        self._counters = counters
        self._as_json = as_json
        self._bar = bar
        self._next_bar_s = 0.0
        self._news: News | None = None
        self._lost = 0
        self._next_status_s = 0.0

    def begun(self, meter: Meter) -> None:
        self._news = News(meter)

    def noted(self, text: str) -> None:
        self._note(text, event="note", text=text)

    def read(self, done: int, total: int | None) -> None:
        if self._bar is None:
            return
        if not self._bar.task_ids:
            self._bar.start()
            self._bar.add_task("replaying", total=total)
        now_s = time.monotonic()
        if now_s >= self._next_bar_s:
            self._next_bar_s = now_s + _BAR_S
            self._bar.update(self._bar.task_ids[0], completed=done, refresh=True)

    def ready(self, place: str) -> None:
        self._say(f"ready {place}", event="ready", place=place)

    def replayed(self, rows: int, end_us: int) -> None:
        end = format_iso(end_us)
        if self._bar is not None:
            self._bar.stop()
        self._say(f"replayed {rows} rows to {end}", event="replayed", rows=rows, to=end)

    def fed(self, meter: Meter) -> None:
        from enfas.faces.display import known
        from enfas.meter.registers import MJ_PER_WH

        self._tell_news()
        moment = format_iso(meter.clock.now_us)
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

    def pressed(self, meter: Meter, refused: str) -> None:
        """A button was pressed; nobody looks at the display."""
        if refused:
            self._note(refused, event="refused", why=refused)

    def held(self, meter: Meter) -> None:
        self._tell_news()

    def _tell_news(self) -> None:
        """What is new in the logs, and that a serial line went away."""
        for at_us, words in self._news.take() if self._news else ():
            moment = format_iso(at_us)
            self._note(f"{moment} {words}", event=words, time=moment)
        if self._counters.lost > self._lost:
            self._lost = self._counters.lost
            self._note("a serial line went away; it is looked for again", event="line lost", lost=self._lost)

    def _say(self, text: str, /, **fields: Any) -> None:
        sys.stdout.write((json.dumps(fields) if self._as_json else text) + "\n")
        sys.stdout.flush()

    def _note(self, text: str, /, **fields: Any) -> None:
        if self._as_json:
            self._say(text, **fields)
        else:
            sys.stderr.write(text + "\n")


def _told(troubles: dict[str, int]) -> str:
    """What was refused and cut off on the lines, if anything: `, refused full: 3`."""
    return "".join(f", {name.replace('_', ' ')}: {count}" for name, count in troubles.items())


class _Screen(Watcher):
    """The display and the state under it, drawn again as the meter goes on."""

    def __init__(self, live: Live, counters: Counters, title: str, *, keys: bool) -> None:
        self._live = live
        self._counters = counters
        self._title = title
        self._place = ""
        self._drawn_s = 0.0
        self._refused = ""
        self._keys = keys
        self._part = ""
        self._held_s: float | None = None
        self._meter: Meter | None = None

    def pressed(self, meter: Meter, refused: str) -> None:
        """A button was pressed: the display is drawn at once."""
        self._refused = refused
        self._draw(meter)

    def begun(self, meter: Meter) -> None:
        self._meter = meter

    def noted(self, text: str) -> None:
        self._live.console.print(text, highlight=False, markup=False)

    def read(self, done: int, total: int | None) -> None:
        self._part = f"   {100 * done // total} % replayed" if total else ""

    def ready(self, place: str) -> None:
        self._place = place
        self._live.console.print(f"ready {place}", highlight=False)

    def replayed(self, rows: int, end_us: int) -> None:
        self._live.console.print(f"replayed {rows} rows to {format_iso(end_us)}", highlight=False)
        self._part = ""
        if self._meter is not None:
            self._draw(self._meter)

    def fed(self, meter: Meter) -> None:
        if time.monotonic() - self._drawn_s >= _FRAME_S:
            self._draw(meter)

    def held(self, meter: Meter) -> None:
        if self._held_s is None:
            self._held_s = time.monotonic()
        self._draw(meter)

    def _draw(self, meter: Meter) -> None:
        self._drawn_s = time.monotonic()
        self._live.update(self._frame(meter), refresh=True)

    def _frame(self, meter: Meter) -> RenderableType:
        from rich.console import Group
        from rich.text import Text

        from enfas.cli.keys import HINT
        from enfas.faces.display import date_text, known, time_text
        from enfas.pictures.terminal import render_text

        moment = meter.clock.local()
        profile = meter.logs["profile"].ring
        present = meter.present
        state = (
            f" {date_text(moment.civil).replace(':', '-')} {time_text(moment.civil)}   "
            f"P {known(present.p)} W   U {known(present.u)} V   I {known(present.i, 2)} A\n"
            f" load profile {profile.count} entries   {self._place}{self._part}"
            f"{_told(self._counters.troubles())}"
        )
        if self._keys:
            state += f"\n {HINT}   {self._refused}"
        return Group(render_text(self._display(meter), self._title), Text(state, style="dim"))

    def _display(self, meter: Meter) -> Display:
        """What the front shows; once the supply has ended the list goes on by the time of who looks at it."""
        from enfas.faces.display import readings, show, show_reading
        from enfas.meter.panel import AUTOMATIC_US, Mode, Panel

        if self._held_s is None or meter.part(Panel).shown().mode is not Mode.AUTOMATIC:
            return show(meter)
        listed = readings(meter)
        turn, since_us = divmod(round((time.monotonic() - self._held_s) * US_PER_S), AUTOMATIC_US)
        second_half = 2 * since_us >= AUTOMATIC_US
        return show_reading(meter, listed[turn % len(listed)], second_half=second_half, since_us=since_us)
