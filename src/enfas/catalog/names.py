"""Logical names of the objects that are no registers.

Source: DLMS protocol 5512-1424 D1, pages 40-56; DLMS UA Blue Book (IEC 62056-6-1) for those of every meter.
"""

from __future__ import annotations

from typing import Final

from enfas.obis import Obis

__all__ = [
    "ACTIVITY_CALENDAR",
    "ALARM_PUSH",
    "ANALYSIS_LOG",
    "CLOCK",
    "CLOCK_BEFORE",
    "CURRENT_ASSOCIATION",
    "DEBITING_LOG",
    "DEBITING_LOG_2",
    "DISCONNECT_CONTROL",
    "ENERGY_ACTIVATION",
    "HDLC_SETUP",
    "IMAGE_ACTIVATION_SCHEDULE",
    "IMAGE_ACTIVATION_SCRIPT",
    "IMAGE_TRANSFER",
    "LOGICAL_DEVICE_NAME",
    "PEAK_ACTIVATION",
    "PROFILE",
    "SAP_ASSIGNMENT",
    "SPECIAL_DAYS",
    "TARIFF_SCRIPTS",
    "USUAL_CLOCK",
]

CLOCK: Final = Obis.parse("0.1.1.0.0.255")

CLOCK_BEFORE: Final = Obis.parse("0.1.1.0.1.255")
"""The clock's time before it was set: a column of the clock's log only."""

USUAL_CLOCK: Final = Obis.parse("0.0.1.0.0.255")
"""The clock of most other meters, which some clients take for granted."""

PROFILE: Final = Obis.parse("1.1.99.1.0.255")
ANALYSIS_LOG: Final = Obis.parse("1.1.99.1.1.255")
DEBITING_LOG: Final = Obis.parse("1.1.98.1.0.255")
DEBITING_LOG_2: Final = Obis.parse("1.1.98.2.0.255")

ACTIVITY_CALENDAR: Final = Obis.parse("0.0.13.0.0.255")
SPECIAL_DAYS: Final = Obis.parse("0.0.11.0.0.255")
TARIFF_SCRIPTS: Final = Obis.parse("0.0.10.0.100.255")
ENERGY_ACTIVATION: Final = Obis.parse("0.0.14.0.1.255")
PEAK_ACTIVATION: Final = Obis.parse("0.0.14.0.2.255")

DISCONNECT_CONTROL: Final = Obis.parse("0.0.96.3.10.255")
ALARM_PUSH: Final = Obis.parse("0.4.25.9.0.255")
IMAGE_TRANSFER: Final = Obis.parse("0.0.44.0.0.255")
IMAGE_ACTIVATION_SCRIPT: Final = Obis.parse("0.0.10.0.107.255")
IMAGE_ACTIVATION_SCHEDULE: Final = Obis.parse("0.0.15.0.2.255")
HDLC_SETUP: Final = Obis.parse("0.0.22.0.0.255")
CURRENT_ASSOCIATION: Final = Obis.parse("0.0.40.0.0.255")
SAP_ASSIGNMENT: Final = Obis.parse("0.0.41.0.0.255")
LOGICAL_DEVICE_NAME: Final = Obis.parse("0.0.42.0.0.255")
