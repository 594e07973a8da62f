"""What leaves a book says where it is from, and is safe to open and to publish."""

from __future__ import annotations

import csv
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from founded_books import fresh
from jidi.core.errors import InputError, UnknownName
from jidi.lake import Workspace
from jidi.service.books import book_of
from jidi.service.exports import (
    export_observations,
    export_readings,
    export_table,
    format_of,
    write_export,
)
from jidi.service.exports.rows import export_table_clear
from jidi.service.exports.sdmx_csv import ATTRIBUTES, DIMENSIONS, STRUCTURE_ID, time_period
from jidi.service.exports.writing import safe_text

COUNTIES = {"140105": 3, "140106": 60, "140107": 40, "140213": 7, "140214": 50}
"""Couriers by county: one small cell in Taiyuan, none in Datong."""


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A small book: couriers of five counties, one parcel, a project with a formula for a name."""
    at = datetime(2026, 1, 20, 9).astimezone()
    root = tmp_path_factory.mktemp("exports") / "book"
    workspace = Workspace.create(
        root, province="山西", plan="shanxi", title="试", by="t", clock=lambda: at
    )
    months = [date(2025, month, 1) for month in range(1, 13)]
    workforce = [
        {
            "month": month,
            "division": f"{county}000000",
            "operator_id": "O1",
            "couriers": couriers,
            "insured": couriers - couriers // 4,
        }
        for month in months
        for county, couriers in COUNTIES.items()
    ]
    parcel = {
        "parcel_id": "SF1234567890123",
        "operator_id": "O1",
        "product": "standard",
        "segment": "same_city",
        "from_division": "140105000000",
        "to_division": "140106000000",
        "accepted_at": datetime.fromisoformat("2025-03-01T09:00:00"),
        "outcome": "delivered",
        "sender_key": "1.AAAAAAAAAAAAAAAAAAAAAA",
    }
    project = {
        "project_id": "P1",
        "division": "140100000000",
        "title": '=HYPERLINK("http://x")',
        "kind": next(iter(book_codes("project_kind"))),
        "status": next(iter(book_codes("project_status"))),
    }
    loads = {"workforce": workforce, "parcel": [parcel], "project": [project]}
    tables = workspace.catalogue.tables
    workspace.lake.commit(
        {
            name: pa.Table.from_pylist(
                rows, pa.schema([f for f in tables[name].arrow_schema if f.name in rows[0]])
            )
            for name, rows in loads.items()
        },
        source="t",
        origin="reported",
        by="t",
        clock=lambda: at,
    )
    opened = book_of(workspace)
    yield opened
    opened.close()
    workspace.close()


def book_codes(name: str):
    from jidi.model.catalogue import Catalogue

    return Catalogue().code_lists[name].entries


def _readings(book, *indicators: str, level: str = "county", public: bool = False, periods="2025"):
    return export_readings(
        book, indicators, periods=periods, level=level, within=None, public=public
    )


def _written(export, path, form, **more) -> bytes:
    at = datetime.fromisoformat("2026-01-20T00:00:00")
    write_export(export, path, form=form, lang="zh", made_at=at, **more)
    return path.read_bytes()


def test_every_row_of_readings_carries_its_parts_and_where_it_is_from(book):
    rows = {row["division"][:6]: row for row in _readings(book, "couriers").table().to_pylist()}
    assert rows["140105"]["value"] == 3
    for row in rows.values():
        assert (row["data_version"], row["source"], row["synthetic"]) == (1, "workforce", False)
        assert row["status"] in ("computed", "no_data")


def test_in_public_a_small_cell_and_the_smallest_that_protects_it_are_hidden(book):
    export = _readings(book, "couriers", public=True)
    rows = {row["division"][:6]: row for row in export.table().to_pylist()}
    hidden = {code for code, row in rows.items() if row["status"] == "suppressed"}
    assert hidden == {"140105", "140107"}
    assert all(rows[code]["value"] is None and rows[code]["numerator"] is None for code in hidden)
    assert rows["140213"]["value"] == 7
    assert any("2 格" in note.zh for note in export.notes)
    cities = _readings(book, "couriers", level="city", public=True).table().to_pylist()
    assert {row["division_name"]: row["value"] for row in cities if row["value"]} == {
        "太原市": 103,
        "大同市": 57,
    }


def test_in_public_a_share_is_hidden_where_what_it_leaves_is_small(book):
    rows = _readings(book, "insured_courier_share", public=True).table().to_pylist()
    hidden = {row["division"][:6] for row in rows if row["status"] == "suppressed"}
    assert {"140105", "140213"} <= hidden


def test_what_cannot_be_made_safe_is_refused_in_public(book):
    for indicator, periods, code in [
        ("median_dwell_hours", "2025", "K-120"),
        ("pay_per_parcel", "2025,2025-06", "K-121"),
    ]:
        with pytest.raises(InputError) as refused:
            _readings(book, indicator, public=True, periods=periods)
        assert refused.value.code == code
    with pytest.raises(InputError) as refused:
        export_table(book, "parcel", public=True)
    assert refused.value.code == "K-122"


def test_a_table_leaves_with_masks_unless_someone_says_who_and_why(book, now):
    (row,) = export_table(book, "parcel", public=False).table().to_pylist()
    assert (row["parcel_id"], row["sender_key"]) == ("SF*********0123", None)
    assert (row["origin"], row["data_version"]) == ("reported", 1)
    with pytest.raises(InputError):
        export_table_clear(book, "parcel", by="李", why=" ", now=now)
    (row,) = export_table_clear(book, "parcel", by="李", why="案件", now=now).table().to_pylist()
    assert row["parcel_id"] == "SF1234567890123"
    entry = list(book.workspace.registry.audit.entries())[-1]
    assert (entry.action, entry.facts["why"]) == ("privacy.export", "案件")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", "＝1", "－1"])
def test_no_text_is_taken_for_a_formula(text):
    assert safe_text(text) == f"'{text}"


def test_a_csv_is_safe_to_open_and_marked_for_excel_when_asked(book, tmp_path):
    export = export_table(book, "project", public=False)
    plain = _written(export, tmp_path / "a.csv", "csv").decode("utf-8")
    (row,) = csv.DictReader(plain.splitlines())
    assert row["title"].startswith("'=HYPERLINK")
    assert _written(export, tmp_path / "b.csv", "csv", bom=True).startswith(b"\xef\xbb\xbf")
    assert not list(tmp_path.glob(".*"))


def test_a_workbook_holds_texts_numbers_days_and_where_they_are_from(book, tmp_path):
    export = export_table(book, "project", public=False)
    found = openpyxl.load_workbook(BytesIO(_written(export, tmp_path / "a.xlsx", "xlsx")))
    heads = [cell.value for cell in found["数据"][2]]
    cell = found["数据"].cell(3, heads.index("title") + 1)
    assert (cell.value, cell.data_type) == ('=HYPERLINK("http://x")', "s")
    assert "数据版本 1" in [row[0] for row in found["来源"].iter_rows(values_only=True)]


def test_parquet_keeps_types_and_carries_the_notes(book, tmp_path):
    export = export_table(book, "workforce", public=False)
    _written(export, tmp_path / "a.parquet", "parquet")
    found = pq.read_table(tmp_path / "a.parquet")
    assert found.num_rows == 60 and found.schema.field("month").type == pa.date32()
    assert "1" in found.schema.metadata[b"jidi:data_version"].decode()


def test_sdmx_csv_is_read_back_by_another_program(book, tmp_path):
    sdmx = pytest.importorskip("sdmx", reason="sdmx1 is not installed")
    from sdmx.model import v30
    from sdmx.reader.csv import Reader

    structure = v30.DataStructureDefinition(id="FIGURES")
    for name in DIMENSIONS:
        structure.dimensions.append(v30.Dimension(id=name))
    structure.measures.append(v30.Measure(id="OBS_VALUE"))
    for name in ATTRIBUTES:
        structure.attributes.append(v30.DataAttribute(id=name))
    export = _readings(book, "couriers", public=True)
    written = _written(export, tmp_path / "a.csv", "sdmx-csv")
    message = Reader().convert(BytesIO(written), structure=structure)
    assert isinstance(message, sdmx.message.DataMessage)
    observations = [one for data in message.data for one in data.obs]
    assert len(observations) == export.rows
    ours = {row["division"]: row for row in export.table().to_pylist()}
    for one in observations:
        row = ours[str(one.dimension.values["REF_AREA"].value)]
        value = one.value if one.value not in ("", None) else None
        assert (None if value is None else float(str(value))) == row["value"]
        confidential = str(one.attached_attribute["CONF_STATUS"].value) == "C"
        assert confidential == (row["status"] == "suppressed")
    assert f"dataflow,{STRUCTURE_ID},I,A,couriers," in written.decode()


def test_periods_are_written_as_sdmx_wants_them():
    from jidi.core.period import Period

    wanted = {
        "2025": "2025",
        "2025H1": "2025-S1",
        "2025Q3": "2025-Q3",
        "2025-06": "2025-06",
        "2025-06ytd": "2025-01-01/P6M",
    }
    assert {text: time_period(Period.parse(text)) for text in wanted} == wanted


def test_published_figures_leave_as_they_were_printed(demo_books, tmp_path):
    with Workspace.open(demo_books["shanxi"]) as workspace:
        opened = book_of(workspace)
        export = export_observations(opened)
        held = opened.rows("observation")
        rows = export.table().to_pylist()
        lines = _written(export, tmp_path / "a.csv", "sdmx-csv").decode().splitlines()
        opened.close()
    assert len(rows) == held == len(lines) - 1
    assert any(row["growth_pct"] is not None for row in rows)
    keys = [tuple(line.split(",")[3:8]) for line in lines[1:]]
    assert len(set(keys)) == len(keys)


def test_sdmx_is_for_figures_and_unknown_forms_name_the_nearest(book, tmp_path):
    with pytest.raises(InputError) as refused:
        _written(export_table(book, "project", public=False), tmp_path / "a.csv", "sdmx-csv")
    assert refused.value.code == "K-124"
    assert format_of(tmp_path / "a.XLSX", None) == "xlsx"
    with pytest.raises(UnknownName) as unknown:
        format_of(tmp_path / "a.xls", None)
    assert "xlsx" in unknown.value.remedy("zh")


def test_events_leave_as_epcis_and_are_read_back_as_they_were(tmp_path, now):
    from jidi.feeds import open_feed
    from jidi.service.exports.events import export_events, text_of
    from jidi.service.exports.writing import write_text

    workspace = Workspace.create(
        tmp_path / "book", province="山西", plan="shanxi", title="试", by="t", clock=lambda: now
    )
    events = [
        {
            "event_id": f"E{at}",
            "parcel_id": "SF1",
            "step": step,
            "operator_id": "O1",
            "division": "140105000000",
            "facility_id": "F1",
            "occurred_at": datetime.fromisoformat(f"2025-03-0{at}T09:00:00"),
            "received_at": datetime.fromisoformat(f"2025-03-0{at}T09:05:00"),
        }
        for at, step in enumerate(("accepted", "departed_origin", "delivered"), start=1)
    ]
    workspace.lake.commit(
        {"event": pa.Table.from_pylist(events)},
        source="t", origin="reported", by="t", clock=lambda: now,
    )  # fmt: skip
    book = book_of(workspace)
    with pytest.raises(InputError) as refused:
        export_events(book, ["SF1"], by="李", why="", now=now)
    assert refused.value.code == "K-114"
    document = export_events(book, ["SF1"], by="李", why="案件", now=now)
    assert document.head["jidi:data_version"] == 1 and not document.head["jidi:synthetic"]
    path = tmp_path / "e.json"
    write_text(text_of(document), path)
    with open_feed(path) as feed:
        (block,) = feed.blocks()
    rows = block.cells.to_pylist()
    wanted = ("event_id", "parcel_id", "step", "operator_id", "division", "facility_id")
    assert [{n: row[n] for n in wanted} for row in rows] == [
        {n: event[n] for n in wanted} for event in events
    ]
    assert list(book.workspace.registry.audit.entries())[-1].action == "privacy.export"
    book.close()
    workspace.close()


def test_synthetic_events_do_not_come_back_as_reported_ones(tmp_path, now):
    """Their mark goes out with every event, and with the document for events without one."""
    from jidi.service.exports.events import export_events, text_of
    from jidi.service.exports.writing import write_text
    from jidi.service.intake import Setting, ingest_file
    from jidi.service.intake_asked import IntakeAsked

    made = {
        "event_id": "E1",
        "parcel_id": "SY1",
        "step": "accepted",
        "operator_id": "O1",
        "division": "140105000000",
        "occurred_at": datetime.fromisoformat("2025-03-01T09:00:00"),
        "received_at": datetime.fromisoformat("2025-03-01T09:05:00"),
    }
    with fresh(tmp_path / "from", now) as book:
        book.workspace.lake.commit(
            {"event": pa.Table.from_pylist([made])},
            source="t", origin="synthetic", by="t", clock=lambda: now,
        )  # fmt: skip
        text = text_of(export_events(book, ["SY1"], by="李", why="案件", now=now))
    write_text(text, tmp_path / "1.json")
    write_text(text.replace('"jidi:origin"', '"jidi:elsewhere"'), tmp_path / "2.json")
    with fresh(tmp_path / "into", now) as book:
        for name in ("1.json", "2.json"):
            receipt = ingest_file(book, tmp_path / name, IntakeAsked(), Setting("王", now))
            assert receipt.body["reasons"] == {"J-213": 1}
        advised = IntakeAsked(origin="synthetic")
        receipt = ingest_file(book, tmp_path / "1.json", advised, Setting("王", now))
        assert (receipt.repeated, receipt.counts.accepted) == (False, 1)
        assert book.workspace.lake.read("event")["origin"].to_pylist() == ["synthetic"]
        again = ingest_file(book, tmp_path / "1.json", advised, Setting("王", now))
        assert again.repeated
