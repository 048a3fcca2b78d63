from __future__ import annotations

import pytest

from enfas.faces.display import Display
from enfas.faces.lcd import Plate, Print, front
from enfas.faces.lcd.front import HEIGHT, WIDTH
from enfas.meter.configuration import Configuration


def printed(plate: Plate) -> list[str]:
    return [shape.text for shape in front(Display(dark=True), plate) if isinstance(shape, Print)]


def test_the_plate_says_what_the_meter_is() -> None:
    texts = printed(Plate.of(Configuration.default().replace(serial_number=4711)))
    for text in ("enfas", "No. 4711", "6861111BN242101040", "230 V · 50 Hz · 5(100) A", "1000 imp/kWh"):
        assert text in texts
    assert "not type-approved, not for billing" in texts
    assert "breaker" in texts


def test_a_meter_without_a_breaker_has_no_diode_for_it() -> None:
    assert "breaker" not in printed(Plate.of(Configuration.default().replace(X10="0", Z19="0")))


@pytest.mark.parametrize("plate", [Plate(), Plate("4294967295", "6861111BN242101040")])
def test_nothing_lies_outside(plate: Plate) -> None:
    for shape in front(Display(), plate):
        if not isinstance(shape, Print):
            assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for outline in shape.outlines for x, y in outline)
