"""Means of a period, and how the registers read them."""

from __future__ import annotations

from tests.unit.meter.test_demand import QUARTER, totals

from enfas.catalog.registers import REGISTERS
from enfas.meter.block import COLUMNS
from enfas.meter.means import MEANS, POWERS, Means, means_of


def test_each_mean_has_its_register() -> None:
    assert set(MEANS) == {row.reader for row in REGISTERS.values() if "_mean" in row.key}


def test_means_are_read_by_the_registers_keys() -> None:
    means = means_of(totals(a_plus=60, r1=3, u_mv=230_600, i_ma=1_234, f_mhz=49_996, thd_u_cp=250), QUARTER)
    found = {key: read(means) for key, read in MEANS.items()}
    assert (found["p_plus_mean"], found["q_plus_mean"], found["s_plus_mean"]) == (60, 3, 0)
    assert (found["u_mean"], found["i_mean"], found["f_mean"]) == (231, 123, 5000)
    assert (found["thd_u_mean"], found["thd_i_mean"], found["pf_mean"]) == (250, None, 100)


def test_of_nothing_nothing_is_known() -> None:
    assert means_of([0] * COLUMNS, QUARTER) == Means([0] * len(POWERS), None, None, None, 100, None, None)
