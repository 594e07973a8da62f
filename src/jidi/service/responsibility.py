"""Work safety scores of a book's companies in a period, every part with its values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from jidi.core.period import Period
from jidi.model.responsibility import DutyPart, DutyScheme, load_duty_scheme
from jidi.service.books import Book
from jidi.service.measures import by_key, missing_tables, parts
from jidi.service.patrols import patrols
from jidi.service.safety_names import company_names, place_prefix
from jidi.service.told import Head, Line, Told, Value, Words, share_json, share_text
from jidi.supervision.credit import Fraction
from jidi.supervision.responsibility import DutyScore, in_order, scored

_COMPANIES: Final = """
SELECT operator_id FROM operator
WHERE opened_on < $until AND (closed_on IS NULL OR closed_on >= $first) ORDER BY operator_id
"""
_NONE: Final[Mapping[str, Words]] = {
    "none": ("未发生", "nothing arose"), "no_data": ("无数据", "no data"),
}  # fmt: skip
_HAS: Final = {"video": "video_linked", "screening": "screening_machine"}


@dataclass(frozen=True)
class Duties:
    """The scores of a period, the lowest first."""

    scheme: DutyScheme
    day: date
    period: Period
    scores: tuple[DutyScore, ...]
    version: int
    synthetic: bool


def duties(
    book: Book, day: date, period: Period, *, within: str = "", scheme: DutyScheme | None = None
) -> Duties:
    """The scores of all companies in business.

    :param day: on which patrol events are judged. :param scheme: ours when None.
    :raises UnknownName: C-207.
    """
    chosen, place = scheme or load_duty_scheme(), place_prefix(book, within)
    asked = {"first": period.start, "until": period.end}
    companies = book.ask(_COMPANIES, {}, parameters=asked)["operator_id"].to_pylist()
    found, told = {}, {}
    for part in chosen.parts:
        found[part.id], told[part.id] = _measured(book, part, day, period, place, within)
    scores = [
        scored(
            chosen, company, {part: of.get(company) for part, of in found.items()},
            told={part.id: _is_told(part, told[part.id], company, book, asked)
                  for part in chosen.parts},
        )
        for company in companies
    ]  # fmt: skip
    tables = {"operator", "patrol_event"} | {
        table
        for part in chosen.parts
        if part.measure
        for table in book.catalogue.measures[part.measure].tables
    }
    synthetic = any("synthetic" in book.origins(table) for table in tables)
    return Duties(chosen, day, period, in_order(scores), book.version, synthetic)


def _measured(
    book: Book, part: DutyPart, day: date, period: Period, place: str, within: str
) -> tuple[Mapping[str, Fraction], bool]:
    """The part by company, and whether anything is known of it."""
    if part.source == "patrols":
        events = patrols(book, day, period, within=within)
        groups = {one.name: one.in_time for one in events.groups("company") if one.name}
        return groups, events.events is not None
    measure = book.catalogue.measures[part.measure]
    table = parts(book, measure, first=period.start, until=period.end)

    def key(company: str, division: str) -> str:
        return company if division.startswith(place) else ""

    return by_key(table, key), not missing_tables(book, measure)


def _is_told(
    part: DutyPart, told: bool, company: str, book: Book, asked: Mapping[str, Any]
) -> bool:
    """Whether nothing measured means that nothing arose: of a company with devices that returned
    nothing it means that nothing is known."""
    if not part.nothing_arose:
        return False
    device = part.measure.removeprefix("company_").removesuffix("_online")
    if device not in _HAS:
        return told
    return told and company not in _with_device(book, device, asked)


def _with_device(book: Book, device: str, asked: Mapping[str, Any]) -> frozenset[str]:
    query = (
        f"SELECT DISTINCT operator_id FROM facility WHERE {_HAS[device]} "
        "AND operator_id IS NOT NULL AND opened_on < $until "
        "AND (closed_on IS NULL OR closed_on >= $first)"
    )
    return book.remembered(
        ("with device", device, *asked.values()),
        lambda _: frozenset(book.ask(query, {}, parameters=asked)["operator_id"].to_pylist()),
    )


def duties_told(book: Book, found: Duties) -> Told:
    """The scores with their parts, the lowest first."""
    names = company_names(book)
    lines = [
        Line(
            (
                _word(found, one), one.company, names.get(one.company, "—"), one.value,
                _range(one), *(_share(s.state, s.fraction) for s in one.shares),
            ),
            light=(_light(found, one), ""),
        )
        for one in found.scores
    ]  # fmt: skip
    heads = (
        Head("状态", "State"),
        Head("编号", "Id", "code", wide=True),
        Head("企业", "Company"),
        Head("得分", "Score", "number", digits=1, strong=True),
        Head("可能范围", "Could be", "code", wide=True),
        *(
            Head(f"{p.zh}（权重 {p.weight:g}）", f"{p.en} (weight {p.weight:g})", "code", wide=True)
            for p in found.scheme.parts
        ),
    )
    title = (f"企业主体责任 {found.period}", f"Work safety scores {found.period}")
    return Told("responsibility", title, heads, lines, remarks(found))


def _range(one: DutyScore) -> str:
    return "" if not one.unknown else f"{one.low:.1f}–{one.high:.1f}"


def _share(state: str, fraction: Fraction | None) -> Value:
    return share_text(fraction) if state == "known" else _NONE[state]


def _word(found: Duties, one: DutyScore) -> Words:
    if one.value is None:
        return ("数据不足", "too little data")
    if one.is_watched(found.scheme):
        return ("关注", "to be watched")
    return ("正常", "as it should be") if not one.unknown else ("已知部分正常", "known parts good")


def _light(found: Duties, one: DutyScore) -> str:
    if one.value is None:
        return "unknown"
    return "watch" if one.is_watched(found.scheme) else "unknown" if one.unknown else "met"


def remarks(found: Duties) -> tuple[Words, ...]:
    """What the score is, and what it is not."""
    scheme = found.scheme
    marks: list[Words] = [
        (scheme.note_zh, scheme.note_en),
        (
            f"100·Σ权重×比率÷Σ权重，只计已知部分；已知部分权重不足 {scheme.least_weight:g} 不评分；"
            f"低于 {scheme.watch_below:g} 列为关注（均为本平台设计）",
            "100·Σ weight × share ÷ Σ weight over what is known; no score with less than "
            f"{scheme.least_weight:g} of the weight known; below {scheme.watch_below:g} to be "
            "watched (own choice)",
        ),
        (f"数据版本 {found.version}", f"data version {found.version}"),
    ]
    if found.synthetic:
        marks.append(("含合成数据", "holds synthetic data"))
    return tuple(marks)


def duties_json(found: Duties) -> dict[str, Any]:
    """As plain values."""
    return {
        "day": found.day.isoformat(),
        "period": str(found.period),
        "data_version": found.version,
        "synthetic": found.synthetic,
        "scheme": found.scheme.model_dump(mode="json"),
        "companies": [
            {
                "company": one.company,
                "score": one.value,
                "low": one.low,
                "high": one.high,
                "weight_known": one.weight,
                "watched": one.is_watched(found.scheme),
                "parts": [
                    {"id": s.part.id, "state": s.state, "share": share_json(s.fraction),
                     "points": s.points}
                    for s in one.shares
                ],
            }
            for one in found.scores
        ],
    }  # fmt: skip
