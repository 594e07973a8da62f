"""Designs the joint network and the networks it is compared to, and splits its cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final

import numpy as np

from jidi.core.errors import InputError, Interrupted, JidiError
from jidi.network.rural.cost_split import by_parcels, exact, sampled
from jidi.network.rural.design import Design
from jidi.network.rural.impossible import NONE_FOUND
from jidi.network.rural.joint import (
    Coalition,
    CompanyShare,
    Joint,
    Members,
    Orders,
    Player,
    coalition_problem,
)
from jidi.network.rural.problem import Company, Problem
from jidi.network.rural.split_rule import Rule

MOST_PLAYERS: Final = 12
MOST_EXACT: Final = 5
"""Players up to whom every coalition is designed (31 designs); beyond, orders are sampled."""

Solve = Callable[[Problem], Design]
Progress = Callable[[float, str], None]
Cancelled = Callable[[], bool]


def players_of(problem: Problem, *, most: int) -> tuple[Player, ...]:
    """The companies as players, the largest first; the smallest together where there are too many.

    :raises InputError: N-570 where the problem names fewer than two companies with parcels, N-571
        where ``most`` is below two or beyond what can be designed.
    """
    if not 2 <= most <= MOST_PLAYERS:
        raise InputError("N-571", found=most, most=MOST_PLAYERS)
    active = [n for n, company in enumerate(problem.companies) if company.parcels > 0]
    if len(active) < 2:
        raise InputError("N-570", county=problem.name, found=len(active))
    ranked = sorted(active, key=lambda n: (-problem.companies[n].parcels, n))
    alone = ranked if len(ranked) <= most else ranked[: most - 1]
    single = [_player(problem.companies[n], n) for n in alone]
    rest = tuple(sorted(set(ranked) - set(alone)))
    together = [Player("others", f"其他 {len(rest)} 家", rest)] if rest else []
    return (*single, *together)


def _player(company: Company, number: int) -> Player:
    return Player(company.id, company.name, (number,))


def joined(
    problem: Problem,
    *,
    solve: Solve,
    rule: Rule,
    players: Sequence[Player],
    orders: int,
    seed: int,
    progress: Progress = lambda _share, _step: None,
    cancelled: Cancelled = lambda: False,
) -> Joint:
    """The joint network, the networks of coalitions, and the split of the cost.

    By Shapley every coalition is designed up to ``MOST_EXACT`` players; beyond, those that occur
    in ``orders`` random orders of joining. By parcels only all together and each alone are.

    :raises InputError: N-572 where the problem has a budget, N-574 where a coalition has no design.
    :param cancelled: asked between coalitions; ``solve`` may ask it as well and stop early.
    :raises Interrupted: N-573 when cancelled before all were designed to the end.
    """
    if problem.wanted.budget is not None:
        raise InputError("N-572", county=problem.name)
    everyone = tuple(range(len(players)))
    taken = _orders(everyone, rule, orders, seed)
    wanted = _wanted(everyone, rule, taken)
    made: list[Coalition] = []
    for number, members in enumerate(wanted):
        progress(number / len(wanted), "、".join(players[n].name for n in members))
        stopped = Interrupted("N-573", done=number, wanted=len(wanted))
        if cancelled():
            raise stopped
        theirs = coalition_problem(problem, _companies(players, members))
        name = "、".join(players[n].name for n in members)
        try:
            design = _designed(problem if members == everyone else theirs, solve, name)
        except Interrupted as error:
            raise stopped from error
        if cancelled():  # the solver stopped too: what it has is dearer than it need be
            raise stopped
        made.append(Coalition(members, design.bill.total, design))
    progress(1.0, problem.name)
    found = Joint(
        problem=problem.id,
        digest=problem.digest,
        rule=rule,
        players=tuple(players),
        coalitions=tuple(made),
        orders=taken,
        shares=(),
    )
    return replace(found, shares=_split(problem, found))


def _designed(problem: Problem, solve: Solve, name: str) -> Design:
    try:
        return solve(problem)
    except Interrupted:
        raise
    except JidiError as error:
        if error.code not in NONE_FOUND:
            raise
        raise InputError("N-574", name=name, also=(error,)) from error


def _companies(players: Sequence[Player], members: Members) -> tuple[int, ...]:
    return tuple(company for n in members for company in players[n].companies)


def _orders(everyone: Members, rule: Rule, count: int, seed: int) -> Orders:
    if rule is Rule.PARCELS or len(everyone) <= MOST_EXACT:
        return ()
    chance = np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed)))
    return tuple(tuple(int(n) for n in chance.permutation(len(everyone))) for _ in range(count))


def _wanted(everyone: Members, rule: Rule, orders: Orders) -> list[Members]:
    """The coalitions to be designed: all together first, then each alone, then the others."""
    alone = [(player,) for player in everyone]
    between: set[Members] = set()
    if rule is Rule.SHAPLEY and not orders:
        between = {c for size in everyone[2:] for c in combinations(everyone, size)}
    for order in orders:
        between |= {tuple(sorted(order[:size])) for size in range(2, len(order))}
    return [everyone, *alone, *sorted(between, key=lambda c: (len(c), c))]


def _split(problem: Problem, found: Joint) -> tuple[CompanyShare, ...]:
    if found.rule is Rule.PARCELS:
        paid = by_parcels(problem, found.together.design)
        return tuple(CompanyShare(n, yuan) for n, yuan in enumerate(paid))
    if found.orders:
        by_player = sampled(found.costs, found.orders)
    else:
        by_player = [(yuan, None) for yuan in exact(found.costs, len(found.players))]
    shares = [
        CompanyShare(company, yuan * part, None if error is None else error * part)
        for player, (yuan, error) in zip(found.players, by_player, strict=True)
        for company, part in _parts(problem, player)
    ]
    paying = {share.company for share in shares}
    idle = (CompanyShare(n, 0.0) for n in range(len(problem.companies)) if n not in paying)
    return tuple(sorted([*shares, *idle], key=lambda share: share.company))


def _parts(problem: Problem, player: Player) -> list[tuple[int, float]]:
    """The companies of a player with their parts of its parcels."""
    parcels = [problem.companies[n].parcels for n in player.companies]
    return [(n, p / sum(parcels)) for n, p in zip(player.companies, parcels, strict=True)]
