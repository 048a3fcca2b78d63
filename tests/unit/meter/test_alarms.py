from __future__ import annotations

import pytest
from tests.meter_rows import START_US, Kept, load, make_meter, row

from enfas.catalog.alarms import WORD_A, WORD_B, WORD_B_CHANGED, Bit
from enfas.catalog.occurrences import Occurrence
from enfas.catalog.tables.alarms import AlarmTable
from enfas.errors import CommandRefused, Refusal
from enfas.interval import Mark
from enfas.meter.alarms import Alarms
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.meter.ports import Ports
from enfas.meter.tamper import Tamper
from enfas.timebase import US_PER_HOUR, US_PER_MIN, US_PER_S

COVER, MAGNET = 1 << 6, 1 << 2
B_COVER, B_MAGNET, B_POWER = 1 << 22, 1 << 21, 1 << 5


def made(*, codes: dict[str, str] | None = None, **table: object) -> tuple[Meter, Alarms]:
    """A meter with a table of alarms of its own, running, with an end point."""
    defaults = {"call": True, "end_point": "127.0.0.1:5001", "tries": 2, "retry_s": 30}
    alarms = AlarmTable(number=9, title="of a test", **{**defaults, **table})  # type: ignore[arg-type]
    alarms.check()
    base = Configuration.default().replace(tables=(alarms,))
    meter = Meter(base.replace(Z26="9", **(codes or {})), start_us=START_US)
    meter.advance(load(START_US, 1))
    return meter, meter.part(Alarms)


def on(meter: Meter, duration_us: int = US_PER_MIN) -> None:
    meter.advance(load(meter.clock.supply_now_us, 1, duration_us=duration_us))


def out(meter: Meter, duration_us: int) -> None:
    meter.advance(row(meter.clock.supply_now_us, duration_us, Mark.OUTAGE))


def words(alarms: Alarms) -> list[tuple[int, int]]:
    return [(message.word_a & ~(0xFFFF << 16), message.word_b) for message in alarms.state.queue.messages]


@pytest.mark.requirement("ALM-1")
def test_without_a_table_nothing_is_sent_and_the_words_tell_all_the_same() -> None:
    meter = make_meter()
    meter.advance(load(START_US, 1))
    alarms = meter.part(Alarms)
    meter.part(Tamper).set_cover(True)
    assert meter.read("event_status_a") & 0xFFFF == COVER
    assert meter.read("event_status_b") == B_COVER
    assert (meter.read("alarm_call"), alarms.state.queue.raised) == (0, 0)


@pytest.mark.requirement("ALM-1", "CFG-2")
@pytest.mark.parametrize("number", ["001", "002"])
def test_a_table_of_z26_sets_the_registers(number: str) -> None:
    meter = make_meter(Z26=number)
    table = meter.configuration.table(AlarmTable)
    assert table is not None
    assert meter.read("alarm_call") == 128
    assert meter.read("alarm_mask_a") == table.mask_a
    assert meter.read("alarm_mask_rising") == table.mask_rising
    assert meter.read("alarm_mask_falling") == table.mask_falling
    meter.write("software_code", "Z26=000")
    assert [meter.read(f"alarm_{key}") for key in ("call", "mask_a", "mask_rising", "mask_falling")] == [
        0
    ] * 4


def bits_with(word: tuple[Bit, ...], what: str) -> list[tuple[Bit, Occurrence]]:
    return [(bit, occurrence) for bit in word for occurrence in getattr(bit, what)]


@pytest.mark.requirement("ALM-1")
@pytest.mark.parametrize(("bit", "occurrence"), bits_with(WORD_A, "sets"), ids=lambda v: v.name)
def test_each_event_of_word_a(bit: Bit, occurrence: Occurrence) -> None:
    meter, alarms = made(a=(bit.name,))
    meter.occur(occurrence)
    assert alarms.state.word_a & bit.mask
    assert [message.word_a & bit.mask for message in alarms.state.queue.messages] == [bit.mask]
    meter.write("alarm_mask_a", 0)
    meter.occur(occurrence)
    assert len(alarms.state.queue.messages) == 1, "it is masked"


