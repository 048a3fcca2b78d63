"""What a meter is put through while it is killed: rows and commands by number, the same in every process.

A step is one block of rows, perhaps a command, and one commit. All of it follows from the step's number, so
that a meter goes on from its stored state, and one that was never killed can be had beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from tests.firmware_bench import OTHER_KEY, PUBLIC_KEY, blocks_of, image_of
from tests.meter_rows import START_US, entries, state_of

from enfas.catalog.breaker import Basis
from enfas.catalog.firmware import identifier_of
from enfas.catalog.prepayment import Terms
from enfas.errors import CommandRefused
from enfas.interval import A_MINUS, A_PLUS, E_PLUS, ENERGIES, INTERVAL, R1, R4, Mark, Rows
from enfas.meter.breaker import Breaker
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.meter.energy import PARTS
from enfas.meter.firmware import Firmware
from enfas.meter.memory import Image, Memory
from enfas.meter.prepayment.part import Prepayment
from enfas.meter.prepayment.tokens import Token, seal_token
from enfas.timebase import US_PER_HOUR, US_PER_MIN, US_PER_S

__all__ = ["LOADS", "Load", "Reference", "assert_whole", "steps"]


@dataclass(frozen=True)
class Load:
    """Steps for a meter.

    Attributes:
        configuration: The meter's.
        count: How many steps there are.
        rows: Rows in a block.
        row_us: How long one lasts. [µs]
        command: What follows the block of a step.
    """

    configuration: Configuration
    count: int
    rows: int
    row_us: int
    command: Callable[[Meter, int], None]

    def block(self, step: int) -> Rows:
        """The rows of a step, with all quadrants and now and then an outage."""
        random = np.random.default_rng(step)
        made = np.zeros(self.rows, dtype=INTERVAL)
        made["start_us"] = START_US + (step * self.rows + np.arange(self.rows)) * self.row_us
        made["duration_us"] = self.row_us
        for energy in (A_PLUS, A_MINUS, R1, R4, E_PLUS):
            made["energy_mj"][:, energy] = random.integers(0, 3 * self.row_us, self.rows)
        for name in ("u_mv", "u_min_mv", "u_max_mv"):
            made[name] = random.integers(225_000, 240_000, self.rows)
        made["f_mhz"] = 50_000
        made["i_ma"] = random.choice([4_000, 31_000, 40_000])
        if step % 13 == 12:
            made["marks"][-1] = Mark.OUTAGE
            made["energy_mj"][-1] = np.zeros(len(ENERGIES))
        return made

    def step_of(self, meter: Meter) -> int:
        """How many steps a meter has taken."""
        return ((meter.supply_us or START_US) - START_US) // (self.rows * self.row_us)

    def meter(self, image: Image | None) -> Meter:
        """The meter as it was stored, or a new one."""
        if image is None:
            return Meter(self.configuration, start_us=START_US)
        return Meter.restore(self.configuration, image)

    def take(self, meter: Meter) -> None:
        """Take the next step."""
        step = self.step_of(meter)
        meter.advance(self.block(step))
        self.command(meter, step)


def _live_command(meter: Meter, step: int) -> None:
    if step % 3 == 0:
        meter.set_clock(meter.clock.now_us + 8 * US_PER_S)
    if step % 50 == 0:
        meter.debiting_stop()
    if step % 90 == 70:
        meter.write("power_threshold", 1000 + step)


def _day_command(meter: Meter, step: int) -> None:
    if step % 9 == 4:
        meter.set_clock(meter.clock.now_us + (step % 5 - 2) * US_PER_HOUR)
    if step == 40:
        meter.profile.set_channels(("a_plus", "r1"))
    if step % 60 == 59:
        meter.reset_trip("a_minus")


IMAGES = (
    image_of(texts={"port": "confirms itself"}),
    image_of(texts={"port": "waits for a word that does not come"}, confirm="remote"),
    image_of(OTHER_KEY),
)
_ROUND = 40


def _firmware_command(meter: Meter, step: int) -> None:
    """One image after the other, sent, verified, started; what is refused is refused again after a kill."""
    firmware, turn = meter.part(Firmware), step % _ROUND
    image = IMAGES[step // _ROUND % len(IMAGES)]
    blocks = blocks_of(image, 64)
    with suppress(CommandRefused):
        if turn == 0:
            firmware.set_block_size(64)
            firmware.initiate(identifier_of(image, "torture"), len(image), 18)
        elif turn <= len(blocks):
            firmware.put_block(len(blocks) - turn, blocks[len(blocks) - turn])
        elif turn <= len(blocks) + 2:
            firmware.verify()
        elif turn == len(blocks) + 3:
            firmware.activate()


def _breaker_command(meter: Meter, step: int) -> None:
    """The breaker by hand, from remote and by itself; what it refuses in its state changes nothing."""
    breaker = meter.part(Breaker)
    orders = (
        lambda: breaker.order(1),
        lambda: breaker.order(2),
        lambda: breaker.order(3),
        lambda: breaker.order(2),
        lambda: breaker.order(3),
        breaker.press_button,
        breaker.press_button,
        lambda: breaker.jam(step % 20 == 0),
        lambda: breaker.set_setting("breaker_wait", 5 + step % 60),
        lambda: breaker.tell_neutral_fault(step % 4 < 2),
    )
    if step % 5 == 0:
        with suppress(CommandRefused):
            orders[int(np.random.default_rng(step).integers(len(orders)))]()


TERMS = Terms(secret=bytes(range(16)))


def _credit_command(meter: Meter, step: int) -> None:
    """Credit that runs out and is loaded; tokens right, used and wrong; debiting stops between them."""
    credit, breaker = meter.part(Prepayment), meter.part(Breaker)
    if step == 0:
        breaker.set_setting("breaker_automatic", 1)
        breaker.set_setting("breaker_basis", int(Basis.PREPAYMENT))
    if step % 25 == 7:
        meter.debiting_stop()
    token = Token(step // 4 % 130, 1)
    with suppress(CommandRefused):
        if step % 4 == 1:
            credit.enter(seal_token(TERMS.secret, meter.configuration.serial_number, token))
        elif step % 12 == 3:
            credit.enter("0" * 20)
        elif step % 40 == 2:
            credit.load(10)


LOADS = {
    # one row a commit; deltas; 300 settings of the clock fill its log of 200
    "live": Load(Configuration.default().replace(Z27="2", Z29="5"), 900, 1, US_PER_MIN, _live_command),
    # a day a commit; registers; cleared once, then 60 days of profile run over
    "days": Load(
        Configuration.default().replace(X14_X16="055", Z29="4"),
        150,
        96,
        15 * US_PER_MIN,
        _day_command,
    ),
    # ten seconds a commit: as long as a start takes; outages fall into trials
    "firmware": Load(
        Configuration.default().replace(firmware_key=PUBLIC_KEY), 480, 1, 10 * US_PER_S, _firmware_command
    ),
    # credit and tokens: a minute a commit, cut off and connected again
    "credit": Load(Configuration.default().replace(prepayment=TERMS), 600, 1, US_PER_MIN, _credit_command),
    # the breaker at work: 10 s a commit, over and under its limits
    "breaker": Load(Configuration.default().replace(Z9="002"), 600, 10, US_PER_S, _breaker_command),
}


def steps(load: Load, memory: Memory) -> Iterator[int]:
    """Take all steps that are left, each yielded when it is stored: the count of steps taken."""
    meter = load.meter(memory.load())
    while load.step_of(meter) < load.count:
        load.take(meter)
        memory.commit(meter.take_changes())
        yield load.step_of(meter)


class Reference:
    """The meter that was never killed."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._meter = load.meter(None)

    def assert_same(self, image: Image | None, *, least: int, most: int | None = None) -> int:
        """Hold a stored state against this meter's after as many steps; states are to come in order.

        Args:
            image: The state.
            least: How many steps it has at least: those that were acknowledged.
            most: How many at most.

        Returns:
            How many it has.
        """
        load = self._load
        if image is None or not image.parts:
            assert least == 0, f"all of {least} acknowledged steps are lost"
            return 0
        meter = load.meter(image)
        step = load.step_of(meter)
        assert step >= least, f"of {least} acknowledged steps {least - step} are lost"
        assert most is None or step <= most
        assert step >= load.step_of(self._meter)
        while load.step_of(self._meter) < step:
            load.take(self._meter)
        assert_whole(meter)
        assert state_of(meter) == state_of(self._meter)
        return step


def assert_whole(meter: Meter) -> None:
    """Registers and load profile agree with each other, whatever they are."""
    total, step_mj = meter.energy.total, meter.step_mj
    profile = entries(meter)
    for channel in meter.profile.state.channels:
        running = sum(meter.period.totals[part] for part in PARTS[channel])
        at_last_entry = (total(channel) - running) // step_mj
        values: list[Any] = [entry[channel] for entry in profile]
        if meter.profile.state.delta:
            assert sum(values) == at_last_entry
        else:
            assert values == sorted(values)
            assert not values or values[-1] == at_last_entry
    for both, one, other in (("r_plus", "r1", "r2"), ("r_minus", "r3", "r4")):
        assert total(both) == total(one) + total(other)
