"""EPCIS documents and GTFS timetables through intake: each row in a table, or aside, and why."""

from __future__ import annotations

import json
import zipfile
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pyarrow as pa
import pytest

from founded_books import fresh
from jidi.intake.held import Reason
from jidi.service.intake import Setting, ingest_file, plan_file
from jidi.service.intake_asked import IntakeAsked
from jidi.service.intake_held_states import held_rows
from jidi.service.journeys import build_journeys

ZONE = timezone(timedelta(hours=8))
DAY = date(2025, 9, 1)
TIMETABLES = Path(__file__).parents[3] / "shared/bench/gtfs"
STOPS = "stop_id,stop_name,stop_lat,stop_lon\nA,县城,37.1,112.9\nB,某村,37.2,113.0\n"
GTFS = {
    "agency.txt": "agency_name,agency_url,agency_timezone\n公交,http://x,Asia/Shanghai\n",
    "stops.txt": STOPS,
    "routes.txt": "route_id,route_short_name,route_type\nL1,1路,3\n",
    "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,"
    "start_date,end_date\nD,1,1,1,1,1,0,0,20250901,20251231\n",
    "calendar_dates.txt": "service_id,date,exception_type\nD,20251001,2\n",
    "trips.txt": "route_id,service_id,trip_id,shape_id\nL1,D,T1,\n",
    "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "T1,23:50:00,23:51:00,A,1\nT1,24:20:00,24:20:00,B,2\n",
}


@pytest.fixture
def book(tmp_path, now):
    with fresh(tmp_path, now) as found:
        operators = {
            "operator_id": ["SF"], "name": ["顺通"], "brand": ["顺通"], "kind": ["express"],
            "ownership": ["private"], "division": ["140105000000"], "opened_on": [date(2015, 1, 1)],
        }  # fmt: skip
        facilities = {
            "facility_id": ["F1"], "name": ["中心"], "kind": ["hub"], "operator_id": ["SF"],
            "division": ["140105000000"], "opened_on": [date(2015, 1, 1)],
        }  # fmt: skip
        known = {"operator": pa.table(operators), "facility": pa.table(facilities)}
        found.workspace.lake.commit(known, source="t", origin="reported", by="t", clock=lambda: now)
        yield found


@pytest.fixture
def setting(now) -> Setting:
    return Setting("王", now)


def event(number: int, step: str, hour: int, **more: object) -> dict[str, object]:
    at = datetime(2025, 9, 1, hour, tzinfo=ZONE)
    return {
        "type": "ObjectEvent", "eventID": f"urn:jidi:E{number}", "action": "OBSERVE",
        "eventTime": at.isoformat(), "eventTimeZoneOffset": "+08:00",
        "recordTime": (at + timedelta(minutes=5)).isoformat(), "epcList": ["urn:jidi:P1"],
        "readPoint": {"id": "urn:jidi:F1"}, "bizStep": step, **more,
    }  # fmt: skip


def document(tmp_path: Path, name: str, *events: dict[str, object]) -> Path:
    whole = {
        "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
        "type": "EPCISDocument", "schemaVersion": "2.0",
        "creationDate": "2025-09-02T00:00:00+08:00", "epcisBody": {"eventList": list(events)},
    }  # fmt: skip
    path = tmp_path / name
    path.write_text(json.dumps(whole, ensure_ascii=False), "utf-8")
    return path


def timetable(tmp_path: Path, name: str = "2025.zip", **changed: str) -> Path:
    path = tmp_path / name
    with zipfile.ZipFile(path, "w") as archive:
        for member, text in (GTFS | {f"{k}.txt": v for k, v in changed.items()}).items():
            archive.writestr(member, text)
    return path


def test_what_epcis_has_no_field_for_is_filled_in_where_it_is_known(book, setting, tmp_path):
    bare = event(1, "accepting", 8, action="ADD", disposition="in_progress")
    del bare["recordTime"]
    nowhere = event(2, "arriving", 9, readPoint={"id": "urn:epc:id:sgln:0614141.07346.1234"})
    path = document(tmp_path, "a.jsonld", bare, nowhere)
    receipt = ingest_file(book, path, IntakeAsked(), setting)
    assert receipt.counts.to_json() == {"in": 2, "accepted": 1, "held": 1, "duplicate": 0}
    (part,) = receipt.body["parts"]
    assert part["supplied"] == {"received_at": 1, "division": 1, "operator_id": 1}
    (row,) = book.workspace.lake.read("event").to_pylist()
    assert (row["division"], row["operator_id"]) == ("140105000000", "SF")
    assert row["received_at"] == setting.now.astimezone(ZONE).replace(tzinfo=None)
    (held,) = held_rows(book)
    assert {(r.code, r.column) for r in held.row.reasons} >= {
        ("J-202", "operator_id"),
        ("J-202", "division"),
        ("J-206", "facility_id"),
    }


