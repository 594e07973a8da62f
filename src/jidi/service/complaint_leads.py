"""From complaints to enforcement (申诉与市场监管联动): leads, and what became of them.

That a complaint became a lead is a column of the table ``complaint``; a complaint of which it is
not told is in neither part. What became of leads is told by the cases of this book: how many are
open, dropped, decided, with what penalty, in how many days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any, Final, Literal

from jidi.core.errors import UnknownName
from jidi.core.nearest import suggestion
from jidi.core.period import Period
from jidi.model.case import case_kind
from jidi.service.alert_words import division_text
from jidi.service.books import Book
from jidi.service.cases import case_book
from jidi.service.safety_names import company_names, place_prefix
from jidi.service.told import Head, Line, Told, Value, Words, share_heads, share_json, shares
from jidi.supervision.cases import Case, folded
from jidi.supervision.credit import Fraction

By = Literal["kind", "company", "city"]
WAYS: Final[Mapping[By, Words]] = {
    "kind": ("申诉类别", "Category"),
    "company": ("企业", "Company"),
    "city": ("市", "City"),
}
_KEYS: Final[Mapping[By, str]] = {
    "kind": "kind",
    "company": "operator_id",
    "city": "SUBSTR(division, 1, 4) || '00000000'",
}
_QUERY: Final = """
SELECT {key} AS name, COUNT(*) AS valid, COUNT(lead) AS told,
  SUM(CASE WHEN lead THEN 1 ELSE 0 END) AS leads
FROM complaint
WHERE responsibility = 'company' AND received_on >= $first AND received_on < $until
  AND division LIKE $place
GROUP BY {key}
"""


@dataclass(frozen=True)
class LeadRow:
    """Valid complaints of one subject. :param leads: those that became leads to those told of."""

    name: str
    valid: int
    leads: Fraction


@dataclass(frozen=True)
class LeadCases:
    """Leads raised from complaints of this book in a period.

    :param days: median days from raised to decided; None while none is.
    """

    raised: int
    open: int
    dropped: int
    decided: int
    penalty_yuan: float
    days: float | None


@dataclass(frozen=True)
class Leads:
    """The linkage in a period; ``rows`` is None where no complaint is known."""

    period: Period
    by: By
    rows: tuple[LeadRow, ...] | None
    whole: LeadRow
    cases: LeadCases
    version: int
    synthetic: bool


def read_way(text: str) -> By:
    """``kind``, ``company`` or ``city``.

    :raises UnknownName: F-206.
    """
    for way in WAYS:
        if text == way:
            return way
    raise UnknownName("F-206", asked=text, what="by", nearest=suggestion(text, WAYS))


def leads_of(book: Book, period: Period, by: By, *, within: str = "") -> Leads:
    """Leads from the valid complaints received in a period, the most first.

    :raises UnknownName: C-207.
    """
    place = place_prefix(book, within)
    rows = None
    if book.rows("complaint"):
        asked = {"first": period.start, "until": period.end, "place": f"{place}%"}
        found = book.ask(_QUERY.format(key=_KEYS[by]), {}, parameters=asked).to_pylist()
        made = [
            LeadRow(row["name"], int(row["valid"]), Fraction(float(row["leads"]), row["told"]))
            for row in found
        ]
        rows = tuple(sorted(made, key=lambda one: (-one.leads.numerator, -one.valid, one.name)))
    whole = LeadRow(
        "",
        sum(one.valid for one in rows or ()),
        Fraction(
            sum(one.leads.numerator for one in rows or ()),
            sum(one.leads.denominator for one in rows or ()),
        ),
    )
    synthetic = "synthetic" in book.origins("complaint")
    return Leads(period, by, rows, whole, _cases(book, period, place), book.version, synthetic)


def _cases(book: Book, period: Period, place: str) -> LeadCases:
    kept, kind, source = case_book(book), case_kind("lead"), case_kind("complaint")
    files = kept.files(kind=kind.id, divisions=place) if kept.has_tables else ()
    found = [
        case
        for case in (folded(file, kind) for file in files)
        if str(case.values.get("from_case") or "").startswith(source.prefix)
        and period.contains(case.opened_at.date())
    ]
    decided = [case for case in found if case.state == "decided"]
    took = [(case.last_at - case.opened_at).days for case in decided]
    return LeadCases(
        raised=len(found),
        open=sum(case.is_open for case in found),
        dropped=sum(case.state == "dropped" for case in found),
        decided=len(decided),
        penalty_yuan=sum(_penalty(case) for case in decided),
        days=float(median(took)) if took else None,
    )


def _penalty(case: Case) -> float:
    return float(case.values.get("penalty_yuan") or 0)


def leads_told(book: Book, found: Leads) -> Told:
    """The table."""
    lines = [
        Line((*_named(book, found.by, one.name), one.valid, *shares(one.leads)))
        for one in found.rows or ()
    ]
    heads = (
        Head(*WAYS[found.by]),
        Head("有效申诉", "Valid complaints", "number"),
        *share_heads(("转执法线索", "became leads"), ("已记录", "told"), ("转线索", "leads")),
    )
    title = (f"申诉转执法线索 {found.period}", f"Complaints that became leads {found.period}")
    return Told("leads", title, heads, lines, remarks(found))


def _named(book: Book, by: By, name: str) -> tuple[Value]:
    if by == "company":
        return (f"{name} {company_names(book).get(name, '')}".strip(),)
    if by == "city":
        return ((division_text(book, name, "zh"), division_text(book, name, "en")),)
    kinds = book.catalogue.code_lists["complaint_kind"]
    return ((kinds.label(name, "zh"), kinds.label(name, "en")),)


def remarks(found: Leads) -> tuple[Words, ...]:
    """What became of the leads of this book, and where the figures come from."""
    one = found.cases
    zh_days = "—" if one.days is None else f"{one.days:g} 天"
    en_days = "—" if one.days is None else f"{one.days:g} days"
    marks: list[Words] = [
        (
            f"本账册由申诉案件转出的执法线索 {one.raised} 件：在办 {one.open}、"
            f"不予立案 {one.dropped}、已作决定 {one.decided}，"
            f"罚款 {one.penalty_yuan:,.0f} 元，决定用时中位 {zh_days}",
            f"leads raised from complaint cases of this book: {one.raised}; open {one.open}, "
            f"dropped {one.dropped}, decided {one.decided}, penalties {one.penalty_yuan:,.0f} "
            f"yuan, median time to decision {en_days}",
        ),
        (f"数据版本 {found.version}", f"data version {found.version}"),
    ]
    if found.synthetic:
        marks.append(("含合成数据", "holds synthetic data"))
    return tuple(marks)


def leads_json(found: Leads) -> dict[str, Any]:
    """As plain values."""
    return {
        "period": str(found.period),
        "by": found.by,
        "data_version": found.version,
        "synthetic": found.synthetic,
        "whole": None if found.rows is None else _json(found.whole),
        "rows": None if found.rows is None else [_json(one) for one in found.rows],
        "cases": dict(vars(found.cases)),
    }


def _json(one: LeadRow) -> dict[str, Any]:
    return {"id": one.name, "valid": one.valid, "leads": share_json(one.leads)}
