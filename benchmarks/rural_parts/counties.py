"""Counties designed and verified, a table row each: what they cost, how sure, how long it took."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jidi.core.errors import JidiError
from jidi.network.rural.solve import solve
from jidi.service.books import Book
from jidi.service.rural_design import Judged, designed
from jidi.service.rural_problem import county_problem

HEAD = (
    f"{'county':8} {'villages':>8} {'served':>6} {'yuan/day':>9} {'bound':>9} {'gap %':>6}"
    f" {'vans':>5} {'pose':>6} {'design':>7} {'verify':>7}  processor s"
)


@dataclass(frozen=True)
class Row:
    """One county's figures; ``reason`` where it has no design."""

    code: str
    villages: int = 0
    served: int = 0
    cost: float = 0.0
    bound: float = 0.0
    vehicles: int = 0
    pose: float = 0.0
    design: float = 0.0
    verify: float = 0.0
    reason: str = ""

    def told(self) -> str:
        if self.reason:
            return f"{self.code:8} {self.reason}"
        return (
            f"{self.code:8} {self.villages:8} {self.served:6} {self.cost:9.1f} {self.bound:9.1f}"
            f" {100 * (1 - self.bound / self.cost):6.1f} {self.vehicles:5} {self.pose:6.2f}"
            f" {self.design:7.2f} {self.verify:7.2f}"
        )


def rows(
    book: Book, codes: Iterable[str], *, coverage: float, seed: int, effort: int
) -> Iterator[Row]:
    """One row a county, as it is done; nothing is written."""
    for code in codes:
        yield _row(book, code, coverage=coverage, seed=seed, effort=effort)


def _row(book: Book, code: str, *, coverage: float, seed: int, effort: int) -> Row:
    begin = time.process_time()
    try:
        posed = county_problem(book, code, coverage=coverage).problem
        ready = time.process_time()
        found = designed(
            posed,
            solve=solve,
            seed=seed,
            effort=effort,
            progress=lambda _share, _step: None,
            cancelled=lambda: False,
        )
    except JidiError as error:
        return Row(code, reason=f"{error.code} {error.what('en')[:90]}")
    over = time.process_time()
    return _figures(code, found, pose=ready - begin, design=over - ready)


def _figures(code: str, found: Judged, *, pose: float, design: float) -> Row:
    """The figures as the checker counts them, not as the design claims; checked once more."""
    from jidi.network.rural.verify import verify

    begin = time.process_time()
    verdict = verify(found.problem, found.design)
    spent = time.process_time() - begin
    assert verdict.holds, (code, verdict.violations)
    assert verdict.bill is not None
    return Row(
        code,
        villages=verdict.villages,
        served=verdict.served,
        cost=verdict.bill.total,
        bound=found.design.proof.bound or 0.0,
        vehicles=sum(count for _, count in verdict.fleet),
        pose=pose,
        design=design,
        verify=spent,
    )


def summed(found: Iterable[Row]) -> str:
    """The last line: sums over the counties with a design, and the peak of memory."""
    good = [row for row in found if not row.reason]
    cost = sum(row.cost for row in good)
    bound = sum(row.bound for row in good)
    spent = sum(row.pose + row.design for row in good)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    gap = 100 * (1 - bound / cost) if cost else float("nan")
    return (
        f"{len(good)} counties, {sum(row.villages for row in good)} villages,"
        f" {sum(row.served for row in good)} served, {cost:.0f} yuan a day,"
        f" bound {bound:.0f} (gap {gap:.1f} %), {spent:.0f} processor s, peak {peak:.0f} MB"
    )
