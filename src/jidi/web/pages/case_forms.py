"""What one may do to a case, as forms: open it, take a step, stop its clocks, raise another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import htpy as h
from htpy import Element, Node, VoidElement

from jidi.core.errors import JidiError
from jidi.intake.times import BEIJING
from jidi.model.case import CaseKind, Step, case_kind, case_kinds
from jidi.model.table import Column
from jidi.privacy.door import is_keyed
from jidi.service.acting import HANDLE, OPEN_CASE, SEE_ALERTS, may_take, thing_of_case
from jidi.service.alert_case import case_of_alert, told_by_alert
from jidi.service.alerts import one_alert, thing_in
from jidi.service.patrol_case import case_of_patrol, patrol_named, told_by_patrol
from jidi.supervision.cases import Case, suggested_leads
from jidi.web.layout import Page, card, note
from jidi.web.pages.data import name_field, signed
from jidi.web.pages.sign_in import failed
from jidi.web.visit import Visit
from jidi.web.writes import Writes

WHO_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "officer": ("经办人", "officer"),
    "inspector": ("检查人员", "inspector"),
    "enforcement": ("执法人员", "enforcement unit"),
    "leader": ("负责人", "leader"),
    "company": ("企业", "company"),
}
FIELD_MARK: Final = "field-"
"""Before the names of a case's own fields in a form."""
_TEXT_MOST: Final = 500


def may_open(visit: Visit, writes: Writes) -> bool:
    """Whether this visitor may open cases here."""
    return visit.asker.may(OPEN_CASE) and writes.refusal(visit.asker) is None


def handling(visit: Visit, found: Case, writes: Writes, error: JidiError | None) -> Node:
    """The card with all that may be done now; nothing for those who may not."""
    offered = list(_offered(visit, found)) if writes.refusal(visit.asker) is None else []
    if not offered:
        return failed(visit, error)
    head = visit.t("Handle the case")
    return card(head, failed(visit, error), signed(visit), offered, id="handle")


def _offered(visit: Visit, found: Case) -> Iterator[Element]:
    """What this visitor may do to the case now."""
    asker, thing = visit.asker, thing_of_case(found)
    for step in found.next_steps():
        if may_take(asker, found, step):
            yield _step(visit, found, step)
    if found.is_open and asker.may(HANDLE, thing):
        yield _clock_switch(visit, found)
    if asker.may(OPEN_CASE, thing):
        for one in suggested_leads(found):
            yield _raise(visit, found, one.to, visit.t.of(one.zh, one.en))


def new_page(visit: Visit, writes: Writes, *, error: JidiError | None = None) -> Page:
    """A case to be opened; what an alert or a patrol event says of it is filled in.

    :raises UnknownName: Y-203 for an unknown kind, U-130, G-151 for an unknown alert or event.
    """
    t, about = visit.t, _about(visit)
    chosen = visit.asked.get("kind", "")
    body: list[Node] = [failed(visit, error), _kinds(visit, chosen)]
    if about.made:
        link = h.a(href=visit.href(f"cases/{about.made}"))[about.made]
        body = [note([t("This was made into a case already:"), " ", link], "warning")]
    elif chosen and may_open(visit, writes):
        body.append(_new(visit, case_kind(chosen), about))
    return Page(
        title=t("Open a case"),
        subtitle=about.words,
        body=h.div(class_="narrow")[card(t("What it is about"), body)],
    )


@dataclass(frozen=True)
class _About:
    """What a case is opened from: what it tells of the case's fields, and what became of it.

    :param made: the case that was opened from it before.
    """

    words: str = ""
    place: str = ""
    made: str = ""
    told: Callable[[CaseKind], Mapping[str, str]] = lambda _kind: {}


def _about(visit: Visit) -> _About:
    """The alert or the patrol event that the address names.

    :raises UnknownName: U-130 for an unknown alert, G-151 for an unknown event.
    """
    t, alert, event = visit.t, visit.asked.get("alert", ""), visit.asked.get("patrol", "")
    if alert.isascii() and alert.isdigit():
        one, events = one_alert(visit.book, int(alert))
        visit.asker.demand(SEE_ALERTS, thing_in(one.alert.division))
        name = t.of(one.rule.zh, one.rule.en) if one.rule else one.alert.rule
        words = t("From alert #{n}: {rule}", n=one.id, rule=name)
        made = case_of_alert(events)
        return _About(words, one.alert.division, made, partial(told_by_alert, one))
    if event:
        found = patrol_named(visit.book, event, now=visit.now().astimezone(BEIJING))
        visit.asker.demand(SEE_ALERTS, thing_in(found.division))
        matters = visit.book.catalogue.code_lists["patrol_matter"]
        words = t(
            "From patrol event {id}: {matter}",
            id=found.id,
            matter=matters.label(found.matter, visit.lang),
        )
        made = case_of_patrol(visit.book, found.id)
        return _About(words, found.division, made, partial(told_by_patrol, visit.book, found))
    return _About()


def given_in(form: Mapping[str, list[str]]) -> dict[str, str]:
    """The values of a case's own fields in a form, blank ones left out."""
    return {
        name.removeprefix(FIELD_MARK): values[0].strip()
        for name, values in form.items()
        if name.startswith(FIELD_MARK) and values[0].strip()
    }


