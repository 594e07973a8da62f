"""The way to a design of hubs over the years: what is built when, within yearly budgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path
from typing import Any, Final

from jidi.core.errors import InputError, Language
from jidi.model.hubs import hub_values
from jidi.network.hubs import (
    HubProblem,
    LevelPhased,
    LevelPhases,
    LevelYear,
    Phased,
    Phases,
    Year,
    phased,
    verify,
)
from jidi.service.books import Book
from jidi.service.breach_words import breach_words
from jidi.service.hub_design import HubJudged
from jidi.service.hub_level_phases import (
    LEVEL_NOTES,
    level_needs,
    level_phases,
    level_sheet,
    level_years_json,
)
from jidi.service.hub_places import ProvincePlaces
from jidi.service.hub_problem import YEAR, Node
from jidi.service.hub_sizes import size_name
from jidi.service.rural_sheets import Sheet
from jidi.service.rural_words import SYNTHETIC
from jidi.service.rural_workbook import sheets_bytes
from jidi.service.whole_file import whole_file

NODES: Final = 5_000
GUARD: Final = 90.0
"""HiGHS's nodes, and seconds after which it is stopped should it run away (our own choice)."""
LEVEL_GUARD: Final = 300.0
"""The same for the schedule of a plan with levels."""
HUNDRED_MILLION: Final = 1e8
HEADS: Final = (
    "年,亿件,投资,预算,建成,在用枢纽,元/日,元/件,超出能力件/日",
    "year,10^8 parcels,invested,budget,built,hubs in use,yuan a day,yuan a parcel,above capacity",
)
LEVEL_HEADS: Final = (
    "年,亿件,投资,预算,本年变化,在用枢纽（按层级）,元/日,元/件,超出能力件/日",
    "year,10^8 parcels,invested,budget,changes,hubs in use (by level),yuan a day,yuan a parcel,"
    "above capacity",
)
NOTES: Final = (
    "各年业务量由近 12 个月按等比增长推到目标年，流向比例不变；投资额为本平台取值（hubs.toml）；"
    "现有枢纽按现有能力一直可用",
    "Volumes grow at one rate from the last twelve months to the target year, in the same "
    "proportions; investments are our own choice (hubs.toml); standing hubs can be used as they "
    "stand",
)


NO_BOUND: Final = (
    "有年份没有得到归属，各年之和没有界",
    "A year has no allocation, so nothing bounds the sum of the years",
)


@dataclass(frozen=True)
class PhasePlan:
    """The phases of a design: years with their volumes (parcels) and budgets (yuan).

    :param levels: what was asked, where the design has levels.
    """

    found: HubJudged
    years: tuple[int, ...]
    volumes: tuple[float, ...]
    budgets: tuple[float, ...]
    phased: Phased | LevelPhased
    levels: LevelPhases | None = None

    @property
    def made(self) -> tuple[Year | LevelYear, ...]:
        """Each year, of plans with levels or without."""
        return self.phased.years

    @property
    def heads(self) -> tuple[str, str]:
        """The heads of :func:`phase_rows`."""
        return HEADS if self.levels is None else LEVEL_HEADS

    @property
    def cost(self) -> float | None:
        """Yuan a day summed over the years; None where a year could not be designed."""
        costs = [None if y.design is None else y.design.cost for y in self.made]
        return None if None in costs else sum(cost for cost in costs if cost is not None)

    @property
    def gap(self) -> float | None:
        """How far above the bound at most, as a share of the cost."""
        if self.cost is None or self.phased.bound is None:
            return None
        return max(0.0, 1.0 - self.phased.bound / self.cost)


