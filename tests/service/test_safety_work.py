"""Patrols with deadlines on the working calendar, devices on line: against plain counting."""

from __future__ import annotations

from datetime import date

import pytest

from jidi.core.errors import JidiError
from jidi.core.period import Period
from jidi.service.case_clocks import local
from jidi.service.devices import devices, devices_json
from jidi.service.exchange import (
    check_exchange,
    exchanges,
    exchanges_json,
    exchanges_told,
    record_exchange,
)
from jidi.service.grid import findings_told, grid_json, grid_view, posts_told
from jidi.service.patrols import explained, patrols, patrols_json
from jidi.service.responsibility import duties, duties_json, duties_told
from jidi.service.told import shares
from jidi.supervision.credit import Fraction
from jidi.supervision.grid import FAULTS
from safety_books import YINGZE, YUCI, filled

DAY = date(2025, 10, 31)
YEAR = Period.for_year(2025)


def event(name, found, mended=None, confirmed=None, *, due=None, company="Q1", division=YINGZE):
    return {
        "event_id": name, "facility_id": "F0", "operator_id": company, "division": division,
        "source": "video", "matter": "fire", "found_on": found, "due_on": due,
        "mended_on": mended, "confirmed_on": confirmed,
    }  # fmt: skip


EVENTS = [
    # Five working days from 26 September 2025: the 28th (worked in exchange), 29th, 30th, then the
    # holiday to 8 October, the 9th and the 10th.
    event("E1", date(2025, 9, 26), date(2025, 10, 10), date(2025, 10, 11)),
    event("E2", date(2025, 9, 26), date(2025, 10, 11), date(2025, 10, 13)),
    event("E3", date(2025, 10, 9), company="Q2", division=YUCI),
    event("E4", date(2025, 10, 30)),
    event("E5", date(2025, 10, 9), date(2025, 10, 10)),
    event("E6", date(2025, 10, 29), date(2025, 10, 30)),
    event("E7", date(2025, 10, 9), due=date(2025, 12, 1)),
    event("E8", date(2025, 11, 3)),
]


@pytest.fixture
def book(tmp_path, now):
    with filled(tmp_path, now, {"patrol_event": EVENTS}) as made:
        yield made


def test_events_stand_as_the_working_calendar_says(book):
    found = patrols(book, DAY, YEAR)
    states = {one.id: one.state for one in found.events}
    assert states == {
        "E1": "closed", "E2": "late", "E3": "overdue", "E4": "running", "E5": "unchecked",
        "E6": "awaiting", "E7": "running",
    }  # fmt: skip
    one, clock = explained(book, "E1", DAY)
    assert one.due == date(2025, 10, 10)
    assert any("调休" in line or "补班" in line or "9月28日" in line for line in clock.said("zh"))


def test_what_happened_after_the_day_has_not_happened_yet(book):
    found = patrols(book, date(2025, 10, 10), YEAR)
    states = {one.id: one.state for one in found.events}
    assert (states["E1"], states["E2"]) == ("awaiting", "running")
    assert "E8" not in states


def test_rates_count_only_what_is_decided_and_groups_add_up(book):
    found = patrols(book, DAY, YEAR)
    # Decided: E1, E5, E6 in time, E2 late, E3 overdue. E4 and E7 are not decided.
    assert found.whole.in_time == Fraction(3, 5)
    assert found.whole.closed == Fraction(2, 7)
    groups = {one.name: one for one in found.groups("company")}
    assert groups["Q2"].overdue == 1
    assert sum(one.found for one in groups.values()) == found.whole.found == 7
    assert next(one.id for one in found.in_state("open")) == "E3"
    assert {one.name for one in found.groups("city")} == {"140100000000", "140700000000"}


def test_a_year_without_announced_holidays_gives_no_certain_deadline(tmp_path, now):
    far = event("E1", date(2031, 9, 26))
    with filled(tmp_path, now, {"patrol_event": [far]}) as book:
        found = patrols(book, date(2031, 12, 1), Period.for_year(2031))
    assert [one.state for one in found.events] == ["unsure"]
    assert found.whole.in_time.value() is None


