"""The way to a design with levels: in which year a hub opens, is enlarged, or is raised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from jidi.core.errors import InputError, Language
from jidi.model.hub_levels import level_name
from jidi.model.hubs import hub_values
from jidi.network.hubs import (
    HubProblem,
    LevelPhased,
    LevelPhases,
    LevelYear,
    phased_levels,
    verify,
    verify_years,
)
from jidi.network.hubs.level_years import renumbered, year_problem
from jidi.service.breach_words import breach_words
from jidi.service.hub_design import HubJudged
from jidi.service.hub_problem import Node
from jidi.service.hub_sizes import size_name
from jidi.service.hub_words import HUB_USED
from jidi.service.rural_sheets import Cell, Sheet, in_percent

NODES: Final = 400
"""HiGHS's nodes for each schedule (our own choice)."""

KINDS: Final = {
    "opened": ("新设", "opened"),
    "used": ("启用", "in use"),
    "enlarged": ("扩建", "enlarged"),
    "raised": ("升级", "raised"),
    "closed": ("停用", "closed"),
}
HUB_HEADS: Final = (
    "年,层级,编号,枢纽,上级,规模,所属县,件/日,能力件/日,利用率,本年变化",
    "year,level,code,hub,under,size,counties,parcels a day,capacity,used,changed this year",
)
LEVEL_NOTES: Final = (
    "各层级的个数是各年的上限；方案中的枢纽一经启用不再停用，层级与规模只升不降；方案以外的现有枢纽"
    "可用到停用之年，停用后不再启用；上级尚未设立时，可与外省交换的枢纽自为主枢纽；扩建按两种规模的"
    "投资之差计（本平台取值）",
    "In every year a level has at most its number of hubs; a hub of the design stays once it is in "
    "use, and its level and size never fall; standing hubs that are not of the design are used "
    "until they close for good; where nobody is above yet, hubs that deal with other provinces are "
    "tops; an enlargement costs the difference of the two sizes (our own choice)",
)


@dataclass(frozen=True)
class Change:
    """What becomes of a hub in a year.

    :param kinds: of ``KINDS``. :param invest: yuan.
    """

    hub: int
    kinds: tuple[str, ...]
    invest: float


def level_phases(
    found: HubJudged,
    problems: tuple[HubProblem, ...],
    yuan: tuple[float, ...],
    *,
    stands: tuple[int | None, ...],
    guard: float,
    tell: Callable[[float], bool],
) -> tuple[LevelPhases, LevelPhased | None]:
    """The years, verified by themselves and after each other; None where there are none.

    :param problems: of each year, flows growing. :param stands: of each node its step now.
    :raises InputError: N-854 when the checker refuses the solver's own.
    """
    nodes = found.posed.nodes[: found.posed.problem.nodes]
    asked = LevelPhases(
        years=problems, design=found.design, stands=stands, invests=tuple(map(_invests, nodes)),
        budgets=yuan,
    )  # fmt: skip
    made = phased_levels(asked, nodes=NODES, seconds=guard, seed=found.seed, tell=tell)
    if made is not None and (breaches := verify_years(asked, made.years)):
        first = breach_words(breaches[0])
        raise InputError("N-854", count=len(breaches), first=first)
    return asked, made


def level_needs(found: HubJudged) -> float:
    """What the whole design takes, yuan."""
    nodes = found.posed.nodes
    return sum(_invests(nodes[hub])[step] for hub, step in found.design.hubs)


def _invests(node: Node) -> tuple[float, ...]:
    sizes = tuple(size.invest_yuan for size in hub_values().sizes)
    stands = node.standing is not None and node.standing.capacity
    return (0.0, *sizes) if stands else sizes


def changes(asked: LevelPhases, years: tuple[LevelYear, ...], t: int) -> tuple[Change, ...]:
    """What becomes of hubs in a year; before the first, those that stand are not ranked yet."""
    before = {hub: (level, step) for hub, level, step in (years[t - 1].state if t else ())}
    now = {hub: (level, step) for hub, level, step in years[t].state}
    found: list[Change] = []
    for hub, (level, step) in sorted(now.items(), key=lambda one: (one[1][0], one[0])):
        stands = asked.stands[hub]
        then = before.get(hub, (level, -1 if stands is None else stands))
        told = (
            ("opened", stands is None and hub not in before),
            ("used", stands is not None and hub not in before and (t > 0 or step > stands)),
            ("enlarged", step > then[1] >= 0),
            ("raised", level < then[0]),
        )
        kinds = tuple(kind for kind, holds in told if holds)
        invest = asked.invests[hub][step] - (asked.invests[hub][then[1]] if then[1] >= 0 else 0.0)
        if kinds:
            found.append(Change(hub, kinds, invest))
    gone = sorted(set(before) - set(now))
    if not t:  # standing hubs of the layout's candidates that are not used from the first year on
        final = asked.final
        gone = [
            hub for hub, step in enumerate(asked.stands)
            if step is not None and hub not in now and hub not in final
        ]  # fmt: skip
    return (*found, *(Change(hub, ("closed",), 0.0) for hub in gone))


