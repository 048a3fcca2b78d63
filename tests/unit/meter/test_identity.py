"""Whose state it is: another meter's is refused; all but secrets is kept."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from tests.meter_rows import START_US, make_meter

from enfas.conditions import Calibration, Conditions
from enfas.errors import ConfigurationError
from enfas.meter.crystal import Crystal
from enfas.meter.identity import Identity
from enfas.meter.state import decode_state, encode_state

CONFIGURATION = replace(
    make_meter(START_US).configuration,
    identification="42",
    crystal=Crystal(4_321, -34),
    conditions=Conditions(Calibration(u_gain=1.5, phase_deg=-0.25), u_nominal_v=240.0),
)


def test_all_but_the_passwords_comes_back_from_the_state() -> None:
    identity = decode_state("identity", encode_state(Identity.of(CONFIGURATION)), Identity)
    assert identity.configuration() == CONFIGURATION
    secret = replace(CONFIGURATION, passwords={18: b"not to be kept"})
    assert encode_state(Identity.of(secret)) == encode_state(identity)


@pytest.mark.parametrize("name", ["serial_number", "hardware"])
def test_another_meters_state_is_refused_by_what_differs(name: str) -> None:
    other = msgspec.structs.replace(
        Identity.of(CONFIGURATION), **{name: 1 if name == "serial_number" else "0"}
    )
    with pytest.raises(ConfigurationError, match=name.replace("_", " ")):
        other.check(CONFIGURATION)


def test_a_calibration_anew_is_the_same_meter() -> None:
    Identity.of(CONFIGURATION).check(replace(CONFIGURATION, conditions=Conditions()))