@pytest.mark.requirement("ALM-1")
@pytest.mark.parametrize(("bit", "occurrence"), bits_with(WORD_B, "sets"), ids=lambda v: v.name)
def test_each_state_of_word_b(bit: Bit, occurrence: Occurrence) -> None:
    """An alarm at each edge that is masked in, and at no second occurrence of the same."""
    meter, alarms = made(a=("word_b",), rising=(bit.name,))
    for _ in range(2):
        meter.occur(occurrence)
    assert meter.read("event_status_b") == bit.mask
    assert words(alarms) == [(alarms.state.word_a & 0xFFFF, bit.mask)]
    assert alarms.state.word_a & WORD_B_CHANGED.mask
    for clears in bit.clears:
        meter.occur(clears)
        assert meter.read("event_status_b") & bit.mask == 0
        assert len(alarms.state.queue.messages) == 1
        meter.write("alarm_mask_falling", bit.mask)
        meter.occur(occurrence)
        meter.occur(clears)
        assert len(alarms.state.queue.messages) == 3
        meter.write("alarm_mask_falling", 0)
        alarms.state.queue.messages[1:] = []
    meter.occur(occurrence)
    meter.write("event_status_b", ~bit.mask & 0xFFFF_FFFF)
    assert meter.read("event_status_b") == 0


@pytest.mark.requirement("ALM-1")
def test_new_entries_in_a_masked_log_are_an_event_each_time() -> None:
    meter, alarms = made(a=("profile_log", "status_log"))
    on(meter, 14 * US_PER_MIN)
    assert [message.word_a >> 16 & 0xFFFF for message in alarms.state.queue.messages] == [1 << 5]
    meter.part(Tamper).set_cover(True)
    analysis = 1 << 14  # its entry, which the mask leaves out, is told along with what is masked
    assert [message.word_a >> 16 & 0xFFFF for message in alarms.state.queue.messages] == [
        1 << 5,
        1 << 5 | 1 << 2 | analysis,
    ]
    for number in (1, 2):
        alarms.acknowledge(number)
    assert meter.read("event_status_a") >> 16 == 0
    on(meter, 15 * US_PER_MIN)
    assert meter.read("event_status_a") >> 16 == 1 << 5 | analysis
    meter.profile.reset()
    assert meter.read("event_status_a") >> 16 == 1 << 5 | analysis | 1 << 15, (
        "it was told; the deletion is new"
    )


@pytest.mark.requirement("ALM-1")
def test_an_acknowledged_alarm_clears_what_it_told_of_unless_that_lasts() -> None:
    meter, alarms = made(a=("cover", "magnet"))
    tamper = meter.part(Tamper)
    tamper.set_cover(True)
    tamper.set_magnet(True)
    tamper.set_magnet(False)
    first, second = alarms.state.queue.messages
    assert (first.word_a & 0xFF, second.word_a & 0xFF) == (COVER, COVER | MAGNET)
    alarms.acknowledge(second.number)
    assert meter.read("event_status_a") & 0xFF == COVER
    assert alarms.state.queue.messages == [first]
    with pytest.raises(CommandRefused) as refused:
        alarms.acknowledge(second.number)
    assert refused.value.reason is Refusal.ABSENT


@pytest.mark.requirement("ALM-1")
def test_an_alarm_is_sent_again_until_it_is_acknowledged_or_given_up() -> None:
    meter, alarms = made(a=("cover",))
    meter.part(Tamper).set_cover(True)
    (message,) = alarms.to_send
    alarms.sent(message.number)
    assert alarms.to_send == ()
    on(meter, 29 * US_PER_S)
    assert alarms.to_send == ()
    meter.shift_clock(600)
    assert alarms.to_send == (), "what the clock is set to does not matter"
    on(meter, US_PER_S)
    assert alarms.to_send == (message,)
    alarms.sent(message.number)
    on(meter, 30 * US_PER_S)
    assert (alarms.to_send, alarms.state.queue.messages) == ((), [])
    assert (alarms.state.queue.raised, alarms.state.queue.given_up) == (1, 1)
    assert alarms.state.word_a & COVER, "nobody knows of it yet"


@pytest.mark.requirement("ALM-1")
def test_an_alarm_that_need_not_be_acknowledged_is_done_with_when_it_is_sent() -> None:
    meter, alarms = made(a=("magnet",), confirmed=False)
    meter.part(Tamper).set_magnet(True)
    meter.part(Tamper).set_magnet(False)
    alarms.sent(1)
    assert (alarms.state.queue.messages, alarms.state.word_a & MAGNET) == ([], 0)


