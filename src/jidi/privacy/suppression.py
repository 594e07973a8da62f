"""Small cells in public outputs: hidden, with so many others that no total gives them away.

A cell is *small* when a count in it is at least 1 and below the threshold: few enough persons to be
recognised. Hiding it alone is of no use where the total and the other parts are published, so
further cells are hidden until, whatever is computed from all that stays, a small count may be
anything from 0 to at least the threshold. Zero is published: it speaks of nobody.

The totals are those of a tree (province, city, county …). Counts that add up in another way besides
(months to a year, one indicator to another) are not seen here; who publishes both must not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

THRESHOLD: Final = 5
"""Counts from 1 to 4 are hidden. Our own choice, the most common one of statistical offices."""


@dataclass(frozen=True)
class Cell:
    """What would be published of one division.

    :param id: of the division.
    :param parent: the cell it is a part of; None, or a cell that is not given, for the top.
    :param counts: counts of persons or parcels, each adding up to the parent's, all of one length.
    """

    id: str
    parent: str | None
    counts: tuple[float, ...]

    def __post_init__(self) -> None:
        if any(count < 0 for count in self.counts):
            raise ValueError("counts are not negative")


@dataclass(frozen=True)
class Hidden:
    """Which cells may not be published.

    :param small: because a count in them is small.
    :param others: so that the small ones cannot be computed.
    """

    small: frozenset[str]
    others: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        """Both. What is published must not tell them apart."""
        return self.small | self.others


def suppressed(cells: Iterable[Cell], *, threshold: float = THRESHOLD) -> Hidden:
    """The cells to hide.

    Whatever part of the cells is published afterwards, at any level, the hidden ones must stay
    hidden: compute them once over all levels.

    :param threshold: the smallest count that may be published.
    """
    given = tuple(cells)
    judged = _Judged(given, threshold)
    small = frozenset(cell.id for cell in given if judged.is_small(cell))
    judged.hidden |= small
    for parent in judged.parents():
        for measure in range(len(judged.cells[parent].counts)):
            judged.protect(parent, measure)
    return Hidden(small, frozenset(judged.hidden) - small)


class _Judged:
    """The tree of cells and what is hidden of it so far; hiding more never makes it worse."""

    def __init__(self, cells: Sequence[Cell], threshold: float) -> None:
        self.cells = {cell.id: cell for cell in cells}
        self.threshold = threshold
        self.hidden: set[str] = set()
        self.parts: dict[str, list[Cell]] = defaultdict(list)
        for cell in cells:
            if cell.parent in self.cells:
                self.parts[cell.parent].append(cell)

    def is_small(self, cell: Cell) -> bool:
        return any(0 < count < self.threshold for count in cell.counts)

    def parents(self) -> list[str]:
        return sorted(self.parts)

    def protect(self, parent: str, measure: int) -> None:
        """Hide parts until what is hidden together is no longer a small count itself."""
        whole = self.cells[parent].counts[measure]
        small = any(0 < part.counts[measure] < self.threshold for part in self.parts[parent])
        if small and whole >= self.threshold:
            self._open(parent, measure, self.threshold)

    def _open(self, parent: str, measure: int, wanted: float) -> None:
        """Hide below ``parent`` until so much of its count can be moved about unseen.

        First whole parts that are still shown, the smallest that will do; where none is left,
        more within those that are hidden already.
        """
        shown = [
            part
            for part in self.parts[parent]
            if part.id not in self.hidden and part.counts[measure] > 0
        ]
        shown.sort(key=lambda part: (part.counts[measure], part.id))
        while (lacking := wanted - self._movable_within(parent, measure)) > 0 and shown:
            enough = (p for p in shown if p.counts[measure] >= lacking)
            chosen = next(enough, shown[-1])
            shown.remove(chosen)
            self.hidden.add(chosen.id)
            self._open_part(chosen, measure, lacking)
        for part in self.parts[parent]:
            lacking = wanted - self._movable_within(parent, measure)
            if lacking > 0 and part.id in self.hidden:
                self._open_part(part, measure, self._movable(part, measure) + lacking)

    def _open_part(self, part: Cell, measure: int, wanted: float) -> None:
        if self.parts.get(part.id):
            self._open(part.id, measure, min(wanted, part.counts[measure]))

    def _movable(self, cell: Cell, measure: int) -> float:
        """How much lower the hidden cell's count could be, as far as what is shown tells."""
        if not self.parts.get(cell.id):
            return cell.counts[measure]
        return self._movable_within(cell.id, measure)

    def _movable_within(self, parent: str, measure: int) -> float:
        """The same for all hidden parts together and for what belongs to no part."""
        parts = self.parts[parent]
        placed = sum(part.counts[measure] for part in parts)
        unplaced = max(0.0, self.cells[parent].counts[measure] - placed)
        hidden = (self._movable(part, measure) for part in parts if part.id in self.hidden)
        return unplaced + sum(hidden)
