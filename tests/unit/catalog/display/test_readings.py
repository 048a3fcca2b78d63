"""The readings of the display, against the real meter's table of them."""

from __future__ import annotations

import json

import pytest
from tests.helpers import shared

from enfas.catalog.display import READINGS, Form, reading_of
from enfas.errors import ConfigurationError

TEXTS = """
1.8.0 A+|2.8.0 A-|3.8.0 R+|4.8.0 R-|15.8.0 |16.8.0 NET|5.8.0 R1|6.8.0 R2|7.8.0 R3|8.8.0 R4|9.8.0 E+|10.8.0 E-
1.8.1 A+/T1|1.8.8 A+/T8|2.8.1 A-/T1|2.8.8 A-/T8|3.8.1 R+/T1|3.8.8 R+/T8|4.8.1 R-/T1|4.8.8 R-/T8
1.128.0 A+/TRIP|2.128.0 A-/TRIP|3.128.0 R+/TRIP|4.128.0 R-/TRIP|21.8.0 A+/L1|22.8.0 A-/L1
1.7.0 P+|2.7.0 P-|3.7.0 Q+|4.7.0 Q-|9.7.0 S+|10.7.0 S-|21.7.0 P+/L1
1.6.0 P+M|2.6.0 P-M|3.6.0 Q+M|4.6.0 Q-M|1.6.1 P+M/T1|1.6.2 P+M/T2|3.6.1 Q+M/T1|3.6.2 Q+M/T2
1.2.0 P+M/ACC|2.2.0 P-M/ACC|3.2.0 Q+M/ACC|4.2.0 Q-M/ACC|1.2.1 P+M1/ACC|1.2.2 P+M2/ACC
1.16.0 MAX|1.13.0 MIN|0.128.1 |0.0.1 NUM/1|0.0.2 NUM/2|0.0.3 NUM/3|96.1.0 SER/NUM|0.130.1 SPC/1
32.7.0 U-L1|31.7.0 I-L1|33.7.0 PF-1|13.7.0 PF|14.7.0 FREQ|32.7.124 THD/U-L1|31.7.124 THD/I-L1
1.0.0 TIME/DATE|0.1.0 RST|98.1.0 |99.1.0 |96.51.1 PTH|96.51.2 PTH/CNT|96.8.0 HRS
96.54.1 CSUM|0.2.0 |97.97.0 INFO
130.0.0 PAY|130.0.1 |call CALL|test |disconnect |profile event
"""
ROWS = [
    tuple(one.rsplit(" ", 1)) for one in TEXTS.strip().replace("\n", "|").split("|") if " " in one.strip()
]
ROWS = [(name, text) for name, text in ROWS if name != "profile"] + [("profile event", "")]
TIMES = ["1.6.0", "3.6.0", "1.6.1", "1.6.2", "3.6.1", "3.6.2", "1.16.0", "1.13.0"]


@pytest.mark.requirement("DISP-1")
@pytest.mark.parametrize(("name", "text"), ROWS, ids=[name for name, _ in ROWS])
def test_a_reading_has_its_code_and_its_text(name: str, text: str) -> None:
    reading = READINGS[name]
    assert reading.text == text
    assert reading.identification == (name if name[0].isdigit() else "")
    assert sum(character.isdigit() for character in reading.identification) <= 7


@pytest.mark.requirement("DISP-1")
@pytest.mark.parametrize("code", TIMES)
def test_a_peak_has_a_time(code: str) -> None:
    reading = READINGS[f"{code} time"]
    assert (reading.identification, reading.text, reading.form) == (code, "TIME/DATE", Form.STAMP)
    assert reading.reference == (4, READINGS[code].obis, 5)


def test_all_readings_of_one_phase_are_there() -> None:
    path = shared("spec/omnipower/display_list.json")
    shown = {(reading.identification, reading.text) for reading in READINGS.values()}
    skipped = ("L2", "L3", "econdary", "ransformer")
    for row in json.loads(path.read_text())["items"]:
        if any(word in row["description"] for word in skipped):
            continue
        code = {"95.51.2": "96.51.2"}.get(row["obis"], row["obis"]) or ""
        text = (row["text"] or "").partition(" (")[0]
        assert (code, text) in shown, row


def test_a_reading_on_the_wire_is_one_alone() -> None:
    references = [reading.reference for reading in READINGS.values()]
    assert len(set(references)) == len(references)


def test_a_reading_that_is_none_is_refused() -> None:
    assert reading_of("1.8.0") is READINGS["1.8.0"]
    with pytest.raises(ConfigurationError, match=r"no reading '1\.9\.0'"):
        reading_of("1.9.0")


def test_the_law_demands_active_energy() -> None:
    assert [name for name, reading in READINGS.items() if reading.legal] == ["1.8.0", "2.8.0"]
