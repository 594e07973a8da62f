"""The inbox: whatever is put into a book's ``inbox/`` is taken in, and put away with its outcome.

``inbox/a.csv`` comes from nobody named, ``inbox/顺通/a.csv`` from the sender 顺通, and
``inbox/顺通/event/a.csv`` holds rows of that table. Then the file lies in ``inbox/done/``, sealed
when it holds personal values, or in ``inbox/refused/`` beside the reasons; a return sheet for rows
held aside lies in ``inbox/returned/``.
A stop in between does no harm: the same content is taken in once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from jidi.core.errors import Interrupted, JidiError, Language
from jidi.lake.disk import plain_files, writing
from jidi.service.books import Book
from jidi.service.intake import Setting, ingest_file
from jidi.service.intake_asked import IntakeAsked
from jidi.service.intake_held import export_held
from jidi.service.intake_originals import free_name, put_away
from jidi.service.intake_receipt import IntakeReceipt

DONE: Final = "done"
REFUSED: Final = "refused"
RETURNED: Final = "returned"
_OURS: Final = (DONE, REFUSED, RETURNED)
_QUIET_SECONDS: Final = 2.0
"""A file that was written to within so many seconds may still be on its way."""
_PAUSE_SECONDS: Final = 5.0
_DEEPEST: Final = 3


@dataclass(frozen=True)
class InboxOutcome:
    """What became of one file of the inbox.

    :param error: why it was refused; None when it was taken in.
    :param sheet: the return sheet, where rows were held aside.
    """

    file: str
    receipt: IntakeReceipt | None = None
    error: JidiError | None = None
    sheet: Path | None = None

    def sentence(self, lang: Language) -> str:
        """The outcome in one sentence."""
        if self.receipt is not None:
            return self.receipt.sentence(lang)
        assert self.error is not None
        findings = (self.error, *self.error.also)
        return f"{self.file}: " + " ".join(one.message(lang) for one in findings)

    def to_json(self) -> dict[str, Any]:
        """The outcome as plain values."""
        return {
            "file": self.file,
            "receipt": None if self.receipt is None else self.receipt.to_json(),
            "error": None if self.error is None else self.error.to_json(),
            "return_sheet": None if self.sheet is None else str(self.sheet),
        }


def take_inbox(book: Book, setting: Setting) -> tuple[InboxOutcome, ...]:
    """Take in every file that lies in the inbox and is no longer written to, by name.

    :raises LakeError: when the disk refuses; files that were not reached stay.
    """
    return tuple(_taken(book, path, setting) for path in _waiting(book, quiet=_QUIET_SECONDS))


def watched(
    book: Book, setting: Setting, *, pause: Callable[[float], None] = time.sleep
) -> Iterator[tuple[InboxOutcome, ...]]:
    """Take the inbox in again and again until interrupted; yields rounds in which something came.

    :param pause: waits between the rounds.
    """
    while True:
        now = datetime.now().astimezone()
        outcomes = take_inbox(book, replace(setting, now=now))
        if outcomes:
            yield outcomes
        pause(_PAUSE_SECONDS)


def _taken(book: Book, path: Path, setting: Setting) -> InboxOutcome:
    inbox = book.workspace.inbox_folder
    asked = _asked(path.relative_to(inbox))
    try:
        receipt = ingest_file(book, path, asked, setting)
    except Interrupted:
        raise
    except JidiError as error:
        if error.code.startswith(("L-1", "W-2")):  # the disk or the registry, not the file
            raise
        place = _put(path, inbox / REFUSED)
        text = "\n".join(one.message("zh") for one in (error, *error.also))
        with writing(place):
            place.with_name(f"{place.name}.txt").write_text(text + "\n", "utf-8")
        return InboxOutcome(path.name, error=error)
    sheet = _sheet(book, receipt, setting)
    put_away(book, path, receipt, inbox / DONE)
    return InboxOutcome(path.name, receipt=receipt, sheet=sheet)


def _sheet(book: Book, receipt: IntakeReceipt, setting: Setting) -> Path | None:
    if not receipt.counts.held:
        return None
    folder = book.workspace.inbox_folder / RETURNED
    with writing(folder):
        folder.mkdir(exist_ok=True)
    path = folder / f"{receipt.id}-{Path(receipt.file).stem}.xlsx"
    export_held(book, receipt.id, path, setting=setting)
    return path


def _asked(path: Path) -> IntakeAsked:
    folders = path.parts[:-1]
    sender = folders[0] if folders else ""
    return IntakeAsked(sender=sender, table=folders[1] if len(folders) > 1 else "")


def _waiting(book: Book, *, quiet: float) -> list[Path]:
    inbox = book.workspace.inbox_folder
    if not inbox.is_dir():
        return []
    found = [path for path in plain_files(inbox) if _is_for_us(path, inbox)]
    newest = time.time() - quiet
    return [path for path in found if _written_at(path) <= newest]


def _written_at(path: Path) -> float:
    """When the file was written last; one that its sender took back is never ready."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def _is_for_us(path: Path, inbox: Path) -> bool:
    parts = path.relative_to(inbox).parts
    hidden = any(part.startswith((".", "~")) for part in parts)
    is_ours = parts[0] in _OURS or ".returned" in path.suffixes or path.suffix == ".partial"
    return not hidden and not is_ours and len(parts) <= _DEEPEST


def _put(path: Path, folder: Path) -> Path:
    """Move the file into a folder under a name that is free there."""
    with writing(folder):
        folder.mkdir(exist_ok=True)
        target = free_name(folder, path.name)
        path.replace(target)
    return target
