from __future__ import annotations

from typing import Any

import pytest
from tests.firmware_bench import PUBLIC_KEY, image_of
from tests.meter_rows import START_US, Kept, command_of, load, make_meter, state_of
from tests.unit.meter.prepayment.test_tokens import PRIVATE, PUBLIC, SECRET

from enfas.catalog.calendar import DayProfile, SeasonStart, SpecialDay, Switch, Week
from enfas.catalog.display import ListName
from enfas.catalog.firmware import identifier_of
from enfas.catalog.prepayment import Terms
from enfas.errors import CommandRefused
from enfas.meter.activity_calendar import Entry
from enfas.meter.command import is_command
from enfas.meter.device import Meter
from enfas.meter.panel import Button
from enfas.meter.parts import PLUGGED_IN
from enfas.meter.prepayment.tokens import Token, seal_token, sign_token
from enfas.timebase import US_PER_HOUR, US_PER_MIN

US_PER_QUARTER = 15 * US_PER_MIN
AT_US = START_US + 100 * US_PER_MIN

IMAGE = image_of()
_SENT: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ("firmware.initiate", (identifier_of(IMAGE, ""), len(IMAGE))),
    ("firmware.put_block", (0, IMAGE)),
)
_VERIFIED = (*_SENT, ("firmware.verify", ()), ("firmware.verify", ()))

ONE_TARIFF: tuple[Any, ...] = (
    b"one",
    (SeasonStart(b"all", 1, 1, b"week"),),
    (Week(b"week", (1,) * 7, 1),),
    (DayProfile(1, (Switch(0, 1),)),),
)
"""The parts of a calendar."""

TERMS = Terms(secret=SECRET, public_key=PUBLIC, emergency=100)

ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "write": ("power_threshold", 1_000),
    "set_clock": (START_US + 20 * US_PER_HOUR,),
    "adjust_clock": (US_PER_QUARTER,),
    "shift_clock": (-60,),
    "set_summer_time": (False,),
    "debiting_stop": (),
    "reset_trip": ("a_plus",),
    "reconfiguration.configure": ("Z4=4 Z29=2",),
    "settings.write": ("hdlc_address", 17),
    "clock_backup.set_temperature": (-50,),
    "alarms.sent": (1,),
    "alarms.acknowledge": (1,),
    "alarms.call_now": (),
    "alarms.set_call": (0,),
    "alarms.set_number": ("port", 4059),
    "alarms.clear": (0,),
    "pulses.set_operation_state": (3,),
    "pulses.set_rate": (2, 100),
    "ports.set_inputs": (True,),
    "ports.take_pulses": ((START_US + US_PER_HOUR,),),
    "ports.set_factor": (2_500,),
    "ports.set_count": (17,),
    "ports.set_functions": (17,),
    "ports.set_earth_fault": (True,),
    "tamper.set_cover": (True,),
    "tamper.set_magnet": (True,),
    "tamper.release_marks": (),
    "tariffs.set_inputs": (True, False),
    "tariffs.set_tariff": (3,),
    "tariffs.set_default": (2,),
    "tariffs.set_control": (1,),
    "activity_calendar.choose_plan": (2,),
    "activity_calendar.set_passive": ONE_TARIFF,
    "activity_calendar.activate": (),
    "activity_calendar.set_activation": (START_US + 20 * US_PER_HOUR,),
    "activity_calendar.set_special_days": ([Entry(1, SpecialDay(None, 5, 1))],),
    "credentials.set_password": (1, b"another"),
    "analysis.reset": (),
    "analysis.set_channels": (("f_mean", "u_mean"),),
    "analysis.set_period": (5,),
    "debiting.stop": (),
    "debiting_2.set_interval": (1,),
    "occurrence_log.set_interval": (1,),
    "prepayment.load": (100,),
    "prepayment.set_slot": (70_000, 90_000),
    "prepayment.enter": (seal_token(TERMS.secret, 12_345_678, Token(1, 50)),),
    "prepayment.enter_signed": (sign_token(PRIVATE, 12_345_678, Token(1, 50)),),
    "prepayment.take_emergency": (),
    "panel.press": (Button.LEFT,),
    "panel.set_list": (ListName.AUTOMATIC, ("1.8.0", "2.8.0", "1.0.0")),
    "breaker.order": (1,),
    "breaker.press_button": (),
    "breaker.set_setting": ("breaker_wait", 7),
    "breaker.tell_neutral_fault": (True,),
    "breaker.jam": (True,),
    "firmware.enable": (False,),
    "firmware.set_block_size": (64,),
    "firmware.initiate": (identifier_of(IMAGE, "you"), len(IMAGE), 18),
    "firmware.put_block": (0, IMAGE),
    "firmware.verify": (),
    "firmware.activate": (),
    "firmware.activate_at": (AT_US + 1,),
    "firmware.confirm": (),
    "load_control.set_setting": ("load_delay", 7),
    "profile.reset": (),
    "profile.set_channels": (("a_plus",),),
    "profile.set_period": (60,),
}
"""How each command can be given so that it changes something."""

