"""The analysis log: the registers it can hold, its periods, its memory and its depth.

Depth is what follows from a record's size and the memory: a record takes 18 octets and 4 for each register,
12 for a time, as the load profile's do (`logs.profile_capacity`). The data sheet gives the range alone, 2.5
to 520 days: 24 registers every 5 minutes for 2.5 days take 82 080 octets, one every hour for 520 days takes
274 560. These are the least and the most memory that a configuration gives it (computed).

Source: data sheet, "Analyslogg"; technical description 5512-1235 D1, tables 14 and 15; DLMS protocol
5512-1424 D1, page 40 (periods).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from enfas.catalog.data_logs import TIME, keys_named

__all__ = [
    "ANALYSIS_PERIODS_MIN",
    "ANALYSIS_REGISTERS",
    "LEAST_MEMORY",
    "MOST_MEMORY",
    "MOST_REGISTERS",
    "analysis_depth",
    "analysis_fault",
    "usual_registers",
]

ANALYSIS_PERIODS_MIN: Final = (5, 15, 30, 60)
MOST_REGISTERS: Final = 24
LEAST_MEMORY: Final = 82_080
MOST_MEMORY: Final = 274_560

_RECORD: Final = 18
_NUMBER: Final = 4
_TIME: Final = 12

ANALYSIS_REGISTERS: Final = keys_named(
    "1.1.0.128.1.255",  # pulse input
    "hours",
    "a_plus", "a_minus", "r_plus", "r_minus", "r1", "r2", "r3", "r4",
    *(f"{energy}_t{n}" for energy in ("a_plus", "a_minus", "r_plus", "r_minus") for n in range(1, 9)),
    "a_total", "a_net", "e_plus", "e_minus",
    "p_plus", "p_minus", "q_plus", "q_minus",
    "pf_mean",
    *(f"{power}_mean_l1" for power in ("p_plus", "p_minus", "q_plus", "q_minus", "s_plus", "s_minus")),
    "1.1.128.0.0.255",  # state of the breaker
    "p_plus_day_max", "p_plus_day_min", "p_plus_day_max" + TIME, "p_plus_day_min" + TIME,
    "i_mean", "u_mean", "pf_mean_l1", "thd_u_mean", "thd_i_mean", "f_mean",
)  # fmt: skip
"""The registers that it can hold: table 14, as far as they are of one phase."""


def usual_registers(profile: Sequence[str]) -> tuple[str, ...]:
    """The registers of the default setup, by the energies of the load profile (table 15, one phase)."""
    powers = (
        ("p_plus", {"a_plus"}),
        ("p_minus", {"a_minus"}),
        ("q_plus", {"r_plus", "r1", "r2"}),
        ("q_minus", {"r_minus", "r3", "r4"}),
    )
    chosen = [power for power, energies in powers if power == "p_plus" or energies & set(profile)]
    return (*chosen, "u_mean", "i_mean")


def analysis_depth(registers: Sequence[str], memory: int) -> int:
    """How many entries of some registers a memory holds. [octets]"""
    return memory // (_RECORD + sum(_TIME if key.endswith(TIME) else _NUMBER for key in registers))


def analysis_fault(registers: Sequence[str], period_min: int) -> str:
    """What is wrong with registers and a period; nothing if they can be."""
    if period_min not in ANALYSIS_PERIODS_MIN:
        return f"the analysis log's period is 5, 15, 30 or 60 min, not {period_min}"
    if not 1 <= len(registers) <= MOST_REGISTERS or len(set(registers)) != len(registers):
        return f"the analysis log has 1 to {MOST_REGISTERS} different registers"
    strange = [key for key in registers if key not in ANALYSIS_REGISTERS]
    return f"the analysis log cannot hold {', '.join(strange)}" if strange else ""