def phase_plan(
    found: HubJudged,
    book: Book,
    *,
    budgets: tuple[float, ...],
    tell: Callable[[float], bool] = lambda _: False,
) -> PhasePlan:
    """When to build what, and each year's design, verified.

    :param budgets: hundred million yuan (亿元), a year each, the last for the target year.
    :raises InputError: N-825 with multiple allocation, N-858 when the years do not fit, N-857 when
        the budgets do not suffice, N-854 when the design or a year's does not hold.
    """
    _held(found)
    if not found.posed.problem.single:
        raise InputError("N-825")
    base, now = _volume_now(book)
    target = found.posed.asked.year
    count, most = len(budgets), target - base
    if not 0 < count <= most or any(b < 0 or not isfinite(b) for b in budgets):
        raise InputError("N-858", base=base, year=target, most=max(0, most), count=count)
    years = tuple(range(target - count + 1, target + 1))
    rate = found.posed.volume / now
    volumes = tuple(now * rate ** ((year - base) / (target - base)) for year in years)
    problems = tuple(_grown(found.posed.problem, v / found.posed.volume) for v in volumes)
    yuan = tuple(budget * HUNDRED_MILLION for budget in budgets)
    stands = tuple(map(_stands, found.posed.nodes[: found.posed.problem.nodes]))
    made: Phased | LevelPhased | None
    levels = None
    if found.posed.problem.levels:
        needed = level_needs(found)
        levels, made = level_phases(
            found, problems, yuan, stands=stands, guard=LEVEL_GUARD, tell=tell
        )
    else:
        needed = sum(cost for _, cost in _invests(found))
        made = _without_levels(found, problems, yuan, stands, tell)
    if made is None:
        told = f"{needed / HUNDRED_MILLION:g}"
        raise InputError("N-857", budget=f"{sum(budgets):g}", needed=told)
    return PhasePlan(found, years, volumes, yuan, made, levels)


def _without_levels(
    found: HubJudged,
    problems: tuple[HubProblem, ...],
    yuan: tuple[float, ...],
    stands: tuple[int | None, ...],
    tell: Callable[[float], bool],
) -> Phased | None:
    """The years, each verified. :raises InputError: N-854."""
    asked = Phases(
        years=problems, design=found.design, stands=stands, invests=_invests(found), budgets=yuan
    )
    made = phased(asked, nodes=NODES, seconds=GUARD, tell=tell)
    for problem, year in () if made is None else zip(problems, made.years, strict=True):
        verdict = None if year.design is None else verify(problem, year.design)
        if verdict is not None and not verdict.holds:
            first = breach_words(verdict.breaches[0])
            raise InputError("N-854", count=len(verdict.breaches), first=first)
    return made


def _held(found: HubJudged) -> None:
    if not found.holds:
        first = breach_words(found.verdict.breaches[0])
        raise InputError("N-854", count=len(found.verdict.breaches), first=first)


def _volume_now(book: Book) -> tuple[int, float]:
    """The year of the newest returns, and parcels of the last twelve months."""
    day = book.until
    if day is None:
        raise InputError("N-842", months=hub_values().demand.months)
    places = ProvincePlaces(book, day)
    daily = sum(sum(by_county.values()) for by_county in places.sent.values())
    return int(places.span[-7:-3]), daily * YEAR


def _grown(problem: HubProblem, share: float) -> HubProblem:
    grown = replace(
        problem, flows=problem.flows * share, sent=problem.sent * share,
        received=problem.received * share,
    )  # fmt: skip
    return grown if problem.levels else replace(grown, kept=frozenset(), hubs=None)


def _stands(node: Node) -> int | None:
    return 0 if node.standing is not None and node.standing.capacity else None


def _invests(found: HubJudged) -> tuple[tuple[int, float], ...]:
    """Hubs of the design that are new or enlarged, and what that takes, yuan."""
    sizes, invests = hub_values().sizes, []
    for hub, step in found.design.hubs:
        stands = _stands(found.posed.nodes[hub]) is not None
        if not stands:
            invests.append((hub, sizes[step].invest_yuan))
        elif step > 0:
            invests.append((hub, sizes[step - 1].invest_yuan))
    return tuple(invests)


def phases_json(plan: PhasePlan) -> dict[str, Any]:
    """The plan as plain values."""
    nodes = plan.found.posed.nodes
    with_levels = _of_levels(plan)
    return {
        "province": plan.found.posed.name,
        "synthetic": plan.found.posed.synthetic,
        "gap": plan.gap,
        "years": [
            {
                "year": number,
                "volume": volume,
                "invested": year.spent,
                "budget": budget,
                "built": _built(plan, year),
                "hubs": None
                if year.design is None
                else [nodes[hub].code for hub, _ in year.design.hubs],
                "yuan_a_day": None if year.design is None else year.design.cost,
                "above_capacity": year.over,
                **more,
            }
            for number, volume, budget, year, more in zip(
                plan.years, plan.volumes, plan.budgets, plan.made, with_levels, strict=True
            )
        ],
    }


