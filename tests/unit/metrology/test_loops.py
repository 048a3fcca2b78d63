from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Callable

import numpy as np
import pytest

import enfas.metrology
from enfas.metrology.loops import compiled

MODULES = [
    importlib.import_module(f"enfas.metrology.{found.name}")
    for found in pkgutil.iter_modules(enfas.metrology.__path__)
]
LOOPS = [
    pytest.param(module, name, id=f"{module.__name__.rpartition('.')[2]}.{name}")
    for module in MODULES
    for name, value in vars(module).items()
    if hasattr(value, "py_func") and value.py_func.__module__ == module.__name__
]


@pytest.mark.parametrize(("module", "name"), LOOPS)
def test_a_loop_depends_on_no_other_file_of_the_package(module: object, name: str) -> None:
    """What numba keeps on disk is compiled anew when its own file has changed, and only then."""
    tree = ast.parse(inspect.getsource(module))  # type: ignore[arg-type]  # a module
    elsewhere = {
        alias.asname or alias.name
        for statement in tree.body
        if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith("enfas.metrology")
        for alias in statement.names
    }
    loop = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)
    used = {node.id for statement in loop.body for node in ast.walk(statement) if isinstance(node, ast.Name)}
    assert not used & elsewhere


def test_there_are_loops() -> None:
    assert len(LOOPS) > 20


def test_a_loop_sees_what_is_not_a_number() -> None:
    def odd(values: np.ndarray) -> int:
        number = 0
        for value in values:
            if value != value or abs(value) > 1e300:
                number += 1
        return number

    assert compiled(odd)(np.array([1.0, np.nan, np.inf, -np.inf])) == 3


def test_a_loop_that_cannot_be_kept_is_compiled_each_time() -> None:
    names: dict[str, Callable[[int], int]] = {}
    exec("def twice(n):\n    return 2 * n", names)  # of no file, beside which it could be kept
    assert compiled(names["twice"])(21) == 42
