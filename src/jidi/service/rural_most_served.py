"""Where a coverage cannot be had: the design that serves as many villages as were found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Final

from jidi.core.errors import InputError, JidiError
from jidi.network.rural.drafting_judge import REASONS, unreachable
from jidi.network.rural.impossible import NONE_FOUND, Impossible
from jidi.network.rural.most_served import less_wanted
from jidi.service.rural_design import Judged
from jidi.service.rural_problem import CountyProblem

ASKED: Final = "asked_coverage"
"""Under this key a design that serves less than was asked for keeps what was."""

Pose = Callable[[float, float | None], CountyProblem]
"""The county's problem at a coverage and a budget."""
Make = Callable[[CountyProblem, float, float | None], Judged]
"""A verified design of it, which keeps how it was posed."""


def as_wanted_or_most(pose: Pose, make: Make, *, coverage: float, budget: float | None) -> Judged:
    """The design as asked for; without one, and without a budget, that which serves most villages.

    First the villages that some mode reaches at all are asked for; then as many as can be.

    :raises JidiError: what posing and solving the problem as asked tells, when none of this helps.
    """
    posed: CountyProblem | None = None
    try:
        posed = pose(coverage, budget)
        return make(posed, coverage, budget)
    except JidiError as error:
        if budget is not None or not _is_clash(error):
            raise
        problem = posed.problem if posed is not None else None
        if isinstance(error, Impossible):
            problem = error.problem
        for wanted in () if problem is None else less_wanted(problem):
            try:
                again = pose(wanted.coverage, wanted.budget)
                found = make(again, wanted.coverage, wanted.budget)
            except JidiError as other:
                if not _is_clash(other):
                    raise
                continue
            if found.design.served:
                return found
        raise


def _is_clash(error: JidiError) -> bool:
    return isinstance(error, Impossible) or error.code in NONE_FOUND


def less_than_asked(found: Judged) -> JidiError | None:
    """What a design says of the coverage that it does not reach; None where it was not cut."""
    made = dict(found.design.made)
    if ASKED not in made:
        return None
    problem = found.problem
    lost = Counter(unreachable(problem).values())
    words = [REASONS[reason] for reason in lost]
    if lost:
        zh = "、".join(f"{w[0]} {n}" for w, n in zip(words, lost.values(), strict=True))
        en = ", ".join(f"{n}: {w[1]}" for w, n in zip(words, lost.values(), strict=True))
        why = (
            f"{lost.total()} 个村任何方式都不可达（{zh}）",
            f"{lost.total()} that no mode reaches ({en})",
        )
    else:
        why = ("其余的村没有排进任何班次", "no run was found for the others")
    served = len(found.design.served)
    return InputError(
        "N-671", asked=f"{float(made[ASKED]):.1%}", served=served, villages=len(problem.villages),
        share=f"{served / len(problem.villages):.1%}", why_zh=why[0], why_en=why[1],
    )  # fmt: skip
