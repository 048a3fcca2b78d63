"""Every published object is here, or among the differences with its reason; the page says so."""

from __future__ import annotations

import pytest
from tests.differences import OURS_ALONE, reason_of
from tools import differences

from enfas.faces.cosem.omnipower import OMNIPOWER
from enfas.meter.configuration import Configuration

LETTERS = {1: "R", 2: "W", 3: "RW"}
OBJECTS = {
    (item.class_id, str(item.name)): item for item in OMNIPOWER.objects(Configuration.default().features)
}
PUBLISHED = {(it.class_id, it.obis): it for it in differences.published()}


@pytest.mark.requirement("COM-1")
def test_what_is_published_is_here_or_has_a_reason() -> None:
    for item in differences.missing():
        assert reason_of(item)
    assert len(differences.published()) > 340


@pytest.mark.requirement("COM-1")
def test_what_is_here_is_published_or_said_to_be_ours() -> None:
    ours = {name for _, name in OBJECTS if name not in {obis for _, obis in PUBLISHED}}
    assert ours <= set(OURS_ALONE)


def test_the_page_is_what_the_tables_say() -> None:
    assert differences.PAGE.read_text(encoding="utf-8") == differences.render(), (
        "run python -m tools.differences"
    )
