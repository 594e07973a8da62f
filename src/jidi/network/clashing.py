"""The smallest set of conditions that clash, found without trying every set.

Whoever keeps a set of conditions keeps every part of it. So once a set is known that can be kept
and to which nothing can be added, every clash must have something of the rest (a *correction*).
The smallest set that has something of every correction known is asked for; either it clashes, and
then none is smaller, or it gives one more correction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations
from typing import Generic, TypeVar

T = TypeVar("T")


class Fate(StrEnum):
    """What is known of conditions that are to be kept together."""

    KEPT = "kept"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Smallest(Generic[T]):
    """Conditions that cannot be kept together, which is proved.

    :param smallest: whether it is proved too that no fewer clash; else some question on the way
        was left open.
    """

    conditions: tuple[T, ...]
    smallest: bool


@dataclass
class Asker(Generic[T]):
    """Asks which conditions can be kept together, and nothing that follows from an earlier answer.

    :param every: all conditions, those that are named first in a clash first.
    :param ask: of a set of them.
    :param hard: conditions without which asking takes long; in growing they are added first.
    """

    every: Sequence[T]
    ask: Callable[[frozenset[T]], Fate]
    hard: frozenset[T] = frozenset()
    open: bool = False
    """Whether any question was left without an answer."""
    _kept: list[frozenset[T]] = field(default_factory=list)
    _refused: list[frozenset[T]] = field(default_factory=list)
    _unknown: set[frozenset[T]] = field(default_factory=set)

    def fate(self, conditions: Iterable[T]) -> Fate:
        """Whether these can be kept together."""
        asked = frozenset(conditions)
        if any(asked <= known for known in self._kept):
            return Fate.KEPT
        if any(known <= asked for known in self._refused):
            return Fate.REFUSED
        if asked in self._unknown:
            return Fate.UNKNOWN
        found = self.ask(asked)
        if found is Fate.UNKNOWN:
            self.open = True
            self._unknown.add(asked)
        else:
            (self._kept if found is Fate.KEPT else self._refused).append(asked)
        return found

    def correction(self, kept: Iterable[T], last: T | None = None) -> tuple[T, ...]:
        """What must be given up so that ``kept`` and all else is kept: no part of it would do, as
        far as every question was answered.

        :param last: a condition that is given up rather than any other.
        """
        held = set(kept)
        free = [one for one in self.every if one not in held and one != last]
        for part in ([one for one in free if one in self.hard],
                     [one for one in free if one not in self.hard],
                     [last] if last is not None and last not in held else []):  # fmt: skip
            held = self._grown(held, part)
        return tuple(one for one in self.every if one not in held)

    def _grown(self, held: set[T], more: Sequence[T]) -> set[T]:
        """With as much of ``more`` as can be kept besides; halves are tried before single ones."""
        if not more:
            return held
        if self.fate(held.union(more)) is Fate.KEPT:
            return held.union(more)
        if len(more) == 1:
            return held
        half = len(more) // 2
        return self._grown(self._grown(held, more[:half]), more[half:])


def smallest_clash(asker: Asker[T]) -> Smallest[T] | None:
    """The smallest set that clashes; of equals the one whose conditions come first.

    None where all can be kept, or where that is not known.
    """
    if asker.fate(asker.every) is not Fate.REFUSED:
        return None
    # What is enough to be given up alone is in every clash, and asked of nearly all conditions at
    # once, which is answered soonest.
    corrections = [
        frozenset({one})
        for one in asker.every
        if asker.fate(other for other in asker.every if other != one) is Fate.KEPT
    ]
    while True:
        asked = _hitting(asker.every, corrections)
        if asker.fate(asked) is Fate.REFUSED:
            return Smallest(asked, not asker.open)
        # Where it is not known whether ``asked`` can be kept the search goes on as if it could:
        # what is found then clashes all the same, though something smaller might.
        corrections.append(frozenset(asker.correction(asked)))


def _hitting(every: Sequence[T], corrections: Sequence[frozenset[T]]) -> tuple[T, ...]:
    """The fewest that have something of every correction."""
    for count in range(len(every) + 1):
        for chosen in combinations(every, count):
            if all(not one.isdisjoint(chosen) for one in corrections):
                return chosen
    return tuple(every)
