from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from tests.measured import fed, inner, measured, put_together, uncompiled

from enfas.conditions import Calibration
from enfas.errors import ConfigurationError, InputError
from enfas.interval import A_MINUS, A_PLUS, E_MINUS, E_PLUS, ENERGIES, R1, R2, R3, R4, UNKNOWN, Mark, Rows
from enfas.metrology.waveform import WaveformMeter
from enfas.testing.waves import Waves

RATE_HZ = 10_000
QUADRANTS = {"I": (36.87, A_PLUS, R1, E_PLUS), "II": (143.13, A_MINUS, R2, E_MINUS),
             "III": (216.87, A_MINUS, R3, E_MINUS), "IV": (323.13, A_PLUS, R4, E_PLUS)}  # fmt: skip


def energies_j(rows: Rows) -> np.ndarray:
    return rows["energy_mj"].sum(axis=0) / 1000


def tiled(rows: Rows, start_us: int, end_us: int) -> bool:
    ends = rows["start_us"] + rows["duration_us"]
    return bool(
        rows["start_us"][0] == start_us
        and (rows["start_us"][1:] == ends[:-1]).all()
        and ends[-1] == end_us
        and (rows["duration_us"] > 0).all()
    )


@pytest.mark.requirement("MET-6")
@pytest.mark.parametrize("name", QUADRANTS)
def test_energies_of_a_quadrant(name: str) -> None:
    angle_deg, active, reactive, apparent = QUADRANTS[name]
    waves = Waves.pure(50.02, 230, 10, angle_deg)
    rows, windows = measured(*waves.samples(RATE_HZ, 2 * RATE_HZ), RATE_HZ)
    got = energies_j(rows)
    assert got[active] == pytest.approx(abs(waves.energy_j(RATE_HZ, 2 * RATE_HZ)), rel=1e-5)
    assert got[reactive] == pytest.approx(2 * 1380, rel=1e-5)
    assert got[apparent] == pytest.approx(2 * 2300, rel=1e-5)
    others = [e for e in range(len(ENERGIES)) if e not in (active, reactive, apparent)]
    assert not got[others].any()
    assert (windows["quadrant"] == list(QUADRANTS).index(name) + 1).all()


@pytest.mark.requirement("MET-6")
@pytest.mark.parametrize("kind", ["pure", "harmonics", "noise", "calibrated"])
@pytest.mark.parametrize(
    ("angle_deg", "quadrant"),
    [
        (90, 1), (89.99, 1), (90.01, 2), (-90, 4), (-89.99, 4), (-90.01, 3),
        (0, 1), (0.01, 1), (-0.01, 4), (180, 2), (179.99, 2), (180.01, 3),
    ],
)  # fmt: skip
def test_energy_lies_in_one_quadrant_at_any_angle(angle_deg: float, quadrant: int, kind: str) -> None:
    """Where one of the powers is nothing it counts as positive, whatever the last digit of a cycle says."""
    waves = Waves.pure(50.02, 230, 20, angle_deg)
    if kind == "harmonics":  # of the current alone, so that the angle tells the active power
        waves = replace(waves, u_lines=(*waves.u_lines, 0j, 0j), i_lines=(*waves.i_lines, 0j, 4 + 1j))
    u, i = waves.samples(RATE_HZ, 20 * RATE_HZ)
    if kind == "noise":  # 2 %, which hides what is less than 0.1 degrees
        i = i + np.random.default_rng(3).normal(scale=0.4, size=len(i))
        quadrant = {90.01: 1, -90.01: 4, -0.01: 1, 180.01: 2}.get(angle_deg, quadrant)
    calibration = Calibration(0.02, 3.0, 0.001) if kind == "calibrated" else Calibration()
    counts = (u / 0.02 + 3, i / 0.001) if kind == "calibrated" else (u, i)
    rows, windows = measured(*counts, RATE_HZ, calibration=calibration)
    assert set(windows["quadrant"].tolist()) == {quadrant}
    energy_j, whole_j = energies_j(rows), energies_j(inner(rows))
    _, active, reactive, apparent = list(QUADRANTS.values())[quadrant - 1]
    assert energy_j[apparent] == pytest.approx(20 * waves.s_va, rel=1e-3)
    assert energy_j[E_PLUS + E_MINUS - apparent] == 0
    assert energy_j[reactive] == pytest.approx(abs(waves.q_var) * 20, abs=1e-3 * 20 * 4600)
    assert whole_j[R1 : R4 + 1].sum() == whole_j[reactive]
    assert whole_j[[A_PLUS, A_MINUS]].sum() == whole_j[active]
    assert energy_j[A_PLUS] - energy_j[A_MINUS] == pytest.approx(u @ i / RATE_HZ, abs=2e-3)


