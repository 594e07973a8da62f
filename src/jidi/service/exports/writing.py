"""Exports as files: CSV, XLSX, Parquet, SDMX-CSV. A file appears whole or not at all."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from jidi.core.errors import InputError, Language, UnknownName
from jidi.core.nearest import suggestion
from jidi.service.exports.export import Export
from jidi.service.exports.sdmx_csv import write_sdmx_csv
from jidi.service.whole_file import whole_file

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""With these a spreadsheet takes a text for a formula; the full-width ones too in Chinese Excel."""
_UNDATED: Final = datetime(2020, 1, 1)  # noqa: DTZ001
"""In place of a time of making, where the same question must give the same bytes."""
SHEET_ROWS: Final = 1_048_575
_SUFFIXES: Final = {".csv": "csv", ".xlsx": "xlsx", ".parquet": "parquet"}


def write_export(
    export: Export, path: Path, *, form: str, lang: Language, bom: bool = False, made_at: datetime
) -> int:
    """Write the export and return the number of rows.

    :param form: one of :data:`FORMATS`.
    :param bom: begin a CSV with the mark by which Excel knows UTF-8.
    :param made_at: for the properties of a workbook; the other forms carry no time.
    :raises InputError: V-101 when the file cannot be written there, K-123 for more rows than a
        sheet has, K-124 for SDMX of what is no figures.
    """
    with whole_file(path) as aside:
        if form == "parquet":
            return _parquet(export, aside)
        if form == "xlsx":
            return _xlsx(export, aside, lang, made_at)
        if form == "sdmx-csv":
            return write_sdmx_csv(export, aside)
        return _csv(export, aside, bom=bom)


FORMATS: Final = ("csv", "xlsx", "parquet", "sdmx-csv")


def format_of(path: Path, asked: str | None) -> str:
    """The form asked for, else the one the file's ending names.

    :raises UnknownName: K-125 with the nearest.
    """
    form = asked or _SUFFIXES.get(path.suffix.lower(), path.suffix.lstrip("."))
    if form not in FORMATS:
        raise UnknownName("K-125", name=form, nearest=suggestion(form, FORMATS))
    return form


def safe_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe before it where needed."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _csv(export: Export, path: Path, *, bom: bool) -> int:
    """Column names, then rows. Provenance stands in columns; a CSV has no place beside its rows."""
    count = 0
    with path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(export.schema.names)
        for batch in export.batches():
            columns = [
                [_csv_cell(value) for value in column.to_pylist()] for column in batch.columns
            ]
            writer.writerows(zip(*columns, strict=True))
            count += batch.num_rows
    return count


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return safe_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return value.isoformat(sep=" ") if isinstance(value, datetime) else str(value)


def _parquet(export: Export, path: Path) -> int:
    """The rows with their types; the notes as metadata ``jidi:…`` in both languages."""
    told = {f"jidi:{note.name}": f"{note.zh} / {note.en}" for note in export.notes}
    schema = export.schema.with_metadata(told)
    count = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in export.batches():
            writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema))
            count += batch.num_rows
    return count


def _xlsx(export: Export, path: Path, lang: Language, made_at: datetime) -> int:
    if export.rows > SHEET_ROWS - 1:
        raise InputError("K-123", rows=f"{export.rows:,}", most=f"{SHEET_ROWS - 1:,}")
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": export.title(lang), "created": made_at.replace(tzinfo=None)})
        formats = {
            "head": book.add_format({"bold": True, "bg_color": "#E8F0FA", "bottom": 1}),
            "text": book.add_format({"num_format": "@"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }
        count = _write_rows(
            book.add_worksheet("数据" if lang == "zh" else "Data"), export, lang, formats
        )
        notes = book.add_worksheet("来源" if lang == "zh" else "Provenance")
        notes.set_column(0, 0, 100)
        notes.write_string(0, 0, export.title(lang), formats["head"])
        for line, note in enumerate(export.notes, start=1):
            notes.write_string(line, 0, note.text(lang))
    return count


def _write_rows(sheet: Any, export: Export, lang: Language, formats: Mapping[str, Any]) -> int:
    """Row 1 the names in the language, row 2 those of the columns, then the rows."""
    for at, head in enumerate(export.heads):
        sheet.set_column(at, at, 16)
        sheet.write_string(0, at, head[0 if lang == "zh" else 1], formats["head"])
    for at, name in enumerate(export.schema.names):
        sheet.write_string(1, at, name, formats["head"])
    sheet.freeze_panes(2, 0)
    line = 2
    for batch in export.batches():
        writers = [_cell_writer(sheet, field.type, formats) for field in export.schema]
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            for at, value in enumerate(row):
                if value is not None:
                    writers[at](line, at, value)
            line += 1
    return line - 2


def _cell_writer(
    sheet: Any, type_: pa.DataType, formats: Mapping[str, Any]
) -> Callable[[int, int, Any], Any]:
    if pa.types.is_boolean(type_):
        return lambda row, column, value: sheet.write_boolean(row, column, value)
    if pa.types.is_integer(type_) or pa.types.is_floating(type_):
        return lambda row, column, value: sheet.write_number(row, column, value)
    if pa.types.is_date(type_) or pa.types.is_timestamp(type_):
        look = formats["date" if pa.types.is_date(type_) else "time"]
        return lambda row, column, value: sheet.write_datetime(row, column, _naive(value), look)
    return lambda row, column, value: sheet.write_string(row, column, value, formats["text"])


def _naive(value: date | datetime) -> datetime:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return datetime(value.year, value.month, value.day)  # noqa: DTZ001


def write_text(text: str, path: Path) -> None:
    """Write a text, whole or not at all.

    :raises InputError: V-101 when the file cannot be written there.
    """
    with whole_file(path) as aside:
        aside.write_text(text, "utf-8")


def export_bytes(export: Export, *, form: str, lang: Language, bom: bool = False) -> bytes:
    """The file's bytes, the same for the same data; see :func:`write_export`."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        write_export(export, path, form=form, lang=lang, bom=bom, made_at=_UNDATED)
        return path.read_bytes()
