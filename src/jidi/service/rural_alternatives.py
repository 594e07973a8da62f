"""Other designs of nearly the same cost: found, told in both languages, kept as files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from jidi.core.errors import Language
from jidi.network.alternatives import Report
from jidi.network.rural.alternatives import Alternative, Alternatives, alternatives
from jidi.network.rural.design import Design
from jidi.network.rural.difference import Difference
from jidi.network.rural.problem import Problem
from jidi.service.other_designs import keep_numbered, sought_json, sought_line
from jidi.service.rural_answering import check_holds, effort_of, seed_of
from jidi.service.rural_design import Cancelled, Judged, Progress, Solver, keep

ASKED_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "seed": ("种子", "seed"),
    "without": ("不用", "without"),
    "days": ("换班期", "other days"),
    "open": ("启用站点", "station open"),
    "closed": ("关闭站点", "station closed"),
}
"""How a design was asked for."""
_APART: Final = ("的村服务方式不同", "of the villages served differently")


@dataclass(frozen=True)
class AlternativesTold:
    """Alternatives with the design they are alternatives to."""

    judged: Judged
    found: Alternatives

    @property
    def designs(self) -> tuple[Judged, ...]:
        """Each alternative as a verified design, saying how it was come by."""
        asked = dict(self.judged.design.made)
        return tuple(
            Judged(self.judged.problem, _saying(each, asked), each.verdict, self.judged.notes)
            for each in self.found.found
        )


def _saying(each: Alternative, asked: Mapping[str, str]) -> Design:
    how = {**asked, **dict(each.design.made), "alternative": " ".join(each.asked).strip()}
    return replace(each.design, made=tuple(how.items()))


def alternatives_told(
    judged: Judged, *, wanted: int, solve: Solver, progress: Progress, cancelled: Cancelled
) -> AlternativesTold:
    """Clearly different designs of nearly the same cost as one that holds.

    :param cancelled: when it says so, what was found by then is told.
    :raises InputError: N-703.
    """
    cost, design = check_holds(judged), judged.design

    def answer(problem: Problem, seed: int, report: Report) -> Design:
        return solve(
            problem, seed=seed, effort=effort_of(design), progress=report, cancelled=cancelled
        )

    found = alternatives(
        judged.problem,
        design,
        wanted=wanted,
        seed=seed_of(design),
        answer=answer,
        cost=cost,
        cancelled=cancelled,
        progress=progress,
    )
    return AlternativesTold(judged, found)


def keep_alternatives(told: AlternativesTold, folder: Path) -> tuple[Path, ...]:
    """Write each alternative as a design of its own, ``alternative-1.json`` and so on.

    :raises InputError: V-101 when a file cannot be written.
    """
    return keep_numbered(
        told.designs, folder, lambda one, path: keep(one, design=path, problem=None)
    )


def alternative_rows(told: AlternativesTold, lang: Language) -> list[tuple[str, ...]]:
    """A line for the design, and one for each alternative."""
    base = told.judged.verdict
    cost = 0.0 if base.bill is None else base.bill.total
    first = (("本方案", "the design")[lang == "en"], f"{cost:,.2f}", "—", f"{base.served}")
    rows: list[tuple[str, ...]] = [(*first, *("—",) * 7)]
    for each in told.found.found:
        sign = "+" if each.extra >= 0 else "−"
        apart = each.apart
        rows.append(
            (
                asked_words(each.asked, lang),
                f"{cost + each.extra:,.2f}",
                f"{sign}{abs(each.extra) / cost:.2%}",
                f"{each.verdict.served}",
                f"{apart.any:.0%}",
                f"{each.nearest:.0%}",
                *(f"{share:.0%}" for share in _respects(apart)),
            )
        )
    return rows


def _respects(apart: Difference) -> tuple[float, ...]:
    return apart.served, apart.station, apart.mode, apart.days, apart.company


def asked_words(asked: tuple[str, str], lang: Language) -> str:
    """How an alternative was come by, in words."""
    return f"{ASKED_WORDS[asked[0]][lang == 'en']} {asked[1]}".strip()


def summary_line(told: AlternativesTold, lang: Language) -> str:
    """How many were found, by which measure, and what became of the other tries."""
    return sought_line(told.found, _APART, lang)


def alternatives_json(told: AlternativesTold) -> dict[str, Any]:
    """The alternatives as plain values."""
    each = [_alternative_json(one) for one in told.found.found]
    return sought_json(told.found, each, synthetic=told.judged.problem.synthetic)


def _alternative_json(each: Alternative) -> dict[str, Any]:
    verdict = each.verdict
    return {
        "asked": " ".join(each.asked).strip(),
        "holds": verdict.holds,
        "cost": None if verdict.bill is None else verdict.bill.total,
        "extra_yuan_a_day": each.extra,
        "served": verdict.served,
        "km_a_day": verdict.km,
        "grams_co2e_a_day": verdict.grams,
        "apart": vars(each.apart),
        "apart_from_nearest": each.nearest,
    }
