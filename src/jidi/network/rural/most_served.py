"""What to ask for where a coverage cannot be had: the most villages that can be served."""

from __future__ import annotations

from typing import Final

from jidi.network.rural.drafting_judge import unreachable
from jidi.network.rural.problem import Problem, Wanted

PLENTY: Final = 1e7
"""Yuan a day that no county's network costs: a budget that leaves out nobody for its price."""


def less_wanted(problem: Problem) -> tuple[Wanted, ...]:
    """Wishes to be tried one after the other, where the problem's coverage cannot be had.

    First all villages that some mode reaches at all, where those are too few; then as many as a
    budget pays for that is beyond all prices.
    """
    found = [Wanted(0.0, PLENTY)]
    if problem.villages:
        share = 1.0 - len(unreachable(problem)) / len(problem.villages)
        if 0.0 < share < problem.wanted.coverage:
            found.insert(0, Wanted(share))
    return tuple(found)
