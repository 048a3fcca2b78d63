"""Draws the breaker's state machine as SVG, from its table alone.

Closed states stand at the left, open ones each in a lane of its own: what leads there from closed above the
lane's line, what leads back below it; at the right what leads on to *released*. A row of the table that has
no place in this plan is an error, so that none is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import pairwise
from typing import Final

from enfas.catalog.breaker import NOT_A_SAFETY_FUNCTION, OPEN_STATES, STATE_TITLES, BreakerState
from enfas.meter.breaker.machine import TABLE, Event, Transition

__all__ = ["drawing"]

_CLOSED: Final = (BreakerState.WARNING, BreakerState.CONNECTED, BreakerState.LOG_ONLY)
"""The closed states from top to bottom."""
_RELEASED: Final = BreakerState.AWAITING_RECONNECTION
_LANES: Final = (
    BreakerState.CUT_OFF,
    BreakerState.OVER_VOLTAGE,
    BreakerState.NEUTRAL_FAULT,
    BreakerState.BY_BUTTON,
    BreakerState.CUT_OFF_PREPAYMENT,
    BreakerState.LIMITED_TIME_OVER,
    BreakerState.DISCONNECTED,
)
"""The open states from top to bottom, *released* left out."""

_WIDTH, _TOP, _LANE = 1250, 96, 88
_LEFT, _MIDDLE, _RIGHT = 24, 630, 1076
_BOX, _HEIGHT = 216, 46
_BOTTOM: Final = _TOP + _LANE * (len(_LANES) + 1)
_HEAD: Final = 'marker-end="url(#head)"'
_INK, _ON, _OFF, _PAPER = "#22303c", "#1f7a4d", "#a8402f", "#ffffff"


def _label(row: Transition, *, of: Iterable[BreakerState] = ()) -> str:
    """What makes the transition; and from which states of several, where not from all."""
    states = sorted(of)
    whence = f" (from {', '.join(str(state.value) for state in states)})" if states else ""
    return row.event.value + (f", if {row.when.value}" if row.when else "") + whence


def _text(x: float, y: float, words: str, *, anchor: str = "middle", extra: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}"{extra}>{escape(words)}</text>'


def _box(x: float, y: float, state: BreakerState) -> Iterator[str]:
    colour = _OFF if state in OPEN_STATES else _ON
    yield (
        f'<rect x="{x:g}" y="{y:g}" width="{_BOX}" height="{_HEIGHT}" rx="8" fill="{_PAPER}" '
        f'stroke="{colour}" stroke-width="2"/>'
    )
    yield _text(x + 10, y + 29, str(state.value), anchor="start", extra=f' class="number" fill="{colour}"')
    words = _lines(STATE_TITLES[state], 25)
    for line, part in enumerate(words):
        yield _text(x + 44, y + 27 - 7.5 * (len(words) - 1) + 15 * line, part, anchor="start")


def _lines(words: str, most: int) -> list[str]:
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _arrow(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<path d="M{x1:g} {y1:g} L{x2:g} {y2:g}" stroke="{_INK}" stroke-width="1.4" {_HEAD}/>'


def _way(x1: float, x2: float, y: float, rows: list[str], *, above: bool) -> Iterator[str]:
    """An arrow with what is written along it; nothing where there is nothing."""
    if not rows:
        return
    yield _arrow(x1, y, x2, y)
    for line, words in enumerate(reversed(rows) if above else rows):
        yield _text((x1 + x2) / 2, y - 5 - 13 * line if above else y + 13 + 13 * line, words)


def _closed() -> Iterator[str]:
    """The closed states, and the ways between them."""
    height = _BOTTOM - _TOP - _LANE
    yield (
        f'<rect x="{_LEFT}" y="{_TOP}" width="{_BOX + 24}" height="{height}" rx="12" fill="#eef7f1" '
        f'stroke="{_ON}"/>'
    )
    yield _text(
        _LEFT + 12, _TOP + 22, "closed: the load has its current", anchor="start", extra=' class="title"'
    )
    yield _text(_LEFT + 12, _TOP + height - 14, "All ways back lead to 4.", anchor="start")
    places = {state: _TOP + 50 + line * 205 for line, state in enumerate(_CLOSED)}
    for state, y in places.items():
        yield from _box(_LEFT + 12, y, state)
    between = [row for row in TABLE if row.to in places and set(row.states) <= set(places)]
    for upper, lower in pairwise(_CLOSED):
        down = [_label(row) for row in between if row.to is lower and upper in row.states]
        y1, y2 = places[upper] + _HEIGHT, places[lower]
        yield _arrow(_LEFT + 40, y1 + 3, _LEFT + 40, y2 - 4)
        for line, words in enumerate(part for row in down for part in _lines(row, 27)):
            yield _text(_LEFT + 48, y1 + 20 + 13 * line, words, anchor="start")
        up = [_label(row) for row in between if row.to is upper and lower in row.states]
        yield _arrow(_LEFT + _BOX - 4, y2 - 4, _LEFT + _BOX - 4, y1 + 3)
        for line, words in enumerate(reversed(up)):
            yield _text(_LEFT + _BOX - 12, y2 - 14 - 13 * line, words, anchor="end")


def _lane(y: float, state: BreakerState) -> Iterator[str]:
    """One open state, and the ways there, back, and on."""
    inner, end = _LEFT + _BOX + 24, _MIDDLE
    whence = set(_CLOSED)
    there = [
        _label(row, of=whence & set(row.states) if not whence <= set(row.states) else ())
        for row in TABLE
        if row.to is state and whence & set(row.states)
    ]
    back = [_label(row) for row in TABLE if row.to in _CLOSED and state in row.states]
    on = [_label(row) for row in TABLE if row.to is _RELEASED and state in row.states]
    yield from _box(_MIDDLE, y, state)
    yield from _way(inner + 3, end - 4, y + 15, there, above=True)
    yield from _way(end - 3, inner + 4, y + 31, back, above=False)
    yield from _way(_MIDDLE + _BOX + 3, _RIGHT - 4, y + 23, on, above=True)


def _released() -> Iterator[str]:
    """The state that awaits reconnection, and the way back from it under all lanes."""
    y = _TOP + 14
    bottom = _TOP + (len(_LANES) - 1) * _LANE + _HEIGHT + 24
    yield (
        f'<rect x="{_RIGHT}" y="{y}" width="150" height="{bottom - y}" rx="8" fill="{_PAPER}" '
        f'stroke="{_OFF}" stroke-width="2"/>'
    )
    yield _text(_RIGHT + 75, y + 40, str(_RELEASED.value), extra=f' class="number" fill="{_OFF}"')
    for line, words in enumerate(_lines(STATE_TITLES[_RELEASED], 16)):
        yield _text(_RIGHT + 75, y + 64 + 15 * line, words)
    back = [_label(row) for row in TABLE if row.to in _CLOSED and _RELEASED in row.states]
    low, turn = _TOP + len(_LANES) * _LANE + 16, _LEFT + 112
    yield (
        f'<path d="M{_RIGHT + 75} {bottom + 3} V{low} H{turn} V{_BOTTOM - _LANE + 4}" stroke="{_INK}" '
        f'stroke-width="1.4" {_HEAD}/>'
    )
    for line, words in enumerate(back):
        yield _text((_RIGHT + turn) / 2, low - 5 + 18 * line, words)


def _from_everywhere() -> Iterator[str]:
    """What leads out of every open state, written once beside where it leads."""
    rows = [row for row in TABLE if set(row.states) >= OPEN_STATES]
    for row in rows:
        y = _TOP + 14 + _LANES.index(row.to) * _LANE
        yield _text(_MIDDLE + _BOX / 2, y + _HEIGHT + 15, f"{row.event.value}, from every open state too")


def _check() -> None:
    """Refuse a table that the plan has no place for."""
    for row in TABLE:
        everywhere = row.event is Event.DISCONNECT
        for state in row.states:
            within = state in _CLOSED and row.to in _CLOSED
            beside = abs(_CLOSED.index(state) - _CLOSED.index(row.to)) == 1 if within else False
            both = set(row.states) == {BreakerState.CONNECTED, BreakerState.WARNING}
            there = state in _CLOSED and row.to in _LANES
            back = state in OPEN_STATES and row.to in (BreakerState.CONNECTED, _RELEASED)
            planned = everywhere or there or back or beside or (within and both)
            if not planned:
                raise AssertionError(f"the drawing has no place for {state.name} to {row.to.name}")
    if {*_LANES, _RELEASED} != OPEN_STATES:
        raise AssertionError("an open state has no lane")


def drawing() -> str:
    """The SVG."""
    _check()
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_BOTTOM}" font-family="sans-serif" '
        f'font-size="12" fill="none">',
        "<style>text{fill:"
        + _INK
        + "}.number{font-size:18px;font-weight:bold}.title{font-weight:bold}</style>",
        '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        f'orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="{_INK}"/></marker></defs>',
        f'<rect width="{_WIDTH}" height="{_BOTTOM}" fill="{_PAPER}"/>',
        _text(_LEFT, 34, "The breaker", anchor="start", extra=' class="number"'),
        _text(_LEFT, 56, NOT_A_SAFETY_FUNCTION, anchor="start", extra=f' style="fill:{_OFF}"'),
        *_closed(),
        *(line for at, state in enumerate(_LANES) for line in _lane(_TOP + 14 + at * _LANE, state)),
        *_from_everywhere(),
        *_released(),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"
