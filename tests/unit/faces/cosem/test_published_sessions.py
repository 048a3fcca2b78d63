"""The two sessions that the maker published, played to our meter: golden tests.

They are those of a K351C, an older sister of the same protocol. What the client says is played as it was;
what the meter says must be the same octet for octet, but for these substitutions:

- UA: the K351C takes 128 octets in an information field; the OMNIPOWER 1010, so all of the client's 512.
- AARE: the services are those of both, and ours has more (ACTION, lists, block transfer with SET and ACTION);
  the K351C takes APDUs of 125 octets, ours of 65 535.
- The load profile: the K351C cuts a long answer at whole rows, into 7 blocks, though the client takes 65 535
  octets. Ours sends as much as the client takes, so that the client is made to take 474 octets in the second
  session, as many as the K351C's first block has. The rows are then the same, in fewer blocks.
- Stamps: the K351C stamps in local time, summer time then, with status 80; the OMNIPOWER, by the technical
  description, in normal time, so an hour less with status 00.

Source: Kamstrup DLMS protocol 5512-1424 D1, pages 57 to 59.
"""

from __future__ import annotations

import json

import numpy as np
import pytest
from tests.dlms_bench import get_next
from tests.helpers import VECTORS
from tests.meter_rows import load, make_meter, row
from tests.session_bench import frames

from enfas.faces.cosem.device import CosemDevice
from enfas.faces.cosem.session import HdlcSession
from enfas.interval import A_PLUS, R1, R4, Mark
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.protocols.hdlc.frame import Frame, encode, i_control
from enfas.timebase import US_PER_MIN, from_civil

pytestmark = pytest.mark.requirement("COM-1")

SESSIONS = {
    session["name"]: [
        (frame["step"], frame["from"], bytes.fromhex(frame["hex"])) for frame in session["frames"]
    ]
    for session in json.loads((VECTORS / "dlms_sessions.json").read_text())["sessions"]
}
UA = ("06020080", "06020200")
SERVICES = {"number": (), "profile": (("5f1f040000101c", "5f1f0400001e1d"),)}
MAX_PDU = ("007d0007", "ffff0007")
CLIENT_MAX_PDU = ("00fe1fffff", "00fe1f01da")
FIRST_BLOCK = 474


def substituted(frame: bytes, *substitutions: tuple[str, str]) -> bytes:
    """A published frame with octets of its information field exchanged, and its checks made anew."""
    (taken,) = frames(frame)
    information = taken.information.hex()
    for old, new in substitutions:
        assert information.count(old) == 1, old
        information = information.replace(old, new)
    return encode(taken._replace(information=bytes.fromhex(information)))


def test_a_register_is_read():
    """Session "number": the public client reads meter number 1."""
    meter = Meter(
        Configuration.default().replace(meter_numbers=(0x00BC614F, 0, 0)), start_us=from_civil(2013, 10, 25)
    )
    session = HdlcSession(CosemDevice(meter))
    expected = {"Connect": (UA,), "Association": (MAX_PDU,), "Request Data": (), "Disconnect": ()}
    session_frames = SESSIONS["number"]
    for (step, _, asked), (_, _, answered) in zip(session_frames[::2], session_frames[1::2], strict=True):
        assert session.receive(asked, 0.0) == substituted(answered, *expected[step]), step
    assert [step for step, _, _ in session_frames[::2]] == list(expected)


def published_rows(block: bytes) -> list[bytes]:
    """The rows that a published block bears, each of 46 octets."""
    (frame,) = frames(block)
    data = frame.information[3 + 12 :]
    data = data[data.index(b"\x02\x08\x09\x0c") :]
    return [data[at : at + 46] for at in range(0, len(data), 46)]


def in_normal_time(row_: bytes) -> bytes:
    """A published row as the OMNIPOWER stamps it: an hour earlier, and no summer time in the status."""
    year, month, day, weekday, hour = row_[4:6], row_[6], row_[7], row_[8], row_[9]
    if hour:
        hour -= 1
    else:
        day, weekday, hour = day - 1, weekday - 1, 23
    stamp = year + bytes([month, day, weekday, hour]) + row_[10:15] + b"\x00"
    return row_[:4] + stamp + row_[16:]


def october() -> Meter:
    """A meter that has seen what the K351C had: 59 rows from 00:00 to 15:15 local time, three missing.

    Most of its periods were under voltage and had an outage; the last two were quiet.
    """
    start_us = from_civil(2013, 10, 24, 21, 45)
    meter = make_meter(start_us)

    def period(at_us: int, a_plus_wh: int = 0, *, r1: int = 0, r4: int = 0, quiet: bool = False) -> None:
        rows = load(at_us, 15, 0, u_mv=230_000 if quiet else 200_000)
        for place, amount in ((A_PLUS, a_plus_wh), (R1, r1), (R4, r4)):
            rows["energy_mj"][0, place] = amount * 3_600_000
        if not quiet:
            rows[7:8] = row(at_us + 7 * US_PER_MIN, marks=Mark.OUTAGE)
        meter.advance(rows)

    period(start_us, 3, r4=1)
    for number in range(1, 60):
        at_us = start_us + number * 15 * US_PER_MIN
        if 40 <= number < 43:
            rows = load(at_us, 15)
            meter.advance(np.concatenate([row(int(r["start_us"]), marks=Mark.OUTAGE) for r in rows]))
        else:
            period(at_us)
    last_us = start_us + 60 * 15 * US_PER_MIN
    period(last_us, 0x2E30D - 3, r1=0xD2F, quiet=True)
    period(last_us + 15 * US_PER_MIN, 0x343F8 - 0x2E30D, r1=0xEE9 - 0xD2F, quiet=True)
    return meter


def test_a_load_profile_is_read_by_range_and_in_blocks():
    """Session "profile": client 18 gives its password and reads a day; blocks 1, 2 and 7 are published."""
    published = [frame for _, _, frame in SESSIONS["profile"]]
    session = HdlcSession(CosemDevice(october()))
    assert session.receive(published[0], 0.0) == substituted(published[1], UA)
    asked = substituted(published[2], CLIENT_MAX_PDU)
    assert session.receive(asked, 0.0) == substituted(published[3], MAX_PDU, *SERVICES["profile"])

    (first,) = frames(session.receive(published[4], 0.0))
    (real,) = frames(published[5])
    assert (first.control, first.source, first.destination) == (real.control, real.source, real.destination)
    assert first.information[:15] == real.information[:15]  # LLC, GET.response, block 1, its length
    assert len(first.information) == FIRST_BLOCK + 3
    assert first.information[15:17] == real.information[15:17] == b"\x01\x3b"
    data, frame, number = first.information[15:], first, 1
    while not frame.information[6]:
        if number == 1:
            request = published[6]
        else:
            control = i_control(number + 1, number + 1, poll=True)
            request = encode(
                Frame(first.source, first.destination, control, b"\xe6\xe6\x00" + get_next(number, 0x81))
            )
        (frame,) = frames(session.receive(request, 0.0))
        number += 1
        assert int.from_bytes(frame.information[7:11], "big") == number
        data += frame.information[15:] if frame.information[12] & 0x80 else frame.information[13:]
    rows = [data[at : at + 46] for at in range(2, len(data), 46)]
    assert len(rows) == 0x3B

    known = published_rows(published[5]) + published_rows(published[7])
    assert [r.hex() for r in rows[:20]] == [in_normal_time(r).hex() for r in known]
    assert [r.hex() for r in rows[-2:]] == [in_normal_time(r).hex() for r in published_rows(published[9])]
    assert session.receive(published[10], 0.0) == published[11]
