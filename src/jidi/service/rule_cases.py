"""Rules held against the cases that they bring along."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pyarrow as pa

from jidi.core.division import Division, DivisionTree
from jidi.indicators import divisions_relation
from jidi.lake.engine import Engine
from jidi.lake.tables_engine import TablesEngine
from jidi.model.catalogue import Catalogue
from jidi.model.rule import Rule, SharedRelation
from jidi.model.rule_case import RuleCase
from jidi.supervision.rules import Judged, judged, parameters_of, shared_read

STEP = timedelta(hours=24)
Offering = Callable[[Mapping[str, pa.Table]], Engine]
"""Makes an engine that answers over these tables."""


@dataclass(frozen=True)
class CaseResult:
    """How a rule did in a case.

    :param missing: lines that should have come out. :param extra: lines that should not.
    """

    case: RuleCase
    missing: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came out as written, and nothing else."""
        return not self.missing and not self.extra

    def to_json(self) -> dict[str, Any]:
        """The result as plain values."""
        return {
            "rule": self.case.rule,
            "case": self.case.file,
            "passed": self.passed,
            "missing": list(self.missing),
            "extra": list(self.extra),
        }


def run_cases(
    catalogue: Catalogue, *, only: str | None = None, offering: Offering = TablesEngine
) -> tuple[CaseResult, ...]:
    """Every case of every rule, or of the rule named.

    :param offering: the engine that is to answer.
    :raises UnknownName: U-102 for an unknown rule, named here or in a case.
    """
    if only is not None:
        catalogue.rule(only)
    wanted = [case for case in catalogue.rule_cases if only in (None, case.rule)]
    return tuple(_run(catalogue, case, offering) for case in wanted)


def without_cases(catalogue: Catalogue) -> tuple[str, ...]:
    """The rules that no case shows."""
    return tuple(sorted(set(catalogue.rules) - {case.rule for case in catalogue.rule_cases}))


def _run(catalogue: Catalogue, case: RuleCase, offering: Offering) -> CaseResult:
    rule = catalogue.rule(case.rule)
    said = sorted(_spelled(answer_in(catalogue, rule, case, offering)))
    wanted = sorted(" | ".join(cells) for cells in case.found)
    missing, extra = list(wanted), []
    for line in said:
        if line in missing:
            missing.remove(line)
        else:
            extra.append(line)
    return CaseResult(case, tuple(missing), tuple(extra))


def answer_in(
    catalogue: Catalogue, rule: Rule, case: RuleCase, offering: Offering = TablesEngine
) -> Judged:
    """What a rule says in the world of a case."""
    empty = {name: table.arrow_schema.empty_table() for name, table in catalogue.tables.items()}
    tree = DivisionTree(Division.of(code, name) for code, name in case.divisions)
    relations = {**empty, **case.tables, "divisions": divisions_relation(tree)}
    with offering(relations) as engine:
        _offer_shared(engine, catalogue, rule, case)
        return judged(rule, _ask(engine, rule, case))


def _offer_shared(
    engine: Engine, catalogue: Catalogue, definition: Rule | SharedRelation, case: RuleCase
) -> None:
    """Make the shared relations that a definition reads, and first those that they read."""
    shared = catalogue.shared_relations
    for name in shared_read(definition, shared):
        _offer_shared(engine, catalogue, shared[name], case)
        engine.register(name, _ask(engine, shared[name], case))


def _ask(engine: Engine, definition: Rule | SharedRelation, case: RuleCase) -> pa.Table:
    given: Mapping[str, Any] = parameters_of(definition, at=case.at, since=case.at - STEP)
    return engine.run(
        definition.sql, given, file=definition.file, header_lines=definition.header_lines
    )


def _spelled(answer: Judged) -> list[str]:
    columns = [
        answer.rows[name].to_pylist() for name in ("subject_kind", "subject", "value", "threshold")
    ]
    marks = answer.breached.to_pylist()
    return [
        f"{kind} | {subject} | {value:.6g} | {threshold:.6g} | {'yes' if mark else 'no'}"
        for kind, subject, value, threshold, mark in zip(*columns, marks, strict=True)
    ]