def _kinds(visit: Visit, chosen: str) -> Element:
    t = visit.t
    return h.nav(class_="tabs", aria_label=t("Kind"))[
        (
            h.a(
                href=visit.href(kind=one.id),
                aria_current="true" if one.id == chosen else None,
            )[t.of(one.zh, one.en)]
            for one in case_kinds().values()
        )
    ]


def _new(visit: Visit, kind: CaseKind, about: _About) -> Element:
    t, told, place = visit.t, about.told(kind), about.place
    sealed = [t.of(one.zh, one.en) for one in kind.fields if is_keyed(one)]
    return h.form(class_="stacked", method="post", action=visit.href())[
        h.label[
            t("Division, by name or code"),
            place and h.span(class_="fine")[" ", visit.place_of(place)],
            h.input(type="text", name="division", required="", value=place, maxlength="60"),
        ],
        fields(visit, [one for one in kind.fields if not is_keyed(one)], told, required=True),
        sealed
        and h.p(class_="fine")[
            t("Kept sealed, so entered with the key on the command line only: {names}",
              names=visit.listed(sealed))
        ],
        _why(visit, is_needed=False),
        name_field(visit),
        signed(visit),
        h.button(class_="button primary", type="submit")[t("Open the case")],
    ]  # fmt: skip


def _step(visit: Visit, found: Case, step: Step) -> Element:
    t = visit.t
    columns = [found.kind.by_field[name] for name in (*step.needs, *step.may_set)]
    known = {name: value for name, value in found.values.items() if isinstance(value, str)}
    needed = {one.name for one in columns} & set(step.needs)
    who = visit.listed(t.of(*WHO_WORDS[one]) for one in step.who)
    action = visit.href(f"cases/{found.id}/steps/{step.id}")
    return h.details(class_="step")[
        h.summary[t.of(step.zh, step.en), " ", h.span(class_="fine")[who]],
        h.form(class_="stacked", method="post", action=action)[
            fields(visit, columns, known, needed=needed),
            _why(visit, is_needed=step.why),
            name_field(visit),
            h.button(class_="button primary", type="submit")[t.of(step.zh, step.en)],
        ],
    ]


def _clock_switch(visit: Visit, found: Case) -> Element:
    t = visit.t
    what = "resume" if found.is_paused else "pause"
    words = t("Let the clocks run again") if found.is_paused else t("Stop the clocks")
    return _reasoned(visit, f"cases/{found.id}/{what}", words)


def _raise(visit: Visit, found: Case, to: str, because: str) -> Element:
    kind = case_kind(to)
    words = visit.t("Raise: {kind}", kind=visit.t.of(kind.zh, kind.en))
    return _reasoned(visit, f"cases/{found.id}/raise/{to}", words, because)


def _reasoned(visit: Visit, path: str, words: str, more: str = "") -> Element:
    return h.details(class_="step")[
        h.summary[words, more and [" ", h.span(class_="fine")[more]]],
        h.form(class_="stacked", method="post", action=visit.href(path))[
            _why(visit, is_needed=True),
            name_field(visit),
            h.button(class_="button", type="submit")[words],
        ],
    ]


def _why(visit: Visit, *, is_needed: bool) -> Element:
    field = h.input(
        type="text", name="why", maxlength=str(_TEXT_MOST), required="" if is_needed else None
    )
    return h.label[visit.t("Reason"), field]


def fields(
    visit: Visit,
    columns: Iterable[Column],
    known: Mapping[str, str],
    *,
    needed: Iterable[str] = (),
    required: bool = False,
) -> Node:
    """A field for each column, as its type asks.

    :param needed: names that must be filled in. :param required: as the columns themselves say.
    """
    must = set(needed)
    return [
        h.label[
            visit.t.of(one.zh, one.en),
            one.unit and h.span(class_="fine")[f" ({one.unit})"],
            _input(
                visit,
                one,
                known.get(one.name, ""),
                must=one.name in must or (required and one.required),
            ),
        ]
        for one in columns
    ]


def _input(visit: Visit, column: Column, value: str, *, must: bool) -> Element | VoidElement:
    name = f"{FIELD_MARK}{column.name}"
    required = "" if must else None
    options = _options(visit, column)
    if options is not None:
        return h.select(name=name, required=required)[
            h.option(value="")["—"],
            (h.option(value=key, selected=key == value)[text] for key, text in options),
        ]
    kind = {"date": "date", "integer": "number", "decimal": "number"}.get(column.type, "text")
    is_prose = kind == "text" and not column.refers and column.personal is None
    return h.input(
        class_="prose" if is_prose else None,
        type=kind,
        name=name,
        value=value,
        required=required,
        step="any" if column.type == "decimal" else None,
        maxlength=str(_TEXT_MOST) if kind == "text" else None,
    )


def _options(visit: Visit, column: Column) -> list[tuple[str, str]] | None:
    """What may be chosen; None where something is written."""
    if column.type == "boolean":
        return [("yes", visit.t("yes")), ("no", visit.t("no"))]
    if column.type != "code" or column.codes is None:
        return None
    listed = visit.book.catalogue.code_lists[column.codes]
    return [(one, listed.label(one, visit.lang)) for one in listed.entries]
