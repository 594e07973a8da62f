"""Figures as SDMX-CSV 2.0: one line per observation, dimensions, value, attributes.

The structure is ``JIDI:FIGURES(1.0)``: dimensions FREQ, INDICATOR, REF_AREA, TIME_PERIOD, STATUS;
measure OBS_VALUE; everything else an attribute. The values of OBS_STATUS, CONF_STATUS and FREQ are
those of the SDMX cross-domain code lists; STATUS keeps our own, finer one. It is a dimension,
because a figure may be published first as preliminary and then as final, and both are facts.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from jidi.core.errors import InputError
from jidi.core.period import Period, PeriodKind
from jidi.service.exports.export import Export

STRUCTURE_ID: Final = "JIDI:FIGURES(1.0)"
DIMENSIONS: Final = ("FREQ", "INDICATOR", "REF_AREA", "TIME_PERIOD", "STATUS")
MEASURE: Final = "OBS_VALUE"
ATTRIBUTES: Final = (
    "OBS_STATUS",
    "CONF_STATUS",
    "UNIT_MEASURE",
    "NUMERATOR",
    "DENOMINATOR",
    "GROWTH_PCT",
    "SCOPE",
    "PRICE_BASE",
    "SOURCE",
    "DATA_VERSION",
    "SYNTHETIC",
    "COMMENT_OBS",
)

_FREQ: Final[Mapping[PeriodKind, str]] = {
    PeriodKind.YEAR: "A",
    PeriodKind.HALF: "S",
    PeriodKind.QUARTER: "Q",
    PeriodKind.MONTH: "M",
    PeriodKind.DAY: "D",
    PeriodKind.YTD: "_O",
}
_OBS_STATUS: Final = {
    "reported": "A",
    "revised": "A",
    "computed": "A",
    "preliminary": "P",
    "bound": "E",
    "inferred": "E",
    "forecast": "F",
    "target": "F",
    "doubtful": "U",
    "synthetic": "E",
    "designed": "F",
    "suppressed": "Q",
    "no_data": "O",
}
"""SDMX CL_OBS_STATUS. It has none for invented values: SYNTHETIC says so."""


def write_sdmx_csv(export: Export, path: Path) -> int:
    """Write figures as SDMX-CSV 2.0; the count of lines.

    :raises InputError: K-124 when the export is no figures.
    """
    if not export.is_statistical:
        raise InputError("K-124", name=export.name)
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        heads = (*DIMENSIONS, MEASURE, *ATTRIBUTES)
        writer.writerow(["STRUCTURE", "STRUCTURE_ID", "ACTION", *heads])
        for batch in export.batches():
            for row in batch.to_pylist():
                cells = _observation(row)
                writer.writerow(["dataflow", STRUCTURE_ID, "I", *(cells[head] for head in heads)])
                count += 1
    return count


def time_period(period: Period) -> str:
    """The period as SDMX writes it: 2025, 2025-S1, 2025-Q3, 2025-06, 2025-06-18; months up to
    now as a range, ``2025-01-01/P6M``."""
    if period.kind is PeriodKind.YTD:
        months = len(period.months())
        return f"{period.year}-01-01/P{months}M"
    if period.kind is PeriodKind.HALF:
        return f"{period.year}-S{period.part}"
    if period.kind is PeriodKind.QUARTER:
        return f"{period.year}-Q{period.part}"
    return str(period)


def _observation(row: Mapping[str, Any]) -> dict[str, str]:
    period = Period.parse(row["period"])
    status = row["status"]
    cells = {
        "FREQ": _FREQ[period.kind],
        "INDICATOR": row["indicator"],
        "REF_AREA": row["division"],
        "TIME_PERIOD": time_period(period),
        "STATUS": status,
        MEASURE: _number(row["value"]),
        "OBS_STATUS": "O"
        if row["value"] is None and status != "suppressed"
        else _OBS_STATUS[status],
        "CONF_STATUS": "C" if status == "suppressed" else "F",
        "UNIT_MEASURE": row["unit"],
        "NUMERATOR": _number(row["numerator"]),
        "DENOMINATOR": _number(row["denominator"]),
        "GROWTH_PCT": _number(row.get("growth_pct")),
        "SCOPE": row["scope"],
        "PRICE_BASE": row["price_base"],
        "SOURCE": row["source"],
        "DATA_VERSION": str(row["data_version"]),
        "SYNTHETIC": "true" if row["synthetic"] else "false",
        "COMMENT_OBS": row["note"],
    }
    return {name: " ".join((value or "").split()) for name, value in cells.items()}


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
