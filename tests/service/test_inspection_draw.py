"""A draw over a book: recorded, drawn again the same, and found out when it was touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest

from founded_books import fresh
from jidi.core.errors import InputError
from jidi.service import cases, inspection_draw
from jidi.service.inspection_draw import DrawAsked, make_draw
from jidi.service.inspection_risk import ranking
from safety_books import put

ASKED = DrawAsked("7", "太原市", date(2025, 12, 31), ("甲", "乙"), {})


@pytest.fixture
def book(tmp_path, now):
    with fresh(tmp_path, now) as made:
        facilities = [
            {"facility_id": f"F{n}", "name": "x", "kind": kind, "operator_id": "Q1",
             "division": division, "opened_on": date(2020, 1, 1), "closed_on": closed}
            for n, (kind, division, closed) in enumerate(
                [("express_outlet", "140105000000", None)] * 4
                + [("express_outlet", "140105000000", date(2025, 1, 1)),
                   ("kiosk", "140105000000", None), ("express_outlet", "140702000000", None)]
            )
        ]  # fmt: skip
        inspections = [
            {"inspection_id": "I1", "facility_id": "F0", "division": "140105000000",
             "matter": "fire", "inspected_on": date(2025, 6, 1), "passed": False, "hazard": True},
            {"inspection_id": "I2", "facility_id": "F1", "division": "140105000000",
             "matter": "fire", "inspected_on": date(2025, 6, 1), "passed": True},
            {"inspection_id": "I3", "facility_id": "F2", "division": "140105000000",
             "matter": "fire", "inspected_on": date(2024, 6, 1), "passed": False},
        ]  # fmt: skip
        tables = {}
        for name, rows in (("facility", facilities), ("inspection", inspections)):
            schema = made.catalogue.table(name).arrow_schema
            full = [dict.fromkeys(schema.names) | row | {"origin": "synthetic"} for row in rows]
            tables[name] = pa.Table.from_pylist(full, schema=schema)
        made.workspace.lake.commit(
            tables, source="x", origin="synthetic", by="x", clock=lambda: now
        )
        yield made


def test_places_that_are_open_are_classed_by_what_the_year_before_says(book):
    made = make_draw(book, ASKED)
    assert made.result.classes == {"high": (1, 1), "middle": (2, 1), "low": (1, 1)}
    (first, *_) = made.result.drawn
    assert (first.subject.id, first.points) == ("F0", 7)
    assert made.to_json()["synthetic"] is True


def test_a_draw_on_record_opens_inspections_and_is_drawn_again_the_same(book, now):
    made = make_draw(book, ASKED)
    with pytest.raises(InputError, match="Y-208"):
        inspection_draw.record_draw(book, made, matter="fire", by="王", why="", now=now)
    ids = inspection_draw.record_draw(book, made, matter="fire", by="王", why="季度", now=now)
    assert ids == ("JC000001", "JC000002", "JC000003")
    opened = cases.case_named(book, ids[0])
    assert opened.values["drawn_by"].startswith("7/")
    assert sorted(opened.file.events[0].facts["draw"]["inspectors"]) == ["乙", "甲"]
    (record,) = inspection_draw.recorded_draws(book)
    again = make_draw(book, inspection_draw.asked_of(record))
    assert inspection_draw.is_the_same(record, again)
    touched = {**record, "drawn": record["drawn"][1:]}
    assert not inspection_draw.is_the_same(touched, again)
    assert book.workspace.registry.audit.verify() is None


def test_who_keeps_away_must_be_an_inspector():
    assert inspection_draw.read_avoid(["甲=Q1", "甲=Q2"]) == {"甲": ("Q1", "Q2")}
    with pytest.raises(InputError, match="Y-306"):
        inspection_draw.read_avoid(["甲"])
    with pytest.raises(InputError, match="Y-404"):
        inspection_draw.check_names({"丙": ("Q1",)}, ["甲"])


def test_a_draw_of_before_is_drawn_again_by_the_rules_of_then(book, now):
    """Records kept no rules then, and points rested on inspections alone."""
    made = make_draw(book, ASKED, rules=inspection_draw.rules_of({}))
    inspection_draw.record_draw(book, made, matter="fire", by="王", why="季度", now=now)
    (record,) = inspection_draw.recorded_draws(book)
    old = {name: value for name, value in record.items() if name not in ("rules", "listed")}
    put(book, {"patrol_event": [patrol("E1", "F3"), patrol("E2", "F3")]}, now)
    again = make_draw(book, inspection_draw.asked_of(old), rules=inspection_draw.rules_of(old))
    assert inspection_draw.is_the_same(old, again)
    assert not inspection_draw.is_the_same(old, make_draw(book, ASKED))
    assert inspection_draw.rules_of(record) == made.rules


def patrol(name, place):
    return {
        "event_id": name, "facility_id": place, "division": "140105000000", "source": "video",
        "matter": "fire", "found_on": date(2025, 6, 2), "mended_on": date(2025, 6, 3),
    }  # fmt: skip


def test_what_patrols_cameras_and_credit_lists_say_raises_the_risk(book, now):
    camera = {
        "facility_id": "F3", "division": "140105000000", "day": date(2025, 7, 1),
        "minutes_due": 1440.0, "minutes_online": 100.0,
    }  # fmt: skip
    overdue = {**patrol("E1", "F1"), "mended_on": None}
    put(book, {"patrol_event": [overdue, patrol("E2", "F3")], "video": [camera]}, now)
    found = {one.subject.id: one for one in ranking(book, ASKED.day, within="太原市").rows}
    assert {name: one.points for name, one in found.items()} == {"F0": 7, "F1": 3, "F2": 1, "F3": 3}
    assert found["F1"].signs["patrol_overdue"] == 1
    assert (found["F3"].signs["camera_low"], found["F3"].signs["patrols"]) == (1, 1)
    listed = make_draw(book, replace(ASKED, listed=("Q1",)))
    assert listed.result.classes["low"] == (0, 0)
    assert listed.to_json()["listed"] == ["Q1"]
