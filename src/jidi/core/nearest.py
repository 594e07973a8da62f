"""The nearest known name, so that every refusal can say «did you mean …»."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from jidi.core.worded import listed

_CLOSE_ENOUGH = 0.5


def nearest(unknown: str, known: Iterable[str]) -> str | None:
    """The known name closest to ``unknown``, or None when nothing is close.

    Case is ignored. Ties fall to the name that stands first in ``known``.
    """
    asked = SequenceMatcher(b=unknown.casefold())
    best, best_ratio = None, _CLOSE_ENOUGH
    for name in known:
        asked.set_seq1(name.casefold())
        # The quick ratios are upper bounds: most names are ruled out without the full comparison.
        if asked.real_quick_ratio() < best_ratio or asked.quick_ratio() < best_ratio:
            continue
        ratio = asked.ratio()
        if ratio > best_ratio or (best is None and ratio == best_ratio):
            best, best_ratio = name, ratio
    return best


def suggestion(unknown: str, known: Iterable[str], *, most: int = 8) -> str:
    """The nearest name; when none is close, the most alike few; an em dash when none is known."""
    names = list(known)
    if not names:
        return "—"
    near = nearest(unknown, names)
    if near is not None:
        return near
    asked = unknown.casefold()
    ranked = sorted(names, key=lambda n: -SequenceMatcher(None, asked, n.casefold()).ratio())
    return listed(ranked, most=most)
