"""The register as rows: things counted one by one, each from the day it was counted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from jidi.model.register import Revision, State, Subject
from jidi.plan.register_snapshot import snapshot_rows, units_wanted


def subject(wanted: str = "", unit: str = "个") -> Subject:
    return Subject(
        id="x",
        plan="shanxi",
        form="project",
        record="x",
        items=("SX-092", "SX-093"),
        zh="项目",
        en="Project",
        wanted=wanted,
        unit=unit,
        due=date(2025, 12, 31),
        due_stated=False,
        at=[{"line": 1, "text": "x"}],
    )


def chain(*steps: tuple[date, dict]) -> list[Revision]:
    base = {"title": "项目", "kind": "farm", "division": "140000000000"}
    return [
        Revision(
            entry="x",
            number=number,
            on=on,
            at="2026",
            by="王",
            origin="reported",
            state=State.model_validate(base | values),
        )
        for number, (on, values) in enumerate(steps, start=1)
    ]


def day(year: int) -> date:
    return date(year, 6, 30)


def under_way(done: int) -> dict:
    return {"status": "under_way", "done": Decimal(done), "started_on": day(2021)}


def rows(wanted: str, *steps: tuple[date, dict], unit: str = "个"):
    found = list(snapshot_rows(subject(wanted, unit), chain(*steps)))
    return [(row.project_id, row.status.value, row.finished_on) for row in found]


@pytest.mark.parametrize(
    ("wanted", "unit", "units"),
    [
        ("", "个", None),
        ("10", "个", 10),
        ("3-4", "个", 3),
        ("30左右", "个", 30),
        ("三", "种评估", 3),
        ("1-2", "个", None),
        ("全部", "%", None),
        ("90%以上", "%", None),
        ("8000", "个", None),
    ],
)
def test_how_many_things_an_entry_counts(wanted, unit, units):
    assert units_wanted(subject(wanted, unit)) == units


def test_an_entry_that_is_one_thing_is_one_row():
    state = {"status": "done", "percent": 100, "finished_on": day(2023), "evidence": "验收单"}
    (row,) = snapshot_rows(subject(), chain((day(2021), {}), (day(2023), state)))
    assert (row.project_id, row.item, row.finished_on) == ("x", "SX-092", day(2023))
    assert (row.evidence, row.percent) == ("验收单", 100)


def test_each_of_several_is_finished_on_the_day_from_which_it_counts():
    steps = [(day(2021), under_way(0)), (day(2022), under_way(1)), (day(2024), under_way(2))]
    assert rows("3-4", *steps) == [
        ("x#1", "done", day(2022)),
        ("x#2", "done", day(2024)),
        ("x#3", "under_way", None),
    ]


def test_a_count_that_was_taken_back_counts_from_when_it_was_said_again():
    steps = [(day(2021), under_way(2)), (day(2022), under_way(1)), (day(2023), under_way(2))]
    assert rows("3", *steps)[:2] == [("x#1", "done", day(2021)), ("x#2", "done", day(2023))]


def test_more_than_the_plan_wants_are_rows_too():
    assert len(rows("3-4", (day(2021), under_way(5)))) == 5


def test_of_an_entry_that_is_done_everything_is():
    done = {"status": "done", "finished_on": day(2024), "started_on": day(2021)}
    steps = [(day(2022), under_way(1)), (day(2025), done | {"done": Decimal(3)})]
    assert rows("3", *steps) == [
        ("x#1", "done", day(2022)),
        ("x#2", "done", day(2024)),
        ("x#3", "done", day(2024)),
    ]


def test_what_nobody_reported_stays_unreported_in_every_row():
    assert {status for _, status, _ in rows("10", (day(2021), {}))} == {"unreported"}
