"""Other trunk designs of nearly the same cost: found, told in both languages, kept as files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jidi.core.errors import InputError, Language
from jidi.model.trunk import trunk_values
from jidi.network.trunk import TrunkDesign, TrunkProblem, solve
from jidi.network.trunk.alternatives import (
    TRIES_EACH,
    Asked,
    TrunkAlternative,
    TrunkAlternatives,
    trunk_alternatives,
)
from jidi.service import trunk_design as designs
from jidi.service.trunk_design import Cancelled, Progress, TrunkJudged, keep_trunk
from jidi.service.trunk_words import MODE_WORDS

ALTERNATIVE_HEADS: Final = (
    "方案,元/日,差,克CO2e/日 差,换路比重,与最近者,班/日",
    "design,yuan a day,more,g CO2e a day more,go otherwise,from nearest,departures a day",
)
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
    if not judged.holds:
        first = f"{judged.verdict.breaches[0].kind} {judged.verdict.breaches[0].where}"
        raise InputError("N-947", count=len(judged.verdict.breaches), first=first)
    done, most = 0.0, TRIES_EACH * wanted

    def step(share: float, name: str) -> None:
        nonlocal done
        done = share
        progress(share, name)

    def answer(problem: TrunkProblem) -> TrunkDesign:
        return solver(
            problem, gap=designs.GAP, parts=designs.PARTS * judged.effort, seed=judged.seed,
            cancelled=cancelled, step=lambda text: progress(done + 0.5 / most, text),
        )  # fmt: skip

    found = trunk_alternatives(
        judged.posed.problem, judged.design, wanted=wanted, answer=answer, cancelled=cancelled,
        progress=step,
    )  # fmt: skip
    return TrunkAlternativesTold(judged, found)


def keep_trunk_alternatives(told: TrunkAlternativesTold, folder: Path) -> tuple[Path, ...]:
    """Write each alternative as a design of its own, ``alternative-1.json`` and so on.

    :raises InputError: V-101 when a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, design in enumerate(told.designs, start=1):
        paths.append(folder / f"alternative-{number}.json")
        keep_trunk(design, paths[-1])
    return tuple(paths)


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
    found = told.found
    if lang == "zh":
        return (
            f"找到 {len(found.found)}/{found.wanted} 个明显不同的方案"
            f"（费用多不过 {found.nearly:.0%}，"
            f"两两之间至少 {found.clearly:.0%} 的重量换了中转地或方式，自定标准），均经独立核验；"
            f"共试 {found.tried} 个：{found.dear} 个过贵，{found.alike} 个雷同，"
            f"{found.failed} 个不成。"
        )
    return (
        f"{len(found.found)} of {found.wanted} clearly different designs found (at most "
        f"{found.nearly:.0%} dearer, at least {found.clearly:.0%} of the weight by other hubs or "
        f"modes between any two: own choice), all verified; {found.tried} tried: {found.dear} too "
        f"dear, {found.alike} alike, {found.failed} failed."
    )


def trunk_alternatives_json(told: TrunkAlternativesTold) -> dict[str, Any]:
    """The alternatives as plain values."""
    found = told.found
    return {
        "wanted": found.wanted,
        "found": len(found.found),
        "tried": found.tried,
        "too_dear": found.dear,
        "alike": found.alike,
        "failed": found.failed,
        "dearer_at_most": found.nearly,
        "apart_at_least": found.clearly,
        "measure_own_choice": True,
        "synthetic": told.judged.posed.synthetic,
        "alternatives": [_alternative_json(told, each) for each in found.found],
    }


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
