from __future__ import annotations

import pytest

from enfas.catalog.display import DISPLAY_LISTS, READINGS, ListName, check_list
from enfas.errors import ConfigurationError

LEGAL = ["1.8.0", "2.8.0"]
OTHERS = [name for name in READINGS if name not in LEGAL]


@pytest.mark.requirement("DISP-2")
@pytest.mark.parametrize(
    ("of", "most"),
    [("automatic", 16), ("manual", 30), ("battery", 8), ("utility", 16)],
    ids=["automatic", "manual", "battery", "utility"],
)
def test_a_list_holds_so_many(of: str, most: int) -> None:
    name = ListName(of)
    assert DISPLAY_LISTS[name].most == most
    check_list(name, [*LEGAL, *OTHERS[: most - 2]], READINGS)
    with pytest.raises(ConfigurationError, match=f"{of} list holds [01] to {most} readings, not {most + 1}"):
        check_list(name, [*LEGAL, *OTHERS[: most - 1]], READINGS)


@pytest.mark.requirement("DISP-4")
@pytest.mark.parametrize("of", ["automatic", "manual", "battery"])
@pytest.mark.parametrize("legal", LEGAL)
def test_what_the_law_demands_stays(of: str, legal: str) -> None:
    left = [name for name in LEGAL if name != legal]
    with pytest.raises(ConfigurationError, match=rf"{legal} cannot be taken out of the {of} list"):
        check_list(ListName(of), [*left, "1.0.0"], READINGS)
    check_list(ListName(of), [*left, "1.0.0"], set(READINGS) - {legal})  # a meter that does not count it


def test_the_utility_and_an_empty_battery_list_need_nothing() -> None:
    check_list(ListName.UTILITY, ["97.97.0"], READINGS)
    check_list(ListName.BATTERY, [], READINGS)
    with pytest.raises(ConfigurationError, match="1 to 16 readings, not 0"):
        check_list(ListName.AUTOMATIC, [], READINGS)


def test_a_reading_is_there_once_and_is_one() -> None:
    with pytest.raises(ConfigurationError, match=r"'1\.0\.0' is in the manual list twice"):
        check_list(ListName.MANUAL, [*LEGAL, "1.0.0", "1.0.0"], READINGS)
    with pytest.raises(ConfigurationError, match=r"no reading 'x'"):
        check_list(ListName.MANUAL, [*LEGAL, "x"], READINGS)
