"""A synthetic signal as it is described: phasors, and what happens to them.

    u(t) = A_u(t) · Σ √2 · U_n · sin(2π n φ(t) + α_n) + DC + noise,   φ'(t) = f(t),   and i(t) alike

Everything that happens is a factor of A_u and A_i while it lasts (dip, swell, interruption, step; a ramp
stays where it ends), a change of f, or an addition (DC, noise). So events may overlap, and at each instant
the true values are known in closed form: `Synthetic.truth`.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import ClassVar, NamedTuple

import msgspec

from enfas.errors import InputError

__all__ = [
    "Dc",
    "Dip",
    "Event",
    "Frequency",
    "Interruption",
    "Knot",
    "Noise",
    "Phasor",
    "Ramp",
    "Step",
    "Swell",
    "Synthetic",
    "Truth",
    "exact",
    "lasts",
]


def exact(value: float) -> Fraction:
    """A decimal as it was written: 0.1 is a tenth."""
    return Fraction(repr(float(value)))


class Phasor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The fundamental (order 1) or a harmonic.

    Attributes:
        order: Multiple of the fundamental's frequency.
        u_v: R.m.s. voltage. [V]
        u_deg: Its angle, sine. [°]
        i_a: R.m.s. current. [A]
        i_deg: Its angle; the current lags where it is less than the voltage's. [°]
    """

    order: int = 1
    u_v: float = 0.0
    u_deg: float = 0.0
    i_a: float = 0.0
    i_deg: float = 0.0


class _Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", kw_only=True):
    """Something that happens from `at_s` on, for `duration_s` or for good. [s]"""

    at_s: float = 0.0
    duration_s: float | None = None


class _Factor(_Event, frozen=True, kw_only=True):
    """Voltage and current are multiplied while it lasts. [%]"""

    u_percent: float = 100.0
    i_percent: float = 100.0


class Dip(_Factor, frozen=True, tag="dip", kw_only=True):
    """The voltage falls."""

    u_percent: float = 50.0


class Swell(_Factor, frozen=True, tag="swell", kw_only=True):
    """The voltage rises."""

    u_percent: float = 120.0


class Interruption(_Factor, frozen=True, tag="interruption", kw_only=True):
    """There is none, or hardly any, and no current."""

    u_percent: float = 0.0
    i_percent: float = 0.0


class Step(_Factor, frozen=True, tag="step", kw_only=True):
    """Voltage, current, or their angles change at once. [°]"""

    u_deg: float = 0.0
    i_deg: float = 0.0


class Ramp(_Factor, frozen=True, tag="ramp", kw_only=True):
    """Voltage and current go to a part of themselves evenly, and stay there."""


class Frequency(_Event, frozen=True, tag="frequency", kw_only=True):
    """The frequency goes to another one evenly, or at once where it has no time, and stays there. [Hz]"""

    hz: float


class Dc(_Event, frozen=True, tag="dc", kw_only=True):
    """A constant is added. [V, A]"""

    u_v: float = 0.0
    i_a: float = 0.0


class Noise(_Event, frozen=True, tag="noise", kw_only=True):
    """White noise of Gauss's distribution is added; the seed decides which. [V, A r.m.s.]"""

    u_v: float = 0.0
    i_a: float = 0.0
    seed: int = 0


Event = Dip | Swell | Interruption | Step | Ramp | Frequency | Dc | Noise


class Truth(NamedTuple):
    """The true values at an instant, without noise.

    Attributes:
        f_hz: Frequency. [Hz]
        u_v: R.m.s. voltage, harmonics and DC included. [V]
        i_a: R.m.s. current. [A]
        p_w: Active power. [W]
        p1_w: Active power of the fundamental. [W]
        q_var: Reactive power of the fundamental. [var]
        s_va: Apparent power. [VA]
        thd_u_percent: Harmonics of the voltage over its fundamental. [%]
        thd_i_percent: The same of the current. [%]
    """

    f_hz: float
    u_v: float
    i_a: float
    p_w: float
    p1_w: float
    q_var: float
    s_va: float
    thd_u_percent: float
    thd_i_percent: float


