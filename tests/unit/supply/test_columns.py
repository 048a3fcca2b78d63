from __future__ import annotations

from pathlib import Path

import pytest

from enfas.errors import InputError
from enfas.supply.columns import (
    FACTORS,
    ROLES,
    find_columns,
    find_sample_columns,
    is_load_series,
    unit_named,
    unit_of,
)
from enfas.supply.reading import Reading
from enfas.supply.text_table import TextTable


def table(tmp_path: Path, names: str) -> TextTable:
    path = tmp_path / "a.csv"
    path.write_text(names + "\n" + ";".join(["1"] * len(names.split(";"))) + "\n")
    return TextTable(path, "a.csv", Reading(delimiter=";"))


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Real Power Avg (kW)", "kW"),
        ("P_kW", "kW"),
        ("P [kW]", "kW"),
        ("load kw", "kW"),
        ("A+ kWh", "kWh"),
        ("power_w", "W"),
        ("P/W", "W"),
        ("Reactive Power (kVAR)", "kvar"),
        ("Q (kVAr)", "kvar"),
        ("S (KVA)", "kVA"),
        ("s_va", "VA"),
        ("va", ""),
        ("Va", ""),
        ("Ia", ""),
        ("VA", "VA"),
        ("V", "V"),
        ("u_v", "V"),
        ("MODAQ_Va_V", "V"),
        ("p_mW", "mW"),
        ("p_MW", "MW"),
        ("p_mw", "mW"),
        ("MWH", "MWh"),
        ("f [HZ]", "Hz"),
        ("f (mHz)", "mHz"),
        ("Voltage", ""),
        ("Time (ms)", ""),
        ("Global_active_power", ""),
    ],
)
def test_units_are_read_from_names(name: str, unit: str) -> None:
    assert unit_of(name) == unit


def test_each_unit_is_known_by_its_own_name() -> None:
    assert all(unit_named(unit) == unit for unit in FACTORS)


HOUSEHOLD = "Date;Time;Global_active_power;Global_reactive_power;Voltage;Global_intensity;Sub_metering_1"
EV = (
    "Date Time;Voltage RMS Min (V);Voltage RMS Avg (V);Voltage RMS Max (V);"
    "Current RMS Min (A);Current RMS Avg (A);Real Power Min (kW);Real Power Avg (kW);"
    "Real Power Max (kW);Reactive Power Avg (kVAR);"
    "Apparent Power Avg (kVA);Frequency Min (Hz);Frequency Avg (Hz)"
)


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (
            HOUSEHOLD,
            {
                "date": (0, 1),
                "time_of_day": (1, 1),
                "power": (2, 1000),
                "reactive_power": (3, 1000),
                "voltage": (4, 1),
                "current": (5, 1),
            },
        ),
        (
            EV,
            {
                "time": (0, 1),
                "voltage_min": (1, 1),
                "voltage": (2, 1),
                "voltage_max": (3, 1),
                "current": (5, 1),
                "power": (7, 1000),
                "reactive_power": (9, 1000),
                "apparent_power": (10, 1000),
                "frequency": (12, 1),
            },
        ),
        ("timestamp;power", {"time": (0, 1), "power": (1, 1)}),
        ("date;P", {"time": (0, 1), "power": (1, 1)}),
        ("ts;Consumption (kWh)", {"time": (0, 1), "energy": (1, 1000)}),
        (
            "Zeitstempel;Bezug kWh;Einspeisung kWh;Blindleistung",
            {"time": (0, 1), "energy": (1, 1000), "energy_export": (2, 1000), "reactive_power": (3, 1)},
        ),
        (
            "time;ActivePower;ReactiveEnergy;exported power W",
            {
                "time": (0, 1),
                "power": (1, 1),
                "reactive_energy": (2, 1),
                "power_export": (3, 1),
            },
        ),
        (
            "time;power_w;u_v;i_a;f_mHz;s_va",
            {
                "time": (0, 1),
                "power": (1, 1),
                "voltage": (2, 1),
                "current": (3, 1),
                "frequency": (4, 0.001),
                "apparent_power": (5, 1),
            },
        ),
        (
            "Tid;Effekt;Spänning;Ström",
            {"time": (0, 1), "power": (1, 1), "voltage": (2, 1), "current": (3, 1)},
        ),
    ],
)
def test_columns_are_found_by_their_names(
    tmp_path: Path, names: str, found: dict[str, tuple[int, float]]
) -> None:
    it = find_columns(table(tmp_path, names), Reading())
    assert {role: tuple(place) for role, place in it.items()} == found


