"""Plans of ends that keep promises together: against every choice of one plan of each."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from jidi.network.trunk.ends import Plan
from jidi.network.trunk.promising import Offer, Pass, Promising

DUE = np.array([100.0, 40.0])


def _offer(node, cost, *kept):
    return Offer(cost, kept, Plan(node, ((node, cost),), (), kept, cost))


# The first pass thinks of itself; the second keeps everything; the third is in between.
OFFERS = (
    (_offer(0, 10, 60, 0), _offer(1, 20, 30, 5), _offer(2, 15, 0, 0)),
    (_offer(0, 90, 60, 30), _offer(1, 45, 40, 25), _offer(2, 99, 30, 20)),
    (_offer(0, 30, 60, 18), _offer(1, 45, 40, 25), _offer(2, 40, 30, 2)),
)
PRICES = ((0.0, 0.0), (2.0, 3.0), (0.5, 1.0))


def _bound(prices, offers):
    """Lagrange: the least of every end under the prices, and what is due."""
    least = sum(
        min(o[number].cost - np.dot(prices, o[number].kept) for o in OFFERS)
        for number in range(len(offers))
    )
    return float(least + np.dot(prices, DUE))


def passes(count):
    made = Promising(DUE)
    for prices, offers in zip(PRICES[:count], OFFERS, strict=False):
        made.passes.append(Pass(np.array(prices), _bound(prices, offers), offers))
    return made


def test_one_plan_of_each_end_keeps_promises_at_the_least_cost():
    choices = [
        sum(offer.cost for offer in choice)
        for choice in itertools.product(*zip(*OFFERS, strict=True))
        if (np.sum([offer.kept for offer in choice], axis=0) >= DUE).all()
    ]
    plans = passes(3).chosen()
    assert [plan.node for plan in plans] == [0, 1, 2]
    assert (np.sum([plan.kept for plan in plans], axis=0) >= DUE).all()
    assert sum(plan.cost for plan in plans) == pytest.approx(min(choices))


def test_promises_that_no_pass_kept_become_dearer_and_others_do_not():
    prices = passes(1).prices()
    assert prices is not None and (prices > 0).all()
    kept = Promising(np.array([90.0, 40.0]), [Pass(np.array([0.0, 0.1]), 45.0, OFFERS[0])])
    assert kept.prices() == pytest.approx([0.0, 3.0])


def test_the_next_prices_lie_between_the_best_and_what_the_mix_of_plans_tells():
    made = passes(2)
    prices = made.prices()
    assert prices is not None
    assert (prices >= made.best.prices / 2 - 1e-9).all()
    mixed = 2 * prices - made.best.prices
    # Under the mix's own prices no bound lies above the mix: it is their upper end.
    assert _bound(mixed, OFFERS[0]) <= min(
        sum(offer.cost for offer in choice)
        for choice in itertools.product(*zip(*OFFERS[:2], strict=True))
        if (np.sum([offer.kept for offer in choice], axis=0) >= DUE).all()
    )


def test_where_nothing_is_short_no_more_is_asked():
    assert Promising(np.array([10.0, 1.0]), [Pass(np.zeros(2), 45.0, OFFERS[0])]).prices() is None
