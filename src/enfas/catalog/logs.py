"""The logs: one row for each, with its columns and its depth.

Columns are the real meter's: data logs begin with clock, logger status, data quality and an energy-format
octet, and go on with registers; event logs are short.

Source: DLMS protocol 5512-1424 D1, pages 40-45 (logical names, columns, event codes); technical description
5512-1235 D1 (depth 200 of the status log). The depths of the clock's log, the load profile's event log and
the two of power quality are not published; they are 200 here, like that of the status log.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from enfas.catalog.breaker import BREAKER
from enfas.catalog.data_logs import data_layout
from enfas.catalog.firmware import ORIGINATOR_OCTETS
from enfas.catalog.layout import Column, DataType, Layout, clock_column
from enfas.catalog.names import CLOCK, CLOCK_BEFORE, PROFILE
from enfas.catalog.registers import REGISTERS
from enfas.catalog.registers.quality import COUNTERS
from enfas.obis import Obis

__all__ = [
    "EVENT_LOGS",
    "FORMAT_OCTET",
    "VERSION_OCTETS",
    "EventLog",
    "ProfileEvent",
    "QualityEvent",
    "profile_capacity",
    "profile_layout",
]

FORMAT_OCTET: Final = 1
"""The energy-format octet of data logs; real rows carry 1 (5512-1424 D1, section 4.2)."""

VERSION_OCTETS: Final = 15
"""Octets of a version as text in the logs of uploads, filled up with spaces: 4294967295-Z999."""

_PROFILE_MEMORY: Final = 574 * 1024
_RECORD_BASE: Final = 18
_RECORD_CHANNEL: Final = 4
_MINUTES_PER_DAY: Final = 24 * 60


class ProfileEvent(IntEnum):
    """The codes of the load profile's event log."""

    REGISTERS_CHANGED = 2
    DELETED = 4
    PERIOD_CHANGED = 5


class QualityEvent(IntEnum):
    """The codes of the voltage quality log."""

    UNDER = 0
    OVER = 1
    LOW_EXTREME = 2
    HIGH_EXTREME = 3
    OUTAGE = 4
    RETURN = 5
    LOW_FIRST = 6
    LOW_LAST = 7
    HIGH_FIRST = 8
    HIGH_LAST = 9


@dataclass(frozen=True, slots=True)
class EventLog:
    """One event log.

    Attributes:
        name: Its name in the meter.
        obis: Its logical name.
        title: What it is called.
        layout: Its columns.
        capacity: How many entries it keeps.
        needs: The features without which the meter does not have it.
    """

    name: str
    obis: Obis
    title: str
    layout: Layout
    capacity: int
    needs: frozenset[str] = frozenset()


def _upload_log(name: str, e: int, title: str, first: Column) -> EventLog:
    """A log of uploads. Its columns are published, but for the result of a failure, which is ours."""
    return EventLog(
        name,
        Obis.parse(f"1.1.99.98.{e}.255"),
        title,
        Layout(
            (
                clock_column("clock", CLOCK),
                first,
                Column("old", 1, Obis.parse("1.1.96.54.3.255"), 2, DataType.TEXT, VERSION_OCTETS),
                Column("new", 1, REGISTERS["application_version"].obis, 2, DataType.TEXT, VERSION_OCTETS),
                Column("originator", 1, Obis.parse("1.1.96.54.4.255"), 2, DataType.OCTETS, ORIGINATOR_OCTETS),
                Column("party", 1, Obis.parse("1.1.96.54.5.255"), 2, DataType.OCTETS, 2),
                Column("interface", 1, Obis.parse("1.1.96.54.6.255"), 2, DataType.U8),
            )
        ),
        200,
    )


