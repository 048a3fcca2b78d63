from __future__ import annotations

import pytest

from enfas.catalog.tables import KINDS, parse_table, shipped_tables
from enfas.catalog.tables.alarms import AlarmTable
from enfas.errors import ConfigurationError

TEXT = """
table = "Z26"
number = 7
title = "Tampering"
a = ["cover", "word_b"]
rising = ["magnet", "power_fail"]
falling = ["magnet"]
end_point = "172.16.4.120:5001"
"""


@pytest.mark.requirement("CFG-2", "ALM-1")
def test_a_table_gives_the_words_and_numbers_of_the_registers() -> None:
    table = parse_table(TEXT, "alarms.toml", KINDS)
    assert isinstance(table, AlarmTable)
    assert table.mask_a == 1 << 6 | 1 << 11
    assert table.mask_rising == 1 << 21 | 1 << 5
    assert table.mask_falling == 1 << 21
    assert (table.address, table.port) == (2_886_730_872, 5001)


@pytest.mark.requirement("CFG-2", "ALM-1")
@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"cover"', '"lid"', "no alarm is called 'lid'"),
        (', "word_b"', "", "need word_b"),
        ("172.16.4.120:5001", "172.16.4:5001", "no IPv4 address"),
        ("172.16.4.120:5001", "172.16.4.256:5001", "no IPv4 address"),
        ("172.16.4.120:5001", "172.16.4.120", "no IPv4 address"),
        ("172.16.4.120:5001", "172.16.4.120:65536", "no IPv4 address"),
        ("number = 7", "number = 7\ntries = 0", "1 to 100 times"),
        ("number = 7", "number = 7\nretry_s = 86401", "1 to 86400 s"),
        ("number = 7", 'number = 7\ntransport = "sms"', "sms"),
        ("number = 7", 'number = 7\ncover_mark = "red"', "red"),
    ],
)
def test_what_cannot_be_is_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        parse_table(TEXT.replace(old, new), "alarms.toml", KINDS)


@pytest.mark.parametrize("number", [1, 2])
def test_shipped(number: int) -> None:
    assert isinstance(shipped_tables()["Z26", number], AlarmTable)
