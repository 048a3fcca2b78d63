"""The debiting logs: their columns and depths.

Source: data sheet, "Icke-flyktigt minne" (what is stored at each debiting stop); technical description
5512-1235 D1, tables 12 and 13, and page 32 (36 and 175 entries).
"""

from __future__ import annotations

from typing import Final

from enfas.catalog.data_logs import TIME, keys_named

__all__ = ["DEBITING_2_DEPTH", "DEBITING_COLUMNS", "DEBITING_DEPTH", "INTERVALS"]

DEBITING_DEPTH: Final = 36
DEBITING_2_DEPTH: Final = 175

INTERVALS: Final = ("day", "week", "month")
"""How often debiting log 2 is written, as its register counts: each day, each Monday, on the 1st."""

_PULSE_INPUT: Final = "1.1.0.128.1.255"


def _with_time(*keys: str) -> tuple[str, ...]:
    return tuple(column for key in keys for column in (key, key + TIME))


DEBITING_COLUMNS: Final = keys_named(
    "hours",
    "debiting_count",
    "power_threshold_count",
    _PULSE_INPUT,
    "a_plus",
    "a_minus",
    "r_plus",
    "r_minus",
    "e_plus",
    "e_minus",
    *(f"a_plus_t{tariff}" for tariff in range(1, 5)),
    *(f"r_plus_t{tariff}" for tariff in range(1, 5)),
    *_with_time("p_plus_max", "p_plus_max_t1", "p_plus_max_t2"),
    "p_plus_cumulative",
    "p_plus_cumulative_t1",
    "p_plus_cumulative_t2",
    *_with_time("q_plus_max", "q_plus_max_t1", "q_plus_max_t2"),
    "q_plus_cumulative",
    *_with_time("s_plus_max", "s_minus_max"),
)
"""The debiting log's columns after the first four, in the order of the data sheet's table."""
