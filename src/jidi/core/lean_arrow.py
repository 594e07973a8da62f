"""PyArrow without pandas.

PyArrow imports pandas when it makes its first array from a list, to recognise pandas' own types. We
never hand it any, and the import costs most of a second in every process: more than many commands.
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec

import pyarrow as pa


class _NoPandas:
    """Says of pandas that it is not there."""

    @staticmethod
    def find_spec(name: str, *_: object) -> ModuleSpec | None:
        if name == "pandas":
            raise ModuleNotFoundError(f"{name} is not shown to PyArrow", name=name)
        return None


def settle_without_pandas() -> None:
    """Let PyArrow look for pandas once, now, and find none; it never looks again.

    Whoever imports pandas afterwards gets it. Where it is loaded already, nothing is done.
    """
    if "pandas" in sys.modules:
        return
    sys.meta_path.insert(0, _NoPandas)
    try:
        pa.array([0])
    finally:
        sys.meta_path.remove(_NoPandas)
