from __future__ import annotations

import pytest

from enfas.catalog.quality import DataQuality
from enfas.meter.block import COLUMNS, GAP, HIGH, LOW
from enfas.meter.period import Period


def test_it_adds_up() -> None:
    period = Period(0, 900)
    period.add([1] * COLUMNS, 10)
    period.add([2] * COLUMNS, 20)
    assert (period.totals, period.mains_us) == ([3] * COLUMNS, 30)


def test_another_begins_with_nothing() -> None:
    period = Period(0, 900, [5] * COLUMNS, 7, 1, 2)
    period.open(900, 1800)
    assert period == Period(900, 1800)


def test_one_that_lies_elsewhere_keeps_its_marks() -> None:
    period = Period(0, 900, status=1, quality=2)
    period.move(1800, 2700)
    assert period == Period(1800, 2700, status=1, quality=2)


@pytest.mark.requirement("LOG-3")
@pytest.mark.parametrize(
    ("column", "mark"),
    [(LOW, DataQuality.UNDERVOLTAGE), (HIGH, DataQuality.OVERVOLTAGE), (GAP, DataQuality.GAP)],
)
def test_quality_follows_from_what_happened(column: int, mark: DataQuality) -> None:
    period = Period(0, 900, quality=int(DataQuality.OUTAGE))
    assert period.data_quality == DataQuality.OUTAGE
    period.totals[column] = 1
    assert period.data_quality == DataQuality.OUTAGE | mark
