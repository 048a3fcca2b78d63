from __future__ import annotations

from hashlib import sha256

import pytest

from enfas.catalog.firmware import TransferStatus, UploadResult, Version, identifier_of, image_hash
from enfas.errors import ConfigurationError

pytestmark = pytest.mark.requirement("COM-4")


def test_an_identifier_is_hash_and_originator() -> None:
    image = b"an image"
    assert image_hash(image) == sha256(image).digest()[:4]
    assert identifier_of(image, "head-end 7") == image_hash(image) + b"head-end 7\0\0\0\0\0\0"
    for originator in ("x" * 17, "é"):
        with pytest.raises(ConfigurationError, match="at most 16"):
            identifier_of(image, originator)


def test_revisions_are_in_order() -> None:
    revisions = ["A1", "A2", "A9", "A10", "A999", "B0", "Q1", "Z1"]
    orders = [Version.of(1, revision).order for revision in revisions]
    assert orders == sorted(orders)
    assert len(set(orders)) == len(orders)
    assert Version(1, "").order == Version(1, "q1").order == 0
    assert Version.of(50_981_040, "Q1").text == "50981040-Q1"


@pytest.mark.parametrize(
    ("number", "revision"), [(-1, "A1"), (1 << 32, "A1"), (1, ""), (1, "A1000"), (1, "a1")]
)
def test_what_is_no_version(number: int, revision: str) -> None:
    with pytest.raises(ConfigurationError):
        Version.of(number, revision)


def test_the_status_is_one_of_the_real_meter() -> None:
    assert sorted(TransferStatus) == [0, 1, 2, 3, 4, 6, 7]
    assert sorted(UploadResult) == list(range(17))
