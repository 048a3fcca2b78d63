from __future__ import annotations

import pytest
from tests.meter_rows import START_US, entries, load, make_meter, row

from enfas.catalog.occurrences import Occurrence
from enfas.catalog.stamp import encode_stamp
from enfas.interval import ENERGIES, Mark
from enfas.meter.device import Meter
from enfas.meter.tamper import Tamper
from enfas.timebase import US_PER_DAY, US_PER_HOUR, US_PER_MIN, US_PER_S

NOON = START_US + US_PER_HOUR  # normal time


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Occurrence]:
    """What other parts are told of tampering."""
    told: list[Occurrence] = []
    monkeypatch.setattr(Tamper, "occurred", lambda part, what, now_us: told.append(what))
    return told


def running(**codes: str) -> tuple[Meter, Tamper]:
    meter = make_meter(**codes)
    meter.advance(load(START_US, 1))
    return meter, meter.part(Tamper)


def status_log(meter: Meter) -> list[tuple[bytes, int]]:
    return [(entry["clock"], entry["status"]) for entry in entries(meter, "status")]


@pytest.mark.requirement("TAMP-1")
def test_an_opened_cover_is_stored_with_its_time(heard: list[Occurrence]) -> None:
    meter, tamper = running()
    tamper.set_cover(True)
    tamper.set_cover(True)
    meter.advance(load(START_US + US_PER_MIN, 4))
    assert meter.read("meter_status") == 0x40
    tamper.set_cover(False)
    assert status_log(meter) == [
        (encode_stamp(NOON + US_PER_MIN), 0x40),
        (encode_stamp(NOON + 5 * US_PER_MIN), 0),
    ]
    assert (tamper.state.cover_us, tamper.state.cover_count) == (START_US + US_PER_MIN, 1)
    assert heard == [Occurrence.COVER_OPENED, Occurrence.COVER_CLOSED]


@pytest.mark.requirement("TAMP-1")
def test_a_cover_opened_without_mains_is_seen_at_once_while_the_backup_lasts() -> None:
    meter, tamper = running()
    meter.advance(row(START_US + US_PER_MIN, US_PER_HOUR, Mark.OUTAGE))
    tamper.set_cover(True)
    assert status_log(meter) == [(encode_stamp(NOON + US_PER_MIN + US_PER_HOUR), 0x40)]


@pytest.mark.requirement("TAMP-1")
def test_a_cover_opened_after_the_backup_ended_is_seen_when_mains_is_back() -> None:
    meter, tamper = running()
    for day in range(8):
        meter.advance(row(START_US + US_PER_MIN + day * US_PER_DAY, US_PER_DAY, Mark.OUTAGE))
    tamper.set_cover(True)
    assert status_log(meter) == []
    meter.advance(load(meter.clock.supply_now_us, 1))
    assert [status for _, status in status_log(meter)] == [0x01, 0x41]
    assert tamper.state.cover_us == meter.clock.now_us - US_PER_MIN


@pytest.mark.requirement("TAMP-2")
@pytest.mark.parametrize(("lasts_s", "kind"), [(59, "transient"), (60, "lasting")])
def test_a_magnet_is_stored_with_its_time(heard: list[Occurrence], lasts_s: int, kind: str) -> None:
    meter, tamper = running()
    tamper.set_magnet(True)
    tamper.set_magnet(True)
    meter.advance(load(START_US + US_PER_MIN, 1, duration_us=lasts_s * US_PER_S))
    assert meter.read("meter_status") == 4
    tamper.set_magnet(False)
    end_us = NOON + US_PER_MIN + lasts_s * US_PER_S
    assert status_log(meter) == [(encode_stamp(NOON + US_PER_MIN), 4), (encode_stamp(end_us), 0)]
    assert tamper.state.magnet_us == START_US + US_PER_MIN
    lasted = kind == "lasting"
    assert (tamper.state.lasting_count, tamper.state.transient_count) == (lasted, not lasted)
    assert (Occurrence.MAGNET_LASTS in heard) is lasted
    assert heard[-1] is Occurrence.MAGNET_GONE


@pytest.mark.requirement("TAMP-2")
def test_a_lasting_magnet_is_told_at_its_minute_within_a_row_and_whatever_the_clock_is_set_to() -> None:
    meter, tamper = running()
    tamper.set_magnet(True)
    meter.shift_clock(-600)
    assert tamper.due_us() == meter.clock.now_us + US_PER_MIN
    meter.advance(load(START_US + US_PER_MIN, 1, duration_us=US_PER_HOUR))
    assert tamper.state.magnet_lasting
    tamper.set_magnet(True)
    meter.advance(load(meter.clock.supply_now_us, 2))
    assert tamper.state.lasting_count == 1


@pytest.mark.requirement("TAMP-2")
def test_a_magnet_is_not_seen_without_mains_and_is_when_it_is_back() -> None:
    meter, tamper = running()
    meter.advance(row(START_US + US_PER_MIN, US_PER_HOUR, Mark.OUTAGE))
    tamper.set_magnet(True)
    assert status_log(meter) == []
    meter.advance(load(meter.clock.supply_now_us, 2))
    assert [status for _, status in status_log(meter)] == [1, 5]
    assert tamper.state.lasting_count == 1
    meter.advance(row(meter.clock.supply_now_us, US_PER_HOUR, Mark.OUTAGE))
    meter.advance(load(meter.clock.supply_now_us, 2))
    assert tamper.state.lasting_count == 1, "it is the same one"


@pytest.mark.requirement("TAMP-2", "MET-8")
@pytest.mark.parametrize("energy", ENERGIES)
def test_a_magnet_changes_nothing_that_is_measured(energy: str) -> None:
    plain, disturbed = make_meter(Z29="5"), make_meter(Z29="5")
    for number in range(40):
        rows = row(START_US + number * US_PER_MIN, **{energy: 1_234_567})
        disturbed.part(Tamper).set_magnet(number % 7 < 4)
        for meter in (plain, disturbed):
            meter.advance(rows)
    assert disturbed.energy == plain.energy
    assert disturbed.present == plain.present
    assert entries(disturbed) == entries(plain)


@pytest.mark.requirement("TAMP-1", "TAMP-2")
@pytest.mark.parametrize("kind", ["cover", "magnet"])
@pytest.mark.parametrize(
    ("table", "while_it_is", "after", "released"),
    [("000", True, False, False), ("001", True, True, False)],
    ids=["temporary", "permanent"],
)
def test_marks(kind: str, table: str, while_it_is: bool, after: bool, released: bool) -> None:
    _, tamper = running(Z26=table)
    command = tamper.set_cover if kind == "cover" else tamper.set_magnet
    assert not tamper.marked
    command(True)
    assert tamper.marked is while_it_is
    tamper.release_marks()
    assert tamper.marked is while_it_is, "its cause is still there"
    command(False)
    assert tamper.marked is after
    tamper.release_marks()
    assert tamper.marked is released
