from __future__ import annotations

from typing import Any

import pytest
from tests.firmware_bench import package_of
from tests.meter_rows import make_meter

from enfas.catalog.firmware import UploadResult
from enfas.errors import ConfigurationError
from enfas.meter.firmware.fault import ImageFault
from enfas.meter.firmware.package import Package, in_service

pytestmark = pytest.mark.requirement("COM-4")

BUTTON = {"table": "Z17", "number": 700, "title": "Nothing but the time", "functions": ["set time"]}


def test_it_comes_back_as_it_was() -> None:
    package = package_of(texts={"port": "a", "display": "b"}, tables=(BUTTON,))
    assert Package.decode(package.encode()) == package
    assert package.version.text == "50981140-A2"
    assert package.carried()[0].number == 700


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"meters": "68"}, "18 characters"),
        ({"revision": "1"}, "no revision"),
        ({"revision": "AA1"}, "no revision"),
        ({"number": -1}, "outside"),
        ({"number": 1 << 32}, "outside"),
        ({"object_list": "x" * 65}, "at most 64"),
        ({"texts": {"port": "é"}}, "ASCII"),
        ({"tables": ({"table": "Z17"},)}, "number"),
        ({"tables": (BUTTON, BUTTON)}, "twice"),
        ({"legal": {"number": 1, "revision": "", "checksum": 0}}, "no revision"),
        ({"legal": {"number": 1, "revision": "A1", "checksum": -1}}, "checksum"),
        ({"confirm": "never"}, "confirm"),
        ({"texts": {"elsewhere": "x"}}, "texts"),
        ({"more": 1}, "more"),
    ],
)
def test_what_cannot_be(changes: dict[str, Any], says: str) -> None:
    import msgspec

    plain = msgspec.to_builtins(package_of()) | changes
    with pytest.raises(ImageFault, match=says) as fault:
        Package.decode(msgspec.json.encode(plain))
    assert fault.value.result is UploadResult.MEMORY_MAP


@pytest.mark.parametrize("octets", [b"", b"{", b"[]", b"\xff", b'{"meters": 1}'])
def test_what_is_no_package(octets: bytes) -> None:
    with pytest.raises(ImageFault):
        Package.decode(octets)


def test_which_meters_it_is_for() -> None:
    own = make_meter().configuration.type_number
    assert package_of(meters=own).fits(own)
    assert package_of(meters=own[:5] + "*" * 13).fits(own)
    assert not package_of(meters="0" + own[1:]).fits(own)
    assert not package_of(meters="*" * 17 + "9").fits(own)


def test_what_a_meter_goes_by() -> None:
    filed = make_meter().configuration
    code = filed.software.text
    assert in_service(filed, None, software=code, legal_revision="") == filed
    package = package_of(tables=(BUTTON,))
    after = in_service(filed, package, software=code, legal_revision="")
    assert after.tables == package.carried()
    assert after.software_revision == filed.software_revision
    with pytest.raises(ConfigurationError, match="no such table"):
        in_service(filed, None, software=filed.replace(tables=after.tables, Z17="700").software.text,
                   legal_revision="")  # fmt: skip


@pytest.mark.parametrize(
    ("filed", "named", "shown"),
    [("Q1", "", "Q1"), ("Q1", "Q2", "Q2"), ("R1", "Q2", "R1"), ("Q9", "Q10", "Q10"), ("?", "A1", "A1")],
)
def test_the_later_revision_of_the_legal_part_is_shown(filed: str, named: str, shown: str) -> None:
    configuration = make_meter(software_revision=filed).configuration
    after = in_service(configuration, None, software=configuration.software.text, legal_revision=named)
    assert after.software_revision == shown
