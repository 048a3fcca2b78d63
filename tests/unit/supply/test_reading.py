from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from enfas.errors import ConfigurationError
from enfas.interval import Mark
from enfas.supply.reading import Reading


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"rate_hz": 0.0}, "rate_hz is a number over 0, not 0"),
        ({"rate_hz": float("nan")}, "rate_hz is a number over 0"),
        ({"rate_hz": float("inf")}, "rate_hz is a number over 0"),
        ({"duration_s": -1.0}, "duration_s is a number over 0"),
        ({"interval_s": 0.0}, "interval_s is a number over 0"),
        ({"kind": "video"}, "there is no kind 'video'"),
        ({"u_scale": 0.0}, "a scale of 0 leaves nothing"),
        ({"i_scale": float("nan")}, "i_scale is a number, not nan"),
        ({"phase_deg": float("inf")}, "phase_deg is a number"),
        ({"from_s": -0.1}, "from_s is a number from 0"),
        ({"skip_rows": -1}, "skip_rows is a number from 0"),
        ({"delimiter": "ab"}, "a delimiter is one character"),
        ({"delimiter": '"'}, "a delimiter is one character"),
        ({"delimiter": ",", "decimal": ","}, "cannot be both delimiter and decimal mark"),
        ({"utc_offset_min": 60, "time_zone": "Europe/Paris"}, "exclude each other"),
    ],
)
def test_options_that_cannot_be_are_refused(options: dict[str, object], fault: str) -> None:
    with pytest.raises(ConfigurationError, match=fault):
        Reading(**options)  # type: ignore[arg-type]


def test_what_is_said_later_holds() -> None:
    file = Reading(rate_hz=10_000, u_scale=2.0, columns={"power": 1})
    assert Reading().over(file) == file
    assert Reading(u_scale=3.0, from_s=1.0).over(file) == Reading(
        rate_hz=10_000, u_scale=3.0, columns={"power": 1}, from_s=1.0
    )


@pytest.mark.parametrize(("missing", "mark"), [("", Mark.NONE), ("outage", Mark.OUTAGE), ("gap", Mark.GAP)])
def test_what_a_missing_value_is(missing: Any, mark: Mark) -> None:
    assert Reading(missing=missing).mark == mark


def test_a_phase_is_a_time() -> None:
    assert Reading(phase_deg=1.8).late_us == pytest.approx(100.0)


def test_each_option_is_explained() -> None:
    text = Reading.__doc__ or ""
    assert [f.name for f in dataclasses.fields(Reading) if f"\n        {f.name}: " not in text] == []
