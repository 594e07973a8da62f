"""Jobs that design rural networks: of one county, of every county of the province."""

from __future__ import annotations

from typing import Final

from jidi.core.division import Division
from jidi.network.rural.solve import solve
from jidi.service.books import Book
from jidi.service.job_fields import Field, number, one_of, text, whole
from jidi.service.job_task import Outcome, Task, ToldTable, both, lines_of
from jidi.service.rural_clash import told_why
from jidi.service.rural_design import asked_as, designed, judged_json
from jidi.service.rural_designs import county_designs, of_county
from jidi.service.rural_places import county_of
from jidi.service.rural_problem import county_problem
from jidi.service.rural_province import ProvinceAsked, design_province
from jidi.service.rural_words import detail_lines, headline, province_lines, province_rows

MOST_EFFORT: Final = 20
FREQUENCIES: Final = {
    "wanted": ("按各村所需", "as the villages want it"),
    "standard": ("按标准规定", "as the standard sets it"),
}

COUNTY: Final = Field("county", "区县", "county", text(), needed=True)
COVERAGE: Final = Field(
    "coverage", "覆盖率（0–1）", "coverage (0–1)", number(least=0, most=1), default=1.0
)
BUDGET: Final = Field(
    "budget", "每县预算，元/日", "budget of a county, yuan a day", number(above=0)
)
FREQUENCY: Final = Field(
    "frequency",
    "频次规则",
    "frequency rule",
    one_of(*FREQUENCIES),
    default="wanted",
    said=FREQUENCIES,
)
SHIFT: Final = Field(
    "shift", "驾驶员班次跨度，分钟", "a driver's shift, minutes", number(least=60, most=1440)
)
OVERNIGHT: Final = Field(
    "overnight",
    "隔夜往返：远站每周至少供货天数",
    "overnight trips: days a week far stations are fed at least",
    whole(least=1, most=7),
)
SEED: Final = Field("seed", "种子", "seed", whole(least=0, most=2**31 - 1), default=1)
EFFORT: Final = Field(
    "effort", "搜索力度", "effort", whole(least=1, most=MOST_EFFORT), default=1
)  # fmt: skip
TITLE: Final = Field("title", "名称", "title", text(most=60), default="")

WANTED: Final = (COVERAGE, BUDGET, FREQUENCY, SHIFT, OVERNIGHT, SEED, EFFORT, TITLE)
RURAL: Final = (COUNTY, *WANTED)
PROVINCE_HEADS: Final = (
    "区县,村,服务,元/日,元/件,公里/日,站点,状态",
    "county,villages,served,yuan a day,yuan a parcel,km a day,stations,state",
)


def where_county(book: Book, county: str) -> Division:
    """The county that is asked for.

    :raises UnknownName: C-207. :raises InputError: N-601.
    """
    return county_of(book, county)


def design_one(task: Task) -> Outcome:
    """A county's design; the best so far when stopped.

    :raises JidiError: N-510 with the clash and its repairs when there is none.
    """
    asked, book = task.asked, task.book
    how = {
        "coverage": asked["coverage"],
        "budget": asked["budget"],
        "frequency": asked["frequency"],
        "shift": asked["shift"],
        "overnight": asked["overnight"],
    }
    search = {"seed": asked["seed"], "progress": task.progress, "cancelled": task.cancelled}
    with told_why(solve=solve, **search) as asking:
        posed = county_problem(book, asked["county"], **how)
        asking.problem = posed.problem
        found = designed(
            posed.problem,
            solve=solve,
            effort=asked["effort"],
            made=asked_as(county=posed.county.code.short, book=book, **how),
            notes=posed.notes,
            **search,
        )
    one = of_county(book, found, file=posed.county.name)
    return Outcome(
        designs=((one, asked["title"]),),
        lines=lines_of(
            tuple([said] for said in both(headline, found)),  # type: ignore[arg-type]
            both(detail_lines, found),
        ),
        told=judged_json(found),
        synthetic=found.problem.synthetic,
    )


def design_all(task: Task) -> Outcome:
    """Every county, as many as were begun when stopped; those done before are not done again."""
    asked = task.asked
    wanted = ProvinceAsked(
        book=str(task.book.workspace.root),
        engine="",
        folder=str(task.folder),
        coverage=asked["coverage"],
        budget=asked["budget"],
        frequency=asked["frequency"],
        shift=asked["shift"],
        overnight=asked["overnight"],
        seed=asked["seed"],
        effort=asked["effort"],
    )
    found = design_province(
        wanted, workers=task.processes, progress=task.progress, cancelled=task.cancelled
    )
    made = [county for county in found.counties if county.state != "failed"]
    paths = [task.folder / f"{county.code}.json" for county in made]
    designs = county_designs(task.book, paths) if paths else ()
    told = found.to_json()
    return Outcome(
        designs=tuple((one, asked["title"]) for one in designs),
        lines=lines_of(both(province_lines, found)),
        tables=(ToldTable("各县", "Counties", PROVINCE_HEADS, both(province_rows, found)),),
        told={name: value for name, value in told.items() if name != "counties"},
        synthetic=told["synthetic"],
        folder_needed=found.left > 0,
    )
