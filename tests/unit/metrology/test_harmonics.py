from __future__ import annotations

import math

import numpy as np
import pytest
from tests.measured import uncompiled

from enfas.metrology.harmonics import MOST_ORDERS, Harmonics, Span, highest_order, measure_harmonics
from enfas.testing.waves import Waves


def span(start: float, length: float, cycles: int, orders: int = MOST_ORDERS) -> Span:
    n, end = math.floor(start), math.floor(start + length)
    return Span(n, start - n, end, start + length - end, cycles, orders)


def of(waves: Waves, rate_hz: float, cycles: int = 10, start: float = 30.3) -> Harmonics:
    u, i = waves.samples(rate_hz, round(rate_hz * 0.4))
    orders = highest_order(rate_hz, waves.f_hz)
    return measure_harmonics(u, i, 0, [span(start, cycles * rate_hz / waves.f_hz, cycles, orders)])


@pytest.mark.parametrize(
    ("rate_hz", "f_hz", "orders"),
    [
        (10_000, 50.0, 40), (4000, 50.0, 36), (2000, 50.0, 18), (2000, 49.999999, 18), (2000, 65.0, 13),
        (2000, 45.0, 20), (100_000, 65.0, 40), (5760, 60.0, 40),
    ],
)  # fmt: skip
@pytest.mark.requirement("PQ-1")
def test_orders_go_to_40_or_to_what_the_rate_allows(rate_hz: float, f_hz: float, orders: int) -> None:
    assert highest_order(rate_hz, f_hz) == orders


@pytest.mark.requirement("PQ-1")
@pytest.mark.parametrize("order", range(1, 41))
def test_each_order_by_itself(order: int) -> None:
    u = [0j] * 40
    i = [0j] * 40
    u[0], i[0] = 230 + 0j, 4 + 3j
    u[order - 1] += 7j
    i[order - 1] += 0.4
    found = of(Waves(50.013, tuple(u), tuple(i)), 12_800)
    assert found.groups[0, 0] == pytest.approx(np.abs(u), abs=2e-3)
    assert found.groups[0, 1] == pytest.approx(np.abs(i), abs=1e-4)


@pytest.mark.parametrize("cycles", [10, 12])
def test_orders_above_the_highest_are_not_known(cycles: int) -> None:
    found = of(Waves.distorted(50.0, 230, 5, 20, 18), 2000, cycles)
    assert not np.isnan(found.groups[0, :, :18]).any()
    assert np.isnan(found.groups[0, :, 18:]).all()


@pytest.mark.requirement("PQ-1")
@pytest.mark.parametrize("rate_hz", [2000, 4000, 10_000, 50_000])
@pytest.mark.parametrize(("f_hz", "cycles"), [(45.0, 10), (52.5, 10), (60.02, 12), (65.0, 12)])
def test_distortion_by_subgroups_and_by_lines(rate_hz: float, f_hz: float, cycles: int) -> None:
    waves = Waves.distorted(f_hz, 230, 5, 300, highest_order(rate_hz, f_hz), seed=6)
    found = of(waves, rate_hz, cycles)
    assert found.thd_percent[0] == pytest.approx(waves.thd_percent, abs=0.01)
    assert found.thd_lines_percent[0] == pytest.approx(waves.thd_percent, abs=0.01)


@pytest.mark.parametrize("line", [29, 30, 31, 35])
def test_a_subgroup_is_a_line_and_its_two_neighbours(line: int) -> None:
    """5 Hz beside the third harmonic belongs to its subgroup and not to its line; 25 Hz to neither."""
    n = np.arange(4000)
    turned = 2 * np.pi * 50 / 10_000 * (n - 40.5)
    u = 325 * np.cos(turned) + 10 * np.cos(line / 10 * turned)
    found = measure_harmonics(u, u, 0, [span(40.5, 2000, 10)])
    third = 10 / math.sqrt(2) if abs(line - 30) <= 1 else 0.0
    assert found.groups[0, 0, 2] == pytest.approx(third, abs=1e-3)
    by_lines = 100 * 10 / 325 if line == 30 else 0.0
    assert found.thd_lines_percent[0, 0] == pytest.approx(by_lines, abs=1e-3)


def test_several_windows_at_once_are_what_each_is_alone() -> None:
    u, i = Waves.distorted(50.1, 230, 5, 20, 40, seed=7).samples(10_000, 9000)
    spans = [span(20.5 + k * 1996.0, 1996.0, 10) for k in range(4)]
    together = measure_harmonics(u, i, 0, spans)
    for k, one in enumerate(spans):
        alone = measure_harmonics(u, i, 0, [one])
        for both, single in zip(together, alone, strict=True):
            assert both[k].tobytes() == single[0].tobytes()


def test_without_a_fundamental_there_is_no_distortion_to_tell() -> None:
    found = measure_harmonics(np.zeros(3000), np.zeros(3000), 0, [span(30.0, 2000, 10)])
    assert np.isnan(found.thd_percent).all()


def test_the_loops_do_the_same_uncompiled(monkeypatch: pytest.MonkeyPatch) -> None:
    waves = Waves.distorted(50.3, 230, 5, 40, 17, seed=1)
    compiled = of(waves, 2000)
    uncompiled(monkeypatch)
    with np.errstate(invalid="ignore"):
        plain = of(waves, 2000)
    for one, other in zip(plain, compiled, strict=True):
        assert one == pytest.approx(other, rel=1e-9, nan_ok=True)
