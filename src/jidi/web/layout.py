"""The frame of every page: heading, navigation, the synthetic mark, scope, footer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import htpy as h
from htpy import Element, Node
from markupsafe import Markup

import jidi
from jidi.model.reading import Status
from jidi.web.here import division_trail, page_trail
from jidi.web.marks import origin, shape
from jidi.web.static_files import StaticFiles
from jidi.web.texts import mark
from jidi.web.visit import LOOKS, Look, Visit
from jidi.web.who import leads_in, who

NAVIGATION = (
    ("", mark("Overview")),
    ("map", mark("Map")),
    ("indicators", mark("Indicators")),
    ("plan", mark("Plan")),
    ("network", mark("Network")),
    ("register", mark("Register")),
    ("supervision", mark("Supervision")),
    ("data", mark("Data")),
    ("cases", mark("Cases")),
    ("trace", mark("Trace")),
    ("reports", mark("Reports")),
    ("about", mark("About")),
)
_OF_OPERATION = ("supervision", "emergency", "trace")
"""Pages about the operation alone."""
_LOOK_WORDS: dict[Look, str] = {
    "system": mark("As the system"),
    "light": mark("Light"),
    "dark": mark("Dark"),
}
_SCHEMES: dict[Look, str] = {"system": "light dark", "light": "light", "dark": "dark"}
# No inline styles or evaluated code: the content policy forbids both.
_HTMX = {
    "includeIndicatorStyles": False,
    "allowEval": False,
    "selfRequestsOnly": True,
    # Going back loads the page anew: a stored copy would hold empty canvases.
    "historyCacheSize": 0,
    "refreshOnHistoryMiss": True,
}


@dataclass(frozen=True)
class Page:
    """What one page puts into the frame.

    :param title: its heading.
    :param subtitle: what it is about: place, period.
    :param body: the content.
    :param actions: controls beside the heading.
    :param scripts: third-party scripts it needs, then own modules, by asset name.
    :param data: addresses that the modules ask for first; browsers load them meanwhile.
    :param wide: whether the content takes the whole height and width (the map).
    :param above: address and title of pages above it that its own address does not tell.
    :param divided: whether it is about the division chosen, so that it shows those above it.
    """

    title: str
    body: Node
    subtitle: str = ""
    actions: Node = None
    vendor: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    wide: bool = False
    above: tuple[tuple[str, str], ...] = ()
    divided: bool = False


def render(visit: Visit, page: Page) -> Element:
    """The whole document."""
    t = visit.t
    return h.html(lang="zh-CN" if visit.lang == "zh" else "en")[
        _head(visit, page),
        h.body(class_="map-page" if page.wide else None)[
            h.a(class_="skip", href="#main")[t("Skip to the content")],
            _top(visit),
            visit.book.synthetic and _ribbon(visit),
            h.main(id="main", tabindex="-1")[_heading(visit, page), page.body],
            _footer(visit),
        ],
    ]


def _head(visit: Visit, page: Page) -> Element:
    url = visit.static.url
    return h.head[
        h.meta(charset="utf-8"),
        h.meta(name="viewport", content="width=device-width, initial-scale=1"),
        h.meta(name="htmx-config", content=json.dumps(_HTMX)),
        h.meta(name="theme-color", content="#16365F"),
        h.meta(name="color-scheme", content=_SCHEMES[visit.look]),
        h.title[f"{page.title} · {visit.book.title(visit.lang)}"],
        h.link(rel="icon", href=url("icon.svg"), type="image/svg+xml"),
        (h.link(rel="stylesheet", href=url(name)) for name in page.styles),
        style_sheets(visit.static, visit.look),
        h.link(rel="stylesheet", href=url("print.css"), media="print"),
        h.script(src=url("vendor/htmx.min.js"), defer=True),
        (h.script(src=url(name), defer=True) for name in page.vendor),
        (h.script(type="module", src=url(name)) for name in ("js/controls.js", *page.modules)),
        _early(visit.static, page),  # last: browsers open few connections at once
    ]


def _early(static: StaticFiles, page: Page) -> Node:
    """What the modules will ask for, to be loaded while the page is still read."""
    modules = dict.fromkeys(name for module in page.modules for name in static.imported(module))
    return [
        (h.link(rel="modulepreload", href=static.url(name)) for name in modules),
        (
            h.link({"rel": "preload", "as": "fetch", "href": one, "crossorigin": "anonymous"})
            for one in page.data
        ),
    ]


def style_sheets(static: StaticFiles, look: Look) -> Node:
    """The sheet of all pages; dark, its dark tokens after it. Paper is white in any case."""
    media = {"system": "screen and (prefers-color-scheme: dark)", "dark": "screen"}.get(look)
    return [
        h.link(rel="stylesheet", href=static.url("app.css")),
        media and h.link(rel="stylesheet", href=static.url("dark.css"), media=media, id="dark"),
    ]


def _top(visit: Visit) -> Element:
    t = visit.t
    return h.header(class_="top")[
        h.a(class_="brand", href=visit.href(""))[visit.book.title(visit.lang)],
        h.nav(class_="pages", aria_label=t("Pages"))[
            (_page_link(visit, path, t(text)) for path, text in NAVIGATION if leads_in(visit, path))
        ],
        h.div(class_="who")[
            len(visit.shelf) > 1 and _books(visit), who(visit), _looks(visit), _language(visit)
        ],
    ]


def _page_link(visit: Visit, path: str, text: str) -> Element:
    here = visit.path.split("/")[0] == path
    return h.a(href=visit.href(path), aria_current="page" if here else None)[text]


def _books(visit: Visit) -> Element:
    t = visit.t
    return h.details(class_="menu")[
        h.summary[t("Change province")],
        h.ul[
            (
                h.li[
                    h.a(
                        href=visit.at(name).href(),
                        aria_current="true" if name == visit.name else None,
                    )[book.province.name if visit.lang == "zh" else visit.place(book.province)]
                ]
                for name, book in visit.shelf
            )
        ],
    ]


def _language(visit: Visit) -> Element:
    other, name = ("en", "English") if visit.lang == "zh" else ("zh", "中文")
    return h.a(
        class_="language",
        href=visit.href(lang=other),
        lang="zh-CN" if other == "zh" else "en",
        hreflang=other,
    )[name]


def _looks(visit: Visit) -> Element:
    """The choice between light and dark; it holds for this browser."""
    t = visit.t
    return h.details(class_="menu looks")[
        h.summary[t("Look")],
        h.ul[
            (
                h.li[
                    h.a(
                        href=visit.href(look=one),
                        aria_current="true" if one == visit.look else None,
                        data_look=one,
                    )[t(_LOOK_WORDS[one])]
                ]
                for one in LOOKS
            )
        ],
    ]


def _ribbon(visit: Visit) -> Element:
    t = visit.t
    return h.section(class_="ribbon", aria_label=t("Synthetic data"))[
        h.strong[t("Synthetic data")],
        h.span[
            t("The operation of the province shown here is invented; figures marked"),
            " ",
            h.span(class_="origin origin-synthetic")[t("synthetic")],
            " ",
            t("are not statistics."),
        ],
        h.a(href=visit.href("about"))[t("What is real")],
    ]


def _heading(visit: Visit, page: Page) -> Element:
    return h.div(class_="heading")[
        h.div(class_="titles")[
            page_trail(visit, page.title, page.above),
            h.h1[page.title],
            page.subtitle and h.p(class_="subtitle")[page.subtitle],
            is_of_operation(visit) and origin(visit.t, Status.SYNTHETIC),
            page.divided and division_trail(visit),
        ],
        page.actions and h.div(class_="actions", id="actions")[page.actions],
    ]


def _footer(visit: Visit) -> Element:
    t = visit.t
    return h.footer(class_="foot")[
        h.span[t("Data version {version}", version=visit.book.version)],
        h.span[t("Jidi {version}", version=jidi.__version__)],
        h.a(href=visit.href("about"))[t("Sources, licences, what is synthetic")],
    ]


def is_of_operation(visit: Visit) -> bool:
    """Whether all that a page tells is of an operation that is invented; its parts are not marked
    one by one."""
    return visit.book.synthetic and visit.path.partition("/")[0] in _OF_OPERATION


def card(
    title: str, *content: Node, class_: str = "", aside: Node = None, id: str | None = None
) -> Element:
    """A framed part of a page with its heading."""
    return h.section(class_=f"card {class_}".strip(), id=id)[
        h.div(class_="card-head")[h.h2[title], aside], *content
    ]


def export_link(visit: Visit, page: str) -> Element:
    """Excel of exactly what the page shows: the same question, another form."""
    query = {k: v for k, v in visit.asked.items() if k != "page"}
    href = visit.href(f"export/{page}.xlsx", **{"period": None, "division": None, **query})
    return h.a(class_="button", href=href, download="")[visit.t("Export Excel")]


def print_button(visit: Visit) -> Element:
    """Prints the page; shown only where scripts run."""
    return h.button(class_="button print", type="button", data_print="")[visit.t("Print")]


def data_block(name: str, value: Any) -> Element:
    """Values for a script of the page; a block of data, never run."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return h.script(type="application/json", id=name)[Markup(text)]


def note(text: Node, kind: str = "note") -> Element:
    """A remark in a frame, its weight as shape and colour."""
    form = {"error": "square", "warning": "triangle"}.get(kind, "ring")
    return h.p(class_=f"notice notice-{kind}")[shape(form), h.span[text]]


def definition_list(pairs: Mapping[str, Node]) -> Element:
    """Terms and what they mean; pairs without content are left out."""
    return h.dl(class_="terms")[
        ([h.dt[term], h.dd[meaning]] for term, meaning in pairs.items() if meaning)
    ]