def test_a_timetable_that_begins_and_ends_in_the_future_is_taken_in(book, setting, tmp_path, now):
    first, last = now.date() + timedelta(days=30), now.date() + timedelta(days=400)
    days = GTFS["calendar.txt"].replace("20250901", f"{first:%Y%m%d}")
    out = GTFS["calendar_dates.txt"].replace("20251001", f"{first + timedelta(days=9):%Y%m%d}")
    path = timetable(
        tmp_path, calendar=days.replace("20251231", f"{last:%Y%m%d}"), calendar_dates=out
    )
    assert ingest_file(book, path, IntakeAsked(sender="顺通"), setting).counts.held == 0
    (service,) = book.workspace.lake.read("timetable_service").to_pylist()
    assert (service["first_day"], service["last_day"]) == (first, last)
    turned = days.replace("20251231", f"{first - timedelta(days=1):%Y%m%d}")
    path = timetable(tmp_path, "turned.zip", calendar=turned)
    assert ingest_file(book, path, IntakeAsked(sender="顺通"), setting).counts.held == 1


def test_whose_scan_it_is_may_be_told_by_the_sender(book, setting, tmp_path):
    told = event(1, "arriving", 9, readPoint={"id": ""}, **{"jidi:division": "140105000000"})
    path = document(tmp_path, "a.jsonld", told)
    receipt = ingest_file(book, path, IntakeAsked(sender="顺通"), setting)
    assert receipt.counts.accepted == 1
    assert book.workspace.lake.read("event")["operator_id"].to_pylist() == ["SF"]


def test_every_type_of_event_is_judged(book, setting, tmp_path):
    bag = {"epcList": None, "parentID": "urn:jidi:B1", "childEPCs": ["urn:jidi:P1", "urn:jidi:P2"]}
    made = {"epcList": None, "action": None, "inputEPCList": ["urn:jidi:P1"],
            "outputEPCList": ["urn:jidi:P9"]}  # fmt: skip
    given = [
        event(1, "accepting", 8, action="ADD"),
        event(2, "packing", 9, type="AggregationEvent", action="ADD", **bag),
        event(3, "receiving", 10, type="TransactionEvent",
              bizTransactionList=[{"type": "po", "bizTransaction": "urn:x:1"}]),
        event(4, "loading", 11, type="AssociationEvent", action="ADD", **bag),
        event(5, "commissioning", 12, type="TransformationEvent", **made),
        event(6, "arriving", 13, type="OddEvent"),
        event(7, "arriving", 14, epcList=[], quantityList=[{"epcClass": "urn:x", "quantity": 3}]),
    ]  # fmt: skip
    events = [{k: v for k, v in one.items() if v is not None} for one in given]
    receipt = ingest_file(book, document(tmp_path, "a.json", *events), IntakeAsked(), setting)
    rows = book.workspace.lake.read("event").sort_by("event_id").to_pylist()
    assert [(r["event_id"], r["step"], r["bag_id"]) for r in rows] == [
        ("E1", "accepted", None),
        ("E2#P1", "bagged", "B1"),
        ("E2#P2", "bagged", "B1"),
        ("E3", "delivered", None),
    ]
    assert receipt.counts.to_json() == {"in": 10, "accepted": 4, "held": 6, "duplicate": 0}
    aside = {(h.row.row, r.code) for h in held_rows(book) for r in h.row.reasons}
    assert aside == {(4, "J-216"), (5, "J-216"), (6, "J-201"), (7, "J-201")}


def test_a_declared_error_and_its_correction_revise_the_journey(book, setting, tmp_path):
    way = [event(1, "accepting", 8, action="ADD"), event(2, "receiving", 20)]
    ingest_file(book, document(tmp_path, "1.json", *way), IntakeAsked(), setting)
    order = {"by": "t", "now": setting.now, "progress": setting.progress}
    build_journeys(book.workspace.lake, **order)
    (before,) = book.ask("SELECT * FROM journey", {}).to_pylist()
    error = {"declarationTime": "2025-09-02T09:00:00+08:00", "reason": "incorrect_data",
             "correctiveEventIDs": ["urn:jidi:E3"]}  # fmt: skip
    mended = [event(2, "receiving", 20, errorDeclaration=error), event(3, "receiving", 18)]
    receipt = ingest_file(book, document(tmp_path, "2.json", *mended), IntakeAsked(), setting)
    assert receipt.counts.to_json() == {"in": 2, "accepted": 2, "held": 0, "duplicate": 0}
    build_journeys(book.workspace.lake, **order)
    (after,) = book.ask("SELECT * FROM journey", {}).to_pylist()
    assert before["ended_at"] == datetime(2025, 9, 1, 20)  # noqa: DTZ001
    assert after["ended_at"] == datetime(2025, 9, 1, 18)  # noqa: DTZ001
    again = document(tmp_path, "3.json", mended[0])
    assert ingest_file(book, again, IntakeAsked(), setting).counts.duplicate == 1


