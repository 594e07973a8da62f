"""Jobs about the trunk network of a province: its design, and the check of what stands."""

from __future__ import annotations

from typing import Final

from jidi.service import trunk_words as words
from jidi.service.design_answer import outcome_of
from jidi.service.job_fields import Field, number, whole, yes
from jidi.service.job_networks import files_of
from jidi.service.job_rural import EFFORT, SEED, TITLE
from jidi.service.job_task import Outcome, Task, ToldTable, both, lines_of
from jidi.service.plan_check_answer import checked_plan
from jidi.service.trunk_design import designed_trunk, keep_trunk
from jidi.service.trunk_figures import trunk_json
from jidi.service.trunk_problem import TrunkAsked, province_trunk

_YEAR: Final = Field("year", "目标年", "target year", whole(least=2020, most=2100))
_VOLUME: Final = Field("volume", "该年快递业务量，亿件", "parcels, 10^8 a year", number(above=0))
TRUNK: Final = (
    _YEAR,
    _VOLUME,
    Field("scale", "业务量的倍数", "times the volume", number(above=0), default=1.0),
    Field("carbon", "碳价，元/吨CO2e", "yuan a tonne CO2e", number(above=0)),
    Field("own", "只用自有货车", "own trucks only", yes, default=False),
    Field("hold", "中转不超过现有能力", "hold standing capacities", yes, default=False),
    SEED,
    EFFORT,
    TITLE,
)
PLANCHECK: Final = (
    _YEAR,
    _VOLUME,
    Field("losses", "逐一拿掉枢纽和线路", "take hubs and lanes away", yes, default=True),
    TITLE,
)


def design_trunk(task: Task) -> Outcome:
    """The trunk lanes of the province; the best so far when stopped."""
    asked, book = task.asked, task.book
    wanted = TrunkAsked(
        year=asked["year"] or book.plan.target_year,
        volume=asked["volume"],
        carbon=asked["carbon"] or 0.0,
        own=asked["own"],
        hold=asked["hold"],
        scale=asked["scale"],
    )
    found = designed_trunk(
        province_trunk(book, wanted),
        seed=asked["seed"],
        effort=asked["effort"],
        progress=task.progress,
        cancelled=task.cancelled,
    )
    tables = (
        ("产品", "Products", words.PRODUCT_HEADS, words.product_texts),
        ("中转", "Hubs", words.HUB_HEADS, words.hub_texts),
        ("方式", "Modes", words.MODE_HEADS, words.mode_texts),
        ("最紧的线路", "Tightest lanes", words.LANE_HEADS, words.tight_texts),
    )
    return Outcome(
        trunk=(found, asked["title"]),
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
        tables=tuple(ToldTable(zh, en, heads, both(say, found)) for zh, en, heads, say in tables),
        told=trunk_json(found),
        synthetic=found.posed.synthetic,
    )


def check_plan(task: Task) -> Outcome:
    """Whether standing hubs and lanes suffice, and what breaks first."""
    asked, book = task.asked, task.book
    _, told = checked_plan(
        book,
        year=asked["year"] or book.plan.target_year,
        volume=asked["volume"],
        losses=asked["losses"],
        progress=task.progress,
        cancelled=task.cancelled,
    )
    return outcome_of(told, name="plancheck", title=asked["title"])
