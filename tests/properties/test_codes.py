"""Codes: whatever is written is either a code that writes itself again, or a ConfigurationError."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enfas.catalog.codes import HardwareCode, SoftwareCode
from enfas.catalog.codes.hardware import HARDWARE_FIELDS
from enfas.catalog.codes.software import SOFTWARE_FIELDS
from enfas.catalog.codes.table import Field
from enfas.errors import ConfigurationError
from enfas.meter.configuration import Configuration


def _any_of(fields: tuple[Field[object], ...]) -> st.SearchStrategy[str]:
    return st.tuples(*(st.sampled_from([row.code for row in field.rows]) for field in fields)).map("".join)


HARDWARE = _any_of(HARDWARE_FIELDS).map(HardwareCode)
SOFTWARE = _any_of(SOFTWARE_FIELDS).map(SoftwareCode)
ANY_TEXT = st.one_of(
    st.text(),
    st.text(alphabet="0123456789", min_size=50, max_size=56),
    st.text(alphabet="0123456789ABN-", min_size=14, max_size=20).map("68".__add__),
    st.lists(st.from_regex(r"[XZxz][0-9]{1,2}(-X16)?=[0-9A-C]{0,3}", fullmatch=True)).map(" ".join),
)


@pytest.mark.requirement("CFG-1")
@given(HARDWARE)
def test_a_hardware_code_writes_itself_again(code: HardwareCode) -> None:
    assert HardwareCode.parse(code.text) == code
    assert "".join(place.code for place in code.explain()) == code.symbols
    assert len(code.explain()) == 16


@pytest.mark.requirement("CFG-2")
@given(SOFTWARE)
def test_a_software_code_writes_itself_again(code: SoftwareCode) -> None:
    assert SoftwareCode.parse(code.text) == code
    assert SoftwareCode.parse(" ".join(f"{place.name}={place.code}" for place in code.explain())) == code
    assert "".join(place.code for place in code.explain()) == code.symbols


@pytest.mark.requirement("CFG-1", "CFG-2")
@given(HARDWARE, SOFTWARE)
def test_codes_make_a_configuration_or_are_refused_with_the_row(
    hardware: HardwareCode, software: SoftwareCode
) -> None:
    refusals = hardware.refusals() or software.refusals(hardware)
    if refusals:
        with pytest.raises(ConfigurationError) as caught:
            Configuration.from_codes(hardware, software)
        assert all(line in str(caught.value) for line in refusals)
        return
    configuration = Configuration.from_codes(hardware, software)
    assert set(configuration.profile_channels) <= configuration.energies
    assert configuration.has_breaker is (configuration.breaker_closed_at_delivery is not None)


@pytest.mark.requirement("CFG-1")
@given(HARDWARE)
def test_every_single_phase_code_has_a_default_software_code(hardware: HardwareCode) -> None:
    if not hardware.refusals():
        assert Configuration.from_codes(hardware).hardware == hardware


@pytest.mark.requirement("CFG-1", "CFG-2")
@given(ANY_TEXT)
def test_any_text_is_a_code_or_a_configuration_error(text: str) -> None:
    messages: list[str] = []
    for kind in (HardwareCode, SoftwareCode):
        try:
            code = kind.parse(text)
        except ConfigurationError as error:
            messages.append(str(error))
            continue
        assert kind.parse(code.text) == code
    assert not any("\n" in message for message in messages)


@given(HARDWARE, st.integers(0, 17), st.characters(codec="utf-8"))
def test_one_wrong_character_is_refused_or_another_code(
    code: HardwareCode, position: int, symbol: str
) -> None:
    text = code.text[:position] + symbol + code.text[position + 1 :]
    try:
        changed = HardwareCode.parse(text)
    except ConfigurationError:
        return
    assert changed.text == text.upper()
