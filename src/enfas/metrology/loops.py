"""What the inner loops work on, and the decorator that compiles them.

An inner loop is a plain function over arrays of doubles and integers, compiled by numba at its first call and
kept on disk for the next process (decision 6). It calls only loops of its own module, and takes no constant
from another of this package: what is kept on disk is compiled anew when its own file has changed, and no
other file is looked at. Loops may be reassociated and contracted, but each result depends on its samples
alone, never on how they were cut into blocks: a loop runs over whole ranges that the signal gives.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

__all__ = ["BoolArray", "ComplexArray", "FloatArray", "IntArray", "compiled"]

FloatArray = npt.NDArray[np.float64]
ComplexArray = npt.NDArray[np.complex128]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_P = ParamSpec("_P")
_R = TypeVar("_R")

_FAST = {"reassoc", "contract", "nsz", "arcp"}  # not "nnan" and "ninf": loops must see what is missing


def compiled(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Compile a loop at its first call; `py_func` of the result is the plain function."""
    try:
        return _jit(function, keep=True)
    except RuntimeError:  # there is no place where it could be kept
        return _jit(function, keep=False)


def _jit(function: Callable[_P, _R], *, keep: bool) -> Callable[_P, _R]:
    jit = numba.njit(cache=keep, fastmath=_FAST, error_model="numpy")
    return cast("Callable[_P, _R]", jit(function))
