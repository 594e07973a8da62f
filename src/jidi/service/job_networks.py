"""Jobs that design a county's joint network of companies, and a province's hubs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from jidi.core.division import Division
from jidi.network.rural.solve import solve
from jidi.network.rural.split_rule import Rule
from jidi.service.books import Book
from jidi.service.hub_design import designed_hubs, hubs_json
from jidi.service.hub_problem import ALLOCATIONS, Asked, check_asked, province_hubs
from jidi.service.hub_words import HUB_HEADS, hub_lines, hub_texts, hubs_headline
from jidi.service.job_fields import Field, number, one_of, text, whole, yes
from jidi.service.job_files import files_of
from jidi.service.job_rural import COUNTY, COVERAGE, EFFORT, FREQUENCY, SEED, TITLE
from jidi.service.job_task import Outcome, Task, ToldTable, both, lines_of
from jidi.service.rural_clash import told_why
from jidi.service.rural_companies import FROM_BOOK
from jidi.service.rural_design import asked_as
from jidi.service.rural_export import export_joint
from jidi.service.rural_joint import designed_jointly, joint_json, keep_joint
from jidi.service.rural_joint_answer import joint_answer
from jidi.service.rural_joint_words import (
    COMPANY_HEADS,
    RULES,
    company_texts,
    joint_headline,
    joint_lines,
)
from jidi.service.rural_problem import county_problem

RULE: Final = Field(
    "rule",
    "分摊规则",
    "rule of the split",
    one_of(*(r.value for r in Rule)),
    default=Rule.SHAPLEY.value,
    said={r.value: words for r, words in RULES.items()},
)
JOINT: Final = (
    COUNTY,
    COVERAGE,
    FREQUENCY,
    RULE,
    Field("players", "最多几方", "most players", whole(least=2, most=6), default=4),
    SEED,
    EFFORT,
    TITLE,
)  # fmt: skip
ORDERS: Final = 12
ALLOCATION: Final = Field(
    "allocation",
    "县归枢纽的方式",
    "allocation of counties",
    one_of(*ALLOCATIONS),
    default=ALLOCATIONS[0],
    said={
        "single": ("每县一个枢纽", "one hub a county"),
        "multiple": ("每条流量各走各路", "each flow its own way"),
    },
)
HUBS: Final = (
    Field("year", "目标年", "target year", whole(least=2020, most=2100)),
    Field("volume", "该年快递业务量，亿件", "parcels, 10^8 a year", number(above=0)),
    Field("hubs", "枢纽数", "number of hubs", whole(least=1, most=200)),
    Field("keep", "保留全部现有枢纽", "keep all standing hubs", yes, default=False),
    Field("every", "每个县都可设枢纽", "every county may be one", yes, default=False),
    Field("levels", "层级：plan 或如 1+3+6", "levels: plan, or such as 1+3+6", text(), default=""),
    ALLOCATION,
    SEED,
    EFFORT,
    TITLE,
)


def _hubs_asked(book: Book, asked: Mapping[str, Any]) -> Asked:
    return Asked(
        year=asked["year"] or book.plan.target_year,
        volume=asked["volume"],
        hubs=asked["hubs"],
        keep=asked["keep"],
        every=asked["every"],
        levels=asked["levels"],
        allocation=asked["allocation"],
    )


def check_hubs(book: Book, asked: Mapping[str, Any]) -> None:
    """Whether such hubs can be asked for, as the command does.

    :raises InputError: as :func:`jidi.service.hub_problem.check_asked`.
    """
    check_asked(book, _hubs_asked(book, asked))


def where_province(book: Book, _asked: str) -> Division:
    """The province itself."""
    return book.province


def design_jointly(task: Task) -> Outcome:
    """One network for several companies: what it saves, what each pays."""
    asked, book = task.asked, task.book
    how = {"coverage": asked["coverage"], "frequency": asked["frequency"]}
    search = {"seed": asked["seed"], "progress": task.progress, "cancelled": task.cancelled}
    with told_why(solve=solve, **search) as asking:
        posed = county_problem(book, asked["county"], companies=FROM_BOOK, **how)
        asking.problem = posed.problem
        found = designed_jointly(
            posed.problem,
            solve=solve,
            rule=Rule(asked["rule"]),
            players=asked["players"],
            orders=ORDERS,
            effort=asked["effort"],
            made=asked_as(
                county=posed.county.code.short, budget=None, book=book, companies=True, **how
            ),
            notes=posed.notes,
            **search,
        )

    def kept(path: Path) -> None:
        keep_joint(found, joint=path, problem=path.with_name("problem.json"))

    return Outcome(
        answer=(joint_answer(book, found), asked["title"]),
        files=files_of(
            kept,
            lambda path, lang: export_joint(found, path, lang),
            {"joint-zh.xlsx": "zh", "joint-en.xlsx": "en", "joint.geojson": "zh"},
            name="joint.json",
        ),
        lines=lines_of(
            tuple([said] for said in both(joint_headline, found)),  # type: ignore[arg-type]
            both(joint_lines, found),
        ),
        tables=(ToldTable("分摊", "Split", COMPANY_HEADS, both(company_texts, found)),),
        told=joint_json(found),
        synthetic=found.problem.synthetic,
    )


def design_hubs(task: Task) -> Outcome:
    """Which counties become hubs; the best so far when stopped."""
    asked, book = task.asked, task.book
    found = designed_hubs(
        province_hubs(book, _hubs_asked(book, asked)),
        seed=asked["seed"],
        effort=asked["effort"],
        progress=task.progress,
        cancelled=task.cancelled,
    )
    return Outcome(
        hubs=(found, asked["title"]),
        lines=lines_of(
            tuple([said] for said in both(hubs_headline, found)),  # type: ignore[arg-type]
            both(hub_lines, found),
        ),
        tables=(ToldTable("枢纽", "Hubs", HUB_HEADS, both(hub_texts, found)),),
        told=hubs_json(found),
        synthetic=found.posed.synthetic,
    )
