"""What the event logs say: each entry once, with its time, in words."""

from __future__ import annotations

import pytest
from tests.meter_rows import START_US, load, make_meter

from enfas.catalog.logs import EVENT_LOGS
from enfas.catalog.status import MeterStatus
from enfas.cli.run_news import _WORDS, News
from enfas.meter import events
from enfas.timebase import US_PER_HOUR, US_PER_MIN


def test_each_entry_is_told_once() -> None:
    meter = make_meter()
    news = News(meter)
    assert news.take() == []
    meter.advance(load(START_US, 1))
    meter.advance(load(START_US + US_PER_HOUR, 1))
    assert news.take() == [
        (START_US + US_PER_MIN, "outage"),
        (START_US + US_PER_HOUR, "power returned"),
        (START_US + US_PER_HOUR, "voltage returned"),
    ]
    assert news.take() == []


def test_what_was_there_before_is_no_news() -> None:
    meter = make_meter()
    meter.advance(load(START_US, 1))
    meter.advance(load(START_US + US_PER_HOUR, 1))
    assert News(meter).take() == []


def test_every_event_log_has_its_words() -> None:
    assert _WORDS.keys() == {log.name for log in EVENT_LOGS}


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("status", (MeterStatus.RESET,), "power returned"),
        ("status", (MeterStatus.RESET | 4,), "power returned"),
        ("status", (4,), "meter status 00000100"),
        ("profile_events", (4,), "load profile deleted"),
        ("cut_off", (1, 0), "breaker disconnected by command"),
        ("cut_off", (99, 0), "breaker 99"),
        ("neutral_fault", (1,), "neutral broken"),
        ("neutral_fault", (0,), "neutral whole again"),
        (
            "upload_success",
            (1, b"1-A1".ljust(15), b"1-A2".ljust(15), bytes(16), b"\0\x12", 1),
            "firmware 1-A2 started",
        ),
        ("upload_fail", (11, bytes(15), bytes(15), bytes(16), b"\0\x12", 1), "firmware not taken: signature"),
        ("configuration", (4, 1, 2), "Z4 changed from 1 to 2"),
    ],
)
def test_the_words_of_an_entry(name: str, values: tuple[int, ...], words: str) -> None:
    meter = make_meter()
    news = News(meter)
    meter.logs[name].append(meter.clock.stamp(START_US), *values)
    assert news.take() == [(START_US, words)]


def test_the_clock_s_entry_is_of_the_time_after() -> None:
    meter = make_meter()
    news = News(meter)
    events.clock_set(meter.logs, meter.clock.stamp(START_US + US_PER_HOUR), meter.clock.stamp(START_US))
    assert news.take() == [(START_US + US_PER_HOUR, "clock set")]
