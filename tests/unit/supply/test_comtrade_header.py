from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from tests.comtrade_files import CHANNELS, Record, configuration, data, write

from enfas.errors import InputError
from enfas.supply.comtrade_header import Header, read_header
from enfas.supply.reading import Reading
from enfas.timebase import from_civil


def header(tmp_path: Path, record: Record, **options: object) -> Header:
    return read_header(write(tmp_path, record), Reading(**options))  # type: ignore[arg-type]


def test_the_configuration_is_read(tmp_path: Path) -> None:
    it = header(tmp_path, Record(), utc_offset_min=0)
    assert (it.revision, it.analog, it.status, it.form, it.samples) == ("1999", 5, 1, "BINARY", 4)
    assert (it.rate_hz, it.stamp_ns) == (4000, 1000)
    assert it.start_us == from_civil(2007, 6, 25, 19, 13, 57, 789_757)
    assert (it.data, it.data_at) == (tmp_path / "r.dat", 0)
    assert it.u == (1, "VA", 1.0, 0.0, 0.0, -32767, 32767)  # kV times 0.001
    assert it.i == (0, "IA", 0.01, 0.5, 0.0, -32767, 32767)


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ({}, ("VA", "IA")),
        ({"u_column": "VB"}, ("VB", "IB")),  # the current of the same phase
        ({"i_column": 3}, ("VB", "IB")),
        ({"u_column": 2, "i_column": "0"}, ("VB", "IA")),
    ],
)
def test_channels_are_chosen_by_unit_and_phase(
    tmp_path: Path, options: dict[str, object], names: tuple[str, str]
) -> None:
    it = header(tmp_path, Record(), **options)
    assert (it.u.name, it.i.name) == names


def test_without_phases_the_first_of_each_is_taken(tmp_path: Path) -> None:
    channels = ["1,U,X,,KV,1,0,0,-9,9,1,1,P", "2,I,Y,,A,1,0,0,-9,9,1,1,P"]
    it = header(tmp_path, Record(channels=channels))
    assert (it.u.name, it.u.factor, it.i.name) == ("U", 1000, "I")


@pytest.mark.parametrize(
    ("side", "factors"), [("", (1.0, 0.01)), ("primary", (1.0, 0.01)), ("secondary", (0.01, 0.002))]
)
def test_the_side_of_the_transformers_may_be_chosen(
    tmp_path: Path, side: str, factors: tuple[float, float]
) -> None:
    it = header(tmp_path, Record(), side=side)
    assert (it.u.factor, it.i.factor) == pytest.approx(factors)


def test_from_the_secondary_side_to_the_primary(tmp_path: Path) -> None:
    channels = [line[:-1] + "S" for line in CHANNELS]
    it = header(tmp_path, Record(channels=channels), side="primary")
    assert (it.u.factor, it.i.factor) == pytest.approx((100.0, 0.05))


@pytest.mark.parametrize(
    ("record", "start_us"),
    [
        (
            Record(revision="1991", start="06/25/2007,19:13:57.5"),
            from_civil(2007, 6, 25, 18, 13, 57, 500_000),
        ),
        (Record(start="25/06/2007,19:13:57"), from_civil(2007, 6, 25, 18, 13, 57)),
        (Record(start=","), None),
        (Record(revision="2013", tail=("0,0", "0,0")), from_civil(2007, 6, 25, 19, 13, 57, 789_757)),
        (Record(revision="2013", tail=("-5h30,x", "0,0")), from_civil(2007, 6, 26, 0, 43, 57, 789_757)),
        (Record(revision="2013", tail=("+2,+2", "0,0")), from_civil(2007, 6, 25, 17, 13, 57, 789_757)),
        (Record(revision="2013", tail=("x,x", "0,0")), from_civil(2007, 6, 25, 18, 13, 57, 789_757)),
    ],
)
def test_the_start_is_in_the_zone_that_the_record_says_or_the_meters(
    tmp_path: Path, record: Record, start_us: int | None
) -> None:
    assert header(tmp_path, record).start_us == start_us


def test_stamps_may_count_nanoseconds_and_have_a_factor(tmp_path: Path) -> None:
    it = header(tmp_path, Record(start="25/06/2007,19:13:57.789757123", factor="100"))
    assert it.stamp_ns == pytest.approx(100)


def test_the_rate_may_be_that_of_the_stamps_or_be_given(tmp_path: Path) -> None:
    assert header(tmp_path, Record(rates=("0,4",))).rate_hz is None
    assert header(tmp_path, Record(rates=("0,4",)), rate_hz=4800.0).rate_hz == 4800
    assert header(tmp_path, Record(rates=("4800.5,4",))).rate_hz == Fraction(9601, 2)
    assert header(tmp_path, Record(rates=("4000,2", "4000,4"))).rate_hz == 4000


def test_any_of_the_files_leads_to_the_record(tmp_path: Path) -> None:
    write(tmp_path, Record())
    assert read_header(tmp_path / "r.dat", Reading()).data == tmp_path / "r.dat"
    (tmp_path / "r.cfg").rename(tmp_path / "R.CFG")
    (tmp_path / "r.dat").rename(tmp_path / "R.DAT")
    assert read_header(tmp_path / "R.CFG", Reading()).data == tmp_path / "R.DAT"


