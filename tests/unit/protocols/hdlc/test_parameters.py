"""The negotiation field of SNRM and UA."""

from __future__ import annotations

import pytest

from enfas.errors import DecodeError
from enfas.protocols.hdlc.parameters import DEFAULTS, Parameters

PUBLISHED = "818014050202000602008007040000000108040000000" + "1"


def test_the_published_answer():
    assert Parameters(512, 128, 1, 1).encode().hex() == PUBLISHED
    assert Parameters.decode(bytes.fromhex(PUBLISHED)) == Parameters(512, 128, 1, 1)


@pytest.mark.parametrize(
    "field",
    [
        "818012050180060180070400000001080400000001",  # one octet (Green Book's example)
        "8180180504000000800604000000800704000000010804000000" + "01",  # four octets
        "81800c050180060180070101080101",
        "818000",
        "81800309017f",  # an unknown parameter
        "",
    ],
)
def test_forms_of_the_defaults(field):
    assert Parameters.decode(bytes.fromhex(field)) == DEFAULTS


def test_values_over_the_limits_are_cut_down():
    field = bytes.fromhex("81800e0502ffff0602ffff0701ff080108")
    assert Parameters.decode(field) == Parameters(2030, 2030, 7, 7)


@pytest.mark.parametrize(
    "field",
    [
        "80",
        "8180",
        "81801405",
        "82800005",
        "818001050180",
        "8180020501",
        "81800105",
        "818003050100",
        "818003070100",
        "8180050503000080",
    ],
)
def test_malformed_fields(field):
    with pytest.raises(DecodeError):
        Parameters.decode(bytes.fromhex(field))


@pytest.mark.parametrize("length", [128, 129, 512, 1010, 2030])
@pytest.mark.parametrize("window", [1, 3, 7])
def test_each_way_the_smaller_one_holds(length, window):
    ours, theirs = Parameters(1010, 600, 4, 2), Parameters(length, length, window, window)
    agreed = ours.against(theirs)
    assert agreed == Parameters(min(1010, length), min(600, length), min(4, window), min(2, window))
    mirrored = Parameters(agreed.receive, agreed.transmit, agreed.receive_window, agreed.transmit_window)
    assert theirs.against(agreed) == mirrored
