"""Recordings of real supplies against least-squares fits that were made independently of the project.

The generator's recording is shipped (`examples/data/generator_60hz`); the others may lie beside the
repository. A meter's windows begin and end at zero crossings, the fits anywhere, so that what is not quite
steady differs: the cars' currents change by up to 0.4 % within their seven cycles.
"""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.helpers import ROOT
from tests.measured import measured
from tests.recordings import FITS as RECORDINGS
from tests.recordings import recording

from enfas.interval import A_MINUS, A_PLUS, UNKNOWN
from enfas.metrology.loops import FloatArray
from enfas.metrology.steady import Steady, steady

GENERATOR = ROOT / "examples" / "data" / "generator_60hz"
PER_VOLT = 34.8  # the shipped voltages are divided by this

# least-squares fits of the first 8 cycles with 50 harmonics, of the recording as it was published
FITS = {
    "a": {"f_hz": 59.96103, "u_v": 8039.39555, "i_a": 17.67629, "p_w": -141927.25129, "s_va": 142106.65812,
          "pf": -0.99874, "p1_w": -141913.13214, "q_var": 5589.35814, "thd_u": 1.86421, "thd_i": 2.59001,
          "i3_a": 0.09923, "i5_a": 0.27815, "i7_a": 0.08447, "i_dc_a": -0.04473},
    "b": {"f_hz": 59.96057, "u_v": 7829.85436, "i_a": 17.67151, "p_w": -138199.30127, "s_va": 138365.34515,
          "pf": -0.9988, "p1_w": -138214.30965, "q_var": 3798.57169, "thd_u": 1.07616, "thd_i": 2.9286,
          "i3_a": 0.02982, "i5_a": 0.31321, "i7_a": 0.28997, "i_dc_a": -0.03831},
    "c": {"f_hz": 59.96096, "u_v": 8074.33535, "i_a": 17.60001, "p_w": -141817.46403, "s_va": 142108.35688,
          "pf": -0.99795, "p1_w": -141841.01716, "q_var": 6793.54781, "thd_u": 1.80986, "thd_i": 3.14743,
          "i3_a": 0.06343, "i5_a": 0.30668, "i7_a": 0.20472, "i_dc_a": -0.00863},
}  # fmt: skip


