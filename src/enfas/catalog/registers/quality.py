"""Power quality: occurrence counters, and what is set for them.

Source: DLMS protocol 5512-1424 D1, pages 25-26; bounds and defaults: technical description 5512-1235 D1,
table 23. Window, threshold, limits of single values and the interval of the log have no published object of
their own: those are ours. Counters of L2, L3 and of unbalance need three phases.
"""

from __future__ import annotations

from typing import Final

from enfas.catalog.layout import DataType
from enfas.catalog.registers.register import Setting, data, register
from enfas.units import Unit

__all__ = ["COUNTERS", "FREQUENCY_COUNTERS", "ROWS"]

_U16 = DataType.U16

FREQUENCY_COUNTERS: Final = (
    ("f_low_1", -1),
    ("f_high_1", 1),
    ("f_low_6", -6),
    ("f_high_4", 4),
    ("f_low_2", -2),
    ("f_high_2", 2),
    ("f_low_15", -15),
    ("f_high_15", 15),
)
"""What the counters F1 to F8 count: 10-second means beyond so many per cent of the nominal frequency."""

_OTHERS: Final = (
    ("u_low_10", 9, "10-minute means under 90 % of 230 V"),
    ("u_low", 10, "Means under the low voltage limit"),
    ("u_high", 11, "Means over the high voltage limit"),
    ("u_rapid", 12, "Rapid voltage changes of 5 % or more"),
    ("interruptions_long", 14, "Interruptions of more than 3 min"),
    ("interruptions_short", 15, "Interruptions of up to 3 min"),
    ("thd_u_over", 16, "10-minute means of THD of U over 8 %"),
    ("sags", 19, "Sags of 100 ms to 1 s"),
    ("swells", 20, "Swells of 100 ms to 1 s"),
    ("thd_i_over", 21, "10-minute means of THD of I over 8 %"),
)

_COUNTERS: Final = (
    *(
        data(f"occurrences_{key}", f"1.1.133.0.{n}.255", _U16, f"Frequency beyond {percent:+d} %")
        for n, (key, percent) in enumerate(FREQUENCY_COUNTERS, 1)
    ),
    *(data(f"occurrences_{key}", f"1.1.133.0.{n}.255", _U16, name) for key, n, name in _OTHERS),
)

COUNTERS: Final = tuple(row.key for row in _COUNTERS)
"""The occurrence counters by key, in the order of their logical names."""

_SETTINGS: Final = (
    data(
        "voltage_window", "1.1.134.0.130.255", _U16, "Time of mean voltages", setting=Setting(600, 10, 1800)
    ),
    data(
        "outage_threshold", "1.1.134.0.131.255", _U16, "Outage not logged up to [s]",
        setting=Setting(10, 0, 1800),
    ),
    register(
        "voltage_high_single", "1.1.134.0.128.255", _U16, "Limit of single voltages, high", Unit.VOLT,
        setting=Setting(253, 233, 276),
    ),
    register(
        "voltage_low_single", "1.1.134.0.129.255", _U16, "Limit of single voltages, low", Unit.VOLT,
        setting=Setting(207, 184, 227),
    ),
    data("occurrence_interval", "1.1.0.1.7.128", DataType.U8, "Log of counters: day, week or month", "RW"),
)  # fmt: skip

ROWS: Final = (*_COUNTERS, *_SETTINGS)
"""All rows."""
