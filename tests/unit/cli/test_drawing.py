"""What is drawn of a meter: its profile's energies and its registers, as any reader gets them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from tests.meter_rows import START_US, load, make_meter, row

from enfas.cli.drawing import interval_energies, profile_picture, registers_picture
from enfas.errors import RemoteError
from enfas.faces.cosem.device import CosemDevice
from enfas.faces.cosem.session import WrapperSession
from enfas.interval import Mark
from enfas.meter.device import Meter
from enfas.obis import Obis
from enfas.protocols.dlms.client_apdu import Attribute
from enfas.timebase import US_PER_DAY, US_PER_HOUR, US_PER_MIN, from_civil
from enfas.tool.channel import WrapperChannel
from enfas.tool.profile import Column
from enfas.tool.reader import Reader
from enfas.tool.reading import ScalerUnit
from enfas.tool.session_line import SessionLine

A_PLUS = Attribute(3, Obis.parse("1.8.0"), 2)


@contextmanager
def reading(meter: Meter) -> Iterator[Reader]:
    line = SessionLine(WrapperSession(CosemDevice(meter)))
    with Reader(WrapperChannel(line, 18, 16, 1.0), password=b"12345") as reader:
        yield reader


def busy_meter(**codes: str) -> Meter:
    """Two hours of 1200 W with an outage of ten minutes in the second, then the clock set."""
    meter = make_meter(from_civil(2025, 1, 15, 11), **codes)
    meter.advance(load(START_US, 70, watts=1200, r4=300 * 60_000))
    meter.advance(row(START_US + 70 * US_PER_MIN, 10 * US_PER_MIN, Mark.OUTAGE))
    meter.advance(load(START_US + 80 * US_PER_MIN, 45, watts=1200, r4=300 * 60_000))
    meter.set_clock(meter.clock.now_us + 20_000_000)
    meter.advance(load(START_US + 125 * US_PER_MIN, 30, watts=1200))
    return meter


@pytest.mark.parametrize("values", ["1", "2"], ids=["absolute", "delta"])
def test_a_profile_is_read_into_energies_of_intervals(values: str) -> None:
    meter = busy_meter(Z27=values)
    with reading(meter) as reader:
        profile = profile_picture(reader)
    assert (profile.name, profile.period_min) == ("meter 12345678", 15)
    assert profile.end_us[0] == START_US + US_PER_HOUR + 15 * US_PER_MIN  # normal time, an hour ahead of UTC
    assert np.allclose(profile.energy_wh["a_plus"][:6], [300, 300, 300, 300, 200, 200])
    assert np.allclose(profile.energy_wh["r_minus"][:4], 75)
    assert profile.outage.tolist()[:6] == [False, False, False, False, True, True]
    assert profile.clock.any()
    assert np.nansum(profile.energy_wh["a_plus"]) <= meter.read("a_plus")


def column(*readings: int, scaler: int = 0) -> Column:
    return Column(A_PLUS, ScalerUnit(scaler, 30), np.array(readings, dtype=np.uint32))


def test_readings_and_differences_are_told_apart_by_the_register() -> None:
    steady = column(*range(1000, 2000, 100))
    assert interval_energies(steady, 1930.0, from_zero=False)[1:].tolist() == [100.0] * 9
    equal = column(*[150] * 200)
    assert interval_energies(equal, 30_040.0, from_zero=True).tolist() == [150.0] * 200


def test_the_first_row_is_known_only_from_zero() -> None:
    rows = column(100, 200, 300)
    assert np.isnan(interval_energies(rows, 310.0, from_zero=False)[0])
    assert interval_energies(rows, 310.0, from_zero=True)[0] == 100
    late = column(900_000, 900_100, 900_200)
    assert np.isnan(interval_energies(late, 900_210.0, from_zero=True)[0])


def test_a_register_that_starts_again_from_zero() -> None:
    rows = column(*range(999_000, 1_000_000, 10), 0, 10, 20, scaler=1)
    energies = interval_energies(rows, 250.0, from_zero=False)
    assert energies[1:].tolist() == [100.0] * (len(energies) - 1)


def test_registers_are_those_of_the_meter() -> None:
    meter = busy_meter()
    with reading(meter) as reader:
        picture = registers_picture(reader)
    assert picture.name == "meter 12345678"
    assert [line.key for line in picture.energies][:4] == ["a_plus", "a_minus", "r_plus", "r_minus"]
    assert picture.energies[0].text == f"{meter.read('a_plus') / 1000:.3f}"
    assert picture.energies[0].unit == "kWh"
    assert (picture.p_w, picture.q_var) == (1200.0, 0.0)
    assert [line.label for line in picture.peaks] == ["P+ max"]
    assert picture.peaks[0].note == "2025-01-15 12:15"
    assert picture.moment.startswith("2025-01-15 14:")


def test_a_meter_without_a_load_profile_cannot_be_drawn() -> None:
    line = SessionLine(WrapperSession(CosemDevice(make_meter())))
    with (
        Reader(WrapperChannel(line, 16, 1, 1.0)) as public,
        pytest.raises(RemoteError, match="no load profile"),
    ):
        profile_picture(public)


def test_a_month_has_its_days() -> None:
    start_us = from_civil(2025, 1, 14, 23)
    meter = make_meter(start_us)
    for day in range(30):
        meter.advance(load(start_us + day * US_PER_DAY, 96, watts=400, duration_us=15 * US_PER_MIN))
    with reading(meter) as reader:
        profile = profile_picture(reader)
    assert float(profile.energy_wh["a_plus"].sum()) == 30 * 9600
