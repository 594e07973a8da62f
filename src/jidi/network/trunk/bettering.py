"""All prices that ends share bettered, not those of promises alone: a higher bound, better plans.

Ends plan under prices; the mix of all plans so far (:mod:`.mixing`) tells the next. Prices move a
part of the way from the best so far, for the mix knows little of prices that were not yet asked.
It takes a minute where the first bound takes seconds: for problems whose gap stays open without. A
mix that is near the bound tells much of what whole departures should be long before it is as near
as it gets, so that it is told on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from jidi.network.trunk.ends import Plan
from jidi.network.trunk.lifting import Cancelled, Lifted, Lifting, Step
from jidi.network.trunk.mixing import Mixed, Mixing
from jidi.network.trunk.program import Point

PASSES: Final = 20
ROUGH: Final = (1.5e-3, 7e-4)
"""Shares that the mix may lie above the bound when it is told on the way."""
CLOSE: Final = 2e-4
"""The same when no more is asked."""
STRIDE: Final = 0.3
"""How far prices move from the best so far towards what the mix tells."""
DEARER: Final = 5.0
"""Times the highest price of the first bound that breaking a shared row costs the mix."""


@dataclass(frozen=True)
class Bettered:
    """:param bound: yuan a day. :param plans: every plan that was made, the first ones included.

    :param mixed: the last mix; None where there was none. :param likely: plans of which this or
        an earlier mix near the bound has a share.
    :param last: whether no better prices follow.
    """

    bound: float
    plans: tuple[Plan, ...]
    mixed: Mixed | None
    likely: tuple[Plan, ...]
    last: bool = True


def bettered(
    lifting: Lifting,
    root: Point,
    first: Lifted,
    enough: Callable[[float], bool],
    cancelled: Cancelled,
    step: Step,
) -> Iterator[Bettered]:
    """The bound under better prices, and the plans made on the way there: as the mix comes near to
    the bound, and at last.

    :param first: what ends did under better prices of promises alone.
    :param enough: told of every bound; whether no higher one is asked for.
    :raises InputError: N-936 where an end has no whole departures.
    """
    assert root.duals is not None
    rows, plans = lifting.rows, list(first.others)
    centre = lifting.shared(root.duals.rows)
    centre[rows.promise : rows.flow] = first.prices
    highest = float(np.abs(centre[rows.slot : rows.flow]).max(initial=0.0))
    mixing = Mixing(lifting.relaxation, lifting.nodes, DEARER * max(highest, 1.0))
    mixing.take(plans)
    bound, mixed, rough = first.bound, mixing.mixed(), list(ROUGH)
    likely: dict[int, Plan] = {}
    for number in range(1, PASSES + 1):
        if mixed is None or mixed.cost - bound <= CLOSE * abs(mixed.cost) or enough(bound):
            break
        if mixed.cost - bound <= ROUGH[0] * abs(mixed.cost):
            likely |= {id(plan): plan for plan in mixed.plans}
        if rough and mixed.cost - bound <= rough[0] * abs(mixed.cost):
            rough.pop(0)
            yield Bettered(bound, tuple(plans), mixed, tuple(likely.values()), last=False)
        asked = STRIDE * lifting.shared(mixed.prices) + (1 - STRIDE) * centre
        made = lifting.planned(asked, cancelled)
        if made is None:
            break
        plans += (new := [offer.plan for offer in made.offers if offer.plan is not None])
        if made.bound > bound:
            bound, centre = made.bound, asked
        mixing.take(new)
        mixed = mixing.mixed()
        step(f"prices {number}: {bound:,.0f} yuan a day")
    likely |= {id(plan): plan for plan in (mixed.plans if mixed is not None else ())}
    yield Bettered(bound, tuple(plans), mixed, tuple(likely.values()))
