"""Why a county's problem has no design, told: the conditions that clash, and what to change."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from jidi.core.errors import InputError, JidiError, Place
from jidi.network.rural.clash import Clash, Solved, clash, solver_of
from jidi.network.rural.conditions import Condition, Kind
from jidi.network.rural.design import Design
from jidi.network.rural.impossible import NONE_FOUND, Impossible, Places
from jidi.network.rural.most_served import less_wanted
from jidi.network.rural.problem import Problem
from jidi.network.rural.repair import MOST_KINDS, Repair, repaired, repairs
from jidi.network.rural.solve import HURRIED, MIDDLING
from jidi.service.rural_clash_words import CELLS, CODES, change_words, condition_words

Solve = Callable[..., Design]
Progress = Callable[[float, str], None]
Cancelled = Callable[[], bool]
MOST_TOLD = 4
"""Repairs that are told. Own choice."""


@contextmanager
def told_why(
    *,
    solve: Solve,
    seed: int,
    progress: Progress = lambda _share, _step: None,
    cancelled: Cancelled = lambda: False,
) -> Iterator[Asking]:
    """Around posing and solving: a problem without a design is refused with its clash and repairs.

    :raises InputError: N-510 in place of contradictions in the tables and of "no design found";
        what was found first hangs on ``also`` behind the clash and its repairs.
    """
    asking = Asking()
    try:
        yield asking
    except Impossible as error:
        askers = _askers(error.problem, solve, seed, progress, cancelled)
        raise why(error.problem, *askers, places=error.places, first=error.findings) from error
    except JidiError as error:
        if error.code not in NONE_FOUND or asking.problem is None:
            raise
        askers = _askers(asking.problem, solve, seed, progress, cancelled)
        raise why(asking.problem, *askers, first=(error,)) from error


def _askers(
    problem: Problem, solve: Solve, seed: int, progress: Progress, cancelled: Cancelled
) -> tuple[Solved, Solved | None]:
    """The solver, which tells of every question, and how many there will be nobody knows; and a
    thorough one, where the first is hurried because the county is large."""
    count = itertools.count(1)

    def asked() -> None:
        number = next(count)
        progress(1 - 0.9**number, f"{problem.name} ? {number}")

    how: dict[str, Any] = {"seed": seed, "asked": asked, "cancelled": cancelled}
    thorough = solver_of(solve, **how)
    if len(problem.villages) <= MIDDLING:
        return thorough, None
    return solver_of(solve, effort=HURRIED, **how), thorough


class Asking:
    """The problem that is being solved, once it is posed."""

    problem: Problem | None = None


def why(
    problem: Problem,
    solved: Solved,
    thorough: Solved | None = None,
    *,
    places: Places | None = None,
    first: Sequence[JidiError] = (),
) -> JidiError:
    """The clash of a problem without a design, with the repairs.

    :param thorough: makes the cheapest repair's design anew, where ``solved`` is hurried.
    :param places: where the rows of its tables stand; ``first``: what was found before.
    """
    found = clash(problem, solved)
    if found is None:
        return _together(first)
    ways = repairs(problem, found, solved)
    if ways and thorough is not None:
        ways = (_bettered(problem, ways[0], thorough), *ways[1:])
    proof = (
        ("已证明", "proved")
        if found.proved
        else ("求解器未找到方案，并非证明", "the solver found no design, which is no proof")
    )
    return InputError(
        "N-510",
        county=problem.name,
        count=len(found.conditions),
        proof_zh=proof[0],
        proof_en=proof[1],
        also=(*_conditions(problem, found, places or {}), *_repairs(problem, ways), *first),
    )


def _bettered(problem: Problem, repair: Repair, thorough: Solved) -> Repair:
    """The repair with the design that a thorough search finds under it, where that is cheaper."""
    loose = repair.problem
    if any(change.condition.kind is Kind.COVERAGE for change in repair.changes):
        loose = replace(loose, wanted=less_wanted(loose)[-1])
    design = thorough(loose)
    again = None if design is None else repaired(problem, design)
    if again is None or again.less_service > repair.less_service:
        return repair
    return min((again, repair), key=lambda one: (-one.served, one.cost))


def _together(findings: Sequence[JidiError]) -> JidiError:
    head, *rest = findings
    head.also = tuple(rest)
    return head


def _conditions(problem: Problem, found: Clash, places: Places) -> Iterator[JidiError]:
    """One finding for each kind of condition, at the first of its rows."""
    for kind in found.kinds:
        rows = [condition for condition in found.conditions if condition.kind is kind]
        zh, en = condition_words(problem, rows)
        where = _where(rows[0], places)
        yield InputError(CODES[kind], where=where, items_zh=zh, items_en=en)


def _where(condition: Condition, places: Places) -> Place:
    table, column = CELLS[condition.kind]
    rows = places.get(table, ())
    if condition.row >= len(rows):
        return Place(sheet=table, column=column)
    place = rows[condition.row]
    sheet = place.sheet or ("" if place.file else table)
    return Place(file=place.file, sheet=sheet, row=place.row, column=column)


def _repairs(problem: Problem, ways: Sequence[Repair]) -> Iterator[JidiError]:
    if not ways:
        yield InputError("N-532", kinds=MOST_KINDS)
    for number, repair in enumerate(ways[:MOST_TOLD]):
        yield InputError("N-531" if number else "N-530", **_facts(problem, repair))


def _facts(problem: Problem, repair: Repair) -> Mapping[str, Any]:
    zh, en = change_words(problem, repair.changes)
    budget = problem.wanted.budget
    more = None if budget is None else repair.cost - budget
    extra = (
        ("未设预算", "no budget was set")
        if more is None
        else (f"比预算 {more:+,.2f} 元/日", f"{more:+,.2f} yuan a day to the budget")
    )
    return {
        "changes_zh": zh,
        "changes_en": en,
        "served": repair.served,
        "villages": len(problem.villages),
        "cost": f"{repair.cost:,.2f}",
        "extra_zh": extra[0],
        "extra_en": extra[1],
    }
