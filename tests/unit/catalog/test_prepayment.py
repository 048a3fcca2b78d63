"""The terms of prepayment: what cannot be is refused."""

from __future__ import annotations

from typing import Any

import pytest

from enfas.catalog.prepayment import MJ_PER_KWH, NO_TERMS, Terms
from enfas.errors import ConfigurationError

pytestmark = pytest.mark.requirement("SW-4")


def test_as_delivered_credit_is_in_kwh_and_a_millijoule_costs_one() -> None:
    assert (NO_TERMS.unit, NO_TERMS.in_money) == ("kWh", False)
    assert [NO_TERMS.price(tariff) for tariff in (1, 4)] == [1, 1]
    assert NO_TERMS.quanta == MJ_PER_KWH


def test_money_has_a_price_for_each_tariff() -> None:
    terms = Terms(currency="SEK", prices=(2_500, 1_000, 0, 100_000))
    assert [terms.price(tariff) for tariff in (1, 2, 3, 4)] == [2_500, 1_000, 0, 100_000]
    assert terms.price(1) * MJ_PER_KWH * 2 == terms.quanta * 5, "2 kWh cost 5 SEK"


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ({"secret": b"short"}, "16 octets, not 5"),
        ({"public_key": bytes(31)}, "32 octets, not 31"),
        ({"currency": "sek", "prices": (1, 1, 1, 1)}, "three capitals"),
        ({"currency": "SEK"}, "needs a currency and prices"),
        ({"prices": (1, 0, 0, 0)}, "needs a currency and prices"),
        ({"currency": "SEK", "prices": (1, 1, 1)}, "4 prices"),
        ({"currency": "SEK", "prices": (1, 1, 1, -1)}, "4 prices of 0 to 100000"),
        ({"emergency": -1}, "0 to 100000"),
    ],
)
def test_what_cannot_be(terms: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        Terms(**terms)


def test_the_secret_is_in_no_text() -> None:
    secret = b"sixteen octets!!"
    assert "sixteen" not in repr(Terms(secret=secret))
