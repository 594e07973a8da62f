"""The judge's law: whatever is wrong with the rows, in = good + held, and each reason is true."""

from __future__ import annotations

from datetime import datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.core.errors import Place
from jidi.feeds import Block
from jidi.intake.heads import HeadMapping
from jidi.intake.held import HeldRows
from jidi.intake.judge import Judge, Judged
from jidi.intake.known import Codes, Known
from jidi.intake.layout import laid_out
from jidi.intake.roster import Roster
from jidi.model.catalogue import Catalogue
from jidi.model.intake_rules import check_rules, load_heads, load_rules, load_words

NOW = datetime(2025, 11, 20, 9, 0)  # noqa: DTZ001
CATALOGUE = Catalogue()
TABLE = CATALOGUE.table("event")
KNOWN = Known(
    Roster(frozenset({"140105000000", "140728000000"}), {"平遥县": "140728000000"}),
    {name: Codes(list_) for name, list_ in CATALOGUE.code_lists.items()},
    {"operator.operator_id": pa.array(["SF", "YT"])},
)
GOOD = {
    "event_id": "E1",
    "parcel_id": "P1",
    "step": "accepted",
    "operator_id": "SF",
    "division": "140105000000",
    "occurred_at": "2025-11-11 08:00:00",
    "received_at": "2025-11-11 08:01:00",
}
FAULTS = {
    "J-202": {"parcel_id": None},
    "J-203": {"occurred_at": "2025-02-30 08:00:00"},
    "J-204": {"step": "accepte"},
    "J-205": {"division": "太平洋"},
    "J-206": {"operator_id": "XX"},
    "J-208": {"received_at": "2025-11-11 07:00:00"},
    "J-209": {"received_at": "2027-01-01 00:00:00"},
    "J-210": {"occurred_at": "1999-01-01 00:00:00"},
}


def judged(
    rows: list[dict[str, str | None]],
    *,
    by_dictionary: bool = False,
    before: tuple[dict[str, str | None], ...] = (),
) -> Judged:
    every = [*before, *rows]
    cells = {name: pa.array([row[name] for row in every], pa.string()) for name in GOOD}
    if by_dictionary:
        cells = {name: column.dictionary_encode() for name, column in cells.items()}
    cells = {name: column.slice(len(before)) for name, column in cells.items()}
    block = Block("", 2, pa.RecordBatch.from_pydict(cells))
    layout = laid_out(
        block, TABLE, load_words(), mapping=HeadMapping(), hints=frozenset(), where=Place()
    )
    rules = {"words": load_words(), "rules": load_rules()}
    return Judge(layout.heads, KNOWN, **rules, now=NOW, origin="reported").judge(block)


def test_rules_and_heads_name_only_what_there_is():
    check_rules(load_rules(), load_heads(), CATALOGUE.tables)


@given(st.lists(st.sets(st.sampled_from(sorted(FAULTS)), max_size=3), min_size=1, max_size=40))
@settings(max_examples=40)
def test_every_row_is_good_or_held_with_all_its_reasons(wanted):
    rows = []
    for number, faults in enumerate(wanted):
        row = GOOD | {"event_id": f"E{number}"}
        for fault in sorted(faults):
            row |= FAULTS[fault]
        rows.append(row)
    found = judged(rows)
    assert found.good.num_rows + len(found.held) == len(rows)
    held = {row.row - 2: row for row in found.held}
    for number, faults in enumerate(wanted):
        told = {reason.code for reason in held[number].reasons} if number in held else set()
        sure = faults - {"J-203", "J-208", "J-209", "J-210"}  # these write over each other
        assert sure <= told
        assert bool(told) == bool(faults)
        if number in held:
            assert {k: v for k, v in held[number].cells.items() if k in GOOD} == rows[number]


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_one_fault_gives_one_reason_with_texts_in_both_languages(code):
    found = judged([GOOD, GOOD | FAULTS[code]])
    (row,) = found.held
    assert [reason.code for reason in row.reasons] == [code]
    assert row.row == 3
    for lang in ("zh", "en"):
        assert code in row.reasons[0].error(file="f.csv", row=row.row).message(lang)


