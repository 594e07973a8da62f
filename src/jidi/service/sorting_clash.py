"""Why a hub's sorting problem has no design, told: what clashes, and what to change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from jidi.core.errors import InputError, JidiError, Place
from jidi.model.sorting import SortingValues
from jidi.network.clashing import Smallest
from jidi.network.sorting.conditions import Condition, Kind, windows
from jidi.network.sorting.problem import SortingProblem
from jidi.network.sorting.repair import Change, Repair, Value, clash, repairs
from jidi.service.answer_parts import Told
from jidi.service.clash_words import proof_words, questions
from jidi.service.sorting_problem import ProvinceSorting

FILE: Final = "sorting.toml"
_CELLS: Final = {
    Kind.LINES: ("lines", "most_added"),
    Kind.CHUTES: ("lines", "chutes"),
    Kind.CHUTE_RATE: ("lines", "chute_rate"),
    Kind.GROUP: ("second", "group"),
    Kind.GROUP_RATE: ("second", "people"),
    Kind.HOLD: ("clock", "hold_h"),
    Kind.BEGINS: ("waves", "begins"),
    Kind.PARCELS: ("", "peak"),
}
"""The table and key of the file of values in which a condition stands."""
_NAMES: Final = {
    Kind.LINES: ("分拣线上限", "lines at the most"),
    Kind.CHUTES: ("每条线的格口", "chutes of a line"),
    Kind.CHUTE_RATE: ("格口清空速度", "what a chute is cleared of"),
    Kind.GROUP: ("共用一个格口的去向", "destinations that share a chute"),
    Kind.GROUP_RATE: ("二次分拣速度", "rate of sorting again"),
    Kind.HOLD: ("分好后可停留", "sorted parcels may stand"),
    Kind.BEGINS: ("波次可开始的钟点", "hours at which waves may begin"),
    Kind.WINDOW: ("发车时窗", "departure window"),
    Kind.PARCELS: ("当日全部快件都要分完", "all parcels of the day are sorted"),
}
_UNITS: Final = {
    Kind.LINES: ("条", " lines"),
    Kind.CHUTES: ("个", " chutes"),
    Kind.CHUTE_RATE: ("件/小时", " parcels an hour"),
    Kind.GROUP: ("个", ""),
    Kind.GROUP_RATE: ("件/小时", " parcels an hour"),
    Kind.HOLD: ("小时", " h"),
}


def why_none(
    posed: ProvinceSorting,
    first: JidiError,
    *,
    effort: int,
    progress: Callable[[float, str], None],
    cancelled: Callable[[], bool],
) -> JidiError:
    """What to raise in place of "no design": N-865 with conditions and repairs; ``first`` where
    nothing is proved.

    :raises InputError: N-973 when cancelled.
    """
    asked = questions(progress, cancelled, stopped=InputError("N-973", effort=effort), left=0.97)
    found, asker = clash(posed.problem, effort=effort, asked=asked)
    if found is None:
        return first
    ways = repairs(posed.problem, found, asker, effort=effort, asked=asked)
    proof = proof_words(found)
    return InputError(
        "N-865", city_zh=posed.city.city.name,
        city_en=posed.city.city.name_en or posed.city.city.name, count=len(found.conditions),
        proof_zh=proof[0], proof_en=proof[1],
        also=(*_conditions(posed, found), *_repairs(posed, ways), first),
    )  # fmt: skip


def _conditions(posed: ProvinceSorting, found: Smallest[Condition]) -> Iterator[JidiError]:
    for one in found.conditions:
        table, key = _cell(posed.asked.values, one)
        zh, en = _condition(posed.problem, one)
        yield InputError(
            "N-866", where=Place(FILE, sheet=table or None, column=key),
            item_zh=zh, item_en=en, key=f"{table}.{key}" if table else key,
        )  # fmt: skip


def _cell(values: SortingValues, one: Condition) -> tuple[str, str]:
    if one.window is None:
        return _CELLS[one.kind]
    held = values.windows.model_dump()
    return "windows", ", ".join(n for n, w in held.items() if one.window in w)


def _condition(problem: SortingProblem, one: Condition) -> Told:
    zh, en = _NAMES[one.kind]
    value = _value(problem, one)
    if value is None:
        return zh, en
    told = _told(one.kind, value)
    if one.kind is Kind.LINES:
        stand = problem.standing
        return f"{zh} {told[0]}（现有 {stand} 条）", f"{en}: {told[1]}, of which {stand} stand"
    return f"{zh} {told[0]}", f"{en}: {told[1]}"


def _value(problem: SortingProblem, one: Condition) -> Value | None:
    if one.kind is Kind.PARCELS:
        return None
    if one.kind is Kind.BEGINS:
        return tuple(f"{hour}:00" for hour in sorted({wave.begins for wave in problem.waves}))
    if one.kind is Kind.WINDOW:
        assert one.window in windows(problem)
        return one.window
    value: Value = problem.most if one.kind is Kind.LINES else getattr(problem, one.kind.value)
    return value


def _told(kind: Kind, value: Value) -> Told:
    """A value with its unit."""
    if kind is Kind.WINDOW:
        opens, closes = value  # type: ignore[misc]
        return (f"{opens}:00–{closes}:00",) * 2
    if isinstance(value, tuple):
        return "、".join(map(str, value)), ", ".join(map(str, value))
    zh, en = _UNITS[kind]
    return f"{value:,.6g} {zh}", f"{value:,.6g}{en}"


def _repairs(posed: ProvinceSorting, ways: tuple[Repair, ...]) -> Iterator[JidiError]:
    if not ways:
        yield InputError("N-869")
    for number, way in enumerate(ways):
        words = [_changed(posed, one) for one in way.changes]
        yield InputError(
            "N-868" if number else "N-867",
            changes_zh="；".join(zh for zh, _ in words),
            changes_en="; ".join(en for _, en in words),
            cost=f"{way.design.cost:,.0f}", gap=f"{way.design.gap:.2%}",
            lines=way.design.lines - posed.problem.standing,
        )  # fmt: skip


def _changed(posed: ProvinceSorting, change: Change) -> Told:
    kind = change.condition.kind
    if kind is Kind.PARCELS:
        peak = posed.asked.against_mean * float(change.after) / 100  # type: ignore[arg-type]
        return (
            f"只分当日的 {change.after}%（旺季日按日均的 {peak:.2f} 倍，其余分流到别处）",
            f"sort {change.after} % of the day's parcels (a peak of {peak:.2f} times the mean; "
            "the rest goes elsewhere)",
        )
    zh, en = _NAMES[kind]
    after = _told(kind, change.after)
    if kind is Kind.BEGINS:
        return f"增开波次 {after[0]}", f"run more waves: {after[1]}"
    before = _told(kind, change.before)
    space = " " if before[0][-1].isdigit() else ""
    return f"{zh}由 {before[0]}{space}改为 {after[0]}", f"{en} from {before[1]} to {after[1]}"
