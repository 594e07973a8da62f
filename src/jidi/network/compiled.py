"""Numba behind two typed doors: every kernel function is compiled once and kept on disk.

``compiled`` counts references to arrays and may make new ones. ``bare`` does neither, which in the
inner loops is worth two thirds of the time. Both keep exact arithmetic, so that the same seed gives
the same bytes.

What lies on disk is good for these very sources only: Numba looks at one file's date, but machine
code holds what it calls as well, so the stamp is the digest of the whole folder, the kernel.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., object])
COMPILED: dict[str, Any] = {"cache": True, "error_model": "numpy"}
BARE: dict[str, Any] = COMPILED | {"_nrt": False}


def compiled(function: F) -> F:
    """The function as machine code."""
    return cast(F, _stamped(numba.njit(**COMPILED)(function), function))


def bare(function: F) -> F:
    """The function as machine code that makes no arrays: it gets all room it needs."""
    return cast(F, _stamped(numba.njit(**BARE)(function), function))


def _stamped(dispatcher: Any, function: F) -> Any:
    dispatcher._cache._cache_file._source_stamp = _stamp(Path(function.__code__.co_filename).parent)
    return dispatcher


@cache
def _stamp(folder: Path) -> str:
    sources = sorted(folder.glob("*.py"))
    return sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
