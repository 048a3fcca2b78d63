"""What each module offers stands in its `__all__`; what users build on changes only on purpose."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from tests.helpers import ROOT

SOURCE = ROOT / "src"
TABLE = ROOT / "tests" / "architecture" / "exports.toml"


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


FILES = {dotted(path): path for path in sorted((SOURCE / "enfas").rglob("*.py"))}
FROZEN: dict[str, list[str]] = tomllib.loads(TABLE.read_text())


def offered(module: ModuleType) -> list[str]:
    return list(getattr(module, "__all__", []))


@pytest.mark.parametrize("name", FILES)
def test_a_module_offers_all_that_it_defines_for_others(name: str) -> None:
    """Every public function and class is in `__all__`, and all that is there exists, once."""
    module = importlib.import_module(name)
    names = offered(module)
    assert len(names) == len(set(names))
    assert not [entry for entry in names if not hasattr(module, entry)]
    defined = {
        node.name
        for node in ast.parse(FILES[name].read_text()).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
    assert not [entry for entry in defined - set(names) if not entry.startswith("_")]


@pytest.mark.parametrize("name", FILES)
def test_a_module_takes_only_what_others_offer(name: str) -> None:
    taken = [
        (node.module, alias.name)
        for node in ast.walk(ast.parse(FILES[name].read_text()))
        if isinstance(node, ast.ImportFrom) and node.module in FILES
        for alias in node.names
    ]
    assert not [
        (module, entry)
        for module, entry in taken
        if entry not in offered(importlib.import_module(module)) and f"{module}.{entry}" not in FILES
    ]


@pytest.mark.parametrize("name", FROZEN)
def test_what_users_build_on_is_as_the_table_says(name: str) -> None:
    """An addition is a word in the table; a removal or a new name breaks programs, and is told of as such."""
    assert sorted(offered(importlib.import_module(name))) == sorted(FROZEN[name])


def test_the_table_has_every_joint_and_the_help_for_tests() -> None:
    """All of the vocabulary and the joints, which are the modules at the top, `tool`, and `testing`."""
    top = {name for name in FILES if name.count(".") < 2 and FILES[name].name != "__init__.py"}
    helpers = {name for name in FILES if name.startswith(("enfas.testing.", "enfas.tool."))}
    assert (top | helpers) - {"enfas.shipped"} <= set(FROZEN)
