"""The front of a meter that is read: what it shows itself, reading by reading."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.panel_bench import Front
from tests.unit.cli.test_drawing import reading

from enfas.catalog.display import READINGS, Form, ListName
from enfas.cli.remote_glass import remote_front
from enfas.errors import RemoteError
from enfas.faces.display import show_reading
from enfas.faces.lcd import Plate

SHOWN = [
    name
    for name in READINGS
    if READINGS[name].form not in (Form.LOG, Form.EVENT, Form.BREAKER, Form.CALL)
    and Front().panel.has(READINGS[name])
]


@pytest.fixture(scope="module")
def front() -> Front:
    made = Front(seconds=20, watts=4_000, Z9="001", Z13="002")
    made.wait(5, r1=1_000_000)
    return made


@pytest.mark.parametrize("name", SHOWN)
def test_it_shows_what_the_meter_itself_does(front: Front, name: str) -> None:
    with reading(front.meter) as reader:
        display, plate = remote_front(reader, name)
    own = show_reading(front.meter, READINGS[name])
    assert display == replace(own, modules=display.modules)  # who talks to it is seen by the meter alone
    assert plate == Plate.of(front.meter.configuration)


def test_the_first_reading_is_that_of_the_automatic_list(front: Front) -> None:
    made = Front()
    made.panel.set_list(ListName.AUTOMATIC, ["2.8.0", "1.8.0"])
    with reading(made.meter) as reader:
        assert remote_front(reader)[0].identification == "2.8.0"


@pytest.mark.parametrize("name", ["99.1.0", "disconnect"])
def test_what_no_register_tells_is_refused(front: Front, name: str) -> None:
    with (
        reading(front.meter) as reader,
        pytest.raises(RemoteError, match=r"told by no register|shows no register"),
    ):
        remote_front(reader, name)


def test_an_open_breaker_and_a_tampered_meter_are_seen() -> None:
    from enfas.faces.display import Breaker, Lamp
    from enfas.meter.tamper import Tamper

    made = Front(Z9="001")
    made.meter.write("breaker", 1)
    made.meter.part(Tamper).set_cover(True)
    made.wait(2)
    with reading(made.meter) as reader:
        display, _ = remote_front(reader)
    assert (display.breaker, display.breaker_led, display.tamper) == (Breaker.OPEN, Lamp.ON, True)
    assert (display.current, display.quadrant, display.voltage) == (False, 0, True)


def test_a_register_that_the_meter_does_not_have_is_refused() -> None:
    made = Front(X9="1", Z29="1")
    with reading(made.meter) as reader, pytest.raises(RemoteError, match="shows no register"):
        remote_front(reader, "2.8.0")
