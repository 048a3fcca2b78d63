"""How long a live input may be silent, and that each silence is told once."""

from __future__ import annotations

from enfas.runtime.silence import PATIENCE_S, Silence


def test_patience_ends() -> None:
    silence = Silence(100.0)
    assert not silence.too_long(100.0 + PATIENCE_S - 0.1)
    assert silence.too_long(100.0 + PATIENCE_S)
    silence.broken(110.0)
    assert not silence.too_long(112.0)
    silence.excused(112.0)
    assert not silence.too_long(114.9)
    assert silence.too_long(115.0)


def test_a_silence_is_told_once_and_its_end_too() -> None:
    silence = Silence(0.0)
    assert silence.noticed("noon") == "nothing has come since noon; the time goes on without it"
    assert silence.noticed("one") == ""
    assert silence.broken(42.4) == "something comes again, after 42 s"
    assert silence.broken(43.0) == ""
    assert silence.noticed("two").endswith("two; the time goes on without it")


def test_what_was_heard_is_known() -> None:
    silence = Silence(0.0)
    assert not silence.heard
    silence.broken(1.0)
    assert silence.heard
