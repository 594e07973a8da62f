"""Companies' shares: of the parcels in the book where there are enough, else of the province."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from jidi.core.errors import InputError
from jidi.model.rural import rural_values
from jidi.service.rural_companies import company_rows


@dataclass
class County:
    name: str = "某县"


@dataclass
class Places:
    """What a book would answer."""

    delivered: list[dict]
    annual: list[dict]
    county: County = field(default_factory=County)
    notes: list[tuple[str, dict]] = field(default_factory=list)

    def asked(self, sql: str) -> list[dict]:
        return self.delivered if "FROM parcel" in sql else self.annual

    def note(self, code: str, **facts: object) -> None:
        self.notes.append((code, facts))


def volumes(**parcels: int) -> list[dict]:
    return [{"id": key, "name": key, "parcels": count} for key, count in parcels.items()]


LEAST = rural_values().companies.least_parcels


def test_enough_parcels_to_the_county_give_the_shares():
    places = Places(volumes(A=LEAST, B=LEAST * 3), volumes(C=9))
    rows = company_rows(places, "book")
    assert {row.cells["id"]: row.cells["share"] for row in rows} == {"A": 0.25, "B": 0.75}
    assert places.notes[0][0] == "N-580"


def test_too_few_parcels_leave_it_to_last_years_volumes():
    places = Places(volumes(A=LEAST - 1), volumes(C=9, D=1))
    rows = company_rows(places, "book")
    assert {row.cells["id"]: row.cells["share"] for row in rows} == {"C": 0.9, "D": 0.1}
    assert places.notes[0][0] == "N-581"


def test_a_table_of_the_user_counts_before_the_book(tmp_path):
    path = tmp_path / "shares.csv"
    path.write_text("id,name,share\nx,甲,0.6\ny,乙,0.4\n", "utf-8")
    rows = company_rows(Places(volumes(A=9999), []), path)
    assert [row.cells["id"] for row in rows] == ["x", "y"]
    assert rows[0].place.file == "shares.csv" and rows[0].place.row == 2


def test_nobody_asks_or_nobody_knows():
    assert company_rows(Places([], []), None) == ()
    with pytest.raises(InputError, match="N-582"):
        company_rows(Places([], []), "book")
