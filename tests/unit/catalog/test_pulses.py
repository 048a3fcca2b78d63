from __future__ import annotations

import pytest

from enfas.catalog.pulses import check_factor, check_rate
from enfas.errors import ConfigurationError


@pytest.mark.parametrize(("rate", "possible"), [(0, False), (1, True), (1000, True), (1001, False)])
def test_rates(rate: int, possible: bool) -> None:
    if possible:
        check_rate(rate)
    else:
        with pytest.raises(ConfigurationError, match="1 to 1000"):
            check_rate(rate)


@pytest.mark.parametrize(
    ("factor", "possible"), [(99, False), (100, True), (1_000_000, True), (1_000_001, False)]
)
def test_factors(factor: int, possible: bool) -> None:
    if possible:
        check_factor(factor)
    else:
        with pytest.raises(ConfigurationError, match="pulses are divided by"):
            check_factor(factor)