@pytest.mark.requirement("MET-6")
def test_a_load_that_turns_is_counted_where_it_is() -> None:
    """60, 120 and 60 degrees, ten seconds each; the direction goes on across a gap."""
    parts = [Waves.pure(50.0, 230, 5, degrees).samples(RATE_HZ, 10 * RATE_HZ) for degrees in (60, 120, 60)]
    u, i = (np.concatenate(channel) for channel in zip(*parts, strict=True))
    energy_j = energies_j(measured(u, i, RATE_HZ).rows)
    q_j = 11_500 * math.sin(math.radians(60))
    assert energy_j[[A_PLUS, A_MINUS]] == pytest.approx([11_500, 5750], rel=2e-3)
    assert energy_j[[R1, R2]] == pytest.approx([2 * q_j, q_j], rel=2e-3)
    assert energy_j[[E_PLUS, E_MINUS]] == pytest.approx([23_000, 11_500], rel=2e-3)
    exports, held = Waves.pure(50.0, 230, 5, 91).samples(RATE_HZ, 20 * RATE_HZ)
    exports[5 * RATE_HZ : 6 * RATE_HZ] = np.nan
    held[6 * RATE_HZ :] = Waves.pure(50.0, 230, 5, 90).samples(RATE_HZ, 20 * RATE_HZ)[1][6 * RATE_HZ :]
    assert set(measured(exports, held, RATE_HZ).windows["quadrant"].tolist()) == {2}


@pytest.mark.requirement("MET-7")
@pytest.mark.parametrize("name", QUADRANTS)
@pytest.mark.parametrize(
    "value", ["p_w", "q_var", "s_va", "u_v", "i_a", "pf", "f_hz", "angle_deg", "quadrant"]
)
def test_value_of_a_window(value: str, name: str) -> None:
    angle_deg = QUADRANTS[name][0]
    waves = Waves.distorted(49.9, 230, 10, angle_deg, 25, seed=8)
    _, windows = measured(*waves.samples(RATE_HZ, RATE_HZ), RATE_HZ)
    expected = {
        "p_w": waves.p_w, "q_var": waves.q_var, "s_va": waves.s_va, "u_v": waves.u_v, "i_a": waves.i_a,
        "pf": waves.p_w / waves.s_va, "f_hz": 49.9, "angle_deg": angle_deg,
        "quadrant": list(QUADRANTS).index(name) + 1,
    }  # fmt: skip
    assert windows[value] == pytest.approx(np.full(len(windows), expected[value]), rel=1e-5)


@pytest.mark.requirement("PQ-1")
@pytest.mark.parametrize("sign", [1, -1])
def test_power_factor_is_of_the_whole_current_and_not_of_its_fundamental(sign: int) -> None:
    lines = (4j * sign + 3 * sign, 0j, 5 + 0j)
    _, windows = measured(*Waves(50.0, (230 + 0j, 0j, 0j), lines).samples(RATE_HZ, RATE_HZ), RATE_HZ)
    assert windows["pf"] == pytest.approx(sign * 3 / math.sqrt(50), rel=1e-6)
    assert windows["p1_w"] / 1150 == pytest.approx(sign * 0.6, rel=1e-6)


