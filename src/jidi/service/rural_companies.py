"""Whose parcels a county's are: companies and their shares, from the book or a user's table."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from jidi.core.errors import InputError, Place
from jidi.model.rural import rural_values
from jidi.network.rural.draft import DraftRow
from jidi.service.rural_places import Places, Row
from jidi.service.rural_table_files import table_rows

FROM_BOOK: Final = "book"
Companies = Path | Literal["book"] | None
"""A table with the columns id, name, share; the book; or nobody asks whose parcels they are."""

_DELIVERED: Final = """
SELECT p.operator_id AS id, o.name, COUNT(*) AS parcels
FROM parcel AS p
JOIN operator AS o ON o.operator_id = p.operator_id
WHERE p.to_division BETWEEN '{county}000000' AND '{county}999999'
  AND o.kind IN ('postal', 'express')
GROUP BY p.operator_id, o.name
ORDER BY p.operator_id
"""

_ANNUAL: Final = """
SELECT o.operator_id AS id, o.name, o.annual_volume AS parcels
FROM operator AS o
WHERE o.kind IN ('postal', 'express') AND o.annual_volume > 0
  AND o.opened_on <= {day} AND (o.closed_on IS NULL OR o.closed_on > {day})
ORDER BY o.operator_id
"""


def company_rows(places: Places, companies: Companies) -> tuple[DraftRow, ...]:
    """The draft's companies: the user's table, else shares of the parcels that the book knows.

    Parcels to the county where enough of them are in the book; else the volumes of last year in
    the whole province. Which it is, is told.

    :raises InputError: N-582 when the book knows neither; what :func:`table_rows` tells.
    """
    if companies is None:
        return ()
    if isinstance(companies, Path):
        return table_rows(companies, "company")
    delivered = places.asked(_DELIVERED)
    counted = sum(row["parcels"] for row in delivered)
    if counted >= rural_values().companies.least_parcels:
        places.note("N-580", count=counted, companies=len(delivered), county=places.county.name)
        return _rows(delivered)
    annual = places.asked(_ANNUAL)
    if not annual:
        raise InputError("N-582", county=places.county.name)
    least = rural_values().companies.least_parcels
    places.note("N-581", count=counted, least=least, companies=len(annual))
    return _rows(annual)


def _rows(found: list[Row]) -> tuple[DraftRow, ...]:
    whole = sum(row["parcels"] for row in found)
    return tuple(
        DraftRow(
            {"id": row["id"], "name": row["name"], "share": row["parcels"] / whole},
            Place(file="company", sheet=row["id"]),
        )
        for row in found
    )
