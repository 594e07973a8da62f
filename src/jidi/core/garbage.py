"""Python's collector of garbage in circles, told to look less often.

By itself it looks after every 700 new objects. A command loads a thousand modules and reads
definitions, which all stay: looking through them was a tenth of its processor time (measured), and
half of what it takes to collect the tests.
"""

from __future__ import annotations

import gc

YOUNG, MIDDLE, OLD = 50_000, 10, 10
"""New objects before the youngest are looked through; how often until the older ones are too. Own
choice; `jidi status` and `jidi stability` of a province needed no more memory (measured)."""


def look_seldom() -> None:
    """For a process of our own; a library leaves its host's settings alone."""
    gc.set_threshold(YOUNG, MIDDLE, OLD)