@pytest.mark.requirement("ALM-1")
@pytest.mark.parametrize("key", ["alarm_call", "alarm_address", "alarm_port"])
def test_nothing_is_sent_without_call_or_end_point(key: str) -> None:
    meter, alarms = made(a=("cover",))
    meter.part(Tamper).set_cover(True)
    assert alarms.to_send
    meter.write(key, 0)
    assert alarms.to_send == ()
    assert bool(alarms.state.queue.messages) is (key != "alarm_call")


@pytest.mark.requirement("ALM-1", "REG-1")
def test_what_waits_survives_a_restart() -> None:
    meter, alarms = made(a=("cover",))
    kept = Kept()
    meter.part(Tamper).set_cover(True)
    alarms.sent(1)
    kept.commit(meter.take_changes())
    again = Meter.restore(meter.configuration, kept.image()).part(Alarms)
    assert again.state == alarms.state
    assert again.state.queue.messages[0].tries == 1


@pytest.mark.requirement("ALM-1")
@pytest.mark.parametrize(("variant", "code"), [(2, "2"), (1, "1")], ids=["variant 2", "variant 1"])
def test_last_gasp(variant: int, code: str) -> None:
    codes = {"X8": code, "Z28": "2" if variant == 2 else "0"}
    meter, alarms = made(codes=codes, last_gasp=True)
    out(meter, US_PER_S)
    if variant == 1:
        assert alarms.state.queue.messages == []
        return
    (message,) = alarms.to_send
    assert (message.last_gasp, message.word_b & B_POWER) == (True, B_POWER)
    alarms.sent(message.number)
    out(meter, US_PER_HOUR)
    assert alarms.to_send == (), "there is no energy for another"
    on(meter)
    assert alarms.to_send == (message,)
    assert alarms.state.word_b & B_POWER == 0


@pytest.mark.requirement("ALM-1")
@pytest.mark.parametrize(("seconds", "edges"), [(179, 0), (180, 2), (86_400, 2)])
def test_mains_that_is_gone_for_longer_than_its_threshold_is_an_alarm(seconds: int, edges: int) -> None:
    meter, alarms = made(a=("word_b",), rising=("power_fail",), falling=("power_fail",))
    out(meter, seconds * US_PER_S)
    assert alarms.to_send == ()
    on(meter)
    assert [word_b & B_POWER for _, word_b in words(alarms)] == [B_POWER, 0][:edges]
    assert len(alarms.to_send) == edges
    meter.write("power_fail_time", 3)
    out(meter, 3 * US_PER_S)
    on(meter)
    assert len(alarms.state.queue.messages) == edges + 2


@pytest.mark.requirement("ALM-1")
def test_what_is_shown() -> None:
    meter, alarms = made(shown=("cover", "magnet", "alarm_input"), codes={"Z3": "03", "Z8": "2"})
    assert alarms.shown == ()
    meter.part(Tamper).set_magnet(True)
    meter.part(Ports).set_inputs(two=True)
    assert alarms.shown == ("the alarm input is active", "magnetic field")
    meter.part(Tamper).set_magnet(False)
    assert alarms.shown == ("the alarm input is active",)


@pytest.mark.requirement("ALM-1")
def test_an_alarm_can_be_called_for() -> None:
    meter, alarms = made()
    alarms.call_now()
    assert alarms.state.queue.raised == 1
    meter.write("alarm_call", 0)
    with pytest.raises(CommandRefused) as refused:
        alarms.call_now()
    assert refused.value.reason is Refusal.STATE


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("alarm_call", 1),
        ("alarm_port", 65_536),
        ("alarm_address", 1 << 32),
        ("alarm_mask_a", -1),
        ("alarm_mask_rising", 1 << 32),
        ("alarm_mask_falling", 1 << 32),
    ],
)
def test_values_that_cannot_be_are_refused(key: str, value: int) -> None:
    meter = make_meter()
    before = meter.read(key)
    with pytest.raises(CommandRefused):
        meter.write(key, value)
    assert meter.read(key) == before


def test_a_thousand_alarms_that_nobody_takes_are_sixteen() -> None:
    meter, alarms = made(a=("magnet",))
    for _ in range(1_000):
        meter.part(Tamper).set_magnet(True)
        meter.part(Tamper).set_magnet(False)
    assert len(alarms.state.queue.messages) == 16
    assert alarms.state.queue.displaced == 984
