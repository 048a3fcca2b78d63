"""The bounds of lines, and the count of what was refused."""

from __future__ import annotations

import re

import msgspec
import pytest
from tests.helpers import ROOT

from enfas.errors import ConfigurationError
from enfas.limits import Counters, Limits

FIELDS = [field.name for field in msgspec.structs.fields(Limits)]


@pytest.mark.parametrize("name", FIELDS)
def test_each_limit_has_bounds(name):
    """Its default lies within them, and what lies outside is refused by its name."""
    default = getattr(Limits(), name)
    for value in (-1, 1 << 40):
        with pytest.raises(ConfigurationError, match=f"the limit {name} is .* to .*, not {value}"):
            Limits(**{name: value})
    assert getattr(Limits(**{name: default}), name) == default


def test_no_time_out_is_a_limit_too():
    assert Limits(inactivity_s=0).inactivity_s == 0


def test_limits_are_values():
    assert Limits() == Limits()
    with pytest.raises(AttributeError):
        Limits().connections = 5  # type: ignore[misc]


@pytest.mark.parametrize(
    ("struct", "heading"), [(Limits, "## Limits"), (Counters, "## Counters")], ids=["limits", "counters"]
)
def test_the_page_names_each_with_its_default(struct, heading):
    page = (ROOT / "docs" / "lines.md").read_text().partition(heading)[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \|(?: ([^|]+) \|)?", page, re.MULTILINE)
    assert [name for name, _ in rows] == [field.name for field in msgspec.structs.fields(struct)]
    if struct is Limits:
        defaults = {name: float(text.replace(" ", "")) for name, text in rows}
        assert defaults == {name: float(getattr(Limits(), name)) for name in FIELDS}


def test_troubles_are_what_is_not_zero_but_for_what_was_accepted():
    counters = Counters(accepted=7)
    assert counters.troubles() == {}
    counters.cut_off += 2
    counters.closed_silent += 1
    assert counters.troubles() == {"closed_silent": 1, "cut_off": 2}
