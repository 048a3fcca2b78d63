from __future__ import annotations

import pytest

from enfas.errors import InputError
from enfas.supply.dialect import Dialect, decode, find_dialect, is_number, split
from enfas.supply.reading import Reading


def found(text: str, **options: object) -> Dialect:
    return find_dialect("a.csv", text.encode().split(b"\n"), Reading(**options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "delimiter", "decimal", "names", "first"),
    [
        ("u,i\n1.5,2\n3,4", ",", ".", ["u", "i"], ["1.5", "2"]),
        ("1.5,2\n3,4", ",", ".", ["", ""], ["1.5", "2"]),
        ("u;i\n1,5;2\n3;4,25", ";", ",", ["u", "i"], ["1,5", "2"]),
        ("u;i\n1.5;2\n3;4.25", ";", ".", ["u", "i"], ["1.5", "2"]),
        ("u\ti\n1.5\t2", "\t", ".", ["u", "i"], ["1.5", "2"]),
        ("u|i\n1|2", "|", ".", ["u", "i"], ["1", "2"]),
        ("230.1   4.2\n231  4.1", " ", ".", ["", ""], ["230.1", "4.2"]),
        ('"a, b","P (kW)"\n"2007-02-01","1.2"', ",", ".", ["a, b", "P (kW)"], ["2007-02-01", "1.2"]),
        ("2007-02-01 00:00;?\n2007-02-01 00:01;0.3", ";", ".", ["", ""], ["2007-02-01 00:00", "?"]),
        ("power\n1\n2", ",", ".", ["power"], ["1"]),
        ("u,i", ",", ".", ["u", "i"], []),
        ("\n\nu,i\n\n1,2", ",", ".", ["u", "i"], ["1", "2"]),
        ("\ufeffu,i\n1,2", ",", ".", ["u", "i"], ["1", "2"]),
    ],
)  # fmt: skip
def test_how_a_text_is_written_is_found(
    text: str, delimiter: str, decimal: str, names: list[str], first: list[str]
) -> None:
    dialect = found(text)
    assert (dialect.delimiter, dialect.decimal, dialect.names, dialect.first) == (
        delimiter,
        decimal,
        names,
        first,
    )


PREAMBLE = """Trigger_Date,2023/06/19
Microseconds_Per_Sample,32.542
Time (ms),Voltage (V),Current (A)
-16,1,2
-15,3,4"""


@pytest.mark.parametrize("skip_rows", [None, 2])
def test_lines_before_the_header_are_the_preamble(skip_rows: int | None) -> None:
    dialect = found(PREAMBLE, skip_rows=skip_rows)
    assert dialect.preamble == ["Trigger_Date,2023/06/19", "Microseconds_Per_Sample,32.542"]
    assert dialect.names == ["Time (ms)", "Voltage (V)", "Current (A)"]
    assert (dialect.first, dialect.first_line) == (["-16", "1", "2"], 4)


def test_the_header_may_be_skipped_too() -> None:
    dialect = found(PREAMBLE, skip_rows=3)
    assert len(dialect.preamble) == 3
    assert dialect.names == [""] * 3
    assert dialect.first_line == 4


def test_what_the_user_says_holds() -> None:
    assert found("1,5;2,5\n3,5;4,5", delimiter=",", decimal=".").names == ["", "", ""]
    assert found("1,5\n2,5", decimal=",").names == [""]  # not two columns
    assert len(found("1;5\n2;5", delimiter="|").names) == 1


@pytest.mark.parametrize(
    ("text", "options", "fault"),
    [
        ("", {}, "holds nothing"),
        ("\n \n", {}, "holds nothing"),
        ("u,i\n1,2", {"skip_rows": 2}, "holds nothing after 2 lines"),
        ("u\0,i", {}, "is not text"),
        ("\ufffe", {}, None),
    ],
)
def test_what_is_no_text_is_refused(text: str, options: dict[str, object], fault: str | None) -> None:
    data = b"\xff\xfeu\x00,\x00" if fault is None else text.encode()
    with pytest.raises(InputError, match=fault or "is not text"):
        find_dialect("a.csv", data.split(b"\n"), Reading(**options))  # type: ignore[arg-type]


def test_names_of_old_code_pages_are_read() -> None:
    assert decode("Spänning (V)".encode("cp1252")) == "Spänning (V)"
    assert decode("Spänning (V)".encode()) == "Spänning (V)"


@pytest.mark.parametrize("cell", ["1", "-1.5", "+2", ".5", "5.", "1,5", "1e3", "-1.2E-05"])
def test_numbers(cell: str) -> None:
    assert is_number(cell)


@pytest.mark.parametrize("cell", ["", "?", "nan", "1.2.3", "1 2", "0x10", "1_000", "12:00", "inf", "-", "e5"])
def test_no_numbers(cell: str) -> None:
    assert not is_number(cell)


def test_cells_are_trimmed_and_unquoted() -> None:
    assert split(' 1 ; "a;b" ;', ";") == ["1", '"a', 'b"', ""]
    assert split('1;"a;b";', ";") == ["1", "a;b", ""]
    assert split("  1   2 ", " ") == ["1", "2"]
    assert split('"1', ";") == ["1"]
