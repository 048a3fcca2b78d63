"""Whatever rows and commands come, however they are cut into blocks: the meter loses and doubles nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.meter_rows import START_US, Kept, command_of, entries, instant_of, make_meter, row, state_of

from enfas.interval import ENERGIES, Mark, Rows
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.meter.energy import PARTS
from enfas.meter.part import Part
from enfas.meter.parts import PLUGGED_IN
from enfas.meter.period import Period
from enfas.timebase import US_PER_MIN, US_PER_MS, US_PER_S

DURATIONS = st.one_of(
    st.sampled_from([200 * US_PER_MS, US_PER_S, US_PER_MIN, 10 * US_PER_MIN, 47 * US_PER_MIN]),
    st.integers(1, 90 * US_PER_MIN),
)


@st.composite
def blocks_of_rows(draw: st.DrawFn, most: int = 40) -> Rows:
    """Rows of all kinds: steady or jumping ahead, outages, gaps, unknown and odd values."""
    at = START_US + draw(st.integers(0, 20 * US_PER_MIN))
    rows = []
    for _ in range(draw(st.integers(1, most))):
        at += draw(st.one_of(st.just(0), st.just(0), st.just(0), st.integers(0, 3 * 3600 * US_PER_S)))
        duration = draw(DURATIONS)
        mark = draw(st.sampled_from([0, 0, 0, 0, Mark.OUTAGE, Mark.GAP, Mark.STARTING]))
        one = row(
            at,
            duration,
            int(mark),
            u_mv=draw(st.sampled_from([-1, 0, 190_000, 230_000, 260_000])),
            i_ma=draw(st.sampled_from([-1, 0, 5, 4321])),
            f_mhz=draw(st.sampled_from([-1, 49_987])),
            thd_u_cp=draw(st.sampled_from([-1, 312])),
        )
        if not mark:
            most_mj = duration * 30
            one["energy_mj"][0] = draw(
                st.lists(st.integers(0, most_mj), min_size=len(ENERGIES), max_size=len(ENERGIES))
            )
        rows.append(one)
        at += duration
    return np.concatenate(rows)


CONFIGURATIONS = st.sampled_from(
    [
        {},
        {"Z4": "3", "Z29": "5"},
        {"Z4": "4", "Z27": "2", "Z29": "4"},
        {"Z1": "1", "Z27": "2", "Z11": "23", "Z15": "000"},
        {"Z3": "06", "Z8": "3", "Z26": "002"},
    ]
)


def fed(codes: dict[str, str], rows: Rows, cuts: list[int]) -> Meter:
    meter = make_meter(**codes)
    for block in np.split(rows, sorted(cuts)):
        meter.advance(block)
    return meter


@pytest.mark.requirement("MET-9", "REG-3")
@given(CONFIGURATIONS, blocks_of_rows(), st.data())
def test_the_state_does_not_depend_on_the_blocks(
    codes: dict[str, str], rows: Rows, data: st.DataObject
) -> None:
    cuts = data.draw(st.lists(st.integers(0, len(rows)), max_size=6))
    whole = state_of(fed(codes, rows, []))
    assert state_of(fed(codes, rows, cuts)) == whole
    assert state_of(fed(codes, rows, list(range(1, len(rows))))) == whole


class Noted(Part[Period]):
    """A part that notes the present values at each end of a period."""

    name = "noted"
    STATE = Period

    @classmethod
    def new_state(cls, configuration: Configuration, start_us: int) -> Period:
        return Period(start_us, start_us)

    def period_ended(self, period: Period, stamp: bytes) -> None:
        self.noted = [*getattr(self, "noted", []), (stamp, replace(self.meter.present))]


@pytest.mark.requirement("MET-7")
@given(CONFIGURATIONS, blocks_of_rows(), st.data())
def test_what_is_present_at_a_bound_does_not_depend_on_the_blocks(
    codes: dict[str, str], rows: Rows, data: st.DataObject
) -> None:
    cuts = data.draw(st.lists(st.integers(0, len(rows)), max_size=6))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("enfas.meter.parts.PLUGGED_IN", (*PLUGGED_IN, Noted))
        patch.setattr("enfas.meter.device.PLUGGED_IN", (*PLUGGED_IN, Noted))
        whole = fed(codes, rows, []).part(Noted)
        assert getattr(fed(codes, rows, cuts).part(Noted), "noted", []) == getattr(whole, "noted", [])
        single = fed(codes, rows, list(range(1, len(rows)))).part(Noted)
        assert getattr(single, "noted", []) == getattr(whole, "noted", [])


@pytest.mark.requirement("MET-9", "MET-6")
@given(CONFIGURATIONS, blocks_of_rows())
def test_registers_hold_all_energy_to_the_last_unit(codes: dict[str, str], rows: Rows) -> None:
    meter = fed(codes, rows, [])
    sums = rows["energy_mj"].sum(axis=0).tolist()
    for energy, parts in PARTS.items():
        assert meter.energy.total(energy) == sum(sums[part] for part in parts)
    on = (rows["marks"] & Mark.OUTAGE) == 0
    assert meter.mains.total_us == int(rows["duration_us"][on].sum())


@pytest.mark.requirement("MET-9", "LOG-3")
@given(blocks_of_rows(), st.data())
def test_profile_intervals_add_up_to_the_registers(rows: Rows, data: st.DataObject) -> None:
    """Absolute entries never fall; deltas add up to the register at the last entry."""
    absolute, delta = make_meter(Z29="5"), make_meter(Z29="5", Z27="2")
    commands = data.draw(st.lists(st.tuples(st.integers(0, len(rows)), st.integers(-9000, 9000)), max_size=3))
    for index in range(len(rows)):
        for meter in (absolute, delta):
            meter.advance(rows[index : index + 1])
            for at, seconds in commands:
                if at == index:
                    meter.set_clock(meter.clock.now_us + seconds * US_PER_S)
    pairs = list(zip(entries(absolute), entries(delta), strict=True))
    for channel in absolute.profile.state.channels:
        before = 0
        for register, interval in pairs:
            assert register[channel] == before + interval[channel]
            before = register[channel]
        assert before <= absolute.read(channel)
        running = absolute.energy.total(channel) - sum(
            absolute.period.totals[part] for part in PARTS[channel]
        )
        assert before == running // absolute.step_mj


class Twin:
    """A meter and its memory."""

    def __init__(self) -> None:
        self.meter = make_meter(Z29="2")
        self.kept = Kept()


COMMANDS = st.one_of(
    st.tuples(st.just("set_clock"), st.integers(-7200, 7200)),
    st.tuples(st.just("debiting_stop"), st.none()),
    st.tuples(st.just("profile.reset"), st.none()),
    st.tuples(st.just("reset_trip"), st.just("a_plus")),
    st.tuples(st.just("profile.set_period"), st.sampled_from([15, 30, 60])),
    st.tuples(st.just("profile.set_channels"), st.sampled_from([("a_plus",), ("r4", "a_minus", "e_plus")])),
    st.tuples(st.just("write"), st.integers(0, 5)),
    st.tuples(st.just("restart"), st.none()),
    st.tuples(st.just("commit"), st.none()),
)


def carry_out(meter: Meter, name: str, argument: object) -> None:
    if name == "set_clock":
        assert isinstance(argument, int)
        meter.set_clock(meter.clock.now_us + argument * US_PER_S)
    elif name == "write":
        assert isinstance(argument, int)
        meter.write("power_threshold", argument)
    elif argument is None:
        command_of(meter, name)()
    else:
        command_of(meter, name)(argument)


@pytest.mark.requirement("REG-1")
@given(blocks_of_rows(most=15), st.lists(st.tuples(st.integers(0, 15), COMMANDS), max_size=12))
def test_what_was_stored_is_the_meter(rows: Rows, commands: list[tuple[int, tuple[str, object]]]) -> None:
    """One meter is restarted from its memory at any points, the other never: they are equal to the end."""
    never, twin, kept = make_meter(Z29="2"), make_meter(Z29="2"), Kept()
    configuration = Configuration.default().replace(Z29="2")
    for index in range(len(rows)):
        for at, (name, argument) in commands:
            if at != index:
                continue
            if name in ("restart", "commit"):
                kept.commit(twin.take_changes())
                assert not twin.unsaved
                assert twin.take_changes().parts == {}
            else:
                carry_out(never, name, argument)
                carry_out(twin, name, argument)
                assert twin.unsaved or name.startswith("profile.set")
            if name == "restart":
                twin = Meter.restore(configuration, kept.image())
                assert not twin.unsaved
            assert state_of(twin) == state_of(never)
        never.advance(rows[index : index + 1])
        twin.advance(rows[index : index + 1])
    kept.commit(twin.take_changes())
    assert state_of(Meter.restore(configuration, kept.image())) == state_of(never)


@pytest.mark.requirement("LOG-7", "RTC-3")
@given(
    blocks_of_rows(most=20), st.lists(st.tuples(st.integers(0, 20), st.integers(-86_400, 86_400)), max_size=5)
)
def test_each_irregular_entry_is_marked(rows: Rows, settings: list[tuple[int, int]]) -> None:
    """Entries follow one another by one period, unless the later one or the one before it tells why not."""
    meter = make_meter()
    for index in range(len(rows)):
        for at, seconds in settings:
            if at == index:
                meter.set_clock(meter.clock.now_us + seconds * US_PER_S)
        meter.advance(rows[index : index + 1])
    quarter = 15 * US_PER_MIN
    before = None
    for entry in entries(meter):
        stamp = entry["clock"]
        assert isinstance(stamp, bytes)
        minute, second = stamp[6], stamp[7]
        marked = int(entry["quality"]) & 0b111111 or int(entry["status"]) & (1 << 6)
        assert (minute % 15 == 0 and second == 0) or marked, "off the bounds"
        now = _seconds(stamp)
        if before is not None and now - before != quarter // US_PER_S:
            assert marked, "not one period after the last"
        before = now


def _seconds(stamp: bytes) -> int:
    return instant_of(stamp) // US_PER_S