def test_the_user_may_choose(tmp_path: Path) -> None:
    it = table(tmp_path, "time;P1 (kW);P2 (kW);x;clock")
    reading = Reading(
        columns={"power": "P2 (kW)", "voltage": 3}, units={"voltage": "kV"}, time_column="clock"
    )
    found = find_columns(it, reading)
    assert {role: tuple(place) for role, place in found.items()} == {
        "time": (4, 1),
        "power": (2, 1000),
        "voltage": (3, 1000),
        "time_of_day": (4, 1),
    }


@pytest.mark.parametrize(
    ("names", "options", "fault"),
    [
        ("time;P1 (kW);P2 (kW)", {}, r"several columns could be the power: 1 P1 \(kW\), 2 P2 \(kW\)"),
        ("time;power", {"units": {"power": "kV"}}, "'kV' is no unit of the power"),
        ("time;power", {"units": {"power": "horses"}}, "'horses' is no unit of the power"),
        (
            "time;power",
            {"units": {"voltage": "V"}},
            "a unit is given for voltage, of which there is no column",
        ),
        ("time;power", {"columns": {"voltage": 7}}, r"there is no column 7 \(voltage\)"),
        ("time;power", {"columns": {"tension": 1}}, "has no column 'tension'"),
        ("time;power (V)", {"columns": {"power": 1}}, "'V' is no unit of the power"),
    ],
)
def test_what_cannot_be_is_refused(
    tmp_path: Path, names: str, options: dict[str, object], fault: str
) -> None:
    with pytest.raises(InputError, match=fault) as caught:
        find_columns(table(tmp_path, names), Reading(**options))  # type: ignore[arg-type]
    assert caught.value.hint or "given for" in fault


def test_each_role_is_in_the_docstring_of_the_page() -> None:
    assert {FACTORS[unit][0] for unit in FACTORS} == {unit for unit in ROLES.values() if unit}


@pytest.mark.parametrize(
    ("names", "is_loads"),
    [
        (HOUSEHOLD, True),
        (EV, True),
        ("time;u;i", False),
        ("Time (ms);Voltage (V);Current (A)", False),
        ("t;kWh", True),
    ],
)
def test_a_column_of_power_or_energy_makes_a_load_series(tmp_path: Path, names: str, is_loads: bool) -> None:
    assert is_load_series(table(tmp_path, names)) is is_loads


@pytest.mark.parametrize(
    ("names", "options", "found"),
    [
        ("u;i", {}, ((0, 1), (1, 1), None)),
        ("i;u", {}, ((1, 1), (0, 1), None)),
        ("1;2", {}, ((0, 1), (1, 1), None)),
        ("1;2;3", {}, ((1, 1), (2, 1), 0)),
        ("1;2;3", {"u_column": 0, "i_column": 1}, ((0, 1), (1, 1), None)),
        ("Time (ms);Voltage (V);Current (A)", {}, ((1, 1), (2, 1), 0)),
        ("Time_UTC;Va_V;Vb_V;Ia;Ib", {}, ((1, 1), (3, 1), 0)),
        ("Time_UTC;Va_V;Vb_V;Ia;Ib", {"u_column": 2, "i_column": "Ib"}, ((2, 1), (4, 1), 0)),
        ("t;u (kV);i (mA)", {}, ((1, 1000), (2, 0.001), 0)),
        ("t;u (kV);i (mA)", {"u_scale": 2.0, "time_column": "t"}, ((1, 2), (2, 0.001), 0)),
        ("a;b;c", {"u_column": "a", "i_column": "c", "time_column": 1}, ((0, 1), (2, 1), 1)),
    ],
)
def test_voltage_and_current_of_samples_are_found(
    tmp_path: Path, names: str, options: dict[str, object], found: tuple[object, ...]
) -> None:
    u, i, time = find_sample_columns(table(tmp_path, names), Reading(**options))  # type: ignore[arg-type]
    assert (tuple(u), tuple(i), time) == found


@pytest.mark.parametrize(
    ("names", "options", "fault"),
    [
        ("t;u", {}, "which column is the current?"),
        ("a;b;c", {}, "which column is the voltage?"),
        ("1;2;3;4", {}, "which column is the voltage?"),
        ("u;i", {"i_column": 2}, r"there is no column 2 \(current\)"),
        ("u;i", {"time_column": "t"}, "no column has the name 't'"),
    ],
)
def test_columns_that_cannot_be_told_are_asked_for(
    tmp_path: Path, names: str, options: dict[str, object], fault: str
) -> None:
    with pytest.raises(InputError, match=fault):
        find_sample_columns(table(tmp_path, names), Reading(**options))  # type: ignore[arg-type]
