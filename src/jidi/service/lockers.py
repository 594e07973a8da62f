"""Parcel lockers of a book: cells, dwell, overdue, consent, notices, by company, county or city.

What a deposit does not tell is in neither part of a rate, and counted: what is still inside has no
dwell yet, a deposit without consent recorded is no refusal. Rates are those of the indicators
``consent_rate``, ``notice_rate``, ``locker_overdue_rate``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from jidi.core.errors import UnknownName
from jidi.core.nearest import suggestion
from jidi.core.period import Period
from jidi.service.books import Book
from jidi.service.safety_names import WAYS as ALL_WAYS
from jidi.service.safety_names import By, place_prefix, subject_cells
from jidi.service.told import Head, Line, Told, Words, share_heads, share_json, shares
from jidi.supervision.credit import Fraction

OVERDUE_HOURS: Final = 24
"""As in the indicator ``locker_overdue_rate``; own choice, brands differ in what is free."""
WAYS: Final[Mapping[By, tuple[str, str]]] = {
    way: words for way, words in ALL_WAYS.items() if way != "outlet"
}
_KEYS: Final[Mapping[By, str]] = {
    "company": "COALESCE(l.operator_id, '')",
    "county": "SUBSTR({row}.division, 1, 6) || '000000'",
    "city": "SUBSTR({row}.division, 1, 4) || '00000000'",
}
_STOCK: Final = """
SELECT {key} AS name, COUNT(*) AS sets,
  SUM(l.cells_usable) AS usable,
  SUM(CASE WHEN l.cells_usable IS NOT NULL THEN COALESCE(l.cells_small, 0)
    + COALESCE(l.cells_medium, 0) + COALESCE(l.cells_large, 0) + COALESCE(l.cells_cold, 0) END)
    AS cells,
  SUM(CASE WHEN l.cells_usable IS NULL THEN 1 ELSE 0 END) AS untold
FROM locker AS l
WHERE l.installed_on < $until AND (l.removed_on IS NULL OR l.removed_on >= $until)
  AND l.division LIKE $place
GROUP BY {key}
"""
_FLOW: Final = """
SELECT {key} AS name, COUNT(*) AS deposits, COUNT(DISTINCT d.locker_id) AS used,
  SUM(CASE WHEN d.consented THEN 1 ELSE 0 END) AS consented,
  COUNT(d.consented) AS consent_told,
  SUM(CASE WHEN d.notified THEN 1 ELSE 0 END) AS notified,
  COUNT(d.notified) AS notice_told,
  SUM(CASE WHEN d.hours > {overdue} THEN 1 ELSE 0 END) AS overdue,
  COUNT(d.hours) AS out, MEDIAN(d.hours) AS median_hours, SUM(d.hours) AS hours
