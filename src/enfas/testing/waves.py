"""Periodic voltages and currents whose values are known exactly, for tests of what measures them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Waves"]

_Samples = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Waves:
    """A voltage and a current of one frequency, with harmonics and DC.

    Attributes:
        f_hz: Frequency. [Hz]
        u_lines: Voltage: r.m.s. phasors by order, order 1 first. [V]
        i_lines: Current: likewise, as many. [A]
        u_dc_v: DC in the voltage. [V]
        i_dc_a: DC in the current. [A]
    """

    f_hz: float
    u_lines: tuple[complex, ...]
    i_lines: tuple[complex, ...]
    u_dc_v: float = 0.0
    i_dc_a: float = 0.0

    @classmethod
    def pure(cls, f_hz: float, u_v: float, i_a: float, angle_deg: float = 0.0) -> Waves:
        """Sines.

        Args:
            f_hz: Frequency. [Hz]
            u_v: Voltage. [V]
            i_a: Current. [A]
            angle_deg: Phase of the voltage before the current. [°]
        """
        return cls(f_hz, (complex(u_v),), (i_a * _turned(-angle_deg),))

    @classmethod
    def distorted(
        cls, f_hz: float, u_v: float, i_a: float, angle_deg: float, orders: int, seed: int = 0
    ) -> Waves:
        """Sines with every harmonic up to an order: 0.2 to 4 % of the voltage, 0.5 to 10 % of the current.

        Args:
            f_hz: Frequency. [Hz]
            u_v: Voltage of the fundamental. [V]
            i_a: Current of the fundamental. [A]
            angle_deg: Phase of the fundamental voltage before the current. [°]
            orders: The highest order.
            seed: Chooses sizes and phases.
        """
        random = np.random.default_rng(seed)
        sizes = np.exp(random.uniform(np.log(0.05), 0.0, (2, orders)))
        phases = np.exp(1j * random.uniform(-np.pi, np.pi, (2, orders)))
        lines = np.array([[0.04 * u_v], [0.1 * i_a]]) * sizes * phases
        first = _turned(float(random.uniform(-180, 180)))
        lines[:, 0] = u_v * first, i_a * first * _turned(-angle_deg)
        return cls(f_hz, tuple(lines[0].tolist()), tuple(lines[1].tolist()))

    def samples(self, rate_hz: float, number: int, first: int = 0) -> tuple[_Samples, _Samples]:
        """Voltage and current at the instants n / rate.

        Args:
            rate_hz: Sampling rate. [Hz]
            number: How many samples.
            first: Number of the first one.
        """
        turned = np.exp(2j * np.pi * self.f_hz / rate_hz * np.arange(first, first + number))
        made = []
        for lines, dc in ((self.u_lines, self.u_dc_v), (self.i_lines, self.i_dc_a)):
            total = np.zeros(number, dtype=np.complex128)
            for line in reversed(lines):
                total += line
                total *= turned
            made.append(math.sqrt(2) * total.real + dc)
        return made[0], made[1]

    @property
    def u_v(self) -> float:
        """R.m.s. voltage. [V]"""
        return math.hypot(self.u_dc_v, *map(abs, self.u_lines))

    @property
    def i_a(self) -> float:
        """R.m.s. current. [A]"""
        return math.hypot(self.i_dc_a, *map(abs, self.i_lines))

    @property
    def p_w(self) -> float:
        """Active power. [W]"""
        powers = (u * i.conjugate() for u, i in zip(self.u_lines, self.i_lines, strict=True))
        return self.u_dc_v * self.i_dc_a + sum(power.real for power in powers)

    @property
    def p1_w(self) -> float:
        """Active power of the fundamental. [W]"""
        return (self.u_lines[0] * self.i_lines[0].conjugate()).real

    @property
    def q_var(self) -> float:
        """Reactive power of the fundamental. [var]"""
        return (self.u_lines[0] * self.i_lines[0].conjugate()).imag

    @property
    def s_va(self) -> float:
        """Apparent power. [VA]"""
        return self.u_v * self.i_a

    @property
    def thd_percent(self) -> tuple[float, float]:
        """Total harmonic distortion of voltage and current. [%]"""
        u, i = (
            100 * math.hypot(*map(abs, lines[1:])) / abs(lines[0]) for lines in (self.u_lines, self.i_lines)
        )
        return u, i

    def energy_j(self, rate_hz: float, number: int) -> float:
        """The integral of u·i over the time of as many samples, from half a sample before the first. [J]

        Args:
            rate_hz: Sampling rate. [Hz]
            number: How many samples.
        """
        begin_s, end_s = -0.5 / rate_hz, (number - 0.5) / rate_hz
        turn = 2j * np.pi * self.f_hz
        u, i = _series(self.u_lines, self.u_dc_v), _series(self.i_lines, self.i_dc_a)
        product = np.convolve(u, i)  # orders from -2 H to 2 H
        orders = np.arange(len(product)) - len(product) // 2
        orders_apart = np.where(orders == 0, 1, orders)
        swing = (np.exp(turn * orders_apart * end_s) - np.exp(turn * orders_apart * begin_s)) / (
            turn * orders_apart
        )
        return float((product * np.where(orders == 0, end_s - begin_s, swing)).sum().real)


def _series(lines: tuple[complex, ...], dc: float) -> npt.NDArray[np.complex128]:
    """The Fourier series of lines, from the highest negative order to the highest."""
    half = np.array(lines) / math.sqrt(2)
    return np.concatenate((half[::-1].conj(), [dc], half))


def _turned(angle_deg: float) -> complex:
    return complex(math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg)))