def test_an_event_of_a_known_id_that_says_something_else_is_held(book, setting, tmp_path):
    ingest_file(book, document(tmp_path, "1.json", event(1, "arriving", 8)), IntakeAsked(), setting)
    other = document(tmp_path, "2.json", event(1, "arriving", 9))
    assert ingest_file(book, other, IntakeAsked(), setting).body["reasons"] == {"J-212": 1}


def test_a_timetable_comes_into_its_tables_with_times_beyond_midnight(book, setting, tmp_path):
    receipt = ingest_file(book, timetable(tmp_path), IntakeAsked(sender="榆社公交"), setting)
    assert receipt.counts.to_json() == {"in": 8, "accepted": 8, "held": 0, "duplicate": 0}
    lake = book.workspace.lake
    calls = lake.read("timetable_call").sort_by("position").to_pylist()
    assert {one["timetable"] for one in calls} == {"榆社公交 2025"}
    assert [(c["stop_id"], c["arrives_s"], c["departs_s"]) for c in calls] == [
        ("A", 85_800, 85_860),
        ("B", 87_600, 87_600),
    ]
    (service,) = lake.read("timetable_service").to_pylist()
    assert (service["friday"], service["sunday"], service["first_day"]) == (True, False, DAY)
    (day,) = lake.read("timetable_exception").to_pylist()
    assert (day["on_day"], day["runs"]) == (date(2025, 10, 1), False)
    left = [(one["part"], one["reason"]["code"]) for one in receipt.body["parts_left_out"]]
    assert left == [("agency.txt", "J-112")]


def test_rows_of_a_timetable_that_do_not_fit_are_held_and_the_others_come_in(
    book, setting, tmp_path
):
    path = timetable(
        tmp_path,
        stops=STOPS + "C,无此处,137.2,113\n",
        stop_times=GTFS["stop_times.txt"] + "T9,08:00:00,08:00:00,A,1\n",
    )
    receipt = ingest_file(book, path, IntakeAsked(), setting)
    assert receipt.counts.to_json() == {"in": 10, "accepted": 8, "held": 2, "duplicate": 0}
    held = held_rows(book)
    assert {(h.row.part, h.row.row, h.row.table) for h in held} == {
        ("stops.txt", 4, "timetable_stop"),
        ("stop_times.txt", 4, "timetable_call"),
    }


def test_a_timetable_can_be_tried_first(book, setting, tmp_path):
    receipt, plan = plan_file(book, timetable(tmp_path), IntakeAsked(), setting)
    assert plan is not None
    assert plan.rows["timetable_call"] == 2
    assert receipt.counts.accepted == 8
    assert book.workspace.lake.rows("timetable_call") == 0


@pytest.mark.realdata
@pytest.mark.skipif(not TIMETABLES.is_dir(), reason="needs the timetables of ../shared/bench/gtfs")
@pytest.mark.parametrize(
    ("name", "rows", "calls"),
    [("shizuoka_gtfs_2016.zip", 5849, 4588), ("kuopio_finland_gtfs.zip", 82_745, 79_123)],
)
def test_timetables_of_real_towns_come_in_whole(book, setting, name, rows, calls):
    receipt = ingest_file(book, TIMETABLES / name, IntakeAsked(), setting)
    assert receipt.counts.to_json() == {"in": rows, "accepted": rows, "held": 0, "duplicate": 0}
    assert book.workspace.lake.rows("timetable_call") == calls


def test_an_event_that_comes_again_in_another_document_is_a_copy(book, setting, tmp_path):
    """A sender does not say when a repository took an event in; it comes again all the same."""
    bag = {"parentID": "urn:jidi:B1", "childEPCs": ["urn:jidi:P1", "urn:jidi:P2"]}
    packed = event(2, "packing", 9, type="AggregationEvent", action="ADD", **bag)
    del packed["epcList"]
    sent = [event(1, "accepting", 8, action="ADD"), packed]
    for one in sent:
        del one["recordTime"]
    ingest_file(book, document(tmp_path, "1.json", *sent), IntakeAsked(), setting)
    later = Setting("王", setting.now + timedelta(hours=2))
    again = document(tmp_path, "2.json", event(3, "departing", 10), *sent)
    receipt = ingest_file(book, again, IntakeAsked(), later)
    assert receipt.counts.to_json() == {"in": 4, "accepted": 1, "held": 0, "duplicate": 3}
    kept = book.workspace.lake.read("event").to_pylist()
    assert {row["received_at"] for row in kept if row["event_id"] == "E1"} == {
        setting.now.astimezone(ZONE).replace(tzinfo=None)
    }


