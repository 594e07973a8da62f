"""A frontier of trunk designs: what less cost, emissions and hours ask of each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from jidi.core.errors import InputError, Language
from jidi.model.trunk import trunk_values
from jidi.service.trunk_design import (
    Cancelled,
    Progress,
    TrunkJudged,
    designed_trunk,
    keep_trunk,
    under_other_prices,
)
from jidi.service.trunk_figures import Figures
from jidi.service.trunk_problem import ProvinceTrunk, TrunkAsked

HEADS: Final = (
    "方案,碳价 元/吨,时间价 元/吨时,元/日,元/件,克CO2e/件,平均小时,铁路比重,距下界,说明",
    "design,carbon yuan/t,time yuan/t·h,yuan a day,yuan a parcel,g CO2e a parcel,mean hours,"
    "rail,above the bound,remark",
)
EXACT: Final = (
    "每个方案独立核验通过，费用、排放和时间属实；每个方案在自己的价格下距其下界至多所列比例。"
    "未证明的是：没有别的方案落在这些点之间。",
    "The checker accepts every design, its cost, emissions and hours are true, and under its own "
    "prices it is at most so far above its bound. Not shown: that no other design lies between.",
)
_SAME: Final = 1e-9


@dataclass(frozen=True)
class FrontierPoint:
    """A design under its prices.

    :param outdone: another is no worse in all three, and better in one.
    :param same: the number, from 1, of an earlier point with the very same design; 0 without.
    """

    found: TrunkJudged
    outdone: bool
    same: int = 0

    @property
    def three(self) -> tuple[float, float, float]:
        """Yuan a day, g CO2e a day, mean hours."""
        figures = Figures(self.found)
        return figures.money, self.found.design.grams, figures.hours


def asked_points(asked: TrunkAsked) -> Iterator[TrunkAsked]:
    """The cheapest, then with prices of emissions, then of time."""
    prices = trunk_values().frontier
    yield replace(asked, carbon=0.0, hours=0.0)
    for carbon in prices.carbon:
        yield replace(asked, carbon=carbon, hours=0.0)
    for hours in prices.hours:
        yield replace(asked, carbon=0.0, hours=hours)


def trunk_frontier(
    pose: Callable[[TrunkAsked], ProvinceTrunk],
    asked: TrunkAsked,
    *,
    seed: int,
    effort: int,
    progress: Progress,
    cancelled: Cancelled,
    limit: Callable[[Cancelled], Cancelled] = lambda cancelled: cancelled,
) -> tuple[FrontierPoint, ...]:
    """A verified design for each of the prices; stopped, those begun so far.

    Each begins with the one before, and in the end every design is held against every price: where
    one made for other prices costs less, it is taken.

    :param limit: begins the time of one design; it says when that is over, too.

    :raises InputError: N-965 when prices are asked for as well; as one design.
    """
    if asked.carbon or asked.hours:
        raise InputError("N-965")
    wanted = list(asked_points(asked))
    made: list[TrunkJudged] = []
    for number, one in enumerate(wanted):
        if made and cancelled():
            break
        told = _part_of(progress, number, len(wanted))
        made.append(
            designed_trunk(
                pose(one),
                seed=seed,
                effort=effort,
                progress=told,
                cancelled=limit(cancelled),
                begin=made[-1].design if made else None,
            )
        )
    return judged_points([_cheapest(one, made) for one in made])


def _cheapest(found: TrunkJudged, made: list[TrunkJudged]) -> TrunkJudged:
    """The cheapest of all designs under the prices of one."""
    others = (
        under_other_prices(other, found.posed, bound=found.design.bound)
        for other in made
        if other is not found
    )
    return min((found, *others), key=lambda one: one.design.cost)


def _part_of(progress: Progress, done: int, whole: int) -> Progress:
    return lambda share, step: progress((done + share) / whole, f"{done + 1}/{whole} {step}")


def judged_points(made: Sequence[TrunkJudged]) -> tuple[FrontierPoint, ...]:
    """Designs of one network beside each other: which is outdone, which is there already."""
    points = [FrontierPoint(found, False) for found in made]
    threes = [point.three for point in points]
    ways = [(one.design.departures, one.design.carried) for one in made]
    return tuple(
        replace(
            point,
            outdone=any(_outdoes(other, threes[number]) for other in threes),
            same=ways.index(ways[number]) + 1 if ways.index(ways[number]) < number else 0,
        )
        for number, point in enumerate(points)
    )


def _outdoes(one: tuple[float, float, float], other: tuple[float, float, float]) -> bool:
    """Sums in another order differ a little: that is no advantage."""
    pairs = list(zip(one, other, strict=True))
    return all(a <= b * (1 + _SAME) for a, b in pairs) and any(
        a < b * (1 - _SAME) for a, b in pairs
    )


def keep_frontier(points: tuple[FrontierPoint, ...], path: Path) -> tuple[Path, ...]:
    """Write the designs: the first as named, the others beside it with their number.

    :raises InputError: V-101.
    """
    files = []
    for number, point in enumerate(points, start=1):
        file = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        keep_trunk(point.found, file)
        files.append(file)
    return tuple(files)


def frontier_texts(points: tuple[FrontierPoint, ...], lang: Language) -> list[tuple[str, ...]]:
    """A line for each design."""
    rows: list[tuple[str, ...]] = []
    for number, point in enumerate(points, start=1):
        figures, problem = Figures(point.found), point.found.posed.problem
        money, grams, hours = point.three
        rail = "—" if figures.rail_share is None else f"{figures.rail_share:.1%}"
        rows.append((
            str(number), f"{problem.yuan_per_tonne:g}", f"{problem.yuan_per_tonne_hour:g}",
            f"{money:,.0f}", f"{money / figures.parcels:.3f}", f"{grams / figures.parcels:,.0f}",
            f"{hours:.1f}", rail, f"{point.found.design.gap:.2%}",
            remark(point, lang),
        ))  # fmt: skip
    return rows


def remark(point: FrontierPoint, lang: Language) -> str:
    """Whether the design is there already, or outdone."""
    en = lang == "en"
    said = []
    if point.same:
        said.append((f"与方案 {point.same} 相同", f"the same as {point.same}")[en])
    if point.outdone:
        said.append(("被别的方案占优", "outdone by another")[en])
    return ("，", ", ")[en].join(said)


def frontier_json(points: tuple[FrontierPoint, ...]) -> dict[str, Any]:
    """The frontier as plain values."""
    first = points[0].found
    return {
        "province": first.posed.name,
        "year": first.posed.asked.year,
        "synthetic": first.posed.synthetic,
        "exact_zh": EXACT[0],
        "exact_en": EXACT[1],
        "points": [point_json(point) for point in points],
    }


def point_json(point: FrontierPoint) -> dict[str, Any]:
    """One design as plain values."""
    figures, design, problem = Figures(point.found), point.found.design, point.found.posed.problem
    money, grams, hours = point.three
    return {
        "yuan_per_tonne_co2e": problem.yuan_per_tonne,
        "yuan_per_tonne_hour": problem.yuan_per_tonne_hour,
        "yuan_a_day": round(money, 2),
        "yuan_per_parcel": round(money / figures.parcels, 4),
        "grams_a_day": round(grams, 1),
        "grams_per_parcel": round(grams / figures.parcels, 1),
        "mean_hours": round(hours, 3),
        "rail_share_of_tonne_km": figures.rail_share,
        "cost": design.cost,
        "bound": design.bound,
        "gap": design.gap,
        "holds": point.found.holds,
        "outdone": point.outdone,
        "same_as": point.same or None,
    }