@pytest.mark.requirement("MET-1")
@pytest.mark.parametrize(
    "calibration",
    [
        Calibration(),
        Calibration(u_gain=0.02, i_gain=0.001),
        Calibration(u_offset=2048, i_offset=-17),
        Calibration(phase_deg=2.7),
        Calibration(phase_deg=-0.31),
        Calibration(u_gain=-0.02, u_offset=300, i_gain=0.0004, i_offset=12, phase_deg=0.9),
    ],
    ids=["volts-and-amperes", "gain", "offset", "phase", "phase-ahead", "all"],
)
def test_what_is_sampled_is_set_right(calibration: Calibration) -> None:
    """Samples as converters would give them, whose shunt's channel is late by the calibration's phase."""
    waves = Waves.distorted(50.1, 230, 10, 60, 30, seed=9)
    u, _ = waves.samples(RATE_HZ, RATE_HZ)
    late = -np.radians(calibration.phase_deg) * 50.1 / 50.0
    i_lines = tuple(line * np.exp(1j * late * order) for order, line in enumerate(waves.i_lines, start=1))
    _, i = Waves(50.1, waves.u_lines, i_lines).samples(RATE_HZ, RATE_HZ)
    counts = u / calibration.u_gain + calibration.u_offset, i / calibration.i_gain + calibration.i_offset
    _, windows = measured(*counts, RATE_HZ, calibration=calibration)
    assert len(windows) >= 4
    assert windows["u_v"] == pytest.approx(waves.u_v, rel=1e-5)
    assert windows["i_a"] == pytest.approx(waves.i_a, rel=1e-5)
    assert windows["p_w"] == pytest.approx(waves.p_w, abs=1e-5 * waves.s_va)
    assert windows["q_var"] == pytest.approx(waves.q_var, abs=1e-5 * waves.s_va)
    assert windows["thd_i_percent"][:-1] == pytest.approx(waves.thd_percent[1], abs=1e-3)


@pytest.mark.requirement("MET-2")
@pytest.mark.parametrize("f_hz", [47.5, 50.0, 52.5, 57.0, 60.0, 63.0])
@pytest.mark.parametrize("percent", [-20, 0, 15])
def test_over_the_range(percent: int, f_hz: float) -> None:
    u_v = 230 * (1 + percent / 100)
    waves = Waves.distorted(f_hz, u_v, 5, 30, 40, seed=10)
    rows, windows = measured(*waves.samples(RATE_HZ, 11_000), RATE_HZ)
    assert inner(rows)["u_mv"] == pytest.approx(1000 * waves.u_v, abs=1)
    assert windows["p_w"] == pytest.approx(waves.p_w, rel=1e-5)
    assert windows["q_var"] == pytest.approx(waves.q_var, rel=1e-5)
    assert inner(rows)["f_mhz"].tolist() == [1000 * f_hz] * (len(rows) - 2)
    assert energies_j(rows)[A_PLUS] == pytest.approx(waves.energy_j(RATE_HZ, 11_000), rel=1e-5)


@pytest.mark.requirement("MET-5")
@pytest.mark.parametrize(
    ("i_ma", "registers"), [(0.0, False), (9.9, False), (10.6, True), (20.0, True), (25.0, True)]
)
def test_starting(i_ma: float, registers: bool) -> None:
    """10 mA at 230 V are 2.3 W: less is not registered; the starting current is, rightly."""
    rows, _ = measured(*Waves.pure(50.0, 230, i_ma / 1000).samples(RATE_HZ, 3 * RATE_HZ), RATE_HZ)
    mark = 0 if registers else int(Mark.STARTING)
    assert (rows["marks"] & ~Mark.ENERGY_ONLY).tolist() == [mark] * len(rows)
    assert energies_j(rows)[A_PLUS] == pytest.approx(230 * i_ma / 1000 * 3 if registers else 0, rel=1e-3)
    assert (inner(rows)["thd_i_cp"][:-1] == (0 if registers else UNKNOWN)).all()
    assert inner(rows)["i_ma"].tolist() == [math.floor(i_ma + 0.5)] * (len(rows) - 2)


