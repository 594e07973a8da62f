"""In which order to open villages, over one county's design or many: where a budget goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from jidi.core.errors import Interrupted, Language
from jidi.network.rural.frontier import Frontier, MergedStep, frontier, merged, paid_by
from jidi.service.books import Book
from jidi.service.rural_designs import CountyDesign
from jidi.service.rural_sheets import Cell, Sheet

EXACT: Final = (
    "每一步都是独立核验通过的设计，费用属实，钱数够用；在各县这些阶段之间，合并后的次序每走一步都是同样的钱服务最多的村。"
    "未证明的是：没有更便宜的设计服务同样多的村（线路只缩短、不重画，逐步取舍），在两步之间的预算至多差一步。",
    "Every stage is a design that the checker accepts at its true cost, so the money suffices; "
    "among these stages of the counties, after each step no other choice serves more villages for "
    "the same money. Not shown: that no cheaper design serves as many (lines are only shortened, "
    "step by step); a budget between two steps is at most one step short.",
)


@dataclass(frozen=True)
class Opening:
    """The order of opening over counties.

    :param frontiers: of the designs, in their order; ``order``: all their steps, cheapest first.
    :param budget: yuan a day, where one was named; ``paid``: how many steps it pays for.
    """

    designs: tuple[CountyDesign, ...]
    frontiers: tuple[Frontier, ...]
    order: tuple[MergedStep, ...]
    budget: float | None = None
    paid: int | None = None

    @property
    def base(self) -> float:
        """Yuan a day before any village is opened, in all counties."""
        return sum(f.base for f in self.frontiers)

    @property
    def villages(self) -> int:
        """All villages of the counties, those that no design serves among them."""
        return sum(len(d.judged.problem.villages) for d in self.designs)

    @property
    def synthetic(self) -> bool:
        """Whether any design rests on synthetic data."""
        return any(d.judged.problem.synthetic for d in self.designs)

    def county(self, step: MergedStep) -> CountyDesign:
        """Whose step it is."""
        return self.designs[step.county]

    def names(self, step: MergedStep) -> list[tuple[str, str]]:
        """The villages of a step: code and name."""
        villages = self.county(step).judged.problem.villages
        return [(villages[n].id, villages[n].name) for n in step.step.villages]

    def coverage(self, step: MergedStep) -> float:
        """Share of all villages served after a step."""
        return step.served / self.villages

    def to_json(self) -> dict[str, Any]:
        """The order with every village."""
        return {
            "counties": [
                {"code": d.county.code.text, "name": d.county.name, "base_yuan_a_day": f.base}
                for d, f in zip(self.designs, self.frontiers, strict=True)
            ],
            "villages": self.villages,
            "base_yuan_a_day": self.base,
            "budget": self.budget,
            "paid": None if self.paid is None else self._paid_json(self.paid),
            "exact_zh": EXACT[0],
            "exact_en": EXACT[1],
            "synthetic": self.synthetic,
            "steps": [self._step_json(n, step) for n, step in enumerate(self.order, start=1)],
        }

    def _paid_json(self, paid: int) -> dict[str, Any]:
        last = self.order[paid - 1] if paid else None
        counties = Counter[int]()
        for step in self.order[:paid]:
            counties[step.county] += len(step.step.villages)
        return {
            "steps": paid,
            "served": last.served if last else sum(f.served for f in self.frontiers),
            "cost": last.cost if last else self.base,
            "enough": self.budget is not None and self.budget >= self.base,
            "by_county": {
                self.designs[n].county.code.text: count for n, count in sorted(counties.items())
            },
        }

    def _step_json(self, number: int, step: MergedStep) -> dict[str, Any]:
        return {
            "order": number,
            "county": self.county(step).county.code.text,
            "name": self.county(step).county.name,
            "villages": [code for code, _ in self.names(step)],
            "extra_yuan_a_day": step.step.extra,
            "yuan_a_day_each": step.step.each,
            "served": step.served,
            "coverage": self.coverage(step),
            "cost": step.cost,
        }


def county_frontier(design: CountyDesign) -> Frontier:
    """The order of opening of one verified design."""
    return frontier(design.judged.problem, design.judged.design)


def remembered_frontier(book: Book) -> Callable[[CountyDesign], Frontier]:
    """As :func:`county_frontier`, worked out once for a design; the book waits for one at most."""

    def found(design: CountyDesign) -> Frontier:
        made = design.judged.design
        key = ("frontier", made.digest, made.bill, made.services, made.lines)
        order: Frontier = book.remembered(key, lambda _version: county_frontier(design))
        return order

    return found


def opening_of(
    designs: Sequence[CountyDesign],
    *,
    budget: float | None = None,
    frontier_of: Callable[[CountyDesign], Frontier] = county_frontier,
    progress: Callable[[float, str], None] = lambda _share, _step: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Opening:
    """The order of opening of verified designs; a second or so for each county.

    :param budget: yuan a day, to be told how far it goes.
    :raises Interrupted: N-730 when cancelled.
    """
    found = []
    for number, design in enumerate(designs):
        progress(number / len(designs), design.county.name)
        if cancelled():
            raise Interrupted("N-730", done=number, count=len(designs))
        found.append(frontier_of(design))
    order = merged(found)
    paid = None if budget is None else paid_by(order, budget)
    return Opening(tuple(designs), tuple(found), order, budget, paid)


# As tables -------------------------------------------------------------------


def opening_sheets(opening: Opening, lang: Language) -> tuple[Sheet, ...]:
    """The steps, the villages in their order, and what stands below."""
    en = lang == "en"
    steps = Sheet(("次序", "Order")[en], _heads(_STEP_HEADS[en]), tuple(_steps(opening)))
    villages = Sheet(("村", "Villages")[en], _heads(_VILLAGE_HEADS[en]), tuple(_villages(opening)))
    told: list[tuple[Cell, ...]] = [(line,) for line in opening_lines(opening, lang)]
    notes = Sheet(("说明", "Notes")[en], (("说明", "notes")[en],), tuple(told))
    return steps, villages, notes


_STEP_HEADS: Final = (
    "次序,县代码,县,新开村,每村 元/日,本步加价 元/日,累计 元/日,累计服务村,覆盖率 %",
    "order,county code,county,villages opened,yuan a day each,step yuan a day,"
    "yuan a day so far,villages served,coverage %",
)
_VILLAGE_HEADS: Final = (
    "次序,县代码,县,村代码,村,每村 元/日,累计 元/日",
    "order,county code,county,village code,village,yuan a day each,yuan a day so far",
)


def _heads(text: str) -> tuple[str, ...]:
    return tuple(text.split(","))


def _steps(opening: Opening) -> list[tuple[Cell, ...]]:
    return [
        (
            number,
            opening.county(step).county.code.text,
            opening.county(step).county.name,
            len(step.step.villages),
            step.step.each,
            step.step.extra,
            step.cost,
            step.served,
            opening.coverage(step) * 100,
        )
        for number, step in enumerate(opening.order, start=1)
    ]


def _villages(opening: Opening) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for number, step in enumerate(opening.order, start=1):
        county = opening.county(step).county
        for code, name in opening.names(step):
            each, cost = step.step.each, step.cost
            rows.append((number, county.code.text, county.name, code, name, each, cost))
    return rows


# In words --------------------------------------------------------------------


def opening_rows(opening: Opening, lang: Language, *, most: int) -> list[tuple[str, ...]]:
    """The first steps: order, county, villages, price each, so far."""
    return [
        (
            f"{number}",
            opening.county(step).county.name,
            f"{len(step.step.villages)}",
            _some([name or code for code, name in opening.names(step)], lang),
            f"{step.step.each:,.2f}",
            f"{step.cost:,.2f}",
            f"{step.served:,}",
            f"{opening.coverage(step):.1%}",
        )
        for number, step in enumerate(opening.order[:most], start=1)
    ]


def _some(names: Sequence[str], lang: Language, most: int = 3) -> str:
    told = ("、" if lang == "zh" else ", ").join(names[:most])
    return told + (" …" if len(names) > most else "")


def opening_lines(opening: Opening, lang: Language) -> list[str]:
    """What the whole costs, how far the budget goes, what is exact and what is not."""
    zh = lang == "zh"
    last = opening.order[-1] if opening.order else None
    served, cost = (last.served, last.cost) if last else (0, opening.base)
    lines = [
        f"{len(opening.designs)} 个县，{opening.villages:,} 个建制村：不服务任何村也要 "
        f"{opening.base:,.2f} 元/日（须启用的站点及其柜台），全部方案 {cost:,.2f} 元/日"
        f"服务 {served:,} 村。"
        if zh
        else f"{len(opening.designs)} counties, {opening.villages:,} villages: "
        f"{opening.base:,.2f} yuan a day before any is served (stations that must be open, and "
        f"their counters), {cost:,.2f} for all {served:,} that the designs serve."
    ]
    if opening.budget is not None and opening.paid is not None:
        lines.append(_budget_line(opening, opening.budget, opening.paid, lang))
    return [*lines, EXACT[0 if zh else 1]]


def _budget_line(opening: Opening, budget: float, paid: int, lang: Language) -> str:
    zh = lang == "zh"
    if budget < opening.base:
        return (
            f"预算 {budget:,.2f} 元/日不足以维持须启用的站点。"
            if zh
            else f"A budget of {budget:,.2f} yuan a day does not pay for the stations that must be "
            "open."
        )
    reached = opening.order[paid - 1] if paid else None
    served = reached.served if reached else sum(f.served for f in opening.frontiers)
    spent = reached.cost if reached else opening.base
    return (
        f"预算 {budget:,.2f} 元/日：走到第 {paid} 步，服务 {served:,} 村"
        f"（{served / opening.villages:.1%}），用去 {spent:,.2f} 元/日。"
        if zh
        else f"A budget of {budget:,.2f} yuan a day goes to step {paid}: {served:,} villages "
        f"({served / opening.villages:.1%}) for {spent:,.2f}."
    )
