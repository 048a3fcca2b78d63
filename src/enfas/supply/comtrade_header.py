"""The configuration of a COMTRADE record (IEC 60255-24, IEEE C37.111: 1991, 1999, 2013): what is where.

The `comtrade` package reads the lines; here they are checked and put in the units of the meter.
"""

from __future__ import annotations

import math
import re
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Final, NamedTuple

import comtrade

from enfas.errors import InputError
from enfas.supply.columns import FACTORS, unit_named
from enfas.supply.comtrade_text import find_configuration
from enfas.supply.reading import Column, Reading
from enfas.supply.zone import Zone
from enfas.timebase import from_civil

__all__ = ["Channel", "Header", "read_header"]

_MOST_CHANNELS: Final = 10_000
_FEWEST_FIELDS: Final = 10  # of an analogue channel, in 1991; 13 later
_COUNTS: Final = re.compile(r"\s*\d+\s*,\s*(\d+)\s*[Aa]\s*,\s*(\d+)\s*[Dd]\s*")
_LOCAL_CODE: Final = re.compile(r"\s*([+-]?)(\d{1,2})(?:h(\d\d))?\s*")
_FORMATS: Final = ("ASCII", "BINARY", "BINARY32", "FLOAT32")


class Channel(NamedTuple):
    """An analogue channel: value = factor · number + offset.

    Attributes:
        number: Its place among the analogue channels, from 0.
        name: Its name.
        factor: What the record's numbers are multiplied by. [V or A per count]
        offset: What is added then. [V or A]
        skew_us: How much later it is sampled than the record's time says. [µs]
        least: The least number that it can hold.
        greatest: The greatest.
    """

    number: int
    name: str
    factor: float
    offset: float
    skew_us: float
    least: float
    greatest: float


class Header(NamedTuple):
    """What the configuration says.

    Attributes:
        revision: Year of the standard: 1991, 1999, 2001 or 2013.
        analog: How many analogue channels there are.
        status: How many status channels.
        u: The voltage.
        i: The current.
        rate_hz: Sampling rate, or None where the stamps of the data tell it. [Hz]
        samples: How many samples there are.
        stamp_ns: What the numbers of the stamps count. [ns]
        start_us: Instant of the first sample, or None. [µs]
        form: ASCII, BINARY, BINARY32 or FLOAT32.
        data: The file of the data.
        data_at: Octet at which the data begin in it.
        data_line: Line of text at which they begin, from 1.
    """

    revision: str
    analog: int
    status: int
    u: Channel
    i: Channel
    rate_hz: Fraction | None
    samples: int
    stamp_ns: float
    start_us: int | None
    form: str
    data: Path
    data_at: int
    data_line: int


