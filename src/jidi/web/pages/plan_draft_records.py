"""The records of a draft, each beside its text, with what was decided and how to decide."""

from __future__ import annotations

import htpy as h
from htpy import Element, Node

from jidi.model.plan_review import Review
from jidi.service.capture_status import clock_text
from jidi.service.plan_review import FIELDS, OPEN, Item, Record, records_of, states, value_of
from jidi.service.plan_source import SourceLine, source_lines
from jidi.web.english import quoted
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import card, note
from jidi.web.pages.plan_draft_forms import Asked, accept_all, forms
from jidi.web.pages.plan_draft_shown import FIELD_WORDS, KINDS, SIZE, Shown
from jidi.web.pages.plan_drafts import STATES, state_light
from jidi.web.tables import pager


def records(shown: Shown) -> Node:
    """One page of the chosen records."""
    visit, t, found = shown.visit, shown.visit.t, shown.chosen
    pages = max(1, -(-len(found) // SIZE))
    number = visit.page(pages)
    held = {record.id: record for _, record in records_of(shown.plan)}
    here = found[(number - 1) * SIZE : number * SIZE]
    nexts = [one.id for one in here[1:]] + [""]
    return h.div(id="records")[
        _filters(shown),
        (_record(shown, one, held[one.id], next_) for one, next_ in zip(here, nexts, strict=False)),
        not here and card(t("Records"), note(t("Nothing of this kind."))),
        shown.may and accept_all(shown, [one for one in here if one.state == OPEN]),
        pager(visit, len(found), number, pages, "records"),
    ]


def grid(shown: Shown) -> Grid:
    """The chosen records as a sheet."""
    t = shown.visit.t
    columns = (
        Column(t("Id"), kind="code"),
        Column(t("Kind")),
        Column(t("State")),
        Column(t("What it says")),
        Column(t("Line"), kind="code"),
        Column(t("Plan text")),
        Column(t("Decided by")),
        Column(t("Decided at"), kind="code"),
        Column(t("Reason")),
    )
    rows = tuple(_row(shown, one) for one in shown.chosen)
    return Grid("records", t("Records"), columns, rows, shown.notes)


def _row(shown: Shown, one: Item) -> Row:
    t, last = shown.visit.t, one.last
    return Row(
        (
            Cell(one.id),
            Cell(t(KINDS[one.kind])),
            Cell(t(STATES[one.state][2])),
            Cell(one.says),
            Cell(", ".join(str(line) for line in one.lines)),
            Cell("\n".join(one.source)),
            Cell(last.by if last else ""),
            Cell(clock_text(last.at.isoformat()) if last else ""),
            Cell(last.reason if last else ""),
        )
    )


def _filters(shown: Shown) -> Element:
    t = shown.visit.t
    by_state = states(shown.plan)
    by_kind = {kind: sum(one.kind == kind for one in shown.every) for kind in KINDS}
    every = len(shown.every)
    return h.div(class_="draft-filters")[
        h.nav(class_="tabs", aria_label=t("State"))[
            _choice(shown, "state", "all", t("all"), every),
            (
                _choice(shown, "state", name, t(words), by_state[name])
                for name, (_, _, words) in STATES.items()
            ),
        ],
        h.nav(class_="tabs", aria_label=t("Kind"))[
            _choice(shown, "kind", "all", t("all"), every),
            (
                _choice(shown, "kind", name, t(words), by_kind[name])
                for name, words in KINDS.items()
                if by_kind[name]
            ),
        ],
    ]


def _choice(shown: Shown, key: str, name: str, words: str, number: int) -> Element:
    visit = shown.visit
    return h.a(
        href=visit.href(**{key: None if name == "all" else name, "page": None}),
        aria_current="true" if visit.asked.get(key, "all") == name else None,
    )[words, h.span(class_="count")[f"{number:,}"]]


# One record -------------------------------------------------------------------


def _record(shown: Shown, one: Item, record: Record, next_: str) -> Element:
    visit, t = shown.visit, shown.visit.t
    history = [review for review in shown.plan.reviews if review.record == one.id]
    return h.article(class_="card record", id=one.id, aria_labelledby=f"{one.id}-name")[
        h.div(class_="card-head")[
            h.h2(id=f"{one.id}-name")[quoted(record.zh, visit.lang)],
            h.div(class_="record-marks")[
                h.span(class_="tag")[t(KINDS[one.kind])],
                h.code[one.id],
                state_light(visit, one.state),
            ],
        ],
        h.div(class_="beside")[
            h.blockquote(class_="source", lang="zh")[
                (_line(shown, line) for line in source_lines(record, shown.document))
            ],
            h.div[_fields(shown, record), _history(shown, history)],
        ],
        shown.may and forms(shown, one, record, Asked(one.id, len(history), next_)),
    ]


def _line(shown: Shown, line: SourceLine) -> Element:
    visit = shown.visit
    there = visit.href(f"plan/drafts/{shown.draft.id}", part="text")
    return h.p[
        h.a(class_="line", href=f"{there}#line-{line.number}")[
            visit.t("line {line}", line=line.number)
        ],
        " ",
        line.begins_later and "…",
        (h.mark[piece.text] if piece.records else piece.text for piece in line.pieces),
        line.ends_earlier and "…",
    ]


def _fields(shown: Shown, record: Record) -> Element:
    """What was read besides the name, field by field; what is empty is left out."""
    t = shown.visit.t
    told = {name: value_of(record, name) for name in FIELDS[type(record)]}
    return h.dl(class_="terms")[
        (
            [h.dt[t(FIELD_WORDS[name])], h.dd[_value(shown, name, value)]]
            for name, value in told.items()
            if value and name != "zh"
        ),
    ]


def _value(shown: Shown, name: str, value: str) -> Node:
    visit = shown.visit
    catalogue = visit.book.catalogue
    if name == "indicator":
        found = catalogue.indicators.get(value)
        if found is None:
            return [h.code[value], " ", h.span(class_="fine")[visit.t("not in the catalogue")]]
        return h.a(href=visit.href(f"indicators/{value}"))[visit.t.of(found.zh, found.en)]
    kinds = catalogue.code_lists["project_kind"].entries
    if name == "kind" and value in kinds:
        return visit.t.of(*kinds[value])
    return quoted(value, visit.lang)


def _history(shown: Shown, history: list[Review]) -> Node:
    """Every decision about the record, oldest first."""
    if not history:
        return None
    return h.ul(class_="plain-list decisions")[(h.li[_said(shown, one)] for one in history)]


def _said(shown: Shown, one: Review) -> Node:
    visit, t = shown.visit, shown.visit.t
    return [
        state_light(visit, one.decision),
        " ",
        h.span(class_="fine")[f"{one.by} · {clock_text(one.at.isoformat())}"],
        one.field
        and h.div[
            t(FIELD_WORDS.get(one.field, one.field)),
            ": ",
            h.del_[one.before or "—"],
            " → ",
            h.ins[one.after or "—"],
        ],
        one.reason and h.div[t("Reason"), ": ", one.reason],
    ]
