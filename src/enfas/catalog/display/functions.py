"""What the right button can do: one row for each function, enabled by the table of Z17.

A function is carried out by holding the right button for five seconds at its reading. Those that have no
reading of their own are readings of the list that the right button walks through.

Source: technical description 5512-1235 D1 (the functions, each enabled by itself). How they are reached is
not published and is our own.
"""

from __future__ import annotations

from enum import Enum, unique
from typing import Final

from enfas.catalog.display.readings import OURS, Form, Reading

__all__ = ["FUNCTION_READINGS", "ButtonFunction"]


@unique
class ButtonFunction(Enum):
    """The functions, by the names that a table calls them."""

    UTILITY_LIST = "utility list"
    SET_TIME = "set time"
    ADJUST_TIME = "adjust time"
    DEBITING_STOP = "debiting stop"
    OPTICAL_PORT = "optical port"
    METER_NUMBER = "meter number"
    TARIFF = "tariff"
    LOAD_CONTROL = "load control"
    RELAY_TEST = "relay test"
    TAMPER_MARK = "tamper mark"


_FIRST: Final = 4
_TEXTS: Final = {
    ButtonFunction.SET_TIME: "SET/TIME",
    ButtonFunction.ADJUST_TIME: "ADJ/TIME",
    ButtonFunction.DEBITING_STOP: "STOP",
    ButtonFunction.OPTICAL_PORT: "OPTICAL",
    ButtonFunction.METER_NUMBER: "SET/NUM1",
    ButtonFunction.TARIFF: "TARIFF",
    ButtonFunction.LOAD_CONTROL: "LOAD",
    ButtonFunction.RELAY_TEST: "RELAYS",
    ButtonFunction.TAMPER_MARK: "TAMPER",
}

FUNCTION_READINGS: Final = {
    function: Reading(
        function.value, text, Form.FUNCTION, OURS, f"function: {function.value}", 1,
        attribute=_FIRST + place, shown="",
    )
    for place, (function, text) in enumerate(_TEXTS.items())
}  # fmt: skip
"""The reading at which each function is carried out."""
