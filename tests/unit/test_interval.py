"""The joint between supply and meter holds integers, and nothing but."""

from __future__ import annotations

from enfas.interval import ENERGIES, INTERVAL, empty


def test_the_joint_holds_integers_only() -> None:
    assert len(ENERGIES) == 8
    assert all(INTERVAL[name].base.kind in "iu" for name in INTERVAL.names or ())
    assert empty().shape == (0,)
