"""The checker: recomputes a rural design from the problem, the design and the definition of cost.

It shares nothing with the solver but these three (a house test holds it to that), trusts no
figure of the design, and tells every violation, not only the first.
"""

from __future__ import annotations

from jidi.network.rural.design import Design
from jidi.network.rural.problem import Problem
from jidi.network.rural.verdict import Verdict, Violation
from jidi.network.rural.verify_duties import duties
from jidi.network.rural.verify_loads import loads
from jidi.network.rural.verify_money import account, claims, fleet, wanted
from jidi.network.rural.verify_nights import nights
from jidi.network.rural.verify_shape import references, structure
from jidi.network.rural.verify_times import times
from jidi.network.rural.verify_view import View


def verify(problem: Problem, design: Design) -> Verdict:
    """Hold a design to the rules of ``network.rural``.

    A design of another problem, or one that names what does not exist, is judged no further: the
    verdict then has no figures.
    """
    if (design.problem, design.digest) != (problem.id, problem.digest):
        refused = Violation.of("N-301", design.problem, digest=design.digest, known=problem.digest)
        return Verdict((refused,), villages=len(problem.villages))
    unknown = tuple(references(problem, design))
    if unknown:
        return Verdict(unknown, villages=len(problem.villages))
    return _judged(View(problem, design))


def _judged(view: View) -> Verdict:
    found = account(view)
    violations = (
        *structure(view),
        *loads(view),
        *times(view),
        *nights(view),
        *duties(view),
        *claims(view, found),
        *wanted(view, found),
    )
    vehicles = view.problem.vehicles
    return Verdict(
        violations,
        bill=found.bill,
        km=found.km,
        grams=found.grams,
        served=len(view.design.served),
        villages=len(view.problem.villages),
        fleet=tuple((vehicles[number].id, count) for number, count in fleet(view).items()),
    )