def generator(phase: str) -> tuple[FloatArray, FloatArray]:
    """Voltage, divided, and current of a phase. [V], [A]"""
    with wave.open(str(GENERATOR / f"phase_{phase}.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (50_000, 2, 2)
        codes = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").reshape(-1, 2)
    return codes[:, 0] * 0.0125, codes[:, 1] * 0.001


@pytest.mark.requirement("MET-6", "MET-7", "PQ-1")
@pytest.mark.parametrize("phase", FITS)
def test_the_generator_feeds_in_and_is_measured_as_fitted(phase: str) -> None:
    fit = FITS[phase]
    found = steady(*generator(phase), 50_000, cycles=8)
    s = fit["s_va"] / PER_VOLT
    assert found.f_hz == pytest.approx(fit["f_hz"], abs=2e-3)
    assert found.u_v == pytest.approx(fit["u_v"] / PER_VOLT, rel=1e-4)
    assert found.i_a == pytest.approx(fit["i_a"], rel=1e-4)
    for name in ("p_w", "p1_w", "q_var", "s_va"):
        assert getattr(found, name) == pytest.approx(fit[name] / PER_VOLT, abs=1e-4 * s)
    assert found.pf == pytest.approx(fit["pf"], abs=1e-4)
    assert found.thd_u_percent == pytest.approx(fit["thd_u"], abs=0.01)
    assert found.thd_i_percent == pytest.approx(fit["thd_i"], abs=0.01)
    for order in (3, 5, 7):
        assert found.i_harmonics_a[order - 1] == pytest.approx(fit[f"i{order}_a"], abs=1e-3)
    assert found.i_dc_a == pytest.approx(fit["i_dc_a"], abs=2e-3)
    assert found.quadrant == 2
    assert [name for name, energy in found.energies_mj.items() if energy] == ["a_minus", "r2", "e_minus"]
    assert found.energies_mj["a_minus"] == pytest.approx(-1000 * found.p_w * found.duration_s, rel=1e-4)
    assert np.isnan(found.thd_u_subgroups_percent)  # its 9.6 cycles are less than a window of 12


@pytest.mark.requirement("MET-6", "MET-7")
@pytest.mark.parametrize("phase", FITS)
def test_the_meter_says_the_same_of_the_generator(phase: str) -> None:
    fit = FITS[phase]
    rows, windows = measured(*generator(phase), 50_000)
    s = fit["s_va"] / PER_VOLT
    assert len(rows) == 3
    assert windows["u_v"][0] == pytest.approx(fit["u_v"] / PER_VOLT, rel=1e-3)
    assert windows["i_a"][0] == pytest.approx(fit["i_a"], rel=1e-3)
    assert windows["p_w"][0] == pytest.approx(fit["p_w"] / PER_VOLT, abs=1e-3 * s)
    assert windows["q_var"][0] == pytest.approx(fit["q_var"] / PER_VOLT, abs=1e-3 * s)
    assert rows["f_mhz"][1] == pytest.approx(1000 * fit["f_hz"], abs=5)
    assert rows["thd_i_cp"][1] == pytest.approx(100 * fit["thd_i"], rel=0.05)
    assert rows["energy_mj"].sum(axis=0).nonzero()[0].tolist() == [1, 3, 7]


def one(name: str) -> tuple[dict[str, Any], Steady, FloatArray, FloatArray, float]:
    """The fit of a recording, ours, and the samples that both are of."""
    u, i = recording(name)
    numbers = {key: float(value) for key, value in RECORDINGS[name].items() if key != "file"}
    rate_hz, begin = numbers["fs"], round(numbers["from_s"] * numbers["fs"])
    found = steady(u[begin:], i[begin:], rate_hz, cycles=int(numbers["cycles"]))
    number = round(found.duration_s * rate_hz)
    return numbers, found, u[begin : begin + number], i[begin : begin + number], rate_hz


@pytest.mark.recordings
@pytest.mark.requirement("MET-7", "PQ-1")
@pytest.mark.parametrize("name", RECORDINGS, ids=lambda name: Path(name).stem.replace(" ", "_"))
def test_recordings_are_measured_as_fitted(name: str) -> None:
    fit, found, _, _, _ = one(name)
    s = fit["S"]
    assert found.f_hz == pytest.approx(fit["f"], abs=3e-3)
    assert found.u_v == pytest.approx(fit["Urms"], rel=1e-4)
    assert found.i_a == pytest.approx(fit["Irms"], rel=1e-4)
    for ours, theirs in (("p_w", "P"), ("p1_w", "P1"), ("q_var", "Q1"), ("s_va", "S")):
        assert getattr(found, ours) == pytest.approx(fit[theirs], abs=1e-4 * s)
    assert found.thd_u_percent == pytest.approx(fit["THDu"], abs=0.01)
    assert found.thd_i_percent == pytest.approx(fit["THDi"], abs=0.03)  # theirs goes to order 50
    assert found.i_dc_a == pytest.approx(fit["Idc"], abs=2e-3)


@pytest.mark.recordings
@pytest.mark.requirement("MET-7", "PQ-1")
@pytest.mark.parametrize("name", RECORDINGS, ids=lambda name: Path(name).stem.replace(" ", "_"))
def test_the_meter_says_the_same_of_recordings(name: str) -> None:
    """Of the very cycles that its windows have, for what is not quite steady; and all energy is counted."""
    fit, _, u, i, rate_hz = one(name)
    rows, windows = measured(u, i, rate_hz)
    begin, cycles = round(windows["start_us"][0] / 1e6 * rate_hz), windows["cycles"]
    found = steady(u[begin:], i[begin:], rate_hz, cycles=int(cycles.sum()))
    shares = cycles / cycles.sum()
    assert np.sqrt(shares @ windows["u_v"] ** 2) == pytest.approx(found.u_v, rel=1e-3)
    assert np.sqrt(shares @ windows["i_a"] ** 2) == pytest.approx(found.i_a, rel=1e-3)
    assert shares @ windows["p_w"] == pytest.approx(found.p_w, abs=1e-3 * fit["S"])
    assert shares @ windows["q_var"] == pytest.approx(found.q_var, abs=1e-3 * fit["S"])
    told = rows["thd_i_cp"][rows["thd_i_cp"] != UNKNOWN]
    assert len(told) >= len(windows) - 1  # the last may be too short
    assert 100 * fit["THDi"] == pytest.approx(told.astype(float), rel=0.25)
    net_mj = rows["energy_mj"][:, A_PLUS].sum() - rows["energy_mj"][:, A_MINUS].sum()
    assert net_mj == pytest.approx(1000 * (u @ i) / rate_hz, abs=2)
