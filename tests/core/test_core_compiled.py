"""The doors to machine code: written once, compiled once; inner functions stay inside."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from jidi.core.compiled import bare, inner


@inner
def _lifted(number: int, by: int) -> int:
    return number + by


@bare
def _both(number: int) -> int:
    return _lifted(number, 1) + _lifted(number, 2) + _lifted(number, number)


def test_numbers_written_out_in_calls_are_compiled_once():
    assert _both(np.int64(5)) == 6 + 7 + 10
    _both.recompile()  # what lies on disk from an earlier run calls nothing
    assert len(_lifted.overloads) == 1


def test_of_an_inner_function_nothing_is_kept_by_itself():
    _both(np.int64(5))
    kept = {path.name.split("-")[0] for path in Path(_both.stats.cache_path).glob("*.nbi")}
    assert "test_core_compiled._both" in kept
    assert "test_core_compiled._lifted" not in kept


def test_an_inner_function_called_from_python_says_so():
    _both(np.int64(5))
    with pytest.raises(TypeError, match="_lifted is an inner function"):
        _lifted(1, 2)
