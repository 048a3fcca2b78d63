"""One root, each class with an example, the hint apart from the message."""

from __future__ import annotations

import pytest

from enfas import errors


@pytest.mark.parametrize("name", [n for n in errors.__all__ if n not in ("EnfasError", "Refusal")])
def test_each_error_stands_under_the_root_with_an_example(name: str) -> None:
    kind = getattr(errors, name)
    assert issubclass(kind, errors.EnfasError)
    assert "Example:" in (kind.__doc__ or "")
    assert name in (errors.__doc__ or "")


def test_a_hint_stands_apart() -> None:
    error = errors.InputError("no such file", hint="look there")
    assert (str(error), error.hint) == ("no such file", "look there")