def test_a_table_without_rows_is_no_data(tmp_path, now):
    with filled(tmp_path, now, {}) as book:
        told = patrols_json(patrols(book, DAY, YEAR), "company", state="open", most=5)
        assert told["whole"] is None
        assert told["groups"] is None
        assert devices_json(devices(book, "video", YEAR, "company"))["rows"] is None


def test_unknown_names_offer_the_nearest_and_later_periods_are_refused(book):
    with pytest.raises(JidiError, match="F-206"):
        patrols(book, DAY, YEAR).in_state("overdu")
    with pytest.raises(JidiError, match="G-151") as told:
        explained(book, "E11", DAY)
    assert told.value.facts["nearest"] == "E1"
    with pytest.raises(JidiError, match="G-150"):
        explained(book, "E8", DAY)


def video(outlet, day, online, due=1440.0, division=YINGZE):
    return {
        "facility_id": outlet, "division": division, "day": day, "minutes_due": due,
        "minutes_online": online,
    }  # fmt: skip


def test_minutes_that_were_not_returned_are_in_neither_part(tmp_path, now):
    rows = [
        video("F0", date(2025, 6, 1), 1440.0),
        video("F0", date(2025, 6, 2), None),
        video("F2", date(2025, 6, 1), 360.0),
        video("F9", date(2025, 6, 1), 720.0),
        video("F0", date(2024, 6, 1), 0.0),
    ]
    with filled(tmp_path, now, {"video": rows}) as book:
        found = devices(book, "video", YEAR, "company")
        by = {one.name: one for one in found.rows}
        assert by["Q1"].rate == Fraction(1440, 1440)
        assert (by["Q1"].untold, by["Q1"].days) == (1, 2)
        assert by["Q1"].reported == Fraction(1, 2)
        assert (by["Q2"].rate, by["Q2"].low) == (Fraction(360, 1440), 1)
        assert by[""].rate == Fraction(720, 1440)
        assert found.whole.rate == Fraction(2520, 4320)
        silent = devices(book, "video", YEAR, "city").rows[-1]
        assert (silent.name, silent.rate.value()) == ("140700000000", None)
        assert shares(silent.reported) == (0, 1, 0.0)


def test_posts_answer_for_cells_outlets_and_what_is_open_there(tmp_path, now):
    since = date(2025, 1, 1)
    cells = [
        {"cell_id": "G1", "name": "一", "division": YINGZE, "owner_post": "P1", "since": since},
        {"cell_id": "G2", "name": "二", "division": YINGZE, "since": since},
        {"cell_id": "G0", "name": "旧", "division": YINGZE, "since": since,
         "until": date(2025, 6, 1)},
    ]  # fmt: skip
    belongs = [
        {"facility_id": outlet, "cell_id": cell, "division": YINGZE, "since": since}
        for outlet, cell in (("F0", "G1"), ("F1", "G1"), ("F2", "G0"))
    ]
    rows = {"grid_cell": cells, "grid_outlet": belongs, "patrol_event": EVENTS}
    with filled(tmp_path, now, rows) as book:
        found = grid_view(book, DAY)
        assert (found.placed, found.owned) == (Fraction(2, 4), Fraction(1, 2))
        faults = [(one.fault, one.outlet) for one in found.checked.findings]
        assert ("cell_unknown", "F2") in faults
        assert ("outlet_without_cell", "F3") in faults
        (post,) = found.posts
        assert (post.post, post.cells, post.outlets, post.events, post.overdue) == (
            "P1", 1, 2, 5, 1,
        )  # fmt: skip
        assert grid_json(grid_view(book, DAY, within="榆次区"))["findings"]["counts"] == {
            **dict.fromkeys(FAULTS, 0), "outlet_without_cell": 1,
        }  # fmt: skip
        assert {told.name for told in (findings_told(book, found), posts_told(found))} == {
            "grid", "posts",
        }  # fmt: skip


