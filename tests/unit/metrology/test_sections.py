from __future__ import annotations

import math

import numpy as np
import pytest

from enfas.conditions import AS_DELIVERED
from enfas.metrology.loops import FloatArray
from enfas.metrology.sections import Section, Sections
from enfas.testing.waves import Waves

RATE_HZ = 4000
WAVES = Waves.distorted(50.03, 230, 5, 150, 30, seed=1)


def cut(
    u: FloatArray, i: FloatArray, size: int = 10**9, wanted: float = math.inf
) -> tuple[list[Section], float]:
    """The sections of a stretch that comes in blocks, and what was left out. [samples]"""
    sections = Sections(AS_DELIVERED, RATE_HZ, wanted)
    made = []
    for first in range(0, len(u), size):
        made += sections.take(u[first : first + size], i[first : first + size])
    made += sections.close()
    assert sections.wanted == wanted - sum(section.number for section in made)
    return made, sections.left_out


@pytest.mark.parametrize(
    ("seconds", "wanted", "numbers"),
    [(0.5, math.inf, [25]), (1.21, math.inf, [60]), (1.3, math.inf, [50, 15]), (2.61, math.inf, [50, 50, 30]),
     (5.0, 60, [60]), (5.0, 61, [50, 11]), (5.0, 7, [7]), (0.03, math.inf, [1]), (0.01, math.inf, [])],
)  # fmt: skip
def test_sections_have_about_50_cycles_and_follow_one_another(
    seconds: float, wanted: float, numbers: list[int]
) -> None:
    made, left_out = cut(*WAVES.samples(RATE_HZ, round(seconds * RATE_HZ)), wanted=wanted)
    assert [section.number for section in made] == numbers
    assert left_out == 0
    at = -0.5
    for section in made:
        assert section.begin == at
        assert section.length == pytest.approx(section.number * RATE_HZ / 50.03, rel=1e-6)
        assert section.cycles["length"].sum() == pytest.approx(section.length, abs=1e-6)
        assert len(section.thd_percent) == section.number // 10
        at = section.begin + section.length


@pytest.mark.parametrize("size", [1, 97, 800, 4001])
def test_blocks_do_not_matter(size: int) -> None:
    u, i = WAVES.samples(RATE_HZ, 4 * RATE_HZ)
    u[9000:9500] = 0.0
    whole, left_out = cut(u, i)
    parts, parts_left_out = cut(u, i, size)
    assert parts_left_out == left_out
    assert len(parts) == len(whole)
    for one, other in zip(parts, whole, strict=True):
        assert one[:4] == other[:4]
        assert one.cycles.tobytes() == other.cycles.tobytes()


@pytest.mark.requirement("MET-9")
@pytest.mark.parametrize("seconds", [0.045, 0.5, 2.0])
def test_the_cycles_hold_what_the_fit_says_flowed(seconds: float) -> None:
    """At the very ends, where there are no samples, those of the fit stand for them."""
    made, _ = cut(*WAVES.samples(RATE_HZ, round(seconds * RATE_HZ)))
    for section in made:
        powers = section.lines.u * section.lines.i.conj()
        p_w = powers.real.sum() + section.lines.rest_ui
        s_va = WAVES.s_va
        assert section.cycles["ui"].sum() / section.length == pytest.approx(p_w, abs=1e-5 * s_va)
        q_var = section.cycles["q_var"] @ section.cycles["length"] / section.length
        assert q_var == pytest.approx(powers[1].imag, abs=1e-5 * s_va)
        apparent = np.sqrt(section.cycles["uu"] * section.cycles["ii"]).sum() / section.length
        assert apparent == pytest.approx(s_va, rel=1e-5)


@pytest.mark.parametrize(("begin", "end"), [(0, 3000), (4000, 12_000), (5017, 5257), (17_000, 20_000)])
def test_an_interruption_is_left_out_with_the_cycles_that_it_breaks_off(begin: int, end: int) -> None:
    u, i = WAVES.samples(RATE_HZ, 20_000)
    u[begin:end] = np.random.default_rng(1).normal(scale=0.5, size=end - begin)
    i[begin:end] = 0.0
    made, left_out = cut(u, i)
    used = sum(section.length for section in made)
    assert end - begin <= left_out <= end - begin + 5 * 80
    assert 20_000 - (end - begin) - 6 * 80 <= used <= 20_000 - (end - begin)
    for section in made:
        assert math.sqrt((np.abs(section.lines.u) ** 2).sum()) == pytest.approx(WAVES.u_v, rel=1e-4)


@pytest.mark.parametrize(
    "u",
    [
        np.zeros(20_000),
        np.random.default_rng(5).normal(size=20_000),
        100 * np.sin(2 * np.pi * 90 / RATE_HZ * np.arange(20_000)),
        np.full(20_000, 325.0),
    ],
    ids=["nothing", "noise", "90 Hz", "DC"],
)
def test_without_a_fundamental_there_is_no_section(u: FloatArray) -> None:
    made, left_out = cut(u, np.ones(len(u)))
    assert made == []
    assert left_out > 19_000
