from __future__ import annotations

from enfas.catalog.display import FUNCTION_READINGS, READINGS, ButtonFunction, Form


def test_each_function_but_the_list_has_a_reading() -> None:
    assert set(FUNCTION_READINGS) == set(ButtonFunction) - {ButtonFunction.UTILITY_LIST}
    for function, reading in FUNCTION_READINGS.items():
        assert (reading.form, reading.name) == (Form.FUNCTION, function.value)
        assert reading.name not in READINGS
        assert 1 <= len(reading.text) <= 9
    references = {reading.reference for reading in (*FUNCTION_READINGS.values(), *READINGS.values())}
    assert len(references) == len(FUNCTION_READINGS) + len(READINGS)
