"""Jobs about the trunk network of a province: its design, and the check of what stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from jidi.core.division import Division
from jidi.service import trunk_words as words
from jidi.service.books import Book
from jidi.service.design_answer import outcome_of
from jidi.service.design_folders import check_known
from jidi.service.hub_problem import volume_of
from jidi.service.job_fields import Field, names_parted, number, text, texts, whole, yes
from jidi.service.job_files import files_of
from jidi.service.job_rural import EFFORT, SEED, TITLE
from jidi.service.job_task import Outcome, Task, ToldTable, both, lines_of
from jidi.service.plan_check_answer import checked_plan
from jidi.service.plan_check_network import check_running_days
from jidi.service.trunk_alternatives import (
    ALTERNATIVE_HEADS,
    alternative_texts,
    alternatives_line,
    asked_words,
    trunk_alternatives_json,
    trunk_alternatives_told,
)
from jidi.service.trunk_beside import wishes
from jidi.service.trunk_days_asked import days_parted, lines_of_some_days
from jidi.service.trunk_design import TrunkJudged, designed_trunk, keep_trunk
from jidi.service.trunk_figures import trunk_json
from jidi.service.trunk_frontier import (
    EXACT,
    HEADS,
    frontier_json,
    frontier_texts,
    trunk_frontier,
)
from jidi.service.trunk_problem import MOST_SCALE, TrunkAsked, check_cities, province_trunk
from jidi.service.trunk_store import kept_trunk_design, kept_trunk_designs

_YEAR: Final = Field("year", "目标年", "target year", whole(least=2020, most=2100))
_VOLUME: Final = Field("volume", "该年快递业务量，亿件", "parcels, 10^8 a year", number(above=0))
_SCALE: Final = Field(
    "scale", "业务量的倍数", "times the volume", number(above=0, most=MOST_SCALE), default=1.0
)
_DAYS: Final = Field(
    "days", "线路的开行日，如 R12=一三五", "running days of lines, as R12=135",
    texts(days_parted, most=50),
)  # fmt: skip
_NO_TIMETABLES: Final = Field(
    "no_timetables", "不用时刻表的车次、航班", "no trains or flights of timetables", yes,
    default=False,
)  # fmt: skip
_WEEKDAYS: Final = Field(
    "weekdays", "各星期几的件量不同，逐日装得下", "volumes by weekday", yes, default=False
)
_LANES: Final = texts(names_parted, most=50)
_WISHES: Final = (
    Field("hubs", "中转分拨的市", "cities that sort", texts(names_parted, most=50)),
    Field("forbid", "不开的线路，如 太原-北京:hired", "lanes that must not run", _LANES),
    Field("force", "至少开一班的线路，如 太原-北京", "lanes that must run", _LANES),
)
TRUNK: Final = (
    _YEAR,
    _VOLUME,
    _SCALE,
    *_WISHES,
    Field("carbon", "碳价，元/吨CO2e", "yuan a tonne CO2e", number(above=0)),
    Field("hours", "时间价，元/吨时", "yuan a tonne and hour on the way", number(above=0)),
    Field("own", "只用自有货车", "own trucks only", yes, default=False),
    Field("hold", "中转不超过现有能力", "hold standing capacities", yes, default=False),
    _NO_TIMETABLES,
    _DAYS,
    _WEEKDAYS,
    SEED,
    EFFORT,
    TITLE,
)
FRONTIER: Final = (
    _YEAR,
    _VOLUME,
    _SCALE,
    *_WISHES,
    _NO_TIMETABLES,
    _DAYS,
    _WEEKDAYS,
    SEED,
    EFFORT,
    TITLE,
)
PLANCHECK: Final = (
    _YEAR,
    _VOLUME,
    _DAYS,
    Field("losses", "逐一拿掉枢纽和线路", "take hubs and lanes away", yes, default=True),
    TITLE,
)


def check_trunk(book: Book, asked: Mapping[str, Any]) -> None:
    """Whether running days and cities that are asked for fit the book, as the command does.

    Lanes that must or must not run are looked for when the problem is posed.

    :raises InputError: N-919, N-884, N-885; N-941; N-843, N-851.
    """
    if asked.get("days"):
        lines_of_some_days(book, asked["days"])
    check_cities(book, asked.get("hubs") or ())
    _check_volume(book, asked)


def check_days_of_lanes(book: Book, asked: Mapping[str, Any]) -> None:
    """The same for a check of the plan, in which lanes by road have days, too.

    :raises InputError: N-919, N-884, N-885; N-843, N-851.
    """
    if asked.get("days"):
        check_running_days(book, tuple(asked["days"]))
    _check_volume(book, asked)


def _check_volume(book: Book, asked: Mapping[str, Any]) -> None:
    year = asked.get("year") or book.plan.target_year
    volume_of(book, year=year, volume=asked.get("volume"))


def design_trunk(task: Task) -> Outcome:
    """The trunk lanes of the province; the best so far when stopped."""
    asked, book = task.asked, task.book
    found = designed_trunk(
        province_trunk(book, _wanted(book, asked)),
        seed=asked["seed"],
        effort=asked["effort"],
        progress=task.progress,
        cancelled=task.cancelled,
    )
    tables = (
        ("产品", "Products", words.PRODUCT_HEADS, words.product_texts),
        ("中转", "Hubs", words.HUB_HEADS, words.hub_texts),
        ("方式", "Modes", words.MODE_HEADS, words.mode_texts),
        ("按星期", "Weekdays", words.WEEKDAY_HEADS, words.weekday_texts),
        ("最紧的线路", "Tightest lanes", words.LANE_HEADS, words.tight_texts),
    )
    return Outcome(
        trunks=((found, asked["title"]),),
        files=files_of(
            lambda path: keep_trunk(found, path),
            lambda path, lang: words.export_trunk(found, path, lang),
            {"trunk-zh.xlsx": "zh", "trunk-en.xlsx": "en", "trunk.geojson": "zh"},
            name="trunk.json",
        ),
        lines=lines_of(
            ([words.trunk_headline(found, "zh")], [words.trunk_headline(found, "en")]),
            both(words.trunk_lines, found),
        ),
        tables=tuple(
            ToldTable(zh, en, heads, rows)
            for zh, en, heads, say in tables
            if (rows := both(say, found))[0] or say is not words.weekday_texts
        ),
        told=trunk_json(found),
        synthetic=found.posed.synthetic,
    )


def _wanted(book: Book, asked: Mapping[str, Any]) -> TrunkAsked:
    """What a job asks for; what could not be asked for yet is absent in older jobs."""

    def names(name: str) -> tuple[str, ...]:
        return tuple(asked.get(name) or ())

    return TrunkAsked(
        year=asked["year"] or book.plan.target_year,
        volume=asked["volume"],
        hubs=names("hubs"),
        carbon=asked.get("carbon") or 0.0,
        own=bool(asked.get("own")),
        hold=bool(asked.get("hold")),
        scale=asked["scale"],
        hours=asked.get("hours") or 0.0,
        forbid=names("forbid"),
        force=names("force"),
        timetables=not asked.get("no_timetables"),
        days=names("days"),
        weekdays=bool(asked.get("weekdays")),
    )


OTHERS: Final = (
    Field("design", "存入的干线方案", "the trunk design kept", text(), needed=True),
    Field("wanted", "方案数", "how many", whole(least=1, most=10), default=3),
)


def where_trunk(book: Book, name: str) -> Division:
    """The province, for a design that is kept. :raises UnknownName: N-742."""
    check_known(name, [kept.id for kept in kept_trunk_designs(book)])
    return book.province


def find_others(task: Task) -> Outcome:
    """Clearly different trunk designs of nearly the same cost; those found by then when stopped."""
    kept, found = kept_trunk_design(task.book, task.asked["design"])
    told = trunk_alternatives_told(
        found, wanted=task.asked["wanted"], progress=task.progress, cancelled=task.cancelled
    )
    made = zip(told.designs, told.found.found, strict=True)
    rows = both(alternative_texts, told)
    return Outcome(
        trunks=tuple(
            (design, f"{kept.title} · {asked_words(found, each.asked, 'zh')}")
            for design, each in made
        ),
        lines=((alternatives_line(told, "zh"), alternatives_line(told, "en")),),
        tables=(ToldTable("明显不同的方案", "Clearly different designs", ALTERNATIVE_HEADS, rows),),
        told=trunk_alternatives_json(told),
        synthetic=found.posed.synthetic,
    )


def design_frontier(task: Task) -> Outcome:
    """Designs under several prices of carbon and time; those made by then when stopped."""
    asked, book = task.asked, task.book
    points = trunk_frontier(
        lambda one: province_trunk(book, one),
        _wanted(book, asked),
        seed=asked["seed"],
        effort=asked["effort"],
        progress=task.progress,
        cancelled=task.cancelled,
    )
    fresh = [point for point in points if not point.same]
    rows = both(frontier_texts, points)
    return Outcome(
        trunks=tuple((point.found, _title(point.found, asked["title"])) for point in fresh),
        lines=(EXACT,),
        tables=(ToldTable("费用、时间、排放", "Cost, time, emissions", HEADS, rows),),
        told=frontier_json(points),
        synthetic=points[0].found.posed.synthetic,
    )


def _title(found: TrunkJudged, title: str) -> str:
    posed = found.posed
    said = wishes(found, "zh") or "最省"
    return f"{title.strip() or f'{posed.name} {posed.asked.year}'} · {said}"


def check_plan(task: Task) -> Outcome:
    """Whether standing hubs and lanes suffice, and what breaks first."""
    asked, book = task.asked, task.book
    _, told = checked_plan(
        book,
        year=asked["year"] or book.plan.target_year,
        volume=asked["volume"],
        days=tuple(asked.get("days") or ()),
        losses=asked["losses"],
        progress=task.progress,
        cancelled=task.cancelled,
    )
    return outcome_of(told, name="plancheck", title=asked["title"])
