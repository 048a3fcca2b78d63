"""The meter file: every key, and what is refused with its place."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest
from tests.firmware_bench import KEY, PUBLIC_KEY

from enfas.catalog.tables import Table
from enfas.conditions import AS_DELIVERED, Calibration, Conditions
from enfas.errors import ConfigurationError
from enfas.limits import Limits
from enfas.meter.configuration import DEFAULT_PASSWORDS, Configuration, Numbering
from enfas.meter.crystal import IDEAL, Crystal
from enfas.meter.device import Meter
from enfas.meter.pulses import Pulses
from enfas.runtime.keys import public_pem
from enfas.runtime.meter_file import read_meter_file


@pytest.fixture
def written(tmp_path):
    def write(text: str | bytes):
        path = tmp_path / "meter.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_an_empty_file_is_the_default_meter(written):
    file = read_meter_file(written(""))
    made = file.configuration
    assert file.limits == Limits()
    default = Configuration.default()
    assert (made.hardware, made.software) == (default.hardware, default.software)
    assert made.serial_number == default.serial_number
    assert dict(made.passwords) == dict(DEFAULT_PASSWORDS)
    assert made.numbering is Numbering.NEWEST_FROM_0
    assert made.conditions == AS_DELIVERED == default.conditions


@pytest.mark.requirement("IO-1", "IO-3")
def test_the_module_s_pulses(written):
    made = read_meter_file(written("[ports]\npulse_factor = 2.5\npulse_rates = [100, 1]")).configuration
    assert (made.pulse_factor_milli, made.pulse_rates) == (2_500, (100, 1))
    state = Meter(made, start_us=0).part(Pulses).state
    assert state.rates == (100, 1)


@pytest.mark.parametrize("text", ["pulse_factor = 0.099", "pulse_factor = inf", "pulse_rates = [0, 1]"])
def test_pulses_that_cannot_be_are_refused(written, text):
    with pytest.raises(ConfigurationError, match=r"pulse|imp/kWh"):
        read_meter_file(written(f"[ports]\n{text}"))


@pytest.mark.requirement("RTC-1")
@pytest.mark.parametrize(
    ("text", "crystal"),
    [
        ("", IDEAL),
        ("[clock]\ntypical = true", Crystal.typical(12_345_678)),
        ("[clock]\ndrift_ppm = -3.25\ncurve_ppm_per_k2 = -0.034", Crystal(-3_250, -34)),
        ("[clock]\ntypical = true\ndrift_ppm = 0", Crystal(0, -34)),
    ],
)
def test_the_clocks_drift(written, text, crystal):
    assert read_meter_file(written(text)).configuration.crystal == crystal


@pytest.mark.parametrize("drift", ["inf", "nan", "1001"])
def test_a_drift_that_cannot_be_is_refused(written, drift):
    with pytest.raises(ConfigurationError, match="ppm"):
        read_meter_file(written(f"[clock]\ndrift_ppm = {drift}"))


@pytest.mark.requirement("CFG-1", "CFG-2")
def test_every_key(written):
    file = read_meter_file(
        written(
            """
            [meter]
            hardware = "6861111BN242101040"
            software = "Z4=3 Z29=5"
            serial_number = 87654321
            meter_numbers = [1, 2, 3]
            identification = "AB12"
            software_number = 50980001
            software_revision = "R2"
            u_nominal_v = 120
            f_nominal_hz = 60.0

            [calibration]
            u_gain = 0.02
            u_offset = 3
            i_gain = -0.001
            i_offset = -4.5
            phase_deg = 0.3

            [dlms]
            numbering = "oldest"
            passwords = { 18 = "hemligt", 1 = "é" }

            [limits]
            connections = 1000
            inactivity_s = 60
            """
        )
    )
    assert file.limits == Limits(connections=1000, inactivity_s=60)
    made = file.configuration
    assert made.hardware.text == "6861111BN242101040"
    assert (made.period_min, len(made.profile_channels)) == (30, 8)
    assert (made.serial_number, made.meter_numbers, made.identification) == (87_654_321, (1, 2, 3), "AB12")
    assert made.software_number_revision == "50980001-R2"
    assert made.numbering is Numbering.OLDEST_FROM_1
    assert made.conditions == Conditions(Calibration(0.02, 3.0, -0.001, -4.5, 0.3), 120.0, 60.0)
    assert made.passwords[18] == b"hemligt"
    assert made.passwords[1] == "é".encode()
    assert made.passwords[19] == b"12345"


def test_the_first_meter_number_is_the_serial_number_unless_it_is_given(written):
    made = read_meter_file(written("[meter]\nserial_number = 77")).configuration
    assert made.meter_numbers == (77, 0, 0)


REFUSED = {
    "no TOML": ("[meter", "no TOML"),
    "not UTF-8": (b"\xff\xfe", "is no text"),
    "unknown table": ("[display]\n", "display"),
    "unknown key": ("[meter]\nserial = 1", "serial"),
    "text for a number": ('[meter]\nserial_number = "1"', "serial_number"),
    "fraction for a number": ("[meter]\nserial_number = 1.5", "serial_number"),
    "negative number": ("[meter]\nserial_number = -1", "serial number -1"),
    "number too large": ("[meter]\nserial_number = 4294967296", "4294967296"),
    "two meter numbers": ("[meter]\nmeter_numbers = [1, 2]", "meter_numbers"),
    "nominal voltage": ("[meter]\nu_nominal_v = 0", "0 V and 50 Hz cannot be nominal"),
    "nominal frequency": ("[meter]\nf_nominal_hz = 400", "400 Hz cannot be nominal"),
    "calibration unknown": ("[calibration]\ngain = 2.0", "a calibration has no 'gain'"),
    "calibration a text": ('[calibration]\nu_gain = "2"', "calibration"),
    "calibration of nothing": ("[calibration]\nu_gain = 0", "u_gain is 0"),
    "numbering": ('[dlms]\nnumbering = "newest first"', "numbering"),
    "password a number": ("[dlms]\npasswords = { 18 = 12345 }", "passwords"),
    "password empty": ('[dlms]\npasswords = { 18 = "" }', "client 18"),
    "password too long": (f'[dlms]\npasswords = {{ 18 = "{"x" * 65}" }}', "client 18"),
    "client without a password": ('[dlms]\npasswords = { 16 = "12345" }', "client 16"),
    "client that is none": ('[dlms]\npasswords = { 99 = "12345" }', "client 99"),
    "client by name": ('[dlms]\npasswords = { admin = "12345" }', "passwords"),
    "hardware code": ('[meter]\nhardware = "6861111BN24210104"', "18 characters"),
    "software code": ('[meter]\nsoftware = "Z4=9"', "Z4"),
    "contradiction": ('[meter]\nsoftware = "Z19=0"', "Z19"),
    "limit that is none": ("[limits]\nsockets = 1", "sockets"),
    "limit out of bounds": ("[limits]\nconnections = 0", "connections is 1 to 65535, not 0"),
    "limit of another type": ('[limits]\nlinks = "many"', "limits.links"),
    "software revision": ('[meter]\nsoftware_revision = "much too long"', "revision"),
}


@pytest.mark.requirement("COM-4")
def test_the_key_of_firmware_lies_beside_the_meter_file(written, tmp_path):
    (tmp_path / "utility.pub.pem").write_bytes(public_pem(KEY))
    path = written('[firmware]\npublic_key = "utility.pub.pem"')
    assert read_meter_file(path).configuration.firmware_key == PUBLIC_KEY
    assert read_meter_file(written("")).configuration.firmware_key == b""
    with pytest.raises(ConfigurationError, match=r"meter\.toml.*nowhere\.pem cannot be read"):
        read_meter_file(written('[firmware]\npublic_key = "nowhere.pem"'))


@pytest.mark.requirement("CFG-1", "CFG-2")
@pytest.mark.parametrize(("text", "says"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused_with_its_place(written, text, says):
    path = written(text)
    with pytest.raises(ConfigurationError, match=r"meter\.toml") as refusal:
        read_meter_file(path)
    assert says in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_no_file(tmp_path):
    with pytest.raises(ConfigurationError, match=r"nowhere\.toml"):
        read_meter_file(tmp_path / "nowhere.toml")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_meter_file(tmp_path)


def test_a_password_is_in_no_error(written):
    path = written('[dlms]\npasswords = { 18 = "hemligt", 99 = "hemligt" }')
    with pytest.raises(ConfigurationError) as refusal:
        read_meter_file(path)
    assert "hemligt" not in str(refusal.value) + refusal.value.hint + repr(refusal.value.__context__)


def test_tables_of_ones_own_lie_beside_the_meter_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Shelf(Table):
        CODE: ClassVar[str] = "Z20"

    monkeypatch.setattr("enfas.runtime.meter_file.KINDS", (Shelf,))
    (tmp_path / "meter.toml").write_text('[meter]\nsoftware = "Z20=700"\n[tables]\nfiles = ["shelf.toml"]\n')
    (tmp_path / "shelf.toml").write_text('table = "Z20"\nnumber = 700\ntitle = "A shelf"\n')
    configuration = read_meter_file(tmp_path / "meter.toml").configuration
    assert configuration.table(Shelf) == Shelf(number=700, title="A shelf")
    (tmp_path / "shelf.toml").write_text('table = "Z20"\nnumber = 0\ntitle = "A shelf"\n')
    with pytest.raises(ConfigurationError, match=r"shelf\.toml: a table's number is 1 to 999, not 0"):
        read_meter_file(tmp_path / "meter.toml")
    (tmp_path / "shelf.toml").unlink()
    with pytest.raises(ConfigurationError, match=r"shelf\.toml cannot be read"):
        read_meter_file(tmp_path / "meter.toml")
