"""The recipe: document → lines → tables and layout → statements → records → draft."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from datetime import date

from jidi.documents import Document
from jidi.model.plan import Plan
from jidi.model.plan_outline import Area, Box, SourceText, Unread
from jidi.model.plan_record import Fact, Milestone, Passage, Project, Target
from jidi.plan.read.boxes import projects_of_boxes
from jidi.plan.read.flow import passage
from jidi.plan.read.identity import Identity, identity_of
from jidi.plan.read.known import Known
from jidi.plan.read.layout import BOX_TITLE, ITEM, Heading, Layout, Paragraph, layout, role_of
from jidi.plan.read.layout import Box as TextBox
from jidi.plan.read.leftovers import leftover_figures
from jidi.plan.read.lines import PlanLine, plan_lines
from jidi.plan.read.making import Drafting
from jidi.plan.read.mechanisms import mechanisms_in
from jidi.plan.read.prose_records import ProseRecords
from jidi.plan.read.sentences import Period, sentences, stated_dates
from jidi.plan.read.sheet import sheets
from jidi.plan.read.statement import Statement
from jidi.plan.read.statements import date_set_by, statements_in
from jidi.plan.read.table import IndicatorTable
from jidi.plan.read.table_grid import table_of_sheet
from jidi.plan.read.table_records import TableRecords, notation_of_all
from jidi.plan.read.table_stream import absorb_notes, table_in_text

_TABLE_TITLE = re.compile(r"(?:专\s?栏|[附]?表)\s?\S{0,4}.*(?:指标|目标|规划)|.{0,30}主要指标$")
READER = "1"
"""Version of the rules; grows when the same document would be read differently."""


def read_plan(document: Document, known: Known) -> Plan:
    """A draft of the plan that a document holds.

    Nothing is invented: a document without a plan gives a draft without records that says so in
    ``notes``. The same document and knowledge give the same draft.
    """
    lines = plan_lines(document)
    tables = _tables(document, lines)
    outline = layout(document, lines, {n for t in tables for n in range(t.first, t.last + 1)})
    _name_tables(tables, lines)
    about = identity_of(outline, tables, "\n".join(line.text for line in lines), known)
    drafting = Drafting(document, known)
    notation = notation_of_all(tables, drafting)
    drafting.unread.clear()  # tables say it again when their records are made
    records: list[Target | Milestone | Fact | Project] = [
        record for t in tables for record in TableRecords(t, drafting, about.period).made()
    ]
    statements = list(_statements(outline, about))
    records += ProseRecords(drafting, about.period).made(statements)
    projects = [record for record in records if isinstance(record, Project)]
    projects += projects_of_boxes(outline.paragraphs, drafting, about.period, projects)
    mechanisms = tuple(mechanisms_in(outline.paragraphs, drafting))
    held = [p.span for record in (*records, *projects) for p in record.at if p.span]
    held += [p.span for left in drafting.unread for p in left.at if p.span]
    held += [flow.span() for t in tables for flow in t.notes]
    heads = [t.head.span() for t in tables]
    rows = {n for t in tables for n in range(t.first, t.last + 1)}
    unread = [*drafting.unread, *_unread(document, lines, held, heads, rows)]
    return Plan.model_validate(
        {
            **_identity(about, document),
            "text": SourceText(
                file=document.file,
                kind=document.kind,
                digest=document.digest,
                encoding=document.encoding,
                characters=len(document.text),
                reader=READER,
            ),
            "notation": notation,
            "areas": tuple(_areas(outline, document)),
            "boxes": tuple(_boxes((*_boxed_tables(tables), *outline.boxes), document)),
            "targets": tuple(r for r in records if isinstance(r, Target)),
            "facts": tuple(r for r in records if isinstance(r, Fact)),
            "milestones": tuple(r for r in records if isinstance(r, Milestone)),
            "projects": tuple(projects),
            "mechanisms": mechanisms,
            "notes": tuple(_notes(document, about, tables, records)),
            "unread": tuple(unread),
        }
    )


def _tables(document: Document, lines: Sequence[PlanLine]) -> list[IndicatorTable]:
    """Indicator tables, those with known columns first, then those of plain text."""
    found = [table for sheet in sheets(document, lines) if (table := table_of_sheet(sheet))]
    for table in found:
        absorb_notes(table, lines)
    taken = {n for table in found for n in range(table.first, table.last + 1)}
    n = 0
    while n < len(lines):
        table = None if n in taken else table_in_text(lines, n)
        if table is None or taken & set(range(table.first, table.last + 1)):
            n += 1
            continue
        found.append(table)
        n = table.last + 1
    return sorted(found, key=lambda table: table.first)


def _statements(outline: Layout, about: Identity) -> Iterator[Statement]:
    due: date | None = None
    for sentence in sentences(outline.paragraphs):
        if sentence.order[1] == 0:
            due = _date_of_headings(sentence.paragraph, about.period)
        yield from statements_in(sentence, period=about.period, places=about.names, due=due)
        due = date_set_by(sentence, about.period) or due


def _date_of_headings(paragraph: Paragraph, period: Period) -> date | None:
    """The date a heading sets for what stands below it: （二）2025年主要目标."""
    for heading in reversed(paragraph.path):
        stated = stated_dates(heading.flow.text, period)
        if stated and re.search(r"(?:19|20)\d\d年", heading.flow.text):
            return stated[-1].due
    return None


def _identity(about: Identity, document: Document) -> dict[str, object]:
    title = about.title or "（文中没有标题）"
    return {
        "id": f"draft-{document.digest[:12]}",
        "zh": title,
        "en": title,
        "province": about.code,
        "region": about.region,
        "base_year": about.period.base,
        "target_year": about.period.target,
        "text_file": document.file,
    }


def _areas(outline: Layout, document: Document) -> Iterator[Area]:
    """Headings of items below the goals."""
    for position, heading in enumerate(outline.headings):
        above = [h for h in outline.headings[:position] if h.level < heading.level]
        path = _path(above)
        if heading.level == ITEM and role_of(path) == "goals":
            yield Area(zh=heading.flow.text, at=(passage(document, heading.flow),))
    for paragraph in outline.paragraphs:
        plain = paragraph.path and paragraph.path[-1].level < ITEM
        if paragraph.role == "goals" and paragraph.head is not None and plain and not paragraph.box:
            yield Area(zh=paragraph.head.text, at=(passage(document, paragraph.head),))


def _path(above: Sequence[Heading]) -> list[Heading]:
    """The open headings at the end of a sequence."""
    path: list[Heading] = []
    for heading in above:
        while path and path[-1].level >= heading.level:
            path.pop()
        path.append(heading)
    return path


def _name_tables(tables: Sequence[IndicatorTable], lines: Sequence[PlanLine]) -> None:
    """The line before a table that has no title of its own is its title, if it looks like one."""
    for table in tables:
        before = lines[table.first - 1] if table.first else None
        if table.title is None and before is not None and _TABLE_TITLE.match(before.text):
            table.title = before.flow


def _boxed_tables(tables: Sequence[IndicatorTable]) -> Iterator[TextBox]:
    """Tables that stand in a box of their own (专栏1 主要指标)."""
    for table in tables:
        found = BOX_TITLE.fullmatch(table.title.text) if table.title else None
        if table.title is not None and found is not None and found["title"]:
            start = found.start("title")
            title = table.title.part(start, len(table.title))
            yield TextBox(found["number"] or "", title, table.title)


def _boxes(boxes: Sequence[TextBox], document: Document) -> Iterator[Box]:
    for box in sorted(boxes, key=lambda b: b.line.places[0]):
        if box.title:
            yield Box(number=box.number, zh=box.title.text, at=(passage(document, box.line),))


def _unread(
    document: Document,
    lines: Sequence[PlanLine],
    held: Sequence[tuple[int, int]],
    heads: Sequence[tuple[int, int]],
    rows: Container[int],
) -> Iterator[Unread]:
    for flow in leftover_figures(lines, held, heads, rows):
        place: Passage = passage(document, flow)
        yield Unread(
            text=flow.text,
            reason_zh="没有规则能说明这个数指什么",
            reason_en="no rule tells what this number stands for",
            at=(place,),
        )


def _notes(
    document: Document,
    about: Identity,
    tables: Sequence[IndicatorTable],
    records: Sequence[object],
) -> Iterator[dict[str, object]]:
    """What a person should know about the draft as a whole, and the notes under its tables."""
    if not records:
        yield {
            "id": "note-empty",
            "zh": "没有读出任何指标、目标或事实：这份文件可能不是规划。",
            "en": "Nothing was read: the document may be no plan.",
        }
    if not tables:
        yield {
            "id": "note-no-table",
            "zh": "没有找到指标表。",
            "en": "No table of indicators was found.",
        }
    if not about.found_period:
        base, target = about.period.base, about.period.target
        yield {
            "id": "note-period",
            "zh": f"文中没有写明规划期，暂按{base}年基期、{target}年目标理解，请核对。",
            "en": f"The document names no period; {base} to {target} is assumed. Please check.",
        }
    if not about.title:
        yield {"id": "note-title", "zh": "文中没有标题。", "en": "The document has no title."}
    printed = [flow for table in tables for flow in table.notes]
    for n, flow in enumerate(printed, start=1):
        at = (passage(document, flow),)
        yield {"id": f"note-table-{n}", "zh": flow.text, "en": flow.text, "at": at}
