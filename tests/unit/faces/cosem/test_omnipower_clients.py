"""Who may be a client, and what each may do."""

from __future__ import annotations

import pytest
from tests.cosem_bench import PASSWORD, Talk, capture, state_of
from tests.dlms_bench import act, descriptor, get_list, put

from enfas.catalog.clients import METER_DEVICE, OMNIPOWER_CLIENTS, PUBLIC_DEVICE
from enfas.catalog.meter_port import MeterPort
from enfas.faces.cosem.omnipower import OMNIPOWER
from enfas.meter.credentials import Credentials
from enfas.protocols.dlms.conformance import Conformance

PUBLIC = [
    *("0.0.22.0.0.255", "0.0.40.0.0.255", "0.0.41.0.0.255", "0.1.1.0.0.255"),
    *("1.1.0.0.0.255", "1.1.0.0.1.255", "1.1.0.0.2.255", "1.1.0.0.3.255", "1.1.0.0.4.255"),
    *("1.1.0.2.0.255", "1.1.0.2.2.128", "1.1.0.130.1.255", "1.1.0.130.2.255"),
    *("1.1.96.1.0.255", "1.1.96.1.1.255"),
]
"""What the public client is shown: DLMS protocol 5512-1424 D1, table 2-1."""

NOT_NEGOTIATED = "d80102"


def test_the_accounts():
    assert sorted(OMNIPOWER_CLIENTS) == [(1, 1), (16, 1), (18, 16), (19, 16), (20, 16)]
    assert (PUBLIC_DEVICE, METER_DEVICE) == (1, 16)
    secured = {address for (address, _), client in OMNIPOWER_CLIENTS.items() if client.secured}
    assert secured == {1, 18, 19, 20}


@pytest.mark.parametrize(
    ("client", "port"), [(18, MeterPort.MODULE), (19, MeterPort.OPTICAL), (20, MeterPort.CONSUMER)]
)
def test_the_port_of_a_client(client, port):
    """Each port has one of its own; over the network all are answered, and the others everywhere."""
    clients = OMNIPOWER_CLIENTS
    assert clients[client, METER_DEVICE].ports == {port, MeterPort.NETWORK}
    assert clients[16, PUBLIC_DEVICE].ports == clients[1, PUBLIC_DEVICE].ports == set(MeterPort)


@pytest.mark.requirement("COM-1")
@pytest.mark.parametrize("client", [16, 1, 18, 19, 20])
def test_client(client):
    """Each opens its association and reads its list; all but the public one read the energies too."""
    talk = Talk(client=client)
    names = {".".join(map(str, entry[2])) for entry in talk.value(15, "0.0.40.0.0.255", 2)}
    if client == 16:
        assert names == set(PUBLIC)
    else:
        assert names > set(PUBLIC) | {"1.1.1.8.0.255", "1.1.99.1.0.255"}
        assert talk.value(3, "1.1.1.8.0.255", 2) == talk.meter.read("a_plus")


def test_the_public_client_only_reads():
    talk = Talk(client=16)
    before = state_of(talk.meter)
    clock = descriptor(8, "0.1.1.0.0.255", 2)
    assert talk.ask(put(clock, talk.raw(8, "0.1.1.0.0.255", 2))).hex() == NOT_NEGOTIATED
    assert talk.ask(act(descriptor(8, "0.1.1.0.0.255", 3))).hex() == NOT_NEGOTIATED
    assert talk.ask(get_list(clock)).hex() == NOT_NEGOTIATED
    assert talk.raw(3, "1.1.1.8.0.255", 2) == 4
    assert talk.raw(7, "1.1.99.1.0.255", 2) == 4
    assert state_of(talk.meter) == before


@pytest.mark.parametrize(
    ("client", "offered"), [(16, 0x001010), (1, 0x001E1D), (18, 0x001E1D), (19, 0x001E1D), (20, 0x001E1D)]
)
def test_services_of_each_client(client, offered):
    """The real meter offers GET, SET, ACTION, selective access, block transfer with GET; the rest is ours."""
    server = 16 if client > 16 else 1
    assert OMNIPOWER.conformance(OMNIPOWER_CLIENTS[client, server]) == Conformance(offered)


def test_each_has_a_password_of_its_own():
    meter = capture()
    for client in (1, 18, 19, 20):
        meter.part(Credentials).set_password(client, f"secret {client}".encode())
    for client in (1, 18, 19, 20):
        talk = Talk(meter, client, password=f"secret {client}".encode())
        assert talk.value(15, "0.0.40.0.0.255", 3)[0] == client
        with pytest.raises(AssertionError):
            Talk(meter, client, password=PASSWORD)
