"""Licences and filings of a book: terms, renewals due, annual reports, e-licences, ratings.

Terms are limits of ``definitions/law`` on the day asked for. Where a table holds nothing, the
answer is *no data*, never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal

from jidi.core.errors import Language
from jidi.model.law import Limit, load_law
from jidi.service.books import Book
from jidi.service.cases import division_prefix
from jidi.supervision.credit import Fraction

State = Literal["expired", "late", "due"]
STATE_WORDS: Final[Mapping[State, tuple[str, str]]] = {
    "expired": ("已过期", "expired"),
    "late": ("已过申请延续的期限", "too late to apply in time"),
    "due": ("应申请延续", "renewal is due"),
}
_DUE: Final = """
SELECT licence_id, operator_id, kind, division, granted_on, expires_on, electronic FROM licence
WHERE expires_on IS NOT NULL AND expires_on <= DATE '{until}' AND granted_on <= DATE '{day}'
  AND (ended_on IS NULL OR ended_on > DATE '{day}') AND division LIKE '{place}%'
ORDER BY expires_on, licence_id
"""
_STOCK: Final = """
SELECT kind, COUNT(*) AS standing,
  SUM(CASE WHEN electronic IS NOT NULL THEN 1 ELSE 0 END) AS told,
  SUM(CASE WHEN electronic THEN 1 ELSE 0 END) AS electronic,
  SUM(CASE WHEN expires_on < DATE '{day}' THEN 1 ELSE 0 END) AS expired,
  SUM(CASE WHEN opened_on IS NOT NULL THEN 1 ELSE 0 END) AS opened,
  SUM(CASE WHEN opened_on IS NOT NULL AND granted_on > opened_on + INTERVAL '{days}' DAY
    THEN 1 ELSE 0 END) AS filed_late
FROM licence
WHERE granted_on <= DATE '{day}' AND (ended_on IS NULL OR ended_on > DATE '{day}')
  AND division LIKE '{place}%'
GROUP BY kind ORDER BY kind
"""
_REPORTS: Final = """
SELECT o.operator_id, o.name, r.submitted_on
FROM operator AS o
LEFT JOIN annual_report AS r ON r.operator_id = o.operator_id AND r.year = {year}
WHERE o.kind = 'express' AND o.opened_on < DATE '{first}'
  AND (o.closed_on IS NULL OR o.closed_on >= DATE '{until}')
ORDER BY o.operator_id
"""
_RATINGS: Final = """
SELECT matter, COUNT(*) AS rated,
  SUM(CASE WHEN level IN ('very_good', 'good', 'fair') THEN 1 ELSE 0 END) AS good,
  SUM(CASE WHEN level IN ('poor', 'very_poor') THEN 1 ELSE 0 END) AS bad,
  SUM(CASE WHEN level IN ('poor', 'very_poor') AND answered_on IS NOT NULL THEN 1 ELSE 0 END)
    AS answered
FROM service_rating
WHERE rated_on >= DATE '{first}' AND rated_on < DATE '{until}' AND division LIKE '{place}%'
GROUP BY matter ORDER BY matter
"""


@dataclass(frozen=True)
class Due:
    """A licence or filing with its term. :param apply_by: last day to apply for renewal."""

    id: str
    company: str
    kind: str
    division: str
    granted_on: date
    expires_on: date
    apply_by: date
    electronic: bool | None
    state: State


@dataclass(frozen=True)
class Stock:
    """Licences or filings of one kind that stand.

    :param electronic: e-licences to those of which it is told.
    :param filed_late: filed later than the term after opening, to those with a day of opening; None
        where no term of filing is known for the kind.
    """

    kind: str
    standing: int
    expired: int
    electronic: Fraction
    filed_late: Fraction | None


@dataclass(frozen=True)
class Report:
    """A company's annual report. :param submitted_on: None while there is none."""

    company: str
    name: str
    submitted_on: date | None
    state: ReportState


@dataclass(frozen=True)
class Rated:
    """Ratings of one matter. :param answered: bad ratings answered to bad ratings."""

    matter: str
    rated: int
    good: Fraction
    answered: Fraction


@dataclass(frozen=True)
class Licensing:
    """Everything about licences on a day.

    :param year: year of the annual reports and ratings.
    :param reports_by: last day of the annual reports.
    :param limits: the limits of law that were applied.
    """

    day: date
    year: int
    version: int
    synthetic: bool
    stocks: tuple[Stock, ...]
    reports: tuple[Report, ...] | None
    reports_by: date
    ratings: tuple[Rated, ...] | None
    limits: tuple[Limit, ...]


ReportState = Literal["in_time", "late", "missing", "open"]
REPORT_WORDS: Final[Mapping[ReportState, tuple[str, str]]] = {
    "in_time": ("按期", "in time"),
    "late": ("逾期提交", "late"),
    "missing": ("未提交", "missing"),
    "open": ("未到期限", "not due yet"),
}
_FILING: Final = {"branch": "branch_filing", "end_point": "end_point_filing"}


def licences_due(
    book: Book, day: date, *, within_days: int = 90, kind: str = "", within: str = ""
) -> tuple[Due, ...]:
    """Licences and filings that have expired or end within so many days, the longest expired first.

    :raises UnknownName: C-207, D-111 for a kind there is not.
    """
    if kind:
        book.catalogue.code_lists["licence_kind"].label(kind, "zh")
    lead = int(load_law().limit("licence_renewal_lead", on=day).value)
    query = _DUE.format(
        day=day, until=day + timedelta(days=within_days), place=_place(book, within)
    )
    rows = book.ask(query, {}).to_pylist()
    return tuple(_due(row, day, lead) for row in rows if kind in ("", row["kind"]))


