"""The form that asks for rural designs: of one county or of all, joint delivery, hubs, trunk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import htpy as h
from htpy import Element, Node

from jidi.core.division import Level
from jidi.core.errors import InputError, JidiError
from jidi.model.sorting import DEPARTURES_MOST
from jidi.service.cold_problem import MOST_YUAN
from jidi.service.job_fields import Field
from jidi.service.job_networks import ALLOCATION, RULE
from jidi.service.job_rural import FREQUENCY, MOST_EFFORT
from jidi.web.layout import Page, card, note
from jidi.web.pages.data import signed
from jidi.web.pages.jobs import may_ask, name_field
from jidi.web.pages.network_new_days import days_field, days_note, weekdays_box
from jidi.web.pages.network_new_lanes import lane_fields
from jidi.web.texts import mark
from jidi.web.visit import Visit

ALL: Final = "all"
"""In place of a county: every county of the province."""
_KEPT: Final = ("kind", "by", "coverage_percent", "each_percent")


def page(visit: Visit, filled: Mapping[str, str], error: JidiError | None = None) -> Page:
    """The form, with what was filled in and what does not fit.

    :param filled: fields of the form by name; of an address, ``county`` and the like.
    """
    t = visit.t
    refused = may_ask(visit)
    body: Node
    if refused is not None:
        body = card(
            t("New design"),
            note(refused.what(visit.lang), "warning"),
            h.p[refused.remedy(visit.lang)],
        )
    else:
        body = [
            None if error is None else _wrong(visit, error),
            [card(t(title), form(visit, _of(filled, kind))) for kind, title, form in FORMS],
            signed(visit),
        ]
    return Page(
        title=t("New design"),
        subtitle=t(
            "The problem is posed out of the book; a worker designs, the checker verifies, the "
            "book keeps it"
        ),
        actions=h.a(class_="button", href=visit.href("network"))[t("Back to the designs")],
        body=body,
    )


def asked_of(filled: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """The kind of job that a filled form asks for, and its fields.

    :raises InputError: M-107 when the coverage is no percentage.
    """
    told: dict[str, Any] = {k: v for k, v in filled.items() if k not in _KEPT}
    for name in ("coverage", "each"):
        percent = filled.get(f"{name}_percent", "").strip()
        if percent:
            told[name] = _share(f"{name}_percent", percent)
    kind = filled.get("kind", "rural")
    if kind == "rural" and told.get("county") == ALL:
        del told["county"]
        return "province", told
    return kind, told


def _share(name: str, percent: str) -> float:
    try:
        return float(percent) / 100
    except ValueError:
        raise InputError(
            "M-107",
            name=name,
            value=percent[:60],
            reason_zh="不是数",
            reason_en="it is no number",
        ) from None


def _of(filled: Mapping[str, str], kind: str) -> Mapping[str, str]:
    """What was filled into the form of this kind; of another one, the county at most."""
    if filled.get("kind", "rural") == kind:
        return filled
    return {name: value for name, value in filled.items() if name == "county"}


def _wrong(visit: Visit, error: JidiError) -> Element:
    t = visit.t
    return h.section(class_="card", role="alert")[
        h.h2[t("This cannot be asked so")],
        (
            [note(one.what(visit.lang), "error"), h.p(class_="fine")[one.remedy(visit.lang)]]
            for one in (error, *error.also)
        ),
    ]


def _rural(visit: Visit, filled: Mapping[str, str]) -> Element:
    t = visit.t
    return _form(
        visit,
        "rural",
        _county(visit, filled, every=True),
        _coverage(visit, filled),
        _number(
            t("Budget of a county, yuan a day"), "budget", filled,
            least="0.01", step="0.01", hint=t("none"),
        ),
        _frequency(visit, filled),
        _number(
            t("A driver's shift, minutes"), "shift", filled,
            least="60", most="1440", step="1", hint="600",
        ),
        _number(
            t("Overnight trips to far stations, days a week at least"), "overnight", filled,
            least="1", most="7", step="1", hint=t("none overnight"),
        ),
        _search_fields(visit, filled),
        _title(visit, filled, t("name of the county")),
        _end(visit, t("Design")),
        h.p(class_="fine")[
            t("With a budget, as many villages as it pays for; else the coverage at the lowest "
              "cost. The search goes by effort, so the same seed and effort give the same design; "
              "minutes are a limit, and a design cut short by them may differ from run to run.")
        ],
    )  # fmt: skip


def _joint(visit: Visit, filled: Mapping[str, str]) -> Element:
    t = visit.t
    return _form(
        visit,
        "joint",
        _county(visit, filled, every=False),
        _coverage(visit, filled),
        _frequency(visit, filled),
        h.label[t("Split by"), _select(visit, RULE, filled)],
        _number(t("Most players"), "players", filled, least="2", most="6", default="4"),
        _search_fields(visit, filled),
        _title(visit, filled, t("name of the county")),
        _end(visit, t("Design jointly")),
        h.p(class_="fine")[
            t("What one network of several companies saves against each its own, and what each "
              "pays of it.")
        ],
    )  # fmt: skip


def _hubs(visit: Visit, filled: Mapping[str, str]) -> Element:
    t = visit.t
    return _form(
        visit,
        "hubs",
        *_year_and_volume(visit, filled),
        _number(
            t("Number of hubs"), "hubs", filled, least="1", most="200", hint=t("as many as pay")
        ),
        h.label[t.of(ALLOCATION.zh, ALLOCATION.en), _select(visit, ALLOCATION, filled)],
        _text(
            t("Levels: plan, or such as 1+3+6"), "levels", filled, hint=t("none, hubs are alike")
        ),
        _search_fields(visit, filled),
        _title(visit, filled, t("province and year")),
        _box(t("keep all standing hubs"), "keep", filled),
        _box(t("every county may be one"), "every", filled),
        _end(visit, t("Design hubs")),
    )  # fmt: skip


def _trunk(visit: Visit, filled: Mapping[str, str]) -> Element:
    t = visit.t
    return _form(
        visit,
        "trunk",
        *_year_and_volume(visit, filled),
        _scale(visit, filled),
        _number(t("Price of emissions, yuan a tonne"), "carbon", filled, least="0.01", step="0.01"),
        _number(t("Price of time, yuan a tonne-hour"), "hours", filled, least="0.01", step="0.01"),
        *lane_fields(visit, filled),
        days_field(visit, filled),
        _search_fields(visit, filled),
        _title(visit, filled, t("province and year")),
        _box(t("own trucks only"), "own", filled),
        _box(t("hold standing capacities"), "hold", filled),
        _no_timetables(visit, filled),
        weekdays_box(visit, filled),
        _end(visit, t("Design trunk lanes")),
        days_note(visit),
    )  # fmt: skip


def _no_timetables(visit: Visit, filled: Mapping[str, str]) -> Element:
    return _box(visit.t("no trains or flights of timetables"), "no_timetables", filled)


def _scale(visit: Visit, filled: Mapping[str, str]) -> Element:
    words = visit.t("Times the volume")
    return _number(words, "scale", filled, least="0.01", most="100", step="0.01", default="1")


def _frontier(visit: Visit, filled: Mapping[str, str]) -> Element:
    t = visit.t
    return _form(
        visit,
        "trunk-frontier",
        *_year_and_volume(visit, filled),
        _scale(visit, filled),
        *lane_fields(visit, filled),
        days_field(visit, filled),
        _search_fields(visit, filled),
        _title(visit, filled, t("province and year")),
        _no_timetables(visit, filled),
        weekdays_box(visit, filled),
        _end(visit, t("Design a frontier")),
        days_note(visit),
        h.p(class_="fine")[
            t("The cheapest design of trunk lanes, and those under prices of carbon and of time: "
              "each is kept, and they are shown beside each other.")
        ],
    )  # fmt: skip


def _plancheck(visit: Visit, filled: Mapping[str, str]) -> Element:
    t = visit.t
    return _form(
        visit,
        "plancheck",
        *_year_and_volume(visit, filled),
        days_field(visit, filled),
        _title(visit, filled, t("province and kind")),
        _end(visit, t("Check the plan")),
        days_note(visit, roads=True),
        h.p(class_="fine")[
            t("Do the hubs and lanes that stand carry that year's parcels, what breaks first, and "
              "what are the cheapest additions? Hubs and lanes are taken away one after the other.")
        ],
    )  # fmt: skip


def _sorting(visit: Visit, filled: Mapping[str, str]) -> Element:
    t = visit.t
    return _form(
        visit,
        "sorting",
        *_year_and_volume(visit, filled),
        _text(t("Hub of which city"), "hub", filled, hint=t("the one that lacks most lines")),
        _number(
            t("Peak day, times the mean"), "peak", filled, least="0.1", most="20", step="0.1",
            hint=t("as in the definitions"),
        ),
        _number(
            t("Departures a day of large destinations"), "departures", filled, least="1",
            most=str(DEPARTURES_MOST), hint=t("as in the definitions"),
        ),
        _effort(visit, filled),
        _title(visit, filled, t("province and kind")),
        _end(visit, t("Design sorting")),
        h.p(class_="fine")[
            t("Every hub's hours against its lines; of one hub the lines, waves and chutes.")
        ],
    )  # fmt: skip


def _cold(visit: Visit, filled: Mapping[str, str]) -> Element:
    t = visit.t
    return _form(
        visit,
        "cold-chain",
        _number(
            t("Times the published amounts"), "scale", filled, least="0.01", most="100",
            step="0.01", default="1",
        ),
        _number(
            t("Price of emissions, yuan a tonne"), "carbon", filled, least="0", most="100000",
            step="0.01", default="0",
        ),
        _number(
            t("Kilograms carried at least, %"), "coverage_percent", filled, least="0", most="100",
            step="0.1", hint=t("all that can be in time"),
        ),
        _number(
            t("Of every product at least, %"), "each_percent", filled, least="0.1", most="100",
            step="0.1", hint=t("no least share"),
        ),
        _number(
            t("Budget, yuan a day"), "budget", filled, least="1", most=f"{MOST_YUAN:.0f}",
            step="1", hint=t("no limit"),
        ),
        _effort(visit, filled),
        _title(visit, filled, t("province and kind")),
        _box(t("also what lesser shares cost (without share and budget)"), "frontier", filled),
        _end(visit, t("Design the cold chain")),
        h.p(class_="fine")[
            t("Where to pre-cool and store the plan's products, which refrigerated trucks leave, "
              "which outlets get cooling.")
        ],
    )  # fmt: skip


def _border(visit: Visit, filled: Mapping[str, str]) -> Element:
    t = visit.t
    return _form(
        visit,
        "cross-border",
        _number(
            t("Times the international parcels of the returns"), "scale", filled, least="0.01",
            most="100", step="0.01", default="1",
        ),
        _text(t("A line that may get one more run"), "add", filled, hint=t("none")),
        _title(visit, filled, t("province and kind")),
        _box(t("exports only"), "exports_only", filled),
        _box(t("nothing stocked at gateways"), "no_stores", filled),
        _end(visit, t("Choose gateways")),
        h.p(class_="fine")[
            t("Which gateway parcels take, out and in, what lies in border stores, and what one "
              "more weekly run of each line does.")
        ],
    )  # fmt: skip


def _year_and_volume(visit: Visit, filled: Mapping[str, str]) -> tuple[Element, Element]:
    t = visit.t
    year = str(visit.book.plan.target_year)
    return (
        _number(t("Target year"), "year", filled, least="2020", most="2100", default=year),
        _number(
            t("Parcels in that year, 10⁸"), "volume", filled,
            least="0.01", step="0.01", hint=t("as planned"),
        ),
    )  # fmt: skip


# Fields ------------------------------------------------------------------------


def _form(visit: Visit, kind: str, *content: Node) -> Element:
    return h.form(
        class_="design-form", method="post", action=visit.href("network/new"), id=f"form-{kind}"
    )[
        h.input(type="hidden", name="kind", value=kind),
        content,
    ]


def _county(visit: Visit, filled: Mapping[str, str], *, every: bool) -> Element:
    t, tree = visit.t, visit.book.tree
    chosen = filled.get("county", "")
    reach = visit.asker.reach("job.ask")
    options: list[Node] = []
    if every and reach.everything:
        words = t("All counties of the province")
        options.append(h.option(value=ALL, selected=chosen == ALL)[words])
    for city in tree.at_level(Level.CITY):
        counties = [
            one
            for one in tree.at_level(Level.COUNTY, city.code)
            if reach.everything or any(one.code.is_within(code) for code in reach.divisions)
        ]
        if counties:
            options.append(
                h.optgroup(label=visit.place(city))[
                    (
                        h.option(
                            value=one.code.short,
                            selected=chosen in (one.code.short, one.code.text),
                        )[visit.place(one)]
                        for one in counties
                    )
                ]
            )
    return h.label[t("County"), h.select(name="county", required="")[options]]


def _coverage(visit: Visit, filled: Mapping[str, str]) -> Element:
    label = visit.t("Coverage, %")
    return _number(
        label, "coverage_percent", filled, least="0", most="100", step="0.1", default="100"
    )


def _frequency(visit: Visit, filled: Mapping[str, str]) -> Element:
    return h.label[visit.t("Frequency of visits"), _select(visit, FREQUENCY, filled)]


def _search_fields(visit: Visit, filled: Mapping[str, str]) -> Node:
    t = visit.t
    return [
        _number(t("Seed"), "seed", filled, least="0", most="2147483647", default="1"),
        _number(t("Effort"), "effort", filled, least="1", most=str(MOST_EFFORT), default="1"),
        _number(
            t("Minutes at most"), "minutes", filled,
            least="0.1", most="1440", step="0.1", hint=t("no limit"),
        ),
    ]  # fmt: skip


def _number(
    label: str,
    name: str,
    filled: Mapping[str, str],
    *,
    least: str,
    most: str | None = None,
    step: str = "1",
    default: str = "",
    hint: str = "",
) -> Element:
    return h.label[
        label,
        h.input(
            type="number",
            name=name,
            min=least,
            max=most,
            step=step,
            value=filled.get(name, default),
            placeholder=hint or None,
        ),
    ]


def _text(label: str, name: str, filled: Mapping[str, str], *, hint: str) -> Element:
    return h.label[
        label,
        h.input(
            type="text", name=name, maxlength="60", value=filled.get(name, ""), placeholder=hint
        ),
    ]


def _effort(visit: Visit, filled: Mapping[str, str]) -> Element:
    return _number(
        visit.t("Effort"), "effort", filled, least="1", most=str(MOST_EFFORT), default="1"
    )


def _select(visit: Visit, field: Field, filled: Mapping[str, str]) -> Element:
    """The values that a field is said in, by their words."""
    return h.select(name=field.name)[
        (
            h.option(value=value, selected=filled.get(field.name) == value)[visit.t.of(*words)]
            for value, words in field.said.items()
        )
    ]


def _title(visit: Visit, filled: Mapping[str, str], hint: str) -> Element:
    return h.label[
        visit.t("Title"),
        h.input(
            type="text",
            name="title",
            maxlength="60",
            value=filled.get("title", ""),
            placeholder=hint,
        ),
    ]


def _box(label: str, name: str, filled: Mapping[str, str]) -> Element:
    ticked = filled.get(name) == "true"
    return h.label(class_="box")[
        h.input(type="checkbox", name=name, value="true", checked=ticked), label
    ]


def _end(visit: Visit, words: str) -> Element:
    return h.div(class_="design-end")[
        name_field(visit), h.button(class_="button primary", type="submit")[words]
    ]


FORMS: Final = (
    ("rural", mark("Rural network of county, townships and villages"), _rural),
    ("joint", mark("Joint delivery of several companies"), _joint),
    ("hubs", mark("Hubs of the province"), _hubs),
    ("trunk", mark("Trunk lanes of the province"), _trunk),
    ("trunk-frontier", mark("Trunk lanes: cost, time, emissions"), _frontier),
    ("plancheck", mark("Check of the plan against what stands"), _plancheck),
    ("sorting", mark("Sorting at a hub"), _sorting),
    ("cold-chain", mark("Cold chain of the province"), _cold),
    ("cross-border", mark("Gateways abroad"), _border),
)
"""The kind of job, what it is called, its form."""
