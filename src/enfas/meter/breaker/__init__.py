"""The integrated breaker (X10), which is **not a safety function**: state machine, rules, and the part.

`machine` is the table of states and events; `load_rule` and `voltage_rule` tell from the rows when it opens
and closes by itself; `part` is the meter's part that is plugged in.
"""

from enfas.meter.breaker.part import REST_US, Breaker

__all__ = ["REST_US", "Breaker"]