def test_the_nearest_code_is_offered():
    (row,) = judged([GOOD | {"step": "acepted"}]).held
    assert row.reasons[0].facts["nearest"].startswith("accepted")


@pytest.mark.parametrize(
    "column, said, meant",
    [
        ("step", "收寄", "accepted"),
        ("division", "平遥县", "140728000000"),
        ("division", "140105", "140105000000"),
        ("occurred_at", "２０２５-11-11T00:00:00Z", datetime(2025, 11, 11, 8)),  # noqa: DTZ001
        ("occurred_at", "2025年11月11日 7:05", datetime(2025, 11, 11, 7, 5)),  # noqa: DTZ001
        ("occurred_at", "2025-11-11 07:00:00.250", datetime(2025, 11, 11, 7)),  # noqa: DTZ001
    ],
)
def test_what_senders_write_otherwise_is_understood(column, said, meant):
    found = judged([GOOD | {column: said}])
    assert not found.held
    assert found.good.column(column).to_pylist() == [meant]


def test_many_slips_in_a_long_column_are_each_found():
    rows = [GOOD | {"event_id": f"E{i}"} for i in range(3000)]
    for number in range(0, 3000, 7):
        rows[number]["occurred_at"] = "yesterday"
    found = judged(rows)
    assert [row.row - 2 for row in found.held] == list(range(0, 3000, 7))
    first = datetime(2025, 11, 11, 8)  # noqa: DTZ001
    assert set(found.good.column("occurred_at").to_pylist()) == {first}


def test_clocks_that_are_a_little_ahead_are_borne_with():
    ahead = (NOW + timedelta(minutes=5)).isoformat(" ")
    assert not judged([GOOD | {"received_at": ahead}]).held


def test_rows_held_aside_are_the_same_by_column_and_one_by_one():
    rows = [GOOD | {"step": 'ac"c\\e\npté', "division": None}, GOOD, GOOD | {"operator_id": "XX"}]
    held = judged(rows).held
    again = HeldRows.of(tuple(held), table="event", part="")
    assert [row.cells["step"] for row in held] == ['ac"c\\e\npté', "accepted"]
    assert list(again.cells) == list(held.cells)
    assert list(again.reasons) == list(held.reasons)
    assert again.counts == held.counts == {("J-204", "step"): 1, ("J-202", "division"): 1,
                                           ("J-206", "operator_id"): 1}  # fmt: skip


@given(st.lists(st.sets(st.sampled_from(sorted(FAULTS)), max_size=2), min_size=1, max_size=20))
@settings(max_examples=30)
def test_texts_by_way_of_a_dictionary_are_judged_as_plain_ones(wanted):
    rows = []
    for number, faults in enumerate(wanted):
        row = GOOD | {"event_id": f" E{number} " if number % 3 else f"E{number}"}
        for fault in sorted(faults):
            row |= FAULTS[fault]
        rows.append(row)
    one, other = judged(rows), judged(rows, by_dictionary=True)
    assert one.good.to_pylist() == other.good.to_pylist()
    assert list(one.held) == list(other.held)


@pytest.mark.parametrize("step", ["", "  ", None])
def test_an_empty_text_in_a_dictionary_is_missing_and_not_unknown(step):
    (row,) = judged([GOOD, GOOD | {"step": step}], by_dictionary=True).held
    assert [reason.code for reason in row.reasons] == ["J-202"]


def test_what_stands_in_a_dictionary_and_in_no_row_of_the_block_is_held_against_none():
    bad = tuple(GOOD | fault for fault in FAULTS.values())
    found = judged([GOOD, GOOD | FAULTS["J-206"]], by_dictionary=True, before=bad)
    assert found.good.to_pylist() == judged([GOOD]).good.to_pylist()
    assert [reason.code for row in found.held for reason in row.reasons] == ["J-206"]
