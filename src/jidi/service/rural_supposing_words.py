"""Stations and modes explained, in words of both languages and as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from jidi.core.errors import Language
from jidi.network.rural.explain import Way
from jidi.network.rural.explain_mode import VillageMode
from jidi.network.rural.explain_station import Binding
from jidi.network.rural.supposing import Outcome
from jidi.service.rural_design import Judged
from jidi.service.rural_explaining import KIND_WORDS
from jidi.service.rural_sheets import HOW_WORDS
from jidi.service.rural_supposing import ModeExplained, StationExplained, VillageModeExplained

BINDING_WORDS: Final[Mapping[Binding, tuple[str, str]]] = {
    Binding.MUST: (
        "现有站点，题目要求保持启用",
        "it is open already, and the problem keeps it so",
    ),
    Binding.COUNTER: (
        "其柜台有人收寄，必须启用",
        "somebody waits at its counter, so it must be open",
    ),
    Binding.BARRED: ("题目不允许启用", "the problem does not let it open"),
    Binding.COST: ("启用与否只由费用决定", "nothing but cost decides"),
}

CHANCE: Final = (
    "两个方案由同样的种子与力度求得（原方案略改即可的，取两者中便宜的），差额含搜索本身的出入，不是证明。",
    "Both designs come from the same search, seed and effort (or the design a little changed, "
    "where that is cheaper); the difference holds the search's own scatter and is no proof.",
)


def station_lines(found: StationExplained, lang: Language) -> list[str]:
    """Why the station is open or not, and what the contrary costs."""
    reasons, problem = found.reasons, found.judged.problem
    station, en = problem.stations[reasons.station], lang == "en"
    name = station.id if station.name in ("", station.id) else f"{station.id} {station.name}"
    why = BINDING_WORDS[reasons.binding][en]
    state = (("启用", "open") if reasons.is_open else ("未启用", "closed"))[en]
    head = f"{name}: {state}; {why}" if en else f"{name}：{state}；{why}"
    return [head, *_carries(found, lang), *_contrary(found, lang)]


def _carries(found: StationExplained, lang: Language) -> list[str]:
    """What goes through an open station."""
    reasons, station = found.reasons, found.judged.problem.stations[found.reasons.station]
    if not reasons.is_open:
        return []
    lines = "、".join(reasons.lines) or "—"
    if lang == "zh":
        return [
            f"柜台 {reasons.own:,.1f} 件/日，经由它服务 {len(reasons.villages)} 个村、"
            f"{reasons.through:,.1f} 件/日；能力 {_limit(station.capacity)} 件/日；"
            f"固定费用 {station.fixed:,.2f} 元/日；供货 {reasons.feeder}；线路 {lines}"
        ]
    return [
        f"counter {reasons.own:,.1f} parcels a day; {len(reasons.villages)} villages served "
        f"through it, {reasons.through:,.1f} parcels a day; capacity {_limit(station.capacity)}; "
        f"fixed {station.fixed:,.2f} yuan a day; fed by {reasons.feeder}; lines {lines}"
    ]


def _limit(value: float) -> str:
    return "—" if value == float("inf") else f"{value:,.0f}"


def _contrary(found: StationExplained, lang: Language) -> list[str]:
    reasons = found.reasons
    if reasons.is_open:
        gone = f"（其柜台 {reasons.own:,.1f} 件/日不再收寄）" if reasons.own else ""
        gone_en = f" (nobody serves its counter's {reasons.own:,.1f} parcels a day)"
        title = f"如关闭{gone}" if lang == "zh" else f"closed{gone_en if reasons.own else ''}"
    else:
        title = "如启用" if lang == "zh" else "opened"
    allowed = reasons.binding is Binding.COST
    line = outcome_line(title, reasons.contrary, found.judged, reasons.cost, lang, allowed=allowed)
    return [line]


def mode_lines(found: ModeExplained, lang: Language) -> list[str]:
    """What the mode is worth to the county."""
    reasons, problem = found.reasons, found.judged.problem
    word, villages = HOW_WORDS[reasons.mode][lang == "en"], len(problem.villages)
    titles = (("如尽量采用", "如不采用"), ("forced", "forbidden"))[lang == "en"]
    told = []
    for title, outcome in zip(titles, (reasons.forced, reasons.forbidden), strict=True):
        count = reasons.served_when(outcome)
        by = "" if count is None else f"（{count} 村）" if lang == "zh" else f" ({count} villages)"
        told.append(
            outcome_line(f"{title}{by}", outcome, found.judged, reasons.cost, lang, allowed=True)
        )
    if lang == "zh":
        head = f"{word}：服务 {reasons.served} 个村，能到 {reasons.could}/{villages} 个村"
    else:
        head = f"{word}: serves {reasons.served} villages; {reasons.could} of {villages} lie on it"
    return [head, *told]


def outcome_line(
    title: str, outcome: Outcome, judged: Judged, cost: float, lang: Language, *, allowed: bool
) -> str:
    """What a supposition leads to, against the design.

    :param allowed: whether the design's own problem allows what is supposed: then a cheaper
        network shows that the design can be improved.
    """
    if outcome.cost is None or outcome.verdict is None:
        why = _refusal(outcome, lang)
        return f"{title}：没有方案。{why}" if lang == "zh" else f"{title}: no design. {why}"
    extra, verdict = outcome.cost - cost, outcome.verdict
    sign = "+" if extra >= 0 else "−"
    served = f"{verdict.served}/{verdict.villages}"
    if lang == "zh":
        line = (
            f"{title}：{outcome.cost:,.2f} 元/日（{sign}{abs(extra):,.2f}，"
            f"{sign}{abs(extra) / cost:.1%}），服务 {served} 个村"
        )
        better = "；比本方案还便宜：本方案尚可改进"
    else:
        line = (
            f"{title}: {outcome.cost:,.2f} yuan a day ({sign}{abs(extra):,.2f}, "
            f"{sign}{abs(extra) / cost:.1%}), {served} villages served"
        )
        better = "; cheaper than the design, which can thus be improved"
    return line + (better if allowed and _is_better(outcome, judged, extra) else "")


def _is_better(outcome: Outcome, judged: Judged, extra: float) -> bool:
    """Whether the supposed network serves as many for less."""
    verdict = outcome.verdict
    return verdict is not None and extra < 0 and verdict.served >= judged.verdict.served


def _refusal(outcome: Outcome, lang: Language) -> str:
    if outcome.refused is not None:
        return outcome.refused.message(lang)
    told = () if outcome.verdict is None else outcome.verdict.violations
    return ("；" if lang == "zh" else "; ").join(v.text(lang) for v in told)


def village_mode_lines(found: VillageModeExplained, lang: Language) -> list[str]:
    """What forcing or forbidding the mode means for the village."""
    made, en = found.found, lang == "en"
    word = HOW_WORDS[made.mode][en]
    if en:
        return [
            f"forced {word}: {_way(made, made.forced, lang)}",
            f"without {word}: {_way(made, made.forbidden, lang)}",
        ]
    return [
        f"如用{word}：{_way(made, made.forced, lang)}",
        f"如不用{word}：{_way(made, made.forbidden, lang)}",
    ]


def _way(made: VillageMode, way: Way | None, lang: Language) -> str:
    if way is None or way.extra is None:
        return "没有可行的方式" if lang == "zh" else "no open way"
    kind = KIND_WORDS[way.kind][lang == "en"]
    unit = ("元/日", "yuan a day")[lang == "en"]
    told = f"{kind} {way.by}, {way.extra:,.2f} {unit}"
    if made.now is None:
        return told
    change = way.extra - made.now
    sign = "+" if change >= 0 else "−"
    against = ("与现方案相差", "against the design")[lang == "en"]
    return f"{told} ({against} {sign}{abs(change):,.2f})"


# As plain values -------------------------------------------------------------


def station_json(found: StationExplained) -> dict[str, Any]:
    """The station's reasons as plain values."""
    reasons, problem = found.reasons, found.judged.problem
    station = problem.stations[reasons.station]
    return {
        "station": station.id,
        "name": station.name,
        "open": reasons.is_open,
        "binding": reasons.binding.value,
        "binding_zh": BINDING_WORDS[reasons.binding][0],
        "binding_en": BINDING_WORDS[reasons.binding][1],
        "own_parcels_a_day": reasons.own,
        "through_parcels_a_day": reasons.through,
        "capacity": None if station.capacity == float("inf") else station.capacity,
        "fixed_yuan_a_day": station.fixed,
        "villages": [problem.villages[n].id for n in reasons.villages],
        "feeder": reasons.feeder,
        "lines": list(reasons.lines),
        "cost": reasons.cost,
        "closed" if reasons.is_open else "opened": outcome_json(reasons.contrary, reasons.cost),
        **_mark(found.judged),
    }


