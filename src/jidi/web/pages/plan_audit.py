"""What the audit says of the plan: findings by verdict, and for each target what binds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import htpy as h
from htpy import Node

from jidi.plan.shown import shown
from jidi.service.english import phrase
from jidi.web.english import spoken, text_cell
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.marks import shape
from jidi.web.pages.plan_quotes import places, plan_name
from jidi.web.printed import unit_cell
from jidi.web.tables import swapping
from jidi.web.texts import mark
from jidi.web.visit import Visit

if TYPE_CHECKING:
    from jidi.plan import Binding, Finding

TITLE = mark("The plan audits itself")
BINDINGS = mark("What binds")
VERDICTS = {
    "contradicts": ("square", mark("contradicts")),
    "compatible": ("triangle", mark("compatible only if …")),
    "agrees": ("circle", mark("agrees")),
}
SHORT = {"compatible": mark("compatible")}
"""Inside a row, whose next column states the condition."""
FAMILIES = {
    "growth": mark("growth and target"),
    "increment": mark("increase and target"),
    "notation": mark("meaning of brackets"),
    "wording": mark("differing wordings"),
    "unit": mark("unit of measure"),
    "baseline": mark("baseline"),
    "reached": mark("already reached"),
    "share": mark("share of a whole"),
    "sum": mark("sum"),
    "count": mark("count"),
    "reproduce": mark("origin of a number"),
    "remainder": mark("part of a whole"),
    "ratio": mark("implied ratio"),
    "multiple": mark("multiple"),
    "timeline": mark("order in time"),
    "areas": mark("coverage by indicators"),
    "box": mark("boxes"),
    "naming": mark("names of one thing"),
    "footnote": mark("footnotes"),
    "survey": mark("error of a survey"),
    "prices": mark("price base"),
    "period": mark("single year and cumulative"),
    "scope": mark("scope"),
    "roster": mark("real divisions"),
}


def _chosen_findings(visit: Visit, found: Sequence[Finding]) -> Sequence[Finding]:
    wanted = visit.choice("verdict", ("all", *VERDICTS), "all")
    kept = [f for f in found if wanted in ("all", f.verdict.value)]
    return sorted(kept, key=lambda f: list(VERDICTS).index(f.verdict.value))


def verdict_filter(visit: Visit, found: Sequence[Finding]) -> Node:
    """How many findings of each verdict, as links that show only those."""
    t = visit.t
    counts = Counter(f.verdict.value for f in found)
    chosen = visit.asked.get("verdict", "all")
    said = t(
        "{all} statements checked: {bad} contradict, {open} hang on a condition, {good} agree.",
        all=len(found),
        bad=counts["contradicts"],
        open=counts["compatible"],
        good=counts["agrees"],
    )
    return [
        h.p(class_="sentence")[said],
        h.nav(class_="tabs", aria_label=t("Verdict"), **swapping("part"))[
            (
                h.a(
                    href=visit.href(verdict=None if name == "all" else name),
                    aria_current="true" if name == chosen else None,
                )[text, h.span(class_="count")[f"{number:,}"]]
                for name, text, number in [
                    ("all", t("all"), len(found)),
                    *((name, t(word), counts[name]) for name, (_, word) in VERDICTS.items()),
                ]
            )
        ],
    ]


def findings(visit: Visit) -> Grid:
    """The findings about the book's plan of the chosen verdict, contradictions first."""
    return findings_grid(visit, visit.provider.audit(visit.book).findings, plan_name(visit))


def findings_grid(visit: Visit, found: Sequence[Finding], notes: tuple[str, ...]) -> Grid:
    """Those of the chosen verdict, contradictions first."""
    t = visit.t
    columns = (
        Column(t("Verdict")),
        Column(t("Rule"), wide=True, name="rule"),
        Column(t("Item"), kind="code", wide=True),
        Column(t("Statement")),
        Column(t("Printed"), wide=True),
        Column(t("Arithmetic")),
        Column(t("Why")),
        Column(t("Plan text"), wide=True),
    )
    rows = tuple(_finding_row(visit, finding) for finding in _chosen_findings(visit, found))
    return Grid("audit", t(TITLE), columns, rows, notes)


def _finding_row(visit: Visit, finding: Finding) -> Row:
    t, lang = visit.t, visit.lang
    form, word = VERDICTS[finding.verdict.value]
    word = SHORT.get(finding.verdict.value, word)
    arithmetic = t.of(finding.arithmetic_zh, finding.arithmetic_en)
    printed = ", ".join(text for _, text in finding.printed)
    return Row(
        (
            Cell(
                t(word),
                h.span(class_=f"light verdict-{finding.verdict.value}")[shape(form), t(word)],
            ),
            Cell(t(FAMILIES[finding.family.value])),
            Cell(finding.item),
            text_cell(t.of(finding.zh, finding.en), lang),
            text_cell(printed, lang),
            Cell(phrase(arithmetic, lang), h.span(class_="arithmetic")[spoken(arithmetic, lang)]),
            _reason(visit, finding),
            places(visit, finding.at),
        )
    )


def _reason(visit: Visit, finding: Finding) -> Cell:
    """Why the verdict, the condition it hangs on, and the condition that binds."""
    t, lang = visit.t, visit.lang
    why = t.of(finding.reason_zh, finding.reason_en)
    condition = t.of(finding.only_if_zh, finding.only_if_en)
    only_if = t("only if {condition}", condition=condition) if condition else ""
    binds = t.of(finding.binds_zh, finding.binds_en)
    return Cell(
        phrase(" ".join(text for text in (why, only_if, binds) if text), lang),
        [
            spoken(why, lang),
            only_if and h.p(class_="only-if")[spoken(only_if, lang)],
            binds and h.p(class_="fine")[spoken(binds, lang)],
        ],
    )


def bindings(visit: Visit) -> Grid:
    """For each target with several conditions what each asks for, and which binds."""
    t = visit.t
    columns = (
        Column(t("Item"), kind="code", wide=True),
        Column(t("Indicator")),
        Column(t("Unit"), wide=True),
        Column(t("What binds"), wide=True),
        Column(t("Asks for"), kind="number"),
        Column(t("All conditions")),
        Column(t("Plan text"), wide=True),
    )
    rows = tuple(_binding_row(visit, b) for b in visit.provider.audit(visit.book).bindings)
    return Grid("bindings", t(BINDINGS), columns, rows, plan_name(visit))


def _binding_row(visit: Visit, binding: Binding) -> Row:
    t, lang = visit.t, visit.lang
    asked = [f"{d.condition.printed} → {shown(d.level)}" for d in binding.demands]
    return Row(
        (
            Cell(binding.item),
            Cell(t.of(binding.zh, binding.en)),
            unit_cell(binding.unit, lang),
            text_cell(str(binding.binds.condition.printed), lang),
            Cell(_grouped(binding.level_text), strong=True),
            Cell("; ".join(asked), h.ul(class_="plain")[(h.li[spoken(a, lang)] for a in asked)]),
            places(visit, binding.at),
        )
    )


def _grouped(text: str) -> str:
    """``8,000`` for ``8000``: as other tables write it."""
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}{point}{rest}"
