from __future__ import annotations

import warnings
from pathlib import Path

import comtrade
import numpy as np
import pytest
from tests.comtrade_files import CHANNELS, CODES, Record, configuration, data, write
from tests.helpers import shared

from enfas.errors import InputError
from enfas.intake import FloatArray
from enfas.supply.comtrade_samples import ComtradeSamples
from enfas.supply.reading import Reading

FORMS = ["ASCII", "BINARY", "BINARY32", "FLOAT32"]


def opened(path: Path, reading: Reading) -> ComtradeSamples:
    return ComtradeSamples(path, path.name, reading)


def samples(it: ComtradeSamples) -> tuple[FloatArray, FloatArray, list[int]]:
    blocks = list(it.blocks())
    return (
        np.concatenate([block.u_v for block in blocks]),
        np.concatenate([block.i_a for block in blocks]),
        [block.missing for block in blocks],
    )


@pytest.mark.requirement("MET-1")
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("revision", ["1991", "1999", "2013"])
def test_every_form_of_every_revision_gives_the_same(tmp_path: Path, form: str, revision: str) -> None:
    start = "06/25/2007,19:13:57.5" if revision == "1991" else "25/06/2007,19:13:57.5"
    it = opened(write(tmp_path, Record(revision, form, start=start)), Reading())
    u, i, missing = samples(it)
    np.testing.assert_allclose(u, CODES[:, 1])  # 0.001 kV a count
    np.testing.assert_allclose(i, CODES[:, 0] * 0.01 + 0.5)
    assert (it.rate_hz, it.total, it.done, missing) == (4000, 4, 4, [0])


@pytest.mark.parametrize("form", FORMS)
def test_one_file_may_hold_all(tmp_path: Path, form: str) -> None:
    record = Record("2013", form, tail=("0,0", "0,0"))
    head = f"--- file type: CFG ---\r\n{configuration(record)}--- file type: DAT {form} ---\r\n"
    (tmp_path / "r.cff").write_bytes(head.encode() + data(record))
    u, _, _ = samples(opened(tmp_path / "r.cff", Reading(u_column="VB")))
    np.testing.assert_allclose(u, CODES[:, 2] * 0.5)


@pytest.mark.parametrize("status", [0, 1, 16, 17])
def test_status_channels_take_their_room(tmp_path: Path, status: int) -> None:
    for form in FORMS:
        it = opened(write(tmp_path, Record(form=form, status=status)), Reading())
        np.testing.assert_allclose(samples(it)[0], CODES[:, 1])


def test_scales_multiply_volts_and_amperes(tmp_path: Path) -> None:
    reading = Reading(u_scale=2.0, u_offset=1.0, i_scale=-1.0)
    u, i, _ = samples(opened(write(tmp_path, Record()), reading))
    np.testing.assert_allclose(u, (CODES[:, 1] - 1.0) * 2.0)
    np.testing.assert_allclose(i, -(CODES[:, 0] * 0.01 + 0.5))


@pytest.mark.requirement("LOG-7")
@pytest.mark.parametrize(
    ("form", "revision", "code", "is_missing"),
    [
        ("ASCII", "1999", 99_999, True),
        ("ASCII", "1991", 99_999, False),
        ("BINARY", "1999", -32_768, True),
        ("BINARY", "1991", -1, False),  # within the channel's bounds
        ("BINARY32", "2013", -(1 << 31), True),
        ("BINARY32", "2013", -32_768, False),
    ],
)
def test_missing_values_are_missing(
    tmp_path: Path, form: str, revision: str, code: int, is_missing: bool
) -> None:
    codes = CODES.copy()
    codes[2, 1] = code
    start = "06/25/2007,19:13:57.5" if revision == "1991" else "25/06/2007,19:13:57.5"
    record = Record(revision, form, start=start, tail=("0,0", "0,0") if revision == "2013" else ())
    u, i, _ = samples(opened(write(tmp_path, record, data(record, codes)), Reading()))
    assert np.isnan(u).tolist() == [False, False, is_missing, False]
    assert not np.isnan(i).any()


def test_in_1991_ffff_is_missing_where_a_channel_cannot_hold_it(tmp_path: Path) -> None:
    channels = [line.replace("-32767", "0") for line in CHANNELS]
    record = Record("1991", channels=channels, start="06/25/2007,19:13:57.5")
    octets = data(record, np.where(CODES < 0, -1, CODES))
    u, _, _ = samples(opened(write(tmp_path, record, octets), Reading()))
    assert np.isnan(u).tolist() == [False, True, False, False]


def test_nothing_and_nan_are_missing_too(tmp_path: Path) -> None:
    record = Record("1991", "ASCII", start="06/25/2007,19:13:57.5")
    octets = data(record).replace(b"-325", b"")
    assert np.isnan(samples(opened(write(tmp_path, record, octets), Reading()))[0]).tolist()[1]
    record = Record(form="FLOAT32")
    codes = CODES.astype(np.float64)
    codes[0, 1] = np.nan
    u, _, _ = samples(opened(write(tmp_path, record, data(record, codes)), Reading()))
    assert np.isnan(u).tolist() == [True, False, False, False]


@pytest.mark.parametrize("form", FORMS)
def test_numbers_that_jump_leave_a_hole(tmp_path: Path, form: str) -> None:
    record = Record(form=form)
    it = opened(write(tmp_path, record, data(record, numbers=(1, 2, 12, 13))), Reading())
    blocks = list(it.blocks())
    assert [(len(block.u_v), block.missing) for block in blocks] == [(2, 0), (2, 9)]


