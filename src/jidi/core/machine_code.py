"""Whether machine code should be used where a slower way without it gives the same."""

from __future__ import annotations

import sys
from typing import Final

_LOADED: Final = "numba"


def is_loaded() -> bool:
    """Whether what machine code needs is loaded already, so that using more of it costs little."""
    return _LOADED in sys.modules
