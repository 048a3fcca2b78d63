from __future__ import annotations

import xml.etree.ElementTree as ET

from enfas.faces.lcd.shapes import Area, Print, Tone, disc
from enfas.faces.lcd.svg import svg_of

GOLDEN = """\
<svg xmlns="http://www.w3.org/2000/svg" width="1080" height="775" viewBox="0 0 108 77.5"\
 font-family="DejaVu Sans, Verdana, Helvetica, Arial, sans-serif" role="img">
<g fill="#161c14" fill-opacity="0.94">
<path d="M0 0L1 0.5L0.25 1Z"/>
<path fill-rule="evenodd" d="M0 0L3 0L3 3ZM1 1L2 1L2 2Z"/>
</g>
<g fill="#1f2a33">
<text x="4" y="5" font-size="1.37" text-anchor="end" font-weight="bold">V &amp; A</text>
</g>
</svg>
"""


def test_a_picture_is_written() -> None:
    shapes = [
        Area((((0, 0), (1, 0.5), (0.25, 1.001)),), Tone.LIT),
        Area((((0, 0), (3, 0), (3, 3)), ((1, 1), (2, 1), (2, 2))), Tone.LIT),
        Print(4, 5, "V & A", 1.0, Tone.INK, "end", True),
    ]
    assert svg_of(shapes) == GOLDEN


def test_it_is_xml() -> None:
    root = ET.fromstring(svg_of([Area((disc(1, 1, 1),), Tone.GLOW)], "a meter"))
    assert [element.tag.rpartition("}")[2] for element in root] == ["title", "g"]