FIRST: dict[str, tuple[tuple[str, tuple[Any, ...]], ...]] = {
    "alarms.sent": (("alarms.call_now", ()),),
    "alarms.acknowledge": (("alarms.call_now", ()),),
    "alarms.clear": (("tamper.set_cover", (True,)),),
    "prepayment.take_emergency": (("breaker.set_setting", ("breaker_basis", 2)),),
    "tamper.release_marks": (("tamper.set_cover", (True,)), ("tamper.set_cover", (False,))),
    "firmware.put_block": _SENT[:1],
    "firmware.verify": _SENT,
    "firmware.activate": _VERIFIED,
    "firmware.activate_at": _VERIFIED,
    "firmware.confirm": (*_VERIFIED, ("firmware.activate_at", (AT_US + 1,)), ("set_clock", (AT_US + 2,))),
    "activity_calendar.activate": (("activity_calendar.set_passive", ONE_TARIFF),),
    "activity_calendar.set_activation": (("activity_calendar.set_passive", ONE_TARIFF),),
}
"""What must have happened before, for that."""

CODES: dict[str, dict[str, str]] = {
    "ports.take_pulses": {"Z3": "05"},
    "ports.set_earth_fault": {"Z3": "29"},
    "tariffs.set_tariff": {"Z13": "002"},
    "activity_calendar.choose_plan": {"Z13": "005"},
}
"""What the meter must be, for that."""

REFUSED: dict[str, tuple[Any, ...]] = {
    "write": ("a_plus", 1),
    "tariffs.set_tariff": (3,),
    "tariffs.set_default": (0,),
    "tariffs.set_control": (4,),
    "activity_calendar.choose_plan": (1,),
    "activity_calendar.set_passive": (b"n" * 33,),
    "activity_calendar.activate": (),
    "activity_calendar.set_activation": (START_US + 20 * US_PER_HOUR,),
    "activity_calendar.set_special_days": ([Entry(1, SpecialDay(None, 5, 32))],),
    "set_clock": (0,),
    "shift_clock": (901,),
    "reset_trip": ("p_plus",),
    "reconfiguration.configure": ("Z1=1",),
    "settings.write": ("hdlc_address", -1),
    "clock_backup.set_temperature": (-401,),
    "alarms.sent": (1,),
    "alarms.acknowledge": (1,),
    "alarms.set_call": (1,),
    "alarms.set_number": ("port", -1),
    "pulses.set_operation_state": (6,),
    "pulses.set_rate": (2, 1_001),
    "ports.take_pulses": ((START_US + US_PER_HOUR,),),
    "ports.set_factor": (99,),
    "ports.set_count": (-1,),
    "ports.set_functions": (255,),
    "ports.set_earth_fault": (True,),
    "credentials.set_password": (1, b""),
    "analysis.set_channels": (("u",),),
    "analysis.set_period": (10,),
    "debiting_2.set_interval": (3,),
    "occurrence_log.set_interval": (3,),
    "prepayment.load": (0,),
    "prepayment.set_slot": (250_000,),
    "prepayment.enter": ("123",),
    "prepayment.take_emergency": (),
    "panel.press": (Button.LEFT, 6),
    "panel.set_list": (ListName.AUTOMATIC, ("1.8.0",)),
    "breaker.order": (3,),
    "breaker.set_setting": ("breaker_k3", 11),
    "firmware.set_block_size": (31,),
    "firmware.initiate": (b"short", len(IMAGE)),
    "firmware.put_block": (0, IMAGE),
    "firmware.verify": (),
    "firmware.activate": (),
    "firmware.activate_at": (AT_US,),
    "firmware.confirm": (),
    "load_control.set_setting": ("load_delay", 10_801),
    "profile.set_channels": ((),),
    "profile.set_period": (7,),
}


def commands() -> set[str]:
    """All methods of the meter and its parts that are marked as commands."""
    own = {name for name, method in vars(Meter).items() if is_command(method)}
    return own | {f"{p.name}.{n}" for p in PLUGGED_IN for n, method in vars(p).items() if is_command(method)}


def running(name: str = "") -> tuple[Meter, Kept]:
    """A meter that has run, to which all has happened that a command needs, and that is stored."""
    codes = {"Z26": "001", **CODES.get(name, {})}
    configuration = make_meter(firmware_key=PUBLIC_KEY, **codes).configuration.replace(prepayment=TERMS)
    meter, kept = Meter(configuration, start_us=START_US), Kept()
    meter.advance(load(START_US, 100))
    for first, arguments in FIRST.get(name, ()):
        command_of(meter, first)(*arguments)
    kept.commit(meter.take_changes())
    assert not meter.unsaved
    return meter, kept


def test_these_are_all() -> None:
    assert commands() == set(ARGUMENTS)


@pytest.mark.requirement("REG-1")
@pytest.mark.parametrize("name", sorted(ARGUMENTS))
def test_what_a_command_changes_is_to_be_stored(name: str) -> None:
    meter, kept = running(name)
    given, before = meter.configuration, state_of(meter)
    command_of(meter, name)(*ARGUMENTS[name])
    after = state_of(meter)
    assert after != before
    assert meter.unsaved
    kept.commit(meter.take_changes())
    assert state_of(Meter.restore(given, kept.image())) == after


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_is_refused_has_changed_nothing(name: str) -> None:
    meter, _ = running()
    before = state_of(meter)
    with pytest.raises(CommandRefused):
        command_of(meter, name)(*REFUSED[name])
    assert state_of(meter) == before
    assert not meter.unsaved


def test_a_fault_inside_does_not_pass_for_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    meter, _ = running()
    monkeypatch.setattr(meter.demand.__class__, "debiting_stop", lambda self: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        meter.debiting_stop()
    assert meter.unsaved
