from __future__ import annotations

import pytest

from enfas.catalog.codes.software import SOFTWARE_FIELDS
from enfas.catalog.tariff_control import PLAN_PLACE, SPECIAL_DAYS_PLACE, TariffControl


@pytest.mark.requirement("TAR-1")
def test_control_is_as_the_real_meter_s_register_says_it() -> None:
    assert [int(control) for control in TariffControl] == [0, 1, 2, 3]
    assert [control.name for control in TariffControl] == ["NONE", "PORTS", "REGISTER", "TABLE"]


def test_places_beside_the_code_are_no_places_of_the_code() -> None:
    numbers = {place.number for place in SOFTWARE_FIELDS}
    assert not {PLAN_PLACE, SPECIAL_DAYS_PLACE} & numbers
    assert max(PLAN_PLACE, SPECIAL_DAYS_PLACE) <= 0xFF