class _Counted:
    """Lines as the package reads them, counted."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self.read = 0

    def readline(self) -> str:
        """The next line, or nothing at the end."""
        self.read += 1
        return self._lines[self.read - 1] if self.read <= len(self._lines) else ""


def read_header(path: Path, reading: Reading) -> Header:
    """The configuration of a record, by any of its files.

    Raises:
        InputError: A file is missing or broken; or there is no voltage or no current; or the rate changes.
    """
    text = find_configuration(path)
    name = path.name
    counted = _Counted(text.lines)
    counts = _COUNTS.fullmatch(text.lines[1]) if len(text.lines) > 1 else None
    if counts is None or max(int(counts[1]), int(counts[2])) > _MOST_CHANNELS:
        raise InputError(
            f"{name}, line {text.first_line + 1}: not the numbers of channels",
            hint="they are written 6,6A,0D",
        )
    for number, line in enumerate(text.lines[2 : 2 + int(counts[1])], text.first_line + 2):
        if line.count(",") < _FEWEST_FIELDS - 1:
            raise InputError(f"{name}, line {number}: {line[:60]!r} is not an analogue channel")
    cfg = comtrade.Cfg(ignore_warnings=True)
    try:
        cfg.read(counted)
    except (ValueError, TypeError, IndexError, KeyError, AttributeError, OverflowError) as error:
        place = min(counted.read, len(text.lines)) - 1
        where, shown = text.first_line + place, text.lines[place][:60]
        raise InputError(f"{name}, line {where}: {shown!r} is not what COMTRADE has there") from error
    form = (text.form or cfg.ft).upper()
    if form not in _FORMATS:
        raise InputError(f"{name}: the data are of form {form!r}", hint=f"readable are {', '.join(_FORMATS)}")
    u, i = _channels(name, cfg.analog_channels, reading)
    rate_hz, samples = _rate(name, cfg, reading)
    stamp_ns = cfg.time_base * cfg.timemult * 1e9
    if not (math.isfinite(stamp_ns) and stamp_ns > 0):
        raise InputError(f"{name}: the factor of the time stamps is {cfg.timemult}, not a number over 0")
    return Header(
        revision=cfg.rev_year,
        analog=cfg.analog_count,
        status=cfg.status_count,
        u=u,
        i=i,
        rate_hz=rate_hz,
        samples=samples,
        stamp_ns=stamp_ns,
        start_us=_start_us(cfg, text.lines, reading),
        form=form,
        data=text.data,
        data_at=text.data_at,
        data_line=text.data_line,
    )


def _channels(name: str, channels: list[comtrade.AnalogChannel], reading: Reading) -> tuple[Channel, Channel]:
    """Voltage and current: those asked for, else the first voltage and the first current of its phase."""
    of_voltage = [n for n, c in enumerate(channels) if _quantity(c) == "V"]
    of_current = [n for n, c in enumerate(channels) if _quantity(c) == "A"]
    u = _asked(name, channels, reading.u_column, "voltage")
    i = _asked(name, channels, reading.i_column, "current")
    if u is None:
        same = [n for n in of_voltage if i is not None and channels[n].ph == channels[i].ph]
        u = next(iter(same or of_voltage), None)
    if i is None:
        same = [n for n in of_current if u is not None and channels[n].ph == channels[u].ph]
        i = next(iter(same or of_current), None)
    if u is None or i is None:
        what = "voltage (V, kV)" if u is None else "current (A, kA)"
        raise InputError(f"{name} has no analogue channel of {what}", hint=_list(channels))
    return _channel(name, u, channels[u], reading), _channel(name, i, channels[i], reading)


def _quantity(channel: comtrade.AnalogChannel) -> str:
    return FACTORS.get(unit_named(channel.uu.strip()), ("", 1.0))[0]


def _asked(name: str, channels: list[comtrade.AnalogChannel], column: Column | None, what: str) -> int | None:
    if column is None:
        return None
    names = [channel.name for channel in channels]
    if isinstance(column, str) and column in names:
        return names.index(column)
    if isinstance(column, str) and column.isdecimal():
        column = int(column)
    if isinstance(column, str) or not 0 <= column < len(channels):
        raise InputError(f"{name} has no analogue channel {column!r} for the {what}", hint=_list(channels))
    return column


def _list(channels: list[comtrade.AnalogChannel]) -> str:
    shown = ", ".join(f"{n} {c.name} [{c.uu}]" for n, c in enumerate(channels[:12]))
    return f"it has {shown}{' …' if len(channels) > 12 else ''}" if channels else "it has none"


def _channel(name: str, index: int, channel: comtrade.AnalogChannel, reading: Reading) -> Channel:
    factor = FACTORS.get(unit_named(channel.uu.strip()), ("", 1.0))[1] * _ratio(name, channel, reading)
    values = (channel.a * factor, channel.b * factor, channel.skew, channel.cmin, channel.cmax)
    if not all(math.isfinite(value) for value in values):
        raise InputError(f"{name}: the figures of channel {channel.name} are not finite")
    return Channel(index, channel.name, *values)


def _ratio(name: str, channel: comtrade.AnalogChannel, reading: Reading) -> float:
    """From the side of the instrument transformer that the record has to the one asked for."""
    recorded = {"P": "primary", "S": "secondary"}.get(channel.pors.strip().upper()[:1], "")
    if not reading.side or not recorded or reading.side == recorded:
        return 1.0
    if not (channel.primary and channel.secondary):
        raise InputError(f"{name}: channel {channel.name} does not tell its transformer's ratio")
    ratio = float(channel.primary / channel.secondary)
    return ratio if reading.side == "primary" else 1.0 / ratio


def _rate(name: str, cfg: comtrade.Cfg, reading: Reading) -> tuple[Fraction | None, int]:
    """The one sampling rate and the number of samples."""
    rates = {rate for rate, _ in cfg.sample_rates}
    samples = int(cfg.sample_rates[-1][1]) if cfg.sample_rates else 0
    if samples <= 0:
        raise InputError(f"{name} announces {samples} samples")
    if reading.rate is not None:
        return reading.rate, samples
    if len(rates) > 1:
        listed = ", ".join(f"{rate:g} Hz to sample {last}" for rate, last in cfg.sample_rates[:6])
        raise InputError(
            f"{name} changes its sampling rate ({listed}); a meter samples at one",
            hint="split it into records of one rate",
        )
    rate = rates.pop()
    if cfg.timestamp_critical or rate == 0:
        return None, samples
    if not (rate > 0 and math.isfinite(rate)):
        raise InputError(f"{name}: the sampling rate is {rate}")
    return Fraction(str(rate)), samples


def _start_us(cfg: comtrade.Cfg, lines: list[str], reading: Reading) -> int | None:
    """Instant of the first sample; None where the record has no date."""
    start: datetime = cfg.start_timestamp
    if start.year <= 1900:
        return None
    local_us = from_civil(
        start.year, start.month, start.day, start.hour, start.minute, start.second, start.microsecond
    )
    place = 2 + cfg.analog_count + cfg.status_count + 2 + cfg.nrates + 4
    if reading.utc_offset_min is None and not reading.time_zone and place < len(lines):
        code = _LOCAL_CODE.fullmatch(lines[place].split(",")[0])  # 2013: the zone of the stamps
        if code is not None:
            minutes = int(code[2]) * 60 + int(code[3] or 0)
            return local_us - (-minutes if code[1] == "-" else minutes) * 60_000_000
    return Zone.of(reading, in_utc=False).instant_us(local_us)
