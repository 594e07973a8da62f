"""Taking a filled-in register in: every row judged in one pass, good rows written, bad ones aside.

A row that holds what was exported changes nothing. One that was edited becomes a revision, if it
fits and if nobody has changed the entry since the export. Everything else is held aside with its
reasons and goes back to the sender: in = changed + unchanged + held.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from jidi.core.errors import InputError, Language
from jidi.lake.disk import writing
from jidi.model.register import load_fields
from jidi.service.books import Book
from jidi.service.register import missing, register_of
from jidi.service.register_cells import sheet_columns
from jidi.service.register_changes import named
from jidi.service.register_input import read_text
from jidi.service.register_judge import Fate, Judge, RowOutcome
from jidi.service.register_sheet import RegisterSheet, read_sheet
from jidi.service.register_workbook import write_workbook

_TURNS: Final = 5
"""How often a file is judged anew because somebody else wrote meanwhile."""


@dataclass(frozen=True)
class ImportReceipt:
    """What became of a file.

    :param written: whether the changes were written; not in a dry run.
    :param missing: columns the sheet lacks; what they say stays as it is.
    :param held_file: where the rows that were held aside lie, for the sender.
    """

    file: str
    sheet: str
    rows: tuple[RowOutcome, ...]
    written: bool
    missing: tuple[str, ...]
    held_file: Path | None = None

    def of(self, fate: Fate) -> tuple[RowOutcome, ...]:
        """The rows of one fate."""
        return tuple(row for row in self.rows if row.fate == fate)

    def count(self, fate: Fate) -> int:
        """How many rows there are of one fate."""
        return len(self.of(fate))

    def sentence(self, lang: Language) -> str:
        """The receipt in one sentence."""
        changed, same, held = (self.count(f) for f in ("changed", "unchanged", "held"))
        if lang == "zh":
            done = "已写入" if self.written else "未写入（试运行），将会"
            return (
                f"共 {len(self.rows)} 行：{done}改动 {changed}，未变 {same}，退回 {held}"
                f"（{changed} + {same} + {held} = {len(self.rows)}）。"
            )
        done = "were written" if self.written else "would be written (dry run)"
        return (
            f"{len(self.rows)} rows: {changed} changes {done}, {same} unchanged, {held} held aside "
            f"({changed} + {same} + {held} = {len(self.rows)})."
        )

    def to_json(self) -> dict[str, Any]:
        """The receipt as plain values."""
        return {
            "file": self.file,
            "sheet": self.sheet,
            "written": self.written,
            "in": len(self.rows),
            "changed": self.count("changed"),
            "unchanged": self.count("unchanged"),
            "held": self.count("held"),
            "missing_columns": list(self.missing),
            "held_file": None if self.held_file is None else str(self.held_file),
            "rows": [row.to_json() for row in self.rows if row.fate != "unchanged" or row.older],
        }


def import_register(
    book: Book,
    path: Path,
    *,
    by: str,
    now: datetime,
    why: str = "",
    on: date | None = None,
    dry_run: bool = False,
) -> ImportReceipt:
    """Take a filled-in workbook in: all rows that fit become revisions in one transaction.

    Rows that do not fit are written to ``inbox/`` of the workspace, with the reasons.

    :param why: the reason for rows that give none.
    :param on: the day from which rows hold that name none; today when None.
    :raises InputError: R-4xx when the file as a whole cannot be taken, R-302, R-308.
    :raises UnknownName: R-404. :raises WorkspaceError: R-303, W-2xx.
    """
    by, why = named(by), read_text(why, load_fields().by_name["why"])
    reason = missing(book)
    if reason is not None:
        raise reason
    sheet = read_sheet(path)
    judge = Judge(book, sheet, why=why, on=on or now.date(), today=now.date())
    register = register_of(book)
    for turn in range(_TURNS):
        outcomes = judge.outcomes({s.id: (s, chain) for s, chain in register.whole()})
        if dry_run:
            return _receipt(sheet, outcomes, written=False)
        aside = _put_aside(book, outcomes, now=now)
        drafts = [outcome.draft for outcome in outcomes if outcome.draft is not None]
        try:
            register.revise(drafts, by=by, clock=lambda: now, source=sheet.file)
        except BaseException as error:
            if aside is not None:
                aside.unlink()
            is_late = isinstance(error, InputError) and error.code == "R-301"
            if is_late and turn < _TURNS - 1:
                continue
            raise
        return _receipt(sheet, outcomes, written=True, held_file=aside)
    raise AssertionError("the last turn returns or raises")


def _receipt(
    sheet: RegisterSheet,
    outcomes: tuple[RowOutcome, ...],
    *,
    written: bool,
    held_file: Path | None = None,
) -> ImportReceipt:
    return ImportReceipt(
        file=sheet.file,
        sheet=sheet.name,
        rows=outcomes,
        written=written,
        missing=sheet.missing,
        held_file=held_file,
    )


def _put_aside(book: Book, outcomes: Sequence[RowOutcome], *, now: datetime) -> Path | None:
    """Write the rows that are held, with their reasons, so that they can be mended and sent again;
    None when there are none."""
    rows = [
        {**one.row.cells, "returned": "\n".join(f.message("zh") for f in one.findings)}
        for one in outcomes
        if one.fate == "held"
    ]
    if not rows:
        return None
    folder = book.workspace.inbox_folder
    with writing(folder):
        folder.mkdir(exist_ok=True)
    path = _free(folder / f"register-{now:%Y%m%d-%H%M%S}.returned.xlsx")
    columns = sheet_columns(returned=True)
    return write_workbook(book, rows, path, columns=columns, lang="zh", made_at=now)


def _free(path: Path) -> Path:
    """The path, or the first of its numbered kind that nothing stands under."""
    tried, number = path, 2
    while tried.exists():
        tried = path.with_name(path.name.replace(".returned", f"-{number}.returned"))
        number += 1
    return tried
