"""What the display can show, and what its buttons can do: readings, lists, functions, as tables."""

from __future__ import annotations

from enfas.catalog.display.functions import FUNCTION_READINGS, ButtonFunction
from enfas.catalog.display.lists import DISPLAY_LISTS, DisplayList, ListName, check_list
from enfas.catalog.display.readings import READINGS, Form, Reading, reading_of

__all__ = [
    "DISPLAY_LISTS",
    "FUNCTION_READINGS",
    "READINGS",
    "ButtonFunction",
    "DisplayList",
    "Form",
    "ListName",
    "Reading",
    "check_list",
    "reading_of",
]
