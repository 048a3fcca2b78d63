"""How the display looks: as plain text, as SVG, and as shapes that any other picture is drawn from.

Pure: a `Display` goes in, a text or a list of shapes comes out. Files are for `enfas.pictures`.
"""

from __future__ import annotations

from enfas.faces.lcd.front import Plate, front
from enfas.faces.lcd.shapes import COLOURS, Area, Print, Shape, Tone
from enfas.faces.lcd.svg import svg_of
from enfas.faces.lcd.text import SPANS_WIDTH, spans, text_of

__all__ = [
    "COLOURS",
    "SPANS_WIDTH",
    "Area",
    "Plate",
    "Print",
    "Shape",
    "Tone",
    "front",
    "spans",
    "svg_of",
    "text_of",
]
