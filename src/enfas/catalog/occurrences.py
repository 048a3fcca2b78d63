"""What happens in the life of a meter and concerns more than the part in which it happens.

A part says so with `Meter.occur`, and all parts are told (`Part.occurred`): whoever logs, counts, alarms or
shows listens, and whoever makes it happen knows none of them. A new occurrence is a line here.
"""

from __future__ import annotations

from enum import Enum, unique

__all__ = ["Occurrence"]


@unique
class Occurrence(Enum):
    """What happened, by its name; the value is its title."""

    MAINS_LOST = "mains is gone"
    MAINS_BACK = "mains is back"
    CLOCK_SET = "the clock was set by so much that it is logged"
    CLOCK_ADJUSTED = "the clock was set by so little that it is not logged"
    TIME_LOST = "the clock's backup has ended; it begins anew with a time that is invalid"
    SUMMER_TIME_SWITCHED = "daylight saving was enabled or disabled"
    CALENDAR_CHANGED = "a calendar that was written is in force, or other special days are"
    TARIFF_CHANGED = "another tariff is active"
    COVER_OPENED = "the terminal cover is open"
    COVER_CLOSED = "the terminal cover is closed again"
    MAGNET_FOUND = "there is a magnetic field"
    MAGNET_LASTS = "the magnetic field lasts"
    MAGNET_GONE = "the magnetic field is gone"
    ALARM_INPUT = "the alarm input is active"
    ALARM_INPUT_GONE = "the alarm input is active no more"
    EARTH_FAULT = "the earth fault module tells of an earth fault"
    EARTH_FAULT_GONE = "the earth fault is gone"
    OVER_VOLTAGE = "the voltage has been over its limit for long"
    OVER_VOLTAGE_GONE = "it is not over it any more"
    UNDER_VOLTAGE = "the voltage has been under its limit for long"
    UNDER_VOLTAGE_GONE = "it is not under it any more"
    PROFILE_DELETED = "the load profile was deleted"
    DISPLAY_CHANGED = "a list of the display was changed"
    BREAKER_OPENED_BY_HAND = "the breaker was opened by the button"
    BREAKER_OPENED_BY_ITSELF = "the breaker has opened by itself"
    BREAKER_OPENED_FROM_REMOTE = "the breaker was opened from remote"
    BREAKER_CLOSED = "the breaker is closed again"
    BREAKER_RELEASED = "the breaker may be closed by hand"
    BREAKER_LOGGED_ONLY = "the breaker would have opened, and was told only to log it"
    BREAKER_STUCK = "the breaker's contact did not move"
    BREAKER_SET_UP = "a setting of the breaker was changed"
    CREDIT_LOW = "credit is at the alarm limit"
    CREDIT_OUT = "credit is out"
    NEUTRAL_BROKEN = "the neutral is broken"
    NEUTRAL_WHOLE = "the neutral is whole again"
    LOAD_SWITCHED = "a relay of load control has switched"
    RECONFIGURED = "the software code was changed"
    FIRMWARE_ACTIVATED = "the meter has started with another firmware"
    FIRMWARE_REFUSED = "a firmware was not taken, or was taken back"
    DEBITING_STOP = "a debiting period has ended, and is in the debiting log"
    DEBITING_2_LOGGED = "debiting log 2 has another entry"
    ANALYSIS_LOGGED = "the analysis log has another entry"
