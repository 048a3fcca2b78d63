"""The terms of prepayment: how credit is counted, and with what tokens are checked.

The real meter's credit is in kWh and does not go together with tariffs. Credit in money with a price for each
tariff, emergency credit and tokens are ours, and off until the terms say otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import IntEnum, unique
from typing import Final

from enfas.errors import ConfigurationError

__all__ = ["MJ_PER_KWH", "NO_TERMS", "CreditEvent", "Terms"]

MJ_PER_KWH: Final = 3_600_000_000
_TARIFFS: Final = 4
_SECRET_OCTETS: Final = 16
_PUBLIC_KEY_OCTETS: Final = 32
_CURRENCY: Final = re.compile("[A-Z]{3}")
_MOST_PRICE: Final = 100_000
_MOST_EMERGENCY: Final = 100_000


@unique
class CreditEvent(IntEnum):
    """What the prepayment log tells; the codes are ours."""

    LOADED_BY_COMMAND = 1
    LOADED_BY_TOKEN = 2
    LOADED_BY_SIGNED_TOKEN = 3
    TOKEN_WRONG = 4  # forged, damaged, or of another meter
    TOKEN_USED = 5  # once more, or so old that it is not remembered
    CREDIT_LOW = 6
    CREDIT_OUT = 7
    EMERGENCY_TAKEN = 8
    EMERGENCY_OUT = 9


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one meter.

    Attributes:
        secret: What tokens of 20 digits are made and checked with; in no text of the object. Empty: none are
            taken.
        public_key: What signed tokens are checked with (Ed25519). Empty: none are taken.
        currency: In which credit is counted: SEK. Empty: in kWh.
        prices: Of a kWh in tariffs 1 to 4, in thousandths of the currency.
        emergency: How much may be used when credit is out, once taken: hundredths of a kWh or of the
            currency.

    Raises:
        ConfigurationError: Something in them cannot be, or contradicts itself.
    """

    secret: bytes = field(default=b"", repr=False)
    public_key: bytes = b""
    currency: str = ""
    prices: tuple[int, int, int, int] = (0, 0, 0, 0)
    emergency: int = 0

    def __post_init__(self) -> None:
        if len(self.secret) not in (0, _SECRET_OCTETS):
            raise ConfigurationError(f"a token secret has {_SECRET_OCTETS} octets, not {len(self.secret)}")
        if len(self.public_key) not in (0, _PUBLIC_KEY_OCTETS):
            raise ConfigurationError(
                f"a public key has {_PUBLIC_KEY_OCTETS} octets, not {len(self.public_key)}"
            )
        if self.currency and not _CURRENCY.fullmatch(self.currency):
            raise ConfigurationError(f"a currency is three capitals (ISO 4217), not {self.currency!r}")
        if len(self.prices) != _TARIFFS or not all(0 <= price <= _MOST_PRICE for price in self.prices):
            raise ConfigurationError(f"there are {_TARIFFS} prices of 0 to {_MOST_PRICE} thousandths a kWh")
        if bool(self.currency) is not any(self.prices):
            raise ConfigurationError("credit in money needs a currency and prices, credit in kWh has neither")
        if not 0 <= self.emergency <= _MOST_EMERGENCY:
            raise ConfigurationError(
                f"emergency credit is 0 to {_MOST_EMERGENCY} hundredths, not {self.emergency}"
            )

    @property
    def in_money(self) -> bool:
        """Credit is in money, with a price for each tariff."""
        return bool(self.currency)

    @property
    def unit(self) -> str:
        """What credit is counted in, for people."""
        return self.currency or "kWh"

    def price(self, tariff: int) -> int:
        """What a millijoule costs in a tariff, in quanta of credit; in kWh a millijoule is one."""
        return self.prices[tariff - 1] if self.currency else 1

    @property
    def quanta(self) -> int:
        """Quanta of credit in one kWh, or in one unit of the currency: whole, so that nothing is rounded."""
        return 1000 * MJ_PER_KWH if self.currency else MJ_PER_KWH


NO_TERMS: Final = Terms()
"""Credit in kWh, by command alone."""