def test_blanks_around_an_id_make_no_other_parcel(book, setting, tmp_path):
    given = [event(1, "accepting", 8), event(2, "departing", 9, epcList=["  urn:jidi:P1 ", " "])]
    receipt = ingest_file(book, document(tmp_path, "1.json", *given), IntakeAsked(), setting)
    assert receipt.counts.to_json() == {"in": 3, "accepted": 2, "held": 1, "duplicate": 0}
    assert set(book.workspace.lake.read("event")["parcel_id"].to_pylist()) == {"P1"}


def test_a_receipt_names_the_fields_of_events_that_no_column_takes(book, setting, tmp_path):
    error = {"declarationTime": "2025-09-02T09:00:00+08:00", "reason": "incorrect_data"}
    given = [
        event(1, "accepting", 8, bizLocation={"id": "urn:jidi:F1"}),
        event(2, "departing", 9, ilmd={"x:lot": "A"}, sensorElementList=[{"sensorReport": []}]),
        event(3, "receiving", 9, errorDeclaration=error, **{"jidi:operator_id": "SF"}),
    ]
    receipt = ingest_file(book, document(tmp_path, "1.json", *given), IntakeAsked(), setting)
    (part,) = receipt.body["parts"]
    assert part["columns_left_out"] == [
        *("bizLocation", "errorDeclaration.reason", "ilmd", "sensorElementList")
    ]
    plain = document(tmp_path, "2.json", event(4, "accepting", 8))
    receipt = ingest_file(book, plain, IntakeAsked(), setting)
    assert receipt.body["parts"][0]["columns_left_out"] == []


def test_a_business_step_that_is_no_step_of_a_parcel_is_called_so(book, setting, tmp_path):
    """The nearest code to ``loading`` is ``lost``: worse than no advice."""
    given = [event(1, "loading", 8), event(2, "acepted", 9)]
    ingest_file(book, document(tmp_path, "1.json", *given), IntakeAsked(), setting)
    reasons = [reason for held in held_rows(book) for reason in held.row.reasons]
    assert [(r.code, r.facts["value"]) for r in reasons] == [
        ("J-216", "loading"),
        ("J-204", "acepted"),
    ]
    assert "lost" not in reasons[0].short("zh") + reasons[0].short("en")
    assert "jidi:step" in reasons[0].short("zh")


def test_why_an_event_could_not_be_read_is_told_in_both_languages(book, setting, tmp_path):
    spoilt = event(1, "accepting", 8, eventTime="2025-13-01T08:00:00+08:00")
    ingest_file(book, document(tmp_path, "1.json", spoilt), IntakeAsked(), setting)
    ((reason,),) = [held.row.reasons for held in held_rows(book)]
    assert reason.short("en").isascii()
    assert "eventTime" in reason.short("zh")
    assert "EPCIS 2.0" in reason.short("en")


def test_rows_that_were_held_aside_with_a_chinese_reason_only_can_still_be_shown():
    assert "引号不配对" in Reason("J-201", "", {"reason": "引号不配对"}).short("en")


def test_times_of_a_timetable_that_run_backwards_are_held(book, setting, tmp_path):
    calls = GTFS["stop_times.txt"].replace("23:50:00,23:51:00", "23:51:00,23:50:00")
    often = "trip_id,start_time,end_time,headway_secs\nT1,10:00:00,06:00:00,600\n"
    path = timetable(tmp_path, stop_times=calls, frequencies=often)
    receipt = ingest_file(book, path, IntakeAsked(), setting)
    assert receipt.body["reasons"] == {"J-201": 1, "J-208": 1}
    for held in held_rows(book):
        (reason,) = held.row.reasons
        assert reason.short("en").isascii()


def test_what_is_missing_is_named_in_english_to_an_english_reader(book, setting, tmp_path):
    given = event(1, "accepting", 8, epcList=[" "])
    ingest_file(book, document(tmp_path, "1.json", given), IntakeAsked(), setting)
    ((reason,),) = [held.row.reasons for held in held_rows(book)]
    assert "Parcel id" in reason.short("en") and "快件编号" in reason.short("zh")
    older = Reason("J-202", "parcel_id", {"column": "快件编号"})
    assert "快件编号" in older.short("en")
