"""Every number can say which tables and columns it was read from."""

from __future__ import annotations

from jidi.service.books import open_book
from jidi.service.lineage import lineage_of


def test_an_indicator_names_the_tables_columns_and_rows_it_reads(demo_books):
    with open_book(demo_books["shanxi"]) as book:
        rows = lineage_of(book, book.catalogue.indicator("village_coverage"))
    (row,) = rows
    assert row.table == "village_service"
    assert {"village", "valid_from", "express_served"} <= set(row.columns)
    assert row.rows > 18_000
    assert row.origins == ("synthetic",)
    assert "seed 14" in row.source


def test_every_indicator_can_be_traced(demo_books):
    with open_book(demo_books["shanxi"]) as book:
        for indicator in book.catalogue.indicators.values():
            assert {row.table for row in lineage_of(book, indicator)} == set(indicator.tables)
