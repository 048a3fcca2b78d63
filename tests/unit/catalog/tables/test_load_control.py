from __future__ import annotations

import pytest

from enfas.catalog.load_control import LoadMode
from enfas.catalog.tables import KINDS, parse_table, shipped_tables
from enfas.catalog.tables.load_control import LoadTable
from enfas.errors import ConfigurationError
from enfas.meter.configuration import Configuration

HEAD = 'table = "Z14"\nnumber = 100\ntitle = "one of mine"\n'
PLAN = """
[[relay_1.plans]]
name = "mine"

[[relay_1.plans.seasons]]
name = "all year"
working = ["00:00 on"]
"""


def table(text: str) -> LoadTable:
    made = parse_table(HEAD + text, "mine.toml", KINDS)
    assert isinstance(made, LoadTable)
    return made


@pytest.mark.requirement("SW-5", "CFG-2")
def test_what_a_table_says() -> None:
    made = table("delay_s = 60\ndefault = [true, false]\n[relay_2]\ntariffs = [1, 3]\n" + PLAN)
    assert (made.delay_s, made.default) == (60, (True, False))
    assert made.relay_1 is not None
    assert made.relay_1.mode is LoadMode.TABLE
    assert made.relay_2 is not None
    assert (made.relay_2.mode, made.relay_2.tariff_bits) == (LoadMode.TARIFF, 0b101)


def test_a_relay_of_which_nothing_is_said_goes_by_register_and_one_left_out_by_nothing() -> None:
    made = table("[relay_1]\n")
    assert made.relay_1 is not None
    assert made.relay_1.mode is LoadMode.REGISTER
    assert made.rules(2) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("delay_s = 10801", "0 to 10800 s, not 10801"),
        ("delay_s = -1", "0 to 10800 s"),
        ("[relay_2]\ntariffs = [9]", "relay 2: tariffs are 1 to 8, not 9"),
        (PLAN.replace("00:00 on", "00:00 up"), "relay 1: plan 'mine'"),
        ("[relay_1]\ntarifs = [1]", "unknown field `tarifs`"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(text: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        table(text)


def test_number_1_stands_for_control_by_register() -> None:
    with pytest.raises(ConfigurationError, match="control by register"):
        parse_table(HEAD.replace("100", "1"), "mine.toml", KINDS)


def test_tariffs_and_plans_exclude_each_other() -> None:
    text = PLAN.replace("[[relay_1.plans]]", "[relay_1]\ntariffs = [1]\n[[relay_1.plans]]")
    with pytest.raises(ConfigurationError, match="not by both"):
        table(text)


@pytest.mark.requirement("SW-5", "CFG-2")
@pytest.mark.parametrize("z14", ["000", "001", "002", "003"])
def test_z14_names_the_table(z14: str) -> None:
    found = Configuration.default().replace(Z14=z14).table(LoadTable)
    assert found is shipped_tables().get(("Z14", int(z14)))
    assert (found is None) is (z14 in ("000", "001"))