def test_one_file_may_hold_all(tmp_path: Path) -> None:
    record = Record(revision="2013", form="ASCII", tail=("0,0", "0,0"))
    head = f"--- file type: CFG ---\r\n{configuration(record)}--- file type: HDR ---\r\nx\r\n"
    for section, form in (("DAT ASCII", "ASCII"), ("DAT BINARY: 84", "BINARY")):
        path = tmp_path / "r.cff"
        path.write_bytes(
            f"{head}--- file type: {section} ---\r\n".encode() + data(record._replace(form=form))
        )
        it = read_header(path, Reading())
        assert (it.form, it.data, it.samples) == (form, path, 4)
        assert path.read_bytes()[it.data_at :] == data(record._replace(form=form))
        assert path.read_bytes()[: it.data_at].count(b"\n") == it.data_line - 1


def with_line(record: Record, number: int, line: str) -> str:
    lines = configuration(record).splitlines()
    lines[number - 1] = line
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("number", "line", "fault"),
    [
        (1, "only one", r"r\.cfg, line 1: 'only one' is not what COMTRADE has there"),
        (2, "6 channels", r"r\.cfg, line 2: not the numbers of channels"),
        (2, "999999999,999999999A,0D", "line 2: not the numbers of channels"),
        (2, "6,6A,0D", "line 8: '1,S0,,,0' is not an analogue channel"),
        (3, "1,IA,A,,A,0.01a,0.5,0,-9,9,5,1,P", "line 3: .* is not what COMTRADE has there"),
        (3, "1,IA,A,,A,nan,0.5,0,-9,9,5,1,P", "the figures of channel IA are not finite"),
        (9, "fifty", "line 9: 'fifty' is not what"),
        (10, "1,2", "line 10"),
        (11, "4000", "line 11"),
        (11, "-4000,4", "the sampling rate is -4000"),
        (11, "inf,4", "the sampling rate is inf"),
        (11, "4000,0", "announces 0 samples"),
        (12, "25/06/2007,late", "line 12"),
        (12, "25/13/2007,12:00:00.0", "line 12"),
        (14, "MORSE", "the data are of form 'MORSE'"),
        (15, "never", "line 15: 'never' is not what"),
        (15, "0", "the factor of the time stamps is 0"),
    ],
)
def test_a_broken_configuration_is_told_to_the_line(
    tmp_path: Path, number: int, line: str, fault: str
) -> None:
    path = write(tmp_path, Record())
    path.write_text(with_line(Record(), number, line), encoding="utf-8")
    with pytest.raises(InputError, match=fault):
        read_header(path, Reading())


@pytest.mark.parametrize(
    ("record", "options", "fault"),
    [
        (
            Record(rates=("4000,2", "1000,4")),
            {},
            r"changes its sampling rate \(4000 Hz to sample 2, 1000 Hz to sample 4\)",
        ),
        (Record(channels=CHANNELS[:1]), {}, r"no analogue channel of voltage"),
        (Record(channels=CHANNELS[1:3]), {}, r"no analogue channel of current"),
        (Record(), {"u_column": 9}, "no analogue channel 9 for the voltage"),
        (Record(), {"i_column": "IC"}, "no analogue channel 'IC' for the current"),
        (
            Record(channels=["1,U,,,V,1,0,0,-9,9,0,1,P", "2,I,,,A,1,0,0,-9,9,1,1,P"]),
            {"side": "secondary"},
            "does not tell its",
        ),
    ],
)
def test_what_cannot_be_measured_is_refused(
    tmp_path: Path, record: Record, options: dict[str, object], fault: str
) -> None:
    with pytest.raises(InputError, match=fault):
        header(tmp_path, record, **options)


def test_files_that_are_not_there(tmp_path: Path) -> None:
    path = write(tmp_path, Record())
    (tmp_path / "r.dat").unlink()
    with pytest.raises(
        InputError, match=r"r\.dat \(a COMTRADE record has a \.cfg and a \.dat\) cannot be read"
    ):
        read_header(path, Reading())
    path.unlink()
    with pytest.raises(InputError, match=r"r\.cfg .*cannot be read"):
        read_header(path, Reading())
    with pytest.raises(InputError, match=r"r\.cff cannot be read"):
        read_header(tmp_path / "r.cff", Reading())


def test_a_cff_without_data(tmp_path: Path) -> None:
    (tmp_path / "r.cff").write_text("--- file type: CFG ---\n1\n2\n")
    with pytest.raises(InputError, match=r"r\.cff has no section of data"):
        read_header(tmp_path / "r.cff", Reading())


def test_a_file_too_long_for_a_configuration(tmp_path: Path) -> None:
    path = write(tmp_path, Record())
    with path.open("wb") as file:
        file.truncate((1 << 24) + 1)
    with pytest.raises(InputError, match="it is too long"):
        read_header(path, Reading())
