"""The kinds of long work there are: what each asks for, where it lies, and who does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from jidi.core.division import Division
from jidi.core.errors import InputError, Language, UnknownName
from jidi.core.nearest import suggestion
from jidi.service import (
    job_asking,
    job_hub_phases,
    job_members,
    job_networks,
    job_plan,
    job_rural,
    job_trunk,
)
from jidi.service.books import Book
from jidi.service.job_fields import Field, number, read_asked
from jidi.service.job_report import REPORT, REPORT_FIELDS
from jidi.service.job_task import Doer

MINUTES: Final = Field("minutes", "最多几分钟", "minutes at most", number(above=0, most=24 * 60))
"""Every kind may be told to stop after a time with the best so far."""
VERSION: Final = "data_version"
"""What is noted beside the fields: at which data version the book is asked."""


@dataclass(frozen=True)
class Kind:
    """A kind of job.

    :param place: the field that says where it lies, and how it is found there.
    :param run: who does it; None when workers are handed that from the floor above.
    :param action: the right to ask for it.
    :param check: refuses what the book shows cannot be done, before it is asked for.
    """

    id: str
    zh: str
    en: str
    fields: tuple[Field, ...]
    place: tuple[str, Callable[[Book, str], Division]]
    run: Doer | None
    action: str = "job.ask"
    check: Callable[[Book, Mapping[str, Any]], None] | None = None

    def words(self, lang: Language) -> str:
        """What the kind is called."""
        return self.zh if lang == "zh" else self.en

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """Its own, and those of every kind."""
        return (*self.fields, MINUTES)

    def read(self, book: Book, told: Mapping[str, Any]) -> tuple[dict[str, Any], Division]:
        """What is asked, complete and checked, and the division it is about.

        :raises UnknownName: M-106, and for a place or design there is not.
        :raises InputError: M-107, and what ``check`` refuses.
        """
        asked = read_asked(self.id, self.all_fields, told)
        name, where = self.place
        division = where(book, asked.get(name, ""))
        if name == "county":
            asked["county"] = division.code.short
        if self.check is not None:
            self.check(book, asked)
        return asked | {VERSION: book.version}, division


_COUNTY: Final = ("county", job_rural.where_county)
_DESIGN: Final = ("design", job_asking.where_design)
_PROVINCE: Final = ("", job_networks.where_province)

KINDS: Final[Mapping[str, Kind]] = {
    kind.id: kind
    for kind in (
        Kind(
            "rural", "一县农村网络设计", "rural network of a county",
            job_rural.RURAL, _COUNTY, job_rural.design_one,
        ),
        Kind(
            "province", "全省农村网络设计", "rural networks of the province",
            job_rural.WANTED, _PROVINCE, job_rural.design_all,
        ),
        Kind(
            "alternatives", "费用相近的其他方案", "other designs of nearly the same cost",
            job_asking.ALTERNATIVES, _DESIGN, job_asking.find_alternatives,
        ),
        Kind(
            "station", "站点为何启用或不启用", "why a station is open or not",
            job_asking.STATION, _DESIGN, job_asking.ask_station,
        ),
        Kind(
            "mode", "强制或不用某种方式", "a mode forced or forbidden",
            job_asking.MODE, _DESIGN, job_asking.ask_mode,
        ),
        Kind(
            "joint", "多家企业共同配送", "joint delivery of several companies",
            job_networks.JOINT, _COUNTY, job_networks.design_jointly,
        ),
        Kind(
            "hubs", "全省枢纽布局", "hubs of the province",
            job_networks.HUBS, _PROVINCE, job_networks.design_hubs, check=job_networks.check_hubs,
        ),
        Kind(
            "hub-phases", "枢纽分年实施", "phases of a design of hubs",
            job_hub_phases.PHASES, ("design", job_hub_phases.where_hubs),
            job_hub_phases.plan_phases,
        ),
        Kind(
            "trunk", "全省干线网络设计", "trunk network of the province",
            job_trunk.TRUNK, _PROVINCE, job_trunk.design_trunk, check=job_trunk.check_trunk,
        ),
        Kind(
            "trunk-frontier", "干线：费用、时间、排放", "trunk: cost, time, emissions",
            job_trunk.FRONTIER, _PROVINCE, job_trunk.design_frontier, check=job_trunk.check_trunk,
        ),
        Kind(
            "trunk-alternatives", "费用相近的其他干线方案", "other trunk designs, nearly as cheap",
            job_trunk.OTHERS, ("design", job_trunk.where_trunk), job_trunk.find_others,
        ),
        Kind(
            "plancheck", "现有枢纽和线路够不够", "do standing hubs and lanes suffice",
            job_trunk.PLANCHECK, _PROVINCE, job_trunk.check_plan,
            check=job_trunk.check_days_of_lanes,
        ),
        Kind(
            "sorting", "分拣：分拣线、波次、格口", "sorting: lines, waves, chutes",
            job_members.SORTING, _PROVINCE, job_members.design_sorting,
            check=job_members.check_sorting_job,
        ),
        Kind(
            "cold-chain", "冷链：预冷、冷库、冷藏车", "cold chain: coolers, stores, trucks",
            job_members.COLD, _PROVINCE, job_members.design_cold, check=job_members.check_cold,
        ),
        Kind(
            "cross-border", "跨境：口岸、班次、通关", "abroad: gateways, runs, clearance",
            job_members.BORDER, _PROVINCE, job_members.design_border,
            check=job_members.check_border,
        ),
        Kind(
            "why", "分拣、冷链、跨境方案为何如此", "why a sorting, cold or border design is so",
            job_members.WHY, ("design", job_members.where_answer), job_members.ask_why,
        ),
        Kind(
            job_plan.READ_PLAN, "读取规划文件", "read a plan document",
            job_plan.DRAFT, ("draft", job_plan.where_draft), job_plan.read_plan_document,
            action="draft.review",
        ),
        Kind(
            REPORT, "评估报告", "evaluation report",
            REPORT_FIELDS, _PROVINCE, run=None, action="report.ask",
        ),
    )
}  # fmt: skip


def kind_named(name: str) -> Kind:
    """The kind of that name.

    :raises UnknownName: M-108 with the nearest.
    """
    if name not in KINDS:
        raise UnknownName("M-108", name=name[:60], nearest=suggestion(name[:60], KINDS))
    return KINDS[name]


def check_name(by: str) -> str:
    """The name under which something is asked.

    :raises InputError: M-105 without one.
    """
    if not by.strip():
        raise InputError("M-105")
    return by.strip()[:100]


def kinds_json() -> list[dict[str, Any]]:
    """Every kind and what can be asked with it."""
    return [
        {
            "kind": kind.id,
            "zh": kind.zh,
            "en": kind.en,
            "fields": [
                {
                    "name": field.name,
                    "zh": field.zh,
                    "en": field.en,
                    "needed": field.needed,
                    "default": field.default,
                }
                for field in kind.all_fields
            ],
        }
        for kind in KINDS.values()
    ]
