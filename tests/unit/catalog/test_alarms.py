from __future__ import annotations

import pytest

from enfas.catalog.alarms import WORD_A, WORD_B, Bit, bits_named, word_of
from enfas.catalog.logs import EVENT_LOGS


@pytest.mark.parametrize("word", [WORD_A, WORD_B], ids="AB")
def test_bits_are_in_order_and_each_name_is_there_once(word: tuple[Bit, ...]) -> None:
    numbers = [bit.number for bit in word]
    assert numbers == sorted(set(numbers))
    assert max(numbers) == 31
    assert len({bit.name for bit in word}) == len(word)


def test_a_word_of_names() -> None:
    assert word_of(bits_named(["cover", "magnet", "cover"], WORD_A)) == 0b1000100
    assert word_of(bits_named(["cover", "magnet"], WORD_B)) == 0b11 << 21
    with pytest.raises(KeyError):
        bits_named(["cover", "lid"], WORD_A)


def test_the_first_octet_of_word_a_is_the_meter_status() -> None:
    for bit in WORD_A[1:8]:
        assert int(bit.status) == bit.mask


def test_bits_of_logs_name_logs() -> None:
    named = {bit.log for bit in WORD_A if bit.log}
    assert {row.name for row in EVENT_LOGS} - named <= {
        "occurrences",
        "configuration",
        "prepayment",
        "voltage_quality",
    }
