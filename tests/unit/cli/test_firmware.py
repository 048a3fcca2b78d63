"""`enfas firmware`: keys, images and their transfer to a meter behind a socket."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from tests.fake_server import serving
from tests.firmware_bench import KEY, OTHER_KEY, PUBLIC_KEY, announce, image_of, package_of, put
from tests.meter_rows import START_US, load, make_meter
from typer.testing import CliRunner

from enfas.cli.main import app
from enfas.errors import ConfigurationError, DecodeError, EnfasError, RemoteError
from enfas.faces.cosem.device import CosemDevice
from enfas.faces.cosem.session import TcpSession
from enfas.meter.firmware import Firmware
from enfas.meter.firmware.container import build, check_signature
from enfas.meter.firmware.package import Package
from enfas.runtime.keys import private_pem, public_pem, read_private_key, read_public_key
from enfas.runtime.program import rom_checksum
from enfas.timebase import US_PER_S

pytestmark = pytest.mark.requirement("COM-4")

SPEC = """
meters = "68****************"
revision = "A7"
object_list = "Enfas_V0002"
confirm = "remote"
tables = ["button.toml"]
[texts]
display = "Maintenance on Monday"
[legal]
revision = "Q2"
"""
BUTTON = 'table = "Z17"\nnumber = 700\ntitle = "Time"\nfunctions = ["set time"]\n'


def enfas(*arguments: object) -> str:
    result = CliRunner().invoke(app, ["firmware", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "package.toml").write_text(SPEC)
    (tmp_path / "button.toml").write_text(BUTTON)
    (tmp_path / "key.pem").write_bytes(private_pem(KEY))
    (tmp_path / "key.pub.pem").write_bytes(public_pem(KEY))
    return tmp_path


def test_a_pair_of_keys(tmp_path: Path) -> None:
    said = enfas("key", tmp_path / "utility.pem")
    private, public = tmp_path / "utility.pem", tmp_path / "utility.pub.pem"
    assert str(public) in said
    assert read_private_key(private).public_key().public_bytes_raw() == read_public_key(public)
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    with pytest.raises(ConfigurationError, match="there already"):
        enfas("key", private)
    with pytest.raises(ConfigurationError, match="cannot be written"):
        enfas("key", tmp_path / "nowhere" / "a.pem")


def test_build_sign_and_show(folder: Path) -> None:
    image = folder / "package.efw"
    assert "not signed" in enfas("build", folder / "package.toml")
    assert "signature   no" in enfas("show", image)
    with pytest.raises(DecodeError, match="not signed"):
        enfas("show", image, "--key", folder / "key.pub.pem")
    assert enfas("sign", image, "--key", folder / "key.pem", "-o", folder / "signed.efw") == (
        f"{folder / 'signed.efw'}: signed\n"
    )
    document = json.loads(enfas("show", folder / "signed.efw", "--key", folder / "key.pub.pem", "--json"))
    assert document["signature"] == "good"
    assert document["tables"] == ["Z17=700 Time"]
    assert document["legal"] == {"number": 50981040, "revision": "Q2", "checksum": rom_checksum()}
    package = Package.decode(check_signature((folder / "signed.efw").read_bytes(), PUBLIC_KEY))
    assert (package.version.text, package.confirm) == ("50981140-A7", "remote")
    assert package.texts == {"display": "Maintenance on Monday"}
    text = enfas("show", folder / "signed.efw")
    assert "signature   not checked" in text
    assert "display Maintenance on Monday" in text
    (folder / "other.pem").write_bytes(private_pem(OTHER_KEY))
    with pytest.raises(DecodeError, match="not of this meter's key"):
        enfas("show", folder / "signed.efw", "--key", folder / "other.pem")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "meters"),
        ("meters =", "no TOML"),
        ('meters = "68"\nrevision = "A1"', "18 characters"),
        ('meters = "68****************"\nrevision = "1"', "no revision"),
        ('meters = "68****************"\nrevision = "A1"\ntables = ["none.toml"]', "cannot be read"),
        ('meters = "68****************"\nrevision = "A1"\nmore = 1', "more"),
    ],
)
def test_a_package_file_that_cannot_be(folder: Path, text: str, says: str) -> None:
    (folder / "package.toml").write_text(text)
    with pytest.raises(EnfasError, match=says):
        enfas("build", folder / "package.toml")
    assert not (folder / "package.efw").exists()


def test_files_that_cannot_be_had(folder: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        enfas("show", folder / "none.efw")
    with pytest.raises(ConfigurationError, match="cannot be written"):
        enfas("build", folder / "package.toml", "-o", folder / "none" / "a.efw")
    (folder / "package.toml").write_bytes(b"\xff")
    with pytest.raises(ConfigurationError, match="no text"):
        enfas("build", folder / "package.toml")


class Served:
    """A meter behind a socket, whose time goes on by a second with each request."""

    def __init__(self, *, runs: bool = True, **codes: Any) -> None:
        self.meter = make_meter(firmware_key=PUBLIC_KEY, **codes)
        self.runs = runs
        self.at_us = START_US
        self.meter.advance(load(self.at_us, 1, duration_us=US_PER_S))
        self.session = TcpSession(CosemDevice(self.meter))

    def receive(self, data: bytes, now_s: float) -> bytes:
        if self.runs:
            self.at_us += US_PER_S
            self.meter.advance(load(self.at_us, 1, duration_us=US_PER_S))
        return self.session.receive(data, now_s)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits in a test."""
    monkeypatch.setattr("enfas.cli.firmware._wait", lambda seconds: None)


