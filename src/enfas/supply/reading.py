"""How a source is to be read: one set of options for all kinds, with defaults that fit most recordings."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from fractions import Fraction
from typing import Final, Literal

from enfas.errors import ConfigurationError
from enfas.interval import Mark
from enfas.supply.kinds import NAMES

__all__ = ["Column", "Reading"]

_PHASE_HZ: Final = 50.0  # what phase_deg is an angle of
_MARKS: Final = {"": Mark.NONE, "outage": Mark.OUTAGE, "gap": Mark.GAP}

Column = int | str
"""A column or channel: its number from 0, or its name."""


@dataclass(frozen=True)
class Reading:
    """Options; a supply file has the same ones under the same names.

    Attributes:
        kind: What the source is, one of `kinds.NAMES`; "" finds out.
        rate_hz: Sampling rate, where the source does not tell or is wrong about it. [Hz]
        from_s: How much to leave out at the beginning. [s]
        duration_s: How much to read, or all. [s]
        u_column: Voltage: column of a table, channel of a recording.
        i_column: Current.
        u_scale: Volts per number of the source; None: 1, or what the column's unit says.
        i_scale: Amperes per number of the source.
        u_offset: The number that stands for 0 V.
        i_offset: The number that stands for 0 A.
        phase_deg: How much the current channel lags behind the voltage channel at 50 Hz, to be undone. [°]
        side: Side of the instrument transformers that is wanted of a COMTRADE record; "" as it was recorded.
        encoding: Form of raw pairs and of standard input: text, or numbers little-endian.
        skip_rows: Lines of a text before the data or their header; None finds out.
        delimiter: What separates columns; "" finds out.
        decimal: Decimal mark; "" finds out.
        time_column: Column of time stamps; None finds it by name, "" has none.
        utc_offset_min: How far times without a zone are ahead of UTC; None: 0 where the column's name says
            UTC, else 60, as a meter's normal time when it is delivered. [min]
        time_zone: IANA name of the zone of times without one, with its summer time.
        date_order: Day and month in dates that do not begin with the year.
        stamp: A time stamp is of its interval's start or end.
        interval_s: Length of an interval; None finds out. [s]
        columns: Columns of a load series by what they are: see `supply.columns.ROLES`.
        units: Units of those columns, where their names do not say or are wrong.
        missing: What a missing value is: "" by the rule, or always an outage or a gap.
    """

    kind: str = ""
    rate_hz: float | None = None
    from_s: float = 0.0
    duration_s: float | None = None
    u_column: Column | None = None
    i_column: Column | None = None
    u_scale: float | None = None
    i_scale: float | None = None
    u_offset: float = 0.0
    i_offset: float = 0.0
    phase_deg: float = 0.0
    side: Literal["", "primary", "secondary"] = ""
    encoding: Literal["text", "int16", "int32", "float32", "float64"] = "text"
    skip_rows: int | None = None
    delimiter: str = ""
    decimal: Literal["", ".", ","] = ""
    time_column: Column | None = None
    utc_offset_min: int | None = None
    time_zone: str = ""
    date_order: Literal["dmy", "mdy"] = "dmy"
    stamp: Literal["start", "end"] = "start"
    interval_s: float | None = None
    columns: Mapping[str, Column] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    missing: Literal["", "outage", "gap"] = ""

    def __post_init__(self) -> None:
        if self.kind and self.kind not in NAMES:
            raise ConfigurationError(f"there is no kind {self.kind!r}", hint=f"there are {', '.join(NAMES)}")
        for name in ("rate_hz", "duration_s", "interval_s"):
            value = getattr(self, name)
            if value is not None and not (value > 0 and math.isfinite(value)):
                raise ConfigurationError(f"{name} is a number over 0, not {value}")
        for name in ("u_scale", "i_scale", "u_offset", "i_offset", "phase_deg"):
            value = getattr(self, name)
            if value is not None and not math.isfinite(value):
                raise ConfigurationError(f"{name} is a number, not {value}")
        if self.u_scale == 0 or self.i_scale == 0:
            raise ConfigurationError("a scale of 0 leaves nothing to measure")
        if not (self.from_s >= 0 and math.isfinite(self.from_s)):
            raise ConfigurationError(f"from_s is a number from 0, not {self.from_s}")
        if self.skip_rows is not None and self.skip_rows < 0:
            raise ConfigurationError(f"skip_rows is a number from 0, not {self.skip_rows}")
        if len(self.delimiter) > 1 or self.delimiter in ('"', ".", "\n", "\r"):
            raise ConfigurationError(f"a delimiter is one character, not {self.delimiter!r}")
        if self.delimiter and self.delimiter == self.decimal:
            raise ConfigurationError(f"{self.delimiter!r} cannot be both delimiter and decimal mark")
        if self.utc_offset_min is not None and self.time_zone:
            raise ConfigurationError("utc_offset_min and time_zone exclude each other")

    @property
    def rate(self) -> Fraction | None:
        """The sampling rate as it was written, or None. [Hz]"""
        return None if self.rate_hz is None else Fraction(repr(float(self.rate_hz)))

    @property
    def late_us(self) -> float:
        """By how much the current channel comes late. [µs]"""
        return self.phase_deg / 360 / _PHASE_HZ * 1e6

    @property
    def mark(self) -> Mark:
        """What a missing value is; NONE: the rule tells."""
        return _MARKS[self.missing]

    def over(self, other: Reading) -> Reading:
        """These options where they differ from the defaults, else the other's."""
        changed = {f.name: getattr(self, f.name) for f in fields(self)}
        return Reading(
            **{
                name: getattr(other, name) if value == getattr(_DEFAULT, name) else value
                for name, value in changed.items()
            }
        )


_DEFAULT = Reading()
