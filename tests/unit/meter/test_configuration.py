"""The configuration: what it reads from codes, and which contradictions it refuses."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from enfas.catalog.codes import HardwareCode, SoftwareCode
from enfas.catalog.codes.values import Breaker
from enfas.catalog.tables import Table
from enfas.errors import ConfigurationError
from enfas.meter.configuration import Configuration

DEFAULT = Configuration.default()


def test_default() -> None:
    assert DEFAULT.type_number == "6861111BN242101040"
    assert DEFAULT.variant == 2
    assert DEFAULT.has_breaker
    assert DEFAULT.breaker_closed_at_delivery is True
    assert DEFAULT.has_radio
    assert not DEFAULT.has_backup_battery
    assert (DEFAULT.decimals, DEFAULT.energy_digits, DEFAULT.energy_scaler) == (3, 9, 0)
    assert not DEFAULT.led_on_when_idle
    assert (DEFAULT.period_min, DEFAULT.utc_offset_min, DEFAULT.dst) == (15, 60, "eu")
    assert DEFAULT.profile_channels == ("a_plus", "a_minus", "r_plus", "r_minus")
    assert not DEFAULT.profile_delta
    assert not DEFAULT.encrypted
    assert (DEFAULT.country, DEFAULT.profile_days_limit) == ("Norway", None)
    assert DEFAULT.accuracy_class.name == "B"
    assert DEFAULT.software_number_revision == "50981040-Q1"
    assert DEFAULT.identification_number == "1KAS0012345678"
    assert [place.name for place in DEFAULT.explain()] == [
        *(f"X{n}" for n in range(1, 17)),
        *(f"Z{n}" for n in (*range(1, 21), *range(25, 31))),
    ]


@pytest.mark.requirement("CFG-1")
@pytest.mark.parametrize(
    ("code", "energies"),
    [
        ("1", "a_plus"),
        ("2", "a_plus a_minus"),
        ("4", "a_plus a_minus r_plus r_minus r1 r2 r3 r4 e_plus e_minus"),
    ],
    ids=["X9=1", "X9=2", "X9=4"],
)
def test_energies_follow_the_code(code: str, energies: str) -> None:
    hardware = HardwareCode.default().replace({"X9": code})
    configuration = Configuration.from_codes(hardware)
    assert configuration.energies == set(energies.split())
    assert set(configuration.profile_channels) <= configuration.energies


@pytest.mark.requirement("CFG-1")
@pytest.mark.parametrize(
    ("code", "breaker"),
    [("0", Breaker.NONE), ("2", Breaker.DOUBLE), ("3", Breaker.STANDARD)],
    ids=["X10=0", "X10=2", "X10=3"],
)
def test_breaker_follows_the_code(code: str, breaker: Breaker) -> None:
    configuration = Configuration.from_codes(HardwareCode.default().replace({"X10": code}))
    assert configuration.breaker is breaker
    assert configuration.has_breaker is (breaker is not Breaker.NONE)
    assert configuration.breaker_closed_at_delivery is (True if configuration.has_breaker else None)


@pytest.mark.requirement("MET-3")
@pytest.mark.parametrize(
    ("code", "starting_ma"),
    [("A", 25), ("B", 20), ("2", 25), ("1", 20)],
    ids=["X6=A", "X6=B", "X6=2", "X6=1"],
)
def test_starting_current_by_class(code: str, starting_ma: int) -> None:
    assert DEFAULT.replace(X6=code).starting_current_ma == starting_ma
    assert DEFAULT.replace(X6=code, X5="6").starting_current_ma == 2 * starting_ma


@pytest.mark.requirement("CFG-2")
@pytest.mark.parametrize("country", ["055", "056"])
def test_austria_fixes_period_and_depth(country: str) -> None:
    configuration = DEFAULT.replace(X14_X16=country)
    assert (configuration.profile_days_limit, configuration.period_min) == (60, 15)
    for code in "34":
        with pytest.raises(ConfigurationError, match=rf"Z4={code} .* fixes the period at 15 min"):
            configuration.replace(Z4=code)


# Every kind of contradiction: changes to the default, the row that forbids it, why.
CONTRADICTIONS = [
    ({"X8": "1", "Z28": "0", "Z27": "2"}, "Z27=2 (delta values) is only for variant 2 (X8=2)"),
    ({"X8": "1", "Z28": "0", "Z29": "4"}, "Z29=4 (A+/A-/R1/R2/R3/R4) is only for variant 2 (X8=2)"),
    ({"X8": "1", "Z28": "0", "Z29": "5"}, "Z29=5 (A+/A-/R+/R-/R1/R2/R3/R4) is only for variant 2 (X8=2)"),
    ({"X8": "1", "Z28": "0", "Z30": "2"}, "Z30=2 (profile 02) is only for variant 2 (X8=2)"),
    ({"X8": "1"}, "Z28=2 (off) is only for variant 2 (X8=2)"),
    ({"X8": "1", "Z28": "1"}, "Z28=1 (on) is only for variant 2 (X8=2)"),
    ({"Z28": "0"}, "Z28=0 (not applicable) is only for variant 1 (X8=1)"),
    ({"Z18": "001"}, "Z18=001 (modes A and C, user data 1) is only for variant 1 (X8=1)"),
    ({"Z18": "002"}, "Z18=002 (modes A and C, user data 2) is only for variant 1 (X8=1)"),
    ({"X9": "1", "Z29": "2"}, "Z29=2 (A+/A-) needs energies that X9 does not have: a_minus"),
    ({"X9": "2"}, "Z29=3 (A+/A-/R+/R-) needs energies that X9 does not have: r_minus, r_plus"),
    (
        {"X9": "2", "Z29": "4"},
        "Z29=4 (A+/A-/R1/R2/R3/R4) needs energies that X9 does not have: r1, r2, r3, r4",
    ),
    (
        {"X9": "2", "Z29": "2", "Z3": "06"},
        "Z3=06 (R+ out/A+ out) needs energies that X9 does not have: r_plus",
    ),
    (
        {"X9": "1", "Z29": "1", "Z3": "16"},
        "Z3=16 (A- out/A+ out) needs energies that X9 does not have: a_minus",
    ),
    ({"Z19": "0"}, "Z19=0 (without breaker) is only for a meter without breaker (X10=0)"),
    ({"X10": "0"}, "Z19=1 (connected) needs a breaker (X10=2 or X10=3)"),
    ({"X10": "0", "Z19": "2"}, "Z19=2 (disconnected) needs a breaker (X10=2 or X10=3)"),
    ({"X10": "0", "Z19": "0", "Z9": "001"}, "Z9=001 (default settings) needs a breaker (X10=2 or X10=3)"),
    ({"X11": "0", "Z16": "326"}, "Z16=326 (SE 326 K) needs the built-in radio (X11=1)"),
]


@pytest.mark.requirement("CFG-2")
@pytest.mark.parametrize(
    ("changes", "said"), CONTRADICTIONS, ids=[said.split()[0] for _, said in CONTRADICTIONS]
)
def test_contradiction(changes: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        DEFAULT.replace(**changes)
    assert str(caught.value) == f"the codes contradict each other: {said}"


@pytest.mark.requirement("CFG-1")
@pytest.mark.parametrize(
    ("code", "reasons"),
    [
        ("6841138BN143002084", ["X1=4 is", "X4=3 is", "X13=2 is"]),
        ("6851115CN242101040", ["X1=5 is", "X5=5 is", "X6=C is"]),
        ("6861111BD242101040", ["X7=D is generation D: the single-phase meter is of generation N, X7=N"]),
    ],
)
def test_a_code_of_another_meter_is_no_configuration(code: str, reasons: list[str]) -> None:
    for make in (Configuration.from_codes, lambda text: DEFAULT.replace(hardware=text)):
        with pytest.raises(ConfigurationError) as caught:
            make(code)
        message = str(caught.value)
        assert message.startswith(f"hardware code {code} cannot be configured: {reasons[0]}")
        assert all(reason in message for reason in reasons)


def test_from_codes_takes_text_objects_and_identity() -> None:
    text = Configuration.from_codes("6861111BN242101040", "Z4=3 Z29=5", serial_number=7)
    objects = Configuration.from_codes(
        HardwareCode.default(), SoftwareCode.parse("Z4=3 Z29=5"), serial_number=7
    )
    assert text == objects
    assert hash(text) == hash(objects)
    assert (text.period_min, len(text.profile_channels), text.serial_number) == (30, 8, 7)


def test_replace_takes_whole_codes_too() -> None:
    changed = DEFAULT.replace(hardware="6861116BN242101040", software="Z1=1", serial_number=9)
    assert (changed.current_range.i_max_ma, changed.energy_scaler, changed.serial_number) == (60_000, 3, 9)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"serial_number": -1}, "the serial number -1 is outside 0 to 4294967295"),
        ({"serial_number": 2**32}, "the serial number 4294967296 is outside"),
        ({"software_number": 2**32}, "the software number 4294967296 is outside"),
        ({"meter_numbers": (0, 0, 2**32)}, "the meter number 3 4294967296 is outside"),
        ({"meter_numbers": (1, 2)}, "a meter has 3 meter numbers, not 2"),
        ({"identification": "1KAS00123456789"}, "the identification number has at most 14 printable"),
        ({"software_revision": "Å1"}, "the software revision has at most 4 printable"),
        ({"passwords": {19: b""}}, "the password of client 19 has 0 octets, not 1 to 64"),
        ({"colour": "red"}, "a configuration has no 'colour'"),
        ({"X5": "3"}, "X5=3 (Current range) is not in the table"),
    ],
)
def test_wrong_identity(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        DEFAULT.replace(**changes)
    assert str(caught.value).startswith(said)


def test_passwords_are_never_shown_and_cannot_be_changed() -> None:
    secret = b"not-for-logs"
    configuration = DEFAULT.replace(passwords={19: secret})
    assert configuration.passwords[19] == secret
    assert "not-for-logs" not in f"{configuration!r} {configuration}"
    with pytest.raises(TypeError):
        configuration.passwords[19] = b"other"  # type: ignore[index]


class _Shelf(Table):
    CODE: ClassVar[str] = "Z20"


class _Rack(Table):
    CODE: ClassVar[str] = "Z26"


_SHELF = _Shelf(number=700, title="A works' holidays")


def test_a_number_names_a_table_of_ones_own() -> None:
    configuration = DEFAULT.replace(Z20="700", tables=(_SHELF, _Rack(number=700, title="other")))
    assert configuration.table(_Shelf) is _SHELF
    assert configuration.table(_Rack) is None
    assert [line.meaning for line in configuration.explain() if line.name == "Z20"] == ["A works' holidays"]
    assert DEFAULT.table(_Shelf) is None


def test_a_number_without_a_table_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"Z20=701 \(Calendar\): there is no such table") as refused:
        DEFAULT.replace(Z20="701", tables=(_SHELF,))
    assert "000" in refused.value.hint
    assert "700" in refused.value.hint


def test_two_tables_cannot_have_one_number() -> None:
    with pytest.raises(ConfigurationError, match="Z20 already has a table 700: 'again'"):
        DEFAULT.replace(tables=(_SHELF, _Shelf(number=700, title="again")))


def test_tables_of_a_forbidden_place_are_refused() -> None:
    assert DEFAULT.variant == 2
    with pytest.raises(ConfigurationError, match="only for variant 1"):
        DEFAULT.replace(Z18="003")
