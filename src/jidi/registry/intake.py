"""What the registry keeps of intake: a receipt for every file, and the fate of rows held aside.

Receipts and steps are only ever added, in the transaction of the commit they belong to and with its
entry in the audit log. A file's content has one receipt; a row that was held aside is handed in
again at most once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol

from sqlalchemy import Connection, Row, func, insert, select

from jidi.core.errors import InputError, UnknownName, WorkspaceError
from jidi.core.nearest import suggestion
from jidi.registry.audit import append, canonical
from jidi.registry.capture import TAKEN, TAKEN_IN_PART, JobEnd, end_job
from jidi.registry.database import Registry
from jidi.registry.removal import removals
from jidi.registry.tables import intake_receipt, intake_step

SINCE: Final = 3
"""The schema version from which a registry holds receipts of intake."""
REPAIRED, RESUBMITTED = "repaired", "resubmitted"


@dataclass(frozen=True)
class FiledReceipt:
    """A receipt as it is kept.

    :param once_as: the digest under which the content comes in once.
    :param batch: of the rows that were accepted; None when there were none.
    :param held_file: name of the file that keeps the rows held aside; None when there are none.
    :param body: everything else, as plain JSON values.
    """

    id: str
    once_as: str
    batch: str | None
    sender: str
    file: str
    at: str
    by: str
    held: int
    held_file: str | None
    body: Mapping[str, Any]


@dataclass(frozen=True)
class NewReceipt:
    """A receipt on its way: its number and batch are known only inside the transaction.

    :param resubmits: receipt and number of rows held aside that come again with this file.
    :param job: the capture job that ends with it; None when the file came another way.
    """

    once_as: str
    sender: str
    file: str
    at: datetime
    by: str
    held: int
    held_file: str | None
    body: Mapping[str, Any]
    resubmits: Sequence[tuple[str, int]] = field(default=())
    job: str | None = None


@dataclass(frozen=True)
class Step:
    """One thing that happened to a row held aside.

    :param cells: for a repair, the cells that were changed and what they say now.
    :param into: for a row handed in again, the receipt it came back with.
    """

    receipt: str
    number: int
    step: str
    cells: Mapping[str, str | None]
    into: str | None
    at: str
    by: str
    why: str


class Committed(Protocol):
    """What the lake gives for a commit."""

    @property
    def batch(self) -> str:
        """The batch's id."""
        ...


class Filing:
    """Files a receipt inside the transaction of the commit it belongs to; given to the lake.

    :param before: done first, inside the same transaction.
    :param receipt: the receipt once it is filed; None when the commit did not come so far.
    """

    def __init__(self, new: NewReceipt, *, before: Callable[[], None]) -> None:
        self._new = new
        self._before = before
        self.receipt: FiledReceipt | None = None

    def __call__(self, connection: Connection, committed: Committed) -> None:
        """Do it."""
        self._before()
        self.receipt = file_receipt(connection, self._new, batch=committed.batch)


