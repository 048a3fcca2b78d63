"""Whatever the samples are and however they are cut into blocks: no energy is lost or doubled."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measured import measured

from enfas.conditions import Calibration, Thresholds
from enfas.interval import A_MINUS, A_PLUS, E_PLUS, ENERGIES, R1, Mark
from enfas.testing.waves import Waves

EVERYTHING = Thresholds(0.0, 0.0, 0.0)


@st.composite
def signals(draw: st.DrawFn, *, gaps: bool = True) -> tuple[float, np.ndarray, np.ndarray]:
    """A sampling rate, and waves with steps, jumps, other frequencies, noise, interruptions and gaps."""
    rate_hz = draw(st.sampled_from([2000.0, 2717.3, 4000.0]))
    parts: list[tuple[np.ndarray, np.ndarray]] = []
    for seed in range(draw(st.integers(1, 5))):
        number = draw(st.one_of(st.integers(1, 40), st.integers(200, 1500)))
        waves = Waves.distorted(
            draw(st.sampled_from([50.0, 50.0, 49.2, 60.1, 45.0, 65.0])),
            draw(st.sampled_from([0.0, 3.0, 90.0, 230.0, 230.0, 300.0])),
            draw(st.sampled_from([0.0, 0.004, 0.3, 20.0])),
            draw(st.integers(0, 359)),
            draw(st.sampled_from([1, 13])),
            seed,
        )
        u, i = waves.samples(rate_hz, number, draw(st.integers(0, 100)))
        if draw(st.booleans()):
            u, i = u + np.random.default_rng(seed).normal(scale=2.0, size=number), i + 1.5
        if gaps and draw(st.sampled_from([False, False, True])):
            u[draw(st.integers(0, number - 1)) : draw(st.integers(0, number))] = np.nan
        parts.append((u, i))
    u, i = (np.concatenate(channel) for channel in zip(*parts, strict=True))
    return rate_hz, u, i


@given(signals(), st.data())
def test_rows_and_windows_do_not_depend_on_the_blocks(
    signal: tuple[float, np.ndarray, np.ndarray], data: st.DataObject
) -> None:
    rate_hz, u, i = signal
    calibration = Calibration(phase_deg=data.draw(st.sampled_from([0.0, 1.3])))
    rows, windows = measured(u, i, rate_hz, calibration=calibration)
    cuts = data.draw(st.lists(st.integers(0, len(u)), max_size=12).map(sorted))
    for places in (cuts, list(range(1, len(u))) if len(u) < 700 else []):
        cut_rows, cut_windows = measured(u, i, rate_hz, places, calibration=calibration)
        assert cut_rows.tobytes() == rows.tobytes()
        assert cut_windows.tobytes() == windows.tobytes()


@pytest.mark.requirement("MET-9")
@given(signals())
def test_the_rows_hold_the_integral_of_all_samples(signal: tuple[float, np.ndarray, np.ndarray]) -> None:
    rate_hz, u, i = signal
    rows, _ = measured(u, i, rate_hz, thresholds=EVERYTHING)
    assert (rows["energy_mj"] >= 0).all()
    net_mj = int(rows["energy_mj"][:, A_PLUS].sum() - rows["energy_mj"][:, A_MINUS].sum())
    expected = 1000 * np.nansum(u * i) / rate_hz
    assert net_mj == pytest.approx(expected, abs=1.0 + 1e-9 * abs(expected))  # a remainder in each of both


@given(signals(), st.integers(-(10**15), 10**15))
def test_rows_tile_time(signal: tuple[float, np.ndarray, np.ndarray], start_us: int) -> None:
    rate_hz, u, i = signal
    rows, windows = measured(u, i, rate_hz, start_us=start_us)
    ends = rows["start_us"] + rows["duration_us"]
    assert rows["start_us"][0] == start_us
    assert (rows["start_us"][1:] == ends[:-1]).all()
    assert (rows["duration_us"] > 0).all()
    assert ends[-1] == start_us + int(len(u) * 1_000_000 / rate_hz + 1e-6)
    whole = np.isin(rows["start_us"], windows["start_us"])
    assert windows["duration_us"].tolist() == rows["duration_us"][whole].tolist()
    assert (rows["marks"][~whole] & (Mark.ENERGY_ONLY | Mark.GAP | Mark.OUTAGE)).all()
    assert not (rows["marks"][whole] & Mark.ENERGY_ONLY).any()
    lapses = ~whole & ((rows["marks"] & Mark.ENERGY_ONLY) == 0) & (rows["u_mv"] <= 0)
    missing = np.isnan(u).sum() / rate_hz
    assert rows["duration_us"][lapses].sum() >= 1e6 * missing - int(lapses.sum()) - 1
    assert not rows["energy_mj"][lapses].any()


@given(signals(gaps=False))
def test_what_is_withheld_says_so(signal: tuple[float, np.ndarray, np.ndarray]) -> None:
    """Rows that register hold what they would hold without thresholds; the others hold nothing.

    The direction of a power that is hardly there depends on what flowed before: with it goes what is held.
    """
    rate_hz, u, i = signal
    rows, _ = measured(u, i, rate_hz)
    all_rows, _ = measured(u, i, rate_hz, thresholds=EVERYTHING)
    assert rows["start_us"].tolist() == all_rows["start_us"].tolist()
    withheld = (rows["marks"] & (Mark.OUTAGE | Mark.STARTING)) != 0
    assert not rows["energy_mj"][withheld].any()
    active, reactive, apparent = (
        [each["energy_mj"][~withheld, first:last].sum(axis=1) for each in (rows, all_rows)]
        for first, last in ((A_PLUS, R1), (R1, E_PLUS), (E_PLUS, len(ENERGIES)))
    )
    assert np.abs(apparent[0] - apparent[1]).max(initial=0) <= 2
    inner = (rows["marks"][~withheld] & Mark.ENERGY_ONLY) == 0
    for here, there in (active, reactive):
        assert (np.abs(here - there) <= 0.04 * apparent[1] + 4)[inner].all()
    assert (all_rows["i_ma"][rows["marks"] == Mark.STARTING] <= 10).all()
    assert (all_rows["u_mv"][rows["marks"] == Mark.OUTAGE] < 11_500).all()