def _built(plan: PhasePlan, year: Year | LevelYear) -> list[dict[str, str]]:
    """What is built in a year without levels; with them changes stand in its place."""
    nodes, hubs = plan.found.posed.nodes, dict(plan.found.design.hubs)
    return [
        {
            "code": nodes[hub].code,
            "name": nodes[hub].zh,
            "size_zh": size_name(nodes[hub], hubs[hub], "zh"),
            "size_en": size_name(nodes[hub], hubs[hub], "en"),
        }
        for hub in (year.built if isinstance(year, Year) else ())
    ]


def _of_levels(plan: PhasePlan) -> list[dict[str, Any]]:
    """Of each year what only plans with levels have."""
    if plan.levels is None or not isinstance(plan.phased, LevelPhased):
        return [{} for _ in plan.years]
    return level_years_json(plan.found, plan.levels, plan.phased.years)


def phase_rows(plan: PhasePlan, lang: Language) -> list[tuple[str, ...]]:
    """A line for each year; investments in hundred million yuan."""
    rows: list[tuple[str, ...]] = []
    for year in phases_json(plan)["years"]:
        cost = year["yuan_a_day"]
        parcels = sum(plan.found.posed.problem.loads) * year["volume"] / plan.found.posed.volume
        built = ("、" if lang == "zh" else ", ").join(
            one[lang] if lang in one
            else f"{one['name']}（{one['size_zh']}）" if lang == "zh"
            else f"{one['name']} ({one['size_en']})"
            for one in year["built"]
        )  # fmt: skip
        count = "—" if year["hubs"] is None else str(len(year["hubs"]))
        rows.append(
            (
                str(year["year"]),
                f"{year['volume'] / 1e8:.2f}",
                f"{year['invested'] / HUNDRED_MILLION:.2f}",
                f"{year['budget'] / HUNDRED_MILLION:.2f}",
                built or "—",
                f"{count} ({year['levels']})" if "levels" in year else count,
                "—" if cost is None else f"{cost:,.0f}",
                "—" if cost is None else f"{cost / parcels:.3f}",
                f"{year['above_capacity']:,.0f}" if year["above_capacity"] else "—",
            )
        )
    return rows


def phase_lines(plan: PhasePlan, lang: Language) -> list[str]:
    """What else is to be told."""
    lines = [SYNTHETIC[lang == "en"]] if plan.found.posed.synthetic else []
    if plan.gap is not None:
        lines.append(
            f"各年费用之和距最优分年安排至多 {plan.gap:.2%}（求解器的界）" if lang == "zh"
            else f"all years together at most {plan.gap:.2%} above the best (solver's bound)"
        )  # fmt: skip
    elif plan.levels is not None:
        lines.append(NO_BOUND[lang == "en"])
    short = [y for y, one in zip(plan.years, plan.made, strict=True) if one.design is None]
    if short:
        told = ("、" if lang == "zh" else ", ").join(map(str, short))
        lines.append(
            f"{told} 年没有得到各县不拆分、不超能力的归属：预算先不够" if lang == "zh"
            else f"{told}: no allocation without overfull hubs was found; the budgets come too late"
        )  # fmt: skip
    notes = [NOTES] if plan.levels is None else [LEVEL_NOTES, NOTES]
    return [*lines, *(note[lang == "en"] for note in notes)]


def export_phases(plan: PhasePlan, path: Path, lang: Language) -> None:
    """Write a workbook. :raises InputError: V-101."""
    content = phases_bytes(plan, lang)
    with whole_file(path) as aside:
        aside.write_bytes(content)


def phases_bytes(plan: PhasePlan, lang: Language) -> bytes:
    """The workbook: a line for each year, and what else is to be told."""
    heads = tuple(plan.heads[lang == "en"].split(","))
    sheets: tuple[Sheet, ...] = (
        Sheet("分年" if lang == "zh" else "Years", heads, tuple(phase_rows(plan, lang))),
        Sheet(
            "说明" if lang == "zh" else "Notes", ("内容" if lang == "zh" else "what",),
            tuple((line,) for line in phase_lines(plan, lang)),
        ),
    )  # fmt: skip
    if plan.levels is not None and isinstance(plan.phased, LevelPhased):
        years = plan.phased.years
        hubs = level_sheet(plan.found, plan.levels, years, plan.years, lang)
        sheets = (sheets[0], hubs, *sheets[1:])
    mark = SYNTHETIC[lang == "en"] if plan.found.posed.synthetic else ""
    return sheets_bytes(sheets, title=plan.found.posed.name, mark=mark)
