from __future__ import annotations

from pathlib import Path

import pytest

from enfas.errors import InputError
from enfas.supply.reading import Reading
from enfas.supply.supply_file import SupplyFile, read_supply_file
from enfas.supply.synthetic import Dip, Frequency, Interruption, Noise, Phasor
from enfas.timebase import from_civil


def read(tmp_path: Path, text: str) -> SupplyFile:
    path = tmp_path / "supply.toml"
    path.write_text(text)
    return read_supply_file(path)


def test_a_recording_with_its_options(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        """
        kind = "audio"
        path = "kettle.wav"
        start = "2025-01-15T11:00:00Z"
        u_scale = 0.02
        i_scale = 0.001
        rate_hz = 20000
        """,
    )
    assert file.where == str(tmp_path / "kettle.wav")
    assert file.reading == Reading(kind="audio", u_scale=0.02, i_scale=0.001, rate_hz=20_000)
    assert file.start_us == from_civil(2025, 1, 15, 11)
    assert file.signal is None


def test_a_load_series_with_its_columns(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        """
        path = "-"
        start = 2025-01-15T12:00:00+01:00
        stamp = "end"
        interval_s = 900
        [columns]
        power = "P (total)"
        voltage = 3
        [units]
        power = "kW"
        """,
    )
    assert file.where == "-"
    assert file.start_us == from_civil(2025, 1, 15, 11)
    assert file.reading == Reading(
        stamp="end", interval_s=900.0, columns={"power": "P (total)", "voltage": 3}, units={"power": "kW"}
    )


def test_a_synthetic_signal(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        """
        kind = "synthetic"
        rate_hz = 12800
        duration_s = 60
        frequency_hz = 49.97
        [[phasor]]
        u_v = 230
        i_a = 5.0
        i_deg = -30
        [[phasor]]
        order = 3
        i_a = 1
        [[event]]
        kind = "dip"
        at_s = 10
        duration_s = 0.2
        u_percent = 40
        [[event]]
        kind = "interruption"
        at_s = 20.0
        duration_s = 1.0
        [[event]]
        kind = "frequency"
        hz = 50.1
        [[event]]
        kind = "noise"
        i_a = 0.01
        seed = 42
        """,
    )
    assert file.where == ""
    assert file.reading.rate_hz == 12_800
    assert file.signal is not None
    assert file.signal.frequency_hz == 49.97
    assert file.signal.phasor == (Phasor(u_v=230, i_a=5, i_deg=-30), Phasor(order=3, i_a=1))
    assert file.signal.event == (
        Dip(at_s=10, duration_s=0.2, u_percent=40),
        Interruption(at_s=20, duration_s=1),
        Frequency(hz=50.1),
        Noise(i_a=0.01, seed=42),
    )


LOAD = "[[phasor]]\nu_v = 230\ni_a = 1\n"


@pytest.mark.parametrize(
    ("text", "fault", "hint"),
    [
        ("path = ", r"supply\.toml is not TOML: Invalid value \(at", ""),
        ("", "names no source", 'path = "recording.wav"'),
        ("path = 5", "names no source", ""),
        ('path = "a.csv"\nrate = 5', "there is no option 'rate'", "is rate_hz meant?"),
        ('path = "a.csv"\nzzz = 5', "there is no option 'zzz'", "docs/supply.md"),
        ('path = "a.csv"\nrate_hz = "fast"', "Expected .*float.*, got 'str' - at 'rate_hz'", ""),
        ('path = "a.csv"\nrate_hz = -1', "rate_hz is a number over 0", ""),
        ('path = "a.csv"\nkind = "video"', "there is no kind 'video'", "there are samples, loads"),
        ('path = "a.csv"\nstart = "soon"', "'soon' is not a time", "2026-01-31"),
        ('path = "a.csv"\nstart = 5', "start = 5 is not a time", "2026-01-31"),
        ('path = "a.csv"\nfrequency_hz = 5', "frequency_hz belongs to kind = \"synthetic\"", ""),
        ('kind = "synthetic"\npath = "a.csv"', "a synthetic signal has no path", ""),
        ('kind = "synthetic"', "missing required field 'phasor'", ""),
        (f'kind = "synthetic"\nfreq_hz = 5\n{LOAD}', "there is no option 'freq_hz'", "is frequency_hz"),
        (f'kind = "synthetic"\n{LOAD}u_w = 5', "contains unknown field 'u_w' - at 'phasor", ""),
        (f'kind = "synthetic"\n{LOAD}[[event]]\nkind = "surge"', "Invalid value 'surge' - at 'event", ""),
        (f'kind = "synthetic"\n{LOAD}[[event]]\nkind = "frequency"', "field 'hz' - at 'event", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_in_one_line(tmp_path: Path, text: str, fault: str, hint: str) -> None:
    with pytest.raises(InputError, match=fault) as caught:
        read(tmp_path, text)
    assert str(caught.value).startswith("supply.toml")
    assert "\n" not in str(caught.value)
    assert hint in caught.value.hint


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"b\.toml cannot be read"):
        read_supply_file(tmp_path / "b.toml")
    (tmp_path / "b.toml").write_bytes(b'path = "\xff"')
    with pytest.raises(InputError, match=r"b\.toml is not text in UTF-8: byte 8"):
        read_supply_file(tmp_path / "b.toml")
