from __future__ import annotations

import pytest
from tests.meter_rows import START_US, make_meter

from enfas.catalog.display import ButtonFunction
from enfas.errors import CommandRefused
from enfas.meter.panel.editor import EDITORS

CLOCK = EDITORS[ButtonFunction.SET_TIME]
NUMBER = EDITORS[ButtonFunction.METER_NUMBER]


@pytest.mark.parametrize(
    ("digits", "field", "after"),
    [
        ("20251231235959", 0, "20261231235959"),
        ("20991231235959", 0, "20001231235959"),
        ("20251231235959", 1, "20250131235959"),
        ("20251231235959", 2, "20251201235959"),
        ("20251231235959", 3, "20251231005959"),
        ("20251231235959", 4, "20251231230059"),
        ("20251231235959", 5, "20251231235900"),
    ],
)
def test_a_field_goes_round(digits, field, after):
    assert CLOCK.counted_up(digits, field) == after


def test_a_number_is_set_digit_by_digit():
    meter = make_meter()
    digits = NUMBER.begin(meter)
    assert digits == "12345678"
    digits = NUMBER.counted_up(digits, 0)
    assert NUMBER.counted_up("12345679", 7) == "12345670"
    NUMBER.take(meter, digits)
    assert meter.read("meter_number_1") == 22_345_678


@pytest.mark.parametrize(
    ("digits", "hours_utc"),
    [("20250115130000", 12), ("20250715130000", 11)],
    ids=["normal time", "summer time"],
)
def test_local_time_is_set(digits, hours_utc):
    meter = make_meter(START_US)
    CLOCK.take(meter, digits)
    assert meter.clock.now_us // 3_600_000_000 % 24 == hours_utc
    assert CLOCK.begin(meter) == digits


def test_a_day_that_is_not_is_refused():
    with pytest.raises(CommandRefused, match="no day 2025-02-29"):
        CLOCK.take(make_meter(), "20250229130000")
