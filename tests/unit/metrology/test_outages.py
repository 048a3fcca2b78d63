"""How long voltage must be away for a meter to be without mains, and what a shorter absence is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measured import put_together

from enfas.conditions import AS_DELIVERED
from enfas.intake import Flow, Loads, Samples, Sampling
from enfas.interval import NOTHING, UNKNOWN, WINDOW, Mark, Measured, Rows, blank
from enfas.metrology.assembly import Assembler
from enfas.metrology.outages import Outages
from enfas.testing.waves import Waves
from enfas.timebase import US_PER_S

LONGEST_US = 1000
ROW_US = 100
GAP, OUTAGE = int(Mark.GAP), int(Mark.OUTAGE)


def rows_of(text: str) -> tuple[Measured, np.ndarray]:  # type: ignore[type-arg]
    """A row for each letter: x with mains, d dark as measured, m missing; a blank is a hole."""
    places = [n for n, letter in enumerate(text) if letter != " "]
    letters = np.array(list(text.replace(" ", "")))
    rows = blank(len(places))
    rows["start_us"], rows["duration_us"] = np.array(places) * ROW_US, ROW_US
    rows["marks"] = (letters != "x") * OUTAGE
    rows["u_mv"] = np.where(letters == "x", 230_000, 0)
    rows["i_ma"] = np.where(letters == "x", 5_000, 0)
    windows = np.zeros(int((letters != "m").sum()), dtype=WINDOW)
    windows["start_us"], windows["duration_us"] = rows["start_us"][letters != "m"], ROW_US
    return Measured(rows, windows), letters != "m"


def settled(text: str, cuts: Sequence[int] = ()) -> Measured:
    measured, known = rows_of(text)
    outages = Outages(LONGEST_US)
    made = [NOTHING]
    for first, last in pairwise((0, *cuts, len(known))):
        rows = measured.rows[first:last]
        windows = measured.windows[np.isin(measured.windows["start_us"], rows["start_us"])]
        if len(rows):
            made += outages.take(Measured(rows, windows), known[first:last])
    return put_together([*made, *outages.end()])


def marks(rows: Rows) -> str:
    """What each tenth of the time is: x with mains, G gap, O outage; a blank where there is no row."""
    told = [" "] * int((rows["start_us"][-1] + rows["duration_us"][-1]) // ROW_US)
    for row in rows:
        first = int(row["start_us"]) // ROW_US
        last = first + int(row["duration_us"]) // ROW_US
        told[first:last] = {0: "x", GAP: "G", OUTAGE: "O"}[int(row["marks"])] * (last - first)
    return "".join(told)


@pytest.mark.requirement("LOG-7")
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("xxxx", "xxxx"),
        ("xxdxx", "xxxxx"),
        ("xxmxx", "xxGxx"),
        ("xx xx", "xxGxx"),
        ("x" + "d" * 10 + "x", "x" * 12),  # as long as at most
        ("x" + "d" * 11 + "x", "x" + "O" * 11 + "x"),
        ("x" + "m" * 10 + "x", "x" + "G" * 10 + "x"),
        ("x" + "m" * 11 + "x", "x" + "O" * 11 + "x"),
        ("x" + " " * 10 + "x", "x" + "G" * 10 + "x"),
        ("x" + " " * 11 + "x", "x" + " " * 11 + "x"),
        ("xdd mm xx", "xxxGGGGxx"),
        ("xdddd    mmmmxx", "xOOOO    OOOOxx"),
        ("x    ddddd   x", "x    OOOOO   x"),
        ("xddddddx" * 3, "x" * 24),  # each by itself
        ("xddd", "xxxx"),  # as far as is known
        ("dx", "Ox"),  # before it there was no mains
        ("mm dx", "OO Ox"),
    ],
)
def test_what_is_an_outage(given: str, expected: str) -> None:
    assert marks(settled(given).rows) == expected


@given(st.text("xxxdm ", min_size=1, max_size=60), st.lists(st.integers(0, 60), max_size=20))
def test_blocks_do_not_matter(text: str, cuts: list[int]) -> None:
    text = "x" + text + "x"
    count = len(text.replace(" ", ""))
    whole, parts = settled(text), settled(text, sorted(min(cut, count) for cut in cuts))
    assert parts.rows.tobytes() == whole.rows.tobytes()
    assert parts.windows.tobytes() == whole.windows.tobytes() == rows_of(text)[0].windows.tobytes()


def test_nothing_flows_in_what_was_lived_through() -> None:
    given, rows = rows_of("xdmx")[0].rows, settled("xdmx").rows
    assert rows["u_mv"].tolist() == [230_000, 0, UNKNOWN, 230_000]
    assert rows["i_ma"].tolist() == [5_000, 0, UNKNOWN, 5_000]
    assert (rows["energy_mj"] == given["energy_mj"]).all()
    assert given["marks"].tolist() == [0, OUTAGE, OUTAGE, 0]  # what was handed in is as it was


def test_what_is_long_enough_is_not_kept_back() -> None:
    outages = Outages(LONGEST_US)
    counts = [
        sum(len(made.rows) for made in outages.take(*_one(n, "x" if n < 2 else "d"))) for n in range(16)
    ]
    assert counts == [1, 1] + [0] * 10 + [11, 1, 1, 1]


def _one(n: int, letter: str) -> tuple[Measured, np.ndarray]:  # type: ignore[type-arg]
    measured, known = rows_of(letter)
    measured.rows["start_us"] += n * ROW_US
    return measured, known


# As delivered: a second.


def assembled(*blocks: Samples | Loads, sampling: Sampling | None = None) -> Rows:
    assembler = Assembler(sampling, 0, AS_DELIVERED, [])
    made = [part for block in blocks for part in assembler.feed(block)]
    return put_together([NOTHING, *made, *assembler.finish()]).rows


@pytest.mark.requirement("LOG-7")
@pytest.mark.parametrize("away", ["voltage", "samples", "stamps"])
@pytest.mark.parametrize("seconds", [0.00025, 0.02, 0.5, 0.9, 1.3, 3.0])
def test_a_recording_loses_mains_when_it_is_away_for_more_than_a_second(away: str, seconds: float) -> None:
    rate, number = 4000, round(seconds * 4000)
    u, i = Waves.pure(50.0, 230.0, 5.0).samples(float(rate), 8 * rate)
    first, last = 2 * rate, 2 * rate + number
    if away == "voltage":
        u[first:last] = i[first:last] = 0.0
    elif away == "samples":
        u[first:last] = i[first:last] = np.nan
    if away == "stamps":
        blocks = [Samples(u[:first], i[:first]), Samples(u[last:], i[last:], number)]
    else:
        blocks = [Samples(u, i)]
    rows = assembled(*blocks, sampling=Sampling(rate))  # type: ignore[arg-type]  # whole numbers do
    ends = rows["start_us"] + rows["duration_us"]
    holes = (rows["start_us"][1:] != ends[:-1]).any()
    out = bool((rows["marks"] & Mark.OUTAGE).any()) or bool(holes)
    assert out == (seconds > 1)
    if not out and away != "voltage":
        gaps = rows[(rows["marks"] & Mark.GAP) != 0]
        assert gaps["duration_us"].sum() == number * 250
        assert not gaps["energy_mj"].any()


@pytest.mark.requirement("LOG-7")
@pytest.mark.parametrize(("step_s", "mark"), [(1, GAP), (2, OUTAGE)])
def test_a_row_that_is_missing_in_a_load_series(step_s: int, mark: int) -> None:
    def load(*places: int, power_w: float = 500.0, u_v: float = 230.0) -> Loads:
        count = len(places)
        return Loads(
            np.array(places, dtype=np.int64) * step_s * US_PER_S,
            np.full(count, step_s * US_PER_S),
            Flow(np.full(count, power_w)),
            u_v=np.full(count, u_v),
        )

    rows = assembled(
        load(0, 1), load(2, power_w=np.nan, u_v=np.nan), load(3, 5), load(6, power_w=0, u_v=2), load(7)
    )
    at = {int(row["start_us"]) // step_s // US_PER_S: int(row["marks"]) for row in rows}
    assert at[2] == mark
    assert at[6] == (0 if mark == GAP else OUTAGE)
    assert at.get(4) == (GAP if mark == GAP else None)
    assert [at[n] for n in (0, 1, 3, 5, 7)] == [0] * 5
