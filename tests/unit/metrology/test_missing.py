from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from enfas.interval import UNKNOWN, VALUES, Mark
from enfas.metrology.missing import Lapses, Span, fill, load_marks, unknown_rows
from enfas.timebase import US_PER_DAY, US_PER_MIN, from_civil

GAP, OUTAGE = int(Mark.GAP), int(Mark.OUTAGE)
RATE = Fraction(1000)  # 20 samples are the shortest outage


@pytest.mark.requirement("LOG-7")
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (Mark.NONE, [0, 0, GAP, OUTAGE, OUTAGE, OUTAGE, 0]),
        (Mark.GAP, [0, 0, GAP, GAP, GAP, OUTAGE, 0]),
        (Mark.OUTAGE, [0, 0, OUTAGE, OUTAGE, OUTAGE, OUTAGE, 0]),
    ],
)
def test_what_is_missing_is_marked(said: Mark, expected: list[int]) -> None:
    known = np.array([True, True, False, False, False, True, True])
    flowing = np.array([True, True, False, False, False, False, True])
    u_v = np.array([230.0, np.nan, -230.0, np.nan, 3.0, 3.0, 3.0])
    assert load_marks(known, flowing, u_v, 11.5, said).tolist() == expected


def test_without_a_voltage_all_that_is_missing_is_an_outage() -> None:
    known = np.array([True, False])
    assert load_marks(known, known, None, 11.5, Mark.NONE).tolist() == [0, OUTAGE]
    assert load_marks(known, known, None, 11.5, Mark.GAP).tolist() == [0, GAP]


@pytest.mark.parametrize("mark", [Mark.GAP, Mark.OUTAGE])
def test_rows_of_which_nothing_is_known(mark: Mark) -> None:
    rows = unknown_rows(np.array([5, 7, 12]), mark)
    assert (rows["start_us"].tolist(), rows["duration_us"].tolist()) == ([5, 7], [2, 5])
    assert rows["marks"].tolist() == [mark, mark]
    assert not rows["energy_mj"].any()
    for name in VALUES:
        zero = mark is Mark.OUTAGE and name in ("u_mv", "i_ma")
        assert set(rows[name].tolist()) == {0 if zero else UNKNOWN}, name


@pytest.mark.parametrize("mark", [Mark.GAP, Mark.OUTAGE])
def test_a_hole_is_filled_minute_by_minute(mark: Mark) -> None:
    start_us = from_civil(2007, 2, 1)
    end_us = start_us + 2 * US_PER_DAY + 90 * 1_000_000
    blocks = list(fill(start_us, end_us, mark))
    assert [len(block) for block in blocks] == [1440, 1440, 2]
    rows = np.concatenate(blocks)
    ends = rows["start_us"] + rows["duration_us"]
    assert rows["start_us"][0] == start_us
    assert ends[-1] == end_us
    assert (rows["start_us"][1:] == ends[:-1]).all()
    assert rows["duration_us"].max() == US_PER_MIN
    assert (rows["marks"] == mark).all()


def test_no_hole_is_no_rows() -> None:
    assert list(fill(5, 5, Mark.GAP)) == []
    assert list(fill(6, 5, Mark.GAP)) == []


def spans(u: str, i: str, said: Mark = Mark.NONE, cuts: tuple[int, ...] = ()) -> list[Span]:
    """The spans of samples, missing where there is a dash, in blocks that are cut at some places."""
    channels = [np.array([np.nan if one == "-" else 1.0 for one in text]) for text in (u, i)]
    lapses, found = Lapses(RATE), []
    for first, last in pairwise([0, *cuts, len(u)]):
        block = (channel[first:last] for channel in channels)
        found += [Span(a + first, b + first, mark) for a, b, mark in lapses.take(*block, said)]
        assert lapses.held + (found[-1].last if found else 0) == last
    found += [Span(a + len(u), b + len(u), mark) for a, b, mark in lapses.end()]
    assert lapses.held == 0
    return found


def joined(found: list[Span]) -> list[tuple[int, int, int]]:
    """Spans of one mark as one."""
    whole: list[tuple[int, int, int]] = []
    for first, last, mark in found:
        if whole and whole[-1][2] == mark:
            assert whole[-1][1] == first
            whole[-1] = (whole[-1][0], last, mark)
        else:
            whole.append((first, last, int(mark)))
    return whole


CASES = {
    "none": ("x" * 50, "x" * 50, [(0, 50, 0)]),
    "outage": ("xx" + "-" * 20 + "xx", "x" * 24, [(0, 2, 0), (2, 22, OUTAGE), (22, 24, 0)]),
    "too short": ("xx" + "-" * 19 + "xx", "x" * 23, [(0, 2, 0), (2, 21, GAP), (21, 23, 0)]),
    "current alone": ("x" * 40, "xx" + "-" * 38, [(0, 2, 0), (2, 40, GAP)]),
    "first the current": ("x" * 5 + "-" * 25, "-" * 30, [(0, 5, GAP), (5, 30, OUTAGE)]),
    "then the current": ("-" * 25 + "x" * 5, "-" * 30, [(0, 25, OUTAGE), (25, 30, GAP)]),
    "a short one among the current": ("x" * 5 + "-" * 10 + "x" * 15, "-" * 30, [(0, 30, GAP)]),
    "short at the end": ("x" + "-" * 10, "x" * 11, [(0, 1, 0), (1, 11, GAP)]),
    "two short ones": ("-" * 15 + "x" + "-" * 15, "x" * 31, [(0, 15, GAP), (15, 16, 0), (16, 31, GAP)]),
}


@pytest.mark.requirement("LOG-7")
@pytest.mark.parametrize("name", CASES)
def test_lapses_are_told_apart_however_they_are_cut(name: str) -> None:
    u, i, expected = CASES[name]
    assert joined(spans(u, i)) == expected
    for cut in range(1, len(u)):
        assert joined(spans(u, i, cuts=(cut,))) == expected, cut
    assert joined(spans(u, i, cuts=tuple(range(1, len(u))))) == expected


@pytest.mark.parametrize("said", [Mark.GAP, Mark.OUTAGE])
def test_what_is_said_of_samples_holds(said: Mark) -> None:
    u, i = "x" * 5 + "-" * 30 + "x" * 5, "x" * 10 + "-" * 28 + "xx"
    assert joined(spans(u, i, said, (7, 20))) == [(0, 5, 0), (5, 38, int(said)), (38, 40, 0)]


def test_what_was_kept_back_is_told_when_another_mark_is_said() -> None:
    lapses = Lapses(RATE)
    dark = np.full(10, np.nan)
    assert list(lapses.take(dark, dark, Mark.NONE)) == []
    assert list(lapses.take(dark, dark, Mark.OUTAGE)) == [Span(-10, 0, Mark.GAP), Span(0, 10, Mark.OUTAGE)]


@pytest.mark.parametrize(
    ("rate", "shortest"), [(Fraction(4000), 80), (Fraction(2001), 41), (Fraction(1_000_000, 333), 61)]
)
def test_an_outage_is_20_ms_at_any_rate(rate: Fraction, shortest: int) -> None:
    for number in (shortest - 1, shortest):
        lapses = Lapses(rate)
        dark = np.full(number, np.nan)
        found = [*lapses.take(dark, dark, Mark.NONE), *lapses.end()]
        assert [span.mark for span in found] == [Mark.OUTAGE if number == shortest else Mark.GAP]
