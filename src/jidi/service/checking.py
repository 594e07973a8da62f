"""Data checks run over a book: the offending rows, counted and shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from jidi.core.errors import raise_together
from jidi.core.period import Period
from jidi.indicators import FINDING_COLUMNS, periods_relation
from jidi.model.indicator import Check
from jidi.service.books import Book
from jidi.service.taken_back import taken_back

SHOWN = 20
"""Offending rows carried along; all are counted."""


@dataclass(frozen=True)
class CheckResult:
    """What a check found: how many rows, and the first few in order of place and subject."""

    check: Check
    count: int
    rows: tuple[dict[str, Any], ...]

    @property
    def first(self) -> str:
        """The first offending row in a few words; empty when all is well."""
        if not self.rows:
            return ""
        row = self.rows[0]
        return " ".join(str(row[name]) for name in ("subject", "detail") if row.get(name))

    def to_json(self) -> dict[str, Any]:
        """The result with its first rows."""
        return {
            "check": self.check.id,
            "zh": self.check.zh,
            "en": self.check.en,
            "severity": self.check.severity,
            "count": self.count,
            "do_zh": self.check.do_zh,
            "do_en": self.check.do_en,
            "rows": [{k: _plain(v) for k, v in row.items()} for row in self.rows],
        }


def run_checks(book: Book, *, only: str | None = None) -> tuple[CheckResult, ...]:
    """Every data check, or the one named, over all periods of the plan; worst first.

    :raises UnknownName: D-114 for an unknown check.
    """
    chosen = [book.catalogue.check(only)] if only else list(book.catalogue.checks.values())
    rank = {"error": 0, "warning": 1, "note": 2}
    results = [_run(book, check) for check in chosen]
    return tuple(sorted(results, key=lambda r: (not r.count, rank[r.check.severity], r.check.id)))


def verify_files(book: Book) -> None:
    """Read every data file of every version anew and refuse when one is missing or altered.

    :raises LakeError: L-302 or L-303 with table and file; further ones hang on ``also``.
    """
    raise_together(book.workspace.lake.verify())


def _run(book: Book, check: Check) -> CheckResult:
    def result(_version: int) -> CheckResult:
        years = range(book.plan.base_year, book.plan.target_year + 1)
        periods = periods_relation(Period.for_year(year) for year in years)
        relations = {"periods": periods, **taken_back(book, check.sql)}
        found: pa.Table = book.ask(
            check.sql, relations, file=check.file, header_lines=check.header_lines
        )
        # The engine answers in any order; the same data must show the same rows.
        ordered = found.sort_by([(name, "ascending") for name in FINDING_COLUMNS])
        rows = tuple(ordered.slice(0, SHOWN).to_pylist())
        return CheckResult(check=check, count=found.num_rows, rows=rows)

    return book.remembered(("check", check.id), result)


def _plain(value: Any) -> Any:
    return value if isinstance(value, (int, float, str, bool, type(None))) else str(value)
