"""A frontier of cold chains: what it costs to carry a larger share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from jidi.core.errors import InputError
from jidi.core.worded import Worded
from jidi.network.cold import ColdDesign, ColdProblem, solve, verify
from jidi.service.answer_parts import Told, breach_texts
from jidi.service.cold_file import plain_cold, read_cold
from jidi.service.cold_partial import carried_kg
from jidi.service.cold_problem import ProvinceCold

FRONTIER_HEADS: Final = (
    "要求的比重,千克/日,元/日,多运每吨 元,距下界,运出比重,元/千克,说明",
    "share asked,kg a day,yuan a day,yuan/t more,above the bound,share carried,yuan a kg,remark",
)
EXACT: Final = (
    "每个方案独立核验通过，运出的数量和费用属实；每个方案距自己比重的下界至多所列比例，"
    "“多运每吨”是与上一个方案之差，也含这些差距。未证明的是：没有别的方案落在这些点之间。",
    "The checker accepts every design, its kilograms and cost are true, and it is at most so far "
    "above the bound of its share; what a further tonne costs is against the design before, these "
    "distances included. Not shown: that no other design lies between.",
)
_ALL: Final = ("来得及的全部", "all in time")
_SAME: Final = 1e-9
_NOT_MADE: Final = ("N-938", "N-983")
"""Too little can be in time for the share; none found within the effort, or stopped."""


@dataclass(frozen=True)
class ColdPoint:
    """A share and its design.

    :param coverage: of all kilograms; None where all that can be in time is carried.
    :param design: None where none was made.
    """

    coverage: float | None
    design: ColdDesign | None


def cold_frontier(
    posed: ProvinceCold,
    whole: ColdDesign,
    *,
    effort: int,
    progress: Callable[[float, str], None],
    cancelled: Callable[[], bool],
) -> tuple[ColdPoint, ...]:
    """A design for each share asked for, the least first, and last the one that carries all;
    nothing where no frontier was asked for. Stopped, those made so far have designs.

    Each begins from nothing, the largest share first. In the end every design is held against every
    share that it carries, and every bound against every larger share: carrying more costs no less.
    """
    shares, made = posed.asked.frontier, dict[float, ColdDesign]()
    for number, share in enumerate(reversed(shares)):
        if cancelled():
            break
        told = f"{number + 1}/{len(shares)} {_percent(share)}"
        progress(0.2 + 0.4 * number / len(shares), told)
        try:
            made[share] = solve(_asking(posed, share), effort=effort, cancelled=cancelled)
        except InputError as error:
            if error.code not in _NOT_MADE:
                raise
    if not shares:
        return ()
    best = cheapest(made, whole)
    return (*(ColdPoint(share, best.get(share)) for share in shares), ColdPoint(None, whole))


def cheapest(made: Mapping[float, ColdDesign], whole: ColdDesign) -> dict[float, ColdDesign]:
    """For each share the cheapest of all designs that carry it, and the best bound proved.

    :param whole: a design that carries all, and so every share.
    """
    found: dict[float, ColdDesign] = {}
    bound, shares = 0.0, sorted(made)
    for share in shares:
        bound = max(bound, made[share].bound)
        enough = (*(made[other] for other in shares if other >= share), whole)
        design = min(enough, key=lambda one: one.cost)
        found[share] = replace(design, bound=min(bound, design.cost))
    return found


def _asking(posed: ProvinceCold, share: float | None) -> ColdProblem:
    return posed.problem if share is None else replace(posed.problem, coverage=share)


def _percent(share: float) -> str:
    return f"{share * 100:g}%"


def points_breaches(posed: ProvinceCold, points: tuple[ColdPoint, ...]) -> tuple[str, ...]:
    """What the checker finds at the shares, each by its share."""
    return tuple(
        Worded(f"{_percent(point.coverage)}：{text}", f"{_percent(point.coverage)}: {text.english}")
        for point in points
        if point.coverage is not None and point.design is not None
        for text in breach_texts(verify(_asking(posed, point.coverage), point.design).breaches)
    )


def frontier_plain(posed: ProvinceCold, points: tuple[ColdPoint, ...]) -> dict[str, Any]:
    """The designs at the shares as plain values, for the design's file."""
    made = [
        {"coverage": point.coverage, "design": plain_cold(posed, point.design)}
        for point in points
        if point.coverage is not None and point.design is not None
    ]
    return {"frontier": made} if points else {}