def licensing(book: Book, day: date, *, within: str = "") -> Licensing:
    """Stocks, annual reports and ratings as of a day.

    :raises UnknownName: C-207.
    """
    law, place = load_law(), _place(book, within)
    names = ("licence_renewal_lead", "annual_report_month", *_FILING.values())
    limits = {name: law.limit(name, on=day) for name in names}
    year = day.year - 1
    reports_by = date(year + 1, int(limits["annual_report_month"].value), 30)
    tables = ("licence", "annual_report", "service_rating")
    return Licensing(
        day=day,
        year=year,
        version=book.version,
        synthetic=any("synthetic" in book.origins(table) for table in tables),
        stocks=tuple(_stocks(book, day, place, limits)),
        reports=_reports(book, day, year, reports_by),
        reports_by=reports_by,
        ratings=_ratings(book, year, place),
        limits=tuple(limits.values()),
    )


def _place(book: Book, within: str) -> str:
    return division_prefix(book, within) if within else ""


def _due(row: Mapping[str, Any], day: date, lead: int) -> Due:
    expires = row["expires_on"]
    apply_by = expires - timedelta(days=lead)
    state: State = "expired" if expires < day else "late" if apply_by < day else "due"
    return Due(
        row["licence_id"], row["operator_id"], row["kind"], row["division"], row["granted_on"],
        expires, apply_by, row["electronic"], state,
    )  # fmt: skip


def _stocks(book: Book, day: date, place: str, limits: Mapping[str, Limit]) -> list[Stock]:
    found = []
    days = {kind: int(limits[name].value) for kind, name in _FILING.items()}
    for term in sorted(set(days.values())):
        rows = book.ask(_STOCK.format(day=day, place=place, days=term), {}).to_pylist()
        for row in rows:
            if days.get(row["kind"], term) != term:
                continue
            late = _fraction(row["filed_late"], row["opened"]) if row["kind"] in days else None
            share = _fraction(row["electronic"], row["told"])
            found.append(
                Stock(row["kind"], int(row["standing"]), int(row["expired"] or 0), share, late)
            )
    unique = {one.kind: one for one in found}
    return [unique[kind] for kind in sorted(unique)]


def _reports(book: Book, day: date, year: int, by: date) -> tuple[Report, ...] | None:
    if not book.rows("annual_report"):
        return None
    query = _REPORTS.format(year=year, first=date(year + 1, 1, 1), until=date(year + 1, 1, 1))
    return tuple(
        Report(
            row["operator_id"], row["name"], row["submitted_on"],
            "missing" if row["submitted_on"] is None and day > by
            else "open" if row["submitted_on"] is None or row["submitted_on"] > day
            else "late" if row["submitted_on"] > by else "in_time",
        )
        for row in book.ask(query, {}).to_pylist()
    )  # fmt: skip


def _ratings(book: Book, year: int, place: str) -> tuple[Rated, ...] | None:
    if not book.rows("service_rating"):
        return None
    query = _RATINGS.format(first=date(year, 1, 1), until=date(year + 1, 1, 1), place=place)
    return tuple(
        Rated(
            row["matter"], int(row["rated"]), _fraction(row["good"], row["rated"]),
            _fraction(row["answered"], row["bad"]),
        )
        for row in book.ask(query, {}).to_pylist()
    )  # fmt: skip


def _fraction(above: Any, below: Any) -> Fraction:
    return Fraction(float(above or 0), float(below or 0))


def limits_text(found: Licensing, lang: Language) -> str:
    """The limits applied, with article and source."""
    zh = lang == "zh"
    said = (
        f"{one.zh if zh else one.en} {one.value:g} {one.unit}（{one.source}"
        f"{f' §{one.article}' if one.article else ''}）"
        for one in found.limits
    )
    return "；".join(said)


def due_json(found: tuple[Due, ...]) -> list[dict[str, Any]]:
    """Licences due, as plain values."""
    return [
        {
            **vars(one),
            "granted_on": one.granted_on.isoformat(),
            "expires_on": one.expires_on.isoformat(),
            "apply_by": one.apply_by.isoformat(),
        }
        for one in found
    ]


def licensing_json(found: Licensing) -> dict[str, Any]:
    """Everything as plain values; what is not known is null."""
    return {
        "day": found.day.isoformat(),
        "data_version": found.version,
        "synthetic": found.synthetic,
        "limits": [one.model_dump(mode="json") for one in found.limits],
        "stocks": [
            {
                "kind": one.kind,
                "standing": one.standing,
                "expired": one.expired,
                "electronic": _parts(one.electronic),
                "filed_late": _parts(one.filed_late),
            }
            for one in found.stocks
        ],
        "annual_reports": {
            "year": found.year,
            "due_by": found.reports_by.isoformat(),
            "companies": None
            if found.reports is None
            else [
                {
                    "company": one.company,
                    "submitted_on": one.submitted_on.isoformat() if one.submitted_on else None,
                    "state": one.state,
                }
                for one in found.reports
            ],
        },
        "ratings": None
        if found.ratings is None
        else [
            {
                "matter": one.matter,
                "rated": one.rated,
                "good": _parts(one.good),
                "bad_answered": _parts(one.answered),
            }
            for one in found.ratings
        ],
    }


def _parts(found: Fraction | None) -> dict[str, float | None] | None:
    if found is None:
        return None
    return {
        "numerator": found.numerator,
        "denominator": found.denominator,
        "percent": found.value(100.0),
    }
