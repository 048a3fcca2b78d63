"""The meter file: every key, and what is refused with its place."""

from __future__ import annotations

import pytest

from enfas.errors import ConfigurationError
from enfas.limits import Limits
from enfas.meter.configuration import DEFAULT_PASSWORDS, Configuration, Numbering
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
    assert made.passwords[18] == b"hemligt"
    assert made.passwords[1] == "é".encode()
    assert made.passwords[19] == b"12345"


def test_the_first_meter_number_is_the_serial_number_unless_it_is_given(written):
    made = read_meter_file(written("[meter]\nserial_number = 77")).configuration
    assert made.meter_numbers == (77, 0, 0)


REFUSED = {
    "no TOML": ("[meter", "no TOML"),
    "not UTF-8": (b"\xff\xfe", "no TOML"),
    "unknown table": ("[display]\n", "display"),
    "unknown key": ("[meter]\nserial = 1", "serial"),
    "text for a number": ('[meter]\nserial_number = "1"', "serial_number"),
    "fraction for a number": ("[meter]\nserial_number = 1.5", "serial_number"),
    "negative number": ("[meter]\nserial_number = -1", "serial number -1"),
    "number too large": ("[meter]\nserial_number = 4294967296", "4294967296"),
    "two meter numbers": ("[meter]\nmeter_numbers = [1, 2]", "meter_numbers"),
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
