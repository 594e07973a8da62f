"""Marks: a light or an origin as colour, shape and word, never colour alone."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import htpy as h
from htpy import Element, Node

from jidi.model.reading import Status
from jidi.plan.distinct import INDISTINCT
from jidi.service.english import phrase
from jidi.service.score_row import standing_of
from jidi.web.texts import Texts, mark

if TYPE_CHECKING:
    from jidi.plan import Progress
    from jidi.service.score_row import ScoreRow

_DISC = "M7 1.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 1 1 0-11z"
SHAPES = {
    "circle": _DISC,
    "triangle": "M7 1.5L13 12.5H1z",
    "square": "M2 2h10v10H2z",
    "ring": _DISC + "M7 3.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7z",
    "target": _DISC + "M7 5.4a1.6 1.6 0 1 0 0 3.2a1.6 1.6 0 1 0 0-3.2z",
    "diamond": "M7 .8L13.2 7L7 13.2L.8 7z",
}

ORIGINS: dict[Status, tuple[str, str]] = {
    Status.REPORTED: ("published", mark("published")),
    Status.REVISED: ("published", mark("revised")),
    Status.PRELIMINARY: ("published", mark("preliminary")),
    Status.BOUND: ("published", mark("bound")),
    Status.COMPUTED: ("computed", mark("computed")),
    Status.INFERRED: ("computed", mark("inferred")),
    Status.FORECAST: ("computed", mark("forecast")),
    Status.TARGET: ("published", mark("target")),
    Status.DOUBTFUL: ("doubtful", mark("doubtful")),
    Status.SYNTHETIC: ("synthetic", mark("synthetic")),
    Status.DESIGNED: ("computed", mark("designed")),
}


@lru_cache(maxsize=128)
def shape(name: str, *, class_: str = "") -> Element:
    """A small filled shape in the colour of its text."""
    return h.svg(
        class_=f"shape {class_}".strip(), viewBox="0 0 14 14", aria_hidden="true", focusable="false"
    )[h.path(d=SHAPES[name], fill_rule="evenodd")]


def light(t: Texts, row: ScoreRow) -> Element:
    """The light of a target, ● on course, ▲ watch, ■ alert, ○ not to be judged; and why.

    Where chance or rounding blur the grade, it says so below.
    """
    return h.span(class_="lights")[light_of(t, row.detail), caution(t, row.detail)]


def light_of(t: Texts, detail: Progress) -> Element:
    """The light of a judgement alone."""
    grade, why = standing_of(detail).grade, detail.judgement
    return h.span(
        class_=f"light light-{grade}", title=phrase(t.of(why.reason_zh, why.reason_en), t.lang)
    )[shape(LIGHTS[grade][0]), h.span[grade_word(t, detail)]]


def light_word(t: Texts, row: ScoreRow) -> str:
    """The word beside the light, with that of caution where the grade is blurred."""
    said = grade_word(t, row.detail)
    return f"{said} {t.of(*INDISTINCT)}" if is_blurred(row.detail) else said


def grade_word(t: Texts, detail: Progress) -> str:
    """The word beside the light; where it cannot be judged, the reason in a word."""
    light = standing_of(detail).grade
    if light == "unknown":
        return t.of(detail.grade.zh, detail.grade.en)
    return t(LIGHTS[light][1])


def is_blurred(detail: Progress) -> bool:
    """Whether chance or rounding leave more than one grade, or more noise than way."""
    return detail.distinction is not None and not detail.distinction.is_clear


def caution(t: Texts, detail: Progress) -> Element | None:
    """«Not distinguishable», with the reason; None where the grade is clear."""
    if detail.distinction is None or detail.distinction.is_clear:
        return None
    why = t.of(*detail.distinction.reason(detail.target.unit))
    return h.span(class_="caution", title=phrase(why, t.lang))[t.of(*INDISTINCT)]


LIGHTS: dict[str, tuple[str, str]] = {
    "met": ("circle", mark("met")),
    "on_track": ("circle", mark("on track")),
    "watch": ("triangle", mark("watch")),
    "behind": ("square", mark("behind")),
    "unknown": ("ring", mark("no data")),
}


def origin(t: Texts, status: Status) -> Element:
    """Whether a figure is published, computed or synthetic."""
    kind, word = ORIGINS[status]
    return h.span(class_=f"origin origin-{kind}")[t(word)]


def origin_word(t: Texts, *, synthetic: bool) -> str:
    """What a design is: designed, and synthetic where anything it rests on is."""
    return t("designed, synthetic data") if synthetic else t("designed")


def scenario(t: Texts, *, synthetic: bool) -> Element:
    """The line above designs: marked, and never measured."""
    return h.p(class_="fine scenario")[
        h.span(class_=f"origin origin-{'synthetic' if synthetic else 'computed'}")[
            origin_word(t, synthetic=synthetic)
        ],
        " ",
        t("A design is a scenario: what would be, never measured."),
    ]


def tag(text: str, kind: str = "plain") -> Element:
    """A short word in a frame."""
    return h.span(class_=f"tag tag-{kind}")[text]


def legend_item(picture: Node, text: str) -> Element:
    """A picture and what it means."""
    return h.li[picture, h.span[text]]
