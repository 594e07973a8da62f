"""What is past its term and what becomes of it: shown first, removed when a person says so.

Terms come from ``definitions/retention`` and rest on limits with article and trust. Removing is
written into the audit log with name and reason, in the transaction that makes it so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from jidi.core.errors import InputError
from jidi.lake.disk import Faults, no_faults, plain_files, writing
from jidi.lake.emptying import Emptying, empty, holdings
from jidi.lake.kept_state import forget_state
from jidi.lake.ledger import Segment
from jidi.model.law import Limit, load_law
from jidi.model.retention import Term, check_terms, load_terms
from jidi.registry import append
from jidi.registry.intake import FiledReceipt, IntakeBook
from jidi.registry.removal import note_removals, removals
from jidi.service.books import Book
from jidi.service.intake_held_file import FOLDER as HELD_FOLDER
from jidi.service.intake_held_file import sweep_held
from jidi.service.intake_inbox import DONE, REFUSED, RETURNED

Progress = Callable[[str, float], None]

LEAST_DAYS: Final = 1
"""Files of past versions are kept so long at least: a program may be reading them."""


@dataclass(frozen=True)
class Due:
    """What is past one term.

    :param limit: the limit that gives the term today.
    :param before: what began before this day is past it.
    :param rows: rows with values past their term; None where files are counted.
    :param files: files that go.
    :param size: their bytes.
    :param synthetic: whether rows among them are synthetic.
    """

    term: Term
    limit: Limit
    before: date
    rows: int | None
    files: int
    size: int
    synthetic: bool = False

    @property
    def is_any(self) -> bool:
        """Whether anything is due."""
        return bool(self.rows or self.files)

    def to_json(self) -> dict[str, Any]:
        """What is due, with the law it rests on."""
        return {
            "id": self.term.id,
            "zh": self.term.zh,
            "en": self.term.en,
            "what": self.term.what,
            "table": self.term.table or None,
            "columns": list(self.term.emptied),
            "since": self.term.since or None,
            "term": f"{self.limit.value} {self.limit.unit}",
            "source": self.limit.source,
            "article": self.limit.article or None,
            "trust": str(self.limit.trust),
            "limit": self.limit.id,
            "before": self.before.isoformat(),
            "rows": self.rows,
            "files": self.files,
            "bytes": self.size,
            "synthetic": self.synthetic,
            "note": self.term.note,
        }


def due(book: Book, *, now: datetime) -> tuple[Due, ...]:
    """What is past its term today, one entry for each term, also where nothing is.

    :raises DefinitionError: D-261 for terms that do not fit the tables.
    :raises LakeError: L-302 or L-303 when a file is missing or damaged.
    """
    terms = load_terms()
    check_terms(terms, book.catalogue.tables, load_law())
    return tuple(_due(book, term, now) for term in terms)


def apply(
    book: Book,
    *,
    now: datetime,
    by: str,
    why: str,
    progress: Progress = lambda _step, _share: None,
    faults: Faults = no_faults,
) -> tuple[Due, ...]:
    """Remove what is past its term, past versions aside (:func:`clean`); what was removed.

    What computations keep beside the lake (:mod:`jidi.lake.kept_state`) goes with it.

    A stop in between leaves whole terms done and others not; the next run does the rest.

    :raises InputError: X-308 without name or reason.
    :raises LakeError: as :func:`due`; X-301 when someone else wrote meanwhile; L-1xx, L-104.
    """
    _check_said(by, why)
    found = [one for one in due(book, now=now) if one.is_any and one.term.what != "versions"]
    for number, one in enumerate(found):
        progress(one.term.id, number / len(found))
        _remove(book, one, now=now, by=by, why=why, faults=faults)
    forget_state(book.workspace.lake)
    progress("", 1.0)
    return tuple(found)


def clean(
    book: Book, *, now: datetime, by: str, why: str, keep_days: int | None = None
) -> tuple[Segment, ...]:
    """Remove files that no version within the term needs; those that went.

    :param keep_days: how long past versions stay readable; the definition's term when None.
    :raises InputError: X-308 without name or reason, X-309 for too few days.
    :raises LakeError: L-104 when the book can be read only, L-1xx when the disk refuses.
    """
    _check_said(by, why)
    gone = superseded(book, now=now, keep_days=keep_days)
    rule = "past_versions" if keep_days is None else f"past_versions {keep_days}"
    book.workspace.lake.remove(gone, rule=rule, by=by, why=why, at=now)
    return gone


def superseded(book: Book, *, now: datetime, keep_days: int | None = None) -> tuple[Segment, ...]:
    """Files that no version within the term needs.

    A file stopped being needed when the version came that does without it.

    :raises InputError: X-309 for too few days.
    """
    if keep_days is None:
        (term,) = (one for one in load_terms() if one.what == "versions")
        edge = datetime.combine(term.over_before(now.date()), now.timetz())
    elif keep_days < LEAST_DAYS:
        raise InputError("X-309", days=keep_days, least=LEAST_DAYS)
    else:
        edge = now - timedelta(days=keep_days)
    lake = book.workspace.lake
    times = {number: _zoned(at, now) for number, at in lake.times().items()}
    return tuple(
        one for one in lake.past_segments() if one.removed is not None and times[one.removed] < edge
    )


def _zoned(at: datetime, like: datetime) -> datetime:
    return at if at.tzinfo is not None else at.replace(tzinfo=like.tzinfo)


def _check_said(by: str, why: str) -> None:
    if not by.strip() or not why.strip():
        raise InputError("X-308")


def _due(book: Book, term: Term, now: datetime) -> Due:
    today = now.date()
    limit, before = term.rule(today), term.over_before(today)
    if term.what == "columns":
        held = holdings(book.workspace.lake, _emptying(term, before))
        live = sum(one.rows for one in held if one.segment.removed is None)
        size = sum(one.segment.bytes for one in held)
        invented = any(one.segment.origin == "synthetic" for one in held)
        return Due(term, limit, before, live, len(held), size, invented)
    if term.what == "versions":
        gone = superseded(book, now=now)
        return Due(term, limit, before, None, len(gone), sum(one.bytes for one in gone))
    if term.what == "held":
        files = [_held_path(book, one) for one in _held(book, before)]
    else:
        files = _put_away(book, before, now)
    size = sum(path.stat().st_size for path in files if path.exists())
    return Due(term, limit, before, None, len(files), size)


def _remove(book: Book, one: Due, *, now: datetime, by: str, why: str, faults: Faults) -> None:
    if one.term.what == "columns":
        what = _emptying(one.term, one.before)
        lake = book.workspace.lake
        empty(lake, what, rule=one.term.id, by=by, why=why, clock=lambda: now, faults=faults)
        return
    if one.term.what == "held":
        names = [str(receipt.held_file) for receipt in _held(book, one.before)]
        _note(book, one, "held", names, now=now, by=by, why=why)
        faults("noted")
        sweep_held(book.workspace)
        return
    files = _put_away(book, one.before, now)
    inbox = book.workspace.inbox_folder
    _note(
        book, one, "inbox", [path.relative_to(inbox).as_posix() for path in files],
        now=now, by=by, why=why,
    )  # fmt: skip
    faults("noted")
    for path in files:
        with writing(path):
            path.unlink(missing_ok=True)


def _note(
    book: Book, one: Due, kind: Any, names: Sequence[str], *, now: datetime, by: str, why: str
) -> None:
    """What goes, and the entry in the audit log, in one transaction."""
    with book.workspace.registry.writing() as connection:
        note_removals(
            connection, kind, [(name, None) for name in names],
            rule=one.term.id, at=now, by=by, why=why,
        )  # fmt: skip
        facts = {
            "rule": one.term.id,
            "limit": one.limit.id,
            "source": one.limit.source,
            "article": one.limit.article,
            "before": one.before.isoformat(),
            "files": len(names),
            "bytes": one.size,
            "why": why,
        }
        append(
            connection, at=now, by=by, action="retention.remove", subject=one.term.id, facts=facts
        )


def _emptying(term: Term, before: date) -> Emptying:
    return Emptying(term.table, term.since, term.emptied, before)


def _held(book: Book, before: date) -> list[FiledReceipt]:
    """The receipts whose rows held aside are past their term and still kept."""
    registry = book.workspace.registry
    gone = {one.name for one in removals(registry, "held")}
    kept = [one for one in IntakeBook(registry).receipts() if one.held_file not in (None, *gone)]
    young = {one.held_file for one in kept if not _is_before(one, before)}
    return [one for one in kept if one.held_file not in young]


def _is_before(receipt: FiledReceipt, day: date) -> bool:
    return datetime.fromisoformat(receipt.at).date() < day


def _held_path(book: Book, receipt: FiledReceipt) -> Path:
    return book.workspace.root / HELD_FOLDER / str(receipt.held_file)


def _put_away(book: Book, before: date, now: datetime) -> list[Path]:
    """Files of the inbox that were put away before that day, by the disk's own clock."""
    folders = [book.workspace.inbox_folder / name for name in (DONE, REFUSED, RETURNED)]
    files = [path for folder in folders for path in plain_files(folder)]
    return [path for path in files if _put_away_on(path, now) < before]


def _put_away_on(path: Path, now: datetime) -> date:
    stat = path.stat()
    return datetime.fromtimestamp(max(stat.st_mtime, stat.st_ctime), now.tzinfo).date()
