"""Whatever rows come: the debiting logs hold the registers as they stood at those instants."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.meter_rows import START_US, entries, make_meter
from tests.properties.test_meter import blocks_of_rows

from enfas.catalog.data_logs import TIME
from enfas.interval import Rows
from enfas.timebase import US_PER_HOUR

MIDNIGHT_US = START_US + US_PER_HOUR
"""At GMT+12 a day and, by Z6, a debiting period end one hour after the start."""


@pytest.mark.requirement("LOG-1", "LOG-2", "REG-2")
@given(blocks_of_rows(), st.sampled_from(["1", "2"]))
def test_an_entry_is_the_registers_at_its_instant(rows: Rows, z30: str) -> None:
    codes = {"Z11": "12", "Z6": "16", "Z30": z30}
    meter, twin = make_meter(**codes), make_meter(**codes | {"Z7": "00"})
    meter.advance(rows)
    twin.advance(rows, MIDNIGHT_US)
    if twin.clock.now_us != MIDNIGHT_US:
        return  # the rows end before it, or jump over it
    twin.catch_up()
    for log in ("debiting", "debiting_2"):
        for entry in entries(meter, log)[:1]:
            assert int(entry["clock"][5]) == 0
            for key in entry:
                if key in ("clock", "status", "quality", "format"):
                    continue
                time = key.endswith(TIME)
                expected = twin.peak_time(key.removesuffix(TIME)) if time else twin.read(key)
                assert entry[key] == expected, key
