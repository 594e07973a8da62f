"""Intake: a file that was handed in becomes part of the book, each content once, nothing lost.

Guard and read (``feeds``) → layout → judge → stage → plan, or commit. The accepted rows, the file
of rows held aside, the receipt and the audit entry stand or fall together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from jidi.core.errors import InputError, Place
from jidi.feeds import open_feed
from jidi.intake.held import HeldRow
from jidi.intake.times import BEIJING
from jidi.lake.disk import Faults, no_faults
from jidi.lake.stage import Stage
from jidi.lake.turn import in_turn
from jidi.registry.intake import FiledReceipt, Filing, IntakeBook, NewReceipt
from jidi.service.books import Book
from jidi.service.intake_arriving import arriving
from jidi.service.intake_asked import Incoming, IntakeAsked
from jidi.service.intake_held_file import HeldFile, sweep_held
from jidi.service.intake_judging import FileJudge
from jidi.service.intake_mappings import mapping_of
from jidi.service.intake_plan import IntakePlan, plan_of
from jidi.service.intake_receipt import Counts, IntakeReceipt, counts_of
from jidi.service.intake_shapes import shape_of, unsaid_in

_REASONS_SHOWN: Final = 100
"""Rows whose reasons are told when a file is refused as a whole."""

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Setting:
    """Who takes the file in, when, and who watches.

    :param progress: called with step and share done; raising from it stops the work.
    :param job: the capture job that ends with the receipt; None when the file came another way.
    """

    by: str
    now: datetime
    progress: Progress = lambda _step, _share: None
    faults: Faults = no_faults
    job: str | None = None


def ingest_file(book: Book, path: Path, asked: IntakeAsked, setting: Setting) -> IntakeReceipt:
    """Take a file in; the same content again changes nothing and gives its first receipt.

    A return sheet of ours hands in again the rows it holds, as they were handed in first: from the
    same sender, of the same origin.

    :raises InputError: of the guard, J-1xx when the file as a whole cannot be taken, J-303, J-306
        and J-309 of a return sheet.
    :raises UnknownName: J-102, J-103, J-109 with the nearest; D-112 for an unknown table.
    :raises LakeError: L-1xx when the disk refuses.
    :raises Interrupted: whatever ``setting.progress`` raises to stop the work.
    """
    with open_feed(path) as feed:
        incoming, asked = arriving(book, feed, asked)
        before = IntakeBook(book.workspace.registry).once(incoming.once_as)
        if before is not None:
            return IntakeReceipt.of(before, repeated=True)
        return take_in(book, incoming, asked, setting)


def plan_file(
    book: Book, path: Path, asked: IntakeAsked, setting: Setting
) -> tuple[IntakeReceipt, IntakePlan | None]:
    """What taking a file in would do: the receipt it would get, with the first rows that would be
    held aside, and the readings that would change.

    Nothing is written. The plan is None for content that came before.
    """
    with open_feed(path) as feed:
        incoming, asked = arriving(book, feed, asked)
        before = IntakeBook(book.workspace.registry).once(incoming.once_as)
        if before is not None:
            return IntakeReceipt.of(before, repeated=True), None
        with _judged(book, incoming, asked, setting) as (judge, stage):
            new = _new_receipt(incoming, judge, asked, setting)
            on, progress = setting.now.date(), setting.progress
            would = _unwritten(new, judge.held.read())
            return would, plan_of(book, stage, at=judge.at, on=on, progress=progress)


def take_in(book: Book, incoming: Incoming, asked: IntakeAsked, setting: Setting) -> IntakeReceipt:
    """Judge and commit; judged anew when somebody wrote to the tables meanwhile."""
    sweep_held(book.workspace)
    return in_turn(
        book.workspace.lake.folder,
        lambda: _taken(book, incoming, asked, setting),
        on_wait=lambda: setting.progress(f"{incoming.file} …", 0.0),
    )


def receipts(book: Book) -> tuple[IntakeReceipt, ...]:
    """Every receipt of the book, oldest first."""
    return tuple(map(IntakeReceipt.of, IntakeBook(book.workspace.registry).receipts()))


def receipt(book: Book, id_: str) -> IntakeReceipt:
    """The receipt of that number.

    :raises UnknownName: J-301 with the nearest.
    """
    return IntakeReceipt.of(IntakeBook(book.workspace.registry).receipt(id_))


def _taken(book: Book, incoming: Incoming, asked: IntakeAsked, setting: Setting) -> IntakeReceipt:
    with _judged(book, incoming, asked, setting) as (judge, stage):
        new = _new_receipt(incoming, judge, asked, setting)
        if asked.whole and new.held:
            raise _refused_whole(new, judge.held.read())
        setting.faults("judged")
        filed, repeated = _filed(book, judge, stage, new, setting)
        return IntakeReceipt.of(filed, repeated=repeated)


@contextmanager
def _judged(
    book: Book, incoming: Incoming, asked: IntakeAsked, setting: Setting
) -> Iterator[tuple[FileJudge, Stage]]:
    """The file, judged and staged; gone when the block ends unless it was committed."""
    lake = book.workspace.lake
    table = book.catalogue.table(asked.table) if asked.table else None
    mapping = mapping_of(book, asked.sender, given=asked.mapping, save=asked.save_mapping)
    at = lake.version
    with (
        lake.stage(origin=asked.origin, faults=setting.faults) as stage,
        HeldFile(stage.folder) as held,
    ):
        now = setting.now.astimezone(BEIJING).replace(tzinfo=None)
        kind, file, sender = incoming.about["kind"], incoming.file, asked.sender
        judge = FileJudge(
            book=book,
            file=file,
            stage=stage,
            held=held,
            at=at,
            now=now,
            shape=shape_of(book, kind, file=file, sender=sender, at=at, now=now),
            unsaid=unsaid_in(kind),
            table=table,
            mapping=mapping,
        )
        judge.take_all(
            incoming.blocks(), lambda rows: setting.progress(f"{incoming.file} {rows:,}", 0.0)
        )
        held.finish()
        yield judge, stage


def _new_receipt(
    incoming: Incoming, judge: FileJudge, asked: IntakeAsked, setting: Setting
) -> NewReceipt:
    parts = [tally.to_json() for tally in judge.tallies.values()]
    counts = sum((counts_of(part["counts"]) for part in parts), Counts())
    reasons: dict[str, int] = {}
    for tally in judge.tallies.values():
        for code, number in tally.reasons.items():
            reasons[code] = reasons.get(code, 0) + number
    body = {
        **incoming.about,
        "origin": asked.origin,
        "counts": counts.to_json(),
        "reasons": dict(sorted(reasons.items())),
        "parts": parts,
        "parts_left_out": [left.to_json() for left in judge.left_out.values()],
        "resubmits": len(incoming.resubmits),
        "judged_at_version": judge.at,
    }
    return NewReceipt(
        once_as=incoming.once_as,
        sender=asked.sender,
        file=incoming.file,
        at=setting.now,
        by=setting.by,
        held=counts.held,
        held_file=judge.held.finish(),
        body=body,
        resubmits=incoming.resubmits,
        job=setting.job,
    )


def _refused_whole(new: NewReceipt, held: Sequence[HeldRow]) -> InputError:
    """Why nothing is taken in, with the first reasons row by row."""
    first = tuple(
        reason.error(file=new.file, part=row.part, row=row.row)
        for row in held[:_REASONS_SHOWN]
        for reason in row.reasons
    )
    rows = new.body["counts"]["in"]
    return InputError("J-408", where=Place(file=new.file), also=first, held=new.held, rows=rows)


def _filed(
    book: Book, judge: FileJudge, stage: Stage, new: NewReceipt, setting: Setting
) -> tuple[FiledReceipt, bool]:
    """Commit rows, held file and receipt in one transaction."""
    root = book.workspace.root
    filing = IntakeBook(book.workspace.registry)
    if not stage.rows:
        return filing.file_alone(new, along=lambda: judge.held.keep(root))
    filed = Filing(new, before=lambda: _keep_held(judge, root, setting))
    book.workspace.lake.publish(
        stage,
        source=new.file,
        by=setting.by,
        clock=lambda: setting.now,
        once_as=new.once_as,
        since=judge.at,
        along=filed,
        faults=setting.faults,
    )
    if filed.receipt is not None:
        return filed.receipt, False
    before = filing.once(new.once_as)  # another was faster with the same content
    if before is None:
        raise AssertionError(f"{new.once_as} has a batch but no receipt")
    return before, True


def _keep_held(judge: FileJudge, root: Path, setting: Setting) -> None:
    judge.held.keep(root)
    setting.faults("held kept")


def _unwritten(new: NewReceipt, held: Sequence[HeldRow]) -> IntakeReceipt:
    rows = [row.to_json() for row in held[:_REASONS_SHOWN]]
    told = [{name: row[name] for name in ("table", "part", "row", "reasons")} for row in rows]
    return IntakeReceipt(
        id="",
        file=new.file,
        sender=new.sender,
        at=new.at.isoformat(),
        by=new.by,
        batch=None,
        counts=counts_of(new.body["counts"]),
        body={**new.body, "would_hold": told},
    )
