"""The exact part without capacities: what prices leave open, posed by radii and put to HiGHS.

For each customer and each cost at which one of its sites stands, a column says whether no site
within that cost is open; stepping outwards costs the difference. Sites and radii that the bound
rules out are not posed: a customer ends with its last radius that could still be in a better
design, and being left out is posed only where that could.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jidi.network.mixed_integer import Program
from jidi.network.siting.pricing import Priced
from jidi.network.siting.work import Work


@dataclass(frozen=True)
class Choice:
    """What became of the choice among the rest.

    :param opened: a better set of sites; None when none was found.
    :param bound: nothing costs less than the smaller of this and the best known before.
    """

    opened: list[int] | None
    bound: float


def radii_left(work: Work, priced: Priced) -> int:
    """How many radii would have to be posed, over all customers."""
    costs = np.where(_left(work, priced), work.costs, np.inf)
    costs.sort(axis=1)
    fresh = np.isfinite(costs)
    fresh[:, 1:] &= costs[:, 1:] > costs[:, :-1]
    return int(fresh.sum())


def chosen(work: Work, priced: Priced, *, nodes: int, seconds: float | None) -> Choice:
    """The best sites that cost less than the best known, or the proof that there are none."""
    sites = np.flatnonzero(priced.possible)
    if not len(sites):
        return Choice(None, np.inf)
    program = Program()
    columns = {int(s): program.column(float(work.opening[s]), upper=1.0, whole=True) for s in sites}
    program.row(dict.fromkeys(columns.values(), 1.0), least=1.0, most=float(work.sites))
    left = _left(work, priced)
    base = sum(
        _customer(program, work, columns, c, np.flatnonzero(left[c])) for c in range(len(left))
    )
    answer = program.answered(gap=1e-7, nodes=nodes, seconds=seconds)
    bound = np.inf if answer.refuted else answer.bound + base
    if answer.values is None:
        return Choice(None, bound)
    opened = [site for site, column in columns.items() if answer.values[column] > 0.5]
    return Choice(opened, bound)


def _left(work: Work, priced: Priced) -> np.ndarray:
    """Pairs that could be in a better design: possible site, and not too far by the prices."""
    spare = work.worth(priced.cost) - priced.bound
    near = work.costs - priced.prices[:, None] < max(spare, 0.0)
    served = work.costs < np.minimum(work.outside, work.forbidden)[:, None]
    return np.asarray(near & served & priced.possible[None, :])


def _customer(
    program: Program, work: Work, columns: dict[int, int], customer: int, sites: np.ndarray
) -> float:
    """Pose one customer; what it costs at the very least."""
    costs = work.costs[customer, sites]
    levels = np.unique(costs)
    ends = [float(level) for level in levels]
    if work.outside[customer] < np.inf:
        ends.append(float(work.outside[customer]))
    before: int | None = None
    for number, level in enumerate(levels):
        terms = {columns[int(site)]: 1.0 for site in sites[costs == level]}
        if before is not None:
            terms[before] = -1.0
        here = None
        if number + 1 < len(ends):
            here = program.column(ends[number + 1] - ends[number], upper=1.0)
            terms[here] = 1.0
        program.row(terms, least=1.0 if before is None else 0.0)
        before = here
    if not len(levels) and not len(ends):
        program.row({}, least=1.0)  # nothing left to serve it: there is no better design
    return ends[0] if ends else 0.0
