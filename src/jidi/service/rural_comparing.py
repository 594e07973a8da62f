"""Two designs of one county side by side: figures, and village by village what would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from jidi.core.errors import InputError, Language
from jidi.network.rural.difference import Difference, Served, respects_of, shares_of, ways_of
from jidi.network.rural.problem import CENTRE, Problem
from jidi.service.rural_design import Judged, judged_json
from jidi.service.rural_sheets import HOW_WORDS

RESPECT_WORDS: Final[dict[str, tuple[str, str]]] = {
    "served": ("只有一方服务", "served by one only"),
    "station": ("装车站点", "station"),
    "mode": ("方式", "mode"),
    "days": ("班期", "days"),
    "company": ("同线的村", "company on the line"),
}
FIGURES: Final = (
    ("cost", "费用，元/日", "cost, yuan a day", 2),
    ("cost_per_parcel", "单件费用，元/件", "yuan a parcel", 2),
    ("served", "服务的建制村", "villages served", 0),
    ("coverage", "覆盖率，%", "coverage, %", 1),
    ("stations_open", "启用站点", "stations open", 0),
    ("vehicles", "车辆", "vehicles", 0),
    ("hours_a_day", "工时，小时/日", "working hours a day", 1),
    ("km_a_day", "公里/日", "km a day", 1),
    ("kg_co2e_a_day", "千克CO2e/日", "kg CO2e a day", 1),
    ("bound", "下界，元/日", "bound, yuan a day", 2),
)
"""What is compared: key, words, decimals."""


@dataclass(frozen=True)
class VillageChange:
    """One village under both designs; None where it is not served."""

    number: int
    one: Served | None
    other: Served | None
    respects: frozenset[str]


@dataclass(frozen=True)
class Comparison:
    """Two designs compared.

    :param villages: every village, in the problem's order.
    """

    one: Judged
    other: Judged
    difference: Difference
    villages: tuple[VillageChange, ...]

    @property
    def synthetic(self) -> bool:
        """Whether either rests on synthetic data."""
        return self.one.problem.synthetic or self.other.problem.synthetic

    def figures(self) -> list[tuple[str, float | None, float | None]]:
        """Key, and the figure of both; None where there is none."""
        both = figures_of_design(self.one), figures_of_design(self.other)
        return [(key, both[0][key], both[1][key]) for key, *_ in FIGURES]

    def to_json(self) -> dict[str, Any]:
        """The comparison as plain values."""
        return {
            "figures": {
                key: {
                    "one": a,
                    "other": b,
                    "difference": None if a is None or b is None else b - a,
                }
                for key, a, b in self.figures()
            },
            "apart": vars(self.difference),
            "measure_own_choice": True,
            "villages": [
                {
                    "village": self.one.problem.villages[change.number].id,
                    "name": self.one.problem.villages[change.number].name,
                    "one": _served_json(self.one.problem, change.one),
                    "other": _served_json(self.other.problem, change.other),
                    "differs_in": sorted(change.respects),
                }
                for change in self.villages
                if change.respects
            ],
            "synthetic": self.synthetic,
        }


def compared(one: Judged, other: Judged, *, names: tuple[str, str]) -> Comparison:
    """Two verified designs of the same places; coverage, budget and lanes may differ.

    :raises InputError: N-743 when their villages or stations are not the same.
    """
    if _places(one.problem) != _places(other.problem):
        raise InputError("N-743", a=names[0], b=names[1])
    ways = [ways_of(found.problem, found.design) for found in (one, other)]
    respects = respects_of(*ways, villages=len(one.problem.villages))
    villages = tuple(
        VillageChange(number, ways[0].get(number), ways[1].get(number), found)
        for number, found in enumerate(respects)
    )
    return Comparison(one, other, shares_of(respects), villages)


def _places(problem: Problem) -> tuple[tuple[str, ...], ...]:
    return tuple(v.id for v in problem.villages), tuple(s.id for s in problem.stations)


def figures_of_design(found: Judged) -> dict[str, float | None]:
    """The figures that are compared, of one design."""
    told = judged_json(found)
    coverage = told["coverage"]
    return {
        "cost": told["cost"]["total"],
        "cost_per_parcel": told["cost_per_parcel"],
        "served": told["served"],
        "coverage": None if coverage is None else coverage * 100,
        "stations_open": told["stations_open"],
        "vehicles": sum(told["fleet"].values()),
        "hours_a_day": _hours(found),
        "km_a_day": told["km_a_day"],
        "kg_co2e_a_day": told["grams_co2e_a_day"] / 1000,
        "bound": told["bound"],
    }


def _hours(found: Judged) -> float | None:
    """Working hours a day: what the checker bills for time, at the price of an hour."""
    price, bill = found.problem.work.per_hour, found.verdict.bill
    return bill.time / price if bill is not None and price > 0 else None


def served_words(problem: Problem, way: Served | None, lang: Language) -> str:
    """How a village is served, in a few words; ``—`` where it is not."""
    if way is None:
        return "—"
    how = HOW_WORDS[way.mode][lang == "en"]
    return f"{how} · {_origin(problem, way)} · {way.days.text(lang)}"


def _origin(problem: Problem, way: Served) -> str:
    if way.origin == CENTRE:
        return problem.centre.name
    return problem.stations[way.origin - 1].name


def _served_json(problem: Problem, way: Served | None) -> dict[str, Any] | None:
    if way is None:
        return None
    origin = problem.centre if way.origin == CENTRE else problem.stations[way.origin - 1]
    lane = way.lane or None
    return {"mode": way.mode, "lane": lane, "from": origin.id, "days": way.days.marks}