EVENT_LOGS: Final[tuple[EventLog, ...]] = (
    EventLog(
        "status",
        Obis.parse("1.1.99.98.2.255"),
        "Status log",
        Layout(
            (
                clock_column("clock", CLOCK),
                Column("status", 1, REGISTERS["meter_status"].obis, 2, DataType.U8),
            )
        ),
        200,
    ),
    EventLog(
        "clock",
        Obis.parse("1.1.99.98.3.255"),
        "RTC log",
        Layout(
            (
                clock_column("clock", CLOCK),
                clock_column("before", CLOCK_BEFORE),
                Column("cause", 1, Obis.parse("0.1.96.10.3.255"), 2, DataType.U8),
            )
        ),
        200,
    ),
    EventLog(
        "profile_events",
        Obis.parse("1.1.99.98.10.255"),
        "Load profile event log",
        Layout(
            (
                clock_column("clock", CLOCK),
                Column("event", 1, Obis.parse("1.1.96.5.3.255"), 2, DataType.U8),
            )
        ),
        200,
    ),
    EventLog(
        "cut_off",
        Obis.parse("1.1.99.98.5.255"),
        "Cut-off log",
        Layout(
            (
                clock_column("clock", CLOCK),
                Column("state", 1, REGISTERS["breaker"].obis, 2, DataType.U8),
                Column("feedback", 1, REGISTERS["breaker_feedback"].obis, 2, DataType.U8),
            )
        ),
        200,
        frozenset({BREAKER}),
    ),
    EventLog(
        "neutral_fault",
        Obis.parse("1.1.99.98.12.255"),
        "Neutral fault log",
        Layout(
            (
                clock_column("clock", CLOCK),
                Column("event", 1, Obis.parse("1.1.132.0.6.255"), 2, DataType.U8),
            )
        ),
        45,
    ),
    _upload_log(
        "upload_success",
        13,
        "Upload audit, success",
        Column("part", 1, Obis.parse("1.1.96.54.2.255"), 2, DataType.U8),
    ),
    _upload_log(
        "upload_fail",
        14,
        "Upload audit, failure",
        Column("result", 1, Obis.parse("1.1.96.54.129.255"), 2, DataType.U8),  # ours
    ),
    EventLog(
        "voltage_quality",
        Obis.parse("1.1.99.98.16.255"),
        "Voltage quality log",
        Layout(
            (
                clock_column("clock", CLOCK),
                Column("phase", 1, Obis.parse("1.1.132.0.1.255"), 2, DataType.U8),
                Column("event", 1, Obis.parse("1.1.132.0.2.255"), 2, DataType.U8),
                Column("mean", 3, Obis.parse("1.1.132.0.3.255"), 2, DataType.U16),
                Column("most", 3, Obis.parse("1.1.132.0.4.255"), 2, DataType.U16),
                Column("least", 3, Obis.parse("1.1.132.0.5.255"), 2, DataType.U16),
            )
        ),
        200,
    ),
    EventLog(
        "occurrences",
        Obis.parse("1.1.99.98.17.255"),
        "Occurrence counters log",
        Layout(
            (
                clock_column("clock", CLOCK),
                *(Column(key, 1, REGISTERS[key].obis, 2, DataType.U16) for key in COUNTERS),
            )
        ),
        200,
    ),
    EventLog(
        "prepayment",
        Obis.parse("1.1.99.98.129.255"),  # ours, as the codes (`prepayment.CreditEvent`)
        "Prepayment log",
        Layout(
            (
                clock_column("clock", CLOCK),
                Column("event", 1, Obis.parse("1.1.130.0.134.255"), 2, DataType.U8),
                Column("hundredths", 1, REGISTERS["credit_hundredths"].obis, 2, DataType.U32),
                Column("identifier", 1, Obis.parse("1.1.130.0.135.255"), 2, DataType.U32),
            )
        ),
        200,
        needs=frozenset({"breaker"}),
    ),
    EventLog(
        "configuration",
        Obis.parse("1.1.99.98.128.255"),  # ours: the maker has no such log
        "Configuration log",
        Layout(
            (
                clock_column("clock", CLOCK),
                Column("place", 1, Obis.parse("1.1.0.129.130.255"), 2, DataType.U8),  # 4 of Z4
                Column("before", 1, Obis.parse("1.1.0.129.131.255"), 2, DataType.U16),
                Column("after", 1, Obis.parse("1.1.0.129.132.255"), 2, DataType.U16),
            )
        ),
        200,
    ),
)


def profile_layout(channels: tuple[str, ...]) -> Layout:
    """The columns of a load profile with these energies."""
    return data_layout(PROFILE, channels)


def profile_capacity(channels: int, period_min: int, days_limit: int | None = None) -> int:
    """How many entries a load profile keeps: whole days of what its memory holds.

    The data sheet's fifteen depths all follow from 574 KiB and records of 18 + 4·n octets. Those are the
    real meter's records in its memory; ours are as they travel.

    Args:
        channels: Energies in an entry.
        period_min: The period. [min]
        days_limit: The most days that a country allows. [d]

    Source: data sheet, "Loggdjup i dagar" (computed).
    """
    entries_per_day = _MINUTES_PER_DAY // period_min
    days = _PROFILE_MEMORY // (_RECORD_BASE + _RECORD_CHANNEL * channels) // entries_per_day
    return (days if days_limit is None else min(days, days_limit)) * entries_per_day