def read_points(posed: ProvinceCold, kept: Mapping[str, Any]) -> tuple[ColdPoint, ...]:
    """The designs at the shares out of a design's file.

    :raises ValueError: for a share that was not asked for, or twice; as ``read_cold``.
    """
    shares, listed = posed.asked.frontier, kept.get("frontier", [])
    made = {float(one["coverage"]): read_cold(posed, one["design"]) for one in listed}
    if len(made) < len(listed) or not made.keys() <= set(shares):
        raise ValueError(f"frontier {[one['coverage'] for one in listed]} ≠ {list(shares)}")
    if not shares:
        return ()
    points = [ColdPoint(share, made.get(share)) for share in shares]
    return (*points, ColdPoint(None, read_cold(posed, kept)))


def frontier_line(points: tuple[ColdPoint, ...]) -> Told:
    """What is proved of the points, and how many were made."""
    missing = sum(point.design is None for point in points)
    if not missing:
        return EXACT
    zh = f"{len(points)} 个比重中有 {missing} 个没有方案，原因见表。"
    en = f"{missing} of {len(points)} shares have no design, the table says why. "
    return zh + EXACT[0], en + EXACT[1]


def frontier_rows(posed: ProvinceCold, points: tuple[ColdPoint, ...]) -> list[list[Any]]:
    """A row for each share."""
    rows: list[list[Any]] = []
    for number, point in enumerate(points):
        design = point.design
        asked = _ALL if point.coverage is None else f"{_percent(point.coverage)}"
        if design is None:
            rows.append([asked, *["—"] * 6, _remark(posed, points, number)])
            continue
        kg, more = carried_kg(design), further(points, number)
        rows.append([
            asked, f"{kg:,.0f}", f"{design.cost:,.0f}", "—" if more is None else f"{more:,.0f}",
            f"{design.gap:.2%}", f"{kg / float(posed.problem.kg.sum()):.2%}",
            f"{design.cost / kg:.3f}" if kg else "—",
            _remark(posed, points, number),
        ])  # fmt: skip
    return rows


def further(points: tuple[ColdPoint, ...], number: int) -> float | None:
    """Yuan for each tonne that a design carries more than the one before it; None for the first,
    and where it carries no more."""
    design = points[number].design
    before = [point.design for point in points[:number] if point.design is not None]
    if design is None or not before:
        return None
    more = carried_kg(design) - carried_kg(before[-1])
    if more <= _SAME * carried_kg(design):
        return None
    return (design.cost - before[-1].cost) / more * 1000.0


def _remark(posed: ProvinceCold, points: tuple[ColdPoint, ...], number: int) -> Told:
    """Why there is no design, or which earlier one it is."""
    point = points[number]
    if point.design is not None:
        for earlier in points[:number]:
            if earlier.design is not None and _one_way(earlier.design) == _one_way(point.design):
                asked = "—" if earlier.coverage is None else _percent(earlier.coverage)
                return f"与 {asked} 相同", f"the same as {asked}"
        return "", ""
    reach = in_time_share(posed, points[-1].design)
    if point.coverage is not None and reach is not None and point.coverage > reach:
        return f"来得及的只占 {reach:.2%}", f"only {reach:.2%} can be in time"
    return "没有求得：已停止，或搜索量不够", "none found: stopped, or too little effort"


def _one_way(design: ColdDesign) -> tuple[Any, ...]:
    return design.coolers, design.stores, design.carried, design.trucks


def in_time_share(posed: ProvinceCold, whole: ColdDesign | None) -> float | None:
    """Of all kilograms, what some way keeps; None where nothing is known."""
    if whole is None:
        return None
    kg = posed.problem.kg
    return 1.0 - sum(float(kg[flow]) for flow in whole.lost) / float(kg.sum())


def frontier_json(posed: ProvinceCold, points: tuple[ColdPoint, ...]) -> dict[str, Any]:
    """The frontier as plain values; nothing where none was asked for."""
    if not points:
        return {}
    told = [_point_json(posed, points, number) for number in range(len(points))]
    zh, en = frontier_line(points)
    return {"frontier": {"exact_zh": zh, "exact_en": en, "points": told}}


def _point_json(posed: ProvinceCold, points: tuple[ColdPoint, ...], number: int) -> dict[str, Any]:
    point, (zh, en) = points[number], _remark(posed, points, number)
    design, more = point.design, further(points, number)
    told: dict[str, Any] = {
        "coverage_asked": point.coverage, "kg_a_day": None, "coverage": None, "yuan_a_day": None,
        "bound": None, "gap": None, "yuan_per_further_tonne": None, "holds": None,
        "remark_zh": zh, "remark_en": en,
    }  # fmt: skip
    if design is None:
        return told
    kg = carried_kg(design)
    return told | {
        "kg_a_day": round(kg, 1),
        "coverage": kg / float(posed.problem.kg.sum()),
        "yuan_a_day": round(design.cost, 2),
        "bound": round(design.bound, 2),
        "gap": round(design.gap, 6),
        "yuan_per_further_tonne": None if more is None else round(more, 2),
        "holds": verify(_asking(posed, point.coverage), design).holds,
    }
