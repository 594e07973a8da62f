"""One more door to machine code: for what runs while other threads of Python do.

Beside the other doors and not among them: their file is part of the stamp of every kernel there is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba

from jidi.core.compiled import BARE, _kept

F = TypeVar("F", bound=Callable[..., object])


def unlocked(function: F) -> F:
    """The function as machine code that makes no arrays and holds no other thread up."""
    return cast(F, _kept(numba.njit(**BARE, nogil=True)(function), function))
