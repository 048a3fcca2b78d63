"""The symbols on the glass, drawn as shapes about a point. [mm]

Source: data sheet, "Display" (which symbols there are); how they look is our own.
"""

from __future__ import annotations

from enfas.faces.lcd.shapes import Area, Point, Tone, arc, disc, rectangle, stroke

__all__ = ["arrow", "breaker", "padlock", "quadrant_arrow", "quadrant_cross", "radio", "triangle"]

_PEN = 0.42


def _on(lit: bool) -> Tone:
    return Tone.LIT if lit else Tone.GHOST


def arrow(x: float, y: float, *, lit: bool) -> Area:
    """Current flows: an arrow to the right."""
    points = ((-1.7, -0.3), (0.2, -0.3), (0.2, -1.0), (1.8, 0), (0.2, 1.0), (0.2, 0.3), (-1.7, 0.3))
    return Area((tuple((x + px, y + py) for px, py in points),), _on(lit))


def breaker(x: float, y: float, *, closed: bool, opened: bool) -> list[Area]:
    """A contact with both its terminals, and its blade closed or open."""
    terminals = (
        stroke(((x - 3.1, y), (x - 1.9, y)), _PEN),
        stroke(((x + 1.9, y), (x + 3.1, y)), _PEN),
        disc(x - 1.6, y, 0.42),
        disc(x + 1.6, y, 0.42),
    )
    return [
        *(Area((outline,), _on(closed or opened)) for outline in terminals),
        Area((stroke(((x - 1.1, y), (x + 1.1, y)), _PEN),), _on(closed)),
        Area((stroke(((x - 1.3, y - 0.42), (x + 1.25, y - 1.75)), _PEN),), _on(opened)),
    ]


def radio(x: float, y: float, *, lit: bool) -> list[Area]:
    """A transmitter: a mast, and waves to both sides."""
    shapes = [Area((disc(x, y - 0.3, 0.4),), _on(lit))]
    shapes.append(Area((stroke(((x, y + 0.2), (x, y + 1.5)), _PEN),), _on(lit)))
    for radius in (1.15, 1.95):
        for middle in (0, 180):
            line = arc(x, y - 0.3, radius, middle - 42, middle + 42)
            shapes.append(Area((stroke(line, 0.38),), _on(lit)))
    return shapes


def padlock(x: float, y: float, *, lit: bool) -> list[Area]:
    """An open padlock: somebody tampers."""
    body = rectangle(x - 1.25, y - 0.15, 2.5, 1.75, 0.25)
    keyhole = disc(x, y + 0.7, 0.32)
    shackle: tuple[Point, ...] = (
        (x + 0.8, y - 0.35),
        (x + 0.8, y - 0.85),
        *arc(x + 1.6, y - 0.85, 0.8, 180, 0),
        (x + 2.4, y - 0.5),
    )
    return [Area((body, tuple(reversed(keyhole))), _on(lit)), Area((stroke(shackle, 0.42),), _on(lit))]


def triangle(x: float, y: float, *, lit: bool) -> list[Area]:
    """A warning: a critical internal error."""
    outer = ((x, y - 1.75), (x + 2.0, y + 1.6), (x - 2.0, y + 1.6))
    inner = ((x - 1.22, y + 1.16), (x + 1.22, y + 1.16), (x, y - 0.9))
    mark = ((x - 0.22, y - 0.25), (x + 0.22, y - 0.25), (x + 0.14, y + 0.5), (x - 0.14, y + 0.5))
    return [
        Area((outer, inner), _on(lit)),
        Area((mark,), _on(lit)),
        Area((disc(x, y + 0.82, 0.19),), _on(lit)),
    ]


def quadrant_cross(x: float, y: float, reach: float) -> list[Area]:
    """The axes of active (across) and reactive power (upwards); on whenever anything is."""
    tip = 0.55
    return [
        Area((stroke(((x - reach, y), (x + reach - tip, y)), 0.2),), Tone.LIT),
        Area((stroke(((x, y + reach), (x, y - reach + tip)), 0.2),), Tone.LIT),
        Area((((x + reach, y), (x + reach - 0.9, y - 0.4), (x + reach - 0.9, y + 0.4)),), Tone.LIT),
        Area((((x, y - reach), (x - 0.4, y - reach + 0.9), (x + 0.4, y - reach + 0.9)),), Tone.LIT),
    ]


def quadrant_arrow(x: float, y: float, quadrant: int, *, lit: bool) -> Area:
    """The arrow of one quadrant, I at the upper right and on against the clock."""
    sx, sy = ((1, -1), (-1, -1), (-1, 1), (1, 1))[quadrant - 1]
    points = ((0.55, 0.55), (2.75, 1.35), (1.35, 2.75))
    return Area((tuple((x + sx * px, y + sy * py) for px, py in points),), _on(lit))