FROM (
  SELECT locker_id, division, consented, notified,
    (EPOCH(COALESCE(picked_up_at, returned_at)) - EPOCH(deposited_at)) / 3600.0 AS hours
  FROM locker_deposit
  WHERE deposited_at >= $first AND deposited_at < $until AND division LIKE $place
) AS d
LEFT JOIN locker AS l ON l.locker_id = d.locker_id
GROUP BY {key}
"""


@dataclass(frozen=True)
class LockerGroup:
    """Lockers of one company or place.

    :param sets: in use at the end of the period. :param usable: usable cells to all cells.
    :param untold: sets of which the usable cells are not told.
    :param used: sets with a deposit to sets.
    :param hours: hours inside to deposits that came out; their mean is the quotient.
    :param median_hours: median of them; None where none came out.
    """

    name: str
    sets: int
    usable: Fraction
    untold: int
    used: Fraction
    deposits: int
    hours: Fraction
    median_hours: float | None
    overdue: Fraction
    consent: Fraction
    notice: Fraction


@dataclass(frozen=True)
class Lockers:
    """All of them; ``rows`` is None where no locker is registered."""

    by: By
    period: Period
    rows: tuple[LockerGroup, ...] | None
    whole: LockerGroup
    version: int
    synthetic: bool


def read_way(text: str) -> By:
    """``company``, ``county`` or ``city``.

    :raises UnknownName: F-206.
    """
    for way in WAYS:
        if text == way:
            return way
    raise UnknownName("F-206", asked=text, what="by", nearest=suggestion(text, WAYS))


def lockers(book: Book, period: Period, by: By, *, within: str = "") -> Lockers:
    """Lockers at the end of a period and deposits in it, the most sets first.

    :raises UnknownName: C-207.
    """
    place = place_prefix(book, within)
    rows = _groups(book, period, _KEYS[by], place) if book.rows("locker") else None
    whole = _groups(book, period, "''", place) if rows else ()
    synthetic = any("synthetic" in book.origins(t) for t in ("locker", "locker_deposit"))
    empty = _group("", {}, {})
    return Lockers(by, period, rows, whole[0] if whole else empty, book.version, synthetic)


def _groups(book: Book, period: Period, key: str, place: str) -> tuple[LockerGroup, ...]:
    def asked(_: int) -> tuple[LockerGroup, ...]:
        given = {"first": period.start, "until": period.end, "place": f"{place}%"}
        stock = _STOCK.format(key=key.format(row="l"))
        flow = _FLOW.format(key=key.format(row="d"), overdue=OVERDUE_HOURS)
        until = {name: given[name] for name in ("until", "place")}
        stocks = {r["name"]: r for r in book.ask(stock, {}, parameters=until).to_pylist()}
        flows = {r["name"]: r for r in book.ask(flow, {}, parameters=given).to_pylist()}
        found = [_group(n, stocks.get(n, {}), flows.get(n, {})) for n in stocks | flows]
        return tuple(sorted(found, key=lambda one: (-one.sets, one.name)))

    return book.remembered(("lockers", str(period), key, place), asked)


def _group(name: str, stock: Mapping[str, Any], flow: Mapping[str, Any]) -> LockerGroup:
    def of(row: Mapping[str, Any], above: str, below: str) -> Fraction:
        return Fraction(float(row.get(above) or 0), float(row.get(below) or 0))

    median = flow.get("median_hours")
    return LockerGroup(
        name=name,
        sets=int(stock.get("sets") or 0),
        usable=of(stock, "usable", "cells"),
        untold=int(stock.get("untold") or 0),
        used=Fraction(float(flow.get("used") or 0), float(stock.get("sets") or 0)),
        deposits=int(flow.get("deposits") or 0),
        hours=of(flow, "hours", "out"),
        median_hours=None if median is None else float(median),
        overdue=of(flow, "overdue", "out"),
        consent=of(flow, "consented", "consent_told"),
        notice=of(flow, "notified", "notice_told"),
    )


def lockers_told(book: Book, found: Lockers) -> Told:
    """The table."""
    lines = []
    for one in found.rows or ():
        key, name = subject_cells(book, found.by, one.name)
        lines.append(
            Line(
                (
                    key, name, one.sets, *shares(one.usable), one.untold, one.deposits,
                    one.hours.denominator, one.median_hours, one.hours.value(),
                    *shares(one.overdue)[::2], *shares(one.consent), *shares(one.notice),
                )
            )
        )  # fmt: skip
    overdue = share_heads(("超过24小时", "over 24 h"), ("", ""), ("滞留率", "overdue"))
    heads = (
        Head("编号", "Id", "code", wide=True),
        Head("名称", "Name"),
        Head("组数", "Sets", "number"),
        *share_heads(("有效格口", "usable cells"), ("全部格口", "cells"), ("有效", "usable")),
        Head("未报有效格口的组", "Sets without usable cells told", "number", wide=True),
        Head("入柜", "Deposits", "number", wide=True),
        Head("已出柜", "Came out", "number", wide=True),
        Head("中位小时", "Median hours", "number", digits=1),
        Head("平均小时", "Mean hours", "number", digits=1, wide=True),
        overdue[0],
        overdue[2],
        *share_heads(("征得同意", "with consent"), ("已记录", "recorded"), ("同意率", "consent")),
        *share_heads(("已通知", "notified"), ("已记录", "recorded"), ("通知率", "notified")),
    )
    title = (f"智能快件箱 {found.period}", f"Parcel lockers {found.period}")
    return Told("lockers", title, heads, lines, remarks(found))


def remarks(found: Lockers) -> tuple[Words, ...]:
    """What is left out, and what is own choice."""
    marks: list[Words] = [
        (
            f"格口为期末在用；滞留以已出柜的入柜为分母，超过 {OVERDUE_HOURS} 小时（本平台设计，"
            "各品牌免费时长不一）；同意、通知未记录的不计",
            "cells in use at the end of the period; overdue and dwell are of deposits that came "
            f"out, over {OVERDUE_HOURS} hours (own choice, brands differ); unrecorded consent and "
            "notices "
            "are in neither part",
        ),
        (f"数据版本 {found.version}", f"data version {found.version}"),
    ]
    if not found.whole.deposits:
        marks.append(
            (
                f"{found.period} 没有入柜记录：入柜 0 可能是未报送，不等于没有投递",
                f"no deposits are recorded in {found.period}: 0 may mean not reported",
            )
        )
    if not found.whole.sets:
        marks.append(
            (
                f"{found.period} 期末没有在用的智能快件箱",
                f"no parcel lockers were in use at the end of {found.period}",
            )
        )
    if found.synthetic:
        marks.append(("含合成数据", "holds synthetic data"))
    return tuple(marks)


def lockers_json(found: Lockers) -> dict[str, Any]:
    """As plain values."""
    return {
        "by": found.by,
        "period": str(found.period),
        "data_version": found.version,
        "synthetic": found.synthetic,
        "overdue_hours": OVERDUE_HOURS,
        "whole": None if found.rows is None else _json(found.whole),
        "rows": None if found.rows is None else [_json(one) for one in found.rows],
    }


def _json(one: LockerGroup) -> dict[str, Any]:
    return {
        "id": one.name,
        "sets": one.sets,
        "usable_cells": share_json(one.usable),
        "sets_untold": one.untold,
        "sets_used": share_json(one.used),
        "deposits": one.deposits,
        "came_out": int(one.hours.denominator),
        "mean_hours": one.hours.value(),
        "median_hours": one.median_hours,
        "overdue": share_json(one.overdue),
        "consent": share_json(one.consent),
        "notice": share_json(one.notice),
    }
