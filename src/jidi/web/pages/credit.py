"""信用: how the companies of a year stand, the lists on record, what they brought, objections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import htpy as h
from htpy import Element, Node

from jidi.core.errors import JidiError
from jidi.service import credit_lists
from jidi.service import credit_words as words
from jidi.service.access import Thing
from jidi.service.acting import HANDLE
from jidi.service.case_json import CLOCK_WORDS
from jidi.service.cases import clocks_of
from jidi.service.credit import Evaluation, Objection, evaluated
from jidi.service.credit_lists import Entry
from jidi.supervision.credit import Standing
from jidi.web.choices import select_form
from jidi.web.english import quoted
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, definition_list, export_link, note, print_button
from jidi.web.marks import shape
from jidi.web.pages.data import name_field, signed
from jidi.web.pages.sign_in import failed
from jidi.web.pages.supervision_parts import ways, year_asked, years_of
from jidi.web.tables import paged_table, swapping, table
from jidi.web.visit import Visit
from jidi.web.writes import Writes

HERE = "supervision/credit"
_LIGHTS = {
    "trusted": ("met", "circle"),
    "abnormal": ("watch", "triangle"),
    "distrusted": ("behind", "square"),
}


def page(visit: Visit) -> Page:
    """The evaluation of a year."""
    t, found = visit.t, evaluated(visit.book, year_asked(visit))
    standings = _chosen(visit, found)
    return Page(
        title=t("Credit"),
        subtitle=t("year {year} · data version {n}", year=found.year, n=found.version),
        actions=[print_button(visit), export_link(visit, "credit")],
        body=[
            h.div(class_="filter")[ways(visit, HERE), year_choice(visit)],
            card(
                t("Evaluation by the scheme of the year"),
                h.p(class_="sentence")[_sentence(visit, found)],
                _tabs(visit, found),
                paged_table(visit, _grid(visit, found, standings), part="credit")
                if standings
                else note(t("Nothing of this kind.")),
                h.p(class_="fine")[visit.joined(words.remarks(found, visit.lang))],
                id="credit",
            ),
            _lists_card(visit, found),
            _published_card(visit),
            _objections_card(visit, found.objections),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """Every company that is chosen."""
    found = evaluated(visit.book, year_asked(visit))
    return (_grid(visit, found, _chosen(visit, found)),)


def company_page(
    visit: Visit, name: str, writes: Writes, *, error: JidiError | None = None
) -> Page:
    """One company: every point and what is behind it, and what lists brought.

    :param error: why what was asked for could not be recorded.
    :raises UnknownName: G-105.
    """
    t, lang, found = visit.t, visit.lang, evaluated(visit.book, year_asked(visit))
    one = found.standing(name)
    points, records = company_grids(visit, name)
    return Page(
        title=found.names[one.company],
        subtitle=f"{t('Credit')} · {one.company} · {found.year}",
        actions=[print_button(visit), export_link(visit, f"credit/{one.company}")],
        body=[
            card(
                t("Points of the year"),
                h.p(class_="standing")[list_light(visit, found, one.list_id)],
                definition_list(
                    {
                        t("Company"): quoted(found.names[one.company], lang),
                        t("Score"): f"{one.score:g}",
                        t("Not known"): words.unknown_text(one, lang),
                    }
                ),
                table(points),
                h.p(class_="fine")[visit.joined(words.remarks(found, lang))],
            ),
            card(
                t("Records of the year"),
                table(records) if records.rows else note(t("Nothing of this kind.")),
                id="records",
            ),
            _effects_card(visit, one.company, writes, error),
        ],
    )


def _effects_card(visit: Visit, company: str, writes: Writes, error: JidiError | None) -> Element:
    """What lists brought to a company, and the form to put more on record."""
    t = visit.t
    brought = [e for e in credit_lists.effects(visit.book) if e.facts["company"] == company]
    return card(
        t("What lists brought"),
        failed(visit, error),
        h.ul(class_="plain")[(h.li[_brought(visit, one)] for one in reversed(brought))]
        if brought
        else note(t("Nothing of this kind.")),
        _effect_form(visit, company, writes),
        id="effects",
    )


def _effect_form(visit: Visit, company: str, writes: Writes) -> Node:
    """Puts an effect on record; nothing for who may not, or where no list brings any."""
    t = visit.t
    offered = credit_lists.offered_effects(visit.book, company)
    if (
        not visit.asker.may(HANDLE, Thing(company=company))
        or writes.refusal(visit.asker) is not None
        or not offered
    ):
        return None
    return h.details(class_="step")[
        h.summary[t("Put on record")],
        h.form(class_="stacked", method="post", action=visit.href(f"{HERE}/{company}/effects"))[
            h.label[
                t("What it brings"),
                h.select(name="effect")[
                    (h.option(value=name)[t.of(zh, en)] for name, zh, en in offered)
                ],
            ],
            _text(t("For what"), "matter", most=200),
            _text(t("Reason"), "why", most=500),
            name_field(visit),
            signed(visit),
            h.button(class_="button primary", type="submit")[t("Put on record")],
        ],
    ]


def _text(words: str, name: str, *, most: int) -> Element:
    field = h.input(type="text", name=name, required="", maxlength=str(most))
    return h.label[words, field]


def company_grids(visit: Visit, name: str) -> tuple[Grid, Grid]:
    """The points and the records of a company."""
    found = evaluated(visit.book, year_asked(visit))
    one = found.standing(name)
    return _points(visit, one), _records(visit, found, one)


def year_choice(visit: Visit) -> Element:
    """The choice of a year."""
    options = [(str(year), str(year)) for year in years_of(visit)]
    chosen = str(year_asked(visit))
    return select_form(visit, "year", visit.t("Year"), [(visit.t("Year"), options)], chosen)


def list_light(visit: Visit, found: Evaluation, name: str) -> Element:
    """The list as shape and word."""
    light, form = _LIGHTS.get(name, ("unknown", "ring"))
    word = words.list_word(found.scheme, name, visit.lang)
    return h.span(class_=f"light light-{light}")[shape(form), word]


def _chosen(visit: Visit, found: Evaluation) -> tuple[Standing, ...]:
    known = ("all", "none", *(one.id for one in found.scheme.lists))
    asked = visit.choice("list", known, "all")
    if asked == "all":
        return found.standings
    return found.on_list("" if asked == "none" else asked)


def _sentence(visit: Visit, found: Evaluation) -> str:
    t = visit.t
    counts = Counter(one.list_id for one in found.standings)
    names = [*(one.id for one in found.scheme.lists), ""]
    parts = [f"{words.list_word(found.scheme, n, visit.lang)} {counts[n]}" for n in names]
    return t("{n} companies evaluated: {parts}.", n=len(found.standings), parts=t(", ").join(parts))


def _tabs(visit: Visit, found: Evaluation) -> Element:
    counts = Counter(one.list_id for one in found.standings)
    links: list[tuple[str | None, str, int]] = [(None, visit.t("all"), len(found.standings))]
    for name in (*(one.id for one in found.scheme.lists), ""):
        word = words.list_word(found.scheme, name, visit.lang)
        links.append((name or "none", word, counts[name]))
    here = visit.asked.get("list") or None
    return h.nav(class_="tabs", aria_label=visit.t("List"), **swapping("credit"))[
        (
            h.a(href=visit.href(page=None, list=key), aria_current="true" if key == here else None)[
                text, h.span(class_="count")[f"{number:,}"]
            ]
            for key, text, number in links
        )
    ]


def _grid(visit: Visit, found: Evaluation, standings: Sequence[Standing]) -> Grid:
    t = visit.t
    columns = (
        Column(t("List")),
        Column(t("Company"), kind="code"),
        Column(t("Company name"), wide=True),
        Column(t("Score"), kind="number"),
        Column(t("Points given and taken")),
        Column(t("Not known"), wide=True),
    )
    notes = (visit.book.title(visit.lang), *words.remarks(found, visit.lang))
    rows = tuple(_row(visit, found, one) for one in standings)
    return Grid("credit", f"{t('Credit')} {found.year}", columns, rows, notes)


def _row(visit: Visit, found: Evaluation, one: Standing) -> Row:
    lang = visit.lang
    name = found.names[one.company]
    href = visit.href(f"{HERE}/{one.company}", year=str(found.year))
    return Row(
        (
            Cell(words.list_word(found.scheme, one.list_id, lang),
                 list_light(visit, found, one.list_id)),
            Cell(one.company, h.a(href=href)[one.company]),
            Cell(name, quoted(name, lang)),
            Cell(one.score, digits=1, strong=True),
            Cell(words.reasons(one, lang)),
            Cell(words.unknown_text(one, lang)),
        ),
        {"id": one.company},
    )  # fmt: skip


def _points(visit: Visit, one: Standing) -> Grid:
    t, lang = visit.t, visit.lang
    columns = (
        Column(t("Scored item")),
        Column(t("Points"), kind="number"),
        Column(t("State")),
        Column(t("Comes from")),
        Column(t("Basis"), wide=True),
    )
    own = t("own choice")
    rows = tuple(
        Row(
            (
                Cell(t.of(item.item.zh, item.item.en)),
                Cell(item.points, words.signed(item.points), digits=1, strong=True),
                Cell(t.of(*words.STATE_WORDS[item.state])),
                Cell(words.scored_text(visit.book, item, lang)),
                Cell(item.item.source or own),
            )
        )
        for item in one.items
    )
    return Grid("points", f"{t('Points of the year')} {one.company}", columns, rows)


def _records(visit: Visit, found: Evaluation, one: Standing) -> Grid:
    t, lang, book = visit.t, visit.lang, visit.book
    columns = (
        Column(t("Record"), kind="code"),
        Column(t("Day"), kind="code"),
        Column(t("Kind")),
        Column(t("Comes from"), wide=True),
        Column(t("Document"), kind="code", wide=True),
        Column(t("What became of it")),
        Column(t("Objection"), kind="code", wide=True),
    )
    known = {record.id: record for record in found.records if record.company == one.company}
    rows = []
    for name, mark in one.marks.items():
        record = known[name]
        case = record.objection
        rows.append(
            Row(
                (
                    Cell(name),
                    Cell(record.happened_on.isoformat()),
                    Cell(words.code_word(book, record.code, lang)),
                    Cell(words.source_word(book, record, lang)),
                    Cell(record.document),
                    Cell(t.of(*words.MARK_WORDS[mark])),
                    Cell(case, h.a(href=visit.href(f"cases/{case}"))[case] if case else None),
                )
            )
        )
    return Grid("records", f"{t('Records of the year')} {one.company}", columns, tuple(rows))


def _lists_card(visit: Visit, found: Evaluation) -> Element:
    t, scheme = visit.t, found.scheme
    pairs: dict[str, Node] = {
        t.of(one.zh, one.en): words.list_rule(scheme, one, visit.lang) for one in scheme.lists
    }
    return card(
        t("Who stands on which list, and what it brings"),
        definition_list(pairs),
        h.p(class_="fine")[
            t("The first list that fits holds."), " ",
            h.a(href=visit.href(f"{HERE}/suppose", year=str(found.year)))[
                t("Suppose other points and limits")
            ], ".",
        ],
        id="lists",
    )  # fmt: skip


def _published_card(visit: Visit) -> Element:
    t, book = visit.t, visit.book
    kept, brought = credit_lists.publications(book), credit_lists.effects(book)
    if not kept:
        return card(t("Lists on record"), note(t("No lists are on record.")), id="published")
    return card(
        t("Lists on record"),
        h.ul(class_="plain")[(h.li[_published(visit, one)] for one in reversed(kept))],
        h.h3[t("What lists brought")],
        h.ul(class_="plain")[(h.li[_brought(visit, one)] for one in reversed(brought))]
        if brought
        else note(t("Nothing of this kind.")),
        id="published",
    )


def _published(visit: Visit, one: Entry) -> Node:
    counts = Counter(company["list"] for company in one.facts["companies"].values())
    lists = (
        f"{visit.t.of(listed['zh'], listed['en'])} {counts[name]}"
        for name, listed in one.facts["lists"].items()
    )
    said = f"#{one.number} · {one.at[:10]} · {one.facts['year']} · {visit.listed(lists)} · "
    return [said, quoted(f"{one.by} · {one.facts['why']}", visit.lang)]


def _brought(visit: Visit, one: Entry) -> Node:
    facts = one.facts
    what = visit.t.of(facts["effect_zh"], facts["effect_en"])
    said = f"#{one.number} · {one.at[:10]} · {facts['company']} · {what} · "
    return [said, quoted(f"{facts['matter']} · {one.by} · {facts['why']}", visit.lang)]


def _objections_card(visit: Visit, found: Sequence[Objection]) -> Element:
    t, moment = visit.t, visit.now()
    columns = (
        Column(t("Case"), kind="code"),
        Column(t("Company"), kind="code"),
        Column(t("Record"), kind="code"),
        Column(t("State")),
        Column(t("Timing")),
        Column(t("Last day"), kind="code"),
    )
    rows = []
    for one in found:
        state = one.case.kind.by_state[one.case.state]
        clock = next(iter(clocks_of(one.case, running=True)), None)
        last = clock.reading.deadline.last_day if clock else None
        how = t.of(*CLOCK_WORDS[clock.state(moment)]) if clock else ""
        rows.append(
            Row(
                (
                    Cell(one.case.id, h.a(href=visit.href(f"cases/{one.case.id}"))[one.case.id]),
                    Cell(str(one.case.values["operator_id"])),
                    Cell(one.record),
                    Cell(t.of(state.zh, state.en)),
                    Cell(how),
                    Cell(last.isoformat() if last else ""),
                )
            )
        )
    grid = Grid("objections", t("Objections"), columns, tuple(rows))
    return card(
        t("Objections"),
        table(grid) if rows else note(t("Nobody has objected to records of this year.")),
        id="objections",
    )
