"""Couriers' rights in a book: every company in every county of a month, against the standard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from jidi.core.errors import InputError
from jidi.core.period import Period, PeriodKind
from jidi.model.couriers import CourierTerms, load_courier_terms
from jidi.service.books import Book
from jidi.service.cases import division_prefix
from jidi.supervision.couriers import FLAGS, Assessed, Returned, Standard, assess, standard

MOST_WAGE: Final = 1_000_000
"""Yuan a month; above it, it is a slip."""
LAST_DISTRICT: Final = 20
"""County numbers up to it are urban districts (市辖区), GB/T 2260; those above are counties."""


@dataclass(frozen=True)
class CourierCell:
    """One company in one county. :param returned: what it returned, the parts of every figure."""

    operator: str
    division: str
    name: str
    profile: str
    couriers: int | None
    said: Assessed
    returned: Returned


@dataclass(frozen=True)
class CourierView:
    """A month; cells with most flags first.

    :param norms: the standard by profile.
    """

    month: Period
    terms: CourierTerms
    wage: float
    norms: Mapping[str, Standard]
    cells: tuple[CourierCell, ...]
    synthetic: bool

    def count(self, flag: str, *, unknown: bool = False) -> int:
        """Cells with a flag, or of which it is unknown."""
        return sum(flag in (c.said.unknown if unknown else c.said.flags) for c in self.cells)


def norms_of(terms: CourierTerms, *, wage: float | None) -> dict[str, Standard]:
    """The standard by profile.

    :raises InputError: Q-131 for a wage that is none.
    """
    if wage is not None and not 0 < wage < MOST_WAGE:
        raise InputError("Q-131", wage=wage)
    return {name: standard(terms, one, wage=wage) for name, one in terms.profiles.items()}


def courier_view(
    book: Book, *, month: Period | None = None, within: str = "", wage: float | None = None
) -> CourierView:
    """A month of the book; its newest when None.

    :param within: name or code of a division. :param wage: yuan a month.
    :raises InputError: Q-132 when the book holds no return of the month or it is no month, Q-131.
    :raises UnknownName: C-207.
    """
    terms = load_courier_terms()
    norms = norms_of(terms, wage=wage)
    when = month or _newest(book)
    if when is None or when.kind is not PeriodKind.MONTH:
        raise InputError("Q-132", month=str(when or "—"))
    cells = _cells(book, when, division_prefix(book, within) if within else "", terms, norms)
    if not cells:
        raise InputError("Q-132", month=str(when))
    ordered = sorted(cells, key=lambda one: (-len(one.said.flags), one.division, one.operator))
    synthetic = "synthetic" in book.origins("workforce")
    chosen = terms.monthly_wage_yuan if wage is None else wage
    return CourierView(when, terms, chosen, norms, tuple(ordered), synthetic)


def _newest(book: Book) -> Period | None:
    if not book.rows("workforce"):
        return None
    row = book.ask("SELECT MAX(month) AS month FROM workforce", {}).to_pylist()[0]
    found: date | None = row["month"]
    return Period.parse(f"{found:%Y-%m}") if found else None


def _cells(
    book: Book, month: Period, prefix: str, terms: CourierTerms, norms: Mapping[str, Standard]
) -> list[CourierCell]:
    if not book.rows("workforce"):
        return []
    rows = book.ask(
        "SELECT w.operator_id, w.division, d.name, w.couriers, w.insured, w.pieces, w.pay_yuan, "
        "w.delivery_fee_yuan, w.fines_yuan FROM workforce AS w "
        "LEFT JOIN divisions AS d ON d.code = w.division "
        "WHERE w.month = $month AND w.division LIKE $prefix",
        {},
        parameters={"month": month.start, "prefix": f"{prefix}%"},
    ).to_pylist()
    return [_cell(row, terms, norms) for row in rows]


def _cell(
    row: Mapping[str, Any], terms: CourierTerms, norms: Mapping[str, Standard]
) -> CourierCell:
    profile = "district" if 0 < int(row["division"][4:6]) <= LAST_DISTRICT else "county"
    said = Returned(
        couriers=row["couriers"],
        insured=row["insured"],
        pieces=row["pieces"],
        pay=row["pay_yuan"],
        fees=row["delivery_fee_yuan"],
        fines=row["fines_yuan"],
    )
    return CourierCell(
        operator=row["operator_id"],
        division=row["division"],
        name=row["name"] or row["division"],
        profile=profile,
        couriers=row["couriers"],
        said=assess(terms, norms[profile], said),
        returned=said,
    )


def norms_json(terms: CourierTerms, *, wage: float | None) -> dict[str, Any]:
    """The standard and what it rests on, as plain values."""
    return {
        "own_choice": terms.own_choice,
        "source": terms.source,
        "wage": terms.monthly_wage_yuan if wage is None else wage,
        "wage_source": terms.wage_source if wage is None else "given",
        "profiles": {
            name: {"zh": terms.profiles[name].zh, "en": terms.profiles[name].en, **vars(one)}
            for name, one in norms_of(terms, wage=wage).items()
        },
    }


def view_json(view: CourierView) -> dict[str, Any]:
    """The view as plain values."""
    return {
        "month": str(view.month),
        "synthetic": view.synthetic,
        "standard": norms_json(view.terms, wage=view.wage),
        "cells": len(view.cells),
        "flags": {flag: view.count(flag) for flag in FLAGS},
        "unknown": {flag: view.count(flag, unknown=True) for flag in FLAGS},
        "rows": [
            {
                "operator": one.operator,
                "division": one.division,
                "name": one.name,
                "profile": one.profile,
                "couriers": one.couriers,
                **vars(one.said),
                "flags": list(one.said.flags),
                "returned": vars(one.returned),
            }
            for one in view.cells
        ],
    }
