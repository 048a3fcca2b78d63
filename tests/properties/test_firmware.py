"""Firmware: whatever is done to it, however rows come in pieces, wherever power is cut, it ends alike."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.firmware_bench import OTHER_KEY, PUBLIC_KEY, announce, blocks_of, image_of
from tests.meter_rows import START_US, Kept, load, make_meter, row, state_of

from enfas.errors import CommandRefused
from enfas.interval import Mark
from enfas.meter.device import Meter
from enfas.meter.firmware import Firmware
from enfas.timebase import US_PER_S

pytestmark = pytest.mark.requirement("COM-4")

IMAGES = (image_of(), image_of(revision="A3", confirm="remote"), image_of(OTHER_KEY), b"no image" * 40)

steps = st.one_of(
    st.tuples(st.just("run"), st.integers(1, 100)),
    st.tuples(st.just("run"), st.sampled_from([10, 60, 900])),
    st.tuples(st.just("outage"), st.integers(1, 100)),
    st.tuples(st.just("announce"), st.integers(0, len(IMAGES) - 1)),
    st.tuples(st.just("send"), st.integers(0, len(IMAGES) - 1)),
    st.tuples(st.just("put"), st.integers(0, 5)),
    st.tuples(st.just("verify"), st.just(0)),
    st.tuples(st.just("activate"), st.just(0)),
    st.tuples(st.just("at"), st.integers(1, 200)),
    st.tuples(st.just("confirm"), st.just(0)),
    st.tuples(st.just("clock"), st.integers(-200, 200)),
)


class Life:
    """A meter that is led through steps."""

    def __init__(self) -> None:
        self.meter = make_meter(firmware_key=PUBLIC_KEY)
        self.given = self.meter.configuration
        self.kept = Kept()
        self.at_us = START_US
        self.image = IMAGES[0]

    def rows(self, what: str, seconds: int) -> np.ndarray:
        if what == "outage":
            return row(self.at_us, seconds * US_PER_S, Mark.OUTAGE)
        return load(self.at_us, seconds, duration_us=US_PER_S, r1=77, u_mv=231_000)

    def take(self, what: str, value: int, pieces: int = 1) -> None:
        if what in ("run", "outage"):
            rows = self.rows(what, value)
            for piece in np.array_split(rows, pieces):
                self.meter.advance(piece)
            self.at_us += value * US_PER_S
            return
        with suppress(CommandRefused):
            self.command(self.meter.part(Firmware), what, value)

    def command(self, firmware: Firmware, what: str, value: int) -> None:
        if what in ("announce", "send"):
            self.image = IMAGES[value]
            firmware.set_block_size(100)
            announce(self.meter, self.image)
            for number, octets in enumerate(blocks_of(self.image, 100) if what == "send" else ()):
                firmware.put_block(number, octets)
        elif what == "put":
            firmware.put_block(value, self.image[value * 100 : value * 100 + 100])
        elif what == "verify":
            firmware.verify()
        elif what == "activate":
            firmware.activate()
        elif what == "at":
            firmware.activate_at(self.meter.clock.now_us + value * US_PER_S)
        elif what == "confirm":
            firmware.confirm()
        else:
            self.meter.shift_clock(value)

    def cut(self) -> None:
        """The power is cut: what is stored is all that there is."""
        self.kept.commit(self.meter.take_changes())
        self.meter = Meter.restore(self.given, self.kept.image())


TYPICAL = [("run", 5), ("send", 0), ("verify", 0), ("verify", 0), ("activate", 0)]


@given(story=st.lists(steps, max_size=25), typical=st.booleans(), pieces=st.integers(2, 7))
def test_neither_pieces_nor_cuts_make_a_difference(
    story: list[tuple[str, int]], typical: bool, pieces: int
) -> None:
    whole, cut, pieced = Life(), Life(), Life()
    for what, value in (TYPICAL + story) if typical else [("run", 5), *story]:
        whole.take(what, value)
        cut.take(what, value)
        cut.cut()
        pieced.take(what, value, pieces)
    state = state_of(whole.meter)
    assert state_of(cut.meter) == state
    assert state_of(pieced.meter) == state


@given(story=st.lists(steps, max_size=25))
def test_what_runs_was_signed_and_energy_is_counted(story: list[tuple[str, int]]) -> None:
    life = Life()
    ran = 0
    for what, value in TYPICAL + story:
        life.take(what, value)
        ran += value if what == "run" else 0
        assert life.meter.read("application_version") in {f"50981140-A{n}" for n in (1, 2, 3)}
        assert life.meter.read("rom_checksum") == life.given.rom_checksum
        assert life.meter.read("software_number_revision") == "50981040-Q1"
    assert life.meter.energy.total("a_plus") == ran * 600 * 1000
