"""Credit: points by records and measures, lists, objections, what another scheme changes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.core.errors import JidiError
from jidi.model.credit import read_scheme, scheme_of, scheme_text, schemes
from jidi.supervision.credit import Fraction, Measured, Record, changes, evaluate

SCHEME = scheme_of(2025)
CLEAN = {
    item.measure: Measured(1.0, {"A": Fraction(0, 100), "B": Fraction(0, 100)})
    for item in SCHEME.items
    if item.measure
}


def record(id_="R1", code="penalty", day="2025-05-01", **more):
    received = more.pop("received_on", date(2025, 6, 1))
    return Record(id_, "A", code, date.fromisoformat(day), received, **more)


def standing(*records, measured=CLEAN, scheme=SCHEME):
    return evaluate(scheme, 2025, ["A"], records, measured)[0]


def test_who_has_nothing_against_them_and_nothing_unknown_is_trusted():
    one = standing()
    assert (one.score, one.list_id, one.unknown) == (100.0, "trusted", ())


def test_missing_data_take_no_point_but_keep_from_the_list_of_the_trusted():
    gone = CLEAN | {"company_inspections_failed": Measured(100.0, {}, ("inspection",))}
    one = standing(measured=gone)
    assert (one.score, one.list_id) == (100.0, "")
    assert one.unknown == ("inspections_failed",)


@pytest.mark.parametrize(("missing", "state"), [((), "none"), (("complaint",), "no_data")])
def test_no_complaint_is_none_late_only_where_the_book_holds_complaints(missing, state):
    one = standing(measured=CLEAN | {"company_complaints_late": Measured(100.0, {}, missing)})
    assert one.item("complaints_late").state == state
    assert (one.list_id == "trusted") is (state == "none")


def test_points_of_records_add_up_to_the_most_of_their_item():
    many = [record(f"R{n}") for n in range(9)]
    assert standing(*many[:2]).score == 94.0
    assert standing(*many).item("penalty").points == -15.0


@pytest.mark.parametrize(
    ("given", "mark", "score"),
    [
        (record(), "counts", 97.0),
        (record(received_on=date(2026, 2, 15)), "counts", 97.0),
        (record(received_on=date(2026, 2, 16)), "too_late", 100.0),
        (record(day="2024-12-31"), "other_year", 100.0),
        (record(objection="YY1"), "objected", 97.0),
        (record(objection="YY1", corrected=True), "corrected", 100.0),
        (record(code="wage_arrears", repaired_on=date(2026, 2, 15)), "repaired", 100.0),
        (record(code="wage_arrears", repaired_on=date(2026, 2, 16)), "counts", 92.0),
        (record(repaired_on=date(2025, 7, 1)), "counts", 97.0),
    ],
)
def test_what_becomes_of_a_record(given, mark, score):
    one = standing(given)
    assert (one.marks["R1"], one.score) == (mark, score)


@pytest.mark.parametrize(
    ("numerator", "denominator", "state", "points"),
    [
        (20, 1e7, "scored", -2.0),
        (100, 1e7, "scored", -5.0),
        (9, 1e6, "few", 0.0),
        (5, 1e7, "clear", 0.0),
        (5, 0, "no_data", 0.0),
    ],
)
def test_a_measure_gives_the_points_of_its_highest_step_unless_chance_decides(
    numerator, denominator, state, points
):
    rate = Measured(1e6, {"A": Fraction(numerator, denominator)})
    got = standing(measured=CLEAN | {"company_valid_complaints": rate}).item("valid_complaints")
    assert (got.state, got.points) == (state, points)


def test_the_first_list_that_fits_holds():
    assert standing(record(code="serious")).list_id == "distrusted"
    both = standing(record(code="serious"), record("R2", "unreachable"))
    assert both.list_id == "distrusted"
    assert standing(record(code="unreachable")).list_id == "abnormal"


codes = st.sampled_from([code for item in SCHEME.items for code in item.codes])


@settings(max_examples=30)
@given(st.lists(codes, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_records_changes_nothing_and_every_point_has_its_records(found, random):
    records = [record(f"R{n}", code) for n, code in enumerate(found)]
    mixed = list(records)
    random.shuffle(mixed)
    one = standing(*records)
    assert one == standing(*mixed)
    assert all(bool(item.records) == bool(item.points) for item in one.items)
    raw = SCHEME.base + sum(item.points for item in one.items)
    assert one.score == min(max(raw, SCHEME.least), SCHEME.most)


def test_another_scheme_changes_only_what_it_says(tmp_path):
    file = tmp_path / "other.toml"
    text = scheme_text(SCHEME).replace(
        'codes = ["penalty"], points = -3.0', 'codes = ["penalty"], points = -6.0'
    )
    file.write_text(text, "utf-8")
    other = read_scheme(file)
    assert other.digest != SCHEME.digest
    records = [record()]
    before, after = (evaluate(s, 2025, ["A", "B"], records, CLEAN) for s in (SCHEME, other))
    [one] = changes(before, after)
    assert (one.company, one.before.score, one.after.score) == ("A", 97.0, 94.0)
    assert one.items == {"penalty": (-3.0, -6.0)}
    assert changes(before, before) == ()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('codes = ["penalty"]', 'codes = ["penalti"]', "G-100"),
        ('codes = ["case:lead.decided"]', 'codes = ["case:lead.decidet"]', "G-100"),
        ('measure = "company_fines_to_pay"', 'measure = "company_fines"', "G-100"),
        ("{ below = 60.0 }", '{ below = 60.0, item = "serious" }', "D-102"),
        ('{ item = "serious" }', '{ item = "seriuos" }', "D-102"),
        ("base = 100.0", "base = 200.0", "D-102"),
        ("base = 100.0", "bas = 100.0", "D-102"),
        ('window_closes = "02-15"', 'window_closes = "02-31"', "D-102"),
    ],
)
def test_a_scheme_that_cannot_hold_is_refused(tmp_path, old, new, code):
    text = scheme_text(SCHEME)
    assert old in text
    file = tmp_path / "bad.toml"
    file.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(JidiError) as refused:
        read_scheme(file)
    assert code in [one.code for one in (refused.value, *refused.value.also)]


def test_a_year_without_a_scheme_and_a_file_that_is_not_there_are_said(tmp_path):
    for ask, code in (
        (lambda: scheme_of(2010), "G-102"),
        (lambda: scheme_of(9999), "G-102"),
        (lambda: read_scheme(tmp_path / "x"), "G-103"),
    ):
        with pytest.raises(JidiError) as refused:
            ask()
        assert refused.value.code == code


def test_every_scheme_that_ships_says_whose_choice_its_points_are():
    for scheme in schemes():
        assert scheme.own_choice
        assert all(item.own_choice or item.source for item in scheme.items)
        assert {one.id for one in scheme.lists} == {"trusted", "distrusted", "abnormal"}
