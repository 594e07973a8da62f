"""Evidence of a case as a list with a form for more, and its sealed values with a form to open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import htpy as h
from htpy import Element, Node

from jidi.feeds.limits import size_text
from jidi.service.acting import EVIDENCE, thing_of_case
from jidi.service.case_evidence import ENDINGS, READ, size_limit
from jidi.service.case_json import field_name
from jidi.service.case_reveal import REVEAL
from jidi.supervision.cases import Case
from jidi.web.english import quoted
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import card, note
from jidi.web.pages.data import name_field, signed
from jidi.web.tables import table
from jidi.web.visit import Visit
from jidi.web.writes import Writes


def evidence_card(visit: Visit, found: Case, writes: Writes) -> Node:
    """What is on record, and the form that adds to it; nothing where there is neither."""
    thing = thing_of_case(found)
    may_add = any(visit.asker.may(action, thing) for action in EVIDENCE)
    form = _form(visit, found) if may_add and writes.refusal(visit.asker) is None else None
    if not found.evidence and form is None:
        return None
    return card(
        visit.t("Evidence"),
        found.evidence and table(evidence_grid(visit, found), class_="evidence"),
        form,
        id="evidence",
    )


def evidence_grid(visit: Visit, found: Case) -> Grid:
    """The evidence as a table; a file leads to itself where one may read it."""
    t = visit.t
    columns = (
        Column(t("File"), name="title"),
        Column(t("Size")),
        Column(t("SHA-256"), kind="code", wide=True),
        Column(t("Put on record"), kind="code"),
        Column(t("By"), wide=True),
        Column(t("Note"), wide=True),
    )
    rows = tuple(_row(visit, found, one) for one in found.evidence)
    return Grid("evidence", t("Evidence"), columns, rows, (found.id,))


def _row(visit: Visit, found: Case, one: Mapping[str, Any]) -> Row:
    file, digest, said = str(one["file"]), str(one["sha256"]), str(one.get("note") or "")
    name: Node = file
    if not one.get("kept"):
        words = visit.t("stays where it was; only its digest is on record")
        name = [file, h.span(class_="fine")[" ", words]]
    elif visit.asker.id and visit.asker.may(READ, thing_of_case(found)):
        to = visit.href(f"cases/{found.id}/evidence/{digest}")
        name = h.a(href=to, download="")[file]
    return Row(
        (
            Cell(file, name),
            Cell(size_text(int(one["bytes"]))),
            Cell(digest, h.code(title=digest)[f"{digest[:16]}…"]),
            Cell(str(one["at"])[:16].replace("T", " ")),
            Cell(str(one["by"]), quoted(str(one["by"]), visit.lang)),
            Cell(said, quoted(said, visit.lang) if said else ""),
        )
    )


def _form(visit: Visit, found: Case) -> Element:
    t = visit.t
    endings = sorted({one for several in ENDINGS.values() for one in several})
    return h.form(
        class_="stacked",
        method="post",
        action=visit.href(f"cases/{found.id}/evidence"),
        enctype="multipart/form-data",
    )[
        h.label[
            t("File of evidence"),
            h.input(
                type="file", name="file", required="", accept=",".join(f".{e}" for e in endings)
            ),
        ],
        h.label[t("Note"), h.input(type="text", name="note", maxlength="500")],
        name_field(visit),
        signed(visit),
        h.p(class_="fine")[
            t(
                "One file of at most {most}: {endings}. It is known by its content, kept once "
                "under its SHA-256, and every reading of it is noted.",
                most=size_limit(),
                endings=", ".join(endings),
            )
        ],
        h.button(class_="button", type="submit")[t("Put on record")],
    ]


def sealed_card(visit: Visit, found: Case, revealed: Mapping[str, str]) -> Node:
    """The sealed values, masked; opened ones this once. Nothing where none is sealed."""
    sealed = sorted(found.file.personal)
    if not sealed:
        return None
    t = visit.t
    may = bool(visit.asker.id) and visit.asker.may(REVEAL, thing_of_case(found))
    return card(
        t("Sealed personal values"),
        h.dl(class_="facts")[
            (
                [
                    h.dt[field_name(found.kind, name, visit.lang)],
                    h.dd[_value(visit, revealed.get(name))],
                ]
                for name in sealed
            )
        ],
        _reveal_form(visit, found, sealed)
        if may
        else note(t("Opened only by those whose duty it is, signed in, with a reason.")),
        id="sealed",
    )


def _value(visit: Visit, text: str | None) -> Node:
    if text is None:
        return ["＊＊＊＊ ", h.span(class_="fine")[visit.t("sealed")]]
    return [
        h.strong(tabindex="0")[quoted(text, visit.lang)],
        h.span(class_="fine")[" ", visit.t("opened this once; noted under your name")],
    ]


def _reveal_form(visit: Visit, found: Case, sealed: list[str]) -> Element:
    t = visit.t
    return h.form(class_="stacked", method="post", action=visit.href(f"cases/{found.id}/reveal"))[
        h.label[
            t("Field"),
            h.select(name="field")[
                (h.option(value=one)[field_name(found.kind, one, visit.lang)] for one in sealed)
            ],
        ],
        h.label[
            t("Why it must be opened"),
            h.input(type="text", name="why", required="", maxlength="500"),
        ],
        h.button(class_="button", type="submit")[t("Open and note it")],
    ]
