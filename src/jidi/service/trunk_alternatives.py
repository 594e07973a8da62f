"""Other trunk designs of nearly the same cost: found, told in both languages, kept as files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jidi.core.errors import Language
from jidi.model.trunk import trunk_values
from jidi.network.alternatives import Asked, Report
from jidi.network.trunk import TrunkDesign, TrunkProblem, solve
from jidi.network.trunk.alternatives import (
    TrunkAlternative,
    TrunkAlternatives,
    trunk_alternatives,
)
from jidi.service import trunk_design as designs
from jidi.service.other_designs import keep_numbered, sought_json, sought_line
from jidi.service.trunk_design import Cancelled, Progress, TrunkJudged, keep_trunk
from jidi.service.trunk_words import MODE_WORDS

ALTERNATIVE_HEADS: Final = (
    "方案,元/日,差,克CO2e/日 差,换路比重,与最近者,班/日",
    "design,yuan a day,more,g CO2e a day more,go otherwise,from nearest,departures a day",
)
_APART: Final = ("的重量换了中转地或方式", "of the weight by other hubs or modes")
Solver = Callable[..., TrunkDesign]


@dataclass(frozen=True)
class TrunkAlternativesTold:
    """Alternatives with the design they are alternatives to."""

    judged: TrunkJudged
    found: TrunkAlternatives

    @property
    def designs(self) -> tuple[TrunkJudged, ...]:
        """Each alternative as a verified design of the same problem."""
        base = self.judged
        return tuple(
            TrunkJudged(base.posed, each.design, each.verdict, base.seed, base.effort)
            for each in self.found.found
        )


def trunk_alternatives_told(
    judged: TrunkJudged,
    *,
    wanted: int,
    progress: Progress,
    cancelled: Cancelled,
    solver: Solver = solve,
) -> TrunkAlternativesTold:
    """Clearly different designs of nearly the same cost as one that holds.

    :param cancelled: when it says so, what was found by then is told.
    :raises InputError: N-947 for a design that does not hold.
    """
    designs.check_holds(judged.verdict)

    def answer(problem: TrunkProblem, report: Report) -> TrunkDesign:
        return solver(
            problem, gap=designs.GAP, parts=designs.PARTS * judged.effort, seed=judged.seed,
            cancelled=cancelled, step=lambda text: report(0.5, text),
        )  # fmt: skip

    found = trunk_alternatives(
        judged.posed.problem, judged.design, wanted=wanted, answer=answer, cancelled=cancelled,
        progress=progress,
    )  # fmt: skip
    return TrunkAlternativesTold(judged, found)


def keep_trunk_alternatives(told: TrunkAlternativesTold, folder: Path) -> tuple[Path, ...]:
    """Write each alternative as a design of its own, ``alternative-1.json`` and so on.

    :raises InputError: V-101 when a file cannot be written.
    """
    return keep_numbered(told.designs, folder, keep_trunk)


def alternative_texts(told: TrunkAlternativesTold, lang: Language) -> list[tuple[str, ...]]:
    """A line for the design, and one for each alternative."""
    base = told.judged.design
    first = (("本方案", "the design")[lang == "en"], f"{base.cost:,.0f}", "—", "—", "—", "—")
    rows: list[tuple[str, ...]] = [(*first, f"{_trucks(told.judged, base):,}")]
    for each in told.found.found:
        more = (each.design.grams - base.grams) / base.grams if base.grams else 0.0
        rows.append((
            asked_words(told.judged, each.asked, lang), f"{each.design.cost:,.0f}",
            f"{each.extra / base.cost:+.2%}", f"{more:+.1%}", f"{each.apart:.0%}",
            f"{each.nearest:.0%}", f"{_trucks(told.judged, each.design):,}",
        ))  # fmt: skip
    return rows


def _trucks(judged: TrunkJudged, design: TrunkDesign) -> int:
    pairs = zip(judged.posed.problem.lanes, design.departures, strict=True)
    return sum(count for lane, count in pairs if lane.vehicle)


def asked_words(judged: TrunkJudged, asked: Asked, lang: Language) -> str:
    """How an alternative was come by, in words."""
    kind, subject = asked
    en = lang == "en"
    names = {p.code: p.en if en else p.zh for p in judged.posed.places}
    if kind == "node":
        return (f"{names[subject]} 不中转", f"{names[subject]} sorts nothing")[en]
    if kind == "hours":
        return (f"时间价 {subject} 元/吨时", f"time at {subject} yuan/t·h")[en]
    if kind == "pair":
        ends = "—".join(names[code] for code in subject.split("-"))
        return (f"{ends} 不开自有货车", f"no own trucks {ends}")[en]
    trucks = {truck.id: (truck.zh, truck.en) for truck in trunk_values().trucks}
    word = (trucks.get(subject) or MODE_WORDS[subject])[en]
    return (f"不用 {word}", f"without {word}")[en]


def alternatives_line(told: TrunkAlternativesTold, lang: Language) -> str:
    """How many were found, by which measure, and what became of the other tries."""
    return sought_line(told.found, _APART, lang)


def trunk_alternatives_json(told: TrunkAlternativesTold) -> dict[str, Any]:
    """The alternatives as plain values."""
    each = [_alternative_json(told, one) for one in told.found.found]
    return sought_json(told.found, each, synthetic=told.judged.posed.synthetic)


def _alternative_json(told: TrunkAlternativesTold, each: TrunkAlternative) -> dict[str, Any]:
    return {
        "asked": " ".join(each.asked),
        "asked_zh": asked_words(told.judged, each.asked, "zh"),
        "asked_en": asked_words(told.judged, each.asked, "en"),
        "holds": each.verdict.holds,
        "cost": each.design.cost,
        "extra_yuan_a_day": each.extra,
        "grams_co2e_a_day": each.design.grams,
        "apart": each.apart,
        "apart_from_nearest": each.nearest,
        "departures_a_day": _trucks(told.judged, each.design),
    }
