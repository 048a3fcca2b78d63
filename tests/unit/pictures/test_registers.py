"""The registers' picture is drawn for any load, none included."""

from __future__ import annotations

from pathlib import Path

import pytest

from enfas.pictures.registers import Line, Registers, draw_registers

ENERGY = Line("a_plus", "A+", "1.8.0", 149.023, "149.023", "kWh")
PEAK = Line("p_plus_max", "P+ max", "1.6.0", 5.4, "5.436", "kW", "11 Feb 2007 14:00")


@pytest.mark.parametrize(("p_w", "q_var"), [(0.0, 0.0), (322.0, 94.0), (-2000.0, 1.0), (0.0, -50.0)])
@pytest.mark.parametrize("peaks", [(), (PEAK, PEAK)])
def test_registers_are_drawn(tmp_path: Path, p_w: float, q_var: float, peaks: tuple[Line, ...]) -> None:
    path = tmp_path / "registers.svg"
    draw_registers(Registers("meter 1", "now", (ENERGY,), (ENERGY,), peaks, p_w, q_var), path)
    assert "<svg" in path.read_text()
