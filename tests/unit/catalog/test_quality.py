from __future__ import annotations

import pytest

from enfas.catalog.quality import DataQuality, LoggerStatus, clock_quality
from enfas.timebase import US_PER_S


@pytest.mark.requirement("RTC-3")
@pytest.mark.parametrize(
    ("seconds", "bit"),
    [
        (0, None),
        (6.999999, None),
        (7, 0),
        (14.999, 0),
        (15, 1),
        (29, 1),
        (30, 2),
        (60, 2),
        (61, 3),
        (86400, 3),
    ],
)
@pytest.mark.parametrize("sign", [1, -1], ids=["forward", "backward"])
def test_a_small_correction_and_a_large_one_are_told_apart(
    seconds: float, bit: int | None, sign: int
) -> None:
    quality = clock_quality(sign * round(seconds * US_PER_S))
    assert quality == (0 if bit is None else 1 << bit | (1 << 4 if sign > 0 else 1 << 5))


def test_bits_are_the_real_meter_s() -> None:
    assert (LoggerStatus.DISCONTINUITY, LoggerStatus.RECONFIGURED, LoggerStatus.INTERVAL_CHANGED) == (
        64,
        128,
        256,
    )
    # rows of the published session bear undervoltage and power outage as 00000500
    assert DataQuality.UNDERVOLTAGE | DataQuality.OUTAGE == 0x500
    assert DataQuality.OVERVOLTAGE == 0x80
