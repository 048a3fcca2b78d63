from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enfas.catalog.calendar import Calendar, DayProfile, SeasonStart, SpecialDay, Switch, Week
from enfas.errors import CommandRefused
from enfas.faces.cosem import calendar_data as coded
from enfas.meter.activity_calendar import Entry
from enfas.protocols.dlms.axdr import decode

CALENDAR = Calendar(
    b"mine",
    (SeasonStart(b"1", 11, 1, b"w"), SeasonStart(b"2", 4, 30, b"s")),
    (Week(b"w", (1, 1, 1, 1, 1, 2, 0), 0), Week(b"s", (2,) * 7, 2)),
    (
        DayProfile(0, (Switch(0, 1),)),
        DayProfile(1, (Switch(0, 2), Switch(1439, 4))),
        DayProfile(2, (Switch(0, 3),)),
    ),
)

SEASON = "0101 0203 090131 090cffff0b01ff000000008000 00 090177"
WEEK = "0101 0208 090177 1101 1101 1101 1101 1101 1102 1100"
DAY = (
    "0101 0202 1101 0102 0203 090400000000 090600000a0064ff 120002 0203 0904173b0000 090600000a0064ff 120004"
)
ENTRY = "0203 120007 090507ea050105 1103"


def octets(text: str) -> bytes:
    return bytes.fromhex(text.replace(" ", ""))


@pytest.mark.requirement("COM-1", "TAR-1")
@pytest.mark.parametrize("what", ["seasons", "weeks", "days"])
def test_what_is_encoded_is_decoded(what: str) -> None:
    encode, read = getattr(coded, f"encode_{what}"), getattr(coded, f"decode_{what}")
    assert read(decode(encode(CALENDAR))) == getattr(CALENDAR, what)


@pytest.mark.requirement("COM-1", "TAR-1")
def test_the_form_is_the_standard_s() -> None:
    """Octets put together by hand, by the structures of the Blue Book."""
    assert coded.decode_seasons(decode(octets(SEASON))) == (SeasonStart(b"1", 11, 1, b"w"),)
    assert coded.decode_weeks(decode(octets(WEEK))) == CALENDAR.weeks[:1]
    assert coded.decode_days(decode(octets(DAY))) == CALENDAR.days[1:2]
    assert coded.encode_days(Calendar(b"", (), (), CALENDAR.days[1:2])) == octets(DAY)
    assert coded.encode_seasons(Calendar(b"", CALENDAR.seasons[:1], (), ())) == octets(SEASON)
    assert coded.decode_entry(decode(octets(ENTRY))) == Entry(7, SpecialDay(2026, 5, 1, 3))
    entries = (Entry(7, SpecialDay(2026, 5, 1, 3)),)
    assert coded.encode_entries(entries, lambda day: day.profile or 0) == octets("0101" + ENTRY)


def test_special_days_of_each_year_and_holidays() -> None:
    every_year = decode(octets("0203 120001 0905ffff0c19ff 11ff"))
    assert coded.decode_entry(every_year) == Entry(1, SpecialDay(None, 12, 25))
    data = coded.encode_entries((Entry(1, SpecialDay(None, 12, 25)),), lambda day: 255)
    assert data == octets("0101 0203 120001 0905ffff0c19ff 11ff")
    assert coded.decode_entries(decode(data)) == (Entry(1, SpecialDay(None, 12, 25)),)


@pytest.mark.parametrize(
    ("read", "text", "old", "new"),
    [
        (coded.decode_seasons, SEASON, "0101", "0201"),
        (coded.decode_seasons, SEASON, "0203 090131", "0202"),
        (coded.decode_seasons, SEASON, "090131", "1131"),
        (coded.decode_seasons, SEASON, "090c", "090d00"),
        (coded.decode_weeks, WEEK, "1101", "0f01"),
        (coded.decode_weeks, WEEK, "0208 090177 1101", "0207 090177"),
        (coded.decode_days, DAY, "120004", "1104"),
        (coded.decode_days, DAY, "0904173b0000", "0903173b00"),
        (coded.decode_days, DAY, "1101", "0f01"),
        (coded.decode_entry, ENTRY, "120007", "1107"),
        (coded.decode_entry, ENTRY, "1103", "0f03"),
        (coded.decode_entry, ENTRY, "090507ea050105", "090407ea0501"),
    ],
)
def test_data_of_another_form_are_refused(
    read: Callable[[Any], object], text: str, old: str, new: str
) -> None:
    with pytest.raises(TypeError):
        read(decode(octets(text.replace(old, new, 1))))


@pytest.mark.parametrize(
    ("read", "text", "old", "new", "message"),
    [
        (coded.decode_seasons, SEASON, "ffff0b01ff", "07ea0b01ff", "each year at midnight"),
        (coded.decode_seasons, SEASON, "0b01ff00", "0b010100", "each year at midnight"),
        (coded.decode_seasons, SEASON, "ff000000", "ff060000", "each year at midnight"),
        (coded.decode_days, DAY, "173b0000", "183b0000", "a minute of the day"),
        (coded.decode_days, DAY, "173b0000", "173c0000", "a minute of the day"),
        (coded.decode_days, DAY, "173b0000", "173b0100", "a minute of the day"),
        (coded.decode_days, DAY, "0a0064ff", "0a0065ff", "a script of 0.0.10.0.100.255"),
        (coded.decode_entry, ENTRY, "07ea050105", "07ea050104", "on its own weekday"),
        (coded.decode_entry, ENTRY, "07ea050105", "ffff050105", "on its own weekday"),
        (coded.decode_entry, ENTRY, "07ea050105", "07eaff0105", "on its own weekday"),
    ],
)
def test_values_that_cannot_be_are_refused(
    read: Callable[[Any], object], text: str, old: str, new: str, message: str
) -> None:
    with pytest.raises(CommandRefused, match=message):
        read(decode(octets(text.replace(old, new, 1))))


def test_open_fields_may_be_open() -> None:
    season = SEASON.replace("ff000000008000 00", "ffffffffff8000 ff")
    assert coded.decode_seasons(decode(octets(season)))[0].day == 1
    assert coded.decode_entry(decode(octets(ENTRY.replace("050105", "0501ff")))).day == SpecialDay(
        2026, 5, 1, 3
    )