def written(folder: Path, **changes: Any) -> Path:
    path = folder / "image.efw"
    path.write_bytes(image_of(**changes))
    return path


def test_send_over_a_socket(folder: Path) -> None:
    served = Served()
    with serving(served) as place:
        said = enfas("send", place, written(folder), "--block", "64", "--originator", "head-end")
    assert said.splitlines()[1:] == [
        "verified",
        "in service: 50981140-A2",
        "on trial: confirmed by itself after a minute",
    ]
    assert said.startswith("sent ")
    assert served.meter.read("application_version") == "50981140-A2"


def test_send_goes_on_where_it_stood_and_confirms(folder: Path) -> None:
    served = Served()
    path = written(folder, confirm="remote")
    served.meter.part(Firmware).set_block_size(64)
    announce(served.meter, path.read_bytes(), "enfas")
    put(served.meter, path.read_bytes(), [0, 2])
    with serving(served) as place:
        said = enfas("send", place, path, "--confirm")
    count = -(-len(path.read_bytes()) // 64)
    assert said.splitlines() == [
        f"sent {count - 2} of {count} blocks; the others were there",
        "verified",
        "in service: 50981140-A2",
        "confirmed",
    ]
    assert served.meter.read("firmware_trial") == 0


def test_send_to_a_meter_that_stands_still(folder: Path) -> None:
    served = Served(runs=False)
    with serving(served) as place:
        said = enfas("send", place, written(folder))
    assert "stands still" in said.splitlines()[-1]
    assert served.meter.part(Firmware).state.status == 6


@pytest.mark.parametrize("options", [("--no-activate",), ("--at", "2025-01-15T13:00")])
def test_send_without_a_start(folder: Path, options: tuple[str, ...]) -> None:
    served = Served()
    with serving(served) as place:
        said = enfas("send", place, written(folder), *options)
    assert served.meter.part(Firmware).state.status == 3
    assert ("starts at 2025-01-15T13:00" in said) is ("--at" in options)


def test_send_what_is_refused(folder: Path) -> None:
    path = folder / "image.efw"
    path.write_bytes(build(package_of().encode()))
    with serving(Served()) as place, pytest.raises(RemoteError, match="does not take the image"):
        enfas("send", place, path)


def test_send_what_cannot_start(folder: Path) -> None:
    served = Served()
    firmware = served.meter.part(Firmware)
    with serving(served) as place:
        enfas("send", place, written(folder), "--no-activate")
        firmware.state.transfer.identifier = bytes(20)
        firmware.activate()
        served.meter.advance(load(served.at_us + US_PER_S, 1, duration_us=20 * US_PER_S))
    assert firmware.state.status == 7
