"""The numbers of results, as the Green Book has them."""

from __future__ import annotations

import pytest

from enfas.protocols.dlms.results import ActionResult, DataAccessResult

pytestmark = pytest.mark.requirement("COM-1")

DATA_ACCESS = {0, 1, 2, 3, 4, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 250}
ACTION = {0, 1, 2, 3, 4, 9, 11, 12, 13, 14, 15, 16, 250}


def test_data_access_results():
    assert {int(result) for result in DataAccessResult} == DATA_ACCESS
    named = DataAccessResult
    assert (named.READ_WRITE_DENIED, named.OBJECT_UNDEFINED, named.OBJECT_CLASS_INCONSISTENT) == (3, 4, 9)
    assert (named.TYPE_UNMATCHED, named.SCOPE_OF_ACCESS_VIOLATED, named.OTHER_REASON) == (12, 13, 250)
    assert (named.NO_LONG_GET_IN_PROGRESS, named.LONG_SET_ABORTED) == (16, 17)
    assert (named.NO_LONG_SET_IN_PROGRESS, named.DATA_BLOCK_NUMBER_INVALID) == (18, 19)


def test_action_results():
    assert {int(result) for result in ActionResult} == ACTION
    assert (ActionResult.LONG_ACTION_ABORTED, ActionResult.NO_LONG_ACTION_IN_PROGRESS) == (15, 16)


def test_what_denies_an_attribute_denies_a_method():
    """A view answers for both: what it says of one it says of the other."""
    for name in ("READ_WRITE_DENIED", "OBJECT_UNDEFINED", "OBJECT_CLASS_INCONSISTENT"):
        assert ActionResult[name] == DataAccessResult[name]
