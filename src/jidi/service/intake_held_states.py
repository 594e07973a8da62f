"""Rows held aside as they stand now: what they say, repairs included, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, overload

from jidi.core.errors import InputError
from jidi.intake.held import HeldRow
from jidi.model.table import Table
from jidi.registry.intake import REPAIRED, IntakeBook, Step
from jidi.registry.removal import removals
from jidi.service.books import Book
from jidi.service.intake_held_file import KeptRows

HELD_STATES: Final = ("open", "repaired", "resubmitted")
_NEAR: Final = 256
"""Rows that are read together when one is looked at: a page looks at the next ones, too."""


@dataclass(frozen=True)
class HeldState:
    """A row held aside, with what happened to it since.

    :param row: what it says now, repairs included.
    :param state: open, repaired or resubmitted.
    :param into: the receipt it came again with.
    :param units: in which its numbers are printed, by column, where that is not the column's unit.
    :param in_doubt: columns of whose numbers nobody knows in which unit they are printed: receipts
        did not say it before 28 November 2026.
    """

    receipt: str
    row: HeldRow
    state: str
    into: str | None = None
    units: Mapping[str, str] = field(default_factory=dict)
    in_doubt: frozenset[str] = frozenset()

    def to_json(self) -> dict[str, Any]:
        """The row with its state."""
        return {
            "receipt": self.receipt,
            "state": self.state,
            "into": self.into,
            "units": dict(self.units),
            "units_in_doubt": sorted(self.in_doubt),
            **self.row.to_json(),
        }


class HeldStates(Sequence[HeldState]):
    """Rows held aside, oldest first, read when they are looked at: a bad day holds 300,000.

    :param kept: the rows of each receipt, by its number.
    :param steps: what happened to them, by receipt and number of the row.
    :param units: of their numbers, by receipt, table and part.
    :param in_doubt: columns of which that is not known, likewise.
    """

    def __init__(
        self,
        kept: Sequence[tuple[str, KeptRows]],
        steps: Mapping[tuple[str, int], list[Step]],
        units: Mapping[tuple[str, str, str], Mapping[str, str]],
        in_doubt: Mapping[tuple[str, str, str], frozenset[str]],
    ) -> None:
        self._kept = kept
        self._steps = steps
        self._units = units
        self._in_doubt = in_doubt
        self._near: tuple[int, list[HeldState]] = (0, [])

    def __len__(self) -> int:
        return sum(len(rows) for _, rows in self._kept)

    @overload
    def __getitem__(self, at: int) -> HeldState: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[HeldState, ...]: ...

    def __getitem__(self, at: int | slice) -> HeldState | tuple[HeldState, ...]:
        positions = range(len(self))[at]
        if isinstance(positions, int):
            return self._one(positions)
        if positions.step == 1:
            return tuple(self._between(positions.start, positions.stop))
        return tuple(self._one(position) for position in positions)

    def __iter__(self) -> Iterator[HeldState]:
        return self._between(0, len(self))

    @property
    def tables(self) -> set[str]:
        """The tables the rows are of."""
        return {name for _, rows in self._kept for name in rows.tables()}

    def _one(self, position: int) -> HeldState:
        first, near = self._near
        if not first <= position < first + len(near):
            first = position - position % _NEAR
            near = list(self._between(first, first + _NEAR))
            self._near = (first, near)
        return near[position - first]

    def _between(self, first: int, last: int) -> Iterator[HeldState]:
        begin = 0
        for receipt, rows in self._kept:
            if begin < last and first < begin + len(rows):
                for row in rows.between(max(0, first - begin), last - begin):
                    steps = self._steps.get((receipt, row.number), [])
                    part = (receipt, row.table, row.part)
                    found = _state(receipt, row, steps)
                    yield replace(
                        found,
                        units=self._units.get(part, {}),
                        in_doubt=self._in_doubt.get(part, frozenset()),
                    )
            begin += len(rows)


def held_rows(book: Book, receipt: str = "") -> HeldStates:
    """The rows held aside, of one receipt or of all, oldest first.

    Those that are past their term and were removed are left out, and refused where asked for.

    :raises UnknownName: J-301 for an unknown receipt.
    :raises LakeError: J-307 when their file is missing or damaged.
    :raises InputError: J-308 when the rows of that receipt were removed.
    """
    registry = book.workspace.registry
    filing = IntakeBook(registry)
    filed = (filing.receipt(receipt),) if receipt else filing.receipts()
    gone = {one.name: one for one in removals(registry, "held")}
    if receipt and filed[0].held_file in gone:
        removed = gone[str(filed[0].held_file)]
        raise InputError("J-308", receipt=receipt, on=removed.at[:10], rule=removed.rule)
    steps: dict[tuple[str, int], list[Step]] = {}
    for step in filing.steps(receipt or None):
        steps.setdefault((step.receipt, step.number), []).append(step)
    root = book.workspace.root
    kept = [
        (one.id, KeptRows(root, one.held_file))
        for one in filed
        if one.held_file is not None and one.held_file not in gone
    ]
    units = {
        (one.id, part["table"], part["part"]): part.get("units", {})
        for one in filed
        for part in one.body["parts"]
    }
    in_doubt = {
        (one.id, part["table"], part["part"]): _with_units(book.catalogue.table(part["table"]))
        for one in filed
        for part in one.body["parts"]
        if "units" not in part
    }
    return HeldStates(kept, steps, units, in_doubt)


def _with_units(table: Table) -> frozenset[str]:
    """The columns of numbers that may be printed in several units."""
    numbers = (column for column in table.columns if column.type in ("integer", "decimal"))
    return frozenset(column.name for column in numbers if column.unit is not None)


def waiting_rows(book: Book) -> int:
    """How many rows held aside nobody has mended or handed in again; no row is read for it."""
    registry = book.workspace.registry
    filing = IntakeBook(registry)
    gone = {one.name for one in removals(registry, "held")}
    kept = {one.id: one.held for one in filing.receipts() if one.held_file not in gone}
    touched = {(step.receipt, step.number) for step in filing.steps()}
    return sum(kept.values()) - sum(receipt in kept for receipt, _ in touched)


def _state(receipt: str, row: HeldRow, steps: Iterable[Step]) -> HeldState:
    state, into, cells = "open", None, dict(row.cells)
    for step in steps:
        state, into = step.step, step.into
        if step.step == REPAIRED:
            cells |= step.cells
    return HeldState(receipt, replace(row, cells=cells), state, into)