@pytest.mark.requirement("MET-8")
@pytest.mark.parametrize("dc_a", [0.3, -7.0, 40.0])
def test_dc_in_the_current_changes_no_energy(dc_a: float) -> None:
    waves = Waves.pure(50.03, 230, 5, 30)
    u, i = waves.samples(RATE_HZ, 2 * RATE_HZ)
    rows, windows = measured(u, i + dc_a, RATE_HZ)
    whole = inner(rows)
    seconds = whole["duration_us"].sum() / 1e6
    for energy, power in ((A_PLUS, waves.p_w), (R1, waves.q_var)):
        assert energies_j(whole)[energy] == pytest.approx(power * seconds, rel=1e-5)
        assert whole["energy_mj"][:, energy] / whole["duration_us"] * 1000 == pytest.approx(power, rel=2e-5)
    assert not energies_j(whole)[[A_MINUS, R2, R3, R4, E_MINUS]].any()
    net_j = energies_j(rows)[A_PLUS] - energies_j(rows)[A_MINUS]
    assert net_j == pytest.approx(u @ (i + dc_a) / RATE_HZ, abs=2e-3)  # of all samples, with their ends
    assert windows["p_w"] == pytest.approx(waves.p_w, rel=1e-5)
    assert windows["q_var"] == pytest.approx(waves.q_var, rel=1e-5)
    assert windows["i_dc_a"] == pytest.approx(dc_a, rel=1e-5)


@pytest.mark.requirement("MET-8")
def test_half_wave_rectified_current_is_measured_as_half_the_power() -> None:
    """DC and even harmonics: IEC 62053-21, table 8."""
    u, i = Waves.pure(50.0, 230, 70).samples(100_000, 100_000)
    rows, windows = measured(u, np.maximum(i, 0), 100_000)
    assert windows["p_w"] == pytest.approx(230 * 70 / 2, rel=1e-5)
    assert windows["i_dc_a"] == pytest.approx(70 * math.sqrt(2) / np.pi, rel=1e-5)
    assert energies_j(rows)[A_PLUS] == pytest.approx(230 * 70 / 2, rel=1e-4)


def test_fifth_harmonic_in_both_channels() -> None:
    """U5 = 10 % of Un and I5 = 40 % of I1 in phase: 4 % more power than the fundamental's."""
    u = (230 + 0j, 0j, 0j, 0j, 23 + 0j)
    i = (50 + 0j, 0j, 0j, 0j, 20 + 0j)
    _, windows = measured(*Waves(50.0, u, i).samples(RATE_HZ, RATE_HZ), RATE_HZ)
    assert windows["p_w"] == pytest.approx(1.04 * 230 * 50, rel=1e-6)
    assert windows["p1_w"] == pytest.approx(230 * 50, rel=1e-6)


