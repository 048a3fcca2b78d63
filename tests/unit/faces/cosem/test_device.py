"""The meter behind associations: its accounts and what each sees."""

from __future__ import annotations

import pytest
from tests.cosem_bench import ACCOUNTS, PASSWORD, capture
from tests.dlms_bench import aarq
from tests.meter_rows import START_US

from enfas.catalog.clients import OMNIPOWER_CLIENTS as CLIENTS
from enfas.catalog.meter_port import MeterPort
from enfas.faces.cosem.device import CosemDevice
from enfas.limits import Limits
from enfas.meter.configuration import Configuration
from enfas.meter.device import Meter
from enfas.protocols.dlms.conformance import Conformance


@pytest.mark.parametrize(("client", "server"), ACCOUNTS)
def test_an_account(client, server):
    account = CosemDevice(capture()).account(client, server)
    assert account.password == (None if client == 16 else b"12345")
    assert account.conformance & Conformance.GET


@pytest.mark.parametrize("port", MeterPort)
def test_accounts_are_those_of_the_port(port):
    device = CosemDevice(capture(), port)
    assert {pair for pair in ACCOUNTS if device.account(*pair)} == {
        pair for pair, client in CLIENTS.items() if port in client.ports
    }
    assert device.servers == {1, 16}


def test_associations_are_held_to_the_limits():
    association = CosemDevice(capture(), limits=Limits(apdu_octets=300)).association(18, 16)
    assert (association.client, association.server, association.is_open) == (18, 16, False)
    assert association.receive(aarq(PASSWORD))[-4:] == b"\x01\x2c\x00\x07"


@pytest.mark.parametrize(("client", "server"), [(18, 1), (16, 16), (1, 16), (17, 16), (0, 0), (16, 2)])
def test_there_is_no_other_account(client, server):
    assert CosemDevice(capture()).account(client, server) is None


def test_a_client_without_a_password_has_no_account():
    meter = Meter(Configuration.default().replace(passwords={18: b"12345"}), start_us=START_US)
    device = CosemDevice(meter)
    assert device.account(18, 16) is not None
    assert device.account(19, 16) is None
    assert device.account(16, 1) is not None


def test_what_an_association_sees():
    device = CosemDevice(capture())
    sight = device.open(18, 16, Conformance.GET, 128)
    assert (sight.context.meter, sight.context.client.address) == (device.meter, 18)
    assert (sight.context.conformance, sight.context.client_max_pdu) == (Conformance.GET, 128)
    assert sight.getters is device.open(18, 16, Conformance.GET, 0).getters
    assert len(device.open(16, 1, Conformance.GET, 0).getters) < len(sight.getters)
