from __future__ import annotations

import json
from typing import Any, ClassVar

import msgspec
import pytest

from enfas.errors import StorageError
from enfas.meter.state import Upgrade, decode_state, encode_state, version_of


def to_litres(fields: dict[str, Any]) -> dict[str, Any]:
    return {"litres": fields["gallons"] * 4}


def with_name(fields: dict[str, Any]) -> dict[str, Any]:
    return {**fields, "name": "unnamed"}


class Tank(msgspec.Struct):
    litres: int
    name: str
    v: int = 3
    UPGRADES: ClassVar[tuple[Upgrade, ...]] = (to_litres, with_name)


class Plain(msgspec.Struct):
    v: int = 1


def test_the_version_counts_the_upgrades() -> None:
    assert (version_of(Plain), version_of(Tank)) == (1, 3)


@pytest.mark.parametrize(
    "older",
    [{"gallons": 5, "v": 1}, {"litres": 20, "v": 2}, {"litres": 20, "name": "unnamed", "v": 3}],
    ids=["two before", "one before", "now"],
)
def test_older_states_are_brought_up(older: dict[str, Any]) -> None:
    tank = decode_state("tank", json.dumps(older).encode(), Tank)
    assert tank == Tank(20, "unnamed")
    assert decode_state("tank", encode_state(tank), Tank) == tank


@pytest.mark.parametrize(
    ("stored", "says"),
    [
        (b'{"v":4}', "of version 4; this program knows 3"),
        (b'{"v":0}', "no version 0"),
        (b'{"v":1}', "broken: 'gallons'"),
        (b'{"v":1,"gallons":null}', "broken"),
        (b'{"v":3,"litres":"x","name":""}', "litres"),
        (b"", "broken"),
        (b"[]", "broken"),
    ],
)
def test_what_is_no_state_is_refused(stored: bytes, says: str) -> None:
    with pytest.raises(StorageError, match=f"part 'tank'.*{says}"):
        decode_state("tank", stored, Tank)