def change_text(found: HubJudged, year: LevelYear, change: Change, lang: Language) -> str:
    """A change in words: "榆次区（升级为副枢纽，扩建为大型）"."""
    node, zh = found.posed.nodes[change.hub], lang == "zh"
    at = next(((level, step) for hub, level, step in year.state if hub == change.hub), None)
    parts = []
    for kind in change.kinds:
        word = KINDS[kind][not zh]
        if at is not None:
            level = level_name(found.posed.problem.levels[at[0]].id, lang)
            size = size_name(node, at[1], lang)
            told = {
                "opened": f"{word}{level}，{size}" if zh else f"{word} as {level}, {size}",
                "used": f"{word}为{level}" if zh else f"{word} as {level}",
                "raised": f"{word}为{level}" if zh else f"{word} to {level}",
                "enlarged": f"{word}为{size}"
                if zh
                else size
                if node.standing is not None and node.standing.capacity
                else f"{word} to {size}",
            }
            word = told.get(kind, word)
        parts.append(word)
    return f"{node.zh}（{'，'.join(parts)}）" if zh else f"{node.en} ({', '.join(parts)})"


def counts_text(problem: HubProblem, year: LevelYear) -> str:
    """How many of each level, the top first: "1+2+4"."""
    counts = [sum(level == n for _, level, _ in year.state) for n in range(len(problem.levels))]
    return "+".join(map(str, counts))


def level_years_json(
    found: HubJudged, asked: LevelPhases, years: tuple[LevelYear, ...]
) -> list[dict[str, Any]]:
    """Of each year what plans without levels do not have."""
    nodes, rows = found.posed.nodes, []
    for t, year in enumerate(years):
        rows.append(
            {
                "built": [
                    {
                        "code": nodes[change.hub].code,
                        "name": nodes[change.hub].zh,
                        "changes": list(change.kinds),
                        "invested": change.invest,
                        "zh": change_text(found, year, change, "zh"),
                        "en": change_text(found, year, change, "en"),
                    }
                    for change in changes(asked, years, t)
                ],
                "levels": counts_text(found.posed.problem, year),
                "hubs": [nodes[hub].code for hub, _, _ in year.state],
                "ranked": [_plain(row) for row in hub_rows(found, asked, years, t)],
            }
        )
    return rows


def _plain(row: _HubRow) -> dict[str, Any]:
    return {
        "code": row.node.code, "name": row.node.zh, "level": row.level,
        "size_zh": size_name(row.node, row.step, "zh"),
        "size_en": size_name(row.node, row.step, "en"),
        "under": None if row.above is None else row.above.code,
        "counties": row.counties, "parcels_a_day": row.load, "capacity_a_day": row.room,
    }  # fmt: skip


@dataclass(frozen=True)
class _HubRow:
    node: Node
    hub: int
    level: str
    step: int
    above: Node | None
    counties: int | None
    load: float | None
    room: float


def hub_rows(
    found: HubJudged, asked: LevelPhases, years: tuple[LevelYear, ...], t: int
) -> list[_HubRow]:
    """Hubs in use in a year; loads as the checker counts them, unknown where there is no design."""
    nodes, year, problem = found.posed.nodes, years[t], asked.years[t]
    loads: dict[int, float] = {}
    above: dict[int, int] = {}
    posed = year_problem(problem, [(hub, level) for hub, level, _ in year.state])
    if year.design is not None and posed is not None:
        loads = dict(verify(posed, renumbered(problem, posed, year.design)).loads)
        above = {hub: over for hub, _, over in year.design.ranks}
    rows = []
    for hub, level, step in sorted(year.state, key=lambda one: (one[1], one[0])):
        over, told = above.get(hub, -1), year.design is not None
        rows.append(
            _HubRow(
                node=nodes[hub], hub=hub, level=problem.levels[level].id, step=step,
                above=None if over < 0 else nodes[over],
                counties=None if year.design is None
                else sum(to == hub for to in year.design.allocation),
                load=round(loads.get(hub, 0.0), 1) if told else None,
                room=problem.steps[hub][step].capacity,
            )
        )  # fmt: skip
    return rows


def level_sheet_rows(
    found: HubJudged,
    asked: LevelPhases,
    years: tuple[LevelYear, ...],
    numbers: tuple[int, ...],
    lang: Language,
) -> tuple[tuple[Cell, ...], ...]:
    """A row for each hub of each year."""
    rows: list[tuple[Cell, ...]] = []
    for t, number in enumerate(numbers):
        told = {change.hub: change for change in changes(asked, years, t)}
        for row in hub_rows(found, asked, years, t):
            mine = told.pop(row.hub, None)
            words = () if mine is None else (KINDS[kind][lang == "en"] for kind in mine.kinds)
            rows.append((
                number, level_name(row.level, lang), row.node.code, row.node.called(lang),
                "—" if row.above is None else row.above.called(lang),
                size_name(row.node, row.step, lang),
                row.counties, row.load, row.room,
                None if row.load is None else round(row.load / row.room, 4),
                ("、" if lang == "zh" else ", ").join(words),
            ))  # fmt: skip
        for change in told.values():
            node = found.posed.nodes[change.hub]
            word = KINDS["closed"][lang == "en"]
            rows.append(
                (number, "—", node.code, node.called(lang), *("—",) * 2, *(None,) * 4, word)
            )
    return tuple(rows)


def level_sheet(
    found: HubJudged,
    asked: LevelPhases,
    years: tuple[LevelYear, ...],
    numbers: tuple[int, ...],
    lang: Language,
) -> Sheet:
    """Hubs of every year with their level, size and load."""
    heads = tuple(HUB_HEADS[lang == "en"].split(","))
    rows = level_sheet_rows(found, asked, years, numbers, lang)
    made = Sheet("分年枢纽" if lang == "zh" else "Hubs by year", heads, rows)
    return in_percent(made, heads.index(HUB_USED[lang == "en"]))
