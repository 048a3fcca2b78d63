"""`enfas measure` on recordings whose values are known."""

from __future__ import annotations

import io
import json
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from click.testing import Result
from tests.helpers import shared
from tests.recordings import FITS
from typer.testing import CliRunner

from enfas.cli.main import app, main
from enfas.errors import ConfigurationError, InputError
from enfas.supply.synthetic import Phasor, Synthetic

PHASORS = (
    Phasor(u_v=230.0, u_deg=15.0, i_a=5.0, i_deg=-30.0),
    Phasor(order=3, i_a=0.5, i_deg=40.0),
    Phasor(order=5, u_v=6.9, u_deg=80.0, i_a=0.25),
)
SIGNAL = Synthetic(PHASORS, 49.97)
TRUTH = SIGNAL.truth(0.0)


def enfas(*arguments: str, stdin: bytes | None = None) -> Result:
    result = CliRunner().invoke(app, ["measure", *arguments], input=stdin)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def values(*arguments: str, stdin: bytes | None = None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(enfas(*arguments, "--json", stdin=stdin).stdout)
    return found


def samples(seconds: float = 1.0, rate: int = 10_000) -> np.ndarray[Any, Any]:
    """Both channels of the signal: shape (n, 2). [V, A]"""
    t = np.arange(round(seconds * rate)) / rate
    pairs = np.zeros((len(t), 2))
    for p in PHASORS:
        for channel, (size, degrees) in enumerate(((p.u_v, p.u_deg), (p.i_a, p.i_deg))):
            angle = 2 * np.pi * p.order * SIGNAL.frequency_hz * t + math.radians(degrees)
            pairs[:, channel] += math.sqrt(2) * size * np.sin(angle)
    return pairs


def check(found: dict[str, Any], tolerance: float = 1e-4) -> None:
    """The values are the true ones, to a part of the full scale."""
    scale = TRUTH.s_va
    assert found["f_hz"] == pytest.approx(TRUTH.f_hz, abs=1e-3)
    for key in ("u_v", "i_a", "s_va"):
        assert found[key] == pytest.approx(getattr(TRUTH, key), rel=tolerance), key
    for key in ("p_w", "p1_w", "q_var"):
        assert found[key] == pytest.approx(getattr(TRUTH, key), abs=tolerance * scale), key
    assert found["pf"] == pytest.approx(TRUTH.p_w / TRUTH.s_va, abs=2 * tolerance)
    for key in ("thd_u_percent", "thd_i_percent"):
        assert found[key] == pytest.approx(getattr(TRUTH, key), abs=0.02), key
    assert found["u_harmonics_v"][:5] == pytest.approx([230, 0, 0, 0, 6.9], abs=0.03)
    assert found["i_harmonics_a"][:5] == pytest.approx([5, 0, 0.5, 0, 0.25], abs=2e-3)
    assert len(found["u_harmonics_v"]) == len(found["i_harmonics_a"]) == found["highest_order"] == 40


@pytest.fixture
def wav(tmp_path: Path) -> str:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.rint(samples() / [0.02, 0.001]).astype(np.int16), 10_000)
    return str(path)


SCALES = ("--u-scale", "0.02", "--i-scale", "0.001")


@pytest.mark.requirement("MET-1", "MET-7", "PQ-1")
def test_a_wav_by_its_integer_codes(wav: str) -> None:
    found = values(wav, *SCALES)
    check(found)
    assert found["quadrant"] == 1
    assert found["cycles"] == 49
    assert found["rate_hz"] == 10_000
    seconds = found["duration_s"]
    assert found["energies_mj"]["a_plus"] == pytest.approx(TRUTH.p_w * seconds * 1000, rel=1e-3)
    assert set(found["energies_mj"]) == {"a_plus", "a_minus", "r1", "r2", "r3", "r4", "e_plus", "e_minus"}


