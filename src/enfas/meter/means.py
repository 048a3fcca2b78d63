"""Mean values of a period: powers, voltage, current, frequency, power factor, distortion.

A mean power is the period's energy over its length, rounded to the nearest unit; the others are the means
over the time for which they were known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import msgspec

from enfas.catalog.registers import KINDS
from enfas.interval import A_MINUS, A_PLUS, E_MINUS, E_PLUS, ENERGIES
from enfas.meter.block import MEASURED
from enfas.meter.energy import amount
from enfas.meter.present import U16_MAX, power_factor

__all__ = ["MEANS", "POWERS", "Means", "means_of"]

POWERS: Final = tuple(kind.power for kind in KINDS)
"""The powers, in the order in which all count."""

_ENERGIES: Final = tuple(kind.energy for kind in KINDS)
_U32_MAX: Final = 0xFFFF_FFFF
_US_PER_MS: Final = 1000
_U, _I, _F, _THD_U, _THD_I = range(len(MEASURED))


class Means(msgspec.Struct):
    """The means of a period, as integers of their registers; None where nothing was known.

    Attributes:
        powers: In the order of POWERS. [W, var, VA]
        u: Voltage [V], then current [0.01 A], frequency [0.01 Hz], power factor [0.01], distortions [0.01 %].
    """

    powers: list[int] = msgspec.field(default_factory=lambda: [0] * len(POWERS))
    u: int | None = 0
    i: int | None = 0
    f: int | None = 0
    pf: int = 100
    thd_u: int | None = 0
    thd_i: int | None = 0


def means_of(totals: Sequence[int], length_us: int) -> Means:
    """The means of what happened in a period.

    Args:
        totals: By the columns of a block.
        length_us: The length over which powers are taken. [µs]
    """
    # mJ/ms is W
    return Means(
        powers=[(2 * _US_PER_MS * amount(totals, key) + length_us) // (2 * length_us) for key in _ENERGIES],
        u=_mean(totals, _U, 1000),
        i=_mean(totals, _I, 10),
        f=_mean(totals, _F, 10, U16_MAX),
        pf=power_factor(totals[A_PLUS] + totals[A_MINUS], totals[E_PLUS] + totals[E_MINUS]),
        thd_u=_mean(totals, _THD_U, 1, U16_MAX),
        thd_i=_mean(totals, _THD_I, 1, U16_MAX),
    )


def _mean(totals: Sequence[int], place: int, divisor: int, most: int = _U32_MAX) -> int | None:
    """The mean of what was known of a value, in a register's steps; None where nothing was."""
    weighted, known = totals[len(ENERGIES) + 2 * place : len(ENERGIES) + 2 * place + 2]
    known *= divisor
    return min((2 * weighted + known) // (2 * known), most) if known else None


def _power(place: int) -> Callable[[Means], int | None]:
    return lambda means: means.powers[place]


MEANS: Final[Mapping[str, Callable[[Means], int | None]]] = MappingProxyType(
    {
        **{f"{power}_mean": _power(place) for place, power in enumerate(POWERS)},
        "u_mean": lambda means: means.u,
        "i_mean": lambda means: means.i,
        "f_mean": lambda means: means.f,
        "pf_mean": lambda means: means.pf,
        "thd_u_mean": lambda means: means.thd_u,
        "thd_i_mean": lambda means: means.thd_i,
    }
)
"""How the register of each mean is read from the means of a period, by `Register.reader`."""