class Synthetic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A signal.

    Attributes:
        frequency_hz: Frequency of the fundamental at the beginning. [Hz]
        phasor: Fundamental and harmonics.
        event: What happens.
    """

    phasor: tuple[Phasor, ...]
    frequency_hz: float = 50.0
    event: tuple[Event, ...] = ()

    MOST_ORDER: ClassVar[int] = 1000

    def check(self, name: str, rate_hz: Fraction) -> None:
        """See that the signal can be.

        Raises:
            InputError: A figure is not finite or out of its range, or a harmonic does not fit the sampling
            rate.
        """
        for what, item in (*(("a phasor", p) for p in self.phasor), *(("an event", e) for e in self.event)):
            for field in item.__struct_fields__:
                value = getattr(item, field)
                if isinstance(value, float) and not math.isfinite(value):
                    raise InputError(f"{name}: {field} of {what} is {value}")
                if (
                    field in ("at_s", "duration_s", "u_percent", "i_percent")
                    and value is not None
                    and value < 0
                ):
                    raise InputError(f"{name}: {field} of {what} is {value}, under 0")
        frequencies = [self.frequency_hz, *(e.hz for e in self.event if isinstance(e, Frequency))]
        if not all(0 < f < math.inf for f in frequencies):
            raise InputError(f"{name}: a frequency is a number over 0")
        if not self.phasor:
            raise InputError(f"{name}: a synthetic signal has at least one phasor")
        for phasor in self.phasor:
            if not 1 <= phasor.order <= self.MOST_ORDER:
                raise InputError(f"{name}: a phasor's order is 1 to {self.MOST_ORDER}, not {phasor.order}")
            if phasor.order * max(frequencies) >= rate_hz / 2:
                raise InputError(
                    f"{name}: order {phasor.order} of {max(frequencies):g} Hz is too high to be sampled",
                    hint=f"{float(rate_hz):g} samples a second hold less than half of that in hertz",
                )
        if any(isinstance(e, Noise) and not 0 <= e.seed < 1 << 64 for e in self.event):
            raise InputError(f"{name}: a seed is a whole number from 0")
        if any(isinstance(e, Ramp) and not e.duration_s for e in self.event):
            raise InputError(f"{name}: a ramp has a duration")

    def truth(self, at_s: float) -> Truth:
        """The true values at an instant, as if everything stayed as it is then. [s]"""
        u_factor, i_factor, u_turn, i_turn = self._factors(at_s)
        u_dc = sum(e.u_v for e in self.event if isinstance(e, Dc) and lasts(e, at_s))
        i_dc = sum(e.i_a for e in self.event if isinstance(e, Dc) and lasts(e, at_s))
        u: dict[int, complex] = {}
        i: dict[int, complex] = {}
        for p in self.phasor:
            u_rad, i_rad = math.radians(p.u_deg + p.order * u_turn), math.radians(p.i_deg + p.order * i_turn)
            u[p.order] = u.get(p.order, 0) + p.u_v * u_factor * complex(math.cos(u_rad), math.sin(u_rad))
            i[p.order] = i.get(p.order, 0) + p.i_a * i_factor * complex(math.cos(i_rad), math.sin(i_rad))
        powers = {order: u[order] * i[order].conjugate() for order in u}
        u_v = math.sqrt(sum(abs(value) ** 2 for value in u.values()) + u_dc**2)
        i_a = math.sqrt(sum(abs(value) ** 2 for value in i.values()) + i_dc**2)
        fundamental = powers.get(1, 0j)
        return Truth(
            f_hz=self.frequency_at(at_s),
            u_v=u_v,
            i_a=i_a,
            p_w=sum(power.real for power in powers.values()) + u_dc * i_dc,
            p1_w=fundamental.real,
            q_var=fundamental.imag,
            s_va=u_v * i_a,
            thd_u_percent=_distortion(u),
            thd_i_percent=_distortion(i),
        )

    def _factors(self, at_s: float) -> tuple[float, float, float, float]:
        """What voltage and current are multiplied by and turned by at an instant. [1, 1, °, °]"""
        u_factor = i_factor = 1.0
        u_turn = i_turn = 0.0
        for event in self.event:
            if not isinstance(event, _Factor) or at_s < event.at_s:
                continue
            part = 1.0
            if isinstance(event, Ramp):
                part = min(1.0, (at_s - event.at_s) / (event.duration_s or 1.0))
            elif not lasts(event, at_s):
                continue
            u_factor *= 1.0 + part * (event.u_percent / 100 - 1)
            i_factor *= 1.0 + part * (event.i_percent / 100 - 1)
            if isinstance(event, Step):
                u_turn, i_turn = u_turn + event.u_deg, i_turn + event.i_deg
        return u_factor, i_factor, u_turn, i_turn

    def frequency_knots(self) -> list[Knot]:
        """The frequency over time: straight lines between knots; a change that begins ends the one before."""
        knots = [Knot(Fraction(0), exact(self.frequency_hz), Fraction(0))]
        for event in sorted((e for e in self.event if isinstance(e, Frequency)), key=lambda e: e.at_s):
            at_s, goal_hz = exact(event.at_s), exact(event.hz)
            while len(knots) > 1 and knots[-1].at_s >= at_s:
                knots.pop()
            f_hz = knots[-1].at(at_s)
            if length_s := exact(event.duration_s or 0.0):
                knots.append(Knot(at_s, f_hz, (goal_hz - f_hz) / length_s))
            knots.append(Knot(at_s + length_s, goal_hz, Fraction(0)))
        return knots

    def frequency_at(self, at_s: float) -> float:
        """The fundamental's frequency at an instant. [Hz]"""
        knot = [k for k in self.frequency_knots() if k.at_s <= at_s or not k.at_s][-1]
        return float(knot.at(exact(at_s)))


class Knot(NamedTuple):
    """Where the frequency begins to change evenly, or to stay.

    Attributes:
        at_s: When. [s]
        f_hz: Frequency there. [Hz]
        slope: How it changes from there. [Hz/s]
    """

    at_s: Fraction
    f_hz: Fraction
    slope: Fraction

    def at(self, at_s: Fraction) -> Fraction:
        """The frequency at a later instant, before the next knot. [Hz]"""
        return self.f_hz + self.slope * (at_s - self.at_s)


def lasts(event: _Event, at_s: float) -> bool:
    """Whether an event is on at an instant. [s]"""
    return event.at_s <= at_s and (event.duration_s is None or at_s < event.at_s + event.duration_s)


def _distortion(parts: dict[int, complex]) -> float:
    fundamental = abs(parts.get(1, 0j))
    harmonics = math.sqrt(sum(abs(value) ** 2 for order, value in parts.items() if order > 1))
    return 100 * harmonics / fundamental if fundamental else 0.0
