"""Firmware in a meter: transfer, verification, activation, trial, and the way back."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.firmware_bench import OTHER_KEY, PUBLIC_KEY, Bench, announce, blocks_of, image_of, package_of, put
from tests.meter_rows import START_US, entries, make_meter

from enfas.catalog.firmware import DELIVERED_APPLICATION, IMAGE_MOST, TransferStatus, UploadResult
from enfas.errors import CommandRefused, Refusal
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.meter.firmware import Firmware
from enfas.meter.firmware.container import build
from enfas.meter.firmware.part import MOST_STARTS, RESTART_US, SELF_TEST_US, TRIAL_US, VERIFY_US
from enfas.meter.reconfiguration import Reconfiguration
from enfas.timebase import US_PER_S

pytestmark = pytest.mark.requirement("COM-4")

S = TransferStatus
OLD, NEW = DELIVERED_APPLICATION.text, "50981140-A2"
DISPLAY = {
    "table": "Z5", "number": 700, "title": "One line more",
    "automatic": ["1.8.0", "2.8.0", "1.7.0"], "manual": ["1.8.0", "2.8.0"],
}  # fmt: skip
POWER_CUT = pytest.mark.parametrize("cuts", [False, True], ids=["whole", "cut"])


def outcomes(bench: Bench, log: str = "upload_fail") -> list[int]:
    return [entry["result" if log == "upload_fail" else "part"] for entry in entries(bench.meter, log)]


def refused(call: Any, *arguments: Any) -> Refusal:
    with pytest.raises(CommandRefused) as error:
        call(*arguments)
    return error.value.reason


# The transfer.


@POWER_CUT
def test_blocks_come_in_any_order_and_gaps_are_sent_again(cuts: bool) -> None:
    bench, image = Bench(cuts=cuts), image_of(texts={"port": "x" * 60})
    bench.firmware.set_block_size(32)
    announce(bench.meter, image)
    bench.step()
    blocks = blocks_of(image, 32)
    last = len(blocks) - 1
    for number in (3, last, 0, 1, 0):
        put(bench.meter, image, [number])
        bench.step()
    assert bench.firmware.blocks.first_missing == 2
    assert [n for n in range(len(blocks)) if bench.firmware.blocks.has(n)] == [0, 1, 3, last]
    assert refused(bench.firmware.verify) is Refusal.VALUE
    assert bench.status == S.INITIATED
    for number in range(2, last):
        put(bench.meter, image, [number])
        bench.step()
    assert bench.firmware.blocks.first_missing == len(blocks)
    assert bench.firmware.blocks.image() == image
    assert bench.firmware.verify() is S.VERIFYING
    bench.step()
    assert bench.firmware.verify() is S.VERIFIED


def test_what_is_no_block_is_refused() -> None:
    bench, image = Bench(), image_of()
    assert refused(bench.firmware.put_block, 0, b"early") is Refusal.STATE
    bench.firmware.set_block_size(64)
    announce(bench.meter, image)
    first, rest = image[:64], image[len(image) // 64 * 64 :]
    for number, octets in ((-1, first), (99, first), (0, first[:-1]), (0, first + b"\0"), (2, rest + b"\0")):
        assert refused(bench.firmware.put_block, number, octets) is Refusal.VALUE
    bench.firmware.put_block(0, first)
    assert refused(bench.firmware.put_block, 0, bytes(64)) is Refusal.STATE
    assert bench.firmware.blocks.get(0) == first


@pytest.mark.parametrize(
    ("identifier", "size"), [(bytes(19), 100), (bytes(21), 100), (bytes(20), 0), (bytes(20), IMAGE_MOST + 1)]
)
def test_what_is_no_image_is_refused(identifier: bytes, size: int) -> None:
    bench = Bench()
    assert refused(bench.firmware.initiate, identifier, size) is Refusal.VALUE
    assert bench.status == S.NONE


def test_the_greatest_image_is_taken_in_blocks_of_any_size() -> None:
    """512 KiB arrive whole; what they hold is for another test to judge."""
    image = bytes(range(256)) * (IMAGE_MOST // 256)
    for size in (32, 985):
        bench = Bench()
        bench.firmware.set_block_size(size)
        announce(bench.meter, image)
        put(bench.meter, image)
        bench.restart()
        assert bench.firmware.blocks.image() == image
        assert bench.firmware.blocks.count == -(-IMAGE_MOST // size)
    for size in (31, 986):
        assert refused(bench.firmware.set_block_size, size) is Refusal.VALUE


@POWER_CUT
@pytest.mark.parametrize("how", ["initiate", "block size", "disabled"])
def test_a_transfer_is_given_up(how: str, cuts: bool) -> None:
    bench = Bench(cuts=cuts)
    assert bench.send(image_of()) == S.VERIFIED
    bench.firmware.activate()
    bench.step()
    if how == "initiate":
        announce(bench.meter, b"another")
    elif how == "block size":
        bench.firmware.set_block_size(100)
    else:
        bench.firmware.enable(False)
        assert refused(bench.firmware.initiate, bytes(20), 100) is Refusal.RIGHT
    bench.step()
    bench.run(30)
    assert bench.version == OLD
    assert bench.status == (S.INITIATED if how == "initiate" else S.NONE)
    assert bench.firmware.blocks.first_missing == 0


def test_a_meter_without_a_key_takes_none() -> None:
    meter = make_meter()
    firmware = meter.part(Firmware)
    assert not firmware.enabled
    assert refused(firmware.enable, True) is Refusal.RIGHT
    assert refused(firmware.initiate, bytes(20), 100) is Refusal.RIGHT


# Verification.


@POWER_CUT
def test_verification_ends_by_the_clock_when_nobody_asks(cuts: bool) -> None:
    bench, image = Bench(cuts=cuts), image_of()
    announce(bench.meter, image)
    put(bench.meter, image)
    assert bench.firmware.verify() is S.VERIFYING
    bench.step()
    bench.run(VERIFY_US // US_PER_S - 1)
    assert bench.status == S.VERIFYING
    bench.run(1)
    assert bench.status == S.VERIFIED


def test_verification_goes_on_in_portions_as_it_is_asked_for() -> None:
    bench, image = Bench(), build(package_of().encode() + b" " * 150_000)
    announce(bench.meter, image)
    put(bench.meter, image)
    told = [bench.firmware.verify() for _ in range(4)]
    assert told == [S.VERIFYING, S.VERIFYING, S.VERIFYING, S.VERIFICATION_FAILED], "it is not signed"


WRONG: dict[str, tuple[UploadResult, bytes]] = {
    "damaged": (UploadResult.INTERNAL_CHECKSUM, image_of()[:-70] + b"!" + image_of()[-69:]),
    "no-image": (UploadResult.HEADER, b"anything"),
    "not-signed": (UploadResult.SIGNATURE, build(package_of().encode())),
    "signed-by-another": (UploadResult.SIGNATURE, image_of(OTHER_KEY)),
    "wrong-meter-type": (UploadResult.TYPE, image_of(meters="9" + "*" * 17)),
    "wrong-software-number": (
        UploadResult.TYPE,
        image_of(legal={"number": 1, "revision": "Q2", "checksum": 0}),
    ),
    "downgrade-of-the-legal-part": (
        UploadResult.SEQUENCE,
        image_of(legal={"number": 50_981_040, "revision": "P9", "checksum": 0}),
    ),
    "another-program": (
        UploadResult.COMPATIBILITY,
        image_of(legal={"number": 50_981_040, "revision": "Q2", "checksum": 7}),
    ),
    "a-table-that-ships": (UploadResult.COMPATIBILITY, image_of(tables=({**DISPLAY, "number": 1},))),
    "no-package": (UploadResult.MEMORY_MAP, image_of(revision="1A")),
}


@POWER_CUT
@pytest.mark.requirement("LOG-6")
@pytest.mark.parametrize("name", WRONG)
def test_an_image_that_is_refused_leaves_the_old_one_running(name: str, cuts: bool) -> None:
    result, image = WRONG[name]
    bench = Bench(cuts=cuts)
    assert bench.send(image) == S.VERIFICATION_FAILED
    assert outcomes(bench) == [result]
    assert refused(bench.firmware.activate) is Refusal.STATE
    assert refused(bench.firmware.activate_at, bench.at_us + 9 * US_PER_S) is Refusal.STATE
    bench.run(120)
    assert bench.version == OLD
    entry = entries(bench.meter, "upload_fail")[0]
    assert entry["old"].decode().rstrip() == OLD
    assert entry["originator"] == b"tests".ljust(16, b"\0")
    assert (entry["party"], entry["interface"]) == (b"\0\x12", 1)
    assert bench.send(image_of()) == S.VERIFIED, "a good one is taken afterwards"


def test_an_image_that_is_not_the_one_announced() -> None:
    bench, image = Bench(), image_of()
    bench.firmware.initiate(bytes(20), len(image))
    put(bench.meter, image)
    bench.firmware.verify()
    assert bench.firmware.verify() is S.VERIFICATION_FAILED
    assert outcomes(bench) == [UploadResult.EXTERNAL_CHECKSUM]


# Activation.


@POWER_CUT
@pytest.mark.requirement("LOG-6")
def test_it_is_started_ten_seconds_later_and_confirms_itself_after_a_minute(cuts: bool) -> None:
    bench, image = Bench(cuts=cuts), image_of(object_list="Enfas_V0002", texts={"display": "Hello"})
    assert bench.send(image) == S.VERIFIED
    bench.firmware.activate()
    bench.step()
    assert bench.status == S.ACTIVATING
    bench.run(RESTART_US // US_PER_S - 1)
    assert (bench.version, bench.status) == (OLD, S.ACTIVATING)
    bench.run(1)
    assert (bench.version, bench.status) == (NEW, S.NONE)
    assert bench.meter.read("firmware_trial") == 1
    assert (bench.meter.read("object_list_version"), bench.meter.read("text_display")) == (
        "Enfas_V0002",
        "Hello",
    )
    bench.run(SELF_TEST_US // US_PER_S - 1)
    assert bench.meter.read("firmware_trial") == 1
    bench.run(1)
    assert bench.meter.read("firmware_trial") == 0
    assert bench.version == NEW
    [entry] = entries(bench.meter, "upload_success")
    assert (entry["part"], entry["old"].decode().rstrip(), entry["new"].decode().rstrip()) == (1, OLD, NEW)
    assert outcomes(bench) == []


@POWER_CUT
def test_it_is_started_at_a_time(cuts: bool) -> None:
    bench = Bench(cuts=cuts)
    assert bench.send(image_of()) == S.VERIFIED
    assert refused(bench.firmware.activate_at, bench.at_us) is Refusal.VALUE
    bench.firmware.activate_at(START_US + 600 * US_PER_S)
    bench.step()
    bench.run(598)
    assert bench.version == OLD
    bench.run(1)
    assert (bench.version, bench.status) == (NEW, S.NONE)


def test_a_time_to_start_at_is_taken_back() -> None:
    bench = Bench()
    bench.send(image_of())
    bench.firmware.activate_at(bench.at_us + 5 * US_PER_S)
    bench.firmware.activate_at(None)
    bench.run(20)
    assert (bench.version, bench.status) == (OLD, S.VERIFIED)


def test_a_set_clock_brings_a_time_nearer_but_no_countdown() -> None:
    bench = Bench()
    bench.send(image_of())
    bench.firmware.activate()
    bench.meter.shift_clock(60)
    bench.run(9)
    assert bench.version == OLD
    bench.run(1)
    assert bench.version == NEW
    bench.meter.shift_clock(60)
    assert bench.meter.read("firmware_trial") == 1
    bench.firmware.confirm()
    bench.send(image_of(revision="A3"))
    bench.firmware.activate_at(bench.meter.clock.now_us + 50 * US_PER_S)
    bench.meter.shift_clock(60)
    assert bench.version == "50981140-A3"


@POWER_CUT
def test_mains_that_goes_before_the_start_begins_it_anew(cuts: bool) -> None:
    bench = Bench(cuts=cuts)
    bench.send(image_of())
    bench.firmware.activate()
    bench.run(5)
    bench.outage(100)
    assert bench.version == OLD
    bench.run(9)
    assert bench.version == OLD
    bench.run(1)
    assert bench.version == NEW


@POWER_CUT
def test_mains_that_goes_while_it_is_verified(cuts: bool) -> None:
    bench, image = Bench(cuts=cuts), image_of()
    announce(bench.meter, image)
    put(bench.meter, image)
    bench.firmware.verify()
    bench.outage(100)
    assert bench.status == S.VERIFYING
    bench.run(2)
    assert bench.status == S.VERIFIED


@POWER_CUT
def test_a_time_to_start_at_that_lies_in_an_outage(cuts: bool) -> None:
    bench = Bench(cuts=cuts)
    bench.send(image_of())
    bench.firmware.activate_at(bench.at_us + 50 * US_PER_S)
    bench.outage(100)
    bench.run(9)
    assert (bench.version, bench.status) == (OLD, S.ACTIVATING)
    bench.run(1)
    assert bench.version == NEW


def test_what_no_longer_fits_when_it_is_to_start_is_not_started() -> None:
    """The first image brings a table that the meter then goes by; the second, verified before, lacks it."""
    bench = Bench()
    bench.install(image_of(tables=(DISPLAY,)))
    bench.run(60)
    assert bench.send(image_of(revision="A3")) == S.VERIFIED
    bench.firmware.activate()
    bench.meter.part(Reconfiguration).configure("Z5=700")
    bench.run(10)
    assert (bench.version, bench.status) == (NEW, S.ACTIVATION_FAILED)
    assert outcomes(bench) == [UploadResult.COMPATIBILITY]


# The trial.


@POWER_CUT
@pytest.mark.requirement("LOG-6")
def test_what_is_not_confirmed_from_remote_within_its_trial_is_taken_back(cuts: bool) -> None:
    bench = Bench(cuts=cuts)
    bench.install(image_of(confirm="remote"))
    assert bench.meter.read("firmware_trial") == 2
    bench.run(TRIAL_US // US_PER_S - 1)
    assert bench.version == NEW
    bench.run(1)
    assert (bench.version, bench.status) == (OLD, S.ACTIVATION_FAILED)
    assert outcomes(bench) == [UploadResult.NOT_COMPLETED]
    [entry] = entries(bench.meter, "upload_fail")
    assert (entry["old"].decode().rstrip(), entry["new"].decode().rstrip()) == (OLD, NEW)
    assert refused(bench.firmware.confirm) is Refusal.STATE


@POWER_CUT
def test_what_is_confirmed_from_remote_stays(cuts: bool) -> None:
    bench = Bench(cuts=cuts)
    bench.install(image_of(confirm="remote"))
    bench.run(100)
    assert refused(bench.meter.write, "firmware_trial", 0) is Refusal.VALUE
    bench.meter.write("firmware_trial", 1)
    bench.step()
    bench.run(TRIAL_US // US_PER_S)
    assert (bench.version, bench.meter.read("firmware_trial")) == (NEW, 0)


@POWER_CUT
def test_a_meter_that_starts_too_often_takes_its_firmware_back(cuts: bool) -> None:
    bench = Bench(cuts=cuts)
    bench.install(image_of())
    for _ in range(MOST_STARTS - 1):
        bench.outage(5)
        bench.run(SELF_TEST_US // US_PER_S - 1)
    assert bench.version == NEW
    bench.outage(5)
    bench.run(1)
    assert (bench.version, outcomes(bench)) == (OLD, [UploadResult.NOT_COMPLETED])


@POWER_CUT
def test_an_outage_in_the_trial_begins_its_minute_anew(cuts: bool) -> None:
    bench = Bench(cuts=cuts)
    bench.install(image_of())
    bench.run(50)
    bench.outage(3600)
    bench.run(59)
    assert bench.meter.read("firmware_trial") == 1
    bench.run(1)
    assert (bench.meter.read("firmware_trial"), bench.version) == (0, NEW)


def test_a_self_test_sees_that_its_memory_was_changed() -> None:
    bench = Bench()
    bench.install(image_of())
    service = bench.firmware.state.service
    bench.firmware.state.service = msgspec.structs.replace(service, checksum=service.checksum ^ 1)
    bench.run(60)
    assert (bench.version, outcomes(bench)) == (OLD, [UploadResult.VECTOR_TABLE])


def test_a_self_test_sees_that_the_meter_goes_by_something_else() -> None:
    bench = Bench()
    bench.install(image_of())
    bench.meter.configuration = bench.meter.configuration.replace(tables=())
    bench.meter.filed = bench.meter.filed.replace(software_revision="R1")
    bench.run(60)
    assert (bench.version, outcomes(bench)) == (OLD, [UploadResult.COMPATIBILITY])


def test_nothing_else_is_started_within_a_trial() -> None:
    bench = Bench()
    bench.install(image_of(confirm="remote"))
    assert bench.send(image_of(revision="A3")) == S.VERIFIED
    assert refused(bench.firmware.activate) is Refusal.STATE
    assert refused(bench.firmware.activate_at, bench.at_us + 10**9) is Refusal.STATE
    bench.run(TRIAL_US // US_PER_S)
    assert (bench.version, bench.status) == (OLD, S.VERIFIED), "the other image is still there"
    bench.firmware.activate()
    bench.run(10)
    assert bench.version == "50981140-A3"


# What it brings.


@POWER_CUT
@pytest.mark.requirement("CFG-2")
def test_an_image_carries_tables(cuts: bool) -> None:
    bench = Bench(cuts=cuts)
    bench.install(image_of(tables=(DISPLAY,)))
    bench.run(60)
    bench.meter.write("software_code", "Z5=700")
    bench.step()
    assert "700" in str(bench.meter.read("software_code"))
    changed = {**DISPLAY, "automatic": ["1.8.0", "2.8.0"]}
    bench.install(image_of(revision="A3", tables=(changed,)))
    bench.run(60)
    assert bench.meter.configuration.tables[0].automatic == ("1.8.0", "2.8.0")
    assert len(bench.meter.configuration.tables) == 1


@POWER_CUT
def test_a_code_that_names_what_is_taken_back_goes_back_with_it(cuts: bool) -> None:
    bench = Bench(cuts=cuts)
    before = bench.meter.read("software_code")
    bench.install(image_of(tables=(DISPLAY,), confirm="remote"))
    bench.meter.write("software_code", "Z5=700")
    bench.step()
    bench.run(TRIAL_US // US_PER_S)
    assert (bench.version, bench.meter.read("software_code")) == (OLD, before)
    assert [entry["place"] for entry in entries(bench.meter, "configuration")] == [5, 5]
    assert bench.meter.configuration == bench.given


def test_a_table_of_the_meter_file_is_covered_and_comes_back() -> None:
    from enfas.catalog.tables import KINDS, table_of

    own = table_of({**DISPLAY, "title": "The file's"}, KINDS)
    bench = Bench(tables=(own,), Z5="700")
    bench.install(image_of(tables=(DISPLAY,), confirm="remote"))
    assert [table.title for table in bench.meter.configuration.tables] == ["One line more"]
    bench.restart()
    bench.run(TRIAL_US // US_PER_S)
    assert [table.title for table in bench.meter.configuration.tables] == ["The file's"]


@POWER_CUT
def test_the_legal_part_gets_a_later_revision_and_never_an_older_one(cuts: bool) -> None:
    bench = Bench(cuts=cuts, rom_checksum=77)
    legal = {"number": 50_981_040, "revision": "Q2", "checksum": 77}
    bench.install(image_of(legal=legal, confirm="remote"))
    assert bench.meter.read("software_number_revision") == "50981040-Q2"
    assert outcomes(bench, "upload_success") == [3]
    bench.run(TRIAL_US // US_PER_S)
    assert bench.meter.read("software_number_revision") == "50981040-Q1", "taken back"
    bench.install(image_of(legal=legal))
    bench.run(60)
    bench.install(image_of(revision="A3"))
    bench.run(60)
    assert bench.meter.read("software_number_revision") == "50981040-Q2", "an image without keeps it"
    assert bench.send(image_of(legal={**legal, "revision": "Q1"})) == S.VERIFICATION_FAILED
    assert outcomes(bench)[-1] == UploadResult.SEQUENCE


def test_the_checksums_are_told_apart() -> None:
    bench = Bench(rom_checksum=77, application_checksum=88)
    assert (bench.meter.read("rom_checksum"), bench.meter.read("application_checksum")) == (77, 88)
    bench.install(image_of())
    assert bench.meter.read("rom_checksum") == 77
    assert bench.meter.read("application_checksum") == bench.firmware.state.service.checksum != 88


def test_energy_goes_on_as_if_nothing_had_been() -> None:
    bench, other = Bench(), Bench()
    bench.install(image_of(tables=(DISPLAY,)))
    bench.run(100)
    other.run(110)
    assert bench.meter.energy == other.meter.energy
    assert entries(bench.meter) == entries(other.meter)


def test_a_meter_with_another_program_goes_on_with_its_package() -> None:
    bench = Bench()
    bench.install(image_of())
    bench.run(60)
    bench.restart()
    again = Meter.restore(bench.given.replace(rom_checksum=5, software_revision="R1"), bench.kept.image())
    assert (again.read("application_version"), again.read("software_revision")) == (NEW, "R1")


def test_the_configuration_as_delivered_has_no_key() -> None:
    assert Configuration.default().firmware_key == b""
    assert len(PUBLIC_KEY) == 32
