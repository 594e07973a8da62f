"""The checker of joint networks: every design held to its own problem, every share computed anew.

Shapley's values are computed here by what each set of players adds beyond its parts (Harsanyi's
dividends), or, where orders were sampled, by walking through them; the solver's side weighs
coalitions.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import chain, combinations

from jidi.network.rural.joint import Coalition, CompanyShare, Joint, Members, coalition_problem
from jidi.network.rural.problem import Problem
from jidi.network.rural.shares import shares
from jidi.network.rural.split_rule import Rule
from jidi.network.rural.verdict import Violation, same
from jidi.network.rural.verify import verify


def verify_joint(problem: Problem, joint: Joint) -> tuple[Violation, ...]:
    """Everything about a joint network that is not so; nothing where it holds."""
    if (joint.problem, joint.digest) != (problem.id, problem.digest):
        refused = Violation.of("N-301", joint.problem, digest=joint.digest, known=problem.digest)
        return (refused,)
    shape = tuple(_shape(problem, joint))
    if shape:
        return shape
    broken = tuple(chain.from_iterable(_network(problem, joint, c) for c in joint.coalitions))
    return broken or tuple(_shares(problem, joint))


def _shape(problem: Problem, joint: Joint) -> Iterator[Violation]:
    """Players that are not just the companies; coalitions, orders and shares that are missing."""
    held = sorted(company for player in joint.players for company in player.companies)
    active = [n for n, company in enumerate(problem.companies) if company.parcels > 0]
    if held != active:
        yield Violation.of("N-352", "players", found=str(held), needed=str(active))
        return
    players = len(joint.players)
    members = [coalition.members for coalition in joint.coalitions]
    every = tuple(range(players))
    for one in members:
        if tuple(sorted(set(one))) != one or not set(one) <= set(every) or members.count(one) > 1:
            yield Violation.of("N-352", "coalitions", found=str(one), needed="0…")
    for order in joint.orders:
        if sorted(order) != list(every):
            yield Violation.of("N-352", "orders", found=str(order), needed=str(every))
            return
    for one in sorted(_needed(joint) - set(members)):
        yield Violation.of("N-352", "coalitions", found="—", needed=str(one))
    named = [share.company for share in joint.shares]
    if named != list(range(len(problem.companies))):
        yield Violation.of("N-352", "shares", found=str(named), needed="0…")


def _needed(joint: Joint) -> set[Members]:
    players = range(len(joint.players))
    needed = {tuple(players), *((player,) for player in players)}
    if joint.rule is Rule.SHAPLEY and not joint.orders:
        needed |= set(_subsets(tuple(players)))
    for order in joint.orders:
        needed |= {tuple(sorted(order[:size])) for size in range(1, len(order) + 1)}
    return needed


def _subsets(members: Members) -> Iterator[Members]:
    sizes = range(1, len(members) + 1)
    return chain.from_iterable(combinations(members, size) for size in sizes)


def _network(problem: Problem, joint: Joint, coalition: Coalition) -> Iterator[Violation]:
    """A coalition's design held to the rules, and its cost to its bill."""
    name = "+".join(joint.players[n].id for n in coalition.members)
    companies = [c for n in coalition.members for c in joint.players[n].companies]
    whole = len(companies) == sum(len(player.companies) for player in joint.players)
    theirs = problem if whole else coalition_problem(problem, companies)
    verdict = verify(theirs, coalition.design)
    for violation in verdict.violations:
        yield Violation.of("N-353", name, rule=violation.code, about="、".join(violation.subjects))
    if verdict.bill is not None and not same(coalition.cost, verdict.bill.total):
        computed = verdict.bill.total
        yield Violation.of("N-354", name, found=coalition.cost, computed=computed)


def _shares(problem: Problem, joint: Joint) -> Iterator[Violation]:
    """Shares that are not those of the rule, or do not add up to the bill."""
    cost = joint.together.cost
    paid = math.fsum(share.yuan for share in joint.shares)
    if not same(paid, cost):
        yield Violation.of("N-355", "shares", found=paid, computed=cost)
    computed = _by_rule(problem, joint)
    for share in joint.shares:
        if not same(share.yuan, computed[share.company]):
            name = problem.companies[share.company].id
            yield Violation.of("N-356", name, found=share.yuan, computed=computed[share.company])
    yield from _errors(problem, joint)


def _by_rule(problem: Problem, joint: Joint) -> dict[int, float]:
    if joint.rule is Rule.PARCELS:
        return _by_parcels(problem, joint)
    by_player = _by_orders(joint) if joint.orders else _by_dividends(joint)
    found = dict.fromkeys(range(len(problem.companies)), 0.0)
    for player, yuan in zip(joint.players, by_player, strict=True):
        parcels = {n: problem.companies[n].parcels for n in player.companies}
        for company, own in parcels.items():
            found[company] = yuan * own / sum(parcels.values())
    return found


def _by_dividends(joint: Joint) -> list[float]:
    """Each set's dividend, what it costs beyond all its parts, is shared evenly in it."""
    costs, dividends = joint.costs, dict[Members, float]()
    for members in _subsets(joint.everyone):
        parts = (part for part in _subsets(members) if part != members)
        dividends[members] = costs[members] - math.fsum(dividends[part] for part in parts)
    return [
        math.fsum(extra / len(members) for members, extra in dividends.items() if player in members)
        for player in joint.everyone
    ]


def _by_orders(joint: Joint) -> list[float]:
    found = [0.0 for _ in joint.players]
    for order in joint.orders:
        inside: set[int] = set()
        for player in order:
            before = joint.costs[tuple(sorted(inside))]
            inside.add(player)
            found[player] += joint.costs[tuple(sorted(inside))] - before
    return [total / len(joint.orders) for total in found]


def _by_parcels(problem: Problem, joint: Joint) -> dict[int, float]:
    """From the shares of places, company by company."""
    paid, companies = shares(problem, joint.together.design), problem.companies
    first = len(problem.stations)
    places = [(n, yuan) for n, yuan in paid.stations.items()]
    places += [(first + n, yuan) for n, yuan in paid.villages.items()]
    whole = sum(company.parcels for company in companies)
    found = {}
    for number, company in enumerate(companies):
        terms = []
        for place, yuan in places:
            here = sum(c.down[place] + c.up[place] for c in companies)
            own = company.down[place] + company.up[place]
            terms.append(yuan * (own / here if here else company.parcels / whole))
        found[number] = math.fsum(terms)
    return found


def _errors(problem: Problem, joint: Joint) -> Iterator[Violation]:
    """Standard errors that are claimed where nothing was sampled, or the other way round."""
    sampled = len(joint.orders) > 1
    players = {c: player for player in joint.players for c in player.companies}
    for share in joint.shares:
        needs = sampled and share.company in players
        if (share.error is not None) != needs or (share.error or 0.0) < 0:
            yield _wrong_error(problem, share, needs=needs)


def _wrong_error(problem: Problem, share: CompanyShare, *, needs: bool) -> Violation:
    name = problem.companies[share.company].id
    found = "—" if share.error is None else share.error
    return Violation.of("N-357", name, found=found, computed="≥ 0" if needs else "—")
