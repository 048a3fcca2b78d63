"""The ports of a meter."""

from __future__ import annotations

from enfas.catalog.meter_port import MeterPort


def test_ports_are_told_by_their_names():
    assert [str(port) for port in MeterPort] == ["module", "optical", "consumer", "network"]
    assert MeterPort("optical") is MeterPort.OPTICAL
