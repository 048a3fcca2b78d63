"""What a table is of, samples or a load: a text or a Parquet file opened as either."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from enfas.errors import InputError
from enfas.supply.columns import is_load_series
from enfas.supply.lines import Stream
from enfas.supply.load_series import LoadSeries
from enfas.supply.reading import Reading
from enfas.supply.source import SampleSource
from enfas.supply.table import Table
from enfas.supply.table_samples import TableSamples

__all__ = ["open_parquet", "open_text"]

_FAST_HZ: Final = 100
"""No load series has so many rows a second, and no samples of mains have fewer. [Hz]"""


def open_text(where: Path | Stream, name: str, reading: Reading) -> SampleSource | LoadSeries:
    """Samples or a load series in a text."""
    from enfas.supply.text_table import TextTable

    return _of_table(TextTable(where, name, reading), reading)


def open_parquet(path: Path, name: str, reading: Reading) -> SampleSource | LoadSeries:
    """Samples or a load series in a Parquet file."""
    from enfas.supply.parquet_table import ParquetTable

    return _of_table(ParquetTable(path, name), reading)


def _of_table(table: Table, reading: Reading) -> SampleSource | LoadSeries:
    """Samples or a load series: what the user says, else a column of power or energy tells the latter."""
    if reading.kind == "loads" or (reading.kind != "samples" and reading.columns):
        return LoadSeries(table, reading)
    said = reading.rate_hz is not None or reading.u_column is not None or reading.i_column is not None
    if reading.kind == "samples" or said or not is_load_series(table):
        return TableSamples(table, reading)
    # powers beside voltages and currents: samples if they come as fast as such
    try:
        source = TableSamples(table, reading)
    except InputError:
        return LoadSeries(table, reading)
    return source if source.rate_hz >= _FAST_HZ else LoadSeries(table, reading)
