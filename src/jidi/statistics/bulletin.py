"""Reading one bulletin: from decoded text to observations and findings, in one pass."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from jidi.core.division import DivisionTree
from jidi.core.nearest import suggestion
from jidi.model.bulletin_wording import Wording, bulletin_wording
from jidi.model.observation import Observation
from jidi.model.statistics import scopes
from jidi.statistics.cells import CellReader
from jidi.statistics.checks.growth import Growths
from jidi.statistics.checks.known import AgainstKnown, Known
from jidi.statistics.checks.magnitude import unit_revenue
from jidi.statistics.checks.printing import (
    check_heading,
    check_tables,
    check_times,
    check_units,
    check_wording,
)
from jidi.statistics.checks.relation import Relations
from jidi.statistics.finding import Finding, Rule, Verdict, name_en, name_zh
from jidi.statistics.flow import Flow, Span, flow_of
from jidi.statistics.heading import Heading, heading_of
from jidi.statistics.layout import layout_of, lines_of
from jidi.statistics.missing_units import with_units
from jidi.statistics.notes import Notes, read_notes
from jidi.statistics.observing import NO_SCOPE, Accepted, Observer, Provenance, Refused
from jidi.statistics.places import Places
from jidi.statistics.prose import read_prose
from jidi.statistics.prose_state import Carried, Prose
from jidi.statistics.relations import relations
from jidi.statistics.settling import Given, all_settled, with_given
from jidi.statistics.statement import LeftOver, Reason, Statement
from jidi.statistics.table import TableReading, read_table
from jidi.statistics.tokens import Lexer

_FEWEST_CONFIRMED = 2
"""So many figures of a table without head must stand in running text too. Own choice."""
_OPENING = 600
"""So many characters at the beginning show whether a newspaper speaks."""

_BESIDE_TITLE = 12
"""So many characters may stand on the line of the title besides it."""

Checked = dict[Rule, tuple[int, int]]


@dataclass(frozen=True)
class Bulletin:
    """What a bulletin gave.

    :param statements: every figure recognised, in reading order, running text before tables.
    :param accepted: the observations, each with its statements.
    :param refused: recognised figures that lack place, time, unit or scope.
    :param left_over: passages with figures that were not understood.
    :param checked: by rule, how many points could be judged and how many agree.
    :param notes: footnotes, as printed.
    """

    heading: Heading
    statements: tuple[Statement, ...]
    accepted: tuple[Accepted, ...]
    refused: tuple[Refused, ...]
    left_over: tuple[LeftOver, ...]
    findings: tuple[Finding, ...]
    checked: Checked
    notes: tuple[Span, ...]
    provenance: Provenance

    @property
    def observations(self) -> tuple[Observation, ...]:
        """The observations alone."""
        return tuple(each.observation for each in self.accepted)


def read_bulletin(
    text: str,
    *,
    tree: DivisionTree,
    source: str,
    source_kind: str | None = None,
    given: Given | None = None,
    known: Iterable[Observation] = (),
) -> Bulletin:
    """Read the text of a bulletin. An empty or foreign text gives an empty bulletin.

    :param tree: the divisions that may be named: provinces and cities of the country.
    :param source: its address, title or file name.
    :param source_kind: official, mirror or media; inferred from its words when None.
    :param given: place and period where print lacks or misprints them.
    :param known: figures to hold it against.
    """
    wording = bulletin_wording()
    raw = _read(text, wording, tree)
    provenance = Provenance(source, source_kind or _kind(raw, wording))
    heading, contradicted = with_given(raw.heading, given or Given())
    judged = _judge(raw, heading, known=Known.of(known), provenance=provenance, wording=wording)
    return replace(judged, findings=tuple(sorted([*contradicted, *judged.findings], key=_weight)))


@dataclass
class _Raw:
    """A bulletin as printed, before its statements have place and time."""

    text: str
    flows: list[Flow]
    heading: Heading
    notes: Notes
    note_spans: tuple[Span, ...]
    statements: list[Statement]
    left_over: list[LeftOver]
    tables: list[TableReading]


def _read(text: str, wording: Wording, tree: DivisionTree) -> _Raw:
    lexer = _lexer(tree)
    simplified = wording.words.simplified
    cells = CellReader(lexer, wording.words.columns, simplified)
    layout = layout_of(text, cells)
    flows = [flow_of(paragraph, simplified) for paragraph in layout.paragraphs]
    heading = heading_of(flows, lexer)
    notes = read_notes(layout.notes, wording)
    prose = _prose(flows, heading, lexer, wording)
    found = [read_table(lines, wording, cells, heading.stated) for lines in layout.tables]
    tables = [_confirmed(table, prose.statements) for table in found]
    rows = [one for table in tables for one in table.statements]
    return _Raw(
        text=text,
        flows=flows,
        heading=heading,
        notes=notes,
        note_spans=tuple((start, start + len(line)) for start, line in layout.notes),
        statements=notes.applied([*prose.statements, *rows]),
        left_over=[*prose.left_over, *(left for table in tables for left in table.left_over)],
        tables=tables,
    )


@lru_cache(maxsize=4)
def _lexer(tree: DivisionTree) -> Lexer:
    """The lexer for the places of a tree; making it takes longer than reading a bulletin."""
    return Lexer(bulletin_wording(), Places.of(tree))


def _prose(flows: Sequence[Flow], heading: Heading, lexer: Lexer, wording: Wording) -> Prose:
    title_year = heading.stated.year if heading.stated is not None else None
    carried = Carried(stated=heading.stated, year=title_year)
    prose = Prose()
    for flow in flows:
        found = read_prose(lexer.tokens(flow), wording, carried)
        prose.statements += found.statements
        prose.left_over += found.left_over
    return prose


def _confirmed(table: TableReading, prose: Sequence[Statement]) -> TableReading:
    """A table without head stays only when running text bears out the order of its columns."""
    if not table.assumed:
        return table
    printed = {(one.slots, one.stated.shape if one.stated else None): one for one in prose}
    pairs = [
        (one, printed[key])
        for one in table.statements
        if (key := (one.slots, one.stated.shape if one.stated else None)) in printed
    ]
    good = [one for one, other in pairs if _meet(one, other)]
    if len(good) >= _FEWEST_CONFIRMED and len(good) == len(pairs):
        return table
    lost = [LeftOver(one.span, Reason.NO_HEAD) for one in table.statements]
    return TableReading(left_over=[*table.left_over, *lost])


def _meet(one: Statement, other: Statement) -> bool:
    ours, theirs = one.plain, other.plain
    return ours is None or theirs is None or ours.meets(theirs)


def _judge(
    raw: _Raw, heading: Heading, *, known: Known, provenance: Provenance, wording: Wording
) -> Bulletin:
    printed = all_settled(raw.statements, raw.heading, heading)
    statements = with_units(printed, relations(printed))
    ties = relations(statements)
    relation = Relations(statements, ties)
    sound = [tie for tie in ties if not relation.misscaled.keys() & set(tie.members)]
    growth = Growths(statements, sound)
    findings = [*relation.misscaled.values(), *relation.findings(), *growth.findings()]
    findings += [
        *unit_revenue(statements, relation.confirmed),
        *check_units(printed, statements),
        *check_wording(statements),
        *check_times(statements, heading, [t.stated for t in raw.tables if t.stated is not None]),
        *check_tables(raw.left_over, any(table.assumed for table in raw.tables)),
        *check_heading(heading, figures=len(statements)),
        *raw.notes.findings(statements),
    ]
    observe = _observing(raw, heading, provenance, wording)
    first = observe(_flagged(statements, findings))
    against = AgainstKnown(_pairs(first.accepted(), statements), known)
    findings += against.findings()
    final = observe(_flagged(statements, findings))
    refused = tuple(final.refused())
    findings += _scopes_missing(refused, statements)
    return Bulletin(
        heading=heading,
        statements=tuple(_flagged(statements, findings)),
        accepted=tuple(final.accepted()),
        refused=refused,
        left_over=tuple(sorted(raw.left_over, key=lambda left: left.span)),
        findings=tuple(findings),
        checked=relation.checked | growth.checked | against.checked,
        notes=raw.note_spans,
        provenance=provenance,
    )


def _observing(
    raw: _Raw, heading: Heading, provenance: Provenance, wording: Wording
) -> Callable[[Sequence[Statement]], Observer]:
    starts = [start for start, _ in lines_of(raw.text)]
    plain = "".join(flow.text for flow in raw.flows)
    early = raw.heading.stated is None
    preliminary = early and any(word in plain for word in wording.words.preliminary)

    def observe(statements: Sequence[Statement]) -> Observer:
        return Observer(
            statements,
            heading,
            provenance,
            preliminary=preliminary,
            line_of=lambda place: bisect_right(starts, place),
        )

    return observe


def _kind(raw: _Raw, wording: Wording) -> str:
    """Official when a title stands above on a line of its own and no newspaper speaks."""
    opening = "".join(flow.text for flow in raw.flows)[:_OPENING]
    speaks = any(word in opening for word in wording.words.media)
    return "media" if speaks or not _has_title_line(raw) else "official"


def _has_title_line(raw: _Raw) -> bool:
    title = raw.heading.span
    if title is None:
        return False
    lines = [f.source(0, len(f.text)) for f in raw.flows if f.text]
    widest = title[1] - title[0] + _BESIDE_TITLE
    return any(a <= title[0] and title[1] <= b and b - a <= widest for a, b in lines) or (
        not any(a <= title[0] and title[1] <= b for a, b in lines)  # a title cut in two
    )


def _flagged(statements: Sequence[Statement], findings: Iterable[Finding]) -> list[Statement]:
    flags: dict[int, set[str]] = defaultdict(set)
    for finding in findings:
        for n, flag in finding.flags:
            flags[n].add(flag)
    return [one.flagged(*flags[n]) for n, one in enumerate(statements)]


def _pairs(
    accepted: Sequence[Accepted], statements: Sequence[Statement]
) -> list[tuple[int, Statement, Observation]]:
    return [
        (each.statements[0], statements[each.statements[0]], each.observation) for each in accepted
    ]


def _scopes_missing(refused: Sequence[Refused], statements: Sequence[Statement]) -> list[Finding]:
    """Names that were not counted in the year they are printed for."""
    found = []
    for each in refused:
        one = statements[each.statement]
        if one.period is None or (each.zh, each.en) != NO_SCOPE:
            continue
        family = [name for name, scope in scopes().items() if scope.family == one.fact.family]
        found.append(
            Finding(
                rule=Rule.SCOPE,
                verdict=Verdict.DOUBTFUL,
                zh=f"{name_zh(one)}：{one.period.year}年没有这一口径",
                en=f"{name_en(one)}: nothing was counted under this name in {one.period.year}",
                reason_zh=f"已知口径：{suggestion(one.fact.published, family)}；该数未采用",
                reason_en=f"known scopes: {suggestion(one.fact.published, family)}; the value is "
                "not accepted",
                spans=(one.span,),
            )
        )
    return found


def _weight(finding: Finding) -> int:
    return list(Verdict).index(finding.verdict)


__all__ = ["Bulletin", "Given", "read_bulletin"]
