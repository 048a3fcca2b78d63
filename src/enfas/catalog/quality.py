"""The two words that tell of a log entry's quality: logger status (16 bits) and data quality (32 bits).

Source: DLMS protocol 5512-1424 D1, data loggers (attributes 255 and 254 of a log, page 41).
"""

from __future__ import annotations

from enum import IntFlag
from typing import Final

from enfas.timebase import US_PER_S

__all__ = ["SMALLEST_LOGGED_US", "DataQuality", "LoggerStatus", "clock_quality"]

SMALLEST_LOGGED_US: Final = 7 * US_PER_S
"""A correction of the clock by less is no event: neither logged nor marked. [µs]"""


class LoggerStatus(IntFlag):
    """What happened to the log before or at an entry."""

    NONE = 0
    BAD_CRC = 1 << 3
    DISCONTINUITY = 1 << 6  # entries are missing before this one, or it did not begin at a period's bound
    RECONFIGURED = 1 << 7  # the first entry since the registers were changed
    INTERVAL_CHANGED = 1 << 8  # the first entry since the period was changed
    ID_EXHAUSTED = 1 << 9


class DataQuality(IntFlag):
    """What happened in the period of an entry."""

    NONE = 0
    CLOCK_7_S = 1 << 0  # set by 7 to 15 s
    CLOCK_15_S = 1 << 1  # by 15 to 30 s
    CLOCK_30_S = 1 << 2  # by 30 to 60 s
    CLOCK_60_S = 1 << 3  # by more
    CLOCK_FORWARD = 1 << 4
    CLOCK_BACKWARD = 1 << 5
    PARAMETER_ERROR = 1 << 6
    OVERVOLTAGE = 1 << 7
    UNDERVOLTAGE = 1 << 8
    NEUTRAL_ERROR = 1 << 9
    OUTAGE = 1 << 10
    GAP = 1 << 31  # our own: mains was there, but the supply's source does not know the energy of a part


def clock_quality(change_us: int) -> DataQuality:
    """The marks of a setting of the clock: how far and which way; none if it is too small to matter.

    Args:
        change_us: The new time less the old. [µs]
    """
    size = abs(change_us)
    if size < SMALLEST_LOGGED_US:
        return DataQuality.NONE
    if size < 15 * US_PER_S:
        band = DataQuality.CLOCK_7_S
    elif size < 30 * US_PER_S:
        band = DataQuality.CLOCK_15_S
    elif size <= 60 * US_PER_S:
        band = DataQuality.CLOCK_30_S
    else:
        band = DataQuality.CLOCK_60_S
    return band | (DataQuality.CLOCK_FORWARD if change_us > 0 else DataQuality.CLOCK_BACKWARD)
