"""Rules: whether a definition keeps the house's form, and what its query's rows mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from jidi.core.errors import DefinitionError, JidiError, Place
from jidi.lake.guard import guarded, the_select
from jidi.lake.portable import transpiled
from jidi.model.rule import VERDICT_COLUMNS, Rule, SharedRelation
from jidi.model.table import Table

RELATIONS = ("divisions",)
"""What rules may read besides the tables and the shared relations."""
MOMENT = "at"
SINCE = "since"


@dataclass(frozen=True)
class Verdict:
    """What a rule says of one subject at one moment.

    :param evidence: the figures behind it, by the names of the rule's header; None is unknown.
    """

    kind: str
    subject: str
    division: str
    window_start: datetime
    window_end: datetime
    value: float
    threshold: float
    breached: bool
    evidence: Mapping[str, float | None]


def faults(
    rule: Rule | SharedRelation, tables: Mapping[str, Table], shared: Mapping[str, SharedRelation]
) -> tuple[JidiError, ...]:
    """What is wrong with a definition; empty when all is well.

    L-401 to L-404 it cannot be read or reaches out; L-412 Spark has no form for it; U-100 it
    returns other columns; U-103 header and query name different tables; U-104 it names a parameter
    that the header does not have, or the other way round.
    """
    try:
        query = _query(rule, tables, shared)
        transpiled(rule.sql, file=rule.file, header_lines=rule.header_lines)
    except JidiError as error:
        return (error,)
    where = Place(file=rule.file)
    found: list[JidiError] = []
    read = tables_read(query) & set(tables)
    for name in sorted(read ^ set(rule.tables)):
        found.append(DefinitionError("U-103", where=where, name=name))
    known = {MOMENT, SINCE}
    if isinstance(rule, Rule):
        columns = tuple(query.named_selects)
        if columns != rule.columns:
            wanted = ", ".join(rule.columns)
            found.append(
                DefinitionError("U-100", where=where, found=", ".join(columns), wanted=wanted)
            )
        known |= set(rule.parameters)
        for name in sorted(set(rule.parameters) - parameters_read(query)):
            found.append(DefinitionError("U-104", where=where, name=name))
    for name in sorted(parameters_read(query) - known):
        found.append(DefinitionError("U-104", where=where, name=name))
    return tuple(found)


def tables_read(query: exp.Query) -> set[str]:
    """Tables and relations that a query names, without its own WITH parts."""
    own = {cte.alias_or_name for cte in query.find_all(exp.CTE)}
    return {table.name for table in query.find_all(exp.Table)} - own


def parameters_read(query: exp.Query) -> set[str]:
    """The ``$names`` that stand in a query."""
    return {str(node.name) for node in query.find_all(exp.Parameter, exp.Placeholder)}


def shared_read(
    definition: Rule | SharedRelation, shared: Mapping[str, SharedRelation]
) -> tuple[str, ...]:
    """The shared relations that a rule, or one of themselves, names."""
    tables, _ = _names(definition.sql, definition.file)
    return tuple(sorted(tables & set(shared)))


def tables_behind(
    definition: Rule | SharedRelation, shared: Mapping[str, SharedRelation]
) -> frozenset[str]:
    """The tables that an answer rests on, also those that only its shared relations read."""
    below = (tables_behind(shared[name], shared) for name in shared_read(definition, shared))
    return frozenset(definition.tables).union(*below)


def parameters_of(
    definition: Rule | SharedRelation, *, at: datetime, since: datetime
) -> dict[str, Any]:
    """The values of the parameters that a definition's query names.

    :raises UnknownName: D-233 when a limit of law did not hold on the day.
    """
    named = definition.parameters_on(at.date()) if isinstance(definition, Rule) else {}
    given: dict[str, Any] = {MOMENT: at, SINCE: since, **named}
    _, wanted = _names(definition.sql, definition.file)
    return {name: given[name] for name in sorted(wanted)}


@lru_cache(maxsize=512)
def _names(sql: str, file: str) -> tuple[frozenset[str], frozenset[str]]:
    """Tables and parameters that a query names."""
    query = the_select(sql, file=file)
    return frozenset(tables_read(query)), frozenset(parameters_read(query))


@dataclass(frozen=True)
class Judged:
    """The rows of a rule's answer: few of them are wanted as values.

    :param rows: in the rule's columns. :param breached: which of them breach it.
    """

    rule: Rule
    rows: pa.Table
    breached: pa.BooleanArray

    def __len__(self) -> int:
        return int(self.rows.num_rows)

    def breaches(self) -> tuple[Verdict, ...]:
        """The subjects that breach the rule, by kind and subject."""
        return self._values(self.breached)

    def about(self, keys: Iterable[tuple[str, str]]) -> tuple[Verdict, ...]:
        """What is said of those that breach the rule, and of these subjects besides."""
        names = pa.array(sorted({subject for _, subject in keys}), pa.string())
        return self._values(pc.or_(self.breached, pc.is_in(self.rows["subject"], names)))

    def _values(self, wanted: Any) -> tuple[Verdict, ...]:
        few = self.rows.append_column("breached", self.breached).filter(wanted)
        columns = [few[name].to_pylist() for name in (*self.rule.columns, "breached")]
        found = (_verdict(self.rule, row) for row in zip(*columns, strict=True))
        return tuple(sorted(found, key=lambda v: (v.kind, v.subject)))


_COMPARE = {">": pc.greater, ">=": pc.greater_equal, "<": pc.less, "<=": pc.less_equal}


def judged(rule: Rule, rows: pa.Table) -> Judged:
    """A rule's answer, checked.

    :raises DefinitionError: U-101 when a row says less than a verdict needs, or says a subject
        twice.
    """
    for name in VERDICT_COLUMNS:
        bad = pc.is_null(rows[name])
        if name in ("value", "threshold"):
            number = rows[name].cast(pa.float64())
            bad = pc.or_(bad, pc.invert(pc.fill_null(pc.is_finite(number), False)))
        if name == "subject_kind":
            kinds = pa.array(list(rule.subjects), pa.string())
            bad = pc.or_(bad, pc.invert(pc.is_in(rows[name], kinds)))
        _refuse(rule, rows, bad, name)
    counted = rows.group_by(["subject_kind", "subject"]).aggregate([([], "count_all")])
    _refuse(rule, counted, pc.greater(counted["count_all"], 1), "subject")
    value, threshold = (rows[name].cast(pa.float64()) for name in ("value", "threshold"))
    breached = _COMPARE[rule.comparator](value, threshold).combine_chunks()
    return Judged(rule, rows, breached)


def _refuse(rule: Rule, rows: pa.Table, bad: Any, column: str) -> None:
    if pc.any(bad).as_py():
        subject = str(rows["subject"].filter(bad)[0].as_py())
        raise DefinitionError("U-101", where=Place(file=rule.file), subject=subject, column=column)


def _verdict(rule: Rule, row: tuple[Any, ...]) -> Verdict:
    kind, subject, division, start, end, value, threshold, *evidence, breached = row
    return Verdict(
        kind=kind,
        subject=subject,
        division=division,
        window_start=start,
        window_end=end,
        value=float(value),
        threshold=float(threshold),
        breached=breached,
        evidence=dict(zip(rule.evidence, map(_number, evidence), strict=True)),
    )


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _query(
    rule: Rule | SharedRelation, tables: Mapping[str, Table], shared: Mapping[str, SharedRelation]
) -> exp.Query:
    # A shared relation reads only those that do not lead back to it, so that none reads itself.
    others = [
        name for name in shared if isinstance(rule, Rule) or rule.id not in _led(name, shared)
    ]
    return guarded(
        rule.sql,
        relations=(*tables, *RELATIONS, *others),
        file=rule.file,
        header_lines=rule.header_lines,
    )


def _led(name: str, shared: Mapping[str, SharedRelation]) -> set[str]:
    """A shared relation and all that it reads, or they read."""
    found, left = set[str](), [name]
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += shared_read(shared[one], shared)
    return found
