"""Designs of a province's hubs: made, verified, explained, kept in files, read back and judged."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path
from typing import Any, Final

from jidi.core.errors import InputError, Language
from jidi.core.worded import oddity_of
from jidi.network.hubs import (
    Effort,
    Forced,
    HubDesign,
    HubProblem,
    Verdict,
    cost_of,
    forced,
    solve,
    verify,
)
from jidi.service import design_forms
from jidi.service.books import Book
from jidi.service.breach_words import breach_words
from jidi.service.design_forms import file_bytes
from jidi.service.hub_problem import Asked, ProvinceHubs, facts, province_hubs
from jidi.service.hub_sizes import size_name
from jidi.service.whole_file import whole_file

TRIES: Final = 2_000
ROUNDS: Final = 150
GUARD: Final = 60.0
LEVEL_TRIES: Final = 10_000
LEVEL_NODES: Final = 1_000
LEVEL_COLUMNS: Final = 60_000
FLOW_TRIES: Final = 600
FLOW_ROUNDS: Final = 400
FLOW_PARTS: Final = 1_500
FLOW_NEAR: Final = 0.0095
FORCED_ROUNDS: Final = 60
FORCED_NODES: Final = 1
AGAIN: Final = 2
MOST_FORCED: Final = 30
MANY_TRIES: Final = 40
MANY_ROUNDS: Final = 3
MANY_SECONDS: Final = 4
"""What one step of effort is: tries of the search (with levels others, and nodes of HiGHS's tree
for the proof, which is not begun with more columns than these), steps of the bound, seconds after
which HiGHS is stopped should it run away; for each candidate forced, steps and HiGHS's nodes.
So often a cheaper design that turns up on the way is taken instead, and asked again. Of more
candidates than so many only hubs of the design and standing ones are forced, without HiGHS, which
takes minutes for each; and tries, steps and seconds are so many times more."""

Progress = Callable[[float, str], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, kw_only=True)
class Worth:
    """What it costs to force a candidate against the design, yuan a day more.

    :param opened: forced to be a hub; else forced to be none. :param least: at least so much, by
        the solver's bound; None: it cannot be. :param most: so much in the best design found; None
        where none was found. :param terms: of that, by the terms of the cost.
    """

    node: int
    opened: bool
    least: float | None
    most: float | None
    terms: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class HubJudged:
    """A design with its problem and verdict.

    :param bound: nothing costs less, yuan a day: the solver's word. :param worths: of each
        candidate that need not be kept; none with levels. :param free: with levels, what a design
        of as many hubs without them costs.
    """

    posed: ProvinceHubs
    design: HubDesign
    verdict: Verdict
    bound: float
    seed: int
    effort: int
    worths: tuple[Worth, ...] = ()
    free: float | None = None

    @property
    def holds(self) -> bool:
        """Whether every rule is kept and every claim true."""
        return self.verdict.holds

    @property
    def gap(self) -> float | None:
        """How far above the bound at most, as a share of the cost; None where it was stopped
        before there was one."""
        return max(0.0, 1.0 - self.bound / self.design.cost) if self.bound > 0 else None


def designed_hubs(
    posed: ProvinceHubs, *, seed: int, effort: int, progress: Progress, cancelled: Cancelled
) -> HubJudged:
    """A verified design, and what each candidate is worth.

    :raises InputError: N-822 when there is none; N-854 when the checker refuses the solver's own.
    """
    if posed.problem.levels:
        return _with_levels(posed, seed=seed, effort=effort, progress=progress, cancelled=cancelled)
    if not posed.problem.single:
        return _by_flows(posed, seed=seed, effort=effort, progress=progress, cancelled=cancelled)
    # Hubs in sizes leave too many sets to be looked at one by one: nodes and sizes go together.
    many = len(posed.problem.candidates) > MOST_FORCED
    work = Effort(
        tries=TRIES * effort * (MANY_TRIES if many else 1), parts=0,
        seconds=GUARD * effort * (MANY_SECONDS if many else 1),
        rounds=ROUNDS * effort * (MANY_ROUNDS if many else 1),
    )  # fmt: skip
    found = solve(
        posed.problem, effort=work, seed=seed, cancelled=cancelled,
        progress=lambda share, step: progress(0.6 * share, step),
    )  # fmt: skip
    design = found.design
    others: tuple[Forced, ...] = ()

    def tell(share: float) -> bool:
        progress(0.6 + 0.4 * share, "explain")
        return cancelled()

    for _ in range(AGAIN):
        others = forced(
            posed.problem, design, rounds=FORCED_ROUNDS * effort,
            nodes=0 if many else FORCED_NODES * effort,
            bound=found.bound, tell=tell, seconds=GUARD * effort, only=_asked_about(posed, design),
        )  # fmt: skip
        cheaper = [one.design for one in others if one.design and one.design.cost < design.cost]
        design = min([design, *cheaper], key=lambda one: one.cost)
        if not cheaper:
            break
    verdict = _held(posed.problem, design)
    return HubJudged(
        posed, design, verdict, min(found.bound, design.cost), seed, effort,
        tuple(
            _worth(posed.problem, one, design)
            for one in others
            if one.opened != (one.node in dict(design.hubs))
        ),
    )  # fmt: skip


def _with_levels(
    posed: ProvinceHubs, *, seed: int, effort: int, progress: Progress, cancelled: Cancelled
) -> HubJudged:
    """With levels: a design, its bound, and as many hubs without levels, verified too."""
    work = Effort(
        tries=LEVEL_TRIES * effort, parts=0, seconds=GUARD * effort, rounds=2 * ROUNDS * effort,
        nodes=LEVEL_NODES * effort, columns=LEVEL_COLUMNS,
    )  # fmt: skip
    found = solve(posed.problem, effort=work, seed=seed, progress=progress, cancelled=cancelled)
    free = None
    if found.free is not None:
        _held(replace(posed.problem, levels=()), found.free)
        free = found.free.cost
    verdict = _held(posed.problem, found.design)
    return HubJudged(posed, found.design, verdict, found.bound, seed, effort, free=free)


def _by_flows(
    posed: ProvinceHubs, *, seed: int, effort: int, progress: Progress, cancelled: Cancelled
) -> HubJudged:
    """With multiple allocation: a design and its bound; what candidates are worth is not asked."""
    work = Effort(
        tries=FLOW_TRIES * effort, rounds=FLOW_ROUNDS, parts=FLOW_PARTS * effort, near=FLOW_NEAR
    )
    found = solve(posed.problem, effort=work, seed=seed, progress=progress, cancelled=cancelled)
    verdict = _held(posed.problem, found.design)
    return HubJudged(posed, found.design, verdict, found.bound, seed, effort)


def _asked_about(posed: ProvinceHubs, design: HubDesign) -> list[int]:
    """All candidates; where they are many, hubs of the design and standing ones."""
    candidates, hubs = posed.problem.candidates, dict(design.hubs)
    if len(candidates) <= MOST_FORCED:
        return list(candidates)
    return [c for c in candidates if c in hubs or posed.nodes[c].standing is not None]


def _worth(problem: HubProblem, one: Forced, design: HubDesign) -> Worth:
    least = max(0.0, one.least - design.cost)
    return Worth(
        node=one.node,
        opened=one.opened,
        least=round(least, 2) if isfinite(least) else None,
        most=None if one.design is None else round(max(0.0, one.design.cost - design.cost), 2),
        terms=_difference(problem, one.design, design),
    )


def _difference(
    problem: HubProblem, other: HubDesign | None, design: HubDesign
) -> tuple[tuple[str, float], ...]:
    if other is None:
        return ()
    more, now = vars(cost_of(problem, other)), vars(cost_of(problem, design))
    return tuple((term, round(more[term] - now[term], 2)) for term in now)


def _held(problem: HubProblem, design: HubDesign) -> Verdict:
    verdict = verify(problem, design)
    if not verdict.holds:
        first = breach_words(verdict.breaches[0])
        raise InputError("N-854", count=len(verdict.breaches), first=first)
    return verdict


def keep_hubs(found: HubJudged, path: Path) -> None:
    """Write the design, whole or not at all. :raises InputError: V-101."""
    with whole_file(path) as aside:
        aside.write_bytes(design_bytes(found))


def design_bytes(found: HubJudged) -> bytes:
    """The design as a file holds it; the same design, the same bytes."""
    posed = found.posed
    kept = {
        "form": design_forms.HUBS,
        "synthetic": posed.synthetic,
        "province": posed.name,
        "data_version": posed.version,
        "asked": posed.asked.told(),
        "seed": found.seed,
        "effort": found.effort,
        "bound": found.bound,
        "cost": found.design.cost,
        "hubs": [[posed.nodes[hub].code, step] for hub, step in found.design.hubs],
        "allocation": [
            [posed.nodes[node].code, posed.nodes[hub].code]
            for node, hub in enumerate(found.design.allocation)
        ],
        **(
            {}
            if posed.problem.single
            else {
                "paths": [
                    " ".join(posed.nodes[end].code for end in path) for path in found.design.paths
                ]
            }
        ),
        **(
            {}
            if not found.design.ranks
            else {
                "ranks": [
                    [posed.nodes[hub].code, level, posed.nodes[above].code if above >= 0 else None]
                    for hub, level, above in found.design.ranks
                ],
                "free": found.free,
            }
        ),
        "worths": [{**vars(worth), "node": posed.nodes[worth.node].code} for worth in found.worths],
    }
    text = json.dumps(kept, ensure_ascii=False, indent=1, allow_nan=False)
    return text.encode() + b"\n"


def judged_hubs(path: Path, book: Book) -> HubJudged:
    """A design out of a file, verified against the problem posed anew out of the book.

    :raises InputError: N-853 when the file does not fit, N-856 when it is another province's; what
        posing the problem tells.
    """
    try:
        kept = json.loads(file_bytes(path))
        asked, made = Asked(**kept["asked"]), str(kept["province"])
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable(path, error) from error
    if made != book.province.name:
        raise InputError("N-856", made=made, book=book.province.name)
    return judged_with(path, province_hubs(book, asked))


def judged_with(path: Path, posed: ProvinceHubs) -> HubJudged:
    """A design out of a file, verified against a problem.

    :raises InputError: N-853 when the file cannot be read or is of another problem.
    """
    try:
        kept = json.loads(file_bytes(path))
        if kept["form"] != design_forms.HUBS or Asked(**kept["asked"]) != posed.asked:
            raise ValueError("form, asked")
        design, worths = _design(kept, posed), _worths(kept, posed)
        bound, seed, effort = float(kept["bound"]), int(kept["seed"]), int(kept["effort"])
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable(path, error) from error
    verdict = verify(posed.problem, design)
    return HubJudged(posed, design, verdict, bound, seed, effort, worths, kept.get("free"))


def _unreadable(path: Path, error: Exception) -> InputError:
    return InputError("N-853", file=path.name, reason=oddity_of(error))


def _design(kept: dict[str, Any], posed: ProvinceHubs) -> HubDesign:
    index = _counties(posed)
    to = {index[node]: index[hub] for node, hub in kept["allocation"]}
    return HubDesign(
        hubs=tuple((index[code], int(step)) for code, step in kept["hubs"]),
        cost=float(kept["cost"]),
        allocation=tuple(to[node] for node in sorted(to)),
        paths=_paths(kept, posed),
        ranks=tuple(
            (index[code], int(level), -1 if above is None else index[above])
            for code, level, above in kept.get("ranks", ())
        ),
    )


def _paths(kept: dict[str, Any], posed: ProvinceHubs) -> tuple[tuple[int, int, int, int], ...]:
    """Ways of flows, with multiple allocation: from, to, first hub, last hub."""
    index, found = {node.code: n for n, node in enumerate(posed.nodes)}, []
    for told in kept.get("paths", ()):
        start, end, first, last = (index[code] for code in told.split(" "))
        found.append((start, end, first, last))
    return tuple(found)


def _worths(kept: dict[str, Any], posed: ProvinceHubs) -> tuple[Worth, ...]:
    index = _counties(posed)
    return tuple(
        Worth(**{**worth, "node": index[worth["node"]], "terms": _pairs(worth["terms"])})
        for worth in kept["worths"]
    )


def _counties(posed: ProvinceHubs) -> dict[str, int]:
    return {node.code: n for n, node in enumerate(posed.nodes) if node.kind == "county"}


def _pairs(rows: list[list[Any]]) -> tuple[tuple[str, float], ...]:
    return tuple((str(term), float(more)) for term, more in rows)


def hubs_json(found: HubJudged) -> dict[str, Any]:
    """A design as plain values."""
    posed, cost = found.posed, found.verdict.cost
    return {
        "holds": found.holds,
        "violations": [vars(breach) for breach in found.verdict.breaches],
        **facts(posed),
        "cost": None if cost is None else {**vars(cost), "total": cost.total},
        "bound": None if found.gap is None else found.bound,
        "gap": found.gap,
        "seed": found.seed,
        "effort": found.effort,
        "bound_is": "solver",
        "not_hubs": open_instead(found),
        "without_levels": found.free,
        "hubs": [hub_row(found, hub, step) for hub, step in found.design.hubs],
        "allocation": {
            posed.nodes[node].code: posed.nodes[hub].code
            for node, hub in enumerate(found.design.allocation)
        },
        **({} if posed.problem.single else {"by_flows": len(found.design.paths)}),
    }


def hub_row(found: HubJudged, hub: int, step: int) -> dict[str, Any]:
    """One hub in figures."""
    posed, node = found.posed, found.posed.nodes[hub]
    worth = next((w for w in found.worths if w.node == hub and not w.opened), None)
    rank = next((rank for rank in found.design.ranks if rank[0] == hub), None)
    above = None if rank is None or rank[2] < 0 else posed.nodes[rank[2]]
    load, size = dict(found.verdict.loads).get(hub, 0.0), posed.problem.steps[hub][step]
    return {
        "code": node.code,
        "name": node.zh,
        "name_en": node.en,
        "size_zh": size_name(node, step, "zh"),
        "size_en": size_name(node, step, "en"),
        "level": None if rank is None else posed.problem.levels[rank[1]].id,
        "under": None if above is None else above.code,
        "under_name": None if above is None else above.zh,
        "under_name_en": None if above is None else above.en,
        "stands": node.standing is not None and node.standing.hubs > 0,
        "counties": sum(to == hub for to in found.design.allocation)
        if posed.problem.single
        else len(_served(found, hub)),
        "parcels_a_day": round(load, 1),
        "capacity_a_day": size.capacity,
        "used": round(load / size.capacity, 4),
        "yuan_a_day": size.cost,
        "without_yuan_a_day": None if worth is None else worth.most,
        "without_at_least": None if worth is None else worth.least,
        "without_terms": {} if worth is None else dict(worth.terms),
    }


def _served(found: HubJudged, hub: int) -> set[int]:
    """With multiple allocation: counties of which any parcel comes to the hub or leaves it last."""
    nodes = found.posed.problem.nodes
    first = {i for i, _, k, _ in found.design.paths if k == hub and i < nodes}
    return first | {j for _, j, _, m in found.design.paths if m == hub and j < nodes}


def open_instead(found: HubJudged) -> list[dict[str, Any]]:
    """What each candidate would cost that is no hub in the design, by least cost first."""
    nodes = found.posed.nodes
    rows = [
        {
            "code": nodes[worth.node].code,
            "name": nodes[worth.node].zh,
            "name_en": nodes[worth.node].en,
            "at_least": worth.least,
            "at_most": worth.most,
            "terms": dict(worth.terms),
        }
        for worth in found.worths
        if worth.opened
    ]
    return sorted(rows, key=lambda row: (row["at_most"] is None, row["at_most"], row["code"]))


def closed(found: HubJudged, lang: Language) -> tuple[str, ...]:
    """Counties with standing hubs that the design does not use."""
    return tuple(found.posed.nodes[number].called(lang) for number in closed_numbers(found))


def closed_numbers(found: HubJudged) -> tuple[int, ...]:
    """The same as numbers of nodes."""
    hubs = {hub for hub, _ in found.design.hubs}
    return tuple(
        number
        for number, node in enumerate(found.posed.nodes)
        if node.standing is not None and node.standing.hubs and number not in hubs
    )
