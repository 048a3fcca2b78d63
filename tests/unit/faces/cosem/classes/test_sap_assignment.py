"""Class 17, SAP assignment."""

from __future__ import annotations

import pytest
from tests.cosem_bench import ACCOUNTS, Talk

from enfas.faces.cosem.classes.sap_assignment import sap_assignment_object


@pytest.mark.requirement("COM-1")
def test_class_17():
    made = sap_assignment_object()
    assert (made.class_id, made.version, str(made.name)) == (17, 0, "0.0.41.0.0.255")
    assert [(a.number, int(a.access)) for a in made.all_attributes] == [(1, 1), (2, 1)]


@pytest.mark.parametrize("client", [client for client, _ in ACCOUNTS])
def test_each_client_is_told_where_the_meter_is(client):
    """One element: SAP 16, and the ten octets of the name."""
    listed = Talk(client=client).raw(17, "0.0.41.0.0.255", 2)
    assert listed == bytes.fromhex("01010202120010090a4b414d450000") + (12_345_678).to_bytes(4, "big")
