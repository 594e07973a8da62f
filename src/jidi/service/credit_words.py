"""Evaluations of credit in words and as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from jidi.core.errors import Language
from jidi.core.numbers_as_text import NO_DATA, grouped
from jidi.model.credit import CASE_SIGN, Condition, CreditList, Item, Scheme
from jidi.model.measure import Measure
from jidi.service.books import Book
from jidi.service.case_json import case_json
from jidi.service.credit import Evaluation
from jidi.service.phrasing import unit_name
from jidi.supervision.credit import Change, Mark, Record, Scored, Standing, State

STATE_WORDS: Final[Mapping[State, tuple[str, str]]] = {
    "scored": ("计分", "scored"),
    "clear": ("未触及", "clear"),
    "none": ("未发生", "nothing arose"),
    "few": ("件数过少，不计", "too few to tell"),
    "no_data": ("无数据", "no data"),
}
MARK_WORDS: Final[Mapping[Mark, tuple[str, str]]] = {
    "counts": ("计入", "counts"),
    "objected": ("计入，异议核查中", "counts, objected to"),
    "corrected": ("异议成立，已更正", "corrected by an objection"),
    "too_late": ("采集期后收到，不计入", "received after the window closed"),
    "repaired": ("已修复，不计入", "repaired, does not count"),
    "other_year": ("不属本年度", "of another year"),
}
NO_LIST: Final = ("未列入名单", "on no list")


def list_word(scheme: Scheme, name: str, lang: Language) -> str:
    """The name of a list; «on no list» for the empty one."""
    if not name:
        return NO_LIST[lang == "en"]
    one = scheme.list_named(name)
    return one.zh if lang == "zh" else one.en


def scored_text(book: Book, one: Scored, lang: Language) -> str:
    """What is behind an item: records, or numerator ÷ denominator with the value."""
    if one.item.codes:
        return "、".join(one.records) or ("无" if lang == "zh" else "none")
    if one.fraction is None or one.value is None:
        return STATE_WORDS[one.state][lang == "en"]
    measure = book.catalogue.measures[one.item.measure]
    value = grouped(one.value, measure.precision)
    parts = f"{grouped(one.fraction.numerator, 0)} ÷ {grouped(one.fraction.denominator, 0)}"
    return f"{parts} = {value} {unit_name(measure.unit, lang)}".strip()


def signed(points: float) -> str:
    """Points with their sign; a dash for none."""
    return f"{points:+g}".replace("-", "−") if points else NO_DATA


def unknown_text(standing: Standing, lang: Language) -> str:
    """Items that are not known, by name."""
    found = [one.item for one in standing.items if one.state == "no_data"]
    return "、".join(item.zh if lang == "zh" else item.en for item in found)


def reasons(standing: Standing, lang: Language) -> str:
    """The items that gave or took points, in one line."""
    found = [one for one in standing.items if one.points]
    told = (f"{one.item.zh if lang == 'zh' else one.item.en} {signed(one.points)}" for one in found)
    return ("；" if lang == "zh" else "; ").join(told)


def code_word(book: Book, code: str, lang: Language) -> str:
    """The word of a record's code."""
    if code.startswith(CASE_SIGN):
        return code.removeprefix(CASE_SIGN)
    return book.catalogue.code_lists["credit_item"].label(code, lang)


def source_word(book: Book, record: Record, lang: Language) -> str:
    """Who a record comes from."""
    if record.source == "case":
        return "本平台案件" if lang == "zh" else "a case of this platform"
    return book.catalogue.code_lists["credit_authority"].label(record.source, lang)


def evaluation_json(book: Book, found: Evaluation, *, now: datetime) -> dict[str, Any]:
    """A whole evaluation: scheme, standings with every part, objections with their clocks."""
    scheme = found.scheme
    return {
        "year": found.year,
        "scheme": scheme_short(scheme),
        "data_version": found.version,
        "synthetic": found.synthetic,
        "records_from_authorities": not found.no_records,
        "lists": {
            one.id: [standing.company for standing in found.on_list(one.id)] for one in scheme.lists
        },
        "companies": [standing_json(book, found, one) for one in found.standings],
        "objections": [case_json(one.case, now=now) for one in found.objections],
    }


def scheme_short(scheme: Scheme) -> dict[str, Any]:
    """Which scheme, and how far it may be trusted."""
    return {
        "id": scheme.id,
        "zh": scheme.zh,
        "en": scheme.en,
        "own_choice": scheme.own_choice,
        "source": scheme.source,
        "trust": scheme.trust.value,
        "sha256": scheme.digest,
    }


def standing_json(book: Book, found: Evaluation, one: Standing) -> dict[str, Any]:
    """How a company stands, every point with what is behind it."""
    records = {record.id: record for record in found.records if record.company == one.company}
    return {
        "company": one.company,
        "name": found.names[one.company],
        "score": one.score,
        "list": one.list_id or None,
        "unknown": list(one.unknown),
        "items": [scored_json(book, item) for item in one.items],
        "records": [
            {
                "record": name,
                "code": records[name].code,
                "happened_on": records[name].happened_on.isoformat(),
                "received_on": records[name].received_on.isoformat(),
                "source": records[name].source,
                "document": records[name].document or None,
                "mark": mark,
                "objection": records[name].objection or None,
            }
            for name, mark in one.marks.items()
        ],
    }


