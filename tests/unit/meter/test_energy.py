from __future__ import annotations

import pytest

from enfas.catalog.registers import MOST_TARIFFS
from enfas.meter.energy import PARTS, TRIPS, Energy, amount

AMOUNTS = [1, 2, 4, 8, 16, 32, 64, 128]


@pytest.mark.requirement("MET-6")
@pytest.mark.parametrize(
    ("energy", "mj"),
    [
        ("a_plus", 1), ("a_minus", 2), ("r_plus", 12), ("r_minus", 48), ("r1", 4), ("r2", 8), ("r3", 16),
        ("r4", 32), ("e_plus", 64), ("e_minus", 128),
    ],
)  # fmt: skip
def test_counts(energy: str, mj: int) -> None:
    counters = Energy()
    counters.add([*AMOUNTS, 999])
    counters.add(AMOUNTS)
    assert counters.total(energy) == 2 * mj
    assert amount(AMOUNTS, energy) == mj


@pytest.mark.requirement("MET-9")
def test_tariffs_add_up_to_the_total() -> None:
    counters = Energy()
    for tariff in range(1, MOST_TARIFFS + 1):
        counters.tariff = tariff
        counters.add([tariff] * 8)
    for energy in PARTS:
        by_tariff = [counters.in_tariff(energy, t) for t in range(1, MOST_TARIFFS + 1)]
        assert sum(by_tariff) == counters.total(energy)
        assert by_tariff[2] == 3 * len(PARTS[energy])


@pytest.mark.parametrize("energy", TRIPS)
def test_a_trip_counter_starts_anew(energy: str) -> None:
    counters = Energy()
    counters.add(AMOUNTS)
    counters.reset_trip(energy)
    counters.add(AMOUNTS)
    assert counters.trip(energy) == amount(AMOUNTS, energy)
    others = [counters.trip(other) == 2 * amount(AMOUNTS, other) for other in TRIPS if other != energy]
    assert all(others)
