from __future__ import annotations

from pathlib import Path

import pytest

from enfas.catalog.firmware import DELIVERED_APPLICATION
from enfas.errors import ConfigurationError
from enfas.meter.firmware.package import LegalPart
from enfas.runtime.package_file import read_package_file
from enfas.runtime.program import rom_checksum

pytestmark = pytest.mark.requirement("COM-4")

LEAST = 'meters = "******************"\nrevision = "A2"\n'
BUTTON = 'table = "Z17"\nnumber = 700\ntitle = "Time"\nfunctions = ["set time"]\n'


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str | bytes) -> Path:
        path = tmp_path / "package.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_the_least_that_it_says(written) -> None:
    package = read_package_file(written(LEAST))
    assert package.version.number == DELIVERED_APPLICATION.number
    assert (package.object_list, package.confirm, package.texts, package.tables) == ("", "self", {}, ())
    assert package.legal is None


def test_every_key(written, tmp_path: Path) -> None:
    (tmp_path / "button.toml").write_text(BUTTON)
    path = written(
        LEAST + 'number = 7\nobject_list = "B"\nconfirm = "remote"\ntables = ["button.toml"]\n'
        '[texts]\nport = "p"\ndisplay = "d"\n[legal]\nrevision = "Q2"\nnumber = 5\nchecksum = 9\n'
    )
    package = read_package_file(path)
    assert (package.version.text, package.object_list, package.confirm) == ("7-A2", "B", "remote")
    assert package.texts == {"port": "p", "display": "d"}
    assert [(table.CODE, table.number) for table in package.carried()] == [("Z17", 700)]
    assert package.legal == LegalPart(5, "Q2", 9)


def test_the_legal_part_is_by_default_the_one_that_runs_here(written) -> None:
    package = read_package_file(written(LEAST + '[legal]\nrevision = "Q2"\n'))
    assert package.legal == LegalPart(50_981_040, "Q2", rom_checksum())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "meters"),
        ("meters =", "no TOML"),
        (b"\xff", "no text"),
        ('meters = "68"\nrevision = "A1"', "18 characters"),
        (LEAST.replace("A2", "2"), "no revision"),
        (LEAST + 'tables = ["none.toml"]', r"none\.toml cannot be read"),
        (LEAST + "more = 1", "more"),
        (LEAST + '[texts]\nelsewhere = "x"', "texts"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(written, text: str | bytes, says: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"package\.toml.*{says}"):
        read_package_file(written(text))


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere\.toml cannot be read"):
        read_package_file(tmp_path / "nowhere.toml")
