"""Readings and published figures as exports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from jidi.core.division import DivisionCode
from jidi.core.period import Period
from jidi.service.books import Book
from jidi.service.exports.export import Export, Note, provenance
from jidi.service.exports.public import check_publishable, hidden_of, public_notes
from jidi.service.readings import Readings, read_as_asked, reading_json

SUPPRESSED: Final = "suppressed"
"""Status of a cell that is hidden in a public output."""

_COLUMNS: Final[tuple[tuple[str, pa.DataType, str, str], ...]] = (
    ("indicator", pa.string(), "指标", "Indicator"),
    ("indicator_name", pa.string(), "指标名称", "Name of the indicator"),
    ("division", pa.string(), "区划代码", "Division"),
    ("division_name", pa.string(), "区划", "Name of the division"),
    ("level", pa.string(), "层级", "Level"),
    ("period", pa.string(), "时期", "Period"),
    ("value", pa.float64(), "数值", "Value"),
    ("unit", pa.string(), "单位", "Unit"),
    ("status", pa.string(), "状态", "Status"),
    ("numerator", pa.float64(), "分子", "Numerator"),
    ("denominator", pa.float64(), "分母", "Denominator"),
    ("parts", pa.int64(), "合计项数", "Parts"),
    ("missing_parts", pa.int64(), "缺数项数", "Parts without data"),
    ("scope", pa.string(), "口径", "Scope"),
    ("price_base", pa.string(), "价格基期", "Price base"),
    ("source", pa.string(), "来源", "Source"),
    ("data_version", pa.int64(), "数据版本", "Data version"),
    ("synthetic", pa.bool_(), "合成", "Synthetic"),
    ("note", pa.string(), "备注", "Note"),
)
_SCHEMA: Final = pa.schema([(name, type_) for name, type_, _, _ in _COLUMNS])
_HEADS: Final = tuple((zh, en) for _, _, zh, en in _COLUMNS)
_HIDDEN: Final = ("value", "numerator", "denominator", "parts", "missing_parts")


def export_readings(
    book: Book,
    indicators: Sequence[str],
    *,
    periods: str | None,
    level: str,
    within: str | None,
    public: bool,
) -> Export:
    """Readings of indicators for all divisions of a level, in order of indicator and place.

    :param public: hide small cells; see :mod:`jidi.service.exports.public`.
    :raises UnknownName: for an unknown indicator, level or division.
    :raises InputError: V-103, V-107 to V-109; K-120, K-121 for what cannot be made public.
    """
    rows: list[dict[str, Any]] = []
    notes: dict[str, Note] = {}
    for name in dict.fromkeys(indicators):
        found = read_as_asked(book, name, periods=periods, level=level, within=within)
        hidden = _hidden(book, found) if public else {}
        of_indicator = [_row(found, row, hidden) for row in map(reading_json, found.rows)]
        rows += of_indicator
        if public:
            count = sum(row["status"] == SUPPRESSED for row in of_indicator)
            for note in public_notes(book, found.indicator, count):
                notes[f"{note.name}:{name}"] = Note(
                    note.name,
                    f"{found.indicator.zh}：{note.zh}",
                    f"{found.indicator.en}: {note.en}",
                )
        if not found.rows:
            zh, en = f"{found.indicator.zh}：没有数据。", f"{found.indicator.en}: no data."
            notes[f"no_data:{name}"] = Note(f"no_data:{name}", zh, en)
        for finding in found.warnings:
            notes[f"{finding.code}:{name}"] = Note(
                "warning", finding.message("zh"), finding.message("en")
            )
    synthetic = any(row["synthetic"] for row in rows)
    return Export(
        name="readings",
        zh="指标数值",
        en="Readings",
        schema=_SCHEMA,
        heads=_HEADS,
        batches=lambda: iter([pa.RecordBatch.from_pylist(rows, _SCHEMA)]),
        notes=(*provenance(version=book.version, synthetic=synthetic), *notes.values()),
        rows=len(rows),
        synthetic=synthetic,
        version=book.version,
        is_statistical=True,
    )


def export_observations(book: Book) -> Export:
    """Published and reported figures as they were printed; printed growth beside them."""
    raw = book.workspace.lake.read("observation", at=book.version)
    rows = [_observation(book, row) for row in raw.to_pylist()]
    schema = _SCHEMA.append(pa.field("growth_pct", pa.float64()))
    synthetic = "synthetic" in book.origins("observation")
    return Export(
        name="observations",
        zh="公布数",
        en="Published figures",
        schema=schema,
        heads=(*_HEADS, ("公布增速", "Published growth, %")),
        batches=lambda: iter([pa.RecordBatch.from_pylist(rows, schema)]),
        notes=provenance(version=book.version, synthetic=synthetic),
        rows=len(rows),
        synthetic=synthetic,
        version=book.version,
        is_statistical=True,
    )


def _hidden(book: Book, found: Readings) -> Mapping[Period, frozenset[str]]:
    periods = sorted({row.period for row in found.rows})
    check_publishable(book, found.indicator, periods)
    return hidden_of(book, found.indicator, periods)


def _row(
    found: Readings, row: Mapping[str, Any], hidden: Mapping[Period, frozenset[str]]
) -> dict[str, Any]:
    made = {
        **{name: row.get(name) for name in _SCHEMA.names},
        "indicator": found.indicator.id,
        "indicator_name": found.indicator.zh,
        "division_name": found.names.get(row["division"], ""),
        "level": found.level.value,
        "scope": row["scope"] or found.indicator.scope_zh,
        "source": "、".join(source["name"] for source in row["sources"]),
        "data_version": found.version,
        "synthetic": row["status"] == "synthetic" or found.synthetic,
    }
    if row["division"] in hidden.get(Period.parse(row["period"]), ()):
        made |= dict.fromkeys(_HIDDEN) | {"status": SUPPRESSED}
    return made


def _observation(book: Book, row: Mapping[str, Any]) -> dict[str, Any]:
    code = DivisionCode(row["division"])
    indicators = book.catalogue.indicators
    known = indicators.get(row["indicator"])
    notes = (row["printed_as"], row["flags"], row["note"])
    return {
        "indicator": row["indicator"],
        "indicator_name": known.zh if known else row["printed_as"] or "",
        "division": row["division"],
        "division_name": book.tree.get(code).name if code in book.tree else "",
        "level": code.level.value,
        "period": row["period"],
        "value": row["value"],
        "unit": row["unit"],
        "status": row["status"],
        "scope": row["scope"],
        "price_base": row["price_base"] or "",
        "source": row["source"],
        "data_version": book.version,
        "synthetic": row["origin"] == "synthetic",
        "note": "；".join(note for note in notes if note),
        "growth_pct": row["growth_pct"],
    }
