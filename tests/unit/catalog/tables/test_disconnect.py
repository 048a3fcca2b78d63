from __future__ import annotations

import pytest

from enfas.catalog.breaker import BREAKER_SETTINGS, Basis
from enfas.catalog.tables import KINDS, parse_table, shipped_tables
from enfas.catalog.tables.disconnect import DisconnectTable
from enfas.errors import ConfigurationError
from enfas.meter.configuration import Configuration

HEAD = 'table = "Z9"\nnumber = 100\ntitle = "one of mine"\n'


def table(text: str) -> DisconnectTable:
    made = parse_table(HEAD + text, "mine.toml", KINDS)
    assert isinstance(made, DisconnectTable)
    return made


def test_an_empty_table_is_the_meter_as_without_one() -> None:
    settings = table("").settings()
    assert settings == {key: setting.default for key, setting in BREAKER_SETTINGS.items()}


@pytest.mark.requirement("SW-3", "CFG-2")
def test_what_a_table_says_are_the_breaker_s_settings() -> None:
    settings = table(
        """
        load = "power"
        limit = 7
        k = [2.5, 1.7, 0.3]
        t_s = [1, 2, 3]
        automatic = true
        wait_s = 90
        log_only = true
        neutral_fault = true
        over_voltage = true
        over_voltage_v = 300
        over_voltage_s = 2
        over_voltage_back_v = 255
        over_voltage_back_s = 30
        prepayment = true
        prepayment_without_restriction = true
        limit_low = 2
        limited_days = 5
        """
    ).settings()
    assert Basis(settings.pop("breaker_basis")) == Basis(0x7F)
    assert settings.pop("breaker_short_circuit") == 100
    assert settings == {
        "breaker_k1": 25, "breaker_k2": 17, "breaker_k3": 3,
        "breaker_t1": 1, "breaker_t2": 2, "breaker_t3": 3,
        "breaker_wait": 90, "breaker_limited_days": 5, "breaker_automatic": 1,
        "breaker_limit_low": 2, "breaker_limit_high": 7,
        "over_voltage_level": 300, "over_voltage_time": 2,
        "over_voltage_back_level": 255, "over_voltage_back_time": 30,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("limit = 81", "breaker_limit_high takes 0 to 80, not 81"),
        ("k = [1.0, 1.1, 1.0]", "k3 <= k2 <= k1"),
        ("k = [1.25, 1.0, 1.0]", "tenths"),
        ("k = [10.0, 1.0, 1.0]", "0 to 99"),
        ("t_s = [3, 2, 1]", "t1 <= t2 <= t3"),
        ("over_voltage_back_v = 271", "250 to 270"),
        ("over_voltage_v = 262", "reconnect below"),
        ('load = "volts"', "Invalid enum value"),
        ("wait = 5", "unknown field `wait`"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(text: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        table(text)


@pytest.mark.requirement("SW-3", "CFG-2")
@pytest.mark.parametrize("z9", ["000", "001", "002", "003", "004", "100"])
def test_z9_names_the_table(z9: str) -> None:
    mine = table("limit = 16")
    configuration = Configuration.default().replace(tables=(mine,)).replace(Z9=z9)
    found = configuration.table(DisconnectTable)
    if z9 == "000":
        assert found is None
    else:
        assert found is (mine if z9 == "100" else shipped_tables()["Z9", int(z9)])


@pytest.mark.requirement("SW-3", "CFG-1")
def test_without_breaker_there_are_no_disconnection_settings() -> None:
    bare = Configuration.default().replace(X10="0", Z19="0")
    with pytest.raises(ConfigurationError, match="needs a breaker"):
        bare.replace(Z9="002")
