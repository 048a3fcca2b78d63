"""Z3: what the two ports of the primary module do, one row for each code.

Source: data sheet, "Konfigurering - programvara", Z3. The codes 24 and 25 do not exist.
"""

from __future__ import annotations

from typing import Final

from enfas.catalog.codes.table import FREE, Field, Needs, Row
from enfas.catalog.codes.values import ModulePorts, Port

__all__ = ["MODULE_PORTS"]

_R_PLUS = Needs(energies=frozenset({"r_plus"}))
_A_MINUS = Needs(energies=frozenset({"a_minus"}))


def _in(function: str) -> Port:
    return Port(function, "input")


def _in_inverted(function: str) -> Port:
    return Port(function, "input", inverted=True)


def _out(function: str) -> Port:
    return Port(function, "output")


def _out_inverted(function: str) -> Port:
    return Port(function, "output", inverted=True)


def _row(
    code: str, meaning: str, io_1: Port | None, io_2: Port | None, needs: Needs = FREE
) -> Row[ModulePorts]:
    return Row(code, meaning, ModulePorts(io_1, io_2), needs)


_EARTH_FAULT = Port("earth_fault", "i2c")

MODULE_PORTS: Final = Field[ModulePorts](
    ("Z3",),
    "Primary module, port 1/port 2",
    (
        _row("00", "no function", None, None),
        _row("01", "4 tariffs", _in("tariff_4"), _in("tariff_4")),
        _row("02", "4 tariffs inverted", _in_inverted("tariff_4"), _in_inverted("tariff_4")),
        _row("03", "pulse in/alarm in", _in("pulse"), _in("alarm")),
        _row("04", "pulse in/alarm in inverted", _in("pulse"), _in_inverted("alarm")),
        _row("05", "pulse in/A+ out", _in("pulse"), _out("a_plus")),
        _row("06", "R+ out/A+ out", _out("r_plus"), _out("a_plus"), _R_PLUS),
        _row("07", "2 tariffs/alarm in", _in("tariff_2"), _in("alarm")),
        _row("08", "2 tariffs inverted/alarm in", _in_inverted("tariff_2"), _in("alarm")),
        _row("09", "2 tariffs/alarm in inverted", _in("tariff_2"), _in_inverted("alarm")),
        _row("10", "2 tariffs inverted/alarm in inverted", _in_inverted("tariff_2"), _in_inverted("alarm")),
        _row("11", "2 tariffs/A+ out", _in("tariff_2"), _out("a_plus")),
        _row("12", "2 tariffs inverted/A+ out", _in_inverted("tariff_2"), _out("a_plus")),
        _row("13", "pulse in/2 tariffs", _in("pulse"), _in("tariff_2")),
        _row("14", "pulse in/2 tariffs inverted", _in("pulse"), _in_inverted("tariff_2")),
        _row("15", "debiting stop pulse/-", _in("debiting_stop"), None),
        _row("16", "A- out/A+ out", _out("a_minus"), _out("a_plus"), _A_MINUS),
        _row("17", "load control, load/status check", _in("load_control"), _out("status_check")),
        _row("18", "pulse in/load tariff sync", _in("pulse"), _out("load_tariff_sync")),
        _row("19", "pulse in inverted/load tariff sync", _in_inverted("pulse"), _out("load_tariff_sync")),
        _row("20", "pulse in/load tariff sync inverted", _in("pulse"), _out_inverted("load_tariff_sync")),
        _row(
            "21",
            "pulse in inverted/load tariff sync inverted",
            _in_inverted("pulse"),
            _out_inverted("load_tariff_sync"),
        ),
        _row("22", "4 tariffs, synchronised load control", _in("tariff_4_load"), _in("tariff_4_load")),
        _row(
            "23",
            "4 tariffs, synchronised load control, inverted",
            _in_inverted("tariff_4_load"),
            _in_inverted("tariff_4_load"),
        ),
        _row("26", "load control 1/load control 2", _out("load_1"), _out("load_2")),
        _row("27", "pulse in/load control", _in("pulse"), _out("load_1")),
        _row("28", "pulse in/change of load control 1 and 2", _in("pulse"), _out("load_1_2_change")),
        _row("29", "earth fault module with 2 x 5 A relays", _EARTH_FAULT, _EARTH_FAULT),
    ),
    ("00",),
)
