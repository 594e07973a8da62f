"""How long what is kept: terms by kind of data, each resting on a limit of law or of our own.

``definitions/retention/terms.csv`` names what, from which moment, and the limit in
``definitions/law`` that gives the term, with article, validity and trust. Laws say how long data
must be kept at least, and article 19 of 个人信息保护法 that personal data are kept no longer than
is needed. So what is personal goes when the least term is over.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal, TypeAlias

from jidi.core.errors import DefinitionError, JidiError, Place, raise_together
from jidi.model.law import Law, Limit, load_law
from jidi.model.rows import read_models, refuse_twins
from jidi.model.strict import Strict
from jidi.model.table import Table

What: TypeAlias = Literal["columns", "held", "inbox", "versions"]
"""Columns of a table to be emptied; files of rows held aside; files handed in; past versions."""
_MONTHS = {"年": 12, "月": 1}


class Term(Strict):
    """How long one kind of data is kept.

    :param table: of columns, the table; empty otherwise.
    :param since: of columns, the column that says when the term begins.
    :param columns: of columns, those that are emptied, parted by spaces.
    :param limit: id of the limit that gives the term.
    """

    id: str
    zh: str
    en: str
    what: What
    table: str = ""
    since: str = ""
    columns: str = ""
    limit: str
    note: str = ""

    @property
    def emptied(self) -> tuple[str, ...]:
        """The columns that are emptied."""
        return tuple(self.columns.split())

    def rule(self, on: date) -> Limit:
        """The limit that gives the term on a day.

        :raises UnknownName: D-232, D-233.
        """
        return load_law().limit(self.limit, on=on)

    def over_before(self, today: date) -> date:
        """What began before this day is past its term.

        :raises UnknownName: D-232, D-233.
        """
        return before(today, self.rule(today))


def before(today: date, limit: Limit) -> date:
    """The day that lies the limit's term before ``today``; a month's end stays one."""
    number = int(limit.value)
    if limit.unit not in _MONTHS:
        return today - timedelta(days=number)
    months = today.year * 12 + today.month - 1 - number * _MONTHS[limit.unit]
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


@cache
def load_terms() -> tuple[Term, ...]:
    """The terms that ship, in the order in which they are shown.

    :raises DefinitionError: D-102, D-200 to D-209 with file and line.
    """
    return read_terms(files("jidi.definitions") / "retention" / "terms.csv")


def read_terms(path: Traversable) -> tuple[Term, ...]:
    """The terms of one file."""
    rows = read_models(path, Term)
    refuse_twins(rows, key=lambda term: term.id, path=path)
    return tuple(term for _, term in rows)


def check_terms(terms: tuple[Term, ...], tables: Mapping[str, Table], law: Law) -> None:
    """Refuse terms that do not fit the tables or the law.

    :raises DefinitionError: D-261, all findings in one pass.
    """
    raise_together(finding for term in terms for finding in _findings(term, tables, law))


def _findings(term: Term, tables: Mapping[str, Table], law: Law) -> Iterator[JidiError]:
    reasons = [*_of_the_limit(term, law)]
    if term.what == "columns":
        reasons += _of_the_columns(term, tables)
    for reason in reasons:
        yield DefinitionError("D-261", where=Place("terms.csv"), reason=f"{term.id}: {reason}")


def _of_the_limit(term: Term, law: Law) -> Iterator[str]:
    limits = [limit for limit in law if limit.id == term.limit]
    if not limits:
        yield f"no limit {term.limit}"
    for limit in limits:
        if limit.unit not in (*_MONTHS, "天"):
            yield f"{limit.id} is no length of time"
        if not limit.is_citable:
            yield f"{limit.id} is not verified; nothing may be removed by it"


def _of_the_columns(term: Term, tables: Mapping[str, Table]) -> Iterator[str]:
    if term.table not in tables:
        yield f"no table {term.table}"
        return
    columns = {column.name: column for column in tables[term.table].columns}
    yield from (f"no column {n}" for n in (term.since, *term.emptied) if n not in columns)
    since = columns.get(term.since)
    if since is not None and since.type not in ("date", "timestamp"):
        yield f"{term.since} is no time"
    required = [n for n in term.emptied if n in columns and columns[n].required]
    yield from (f"{name} is required and cannot be emptied" for name in required)
    if not term.emptied:
        yield "no columns"
