"""Jobs that ask a kept design what needs designing anew: alternatives, a station, a mode."""

from __future__ import annotations

from typing import Any, Final

from jidi.core.division import Division
from jidi.network.rural.solve import solve
from jidi.service.books import Book
from jidi.service.job_fields import Field, text, whole
from jidi.service.job_task import Outcome, Task, ToldTable, both, lines_of
from jidi.service.rural_alternatives import (
    alternative_rows,
    alternatives_json,
    alternatives_told,
    summary_line,
)
from jidi.service.rural_design import Judged
from jidi.service.rural_designs import CountyDesign
from jidi.service.rural_store import kept_design
from jidi.service.rural_supposing import mode_explained, station_explained
from jidi.service.rural_supposing_words import (
    CHANCE,
    mode_json,
    mode_lines,
    station_json,
    station_lines,
)

DESIGN: Final = Field("design", "方案编号", "design", text(), needed=True)
ALTERNATIVES: Final = (
    DESIGN,
    Field("wanted", "方案数", "how many", whole(least=1, most=10), default=5),
)
STATION: Final = (DESIGN, Field("station", "站点", "station", text(), needed=True))
MODE: Final = (DESIGN, Field("mode", "方式", "mode", text(), needed=True))
ALTERNATIVE_HEADS: Final = (
    "方案,元/日,差,服务村,不同,与最近者不同,服务不同,站点不同,方式不同,班期不同,同线不同",
    "design,yuan a day,more,served,apart,from nearest,served apart,station,mode,days,company",
)


def where_design(book: Book, name: str) -> Division:
    """The county of a kept design.

    :raises UnknownName: N-742. :raises InputError: N-741, N-703.
    """
    return kept_design(book, name)[1].county


def find_alternatives(task: Task) -> Outcome:
    """Clearly different designs of nearly the same cost; those found by then when stopped."""
    kept, found = kept_design(task.book, task.asked["design"])
    told = alternatives_told(found.judged, wanted=task.asked["wanted"], **_search(task))
    designs = tuple(
        (CountyDesign(found.county, each), f"{kept.title} · {number}")
        for number, each in enumerate(told.designs, start=1)
    )
    rows = both(alternative_rows, told)
    return Outcome(
        designs=designs,
        lines=((summary_line(told, "zh"), summary_line(told, "en")),),
        tables=(ToldTable("明显不同的方案", "Clearly different designs", ALTERNATIVE_HEADS, rows),),
        told=alternatives_json(told),
        synthetic=found.judged.problem.synthetic,
    )


def ask_station(task: Task) -> Outcome:
    """Why a station is open or not, and what the contrary would cost."""
    judged = _judged(task)
    found = station_explained(judged, task.asked["station"], **_search(task))
    return _said(judged, both(station_lines, found), station_json(found))


def ask_mode(task: Task) -> Outcome:
    """What a mode does for the county: forced, and forbidden."""
    judged = _judged(task)
    found = mode_explained(judged, task.asked["mode"], **_search(task))
    return _said(judged, both(mode_lines, found), mode_json(found))


def _judged(task: Task) -> Judged:
    return kept_design(task.book, task.asked["design"])[1].judged


def _search(task: Task) -> dict[str, Any]:
    return {"solve": solve, "progress": task.progress, "cancelled": task.cancelled}


def _said(judged: Judged, lines: tuple[list[str], list[str]], told: dict[str, Any]) -> Outcome:
    return Outcome(lines=(*lines_of(lines), CHANCE), told=told, synthetic=judged.problem.synthetic)
