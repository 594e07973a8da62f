"""Judging the rows of a filled-in register: what each would change, or why it cannot be taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final, Literal

from jidi.core.errors import InputError, JidiError, Language, UnknownName
from jidi.core.nearest import suggestion
from jidi.model.register import Change, Draft, Revision, Subject, differences, load_fields
from jidi.registry.register import conflict
from jidi.service.books import Book
from jidi.service.register import origins_of
from jidi.service.register_cells import CellValue, fixed_cells, is_same_cell, state_cells
from jidi.service.register_changes import changed_state, drafted
from jidi.service.register_input import read_day, read_text, read_value
from jidi.service.register_sheet import RegisterSheet, SheetRow

Fate = Literal["changed", "unchanged", "held"]
_LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")

Chains = Mapping[str, tuple[Subject, tuple[Revision, ...]]]
"""Every entry with its revisions, by id."""


@dataclass(frozen=True)
class RowOutcome:
    """What became of one row.

    :param older: it was exported before the newest revision (and not edited, unless it is held).
    """

    row: SheetRow
    entry: str
    fate: Fate
    changes: tuple[Change, ...] = ()
    draft: Draft | None = None
    findings: tuple[JidiError, ...] = ()
    older: bool = False

    def to_json(self) -> dict[str, Any]:
        """The outcome as plain values."""
        return {
            "row": self.row.number,
            "entry": self.entry,
            "fate": self.fate,
            "older": self.older,
            "changes": [change.model_dump(mode="json") for change in self.changes],
            "findings": [finding.to_json() for finding in self.findings],
        }


class Judge:
    """Judges the rows of one sheet against the register as it stands."""

    def __init__(
        self, book: Book, sheet: RegisterSheet, *, why: str, on: date, today: date
    ) -> None:
        self.book = book
        self.sheet = sheet
        self._why = why
        self._on = on
        self._today = today

    def outcomes(self, chains: Chains) -> tuple[RowOutcome, ...]:
        """What becomes of every row, in the order of the sheet."""
        names = Counter(_text(row.cells.get("entry_id")) for row in self.sheet.rows)
        return tuple(self._outcome(row, chains, names) for row in self.sheet.rows)

    def _outcome(self, row: SheetRow, chains: Chains, names: Counter[str]) -> RowOutcome:
        entry = _text(row.cells.get("entry_id"))
        try:
            subject, chain, at = self._exported(row, entry, chains, names)
        except JidiError as error:
            return self._held(row, entry, [error])
        edited = self._edited(row, at)
        findings = [*self._odd(row), *self._altered(row, subject, chain, at)]
        older = at.number < chain[-1].number
        if not edited and not findings:
            return RowOutcome(row, entry, "unchanged", older=older)
        if older and edited:
            findings.append(conflict(chain, at.number))
        if findings:
            return self._held(row, entry, findings, older=older)
        return self._changed(row, subject, chain[-1], edited)

    def _exported(
        self, row: SheetRow, entry: str, chains: Chains, names: Counter[str]
    ) -> tuple[Subject, tuple[Revision, ...], Revision]:
        """The entry a row is about, and the revision it was exported from.

        :raises InputError: R-411, R-407, R-412. :raises UnknownName: R-304.
        """
        if not entry:
            raise InputError("R-411")
        if entry not in chains:
            raise UnknownName("R-304", name=entry, nearest=suggestion(entry, chains))
        if names[entry] > 1:
            raise InputError("R-407", entry=entry, count=names[entry])
        subject, chain = chains[entry]
        number = row.cells.get("revision")
        known = {revision.number: revision for revision in chain}
        if isinstance(number, bool) or not isinstance(number, int | float) or number not in known:
            shown = _text(number) or "—"
            raise InputError("R-412", entry=entry, revision=shown, newest=chain[-1].number)
        return subject, chain, known[int(number)]

    def _edited(self, row: SheetRow, at: Revision) -> dict[str, Any]:
        """The cells that do not hold what was exported, in either language, by column."""
        spellings = [state_cells(self.book, at.state, lang) for lang in _LANGUAGES]
        edited = (name for name in spellings[0] if _differs(row, name, spellings))
        return {name: row.cells[name] for name in edited}

    def _odd(self, row: SheetRow) -> list[JidiError]:
        """Formulas and merged cells: what they hold cannot be taken as it stands."""
        return [
            InputError(code, where=self.sheet.place(row.number, name))
            for name, code in row.odd.items()
            if name != "returned"
        ]

    def _altered(
        self, row: SheetRow, subject: Subject, chain: Sequence[Revision], at: Revision
    ) -> list[JidiError]:
        """Fixed cells that were changed."""
        origin = origins_of(chain[: at.number])["status"]
        spellings = [
            fixed_cells(self.book, subject, revision=at.number, origin=origin, lang=lang)
            for lang in _LANGUAGES
        ]
        return [
            InputError(
                "R-406",
                where=self.sheet.place(row.number, name),
                expected=spellings[0][name] or "—",
            )
            for name in spellings[0]
            if name in row.cells
            and not any(is_same_cell(row.cells[name], written[name]) for written in spellings)
        ]

    def _changed(
        self, row: SheetRow, subject: Subject, newest: Revision, edited: Mapping[str, Any]
    ) -> RowOutcome:
        findings: list[JidiError] = []
        values = {
            name: self._read(row, name, partial(read_value, self.book, name, raw), findings)
            for name, raw in edited.items()
        }
        on = self._read(row, "on", lambda: self._day(row), findings)
        why = self._read(row, "why", lambda: self._reason(row), findings)
        if findings:
            return self._held(row, subject.id, findings)
        state = changed_state(newest.state, values)
        if not differences(newest.state, state):  # another way to write the same
            return RowOutcome(row, subject.id, "unchanged")
        try:
            draft = drafted(subject, newest, state, on=on, today=self._today, why=why)
        except JidiError as error:
            return self._held(row, subject.id, [error, *error.also])
        changes = differences(newest.state, draft.state)
        return RowOutcome(row, subject.id, "changed", changes=changes, draft=draft)

    def _read(
        self, row: SheetRow, name: str, read: Callable[[], Any], findings: list[JidiError]
    ) -> Any:
        """What ``read`` gives; what it refuses becomes a finding at its cell."""
        try:
            return read()
        except JidiError as error:
            error.where = self.sheet.place(row.number, name)
            findings.append(error)
            return None

    def _day(self, row: SheetRow) -> date:
        given = row.cells.get("on")
        return self._on if given is None else read_day(given)

    def _reason(self, row: SheetRow) -> str:
        given = row.cells.get("why")
        return self._why if given is None else read_text(given, load_fields().by_name["why"])

    def _held(
        self, row: SheetRow, entry: str, findings: Sequence[JidiError], *, older: bool = False
    ) -> RowOutcome:
        for finding in findings:
            finding.also = ()
            if finding.where is None:
                finding.where = self.sheet.place(row.number)
        return RowOutcome(row, entry, "held", findings=tuple(findings), older=older)


def _differs(row: SheetRow, name: str, spellings: Sequence[Mapping[str, CellValue]]) -> bool:
    """Whether a cell holds something else than was written into it, in either language."""
    if name not in row.cells:
        return False
    return not any(is_same_cell(row.cells[name], written[name]) for written in spellings)


def _text(raw: Any) -> str:
    if raw is None:
        return ""
    return str(int(raw) if isinstance(raw, float) and raw.is_integer() else raw).strip()