@pytest.mark.parametrize("numbers", [(1, 2, 2, 3), (1, 2, 1, 2), (0, 0, 0, 0)])
def test_numbers_that_do_not_go_on_are_refused(tmp_path: Path, numbers: tuple[int, ...]) -> None:
    record = Record()
    it = opened(write(tmp_path, record, data(record, numbers=numbers)), Reading())
    with pytest.raises(InputError, match=r"r\.cfg, record [23]: the sample's number does not follow"):
        samples(it)


@pytest.mark.parametrize("form", FORMS)
def test_stamps_tell_the_rate_where_the_configuration_does_not(tmp_path: Path, form: str) -> None:
    record = Record(form=form, rates=("0,4",), factor="0.5")
    assert opened(write(tmp_path, record), Reading()).rate_hz == 8000
    octets = data(record, stamps=(5, 5, 5, 5))
    with pytest.raises(InputError, match="does not say its sampling rate"):
        opened(write(tmp_path, record, octets), Reading())


def test_skew_is_told(tmp_path: Path) -> None:
    channels = ["1,U,,,V,1,0,10,-9,9,1,1,P", "2,I,,,A,1,0,35,-9,9,1,1,P"]
    record = Record(channels=channels)
    assert opened(write(tmp_path, record, data(record, CODES[:, :2])), Reading()).skew_us == 25


@pytest.mark.parametrize("form", FORMS)
def test_data_that_end_early_are_told(tmp_path: Path, form: str) -> None:
    record = Record(form=form)
    path = write(tmp_path, record, data(record, CODES[:3]))
    with pytest.raises(InputError, match=r"r\.dat ends after sample 3; there should be 4"):
        samples(opened(path, Reading()))
    path = write(tmp_path, record, data(record)[:-5] if form != "ASCII" else data(record, CODES[:3]))
    with pytest.raises(InputError, match="ends after sample 3"):
        samples(opened(path, Reading()))


def test_what_is_past_the_announced_end_is_left(tmp_path: Path) -> None:
    record = Record(rates=("4000,3",))
    assert len(samples(opened(write(tmp_path, record), Reading()))[0]) == 3


@pytest.mark.parametrize(
    ("octets", "fault"),
    [
        (b"1,0,1,2,3,4,5,0\n2,250,x,2,3,4,5,0\n", r"r\.dat, line 2, column 2: 'x' is not a number"),
        (b"1,0,1,2,3,4,5,0\n2,250,1\n", r"r\.dat, line 2: 3 columns instead of 8"),
        (b"1,0,1,2,3,4,5,0\n2,250,1,inf,3,4,5,0\n", r"r\.dat, line 2, column 3: inf is no value"),
    ],
)
def test_broken_text_is_told_to_the_line(tmp_path: Path, octets: bytes, fault: str) -> None:
    path = write(tmp_path, Record(form="ASCII"), octets)
    with pytest.raises(InputError, match=fault):
        samples(opened(path, Reading()))


def test_infinite_is_no_value(tmp_path: Path) -> None:
    record = Record(form="FLOAT32")
    codes = CODES.astype(np.float64)
    codes[2, 0] = np.inf
    it = opened(write(tmp_path, record, data(record, codes)), Reading())
    with pytest.raises(InputError, match="record 3: the value of channel IA is not finite"):
        samples(it)


@pytest.mark.parametrize("form", FORMS)
def test_a_long_record_comes_in_bounded_blocks(tmp_path: Path, form: str) -> None:
    count = 150_000
    codes = np.arange(count * 5).reshape(count, 5) % 30_000
    record = Record(form=form, rates=(f"4000,{count}",))
    it = opened(write(tmp_path, record, data(record, codes)), Reading())
    sizes = [len(block.u_v) for block in it.blocks()]
    assert sum(sizes) == count
    assert max(sizes) <= 1 << 16


@pytest.mark.parametrize("form", FORMS)
def test_the_package_reads_the_same(tmp_path: Path, form: str) -> None:
    """All of it at once, as the package does by itself."""
    path = write(tmp_path, Record(form=form))
    with warnings.catch_warnings(action="ignore"):
        theirs = (
            comtrade.load(str(path)) if hasattr(comtrade, "load") else comtrade.Comtrade().load(str(path))
        )
    u, i, _ = samples(opened(path, Reading()))
    np.testing.assert_allclose(u, np.array(theirs.analog[1]) * 1000, rtol=1e-6)
    np.testing.assert_allclose(i, theirs.analog[0], rtol=1e-6)


@pytest.mark.recordings
def test_a_fault_recorder_s_record() -> None:
    """50 Hz, kV and A, a swell to one and a half times."""
    path = shared("data/comtrade_swell_50Hz/test1.cfg")
    it = opened(path, Reading())
    u, i, missing = samples(it)
    assert (it.rate_hz, len(u), missing) == (5760, 24_768, [0])
    record = np.fromfile(path.with_suffix(".dat"), np.dtype([("n", "<u4"), ("t", "<u4"), ("a", "<i2", 6)]))
    np.testing.assert_allclose(u, record["a"][:, 3] * 0.6787328)
    np.testing.assert_allclose(i, record["a"][:, 0] * 2.4582099915)
