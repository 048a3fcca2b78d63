from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from enfas.errors import InputError
from enfas.intake import FloatArray
from enfas.supply.audio import AudioSamples
from enfas.supply.reading import Reading

CODES = np.array([[0, 1], [100, -100], [127, -128], [-5, 7]])


def write(path: Path, subtype: str, codes: FloatArray = CODES, rate: int = 20_000) -> Path:
    """A file that holds just these codes."""
    width = {"PCM_U8": 8, "PCM_S8": 8, "PCM_16": 16, "PCM_24": 24, "PCM_32": 32}.get(subtype)
    data = codes.astype(np.float64) if width is None else (codes << (32 - width)).astype(np.int32)
    soundfile.write(path, data, rate, subtype=subtype)
    return path


def samples(it: AudioSamples) -> tuple[FloatArray, FloatArray]:
    blocks = list(it.blocks())
    return np.concatenate([b.u_v for b in blocks]), np.concatenate([b.i_a for b in blocks])


@pytest.mark.requirement("MET-1")
@pytest.mark.parametrize(
    ("name", "subtype"),
    [
        ("a.wav", "PCM_U8"), ("a.wav", "PCM_16"), ("a.wav", "PCM_24"), ("a.wav", "PCM_32"),
        ("a.wav", "FLOAT"), ("a.wav", "DOUBLE"), ("a.flac", "PCM_S8"), ("a.flac", "PCM_16"),
        ("a.flac", "PCM_24"), ("a.w64", "PCM_16"),
    ],
)  # fmt: skip
def test_scales_multiply_the_codes_of_the_file(tmp_path: Path, name: str, subtype: str) -> None:
    path = write(tmp_path / name, subtype)
    it = AudioSamples(path, name, Reading(u_scale=0.02, i_scale=0.001))
    assert (it.rate_hz, it.total, it.start_us, it.skew_us) == (20_000, 4, None, 0)
    u, i = samples(it)
    np.testing.assert_allclose(u, CODES[:, 0] * 0.02, rtol=1e-15)
    np.testing.assert_allclose(i, CODES[:, 1] * 0.001, rtol=1e-15)
    assert it.done == 4


def test_channels_offsets_and_rate_may_be_given(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", "PCM_16", np.array([[1, 2, 3], [4, 5, 6]]))
    it = AudioSamples(path, "a.wav", Reading(u_column=2, i_column="0", u_offset=3.0, rate_hz=12_800))
    u, i = samples(it)
    assert (u.tolist(), i.tolist(), it.rate_hz) == ([0, 3], [1, 4], 12_800)


def test_a_long_file_comes_in_bounded_blocks(tmp_path: Path) -> None:
    codes = np.arange(400_000).reshape(-1, 2) % 30_000
    it = AudioSamples(write(tmp_path / "a.flac", "PCM_16", codes), "a.flac", Reading())
    assert max(len(block.u_v) for block in it.blocks()) <= 1 << 16
    np.testing.assert_array_equal(samples(it)[1], codes[:, 1])


def test_missing_floats_are_missing(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", "DOUBLE", np.array([[1.0, np.nan], [np.nan, 2.0]]))
    u, i = samples(AudioSamples(path, "a.wav", Reading()))
    np.testing.assert_array_equal([u, i], [[1, np.nan], [np.nan, 2]])


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"u_column": 2}, "no channel 2 for the voltage"),
        ({"i_column": "left"}, "no channel 'left' for the current"),
    ],
)
def test_channels_that_are_not_there(tmp_path: Path, options: dict[str, object], fault: str) -> None:
    path = write(tmp_path / "a.wav", "PCM_16")
    with pytest.raises(InputError, match=fault) as caught:
        AudioSamples(path, "a.wav", Reading(**options))  # type: ignore[arg-type]
    assert caught.value.hint == "it has 2, counted from 0"


def test_one_channel_is_not_enough(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no channel 1 for the current"):
        AudioSamples(write(tmp_path / "a.wav", "PCM_16", CODES[:, :1]), "a.wav", Reading())


def test_what_is_lossy_is_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", CODES / 200, 8000, subtype="ULAW")
    with pytest.raises(InputError, match="holds samples as ULAW"):
        AudioSamples(tmp_path / "a.wav", "a.wav", Reading())


def test_infinite_is_no_value(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", "FLOAT", np.array([[1.0, 2.0], [3.0, np.inf]]))
    with pytest.raises(InputError, match=r"a\.wav, frame 1: an infinite value"):
        samples(AudioSamples(path, "a.wav", Reading()))


@pytest.mark.parametrize("data", [b"", b"RIFF", b"not a sound at all, but long enough to be taken for one"])
def test_what_is_no_sound_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.wav").write_bytes(data)
    with pytest.raises(InputError, match=r"a\.wav is no sound file, or is broken"):
        AudioSamples(tmp_path / "a.wav", "a.wav", Reading())


def test_no_samples_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", "PCM_16", CODES[:0])
    with pytest.raises(InputError, match="holds no samples"):
        AudioSamples(path, "a.wav", Reading())


def test_a_stream_that_breaks_off_is_told_to_the_frame(tmp_path: Path) -> None:
    codes = np.random.default_rng(1).integers(-30_000, 30_000, (100_000, 2))
    path = write(tmp_path / "a.flac", "PCM_16", codes)
    path.write_bytes(path.read_bytes()[:-100_000])
    it, blocks = AudioSamples(path, "a.flac", Reading()), []
    with pytest.raises(InputError, match=r"a\.flac, frame \d+ of 100000: broken or cut off") as caught:
        blocks.extend(it.blocks())  # what comes before is not lost with it
    u = np.concatenate([block.u_v for block in blocks])
    assert f"frame {len(u)} of" in str(caught.value)
    assert len(u) > 60_000  # some 25 000 frames are not there
    np.testing.assert_array_equal(u, codes[: len(u), 0])


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"b\.wav cannot be read: No such file"):
        AudioSamples(tmp_path / "b.wav", "b.wav", Reading())
