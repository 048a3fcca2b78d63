"""What a log holds besides numbers and times, on the glass."""

from __future__ import annotations

from tests.meter_rows import START_US
from tests.panel_bench import LEFT, Front

from enfas.catalog.display import READINGS
from enfas.catalog.layout import Column, DataType, Layout, clock_column
from enfas.catalog.names import CLOCK
from enfas.catalog.stamp import encode_stamp
from enfas.faces.display import show
from enfas.meter.log import Log


def test_a_text_stands_in_the_text_field() -> None:
    front = Front()
    layout = Layout((clock_column("clock", CLOCK), Column("note", 1, CLOCK, 2, DataType.TEXT, 4)))
    log = Log("notes", READINGS["98.1.0"].obis, layout, 3, 0)
    log.append(encode_stamp(START_US), b"Q1.2")
    others = {name: kept for name, kept in front.meter.logs.items() if kept.obis != log.obis}
    front.meter.logs = {**others, "notes": log}
    front.go_to("98.1.0")
    assert show(front.meter).value == "2025:01:15"
    front.press(LEFT, held_s=6)
    front.press(LEFT)
    shown = show(front.meter)
    assert (shown.value, shown.identification, shown.text) == ("", "98.1.0", "Q1.2")
