"""The words for conditions of a rural problem that clash, and for changes of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from jidi.core.errors import Language
from jidi.network.rural.changes import Change
from jidi.network.rural.conditions import Condition, Kind
from jidi.network.rural.problem import Problem, Window
from jidi.network.weekdays import Weekdays

Words = tuple[str, str]
"""In Chinese and in English."""
SHOWN: Final = 5

CODES: Final[Mapping[Kind, str]] = {
    Kind.COVERAGE: "N-511",
    Kind.BUDGET: "N-512",
    Kind.FLEET: "N-513",
    Kind.LOAD: "N-514",
    Kind.RANGE: "N-515",
    Kind.SHIFT: "N-516",
    Kind.STATION_OPEN: "N-517",
    Kind.STATION_CLOSED: "N-518",
    Kind.STATION_CAPACITY: "N-519",
    Kind.LANE_CAPACITY: "N-520",
    Kind.POINT_CAPACITY: "N-521",
    Kind.FREQUENCY: "N-522",
    Kind.WINDOW: "N-523",
    Kind.STATION_HOURS: "N-524",
    Kind.CENTRE_HOURS: "N-525",
}
"""The code of each kind of condition in a clash."""

CELLS: Final[Mapping[Kind, tuple[str, str]]] = {
    Kind.COVERAGE: ("wanted", "coverage"),
    Kind.BUDGET: ("wanted", "budget"),
    Kind.FLEET: ("vehicle", "most"),
    Kind.LOAD: ("vehicle", "load"),
    Kind.RANGE: ("vehicle", "range_km"),
    Kind.SHIFT: ("work", "shift"),
    Kind.STATION_OPEN: ("station", "must"),
    Kind.STATION_CLOSED: ("station", "must"),
    Kind.STATION_CAPACITY: ("station", "capacity"),
    Kind.LANE_CAPACITY: ("lane", "capacity"),
    Kind.POINT_CAPACITY: ("village", "point"),
    Kind.FREQUENCY: ("village", "frequency"),
    Kind.WINDOW: ("village", "closes"),
    Kind.STATION_HOURS: ("station", "closes"),
    Kind.CENTRE_HOURS: ("centre", "closes"),
}
"""The table and column of a draft in which a condition stands."""

_UNITS: Final[Mapping[Kind, Words]] = {
    Kind.BUDGET: ("元/日", "yuan a day"),
    Kind.FLEET: ("辆", "vehicles"),
    Kind.LOAD: ("件", "parcels"),
    Kind.RANGE: ("公里", "km"),
    Kind.SHIFT: ("分钟", "minutes"),
    Kind.STATION_CAPACITY: ("件/日", "parcels a day"),
    Kind.LANE_CAPACITY: ("件/班", "parcels a run"),
    Kind.POINT_CAPACITY: ("件/次", "parcels a visit"),
}
_OF_VILLAGES: Final = (Kind.POINT_CAPACITY, Kind.FREQUENCY, Kind.WINDOW)


def condition_words(problem: Problem, found: Sequence[Condition]) -> Words:
    """Conditions of one kind, each with its value; the first few where there are many."""
    texts = [_condition(problem, condition) for condition in found[:SHOWN]]
    left = len(found) - len(texts)
    zh = "；".join(text[0] for text in texts) + (f" 等 {len(found)} 处" if left else "")
    return zh, "; ".join(text[1] for text in texts) + (f" and {left} more" if left else "")


def _condition(problem: Problem, condition: Condition) -> Words:
    kind, row = condition.kind, condition.row
    if kind is Kind.COVERAGE:
        wanted, every, share = problem.villages_wanted, len(problem.villages), problem.wanted
        return (
            f"要求服务 {wanted}/{every} 个村（{share.coverage:.1%}）",
            f"{wanted} of {every} villages are to be served ({share.coverage:.1%})",
        )
    name, value = named(problem, condition), value_words(kind, _value(problem, condition))
    if kind in (Kind.STATION_OPEN, Kind.STATION_CLOSED):
        own = problem.stations[row].down + problem.stations[row].up
        waits = (f"（自身 {own:g} 件/日）", f" ({own:g} parcels a day of its own)")
        return (name + waits[0], name + waits[1]) if own else (name, name)
    most = ("≤ " if kind in _UNITS else "") if kind is not Kind.FLEET else "≤ "
    return f"{name} {most}{value[0]}".strip(), f"{name} {most}{value[1]}".strip()


def named(problem: Problem, condition: Condition) -> str:
    """Id and name of what a condition holds for; empty for the whole."""
    kind, row = condition.kind, condition.row
    if kind in (Kind.COVERAGE, Kind.BUDGET, Kind.SHIFT):
        return ""
    if kind is Kind.CENTRE_HOURS:
        return problem.centre.name
    if kind in _OF_VILLAGES:
        return f"{problem.villages[row].id} {problem.villages[row].name}"
    if kind in (Kind.FLEET, Kind.LOAD, Kind.RANGE):
        return f"{problem.vehicles[row].id} {problem.vehicles[row].name}"
    if kind is Kind.LANE_CAPACITY:
        return f"{problem.lanes[row].id} {problem.lanes[row].name}"
    return f"{problem.stations[row].id} {problem.stations[row].name}"


def _value(problem: Problem, condition: Condition) -> Any:
    row = condition.row
    ways: Mapping[Kind, Callable[[], Any]] = {
        Kind.BUDGET: lambda: problem.wanted.budget,
        Kind.FLEET: lambda: problem.vehicles[row].most,
        Kind.LOAD: lambda: problem.vehicles[row].capacity,
        Kind.RANGE: lambda: problem.vehicles[row].range_km,
        Kind.SHIFT: lambda: problem.work.shift,
        Kind.STATION_OPEN: lambda: 1.0,
        Kind.STATION_CLOSED: lambda: 1.0,
        Kind.STATION_CAPACITY: lambda: problem.stations[row].capacity,
        Kind.LANE_CAPACITY: lambda: problem.lanes[row].capacity,
        Kind.POINT_CAPACITY: lambda: max(p.parcels_per_day for p in problem.villages[row].points),
        Kind.FREQUENCY: lambda: tuple(p.marks for p in problem.villages[row].patterns),
        Kind.WINDOW: lambda: problem.villages[row].window,
        Kind.STATION_HOURS: lambda: problem.stations[row].hours,
        Kind.CENTRE_HOURS: lambda: Window(problem.centre.ready, problem.centre.closes),
    }
    return ways[condition.kind]()


def value_words(kind: Kind, value: Any) -> Words:
    """A value of a condition with its unit."""
    if isinstance(value, Window):
        hours = f"{_clock(value.opens)}–{_clock(value.closes)}"
        return hours, hours
    if isinstance(value, tuple):
        return _patterns(value, "zh"), _patterns(value, "en")
    if kind is Kind.COVERAGE:
        return f"{value:.1%}", f"{value:.1%}"
    zh, en = _UNITS.get(kind, ("", ""))
    shown = (
        "∞" if math.isinf(value) else f"{value:,.2f}" if kind is Kind.BUDGET else f"{value:,.6g}"
    )
    return f"{shown} {zh}", f"{shown} {en}"


def _patterns(marks: Sequence[str], lang: Language) -> str:
    """Visits a week of the day patterns; all of the same frequency by their days."""
    patterns = [Weekdays(text) for text in marks]
    least = min(pattern.frequency for pattern in patterns)
    if len({pattern.frequency for pattern in patterns}) == 1:
        return (" / ").join(pattern.text(lang) for pattern in patterns)
    return f"每周至少 {least} 次" if lang == "zh" else f"at least {least} visits a week"


def _clock(minute: float) -> str:
    return f"{int(minute) // 60:02d}:{int(minute) % 60:02d}"


def change_words(problem: Problem, changes: Sequence[Change]) -> Words:
    """All changes of a repair; of each kind the first few."""
    kinds = dict.fromkeys(change.condition.kind for change in changes)
    texts = [_of_kind(problem, [c for c in changes if c.condition.kind is k]) for k in kinds]
    return "；".join(text[0] for text in texts), "; ".join(text[1] for text in texts)


def _of_kind(problem: Problem, changes: Sequence[Change]) -> Words:
    texts = [_change(problem, change) for change in changes[:SHOWN]]
    left = len(changes) - len(texts)
    zh = "，".join(text[0] for text in texts) + (f" 等 {len(changes)} 处" if left else "")
    return zh, ", ".join(text[1] for text in texts) + (f" and {left} more" if left else "")


_SUBJECTS: Final[Mapping[Kind, Words]] = {
    Kind.COVERAGE: ("覆盖率", "coverage"),
    Kind.BUDGET: ("预算", "budget"),
    Kind.FLEET: ("车辆数", "vehicles of"),
    Kind.LOAD: ("装载量", "load of"),
    Kind.RANGE: ("续航", "range of"),
    Kind.SHIFT: ("班次跨度", "shift"),
    Kind.STATION_CAPACITY: ("处理能力", "capacity of"),
    Kind.LANE_CAPACITY: ("运能", "capacity of"),
    Kind.POINT_CAPACITY: ("服务点能力", "point of"),
    Kind.FREQUENCY: ("班期", "days of"),
    Kind.WINDOW: ("时间窗", "window of"),
    Kind.STATION_HOURS: ("开放时间", "hours of"),
    Kind.CENTRE_HOURS: ("时间", "times of"),
}


def _change(problem: Problem, change: Change) -> Words:
    kind, name = change.condition.kind, named(problem, change.condition)
    if kind is Kind.STATION_OPEN:
        return f"不启用 {name}，其自身件量另行安排", f"close {name}, its own parcels otherwise"
    if kind is Kind.STATION_CLOSED:
        return f"启用 {name}", f"open {name}"
    zh, en = _SUBJECTS[kind]
    before, after = value_words(kind, change.before), value_words(kind, change.after)
    if isinstance(change.after, tuple):
        added = Weekdays(change.after[-1])
        return f"{name} 可按 {added.text('zh')} 服务", f"visit {name} on {added.text('en')}"
    head = f"{en} {name}".strip()
    return (
        f"{name} {zh}由 {before[0]} 改为 {after[0]}".strip(),
        f"{head} from {before[1]} to {after[1]}",
    )
