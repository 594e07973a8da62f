"""Publishing the register: a snapshot in the lake, so that indicators are computed from it.

The registry is the truth, because the register is what people decided; the table ``project`` only
ever holds a snapshot of it, in place of whatever stood there before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

import pyarrow as pa

from jidi.core.errors import InputError, Language
from jidi.lake import Receipt
from jidi.model.register import Revision, Subject
from jidi.plan.register_snapshot import SnapshotRow, snapshot_rows
from jidi.service.books import Book
from jidi.service.register import origins_of, register_of
from jidi.service.register_bodies import body_name
from jidi.service.register_changes import named

TABLE: Final = "project"
_FORM: Final = "1"
"""Of the snapshot; grows when other rows are made of the same register."""


@dataclass(frozen=True)
class Published:
    """What was committed.

    :param rows: of the table; more than there are entries, where the plan wants several of one.
    :param synthetic: entries with an invented value; one is enough to mark the whole snapshot.
    """

    receipt: Receipt
    entries: int
    rows: int
    synthetic: int

    def sentence(self, lang: Language) -> str:
        """What happened, in one line."""
        receipt = self.receipt
        if lang == "zh":
            marked = (
                f"其中 {self.synthetic} 项含合成数据，整份快照标为合成" if self.synthetic else ""
            )
            what = "台账未变，沿用" if receipt.repeated else "已发布为"
            said = f"{what}数据版本 {receipt.version}：{self.entries} 项，{self.rows} 行"
            return f"{said}；{marked}。" if marked else f"{said}。"
        what = "The register has not changed since" if receipt.repeated else "Published as"
        said = f"{what} data version {receipt.version}: {self.entries} entries, {self.rows} rows"
        if self.synthetic:
            said += f"; {self.synthetic} hold synthetic data, so all of it is marked synthetic"
        return f"{said}."

    def to_json(self) -> dict[str, Any]:
        """What was committed as plain values."""
        return {
            "data_version": self.receipt.version,
            "repeated": self.receipt.repeated,
            "origin": self.receipt.origin,
            "entries": self.entries,
            "rows": self.rows,
            "synthetic": self.synthetic,
            "replaced": dict(self.receipt.replaced),
        }


def publish_register(book: Book, *, by: str, now: datetime) -> Published:
    """Commit the register as it stands as the one content of the table ``project``.

    The snapshot is reported; with one invented value in it, all of it is synthetic. A register that
    has not changed since its last snapshot is not committed again.

    :raises InputError: R-302 when there is no register, R-308 without a name.
    :raises WorkspaceError: R-303. :raises LakeError: L-1xx when the disk refuses.
    """
    by = named(by)
    whole = register_of(book).whole()
    if not whole:
        raise InputError("R-302", book=book.name)
    rows = [row for subject, chain in whole for row in snapshot_rows(subject, chain)]
    synthetic = sum("synthetic" in origins_of(chain).values() for _, chain in whole)
    receipt = book.workspace.lake.commit(
        {TABLE: _table(book, rows)},
        source="register",
        origin="synthetic" if synthetic else "reported",
        by=by,
        clock=lambda: now,
        once_as=_digest(book, whole),
        replace=True,
    )
    return Published(receipt, entries=len(whole), rows=len(rows), synthetic=synthetic)


def _table(book: Book, rows: Sequence[SnapshotRow]) -> pa.Table:
    schema = book.catalogue.table(TABLE).arrow_schema
    own = pa.schema([field for field in schema if field.name != "origin"])
    return pa.Table.from_pylist([_values(book, row) for row in rows], schema=own)


def _values(book: Book, row: SnapshotRow) -> Mapping[str, Any]:
    values = {**asdict(row), "form": row.form.value, "status": row.status.value}
    return values | {
        "owner": body_name(book, row.owner, "zh") or None,
        "evidence": row.evidence or None,
    }


def _digest(book: Book, whole: Sequence[tuple[Subject, Sequence[Revision]]]) -> str:
    """Of all revisions there are. Chains only grow, so no later register has the same."""
    steps = [f"{subject.id}:{chain[-1].number}" for subject, chain in whole]
    said = "\n".join(["register", _FORM, book.plan.id, *steps])
    return hashlib.sha256(said.encode()).hexdigest()
