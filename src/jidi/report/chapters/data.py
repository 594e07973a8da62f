"""The chapter on the data: versions, tables, publications, and the limits between grades."""

from __future__ import annotations

from jidi.plan import Tolerance
from jidi.report.desk import Desk
from jidi.report.document import Column
from jidi.report.facts import UNKNOWN, Facts, figure, time, version
from jidi.report.flow import Flow
from jidi.report.limits import limit
from jidi.report.pieces import Cited, Name, Stamp, StampKind, Text, words
from jidi.report.saying import said
from jidi.service.lineage import LineageRow, tables_read
from jidi.service.wording import ORIGIN_WORDS


def write_data(desk: Desk, flow: Flow) -> None:
    """The chapter."""
    flow.heading(1, desk.label("chapter_data"))
    facts = data_facts(desk)
    flow.say(said(desk.wording.section("data"), facts, report=desk.kind, lang=desk.lang))
    _tables(desk, flow)
    _publications(desk, flow)


def data_facts(desk: Desk) -> Facts:
    """What sentences may say of the data."""
    limits, until = Tolerance(), desk.material.book.until
    return {
        "until": UNKNOWN if until is None else time(desk.voice.day(until)),
        "version": version(str(desk.material.book.version)),
        "width": figure(limit(desk, "width", limits.width * 100, "个百分点")),
        "basically": figure(limit(desk, "basically", limits.basically * 100)),
        "about": figure(limit(desk, "about", limits.about * 100)),
    }


def _tables(desk: Desk, flow: Flow) -> None:
    """The tables of the lake that the indicators read."""
    found = tables_read(desk.material.book, desk.indicators)
    if not found:
        return
    columns = (
        Column(desk.word("column_table"), 2.2),
        Column(desk.word("column_rows"), 1.2, "right"),
        Column(desk.word("column_origin"), 1.2),
        Column(desk.word("column_commit"), 2.6),
        Column(desk.word("column_committed"), 1.6),
    )
    flow.table(
        desk.label("table_tables"),
        columns,
        (_table(desk, row) for row in found),
        tab=desk.word("tab_tables"),
        small=True,
    )


def _table(desk: Desk, row: LineageRow) -> tuple[Text, ...]:
    say = desk.voice.say
    rows = desk.counted(
        f"table.{row.table}",
        subject=say(row.zh, row.en),
        figure=desk.word("column_rows"),
        count=row.rows,
        unit=say("行", "rows"),
        synthetic="synthetic" in row.origins,
    )
    origins = desk.voice.joint.join(say(*ORIGIN_WORDS[origin]) for origin in row.origins)
    day: Text = desk.voice.nothing
    if row.committed_at:
        day = (Stamp(row.committed_at[:10], StampKind.TIME),)
    return (
        (Name(say(row.zh, row.en)),),
        (Cited(rows),),
        words(origins) or desk.voice.nothing,
        (Name(row.source),) if row.source else desk.voice.nothing,
        day,
    )


def _publications(desk: Desk, flow: Flow) -> None:
    """The publications whose figures stand in the report."""
    found: dict[str, list[str]] = {}
    for row in desk.rows:
        title = desk.voice.say(row.target.zh, row.target.en)
        for reading in (row.reading, *(point.reading for point in row.years)):
            if reading is None:
                continue
            for source in reading.sources:
                if source.version is None:
                    found.setdefault(source.name, []).append(title)
    if not found:
        return
    columns = (Column(desk.word("column_source"), 3.0), Column(desk.word("column_used_for"), 2.0))
    flow.table(
        desk.label("table_publications"),
        columns,
        (_publication(desk, source, titles) for source, titles in found.items()),
        tab=desk.word("tab_publications"),
        small=True,
    )


def _publication(desk: Desk, source: str, titles: list[str]) -> tuple[Text, ...]:
    used = desk.voice.joint.join(dict.fromkeys(titles))
    return ((Name(source),), (Name(used),))
