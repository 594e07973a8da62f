"""A cold chain that carries part of what there is: what is left out and why, and what to change
where coverage or budget ask too much."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

import numpy as np

from jidi.core.errors import InputError, JidiError
from jidi.network.cold import ColdDesign, ColdProblem, solve, verify
from jidi.service.answer_parts import Told
from jidi.service.cold_problem import MOST_YUAN, ProvinceCold

TOO_MUCH: Final = ("N-929", "N-938", "N-955", "N-959", "N-982")
_BUDGET: Final = ("预算所限", "the budget")
_PRICE: Final = ("已够要求的比重，再运更贵", "the share asked for is reached, more would cost more")
PRODUCT_HEADS: Final = (
    "产品,千克/日,运出,运出占比,来不及,未运出",
    "product,kg a day,carried,share carried,not in time,left out",
)


def carried_kg(design: ColdDesign) -> float:
    """Kilograms a day."""
    return sum(one.kg for one in design.carried)


def carried_share(posed: ProvinceCold, design: ColdDesign) -> float | None:
    """Of all there is, what cannot be in time included; None where there is nothing."""
    whole = float(posed.problem.kg.sum())
    return carried_kg(design) / whole if whole else None


def carried_line(posed: ProvinceCold, design: ColdDesign) -> Told:
    """How much is carried, how much is not and why."""
    whole, kg = float(posed.problem.kg.sum()), carried_kg(design)
    late = sum(float(posed.problem.kg[flow]) for flow in design.lost)
    left, why = sum(design.left.values()), _why_left(posed.problem)
    zh = f"运出 {kg:,.0f} 千克/日，占全部 {kg / whole:.2%}；来不及 {late:,.0f}，未运出 {left:,.0f}"
    en = f"{kg:,.0f} kg a day are carried, {kg / whole:.2%} of all; not in time {late:,.0f}, "
    en += f"left out {left:,.0f}"
    if left:
        zh, en = f"{zh}（{why[0]}）", f"{en} ({why[1]})"
    if design.most_kg is not None:
        zh += f"；预算内至多运出 {design.most_kg:,.0f}（上界）"
        en += f"; no design within the budget carries more than {design.most_kg:,.0f}"
    return zh, en


def left_rows(posed: ProvinceCold, design: ColdDesign) -> list[list[Any]]:
    """What could be in time and is not carried, by base and market."""
    why, rows = _why_left(posed.problem), []
    for (base, market), kg in sorted(design.left.items()):
        fact, whole = posed.bases[base], float(posed.problem.kg[base, market])
        county = fact.county.name, fact.county.name_en or fact.county.name
        product = fact.product.zh, fact.product.en
        amounts = f"{kg:,.0f}", f"{whole:,.0f}"
        rows.append([county, product, posed.markets[market], *amounts, why])
    return rows


def product_rows(posed: ProvinceCold, design: ColdDesign) -> list[list[Any]]:
    """How much of each product is carried, how much cannot be in time, how much is left out."""
    problem, rows = posed.problem, []
    words = {one.product.id: (one.product.zh, one.product.en) for one in posed.bases}
    for number, product in enumerate(problem.products):
        of = {n for n, base in enumerate(problem.bases) if base.product == number}
        whole = problem.whole_kg(number)
        kg = sum(one.kg for one in design.carried if one.base in of)
        late = sum(float(problem.kg[flow]) for flow in design.lost if flow[0] in of)
        left = sum(more for flow, more in design.left.items() if flow[0] in of)
        if whole:
            amounts = [f"{whole:,.0f}", f"{kg:,.0f}", f"{kg / whole:.2%}", f"{late:,.0f}"]
            rows.append([words[product.id], *amounts, f"{left:,.0f}"])
    return rows


def left_of(posed: ProvinceCold, design: ColdDesign, base: int) -> tuple[float, float]:
    """Kilograms a day of a base that go nowhere, too late or left out; and all it has."""
    late = sum(float(posed.problem.kg[flow]) for flow in design.lost if flow[0] == base)
    left = sum(more for flow, more in design.left.items() if flow[0] == base)
    return late + left, float(posed.problem.kg[base].sum())


def _why_left(problem: ColdProblem) -> Told:
    return _BUDGET if problem.coverage is None and problem.budget is not None else _PRICE


def too_much(
    posed: ProvinceCold, first: InputError, *, effort: int, cancelled: Callable[[], bool]
) -> JidiError:
    """What coverage or budget ask too much, with verified designs that ask less of one of them.

    :param first: what the solver said.
    :raises InputError: N-983 when cancelled.
    """
    repairs = list(_repairs(posed.problem, effort, cancelled))
    asked = posed.problem
    if first.code == "N-982" and asked.coverage is None and asked.budget is not None:
        budget = f"{asked.budget:,.0f}"
        if asked.each is not None:
            each = f"{asked.each:.2%}"
            return InputError("N-928", budget=budget, each=each, also=(*repairs,))
        return InputError("N-939", name=posed.hubs.name, budget=budget, also=(*repairs,))
    return InputError(first.code, **first.facts, also=(*repairs,))


def _repairs(
    problem: ColdProblem, effort: int, cancelled: Callable[[], bool]
) -> Iterator[JidiError]:
    """The budget raised to what the coverage costs (or the least that any design does); the
    coverage lowered to what the budget pays for, or to what there is room and time for; the share
    of every product not asked for, or lowered to what can be in time."""
    changes = []
    if problem.budget is not None:
        share = 0.0 if problem.coverage is None else problem.coverage
        raised = replace(problem, coverage=share, budget=None)
        changes.append((raised, "预算提高到 {cost} 元/日", "raise the budget to {cost} yuan a day"))
    if problem.coverage is not None:
        # As many as there is room and time for: a budget no design comes near.
        budget = MOST_YUAN if problem.budget is None else problem.budget
        lowered = replace(problem, coverage=None, budget=budget)
        changes.append((lowered, "要求的比重降到 {share}", "lower the coverage to {share}"))
    if problem.each is not None:
        changes += list(_less_of_each(problem, problem.each, effort, cancelled))
    for changed, zh, en in changes:
        try:
            design = solve(changed, effort=effort, cancelled=cancelled)
        except InputError:
            if cancelled():
                raise
            continue
        share = carried_kg(design) / float(problem.kg.sum())
        if not _down(share) or not verify(changed, design).holds:
            continue  # to carry nothing keeps any budget, and is no advice
        facts = {"cost": f"{_up(design.cost):,.0f}", "share": f"{_down(share):.2%}"}
        yield InputError(
            "N-937", change_zh=zh.format(**facts), change_en=en.format(**facts),
            cost=f"{design.cost:,.0f}", carried=f"{share:.2%}",
        )  # fmt: skip


def _less_of_each(
    problem: ColdProblem, each: float, effort: int, cancelled: Callable[[], bool]
) -> Iterator[tuple[ColdProblem, str, str]]:
    """A share of every product that can be in time, or that there is room for, where that is less;
    then none at all."""
    reach = _down(min(_in_time(problem)))
    if reach >= each and problem.budget is None:
        reach = _down(_room_for_each(problem, effort, cancelled))
    if 0 < reach < each:
        yield (
            replace(problem, each=reach),
            f"每种产品的比重降到 {reach:.2%}",
            f"lower the share of every product to {reach:.2%}",
        )
    if problem.coverage is not None or problem.budget is not None:
        yield (
            replace(problem, each=None),
            "不要求每种产品的比重（合计运出 {share}）",
            "ask for no share of every product (then {share} of all is carried)",
        )


def _room_for_each(problem: ColdProblem, effort: int, cancelled: Callable[[], bool]) -> float:
    """The least share of a product where as much as there is room for is carried; 0 where nothing
    is known."""
    try:
        most = replace(problem, each=None, coverage=None, budget=MOST_YUAN)
        design = solve(most, effort=effort, cancelled=cancelled)
    except InputError:
        return 0.0
    kg: dict[int, float] = defaultdict(float)
    for one in design.carried:
        kg[problem.bases[one.base].product] += one.kg
    wholes = {n: problem.whole_kg(n) for n in range(len(problem.products))}
    return min(kg[n] / whole for n, whole in wholes.items() if whole)


def _in_time(problem: ColdProblem) -> Iterator[float]:
    """Of each product there is, the share that some way keeps."""
    for number in range(len(problem.products)):
        whole, soon = problem.whole_kg(number), 0.0
        for (base, market), kg in np.ndenumerate(problem.kg):
            if problem.bases[base].product == number and _some_way(problem, base, market):
                soon += float(kg)
        if whole:
            yield soon / whole


def _some_way(problem: ColdProblem, base: int, market: int) -> bool:
    return any(
        problem.in_time(base, cooler, store, market)
        for cooler in range(len(problem.coolers))
        for store in range(len(problem.stores))
    )


def _up(yuan: float) -> float:
    """To whole yuan, so that what is told is enough."""
    return float(int(yuan) + 1)


def _down(share: float) -> float:
    """To hundredths of a percent, so that what is told is not too much."""
    return int(share * 10_000) / 10_000
