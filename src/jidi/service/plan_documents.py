"""Plan documents as users hand them in: read into a draft, with what the house knows by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jidi.core.division import Division, Level
from jidi.core.errors import DefinitionError, InputError, Place
from jidi.core.worded import reason_of
from jidi.documents import Document, open_document
from jidi.documents.reading import SUFFIXES
from jidi.model.catalogue import Catalogue
from jidi.model.divisions import division_sources, load_country, load_divisions
from jidi.model.plan import Plan
from jidi.model.plan_loader import load_plan, load_plans, read_plan_file
from jidi.model.plan_writer import plan_toml
from jidi.model.statistics import published_indicators
from jidi.plan.read import Known, read_plan
from jidi.plan.read import Place as KnownPlace
from jidi.service.plan_review import OPEN, items, without_rejected

_KIND_OF_PLACE = re.compile(
    r"(?:(?:[\u4e00-\u9fff]{1,3}族|维吾尔|哈萨克|柯尔克孜|蒙古)+(?=自治))?"
    r"(?:特别行政区|自治区|自治州|自治县|自治旗|地区|省|市|盟|州|县|区|旗)$"
)
_NAME = re.compile(r"[a-z][a-z0-9-]{1,39}")
_NO_NAMES = ("城区", "郊区", "矿区", "新区", "开发区", "市辖区", "县")


def read_document(path: Path) -> Plan:
    """The draft of the plan at ``path``.

    :raises InputError: T-100 to T-108 for a file that cannot be read.
    """
    return draft_of(open_document(path))


def write_draft(draft: Plan, path: Path) -> None:
    """Write a draft as TOML, whole or not at all.

    :raises InputError: T-109 when the file cannot be written.
    """
    aside = path.with_name(f".{path.name}.part")
    try:
        aside.write_text(plan_toml(draft), "utf-8")
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        reason = reason_of(error)
        raise InputError("T-109", where=Place(file=path.name), reason=reason) from error


def plan_at(name: str) -> Plan:
    """A plan by what a user names: a draft, a document, or a plan the house knows.

    What a person rejected in a draft is left out.

    :raises UnknownName: P-100 for a name that is neither file nor plan.
    :raises InputError: T-100 to T-108 for a file that cannot be read.
    """
    path = Path(name)
    if path.suffix == ".toml" and path.is_file():
        return without_rejected(read_plan_file(path))
    if path.suffix.casefold() in SUFFIXES and path.is_file():
        return read_document(path)
    return load_plan(name)


def adopted(path: Path, *, name: str = "") -> Plan:
    """A reviewed draft as a plan that a workspace can follow: what was rejected is left out.

    :param name: its id there; ``plan-`` and its years when none is given.
    :raises InputError: T-100 when there is no such file; P-156 while records wait for a decision;
        P-157 for a draft of no known province or without a target, and for an id that is no name.
    :raises DefinitionError: D-100 to D-103 for a broken draft; P-104 for an id of ours.
    """
    draft = read_plan_file(path)
    waiting = [item.id for item in items(draft, None) if item.state == OPEN]
    if waiting:
        raise InputError("P-156", open=len(waiting), first=waiting[0])
    plan = without_rejected(draft)
    for is_so, zh, en in (
        (not plan.province, "看不出是哪个省的规划", "it does not say of which province it is"),
        (not plan.targets, "没有目标", "it has no target"),
        (name and not _NAME.fullmatch(name), "编号只能用小写字母、数字和连字符",
         "an id is made of small letters, digits and hyphens"),
    ):  # fmt: skip
        if is_so:
            raise InputError("P-157", where=Place(file=path.name), reason_zh=zh, reason_en=en)
    chosen = name or f"plan-{plan.base_year + 1}-{plan.target_year}"
    if any(chosen == ours.id for ours in load_plans()):
        raise DefinitionError("P-104", where=Place(file=path.name), plan=chosen)
    return plan.model_copy(update={"id": chosen})


def draft_of(document: Document) -> Plan:
    """The draft of the plan that a document holds."""
    return read_plan(document, known())


@cache
def known() -> Known:
    """Names of indicators and places the house knows."""
    catalogue = Catalogue()
    names: dict[str, str] = {}
    for plan in load_plans():
        named = [(t.zh, t.indicator) for t in plan.targets]
        named += [(m.zh, m.indicator) for m in plan.milestones if m.indicator]
        for zh, indicator_id in named:
            names.setdefault(zh, indicator_id)
    for row in published_indicators().values():
        if row.indicator in catalogue.indicators:
            names.setdefault(row.published, row.indicator)
    for indicator in catalogue.indicators.values():
        names[indicator.zh] = indicator.id
    english = {indicator.id: indicator.en for indicator in catalogue.indicators.values()}
    return Known(indicators=names, english=english, places=tuple(_places()))


def _places() -> Iterator[KnownPlace]:
    """Provinces and cities of the country, counties of the provinces whose roster we have."""
    country = load_country()
    for level in (Level.PROVINCE, Level.CITY):
        yield from (place for d in country.at_level(level) if (place := _place(d)))
    for source in division_sources():
        tree = load_divisions(source.province)
        yield from (place for d in tree.at_level(Level.COUNTY) if (place := _place(d)))


def _place(division: Division) -> KnownPlace | None:
    name = division.name
    if name in _NO_NAMES or any(name.endswith(word) for word in _NO_NAMES[3:6]):
        return None
    short = _KIND_OF_PLACE.sub("", name)
    names = (name, short) if 1 < len(short) < len(name) else (name,)
    return KnownPlace(division.code.text, names)
