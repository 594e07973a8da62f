"""Designs of a province's hubs: made, verified, explained, kept in files, read back and judged."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from jidi.core.errors import InputError
from jidi.network.hubs import Effort, HubDesign, HubProblem, Verdict, solve, verify
from jidi.service.books import Book
from jidi.service.hub_problem import Asked, ProvinceHubs, facts, province_hubs, size_name
from jidi.service.rural_design import file_bytes
from jidi.service.whole_file import whole_file

FORM: Final = "jidi hubs 1"
TRIES: Final = 150
ROUNDS: Final = 400
WITHOUT_TRIES: Final = 10
AGAIN: Final = 3
"""What one step of effort is: tries of the search, steps of the bound; tries without a hub. So
often a cheaper design that turns up on the way is taken instead, and asked again."""

Progress = Callable[[float, str], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class HubJudged:
    """A design with its problem and verdict.

    :param bound: nothing costs less, yuan a day. :param without: of each hub that may be closed,
        yuan a day more when it may not be one, as well as that was found; None: nothing was.
    """

    posed: ProvinceHubs
    design: HubDesign
    verdict: Verdict
    bound: float
    seed: int
    effort: int
    without: tuple[tuple[int, float | None], ...] = ()

    @property
    def holds(self) -> bool:
        """Whether every rule is kept and every claim true."""
        return self.verdict.holds

    @property
    def gap(self) -> float:
        """How far above the bound at most, as a share of the cost."""
        return max(0.0, 1.0 - self.bound / self.design.cost)


def designed_hubs(
    posed: ProvinceHubs, *, seed: int, effort: int, progress: Progress, cancelled: Cancelled
) -> HubJudged:
    """A verified design, and what each of its hubs is worth.

    :raises InputError: N-822 when there is none; N-854 when the checker refuses the solver's own.
    """
    work = Effort(tries=TRIES * effort, rounds=ROUNDS * effort)
    found = solve(
        posed.problem, effort=work, seed=seed, cancelled=cancelled,
        progress=lambda share, step: progress(0.8 * share, step),
    )  # fmt: skip
    design, without = found.design, {}
    for time in range(AGAIN):
        others = _others(posed.problem, design, seed, effort, progress, cancelled)
        cheaper = [one for one in others.values() if one is not None and one.cost < design.cost]
        without = {hub: None if d is None else d.cost - design.cost for hub, d in others.items()}
        if not cheaper or time == AGAIN - 1:
            break
        design = min(cheaper, key=lambda one: one.cost)
    verdict = _held(posed.problem, design)
    bound = min(found.bound, design.cost)
    return HubJudged(posed, design, verdict, bound, seed, effort, tuple(without.items()))


def _others(
    problem: HubProblem,
    design: HubDesign,
    seed: int,
    effort: int,
    progress: Progress,
    cancelled: Cancelled,
) -> dict[int, HubDesign | None]:
    """The best design found without each hub that need not be kept."""
    found = {}
    for number, (hub, _) in enumerate(design.hubs):
        progress(0.8 + 0.2 * number / len(design.hubs), "explain")
        if hub not in problem.kept and not cancelled():
            found[hub] = _without(problem, design, hub, seed, effort)
    return found


def _held(problem: HubProblem, design: HubDesign) -> Verdict:
    verdict = verify(problem, design)
    if not verdict.holds:
        first = f"{verdict.breaches[0].kind} {verdict.breaches[0].where}"
        raise InputError("N-854", count=len(verdict.breaches), first=first)
    return verdict


def _without(
    problem: HubProblem, design: HubDesign, hub: int, seed: int, effort: int
) -> HubDesign | None:
    """The best design found in which this county is no hub; None where none was found."""
    steps = tuple(() if node == hub else sizes for node, sizes in enumerate(problem.steps))
    if problem.hubs is not None and problem.hubs > sum(bool(sizes) for sizes in steps):
        return None
    near = tuple(other for other, _ in design.hubs if other != hub)
    work = Effort(tries=WITHOUT_TRIES * effort, rounds=0)
    try:
        return solve(replace(problem, steps=steps), effort=work, seed=seed, near=near).design
    except InputError:
        return None


def keep_hubs(found: HubJudged, path: Path) -> None:
    """Write the design, whole or not at all. :raises InputError: V-101."""
    asked, posed = found.posed.asked, found.posed
    kept = {
        "form": FORM,
        "synthetic": posed.synthetic,
        "province": posed.name,
        "data_version": posed.version,
        "asked": vars(asked),
        "seed": found.seed,
        "effort": found.effort,
        "bound": found.bound,
        "cost": found.design.cost,
        "hubs": [[posed.nodes[hub].code, step] for hub, step in found.design.hubs],
        "allocation": [
            [posed.nodes[node].code, posed.nodes[hub].code]
            for node, hub in enumerate(found.design.allocation)
        ],
        "without": [[posed.nodes[hub].code, more] for hub, more in found.without],
    }
    text = json.dumps(kept, ensure_ascii=False, indent=1, allow_nan=False)
    with whole_file(path) as aside:
        aside.write_text(text + "\n", "utf-8")


def holds_hubs(path: Path) -> bool:
    """Is this a file that ``keep_hubs`` wrote?"""
    try:
        kept = json.loads(file_bytes(path))
    except (ValueError, InputError):
        return False
    return isinstance(kept, dict) and kept.get("form") == FORM


def judged_hubs(path: Path, book: Book) -> HubJudged:
    """A design out of a file, verified against the problem posed anew out of the book.

    :raises InputError: N-853 when the file does not fit; what posing the problem tells.
    """
    try:
        kept = json.loads(file_bytes(path))
        posed = province_hubs(book, Asked(**kept["asked"]))
        index = {node.code: n for n, node in enumerate(posed.nodes) if node.kind == "county"}
        to = {index[node]: index[hub] for node, hub in kept["allocation"]}
        design = HubDesign(
            hubs=tuple((index[code], int(step)) for code, step in kept["hubs"]),
            cost=float(kept["cost"]),
            allocation=tuple(to[node] for node in sorted(to)),
        )
        bound, seed, effort = float(kept["bound"]), int(kept["seed"]), int(kept["effort"])
        without = tuple((index[code], more) for code, more in kept["without"])
    except (KeyError, TypeError, ValueError) as error:
        reason = f"{type(error).__name__} {error}"
        raise InputError("N-853", file=path.name, reason=reason) from error
    verdict = verify(posed.problem, design)
    return HubJudged(posed, design, verdict, bound, seed, effort, without=without)


def hubs_json(found: HubJudged) -> dict[str, Any]:
    """A design as plain values."""
    posed, cost = found.posed, found.verdict.cost
    return {
        "holds": found.holds,
        "violations": [vars(breach) for breach in found.verdict.breaches],
        **facts(posed),
        "cost": None if cost is None else {**vars(cost), "total": cost.total},
        "bound": found.bound,
        "gap": found.gap,
        "seed": found.seed,
        "effort": found.effort,
        "hubs": [hub_row(found, hub, step) for hub, step in found.design.hubs],
        "allocation": {
            posed.nodes[node].code: posed.nodes[hub].code
            for node, hub in enumerate(found.design.allocation)
        },
    }


def hub_row(found: HubJudged, hub: int, step: int) -> dict[str, Any]:
    """One hub in figures."""
    posed, node = found.posed, found.posed.nodes[hub]
    load, size = dict(found.verdict.loads).get(hub, 0.0), posed.problem.steps[hub][step]
    return {
        "code": node.code,
        "name": node.zh,
        "size_zh": size_name(node, step, "zh"),
        "size_en": size_name(node, step, "en"),
        "stands": node.standing is not None and node.standing.hubs > 0,
        "counties": sum(to == hub for to in found.design.allocation),
        "parcels_a_day": round(load, 1),
        "capacity_a_day": size.capacity,
        "used": round(load / size.capacity, 4),
        "yuan_a_day": size.cost,
        "without_yuan_a_day": dict(found.without).get(hub),
    }


def closed(found: HubJudged) -> tuple[str, ...]:
    """Counties with standing hubs that the design does not use."""
    hubs = {hub for hub, _ in found.design.hubs}
    return tuple(
        node.zh
        for number, node in enumerate(found.posed.nodes)
        if node.standing is not None and node.standing.hubs and number not in hubs
    )
