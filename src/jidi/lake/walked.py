"""What a parsed query names, walked through once: definitions are asked again and again.

:func:`jidi.lake.guard.guarded` gives the very same parsed query for the same text.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from sqlglot import exp

_KEPT: Final = 1_000
"""Queries remembered; as many as the guard remembers."""


class _Same:
    """A parsed query as a key: itself, whatever it says."""

    def __init__(self, query: exp.Query) -> None:
        self.query = query

    def __hash__(self) -> int:
        return id(self.query)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.query is self.query


def places_in(query: exp.Query) -> Mapping[str, tuple[exp.Table, ...]]:
    """Where a query names which table, by its name in small letters."""
    return _places_in(_Same(query))


def parameters_in(query: exp.Query) -> frozenset[str]:
    """The names of a query's parameters."""
    return _parameters_in(_Same(query))


@lru_cache(maxsize=_KEPT)
def _places_in(same: _Same) -> Mapping[str, tuple[exp.Table, ...]]:
    found: dict[str, tuple[exp.Table, ...]] = {}
    for place in same.query.find_all(exp.Table):
        name = place.name.lower()
        found[name] = (*found.get(name, ()), place)
    return found


@lru_cache(maxsize=_KEPT)
def _parameters_in(same: _Same) -> frozenset[str]:
    return frozenset(str(node.name) for node in same.query.find_all(exp.Parameter, exp.Placeholder))
