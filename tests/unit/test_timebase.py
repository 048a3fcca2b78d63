"""Calendar arithmetic, held against the standard library's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enfas.errors import ConfigurationError
from enfas.timebase import US_PER_DAY, civil, days_from_civil, format_iso, from_civil, parse_iso, weekday

INSTANTS = st.integers(min_value=-(10**16), max_value=10**17)


@given(INSTANTS)
def test_an_instant_is_what_the_standard_library_makes_of_it(instant_us: int) -> None:
    ours = civil(instant_us)
    theirs = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=instant_us)
    assert ours[:7] == (*theirs.timetuple()[:6], theirs.microsecond)
    assert ours.weekday == theirs.isoweekday()


@given(INSTANTS)
def test_there_and_back(instant_us: int) -> None:
    assert from_civil(*civil(instant_us)[:7]) == instant_us
    assert parse_iso(format_iso(instant_us)) == instant_us


@given(st.lists(INSTANTS, min_size=1, max_size=20))
def test_many_dates_at_once(instants_us: list[int]) -> None:
    dates = np.array([civil(at)[:3] for at in instants_us], dtype=np.int64)
    days = days_from_civil(dates[:, 0], dates[:, 1], dates[:, 2])
    assert days.tolist() == [at // US_PER_DAY for at in instants_us]


def test_a_day_past_the_end_of_its_month_runs_on() -> None:
    assert days_from_civil(2026, 2, 29) == days_from_civil(2026, 3, 1)
    assert weekday(days_from_civil(2026, 11, 23)) == 1


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z"),
        ("2026-01-31T12:00:00", "2026-01-31T12:00:00Z"),
        ("2026-01-31T12:00:00+01:00", "2026-01-31T11:00:00Z"),
        ("2026-01-31", "2026-01-31T00:00:00Z"),
        ("2026-01-31T12:00:00.250Z", "2026-01-31T12:00:00.250Z"),
        ("2026-01-31T12:00:00.000001Z", "2026-01-31T12:00:00.000001Z"),
    ],
)
def test_times_as_text(text: str, same: str) -> None:
    assert format_iso(parse_iso(text)) == same


@pytest.mark.parametrize("text", ["", "yesterday", "2026-02-30", "12:00"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="is not a time"):
        parse_iso(text)


def test_a_zone_may_be_wanted() -> None:
    assert parse_iso("2026-01-31T12:00+01:00", zoned=True) == from_civil(2026, 1, 31, 11)
    for text in ("2026-01-31T12:00", "2026-01-31"):
        with pytest.raises(ConfigurationError, match="does not say its zone") as refusal:
            parse_iso(text, zoned=True)
        (example,) = (word for word in refusal.value.hint.split() if word.endswith("Z"))
        assert parse_iso(example, zoned=True) == parse_iso(text)
