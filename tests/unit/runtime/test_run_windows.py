"""A run on samples: the meter's conditions reach its measuring part, and windows reach whoever asks."""

from __future__ import annotations

import os
import signal
from fractions import Fraction

import numpy as np
import pytest
from tests.measured import put_together
from tests.meter_rows import START_US, Kept

from enfas.conditions import Calibration, Conditions
from enfas.interval import Measured, Windows
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.metrology.assembly import Measurement
from enfas.runtime.lines import TcpListener
from enfas.runtime.run import Plan, Watcher, run
from enfas.supply.reading import Reading
from enfas.supply.sampled import Sampled
from enfas.supply.synthesis import SyntheticSamples
from enfas.supply.synthetic import Interruption, Phasor, Synthetic
from enfas.testing.clocked_loop import ClockedLoop
from enfas.timebase import US_PER_S

SECONDS = 6.0
LOAD = Phasor(u_v=230.0, i_a=5.0, i_deg=-30.0)
SIGNAL = Synthetic((LOAD, Phasor(order=5, u_v=11.5)), event=(Interruption(at_s=2.0, duration_s=1.0),))


def supply() -> Measurement:
    return Measurement(Sampled(SyntheticSamples("signal", SIGNAL, Fraction(4000), SECONDS), Reading()))


def measured() -> Measured:
    return put_together(supply().blocks(START_US))


class Watch(Watcher):
    """Asks for windows, and remembers how far the meter was when each was told."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.windows: list[Windows] = []
        self.meter: Meter | None = None
        self.late_us: list[int] = []
        self._stop_after = stop_after

    def ready(self, place: str) -> None:
        pass

    def fed(self, meter: Meter) -> None:
        self.meter = meter

    def replayed(self, rows: int, end_us: int) -> None:
        pass

    def take(self, windows: Windows) -> None:
        self.windows.append(windows.copy())
        if self.meter is not None:
            last_us = int(windows["start_us"][-1] + windows["duration_us"][-1])
            self.late_us.append(self.meter.clock.supply_now_us - last_us)
        if self._stop_after is not None and len(self.windows) == self._stop_after:
            os.kill(os.getpid(), signal.SIGTERM)

    @property
    def all(self) -> Windows:
        return np.concatenate(self.windows)


def plan(
    watch: Watch, shelf: Kept | None = None, configuration: Configuration | None = None, **options
) -> Plan:
    options = {"speed": None, "start_us": START_US, "lines": (TcpListener(port=0),)} | options
    return Plan(
        configuration or Configuration.default(), supply(), shelf, START_US, windows=watch.take, **options
    )


@pytest.mark.requirement("PQ-1")
def test_windows_of_a_replay_reach_whoever_asks() -> None:
    watch = Watch()
    run(plan(watch), watch)
    windows = measured().windows
    assert watch.all.tobytes() == windows.tobytes()
    whole = watch.all[watch.all["orders"] > 0]
    steady = whole[np.abs(whole["u_v"] - whole["u_v"].max()) < 0.01]
    assert len(steady) > 15
    assert steady["thd_u_percent"] == pytest.approx(5.0, abs=1e-3)
    assert steady["u_harmonics_v"][:, 4] == pytest.approx(11.5, rel=1e-4)


def test_windows_of_a_live_run_come_when_the_meter_has_their_rows() -> None:
    watch = Watch()
    run(plan(watch, speed=1.0), watch, make_loop=ClockedLoop)
    assert watch.all.tobytes() == measured().windows.tobytes()
    assert all(0 <= late_us < US_PER_S for late_us in watch.late_us)


@pytest.mark.parametrize("stop_after", [1, 3])
def test_windows_are_told_once_over_a_stop_in_the_midst_of_a_row(stop_after: int) -> None:
    shelf, first, second = Kept(), Watch(stop_after), Watch()
    run(plan(first, shelf, speed=1.0), first, make_loop=ClockedLoop)
    run(plan(second, shelf), second)
    assert 0 < len(first.all) < len(measured().windows)
    assert np.concatenate([first.all, second.all]).tobytes() == measured().windows.tobytes()


def test_nobody_need_ask() -> None:
    watch = Watch()
    run(Plan(Configuration.default(), supply(), None, START_US, (TcpListener(port=0),), speed=None), watch)
    assert watch.windows == []
    assert watch.meter is not None


@pytest.mark.requirement("MET-1")
def test_the_meter_measures_under_the_conditions_of_its_configuration() -> None:
    plain, halved, low = Watch(), Watch(), Watch()
    run(plan(plain), plain)
    conditions = Conditions(Calibration(u_gain=0.5))
    run(plan(halved, configuration=Configuration.default().replace(conditions=conditions)), halved)
    assert halved.all["u_v"] == pytest.approx(plain.all["u_v"] / 2)
    assert plain.meter is not None
    assert halved.meter is not None
    assert (plain.meter.read("u"), halved.meter.read("u")) == (230, 115)
    # of a meter for much higher voltages this is no mains
    conditions = Conditions(u_nominal_v=10_000.0)
    run(plan(low, configuration=Configuration.default().replace(conditions=conditions)), low)
    assert low.meter is not None
    assert not low.meter.mains_on
