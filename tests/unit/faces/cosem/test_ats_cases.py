"""The cases of the conformance test for the application layer, by their identifiers, on the whole meter.

HLS (OPEN_3), user lists (OPEN_2) and short names (DATA_SN) are not offered.

Source: DLMS UA 1001-6, ATS_AL V1.3, as public re-implementations name its cases; purposes in our own words.
"""

from __future__ import annotations

import pytest
from tests.cosem_bench import ACCOUNTS, Talk, capture, state_of
from tests.dlms_bench import (
    LLS,
    NO_MECHANISM,
    RELEASE,
    aarq,
    act,
    ber,
    descriptor,
    get,
    get_list,
    get_next,
    initiate,
    put,
)

from enfas.catalog.display import lists
from enfas.faces.cosem.device import CosemDevice
from enfas.protocols.dlms.server import Association

pytestmark = pytest.mark.requirement("COM-1")

ENERGY = descriptor(3, "1.1.1.8.0.255", 2)
NUMBER = descriptor(1, "1.1.0.0.1.255", 2)
ACCEPTED, REFUSED = "a203020100", "a203020101"

DISPLAY_LISTS = {bytes(row.obis) for row in lists.DISPLAY_LISTS.values()}


def idle(client: int = 18, server: int = 16) -> Association:
    return Association(CosemDevice(capture()), client, server)


def answer(apdu: bytes, client: int = 18, server: int = 16) -> str:
    association = idle(client, server)
    text = association.receive(apdu).hex()
    assert association.is_open is (ACCEPTED in text)
    return text


@pytest.mark.parametrize(
    "apdu", [get(ENERGY), get_next(1), get_list(ENERGY), put(NUMBER, b"\x06\0\0\0\1"), act(ENERGY)]
)
def test_appl_idle_n1_a_service_without_an_association(apdu):
    association = idle()
    before = state_of(association._device.meter)
    assert association.receive(apdu).hex() == "d80101"
    assert state_of(association._device.meter) == before


@pytest.mark.parametrize(("client", "server"), ACCOUNTS)
def test_appl_open_1_association_with_the_declared_parameters(client, server):
    password = None if client == 16 else b"12345"
    text = answer(aarq(password), client, server)
    assert ACCEPTED in text
    assert "a305a103020100" in text
    assert text.endswith(("001010ffff0007", "001e1dffff0007"))


@pytest.mark.parametrize(
    ("version", "result"),
    [
        (b"", ACCEPTED),
        (ber(0x80, b"\x07\x80"), ACCEPTED),
        (ber(0x80, b"\x02\x84"), ACCEPTED),
        (ber(0x80, b"\x07\x40"), REFUSED),
    ],
    ids=["absent", "1", "1 among others", "2"],
)
def test_appl_open_4_protocol_version(version, result):
    text = answer(aarq(b"12345", version=version))
    assert result in text
    assert ("a305a203020102" in text) is (result == REFUSED)


@pytest.mark.parametrize(
    "context", ["60857405080102", "60857405080103", "60857405080104", "608574050801ff", "2a"]
)
def test_appl_open_5_application_context(context):
    text = answer(aarq(b"12345", context=context))
    assert REFUSED in text
    assert "a305a103020102" in text


@pytest.mark.parametrize(
    "more",
    [
        b"",
        ber(0xA6, ber(0x04, bytes(8))),
        ber(0xA2, ber(0x04, bytes(8))) + ber(0xA3, ber(0x04, b"\1")),
        ber(0xA4, ber(0x02, b"\1")) + ber(0xA5, ber(0x02, b"\1")),
        ber(0xA7, ber(0x04, b"\1")) + ber(0xA8, ber(0x02, b"\1")) + ber(0xA9, ber(0x02, b"\1")),
        ber(0xBD, b"information"),
    ],
)
def test_appl_open_6_titles_qualifiers_and_invocation_identifiers(more):
    assert ACCEPTED in answer(aarq(b"12345", more=more))


@pytest.mark.parametrize(
    ("asked", "diagnostic"),
    [
        (aarq(), "0e"),
        (aarq(authentication=True), "0c"),
        (aarq(b"12345", mechanism=NO_MECHANISM), "0c"),
        (aarq(b"12345", mechanism="60857405080202"), "0b"),
        (aarq(b"12345", mechanism="60857405080207"), "0b"),
        (aarq(mechanism=LLS), "0d"),
        (aarq(b""), "0d"),
        (aarq(b"1234"), "0d"),
        (aarq(b"123456"), "0d"),
        (aarq(b"12346"), "0d"),
    ],
)
def test_appl_open_7_authentication(asked, diagnostic):
    text = answer(asked)
    assert REFUSED in text
    assert f"a305a1030201{diagnostic}" in text


def test_appl_open_9_a_dedicated_key_where_nothing_is_ciphered():
    assert ACCEPTED in answer(aarq(b"12345", key=bytes(16)))


def test_appl_open_11_quality_of_service():
    assert "040f080100065f1f04" in answer(aarq(b"12345", quality=0))
    assert "040e0800065f1f04" in answer(aarq(b"12345"))


@pytest.mark.parametrize(("version", "result"), [(5, REFUSED), (0, REFUSED), (6, ACCEPTED), (7, ACCEPTED)])
def test_appl_open_12_dlms_version(version, result):
    text = answer(aarq(b"12345", user=initiate(version=version)))
    assert result in text
    if result == REFUSED:
        assert text.endswith("be0604040e010601")
    else:
        assert "0e0800065f1f04" in text, "the version that is agreed on is 6"