def exchange(name, due, done=None, **more):
    return {
        "exchange_id": name, "direction": "given", "department": "emergency",
        "division": "140000000000", "matter": "隐患整改情况", "basis": "协议1号", "due_on": due,
        "done_on": done, **more,
    }  # fmt: skip


EXCHANGES = [
    exchange("X1", date(2025, 1, 10), date(2025, 1, 10), row_count=3, sha256="ab"),
    exchange("X2", date(2025, 2, 10), date(2025, 2, 11)),
    exchange("X3", date(2025, 3, 10)),
    exchange("X4", date(2026, 12, 10)),
]


def test_exchanges_are_due_done_and_overdue_by_the_day(tmp_path, now):
    with filled(tmp_path, now, {"data_exchange": EXCHANGES}) as book:
        found = exchanges(book, DAY)
        assert {one.id: one.state for one in found.rows} == {
            "X1": "done", "X2": "late", "X3": "overdue",
        }  # fmt: skip
        assert found.in_time == Fraction(1, 3)
        early = exchanges(book, date(2025, 1, 9))
        assert {one.id: one.state for one in early.rows}["X1"] == "due"
        assert early.in_time.value() is None
        assert [one.state for one in exchanges(book, DAY, year=2026).rows] == ["due"]
        (first, *_) = exchanges_told(book, found).lines
        assert first.cells[1] == "X3"


def test_a_recorded_exchange_stands_in_the_audit_log_and_its_file_is_known_again(tmp_path, now):
    file = tmp_path / "共享.csv"
    file.write_text("a\n1\n", "utf-8")
    today = local(now).date()
    with filled(tmp_path, now, {"data_exchange": EXCHANGES}) as book:
        given = {"rows": 1, "by": "王", "now": now}
        with pytest.raises(JidiError, match="Y-208"):
            record_exchange(book, "X3", file, why=" ", **given)
        with pytest.raises(JidiError, match="G-152"):
            record_exchange(book, "X33", file, why="月度", **given)
        with pytest.raises(JidiError, match="G-153"):
            record_exchange(book, "X3", file, why="月度", done_on=date(2099, 1, 1), **given)
        with pytest.raises(JidiError, match="G-154"):
            check_exchange(book, "X3", file, today)
        first = record_exchange(book, "X3", file, why="月度", **given)
        again = record_exchange(book, "X3", file, why="更正", **given)
        assert again["replaces"] == first["entry"]
        one, same = check_exchange(book, "X3", file, today)
        assert (one.state, one.rows, one.entry, same) == ("late", 1, again["entry"], True)
        file.write_text("a\n2\n", "utf-8")
        assert check_exchange(book, "X3", file, today)[1] is False
        assert book.workspace.registry.audit.verify() is None
        told = exchanges_json(exchanges(book, today, year=2025))
        assert told["counts"] == {"overdue": 0, "due": 0, "late": 2, "done": 1}


def test_scores_keep_nothing_known_apart_from_nothing_arose(tmp_path, now):
    rows = {
        "patrol_event": EVENTS,
        "video": [video("F0", date(2025, 6, 1), 720.0)],
        "inspection": [
            {"inspection_id": "I1", "facility_id": "F0", "operator_id": "Q1", "division": YINGZE,
             "matter": "fire", "inspected_on": date(2025, 6, 1), "passed": True}
        ],
    }  # fmt: skip
    with filled(tmp_path, now, rows) as book:
        found = duties(book, DAY, YEAR)
        by = {one.company: {s.part.id: s for s in one.shares} for one in found.scores}
        assert by["Q1"]["patrols"].fraction == Fraction(3, 4)
        assert by["Q1"]["video"].fraction == Fraction(720, 1440)
        assert by["Q2"]["video"].state == "no_data"  # it has cameras that returned nothing
        assert by["Q2"]["inspections"].state == "no_data"  # nobody came
        assert by["Q2"]["hazards"].state == "none"
        assert by["Q2"]["licences"].state == "no_data"  # the table holds nothing
        assert by["Q2"]["screening"].state == "no_data"
        told = duties_told(book, found)
        assert len(told.heads) == len(told.lines[0].cells)
        assert duties_json(found)["companies"][0]["parts"]
