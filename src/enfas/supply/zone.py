"""Local times without a zone to UTC: by a fixed offset, or by a named zone with its summer time.

In the hour that autumn has twice, a time is of summer time until the times go back, and of normal time from
there. A time that spring leaves out counts on in normal time.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt

from enfas.errors import ConfigurationError
from enfas.supply.reading import Reading

__all__ = ["DEFAULT_OFFSET_MIN", "Zone"]

DEFAULT_OFFSET_MIN: Final = 60
"""Normal time of a meter as it is delivered: GMT+1 (Z11). [min]"""

_NS_PER_MIN: Final = 60_000_000_000
_BUCKET_NS: Final = 15 * _NS_PER_MIN
"""No zone changes its offset within a quarter of an hour of local time."""
_AT_MOST_NS: Final = 180 * _NS_PER_MIN
"""What goes back by more is not in order for another reason."""


class Zone:
    """The zone of times that do not name theirs.

    Args:
        offset_min: How far it is ahead of UTC. [min]
        named: A zone with its history, instead.
    """

    def __init__(self, offset_min: int, named: ZoneInfo | None = None) -> None:
        self._offset_ns = offset_min * _NS_PER_MIN
        self._named = named
        self._last_ns: int | None = None

    @classmethod
    def of(cls, reading: Reading, *, in_utc: bool) -> Self:
        """The zone that the options say; without any, UTC where the source says so, else the meter's.

        Raises:
            ConfigurationError: There is no zone of that name.
        """
        if reading.time_zone:
            try:
                return cls(0, ZoneInfo(reading.time_zone))
            except (ZoneInfoNotFoundError, ValueError, OSError):
                raise ConfigurationError(
                    f"there is no time zone {reading.time_zone!r}", hint="for example Europe/Stockholm"
                ) from None
        if reading.utc_offset_min is not None:
            return cls(reading.utc_offset_min)
        return cls(0 if in_utc else DEFAULT_OFFSET_MIN)

    def to_utc(self, local_ns: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Instants of local times, which follow those of the last call. [ns]"""
        if self._named is None:
            return local_ns - self._offset_ns
        buckets, place = np.unique(local_ns // _BUCKET_NS, return_inverse=True)
        offsets = np.array([self._offsets(int(bucket)) for bucket in buckets], dtype=np.int64).reshape(-1, 2)[
            place
        ]
        instants = local_ns - offsets[:, 0]
        for row in np.flatnonzero(offsets[:, 0] > offsets[:, 1]).tolist():
            last_ns = instants[row - 1] if row else self._last_ns
            if last_ns is not None and 0 <= last_ns - instants[row] < _AT_MOST_NS:
                instants[row] = local_ns[row] - offsets[row, 1]
        if len(instants):
            self._last_ns = int(instants[-1])
        return instants

    def instant_us(self, local_us: int) -> int:
        """The instant of one local time. [µs]"""
        return int(self.to_utc(np.array([local_us * 1000], dtype=np.int64))[0]) // 1000

    def _offsets(self, bucket: int) -> tuple[int, int]:
        """The offsets of a local time the first and the second time that it comes. [ns]"""
        # of the zone's own clock, so without one
        moment = datetime(1970, 1, 1) + timedelta(minutes=15 * bucket)  # noqa: DTZ001 - local by purpose
        both = (moment.replace(tzinfo=self._named, fold=fold).utcoffset() for fold in (0, 1))
        first, second = (int((offset or timedelta()).total_seconds()) * 1_000_000_000 for offset in both)
        return first, second