def mode_json(found: ModeExplained) -> dict[str, Any]:
    """The mode's reasons as plain values."""
    reasons = found.reasons
    told = {"mode": reasons.mode, "served": reasons.served, "could": reasons.could}
    for name, outcome in (("forced", reasons.forced), ("forbidden", reasons.forbidden)):
        count = reasons.served_when(outcome)
        told[name] = {**outcome_json(outcome, reasons.cost), "served_by_mode": count}
    return {**told, "cost": reasons.cost, **_mark(found.judged)}


def village_mode_json(found: VillageModeExplained) -> dict[str, Any]:
    """A mode of one village as plain values."""
    made = found.found
    return {
        "village": found.village.judged.problem.villages[found.village.reasons.village].id,
        "mode": made.mode,
        "mode_now": made.mode_now,
        "yuan_a_day_now": made.now,
        "forced": _way_json(made.forced),
        "forbidden": _way_json(made.forbidden),
        "synthetic": found.village.judged.problem.synthetic,
    }


def _way_json(way: Way | None) -> dict[str, Any] | None:
    if way is None:
        return None
    return {
        "kind": way.kind.value,
        "by": way.by,
        "days": way.days.marks,
        "extra_yuan_a_day": way.extra,
    }


def outcome_json(outcome: Outcome, cost: float) -> dict[str, Any]:
    """What a supposition leads to as plain values."""
    if outcome.cost is None or outcome.verdict is None:
        reason = {"zh": _refusal(outcome, "zh"), "en": _refusal(outcome, "en")}
        return {"holds": False, "reason": reason}
    verdict = outcome.verdict
    return {
        "holds": True,
        "cost": outcome.cost,
        "extra_yuan_a_day": outcome.cost - cost,
        "served": verdict.served,
        "km_a_day": verdict.km,
        "grams_co2e_a_day": verdict.grams,
    }


def _mark(judged: Judged) -> dict[str, Any]:
    return {
        "note_zh": CHANCE[0],
        "note_en": CHANCE[1],
        "synthetic": judged.problem.synthetic,
    }
