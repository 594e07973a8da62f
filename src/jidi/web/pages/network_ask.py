"""What a kept design can be asked that needs designing anew: each question becomes a job."""

from __future__ import annotations

from contextlib import suppress

import htpy as h
from htpy import Element, Node

from jidi.network.rural.supposing import modes_of
from jidi.service.rural_design import Judged
from jidi.service.rural_designs import CountyDesign
from jidi.service.rural_most_served import ASKED
from jidi.service.rural_sheets import HOW_WORDS
from jidi.web.pages.jobs import may_ask, name_field
from jidi.web.visit import Visit


def questions(visit: Visit, name: str, found: CountyDesign) -> Node:
    """Forms for alternatives, a station and a mode; where one may not ask, why."""
    t, refused = visit.t, may_ask(visit)
    if refused is not None:
        return [
            h.p(class_="fine")[refused.what(visit.lang)],
            h.p(class_="fine")[t("On the command line: jidi explain")],
        ]
    judged = found.judged
    return [
        _form(visit, name, "alternatives", _how_many(visit), t("Look for alternatives")),
        _form(visit, name, "station", _stations(visit, judged), t("Why open, or not?")),
        _form(visit, name, "mode", _modes(visit, judged), t("What if forced, or forbidden?")),
        h.p(class_="fine")[
            t("Each designs the county anew with the seed and effort of this design, as a job. "
              "Alternatives are kept as designs of their own.")
        ],
        h.p[h.a(href=_anew(visit, found))[t("Design this county anew with other wishes")]],
    ]  # fmt: skip


def _anew(visit: Visit, found: CountyDesign) -> str:
    made = dict(found.judged.design.made)
    told = {
        key: made.get(key, "")
        for key in ("budget", "frequency", "shift", "overnight", "seed", "effort")
    }
    if ASKED in made:  # served as many as could be: what was asked for is asked again
        made |= {"coverage": made[ASKED]}
        told["budget"] = ""
    with suppress(ValueError):  # not posed out of the book
        told["coverage_percent"] = f"{float(made.get('coverage', '')) * 100:g}"
    return visit.href("network/new", county=found.county.code.short, **told)


def _form(visit: Visit, name: str, kind: str, field: Element, words: str) -> Element:
    return h.form(
        class_="filter ask-form", method="post", action=visit.href(f"network/{name}/ask")
    )[
        h.input(type="hidden", name="kind", value=kind),
        field,
        name_field(visit),
        h.button(class_="button", type="submit")[words],
    ]


def _how_many(visit: Visit) -> Element:
    field = h.input(type="number", name="wanted", min="1", max="10", value="5")
    return h.label[visit.t("Other designs of nearly the same cost"), field]


def _stations(visit: Visit, judged: Judged) -> Element:
    t, open_ = visit.t, set(judged.design.open)
    return h.label[
        t("Station"),
        h.select(name="station")[
            (
                h.option(value=one.id)[
                    f"{one.name} · {t('in use') if at in open_ else t('not used')}"
                ]
                for at, one in enumerate(judged.problem.stations)
            )
        ],
    ]


def _modes(visit: Visit, judged: Judged) -> Element:
    t = visit.t
    return h.label[
        t("Mode"),
        h.select(name="mode")[
            (
                h.option(value=mode)[t.of(*HOW_WORDS[mode]) if mode in HOW_WORDS else mode]
                for mode in modes_of(judged.problem)
            )
        ],
    ]