class IntakeBook:
    """Receipts and steps of one registry."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def receipts(self) -> tuple[FiledReceipt, ...]:
        """Every receipt, oldest first; none in a registry too old to hold any."""
        if self._registry.schema < SINCE:
            return ()
        with self._registry.reading() as connection:
            rows = connection.execute(select(intake_receipt).order_by(intake_receipt.c.id))
            return tuple(map(_receipt, rows))

    def receipt(self, id_: str) -> FiledReceipt:
        """The receipt of that number.

        :raises UnknownName: J-301 with the nearest.
        """
        known = {one.id: one for one in self.receipts()}
        if id_ not in known:
            raise UnknownName("J-301", name=id_, nearest=suggestion(id_, known))
        return known[id_]

    def once(self, once_as: str) -> FiledReceipt | None:
        """The receipt given for this content before."""
        if self._registry.schema < SINCE:
            return None
        with self._registry.reading() as connection:
            return earlier(connection, once_as)

    def steps(self, receipt: str | None = None) -> tuple[Step, ...]:
        """What happened to rows held aside, oldest first; of one receipt where named."""
        if self._registry.schema < SINCE:
            return ()
        query = select(intake_step).order_by(intake_step.c.id)
        if receipt is not None:
            query = query.where(intake_step.c.receipt == receipt)
        with self._registry.reading() as connection:
            return tuple(map(_step, connection.execute(query)))

    def held_files(self) -> frozenset[str]:
        """Names of the files that receipts point at, but for those removed on purpose."""
        gone = {one.name for one in removals(self._registry, "held")}
        return frozenset(one.held_file for one in self.receipts() if one.held_file) - gone

    def file_alone(
        self, new: NewReceipt, *, along: Callable[[], None]
    ) -> tuple[FiledReceipt, bool]:
        """File a receipt of which no row was accepted; a content that has one gets that.

        :param along: done inside the transaction before it stands.
        :returns: the receipt, and whether it was there before.
        """
        self._check_tables()
        with self._registry.writing() as connection:
            before = earlier(connection, new.once_as)
            if before is not None:
                return before, True
            along()
            return file_receipt(connection, new, batch=None), False

    def repair(
        self, receipt: str, number: int, cells: Mapping[str, str | None], *,
        by: str, at: datetime, why: str,
    ) -> None:  # fmt: skip
        """Note what the cells of a row held aside should say.

        :raises InputError: J-303 when the row was handed in again already.
        """
        self._check_tables()
        with self._registry.writing() as connection:
            check_open(connection, [(receipt, number)])
            step = _step_row(receipt, number, REPAIRED, cells, None, at=at, by=by, why=why)
            connection.execute(insert(intake_step).values(**step))
            facts = {"row": number, "cells": dict(cells), "why": why}
            append(connection, at=at, by=by, action="intake.repair", subject=receipt, facts=facts)

    def _check_tables(self) -> None:
        if self._registry.schema < SINCE:
            raise WorkspaceError("J-304")


def earlier(connection: Connection, once_as: str) -> FiledReceipt | None:
    """The receipt that this content got before."""
    query = select(intake_receipt).where(intake_receipt.c.once_as == once_as)
    row = connection.execute(query).first()
    return None if row is None else _receipt(row)


def file_receipt(connection: Connection, new: NewReceipt, *, batch: str | None) -> FiledReceipt:
    """Write receipt, steps, the end of its capture job, and the audit entry.

    :param connection: of ``registry.writing()``; all of it stands or falls with the transaction.
    :raises InputError: J-303 when one of the rows was handed in again meanwhile; J-407 when the
        capture job was ended meanwhile.
    """
    check_open(connection, new.resubmits)
    number = (connection.scalar(select(func.count()).select_from(intake_receipt)) or 0) + 1
    id_ = f"I{number:06d}"
    row = {
        "id": id_,
        "once_as": new.once_as,
        "batch": batch,
        "sender": new.sender,
        "file": new.file,
        "at": new.at.isoformat(),
        "actor": new.by,
        "held": new.held,
        "held_file": new.held_file,
        "body": canonical(new.body),
    }
    connection.execute(insert(intake_receipt).values(**row))
    again = [
        _step_row(receipt, row, RESUBMITTED, {}, id_, at=new.at, by=new.by, why="")
        for receipt, row in new.resubmits
    ]
    if again:
        connection.execute(insert(intake_step), again)
    if new.job is not None:
        state = TAKEN if not new.held else TAKEN_IN_PART
        end_job(connection, JobEnd(new.job, new.at.isoformat(), state, id_))
    facts = {"batch": batch, "file": new.file, "sender": new.sender, "once_as": new.once_as}
    append(
        connection,
        at=new.at,
        by=new.by,
        action="intake.receipt",
        subject=id_,
        facts=facts | {"counts": new.body.get("counts", {}), "resubmits": len(again)},
    )
    return _receipt_of(row)


def check_open(connection: Connection, rows: Iterable[tuple[str, int]]) -> None:
    """:raises InputError: J-303 when one of the rows was handed in again already."""
    wanted = set(rows)
    if not wanted:
        return
    query = select(intake_step.c.receipt, intake_step.c.number, intake_step.c.into)
    query = query.where(intake_step.c.step == RESUBMITTED)
    query = query.where(intake_step.c.receipt.in_(sorted({receipt for receipt, _ in wanted})))
    for row in connection.execute(query):
        if (row.receipt, row.number) in wanted:
            raise InputError("J-303", receipt=row.receipt, row=row.number, into=row.into)


def _step_row(
    receipt: str, number: int, step: str, cells: Mapping[str, str | None], into: str | None, *,
    at: datetime, by: str, why: str,
) -> dict[str, Any]:  # fmt: skip
    return {
        "receipt": receipt,
        "number": number,
        "step": step,
        "cells": canonical(cells),
        "into": into,
        "at": at.isoformat(),
        "actor": by,
        "why": why,
    }


def _receipt(row: Row[Any]) -> FiledReceipt:
    return _receipt_of(row._mapping)


def _receipt_of(row: Mapping[Any, Any]) -> FiledReceipt:
    return FiledReceipt(
        id=row["id"],
        once_as=row["once_as"],
        batch=row["batch"],
        sender=row["sender"],
        file=row["file"],
        at=row["at"],
        by=row["actor"],
        held=row["held"],
        held_file=row["held_file"],
        body=json.loads(row["body"]),
    )


def _step(row: Row[Any]) -> Step:
    return Step(
        receipt=row.receipt,
        number=row.number,
        step=row.step,
        cells=json.loads(row.cells),
        into=row.into,
        at=row.at,
        by=row.actor,
        why=row.why,
    )
