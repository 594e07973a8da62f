"""Whose parcels they are: companies with their shares, and their own loads at single places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from jidi.core.nearest import suggestion
from jidi.network.rural.draft_cells import Findings, Record
from jidi.network.rural.problem import Company

Tables = Mapping[str, Sequence[Record]]
ROUNDING: Final = 0.005
"""By how much shares may miss 1, and loads of a place its figure, as rounded figures do; they are
then scaled. Own choice."""


def check_companies(tables: Tables, findings: Findings) -> None:
    """Shares that do not add up to one; loads at places that are none, or do not add up."""
    companies = tables["company"]
    shares = sum(company["share"] for company in companies)
    loads = _loads(tables)
    places = {row["id"]: row for row in (*tables["station"], *tables["village"])}
    if companies and set(places) - set(loads) and abs(shares - 1) > ROUNDING:
        findings.add("N-226", companies[0].at("share"), found=f"{shares:.4f}")
    for load in tables["company_load"]:
        if load["place"] not in places:
            near = suggestion(load["place"], places)
            findings.add("N-210", load.at("place"), found=load["place"], nearest=near)
    for key, rows in loads.items():
        for term in ("down", "up") if key in places else ():
            found, stated = sum(row[term] for row in rows), places[key][term]
            if abs(found - stated) > ROUNDING * max(stated, 1.0):
                findings.add(
                    "N-227", rows[0].at(term), place=key, found=f"{found:g}", stated=f"{stated:g}"
                )


def _loads(tables: Tables) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = defaultdict(list)
    for row in tables["company_load"]:
        found[row["place"]].append(row)
    return found


def companies_of(tables: Tables) -> tuple[Company, ...]:
    """The companies with their parcels at every place: by their loads there, else by their shares.

    Scaled so that they add up to the place's own figure.
    """
    loads, rows = _loads(tables), tables["company"]
    every = sum(row["share"] for row in rows) or 1.0
    places = [*tables["station"], *tables["village"]]

    def part(row: Record, place: Record, term: str) -> float:
        own = loads.get(place["id"], ())
        whole = sum(load[term] for load in own)
        if not whole:
            return float(place[term] * (row["share"] / every))
        mine = sum(load[term] for load in own if load["company"] == row["id"])
        return float(place[term] * (mine / whole))

    return tuple(
        Company(
            id=row["id"],
            name=row["name"],
            down=tuple(part(row, place, "down") for place in places),
            up=tuple(part(row, place, "up") for place in places),
        )
        for row in rows
    )
