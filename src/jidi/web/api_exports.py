"""Files of figures, and which columns are personal, under ``/api/v1``.

Only what ``jidi export readings`` and ``observations`` write: whole tables and clear values are for
the command line, where someone says who and why.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse, Response

from jidi.service.exports import (
    Export,
    export_bytes,
    export_observations,
    export_readings,
    format_of,
)
from jidi.service.privacy_audit import declared
from jidi.web.api import LevelQuery, PeriodQuery, Shelved, WithinQuery

router = APIRouter(prefix="/api/v1", tags=["v1"])

_MIMES = {
    "csv": "text/csv; charset=utf-8",
    "sdmx-csv": "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
_REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"description": "What cannot be exported so: {error: {code, zh, en, …}}"},
    404: {"description": "Unknown name, with the nearest known: same shape"},
}

IndicatorsQuery = Annotated[str, Query(description="indicator ids, several with commas")]
FormQuery = Annotated[str, Query(description="csv, xlsx, parquet or sdmx-csv")]
PublicQuery = Annotated[bool, Query(description="hide small cells, as --public does")]
BomQuery = Annotated[bool, Query(description="a CSV that Excel knows as UTF-8")]


@router.get("/books/{book}/export/readings", responses=_REFUSED, response_class=Response)
def readings_as_file(
    shelf: Shelved,
    book: str,
    indicators: IndicatorsQuery,
    period: PeriodQuery = None,
    by: LevelQuery = "city",
    within: WithinQuery = None,
    format: FormQuery = "csv",
    public: PublicQuery = False,
    bom: BomQuery = False,
) -> Response:
    """As ``jidi export readings``."""
    form = format_of(Path(), format)
    names = [name.strip() for name in indicators.split(",")]
    made = export_readings(
        shelf.book(book), names, periods=period, level=by, within=within, public=public
    )
    return _file(made, form, bom=bom)


@router.get("/books/{book}/export/observations", responses=_REFUSED, response_class=Response)
def observations_as_file(
    shelf: Shelved, book: str, format: FormQuery = "csv", bom: BomQuery = False
) -> Response:
    """As ``jidi export observations``."""
    form = format_of(Path(), format)
    return _file(export_observations(shelf.book(book)), form, bom=bom)


@router.get("/books/{book}/privacy/columns", responses=_REFUSED)
def personal_columns(shelf: Shelved, book: str) -> Response:
    """Which columns hold personal values, in what form, for what purpose, by what law."""
    return JSONResponse(declared(shelf.book(book)))


def _file(made: Export, form: str, *, bom: bool) -> Response:
    ending = "csv" if form == "sdmx-csv" else form
    headers = {
        "Content-Disposition": f'attachment; filename="{made.name}.{ending}"',
        "Jidi-Data-Version": str(made.version),
        "Jidi-Synthetic": "true" if made.synthetic else "false",
    }
    content = export_bytes(made, form=form, lang="zh", bom=bom)
    return Response(content, media_type=_MIMES[form], headers=headers)