def test_bursts_are_counted_cycle_by_cycle() -> None:
    """Two cycles of import, two of export: nothing is netted."""
    u, i = Waves.pure(50.0, 230, 5).samples(RATE_HZ, 4 * RATE_HZ)
    i *= np.where((np.arange(len(i)) - 150) // 400 % 2, -1.0, 1.0)  # u is a cosine: it rises through 0 at 150
    rows, _ = measured(u, i, RATE_HZ)
    assert energies_j(rows)[A_PLUS] == pytest.approx(2300, abs=1.5 * 1150 * 0.02)
    assert energies_j(rows)[A_MINUS] == pytest.approx(2300, abs=1.5 * 1150 * 0.02)
    assert (inner(rows)["energy_mj"][:-1, [A_PLUS, A_MINUS]] > 0.39 * 230_000).all()


@pytest.mark.parametrize("rate", [Fraction(10_000), Fraction(1_000_000_000, 32_497), Fraction(5760), 2000.7])
def test_rows_tile_time_without_drift(rate: Fraction | float) -> None:
    number = round(float(rate) * 3.3)
    rows, windows = measured(
        *Waves.pure(50.02, 230, 5).samples(float(rate), number), rate, start_us=10**15 + 3
    )
    end_us = 10**15 + 3 + number * 1_000_000 * Fraction(1) // Fraction(rate)
    assert tiled(rows, 10**15 + 3, int(end_us))
    assert windows["start_us"].tolist() == rows["start_us"][1:-1].tolist()
    assert windows["duration_us"].tolist() == rows["duration_us"][1:-1].tolist()


@pytest.mark.parametrize("size", [1, 7, 200, 1000, 2999, 10_000, 100_000])
def test_rows_and_windows_are_the_same_in_blocks_of_any_size(size: int) -> None:
    u, i = Waves.distorted(50.02, 230, 5, 200, 40, seed=5).samples(RATE_HZ, 12_500)
    u[7000:7003] = np.nan
    i[9000:] *= 0.3
    rows, windows = measured(u, i, RATE_HZ)
    cut_rows, cut_windows = measured(u, i, RATE_HZ, range(size, len(u), size))
    assert cut_rows.tobytes() == rows.tobytes()
    assert cut_windows.tobytes() == windows.tobytes()


def test_a_gap_is_a_row_of_its_own_and_measurement_goes_on_after_it() -> None:
    u, i = Waves.pure(50.0, 230, 5).samples(RATE_HZ, 6 * RATE_HZ)
    u[15_000:15_001] = np.nan
    i[20_000:42_500] = np.nan
    rows, windows = measured(u, i, RATE_HZ)
    gaps = rows[rows["marks"] == Mark.GAP]
    assert gaps["start_us"].tolist() == [1_500_000, 2_000_000, 3_000_000, 4_000_000]
    assert gaps["duration_us"].tolist() == [100, 1_000_000, 1_000_000, 250_000]
    assert not gaps["energy_mj"].any()
    for name in ("u_mv", "i_ma", "u_min_mv", "u_max_mv", "f_mhz", "thd_u_cp", "thd_i_cp"):
        assert (gaps[name] == UNKNOWN).all()
    assert tiled(rows, 0, 6_000_000)
    assert (rows["marks"] & Mark.ENERGY_ONLY).astype(bool).sum() == 6
    assert len(windows) == len(rows) - len(gaps) - 6
    assert energies_j(rows)[A_PLUS] == pytest.approx(np.nansum(u * i) / RATE_HZ, abs=2e-3)
    rest = rows[rows["marks"] == 0]
    assert (rest["f_mhz"] == 50_000).all()


def test_a_gap_at_the_start_and_at_the_end() -> None:
    u, i = Waves.pure(50.0, 230, 5).samples(RATE_HZ, 10_000)
    u[:100] = i[-100:] = np.nan
    rows, _ = measured(u, i, RATE_HZ)
    assert rows["marks"][[0, -1]].tolist() == [Mark.GAP, Mark.GAP]
    assert tiled(rows, 0, 1_000_000)


def test_a_live_gap_is_told_while_it_lasts() -> None:
    meter = WaveformMeter(RATE_HZ)
    nothing = np.full(25_000, np.nan)
    rows, windows = meter.feed(nothing, nothing)
    assert rows["duration_us"].tolist() == [1_000_000, 1_000_000]
    assert len(windows) == 0
    assert meter.finish().rows["duration_us"].tolist() == [500_000]


@pytest.mark.parametrize("current", [0.0, 14.0])
def test_without_voltage_there_is_an_outage_and_nothing_is_counted(current: float) -> None:
    u, i = Waves.pure(50.0, 230, 10).samples(RATE_HZ, 4 * RATE_HZ)
    u[10_000:30_000] *= 0.02
    i[10_000:30_000] *= current / 14
    rows, _ = measured(u, i, RATE_HZ)
    off = rows[rows["marks"] == Mark.OUTAGE]
    assert 8 <= len(off) <= 10
    assert not off["energy_mj"].any()
    assert (off["f_mhz"] == UNKNOWN).all()
    assert (off["u_mv"] < 11_500).all()
    assert tiled(rows, 0, 4_000_000)
    assert rows["f_mhz"][-4:-1].tolist() == [50_000] * 3


@pytest.mark.parametrize("cycles", [0.5, 1, 2, 5])
@pytest.mark.parametrize(
    ("rate_hz", "level", "percent"),
    [
        (10_000, 0.05, 0.15), (10_000, 0.4, 0.15), (10_000, 0.7, 0.15), (10_000, 0.895, 0.05),
        (10_000, 1.15, 0.15), (50_000, 0.05, 0.15), (4000, 0.4, 0.2), (2000, 0.7, 0.35), (2000, 1.2, 0.35),
    ],
)  # fmt: skip
def test_a_dip_or_a_swell_is_seen_within_a_cycle(
    rate_hz: int, level: float, percent: float, cycles: float
) -> None:
    """Against Urms(1/2) of IEC 61000-4-30 with the true crossings; in percent of the nominal voltage."""
    u, i = Waves.pure(50.0, 230, 5, 20).samples(rate_hz, rate_hz)
    cycle = rate_hz // 50
    at = np.arange(len(u))
    for begin in range(25 * cycle, 26 * cycle, cycle // 10):
        inside = (at >= begin) & (at < begin + cycle * cycles)
        seen = u * np.where(inside, level, 1.0)
        rows, _ = measured(seen, i, rate_hz)
        crossings = cycle / 4 + cycle / 2 * np.arange(90)  # u is a cosine
        squares = np.interp(crossings, np.arange(len(u) + 1) - 0.5, np.cumsum([0, *seen**2]))
        ideal = np.sqrt((squares[2:] - squares[:-2]) / cycle)
        got = rows["u_min_mv"].min() if level < 1 else rows["u_max_mv"].max()
        expected = ideal.min() if level < 1 else ideal.max()
        assert abs(got / 1000 - expected) < percent / 100 * 230
        net_j = energies_j(rows)[[A_PLUS, A_MINUS]] @ [1, -1]
        assert net_j == pytest.approx(seen @ i / rate_hz, abs=2e-3)


@pytest.mark.parametrize(
    ("u", "i", "said"),
    [
        ([325.0, math.inf], [1.0, 1.0], r"sample 2001 .*0\.200100Z\): inf V and 1 A"),
        ([325.0, 1.0], [1.0, -math.inf], "sample 2001"),
        ([50_001.0, 1.0], [1.0, 1.0], "sample 2000"),
        ([325.0, 1.0], [1.0, 10_001.0], "at most 50000 V and 10000 A"),
        ([325.0], [1.0, 1.0], "same length"),
    ],
)
def test_impossible_samples_are_refused_and_nothing_is_lost(
    u: list[float], i: list[float], said: str
) -> None:
    good_u, good_i = Waves.pure(50.0, 230, 5).samples(RATE_HZ, 4000)
    meter = WaveformMeter(RATE_HZ)
    parts = [meter.feed(good_u[:2000], good_i[:2000])]
    with pytest.raises(InputError, match=said):
        meter.feed(np.array(u), np.array(i))
    parts += [meter.feed(good_u[2000:], good_i[2000:]), meter.finish()]
    assert put_together(parts).rows.tobytes() == measured(good_u, good_i, RATE_HZ).rows.tobytes()


@pytest.mark.parametrize(
    "figures",
    [
        {"rate_hz": 1999}, {"rate_hz": 100_001}, {"rate_hz": math.nan}, {"late_us": 834.0},
        {"late_us": math.nan},
    ],
)  # fmt: skip
def test_a_meter_that_cannot_be(figures: dict[str, float]) -> None:
    with pytest.raises(ConfigurationError):
        WaveformMeter(**({"rate_hz": RATE_HZ} | figures))  # type: ignore[arg-type]  # names are those


def test_nothing_in_nothing_out() -> None:
    meter = WaveformMeter(RATE_HZ)
    for rows, windows in (meter.feed(np.empty(0), np.empty(0)), meter.finish()):
        assert len(rows) == len(windows) == 0


def test_after_the_end_a_new_stretch_begins_where_the_last_one_ended() -> None:
    u, i = Waves.pure(50.0, 230, 5).samples(RATE_HZ, 3000)
    meter = WaveformMeter(RATE_HZ, start_us=5)
    first, _ = fed(meter, u, i)
    second, _ = fed(meter, u, i)
    assert tiled(np.concatenate([first, second]), 5, 600_005)


def test_distortion_is_told_to_the_highest_order_there_is() -> None:
    _, windows = measured(*Waves.distorted(50.0, 230, 5, 0, 18, seed=1).samples(2000, 2000), 2000)
    assert (windows["orders"] == 18).all()
    assert np.isnan(windows["u_harmonics_v"][:, 18:]).all()


@pytest.mark.requirement("PQ-1")
@pytest.mark.parametrize("cycles", [3, 4, 5, 9, 10])
@pytest.mark.parametrize("rate_hz", [2000, 10_000])
def test_distortion_of_a_short_recording_is_told_by_lines(rate_hz: int, cycles: int) -> None:
    """From four whole cycles on, beside the two at the ends."""
    waves = Waves.distorted(50.0, 230, 5, 0, 18, seed=1)
    number = rate_hz * (2 * cycles + (7 if rate_hz < 4000 else 5)) // 100
    rows, windows = measured(*waves.samples(rate_hz, number), rate_hz)
    assert windows["cycles"].tolist() == [cycles]
    told = [windows["thd_u_percent"][0], windows["thd_i_percent"][0]]
    if cycles < 4:
        assert np.isnan(told).all()
        assert set(inner(rows)["thd_i_cp"].tolist()) == {UNKNOWN}
    else:
        assert told == pytest.approx(waves.thd_percent, abs=1e-2 if rate_hz == 2000 else 1e-3)
        assert inner(rows)["thd_i_cp"] == pytest.approx(100 * waves.thd_percent[1], abs=1)


def test_sixty_hertz_meters_too() -> None:
    waves = Waves.distorted(59.97, 120, 5, 20, 40, seed=2)
    rows, windows = measured(*waves.samples(RATE_HZ, RATE_HZ), RATE_HZ, u_nominal_v=120.0, f_nominal_hz=60.0)
    assert (windows["cycles"][:-1] == 12).all()
    assert inner(rows)["f_mhz"].tolist() == [59_970] * (len(rows) - 2)
    assert windows["p_w"] == pytest.approx(waves.p_w, rel=1e-5)


def test_the_loops_do_the_same_uncompiled(monkeypatch: pytest.MonkeyPatch) -> None:
    u, i = Waves.distorted(50.0, 230, 5, 130, 18, seed=3).samples(2000, 900)
    calibration = Calibration(phase_deg=1.0)
    compiled, windows = measured(u, i, 2000, calibration=calibration)
    assert uncompiled(monkeypatch) > 20
    with np.errstate(invalid="ignore"):
        plain, plain_windows = measured(u, i, 2000, calibration=calibration)
    assert np.abs(plain["energy_mj"] - compiled["energy_mj"]).max() <= 1
    for name in compiled.dtype.names or ():
        if name != "energy_mj":
            assert plain[name].tolist() == compiled[name].tolist()
    for name in windows.dtype.names or ():
        assert plain_windows[name] == pytest.approx(windows[name], rel=1e-6, abs=1e-6, nan_ok=True)


def test_the_package_is_light_until_samples_are_measured() -> None:
    script = (
        "import sys, enfas.metrology; print([m for m in ('numpy', 'numba', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
