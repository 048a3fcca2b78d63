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
    PROFILE_DELETED = "the load profile was deleted"
    RECONFIGURED = "the software code was changed"
    DEBITING_STOP = "a debiting period has ended, and is in the debiting log"
    DEBITING_2_LOGGED = "debiting log 2 has another entry"
    ANALYSIS_LOGGED = "the analysis log has another entry"
