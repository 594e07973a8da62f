"""The chapter on the plan's own figures: what contradicts, and what hangs on a condition."""

from __future__ import annotations

from jidi.plan import Finding, Verdict
from jidi.report.desk import Desk
from jidi.report.document import Column
from jidi.report.evidence import Evidence
from jidi.report.facts import Facts
from jidi.report.flow import Flow
from jidi.report.pieces import Name, Quote, Stamp, StampKind, Text, words
from jidi.report.saying import said


def write_audit(desk: Desk, flow: Flow, plan: Facts) -> None:
    """The chapter: counts in words, and a table of every finding that does not simply agree."""
    flow.heading(1, desk.label("chapter_audit"))
    flow.say(said(desk.wording.section("audit"), plan, report=desk.kind, lang=desk.lang))
    for verdict in (Verdict.CONTRADICTS, Verdict.COMPATIBLE):
        found = [f for f in desk.material.findings if f.verdict is verdict]
        if found:
            _table(desk, flow, verdict, found)


def _table(desk: Desk, flow: Flow, verdict: Verdict, found: list[Finding]) -> None:
    columns = (
        Column(desk.word("column_item"), 1.4),
        Column(desk.word("column_subject"), 1.9),
        Column(desk.word("column_arithmetic"), 3.2),
        Column(desk.word("column_reason"), 2.8),
    )
    flow.table(
        desk.label(f"table_audit_{verdict.value}"),
        columns,
        (_row(desk, finding) for finding in found),
        tab=desk.word(f"tab_audit_{verdict.value}"),
        small=True,
    )


def _row(desk: Desk, finding: Finding) -> tuple[Text, ...]:
    say = desk.voice.say
    arithmetic = say(finding.arithmetic_zh, finding.arithmetic_en)
    only_if = say(finding.only_if_zh, finding.only_if_en)
    reason = say(finding.reason_zh, finding.reason_en)
    condition = f"{desk.word('only_if')}{only_if}" if only_if else ""
    told = say("；", "; ").join(text for text in (reason, condition) if text)
    return (
        _place(desk, finding),
        (Name(say(finding.zh, finding.en)),),
        (Quote(_evidence(desk, finding, "arithmetic", arithmetic)),)
        if arithmetic
        else desk.voice.nothing,
        (Quote(_evidence(desk, finding, "reason", told)),),
    )


def _place(desk: Desk, finding: Finding) -> Text:
    """Item and lines of the plan."""
    lines = desk.voice.lines([place.line for place in finding.at])
    pieces: list[Stamp] = []
    if finding.item:
        pieces.append(Stamp(finding.item, StampKind.ITEM))
    text: Text = tuple(pieces)
    if lines:
        text = (*text, *(words(" ") if pieces else ()), Stamp(lines, StampKind.LINE))
    return text or desk.voice.nothing


def _evidence(desk: Desk, finding: Finding, part: str, text: str) -> Evidence:
    value = finding.recomputed if part == "arithmetic" else None
    return desk.evidence(
        f"audit.{finding.id}.{part}",
        subject=desk.voice.say(finding.zh, finding.en),
        figure=desk.word(f"column_{part}"),
        text=text,
        value=value,
        unit=finding.unit if value is not None else "",
        origin="computed",
        status=desk.voice.origin("computed"),
        sources=(desk.plan_name,),
        passages=finding.at,
        note=desk.voice.joint.join(f"{ref} = {printed}" for ref, printed in finding.printed),
    )
