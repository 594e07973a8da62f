"""The nearest known name, so that every refusal can say «did you mean …»."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

_CLOSE_ENOUGH = 0.5


def nearest(unknown: str, known: Iterable[str]) -> str | None:
    """The known name closest to ``unknown``, or None when nothing is close.

    Case is ignored. Ties fall to the name that stands first in ``known``.
    """
    by_folded = {name.casefold(): name for name in reversed(list(known))}
    matches = get_close_matches(unknown.casefold(), by_folded, n=1, cutoff=_CLOSE_ENOUGH)
    return by_folded[matches[0]] if matches else None


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
    return "、".join(ranked[:most]) + (" …" if len(ranked) > most else "")