@pytest.mark.parametrize(("services", "result"), [(0, REFUSED), (0x000002, REFUSED), (0x000010, ACCEPTED)])
def test_appl_open_13_conformance_block(services, result):
    text = answer(aarq(b"12345", services=services))
    assert result in text
    if result == REFUSED:
        assert text.endswith("be0604040e010602")


@pytest.mark.parametrize(("pdu", "result"), [(11, REFUSED), (1, REFUSED), (12, ACCEPTED), (0, ACCEPTED)])
def test_appl_open_14_pdu_size(pdu, result):
    text = answer(aarq(b"12345", pdu=pdu))
    assert result in text
    if result == REFUSED:
        assert text.endswith("be0604040e010603")


@pytest.mark.parametrize(
    ("apdu", "expected"),
    [
        (b"\xc0\x04" + get(ENERGY)[2:], "d80103"),
        (b"\xc0", "d80103"),
        (get(ENERGY)[:6], "d80103"),
        (get(ENERGY)[:12], "d80103"),
        (get(descriptor(3, "1.1.77.8.0.255", 2)), "c401c10104"),
        (get(descriptor(3, "1.1.1.8.0.255", 77)), "c401c10103"),
        (get(descriptor(77, "1.1.1.8.0.255", 2)), "c401c10109"),
    ],
    ids=["choice", "head alone", "no name", "no selection", "object", "attribute", "class"],
)
def test_appl_data_ln_n1_get_request(apdu, expected):
    talk = Talk()
    assert talk.ask(apdu).hex() == expected
    assert talk.ask(get(ENERGY))[:4] == b"\xc4\x01\xc1\x00"


@pytest.mark.parametrize(
    ("apdu", "expected"),
    [
        (b"\xc1\x06" + put(NUMBER, b"\0")[2:], "d80103"),
        (put(NUMBER, b""), "d80103"),
        (put(NUMBER, b"\x06\0\0"), "d80103"),
        (put(descriptor(1, "1.1.77.8.0.255", 2), b"\x06\0\0\0\1"), "c501c104"),
        (put(descriptor(1, "1.1.0.0.1.255", 77), b"\x06\0\0\0\1"), "c501c103"),
        (put(descriptor(77, "1.1.0.0.1.255", 2), b"\x06\0\0\0\1"), "c501c109"),
        (put(ENERGY, b"\x06\0\0\0\1"), "c501c103"),
        (put(NUMBER, b"\x11\1"), "c501c10c"),
    ],
    ids=["choice", "no data", "data cut", "object", "attribute", "class", "legal register", "type"],
)
def test_appl_data_ln_n3_set_request(apdu, expected):
    talk = Talk()
    before = state_of(talk.meter)
    assert talk.ask(apdu).hex() == expected
    assert state_of(talk.meter) == before


@pytest.mark.parametrize(
    ("services", "apdu"),
    [
        (0x1E0D, get(ENERGY)),
        (0x1E15, put(NUMBER, b"\x06\0\0\0\1")),
        (0x1E1C, act(descriptor(8, "0.1.1.0.0.255", 3))),
        (0x1C1D, get_list(ENERGY)),
        (0x1E19, get(descriptor(7, "1.1.99.1.0.255", 2), b"\x02\x00")),
    ],
    ids=["GET", "SET", "ACTION", "list", "selection"],
)
def test_appl_data_ln_n4_a_service_that_was_not_agreed_on(services, apdu):
    talk = Talk(services=services)
    before = state_of(talk.meter)
    assert talk.ask(apdu).hex() == "d80102"
    assert state_of(talk.meter) == before


@pytest.mark.parametrize(
    "apdu",
    [RELEASE, b"\x62\x00", ber(0x62, ber(0xBE, ber(0x04, initiate()))), b"\x62\x03\x80\x01\x1e"],
    ids=["reason", "nothing", "user information", "user-defined reason"],
)
def test_appl_rel_p1_release(apdu):
    talk = Talk()
    assert talk.ask(apdu).hex() == "6303800100"
    assert talk.ask(get(ENERGY)).hex() == "d80101"


@pytest.mark.parametrize(("client", "server"), ACCOUNTS)
def test_7_3_12_mandatory_objects(client, server):
    """The current association and the SAP assignment in each; the device name where all is shown."""
    talk = Talk(client=client)
    names = {(class_id, bytes(name)) for class_id, _, name, _ in talk.value(15, "0.0.40.0.0.255", 2)}
    assert (15, bytes([0, 0, 40, 0, 0, 255])) in names
    assert (17, bytes([0, 0, 41, 0, 0, 255])) in names
    assert ((1, bytes([0, 0, 42, 0, 0, 255])) in names) is (client != 16)
    ((sap, name),) = talk.value(17, "0.0.41.0.0.255", 2)
    assert (sap, name[:3]) == (16, b"KAM")
    assert talk.value(15, "0.0.40.0.0.255", 3) == [client, server]


def test_7_3_4_the_profile_s_sort_object_is_one_of_its_columns():
    talk = Talk()
    for class_id, _, name, (attributes, _) in talk.value(15, "0.0.40.0.0.255", 2):
        if class_id == 7:
            assert talk.value(7, name, 6) in talk.value(7, name, 3)
            if bytes(name) not in DISPLAY_LISTS:  # one row each
                assert [selectors for number, _, selectors in attributes if number == 2] == [[1, 2]]
