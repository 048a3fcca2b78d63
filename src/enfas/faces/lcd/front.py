"""The front of the meter: its plate, the glass in its bezel, diodes, buttons, optical port. [mm]"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from enfas.faces.display import Display, Lamp
from enfas.faces.lcd import glass
from enfas.faces.lcd.shapes import Area, Print, Shape, Tone, disc, moved, rectangle

if TYPE_CHECKING:
    from enfas.meter.configuration import Configuration

__all__ = ["HEIGHT", "WIDTH", "Plate", "front"]

WIDTH: Final = 108.0
HEIGHT: Final = 77.5

_GLASS: Final = (14.0, 17.0)
_LETTER: Final = 1.55


@dataclass(frozen=True, slots=True)
class Plate:
    """What is printed on the front.

    Attributes:
        serial: The serial number.
        type_text: The type number.
        ratings: Voltage, frequency, currents.
        accuracy: The accuracy class.
        has_breaker: There is a diode for it.
    """

    serial: str = ""
    type_text: str = ""
    ratings: str = "230 V · 50 Hz · 5(100) A"
    accuracy: str = ""
    has_breaker: bool = True

    @classmethod
    def of(cls, configuration: Configuration) -> Self:
        """The plate of a meter."""
        conditions, currents = configuration.conditions, configuration.current_range
        i_ref, i_max = currents.i_ref_ma / 1000, currents.i_max_ma / 1000
        return cls(
            str(configuration.serial_number),
            configuration.type_number,
            f"{conditions.u_nominal_v:g} V · {conditions.f_nominal_hz:g} Hz · {i_ref:g}({i_max:g}) A",
            f"Class {configuration.accuracy_class.name}",
            configuration.has_breaker,
        )


def front(display: Display, plate: Plate) -> list[Shape]:
    """The whole front, what lies behind first."""
    return [*_case(plate), *_bezel(lit=display.backlight), *_on_glass(display), *_below(display, plate)]


def _case(plate: Plate) -> list[Shape]:
    shapes: list[Shape] = [
        Area((rectangle(0.6, 0.6, WIDTH - 1.2, HEIGHT - 1.2, 5.0),), Tone.CASE_EDGE),
        Area((rectangle(1.0, 1.0, WIDTH - 2.0, HEIGHT - 2.0, 4.7),), Tone.CASE),
        Print(9.0, 9.6, "enfas", 3.4, Tone.INK, bold=True),
        Print(WIDTH - 9.0, 7.1, f"No. {plate.serial}" if plate.serial else "", 1.75, Tone.INK, "end", True),
        Print(WIDTH - 9.0, 10.2, plate.type_text, _LETTER, Tone.QUIET, "end"),
    ]
    return [shape for shape in shapes if not isinstance(shape, Print) or shape.text]


def _bezel(*, lit: bool) -> list[Shape]:
    x, y = _GLASS
    w, h = glass.WIDTH, glass.HEIGHT
    edge, inside = (Tone.CRYSTAL_EDGE, Tone.CRYSTAL) if lit else (Tone.DULL_EDGE, Tone.DULL)
    return [
        Area((rectangle(x - 5.5, y - 4.0, w + 11.0, h + 8.0, 2.6),), Tone.BEZEL),
        Area((rectangle(x - 0.7, y - 0.7, w + 1.4, h + 1.4, 1.1),), Tone.RIM),
        Area((rectangle(x, y, w, h, 0.8),), edge),
        Area((rectangle(x + 0.9, y + 1.1, w - 1.8, h - 2.0, 1.2),), inside),
    ]


def _on_glass(display: Display) -> list[Shape]:
    return [moved(shape, *_GLASS) for shape in glass.glass(display)]


def _diode(x: float, y: float, lamp: Lamp) -> list[Shape]:
    if lamp is Lamp.OFF:
        return [Area((disc(x, y, 0.95),), Tone.DIODE)]
    glow: list[Shape] = [Area((disc(x, y, radius),), Tone.GLOW) for radius in (3.0, 2.2, 1.5)]
    return [*glow, Area((disc(x, y, 0.95),), Tone.DIODE_ON)]


def _button(x: float, y: float) -> list[Shape]:
    return [Area((disc(x, y, 3.4),), Tone.BUTTON_EDGE), Area((disc(x, y, 3.05),), Tone.BUTTON)]


def _below(display: Display, plate: Plate) -> list[Shape]:
    """What stands under the glass."""
    y = _GLASS[1] + glass.HEIGHT + 10.6
    shapes: list[Shape] = [
        Print(9.0, y, plate.ratings, 1.75, Tone.INK, bold=True),
        Print(9.0, y + 3.6, f"single-phase · {plate.accuracy}".rstrip(" ·"), _LETTER, Tone.QUIET),
        Print(9.0, y + 7.2, "not type-approved, not for billing", _LETTER, Tone.QUIET),
        *_diode(51.0, y - 0.6, display.led),
        Print(54.0, y, "1000 imp/kWh", _LETTER, Tone.INK),
    ]
    if plate.has_breaker:
        shapes += [
            *_diode(51.0, y + 5.6, display.breaker_led),
            Print(54.0, y + 6.2, "breaker", _LETTER, Tone.INK),
        ]
    for x in (76.2, 85.6):
        shapes += _button(x, y + 2.6)
    ring = (disc(95.0, y + 2.6, 3.4), tuple(reversed(disc(95.0, y + 2.6, 2.95))))
    shapes.append(Area(ring, Tone.BUTTON_EDGE))
    shapes += [Area((disc(x, y + 2.6, 0.75),), Tone.LENS) for x in (93.6, 96.4)]
    shapes += [
        Print(76.2, y + 9.2, "read", _LETTER * 0.9, Tone.QUIET, "middle"),
        Print(85.6, y + 9.2, "set", _LETTER * 0.9, Tone.QUIET, "middle"),
        Print(95.0, y + 9.2, "optical", _LETTER * 0.9, Tone.QUIET, "middle"),
    ]
    return shapes
