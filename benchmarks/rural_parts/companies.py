"""One network for several companies against each company's own, county by county."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

from jidi.core.errors import JidiError
from jidi.network.rural.joint import Rule
from jidi.network.rural.solve import solve
from jidi.service.books import Book
from jidi.service.rural_companies import FROM_BOOK
from jidi.service.rural_joint import JointJudged, designed_jointly
from jidi.service.rural_problem import county_problem

HEAD = (
    f"{'county':8} {'companies':>9} {'players':>7} {'together':>9} {'apart':>9} {'saved':>7}"
    f" {'objections':>10} {'processor s':>11}"
)


@dataclass(frozen=True)
class Row:
    """One county; ``reason`` where there is nothing to compare."""

    code: str
    companies: int = 0
    players: int = 0
    together: float = 0.0
    apart: float = 0.0
    objections: int = 0
    seconds: float = 0.0
    reason: str = ""

    def told(self) -> str:
        if self.reason:
            return f"{self.code:8} {self.reason}"
        return (
            f"{self.code:8} {self.companies:9} {self.players:7} {self.together:9.1f}"
            f" {self.apart:9.1f} {100 * (1 - self.together / self.apart):5.1f} %"
            f" {self.objections:10} {self.seconds:11.1f}"
        )


def row(
    book: Book, code: str, *, coverage: float, players: int, rule: Rule, seed: int, effort: int
) -> Row:
    """The joint network of a county's companies, verified, beside their own networks."""
    begin = time.process_time()
    try:
        posed = county_problem(book, code, coverage=coverage, companies=FROM_BOOK)
        found = designed_jointly(
            posed.problem,
            solve=solve,
            rule=rule,
            players=players,
            orders=2,
            seed=seed,
            effort=effort,
            progress=lambda _share, _step: None,
            cancelled=lambda: False,
        )
    except JidiError as error:
        return Row(code, reason=f"{error.code} {error.what('en')[:90]}")
    return _figures(code, found, time.process_time() - begin)


def _figures(code: str, found: JointJudged, seconds: float) -> Row:
    assert found.holds, found.violations
    joint = found.joint
    return Row(
        code,
        companies=sum(len(player.companies) for player in joint.players),
        players=len(joint.players),
        together=joint.together.cost,
        apart=joint.apart,
        objections=len(found.objections),
        seconds=seconds,
    )


def summed(found: Iterable[Row]) -> str:
    """The last line: by how much one network is cheaper than those of all companies together."""
    good = [one for one in found if not one.reason]
    together, apart = sum(one.together for one in good), sum(one.apart for one in good)
    less = 100 * (1 - together / apart) if apart else float("nan")
    return (
        f"{len(good)} counties: {together:.0f} yuan a day together, {apart:.0f} apart,"
        f" {less:.1f} % saved"
    )
