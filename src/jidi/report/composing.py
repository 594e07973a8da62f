"""Composing a report: material into facts, facts into chapters, chapters into a document."""

from __future__ import annotations

from datetime import datetime

from jidi.core.errors import InputError, Language
from jidi.model.report_wording import Report, read_wording
from jidi.report.chapters.audit import write_audit
from jidi.report.chapters.data import write_data
from jidi.report.chapters.findings import write_lessons, write_problems, write_proposals
from jidi.report.chapters.outlook import write_outlook
from jidi.report.chapters.overview import write_overview
from jidi.report.chapters.targets import write_targets
from jidi.report.chapters.works import write_works
from jidi.report.desk import Desk
from jidi.report.document import Document
from jidi.report.facts import Facts, figure, name, word
from jidi.report.flow import Flow
from jidi.report.material import Forecaster, Progressing, gather
from jidi.report.plan_facts import plan_facts
from jidi.report.target_facts import target_facts
from jidi.report.target_values import TargetValues
from jidi.report.work_facts import milestone_facts, work_facts
from jidi.service.attainment import forecast_target
from jidi.service.books import Book
from jidi.service.checking import CheckResult

MIDDLE = 3
"""Years after the base year at which a plan is evaluated at mid-term, unless another is asked."""


def compose(
    book: Book,
    kind: Report,
    *,
    year: int | None = None,
    lang: Language = "zh",
    at: datetime,
    forecast: Forecaster | None = forecast_target,
    progress: Progressing,
) -> Document:
    """A report as a document.

    :param year: the year reported on; by default the newest whole year, the third, or the last.
    :param at: the clock of the report.
    :param forecast: who forecasts what is to come; None leaves it out.
    :raises InputError: B-101 for a year outside the plan, B-102 for a final report before the end,
        V-108 for a year that the data do not reach.
    """
    desk = desk_of(
        book,
        kind,
        year=_year(book, kind, year),
        lang=lang,
        at=at,
        forecast=forecast,
        progress=progress,
    )
    progress(_writing(lang), 0.9)
    return document_of(desk)


def desk_of(
    book: Book,
    kind: Report,
    *,
    year: int,
    lang: Language,
    at: datetime,
    forecast: Forecaster | None,
    progress: Progressing,
) -> Desk:
    """The material of a report, with the words and the clock to write it by."""
    material = gather(book, year, forecast=forecast, progress=progress)
    wording = read_wording(book.workspace.definitions_folder)
    return Desk(material=material, kind=kind, lang=lang, at=at, wording=wording)


def _writing(lang: Language) -> str:
    return "成文" if lang == "zh" else "writing"


def _year(book: Book, kind: Report, year: int | None) -> int:
    plan = book.plan
    defaults = {"midterm": plan.base_year + MIDDLE, "final": plan.target_year}
    asked = year or defaults.get(kind) or _newest(book)
    if not plan.base_year < asked <= plan.target_year:
        first = plan.base_year + 1
        raise InputError("B-101", year=asked, first=first, last=plan.target_year)
    if kind == "final" and asked != plan.target_year:
        raise InputError("B-102", year=asked, last=plan.target_year)
    return asked


def _newest(book: Book) -> int:
    """The newest whole year of the plan that the data reach."""
    years = [period.year for period in book.periods if period.kind.value == "year"]
    return max(years, default=book.plan.target_year)


def subjects_of(desk: Desk) -> dict[str, list[Facts]]:
    """The facts of everything that rules may speak of, by subject."""
    works = work_facts(desk)
    return {
        "plan": [plan_facts(desk)],
        "target": [target_facts(TargetValues(desk, row)) for row in desk.rows],
        "check": [_check_facts(desk, result) for result in desk.material.checks],
        "register": [] if works is None else [works],
        "milestone": milestone_facts(desk),
    }


def document_of(desk: Desk) -> Document:
    """The document that chapters write from the desk."""
    subjects = subjects_of(desk)
    (plan,) = subjects["plan"]
    names = [row.target.indicator for row in desk.rows]
    targets = dict(zip(names, subjects["target"], strict=True))
    works = next(iter(subjects["register"]), None)
    flow = Flow(desk.lang)
    synthetic = desk.material.book.synthetic
    if synthetic:
        flow.banner(desk.label("banner"))
    flow.note(desk.label("how_to_read"))
    write_overview(desk, flow, plan)
    write_targets(desk, flow, targets)
    write_outlook(desk, flow, plan)
    write_works(desk, flow, works)
    write_audit(desk, flow, plan)
    write_problems(desk, flow, subjects)
    if desk.kind == "final":
        write_lessons(desk, flow, subjects)
    write_proposals(desk, flow, subjects)
    write_data(desk, flow)
    return Document(
        lang=desk.lang,
        kind=desk.kind,
        plan=desk.plan.id,
        province=desk.place,
        year=desk.year,
        title=(desk.label("title_plan", plan), desk.label(f"title_{desk.kind}", plan)),
        lead=(desk.label("lead", plan),),
        warning=desk.word("warning") if synthetic else "",
        at=desk.at,
        version=desk.material.book.version,
        blocks=tuple(flow.blocks),
        annex_title=desk.label("chapter_annex"),
        words={key: desk.word(key) for key in desk.wording.labels if _is_of_frame(key)},
        indicators=desk.indicators,
        rules=tuple(flow.rules.values()),
    )


_FRAME = ("basis", "rule", "unit", "axis_not_from_zero", "contents")


def _is_of_frame(label: str) -> bool:
    """Whether the writers need the label as it is."""
    return label.startswith("annex_") or label in _FRAME


def _check_facts(desk: Desk, result: CheckResult) -> Facts:
    say, check = desk.voice.say, result.check
    rows = desk.counted(
        f"check.{check.id}",
        subject=say(check.zh, check.en),
        figure=desk.word("column_offending"),
        count=result.count,
        unit=say("行问题数据", "offending rows"),
        synthetic=any("synthetic" in desk.material.book.origins(table) for table in check.tables),
        note=check.id,
    )
    return {
        "check": name(say(check.zh, check.en)),
        "severity": word(check.severity, check.severity),
        "rows": figure(rows),
        "remedy": name(say(check.do_zh, check.do_en)),
    }
