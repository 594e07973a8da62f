"""Rows held aside as they stand now: what they say, repairs included, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from jidi.core.errors import InputError
from jidi.intake.held import HeldRow
from jidi.registry.intake import REPAIRED, IntakeBook, Step
from jidi.registry.removal import removals
from jidi.service.books import Book
from jidi.service.intake_held_file import read_held

HELD_STATES: Final = ("open", "repaired", "resubmitted")


@dataclass(frozen=True)
class HeldState:
    """A row held aside, with what happened to it since.

    :param row: what it says now, repairs included.
    :param state: open, repaired or resubmitted.
    :param into: the receipt it came again with.
    """

    receipt: str
    row: HeldRow
    state: str
    into: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The row with its state."""
        return {
            "receipt": self.receipt,
            "state": self.state,
            "into": self.into,
            **self.row.to_json(),
        }


def held_rows(book: Book, receipt: str = "") -> tuple[HeldState, ...]:
    """The rows held aside, of one receipt or of all, oldest first.

    :raises UnknownName: J-301 for an unknown receipt.
    Those that are past their term and were removed are left out, and refused where asked for.

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
    return tuple(
        _state(one.id, row, steps.get((one.id, row.number), []))
        for one in filed
        if one.held_file not in gone
        for row in read_held(book.workspace.root, one.held_file)
    )


def _state(receipt: str, row: HeldRow, steps: Iterable[Step]) -> HeldState:
    state, into, cells = "open", None, dict(row.cells)
    for step in steps:
        state, into = step.step, step.into
        if step.step == REPAIRED:
            cells |= step.cells
    return HeldState(receipt, replace(row, cells=cells), state, into)