def scored_json(book: Book, one: Scored) -> dict[str, Any]:
    """What an item gave, with the parts."""
    told: dict[str, Any] = {
        "item": one.item.id,
        "zh": one.item.zh,
        "en": one.item.en,
        "state": one.state,
        "points": one.points,
        "own_choice": one.item.own_choice,
    }
    if one.item.codes:
        return {**told, "records": list(one.records)}
    measure = book.catalogue.measures[one.item.measure]
    parts = one.fraction
    return {
        **told,
        "measure": measure_json(measure),
        "numerator": None if parts is None else parts.numerator,
        "denominator": None if parts is None else parts.denominator,
        "value": one.value,
    }


def measure_json(measure: Measure) -> dict[str, Any]:
    """What a measure means; without its SQL."""
    return measure.model_dump(mode="json", exclude={"sql", "file", "header_lines", "parameters"})


def changes_json(found: tuple[Change, ...]) -> list[dict[str, Any]]:
    """What another scheme changes."""
    return [
        {
            "company": one.company,
            "score": [one.before.score, one.after.score],
            "list": [one.before.list_id or None, one.after.list_id or None],
            "items": {name: list(points) for name, points in one.items.items()},
        }
        for one in found
    ]


def remarks(found: Evaluation, lang: Language) -> list[str]:
    """What must be said with every evaluation: scheme, whose choice, data, what is unknown."""
    zh, scheme = lang == "zh", found.scheme
    closes = scheme.closes(found.year).isoformat()
    said = [
        f"{scheme.zh if zh else scheme.en} ({scheme.source})",
        f"采集期至 {closes}" if zh else f"records received until {closes}",
        f"数据版本 {found.version}" if zh else f"data version {found.version}",
    ]
    if scheme.own_choice:
        said.append(
            "项目、分值与界限为本平台取法" if zh else "items, points and limits are our own choice"
        )
    if found.no_records:
        said.append(
            "没有机关提供的信用信息，不等于没有失信"
            if zh
            else "no authority handed in a record, which is no proof of good conduct"
        )
    if found.synthetic:
        said.append("含合成数据，不得用于认定" if zh else "holds synthetic data; decides nothing")
    return said


def item_rule(item: Item, lang: Language) -> str:
    """How an item gives points."""
    zh = lang == "zh"
    if item.measure:
        steps = (f"> {step.over:g}: {signed(step.points)}" for step in item.steps)
        least = f"{'至少' if zh else 'at least'} {item.fewest}"
        return f"{item.measure} {'，'.join(steps) if zh else ', '.join(steps)} ({least})"
    each = f"{'每条' if zh else 'each'} {signed(item.points)}"
    most = f"{'最多' if zh else 'at most'} {signed(item.most)}"
    repaired = ("，修复后不计" if zh else ", none once repaired") * item.drops_when_repaired
    return f"{each}, {most}{repaired}" if not zh else f"{each}，{most}{repaired}"


_NUMBER_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "base": ("基础分", "base"),
    "least": ("最低分", "least"),
    "most": ("最高分", "most"),
    "points": ("每条分值", "points of each"),
    "below": ("得分低于", "score below"),
    "at_least": ("得分不低于", "score at least"),
}


def number_words(scheme: Scheme, name: str) -> tuple[str, str]:
    """A number of a scheme in both languages; names as ``numbers_of`` gives them."""
    owner, _, which = name.rpartition(".")
    if not owner:
        return _NUMBER_WORDS[which]
    of_most = ("合计最多", "at most together")
    words = of_most if which == "most" else _NUMBER_WORDS.get(which)
    if words is None:
        over = which.removeprefix("over_")
        words = (f"超过 {over} 时的分值", f"points above {over}")
    named = {one.id: (one.zh, one.en) for one in scheme.items}
    named |= {one.id: (one.zh, one.en) for one in scheme.lists}
    zh, en = named[owner]
    return f"{zh}：{words[0]}", f"{en}: {words[1]}"


def list_rule(scheme: Scheme, one: CreditList, lang: Language) -> str:
    """Who stands on a list and what it brings."""
    zh = lang == "zh"
    joined = ("且" if zh else " and ") if one.all else ("或" if zh else " or ")
    terms = joined.join(_condition(scheme, each, lang) for each in one.conditions)
    effects = [scheme.effect_named(name) for name in one.effects]
    brings = "、".join(effect.zh if zh else effect.en for effect in effects)
    return f"{terms} → {brings}"


def _condition(scheme: Scheme, one: Condition, lang: Language) -> str:
    zh = lang == "zh"
    if one.below is not None:
        return f"{'得分' if zh else 'score'} < {one.below:g}"
    if one.at_least is not None:
        return f"{'得分' if zh else 'score'} ≥ {one.at_least:g}"
    if one.complete:
        return "各项均有数据" if zh else "every item known"
    name = one.item or one.no_item
    item = next(each for each in scheme.items if each.id == name)
    word = item.zh if zh else item.en
    if one.item:
        return f"有“{word}”" if zh else f"any of '{word}'"
    return f"无“{word}”" if zh else f"none of '{word}'"
