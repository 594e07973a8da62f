"""Jobs that design sorting, cold chain and border gateways of a province, and ask why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from jidi.core.division import Division
from jidi.model.cold import cold_values, frontier_shares
from jidi.model.sorting import DEPARTURES_MOST
from jidi.service.answer_store import explained_answer, kept_answer, kept_answers
from jidi.service.books import Book
from jidi.service.border_design import designed_border
from jidi.service.border_problem import BorderAsked, province_border
from jidi.service.cold_design import designed_cold
from jidi.service.cold_problem import MOST_YUAN, ColdAsked, province_cold
from jidi.service.design_answer import answer_bytes, outcome_of
from jidi.service.design_folders import check_known
from jidi.service.job_fields import Field, number, text, whole, yes
from jidi.service.job_rural import EFFORT, TITLE
from jidi.service.job_task import Outcome, Task
from jidi.service.sorting_design import designed_sorting
from jidi.service.sorting_problem import SortingAsked, check_sorting, province_sorting

_YEAR: Final = Field("year", "目标年", "target year", whole(least=2020, most=2100))
_VOLUME: Final = Field("volume", "该年快递业务量，亿件", "parcels, 10^8 a year", number(above=0))
SORTING: Final = (
    _YEAR,
    _VOLUME,
    Field("hub", "哪个市的分拨中心，缺省为最缺的", "hub of which city", text(), default=""),
    Field("peak", "旺季日为日均的几倍", "peak day against the mean", number(above=0, most=20)),
    Field(
        "departures",
        "大去向每日几班",
        "departures a day of large destinations",
        whole(least=1, most=DEPARTURES_MOST),
    ),
    Field("why", "说明某个去向", "a destination to explain", text(), default=""),
    EFFORT,
    TITLE,
)


def _sorting_asked(book: Book, asked: Mapping[str, Any]) -> SortingAsked:
    return SortingAsked(
        year=asked["year"] or book.plan.target_year,
        volume=asked["volume"],
        hub=asked["hub"],
        peak=asked["peak"],
        departures=asked["departures"],
    )


def check_sorting_job(book: Book, asked: Mapping[str, Any]) -> None:
    """Whether such a design of sorting can be asked for, as the command does.

    :raises InputError: N-978, N-977, N-843, N-851.
    """
    check_sorting(book, _sorting_asked(book, asked))


def design_sorting(task: Task) -> Outcome:
    """A hub's lines, waves and chutes, and every hub's hours."""
    asked, book = task.asked, task.book
    found = designed_sorting(
        province_sorting(book, _sorting_asked(book, asked)),
        effort=asked["effort"],
        progress=task.progress,
        cancelled=task.cancelled,
        why=asked["why"],
    )
    return outcome_of(found, name="sorting", title=asked["title"])


COLD: Final = (
    Field("scale", "产量为公布年份的几倍", "amounts against published", number(above=0, most=100),
          default=1.0),
    Field("carbon", "碳价，元/吨CO2e", "yuan a tonne CO2e", number(least=0, most=1e5), default=0.0),
    Field("coverage", "至少运出全部重量的比重", "least share of the kg", number(least=0, most=1)),
    Field("each", "每种产品至少运出的比重", "least share of every product",
          number(above=0, most=1)),
    Field("budget", "预算，元/日", "budget, yuan a day", number(above=0, most=MOST_YUAN)),
    Field("frontier", "费用与运出比重的前沿", "frontier of cost and coverage", yes, default=False),
    Field("why", "说明某市冷库或某县预冷", "a store or cooler to explain", text(), default=""),
    EFFORT,
    TITLE,
)  # fmt: skip


def check_cold(_: Book, asked: Mapping[str, Any]) -> None:
    """Whether such a cold chain can be asked for. :raises InputError: N-940, N-978."""
    _cold_asked(asked)


def _cold_asked(asked: Mapping[str, Any]) -> ColdAsked:
    return ColdAsked(
        scale=asked["scale"],
        carbon=asked["carbon"],
        coverage=asked["coverage"],
        budget=asked["budget"],
        frontier=frontier_shares(cold_values()) if asked["frontier"] else (),
        each=asked["each"],
    )


def design_cold(task: Task) -> Outcome:
    """Where to pre-cool and store, which refrigerated trucks leave, which outlets are equipped."""
    asked = task.asked
    found = designed_cold(
        province_cold(task.book, _cold_asked(asked)),
        effort=asked["effort"],
        progress=task.progress,
        cancelled=task.cancelled,
        why=asked["why"],
    )
    return outcome_of(found, name="cold-chain", title=asked["title"])


BORDER: Final = (
    Field("scale", "国际件为近一年月报的几倍", "against the returns", number(above=0, most=100),
          default=1.0),
    Field("add", "可多开一班的线路编号", "a line that may get one more run", text(), default=""),
    Field("exports_only", "只看出口", "nothing comes in", yes, default=False),
    Field("no_stores", "不用边境仓备货", "nothing stocked at gateways", yes, default=False),
    TITLE,
)  # fmt: skip


def _border_asked(asked: Mapping[str, Any]) -> BorderAsked:
    return BorderAsked(asked["scale"], asked["add"], asked["exports_only"], asked["no_stores"])


def check_border(book: Book, asked: Mapping[str, Any]) -> None:
    """Whether such a problem can be posed, which takes a moment.

    :raises InputError: as ``province_border``; a line that is not there is N-995.
    """
    province_border(book, _border_asked(asked))


def design_border(task: Task) -> Outcome:
    """Which gateway parcels take, out and in, and what one more weekly run of each line does."""
    asked = task.asked
    found = designed_border(
        province_border(task.book, _border_asked(asked)),
        progress=task.progress,
        cancelled=task.cancelled,
    )
    return outcome_of(found, name="cross-border", title=asked["title"])


WHY: Final = (
    Field("design", "存入的方案", "the design kept", text(), needed=True),
    Field("place", "去向、市县、线路或口岸", "destination, place, line or gateway", text(),
          needed=True),
    EFFORT,
)  # fmt: skip


def where_answer(book: Book, name: str) -> Division:
    """The province, for a design that is kept. :raises UnknownName: N-742."""
    check_known(name, [kept.id for kept in kept_answers(book)])
    return book.province


def ask_why(task: Task) -> Outcome:
    """Why a kept design is as it is about one place, by designing the contrary."""
    asked, book = task.asked, task.book
    kept, found = kept_answer(book, asked["design"])
    lines, synthetic = explained_answer(
        book,
        answer_bytes(found),
        asked["place"],
        file=kept.id,
        effort=asked["effort"],
        cancelled=task.cancelled,
    )
    told = {"design": kept.id, "place": asked["place"],
            "said_zh": [zh for zh, _ in lines], "said_en": [en for _, en in lines]}  # fmt: skip
    return Outcome(lines=lines, told=told, synthetic=synthetic)
