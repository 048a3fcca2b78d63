from __future__ import annotations

import numpy as np
import pytest
from tests.measured import uncompiled

from enfas.errors import InputError
from enfas.metrology.lines import Lines, find_turn, fit_lines, refine_turn
from enfas.testing.waves import Waves


def solved(values: np.ndarray, turn: float, orders: int) -> np.ndarray:
    """The same fit by a general solver."""
    angle = turn * (np.arange(len(values)) - (len(values) - 1) / 2)
    columns = [np.ones(len(values))]
    for order in range(1, orders + 1):
        columns += [np.cos(order * angle), -np.sin(order * angle)]
    found = np.linalg.lstsq(np.array(columns).T, values, rcond=None)[0]
    return np.concatenate(([found[0]], (found[1::2] + 1j * found[2::2]) / np.sqrt(2)))


@pytest.mark.parametrize(("number", "turn"), [(200, 0.0317), (777, 0.0414), (4001, 0.157)])
def test_it_is_the_least_squares_fit_of_any_piece(number: int, turn: float) -> None:
    u, i = np.random.default_rng(1).normal(size=(2, number))
    lines = fit_lines(u, i, turn, 15)
    assert lines.u == pytest.approx(solved(u, turn, 15), abs=1e-9)
    assert lines.i == pytest.approx(solved(i, turn, 15), abs=1e-9)
    turned = np.exp(1j * turn * np.outer(np.arange(16), np.arange(number) - (number - 1) / 2))
    turned[1:] *= np.sqrt(2)
    rest_u, rest_i = u - (lines.u @ turned).real, i - (lines.i @ turned).real
    expected = (rest_u**2).mean(), (rest_i**2).mean(), (rest_u * rest_i).mean()
    assert lines[2:] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("cycles", [1.0, 1.3, 2.0, 7.9, 51.2])
@pytest.mark.parametrize("f_hz", [41.0, 45.3, 50.0, 59.961, 69.0])
def test_the_frequency_that_leaves_least(f_hz: float, cycles: float) -> None:
    u, _ = Waves.distorted(f_hz, 230, 5, 0, 9, seed=2).samples(10_000, round(cycles * 10_000 / f_hz))
    assert find_turn(u + 3.0, 10_000) * 10_000 / (2 * np.pi) == pytest.approx(f_hz, abs=1e-6)


def test_in_noise_it_is_the_best_frequency_there_is() -> None:
    u, _ = Waves.pure(50.02, 230, 5).samples(10_000, 10_000)
    noisy = u + np.random.default_rng(3).normal(scale=10, size=len(u))
    turn = find_turn(noisy, 10_000)
    assert turn * 10_000 / (2 * np.pi) == pytest.approx(50.02, abs=2e-3)
    best = fit_lines(noisy, noisy, turn, 10).rest_uu
    for other in (turn * (1 - 1e-6), turn * (1 + 1e-6)):
        assert fit_lines(noisy, noisy, other, 10).rest_uu > best


@pytest.mark.parametrize("u", [np.zeros(2000), np.full(2000, 5.0), np.linspace(0, 1, 2000)])
def test_without_a_fundamental_there_is_no_frequency(u: np.ndarray) -> None:
    with pytest.raises(InputError, match="no fundamental"):
        refine_turn(u, 2 * np.pi * 90 / 10_000, 10_000)


def test_the_loops_do_the_same_uncompiled(monkeypatch: pytest.MonkeyPatch) -> None:
    u, i = Waves.distorted(50.3, 230, 5, 0, 12, seed=4).samples(4000, 600)

    def both() -> tuple[float, Lines]:
        turn = find_turn(u, 4000)
        return turn, fit_lines(u, i, turn, 12)

    compiled_turn, compiled = both()
    uncompiled(monkeypatch)
    plain_turn, plain = both()
    assert plain_turn == pytest.approx(compiled_turn, rel=1e-12)
    assert plain.u == pytest.approx(compiled.u, abs=1e-9)
    assert plain[2:] == pytest.approx(compiled[2:], abs=1e-9)