@pytest.mark.requirement("MET-1")
def test_a_csv_with_a_header_columns_and_a_rate(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [f"{n};{i:.6f};{u:.5f}" for n, (u, i) in enumerate(samples())]
    path.write_text("made by a logger\n\nn;A;V\n" + "\n".join(rows))
    check(values(str(path), "--rate", "10000", "--skip-rows", "2", "--u-column", "2", "--i-column", "1"))
    check(values(str(path), "--rate", "10000", "--skip-rows", "3", "--u-column", "2", "--i-column", "1"))
    check(values(str(path), "--rate", "10000", "--u-column", "V", "--i-column", "A"))


@pytest.mark.requirement("MET-1")
@pytest.mark.parametrize("form", ["text", "float32", "int16"])
def test_standard_input(form: str) -> None:
    pairs = samples()
    options = ["-", "--rate", "10000", "--encoding", form]
    if form == "text":
        octets = "".join(f"{u:.4f},{i:.6f}\n" for u, i in pairs).encode()
    elif form == "float32":
        octets = pairs.astype("<f4").tobytes()
    else:
        octets = np.rint(pairs / [0.02, 0.001]).astype("<i2").tobytes()
        options += SCALES
    check(values(*options, stdin=octets))


def test_a_supply_file(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text(
        """
        kind = "synthetic"
        frequency_hz = 49.97
        duration_s = 100
        [[phasor]]
        u_v = 230
        u_deg = 15
        i_a = 5
        i_deg = -30
        [[phasor]]
        order = 3
        i_a = 0.5
        i_deg = 40
        [[phasor]]
        order = 5
        u_v = 6.9
        u_deg = 80
        i_a = 0.25
        """
    )
    found = values(str(path), "--from", "3.2", "--cycles", "25")
    check(found)
    assert found["cycles"] == 25


def test_a_part_is_measured(wav: str) -> None:
    found = values(wav, *SCALES, "--from", "0.25", "--cycles", "10")
    check(found, 3e-4)
    assert (found["cycles"], found["from_s"]) == (10, 0.25)
    with pytest.raises(InputError, match=r"a\.wav: the piece holds 4 whole cycles.* not 10"):
        enfas(wav, "--from", "0.9", "--cycles", "10")
    with pytest.raises(InputError, match=r"a\.wav ends before 7 s"):
        enfas(wav, "--from", "7")


@pytest.mark.requirement("MET-9")
def test_what_is_printed_beside_one_another_is_of_one_span(wav: str) -> None:
    found = values(wav, *SCALES, "--from", "0.2")
    assert found["from_s"] == 0.2
    assert found["to_s"] - found["from_s"] == pytest.approx(found["duration_s"], rel=1e-9)
    assert found["duration_s"] == pytest.approx(found["cycles"] / found["f_hz"], rel=1e-9)
    assert (found["missing_s"], found["no_fundamental_s"]) == (0, 0)
    for energy, power in (("a_plus", "p_w"), ("r1", "q_var"), ("e_plus", "s_va")):
        expected = 1000 * found[power] * found["duration_s"]
        assert found["energies_mj"][energy] == pytest.approx(expected, abs=2e-5 * 1000 * found["s_va"])


def test_of_a_long_recording_all_is_measured(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    soundfile.write(path, np.rint(samples(100, 2500) / [0.02, 0.001]).astype(np.int16), 2500)
    found = values(str(path), *SCALES)
    assert (found["cycles"], found["to_s"]) == (4997, pytest.approx(100, abs=1e-3))
    assert found["f_hz"] == pytest.approx(49.97, abs=1e-4)
    with pytest.raises(InputError, match="holds 4997 whole cycles of 40 to 70 Hz, not 100000"):
        enfas(str(path), *SCALES, "--cycles", "100000")


def test_an_interruption_is_left_out_and_told(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    example = Path(__file__).parents[3] / "examples" / "supplies" / "evening.toml"
    path.write_text(example.read_text().replace("rate_hz = 10000", "rate_hz = 2000"))
    result = enfas(str(path), "--json")
    found = json.loads(result.stdout)
    assert 2.0 < found["no_fundamental_s"] < 2.1
    assert found["duration_s"] == pytest.approx(60 - found["no_fundamental_s"], abs=0.05)
    assert found["u_v"] == pytest.approx(230, rel=1e-3)
    assert "s without a fundamental in the voltage" in result.stderr


def test_as_text(wav: str) -> None:
    lines = [line.split("\t") for line in enfas(wav, *SCALES).stdout.splitlines()]
    table = {line[0]: line[1:] for line in lines}
    assert table["f"] == ["49.97000", "Hz"]
    assert table["cycles"] == ["49"]
    assert table["duration"] == [f"{49 / 49.97:.6f}", "s"]
    assert table["from"] == ["0.000000", "s"]
    assert table["to"] == table["duration"]
    assert float(table["U"][0]) == pytest.approx(TRUTH.u_v, rel=1e-4)
    assert table["quadrant"] == ["1"]
    assert table["A+"][1] == "Wh"
    assert table["R1"][1] == "varh"
    assert table["E+"][1] == "VAh"
    assert [line[0] for line in lines if "harmonic" in line[0]] == [f"harmonic {n}" for n in range(1, 41)]
    assert (
        table["harmonic 5"] == [pytest.approx("6.9000"), "V", "0.2500", "A"]
        or float(table["harmonic 5"][0]) > 6.8
    )


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal(wav: str, monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = Terminal(), Terminal()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    app(["measure", wav, *SCALES], standalone_mode=False)
    assert "49.97000" in out.getvalue()
    assert "▇" in out.getvalue()
    assert "reading a.wav" in err.getvalue()


def test_what_cannot_be_told_is_null(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("".join(f"{u:.4f},0\n" for u, _ in samples()))
    found = values(str(path), "--rate", "10000")
    assert found["i_a"] == 0
    assert found["thd_i_percent"] is None
    assert found["pf"] is None
    assert "PF\t–" in enfas(str(path), "--rate", "10000").stdout


@pytest.mark.parametrize(
    ("text", "options", "fault"),
    [
        ("1,2\n3,4\n", (), "does not say its sampling rate"),
        ("1,2\n3,x\n", ("--rate", "10000"), "line 2, column 1: 'x' is not a number"),
        ("1,2\n" * 1000, ("--rate", "10000"), "a.csv: the voltage has no fundamental"),
        ("1,2\n" * 1000, ("--rate", "100"), "a.csv: a sampling rate of 100 Hz cannot be measured"),
        (
            "1,2\n?,4\n" * 1000,
            ("--rate", "10000"),
            "holds 0 whole cycles of 40 to 70 Hz; 1000 samples are missing",
        ),
        ("1,2\n", ("--rate", "10000", "--u-column", "5"), "there is no column 5"),
        ("time,power\n0,1\n60,1\n", (), "is a load series: it has no samples"),
    ],
)
def test_what_cannot_be_measured_is_told_in_one_line(
    tmp_path: Path, text: str, options: tuple[str, ...], fault: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=fault) as caught:
        enfas(str(path), *options)
    assert "\n" not in f"{caught.value}{caught.value.hint}"


def test_a_hole_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    times = [n / 10_000 + (n >= 3000) for n in range(10_000)]
    path.write_text(
        "t,u,i\n" + "".join(f"{t:.4f},{u:.3f},{i:.4f}\n" for t, (u, i) in zip(times, samples(), strict=True))
    )
    options = ("--u-column", "u", "--i-column", "i")
    path.write_text(path.read_text().replace("t,u,i", "time,u,i"))
    result = enfas(str(path), *options, "--json")
    found = json.loads(result.stdout)
    check(found, 3e-4)
    assert (found["missing_s"], found["cycles"]) == (1.0, 14 + 34)
    assert found["to_s"] == pytest.approx(1.3 + 34 / 49.97, abs=1e-4)
    assert "left out: 1 s of which samples are missing" in result.stderr
    later = values(str(path), *options, "--from", "0.5")
    assert (later["from_s"], later["cycles"]) == (pytest.approx(1.3), 34)
    check(values(str(path), *options, "--from", "1.5"), 3e-4)


def test_options_that_cannot_be() -> None:
    with pytest.raises(ConfigurationError, match="--encoding is text or one of int16"):
        enfas("-", "--encoding", "morse")
    with pytest.raises(ConfigurationError, match="rate_hz is a number over 0"):
        enfas("-", "--rate", "-1")


def test_an_error_is_one_line_and_exit_code_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["enfas", "measure", str(tmp_path / "nothing.wav")])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "nothing.wav cannot be read: No such file" in err


@pytest.mark.recordings
@pytest.mark.requirement("MET-7", "PQ-1")
@pytest.mark.parametrize("row", FITS.values(), ids=lambda row: row["file"])
def test_recordings_measure_as_an_independent_fit_does(row: dict[str, str]) -> None:
    """Against least-squares fits of the same pieces, to a part of the recording's own full scale."""
    name, _, phase = row["file"].partition(" phase ")
    options = ["--from", row["from_s"], "--cycles", row["cycles"]]
    if name.endswith(".wav"):
        options += SCALES
    if phase:
        options += ["--u-column", str(1 + "abc".index(phase)), "--i-column", str(4 + "abc".index(phase))]
        options += ["--rate", row["fs"]]
    found = values(str(shared(f"data/{name}")), *options)
    u_v, i_a, s_va = float(row["Urms"]), float(row["Irms"]), float(row["S"])
    for key, column, scale in (
        ("u_v", "Urms", u_v), ("i_a", "Irms", i_a), ("s_va", "S", s_va), ("p_w", "P", s_va),
        ("p1_w", "P1", s_va), ("q_var", "Q1", s_va),
    ):  # fmt: skip
        assert abs(found[key] - float(row[column])) < 1e-4 * scale, key
    assert found["f_hz"] == pytest.approx(float(row["f"]), rel=5e-5)
    assert found["thd_u_percent"] == pytest.approx(float(row["THDu"]), abs=0.02)
    assert found["thd_i_percent"] == pytest.approx(float(row["THDi"]), abs=0.03)
    assert found["i_harmonics_a"][4] == pytest.approx(float(row["I5"]), abs=1e-3 * i_a)
