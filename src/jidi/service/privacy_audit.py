"""The privacy audit of a book: which columns are personal, in what form they lie there, and whether
a clear telephone or identity number is stored anywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jidi.core.errors import Language
from jidi.lake.integrity import check_files
from jidi.model.personal import PSEUDONYM_FORM, SEALED_FORM, Kept, personal_kinds, purposes
from jidi.model.table import Column, Table
from jidi.privacy.scan import Suspicion, suspicions
from jidi.service.books import Book

_SYNTHETIC_FORM = "^[0-9a-f]{16}$"
_BATCH_ROWS = 1 << 18


@dataclass
class ColumnAudit:
    """What was found in one text column.

    :param rows: rows with a value.
    :param by_key: of keyed columns: rows by the number of the key that made them.
    :param synthetic: of keyed columns: rows with an invented pseudonym.
    :param clear: of keyed columns: rows that hold neither; must be none.
    """

    table: Table
    column: Column
    rows: int = 0
    by_key: Counter[int] = field(default_factory=Counter)
    synthetic: int = 0
    clear: int = 0
    suspected: dict[str, Suspicion] = field(default_factory=dict)

    @property
    def is_personal(self) -> bool:
        """Whether the definition declares the column personal."""
        return self.column.personal is not None

    def take(self, values: pa.Array) -> None:
        """Count one more batch of the column's values."""
        self.rows += len(values) - values.null_count
        personal = self.column.personal
        if personal is not None and personal.kept is not Kept.PLAIN:
            self._count_forms(values, personal.kept)
        for one in suspicions(values):
            before = self.suspected.get(one.kind)
            rows = one.rows + (before.rows if before else 0)
            example = before.example if before else one.example
            self.suspected[one.kind] = Suspicion(one.kind, rows, example)

    def _count_forms(self, values: pa.Array, kept: Kept) -> None:
        values = values.drop_null()
        form = PSEUDONYM_FORM if kept is Kept.PSEUDONYM else SEALED_FORM
        formed = pc.match_substring_regex(values, form)
        numbers = pc.replace_substring_regex(values.filter(formed), r"^s?([0-9]+)\..*$", r"\1")
        for entry in pc.value_counts(numbers).to_pylist():
            self.by_key[int(entry["values"])] += entry["counts"]
        others = values.filter(pc.invert(formed))
        invented = pc.sum(pc.match_substring_regex(others, _SYNTHETIC_FORM)).as_py() or 0
        self.synthetic += invented
        self.clear += len(others) - invented

    def to_json(self) -> dict[str, Any]:
        """The finding as plain values."""
        personal = self.column.personal
        return {
            "table": self.table.name,
            "column": self.column.name,
            "zh": self.column.zh,
            "en": self.column.en,
            "personal": None if personal is None else personal.model_dump(mode="json"),
            "rows": self.rows,
            "by_key": {str(number): count for number, count in sorted(self.by_key.items())},
            "synthetic": self.synthetic,
            "clear": self.clear,
            "suspected": [
                {"kind": s.kind, "rows": s.rows, "example": s.example}
                for s in self.suspected.values()
            ],
        }


@dataclass(frozen=True)
class PrivacyAudit:
    """The audit of a book at one data version."""

    version: int
    columns: tuple[ColumnAudit, ...]

    @property
    def personal(self) -> tuple[ColumnAudit, ...]:
        """The columns that are declared personal."""
        return tuple(one for one in self.columns if one.is_personal)

    @property
    def doubtful(self) -> tuple[ColumnAudit, ...]:
        """Columns with clear values where none may be, or texts that look personal."""
        return tuple(one for one in self.columns if one.clear or one.suspected)

    def remarks(self, lang: Language) -> tuple[str, ...]:
        """What must be said below the tables."""
        count = len(self.doubtful)
        if lang == "zh":
            found = (
                f"{count} 列有疑似明文个人信息，请核对。" if count else "未发现明文电话或证件号码。"
            )
            limit = "姓名与地址没有可辨认的形式，扫描不能证明没有。"
            return (found, limit, f"数据版本 {self.version}；只查当前版本的数据段。")
        found = (
            f"{count} columns hold what may be clear personal values; look at them."
            if count
            else "No clear telephone or identity number was found."
        )
        limit = (
            "Names and addresses have no form to be told by; the scan does not prove their absence."
        )
        return (
            found,
            limit,
            f"Data version {self.version}; only the files of this version are read.",
        )

    def to_json(self) -> dict[str, Any]:
        """The whole audit."""
        return {
            "data_version": self.version,
            "personal": [one.to_json() for one in self.personal],
            "doubtful": [one.to_json() for one in self.doubtful],
            "remarks_zh": list(self.remarks("zh")),
            "remarks_en": list(self.remarks("en")),
        }


def audit_privacy(
    book: Book, *, progress: Callable[[str, float], None] = lambda _step, _share: None
) -> PrivacyAudit:
    """Read every text column of the book once and say what in it is, or looks, personal."""
    tables = list(book.catalogue.tables.values())
    found: list[ColumnAudit] = []
    for at, table in enumerate(tables):
        progress(table.name, at / len(tables))
        found += _audited(book, table)
    return PrivacyAudit(book.version, tuple(found))


def declared(book: Book) -> list[dict[str, Any]]:
    """The personal columns by definition, with kind, form and purpose in words."""
    return [_declared(t, c) for t in book.catalogue.tables.values() for c in t.personal_columns]


def _declared(table: Table, column: Column) -> dict[str, Any]:
    personal = column.personal
    assert personal is not None
    kind = personal_kinds()[personal.kind]
    purpose = purposes().get(personal.purpose)
    return {
        "table": table.name,
        "column": column.name,
        "zh": column.zh,
        "en": column.en,
        "kind": personal.kind,
        "kind_zh": kind.zh,
        "kind_en": kind.en,
        "sensitive": kind.sensitive,
        "kept": personal.kept.value,
        "purpose": personal.purpose,
        "purpose_zh": purpose.zh if purpose else "",
        "purpose_en": purpose.en if purpose else "",
        "law": purpose.law if purpose else kind.reference,
    }


def _audited(book: Book, table: Table) -> Iterator[ColumnAudit]:
    columns = {c.name: ColumnAudit(table, c) for c in table.columns if c.type == "text"}
    segments = book.workspace.lake.segments(table.name, at=book.version)
    check_files(segments)
    for segment in segments:
        held = {name for name, _ in segment.columns}
        names = [name for name in columns if name in held]
        with pq.ParquetFile(segment.file) as file:
            for batch in file.iter_batches(batch_size=_BATCH_ROWS, columns=names):
                for name in names:
                    columns[name].take(batch.column(name))
    yield from columns.values()
