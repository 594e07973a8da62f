"""The addresses of the pages where data are handed in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from jidi.core.errors import InputError, JidiError
from jidi.service.capture import take_tried
from jidi.service.capture_files import remove
from jidi.service.intake import Setting
from jidi.service.intake_held import export_held
from jidi.service.intake_held_states import held_rows
from jidi.web import excel
from jidi.web.api_capture import arrived, asked_of, handed_over
from jidi.web.pages import data, data_job, data_receipt, data_templates
from jidi.web.routes import Visiting, shown
from jidi.web.small_form import one_of, small_form
from jidi.web.visit import Visit
from jidi.web.writes import check_writes

router = APIRouter(include_in_schema=False)
Allowed = Depends(check_writes)


@router.get("/w/{book}/data")
def show_data(request: Request, visit: Visiting) -> Response:
    """Hand in, and what came."""
    return shown(request, visit, data.page(visit, request.app.state.writes))


@router.post("/w/{book}/data/upload", dependencies=[Allowed])
async def upload(request: Request, visit: Visiting) -> Response:
    """Files from the form; on to their job, or to the list when there are several."""
    form = await arrived(request, visit.book)
    try:
        asked = asked_of(form.fields, visit.asker)
    except JidiError:
        for file in form.files:
            remove(visit.book.workspace, file.place)
        raise
    made = await run_in_threadpool(handed_over, visit.book, form, asked)
    request.app.state.capture.wake()
    path = f"data/jobs/{made[0].id}" if len(made) == 1 else "data"
    return RedirectResponse(visit.href(path), 303)


@router.get("/w/{book}/data/jobs/{name}")
def show_job(request: Request, visit: Visiting, name: str) -> Response:
    """One job."""
    return shown(request, visit, data_job.page(visit, name, request.app.state.capture))


@router.post("/w/{book}/data/jobs/{name}/take", dependencies=[Allowed])
async def take(request: Request, visit: Visiting, name: str) -> Response:
    """Take in what was only tried."""
    by, now = await _signed(request, visit), datetime.now().astimezone()
    made = await run_in_threadpool(take_tried, visit.book, name, by=by, now=now)
    request.app.state.capture.wake()
    return RedirectResponse(visit.href(f"data/jobs/{made.id}"), 303)


@router.post("/w/{book}/data/jobs/{name}/cancel", dependencies=[Allowed])
async def cancel(request: Request, visit: Visiting, name: str) -> Response:
    """Stop a job."""
    by = await _signed(request, visit)
    await run_in_threadpool(request.app.state.capture.cancel, visit.book, name, by=by)
    return RedirectResponse(visit.href(f"data/jobs/{name}"), 303)


@router.get("/w/{book}/data/receipts/{name}")
def show_receipt(request: Request, visit: Visiting, name: str) -> Response:
    """One receipt."""
    return shown(request, visit, lambda one: data_receipt.page(one, name))


@router.get("/w/{book}/data/receipts/{name}/return.xlsx")
def return_sheet(visit: Visiting, name: str) -> Response:
    """The return sheet of a receipt, unless it holds personal values.

    :raises InputError: F-214 when it does.
    """
    if not data_receipt.is_shareable(visit, held_rows(visit.book, name)):
        raise InputError("F-214", receipt=name)
    with TemporaryDirectory(prefix="jidi-") as folder:
        path = Path(folder) / f"{name}.xlsx"
        setting = Setting("", datetime.now().astimezone())
        export_held(visit.book, name, path, setting=setting)
        content = path.read_bytes()
    file = quote(f"{name}-退回.xlsx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{file}"}
    return Response(content, media_type=excel.MIME, headers=headers)


@router.get("/w/{book}/data/templates/{name}.xlsx")
def empty_template(visit: Visiting, name: str) -> Response:
    """The Excel template of a table."""
    file, content = data_templates.template(visit, name)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file)}"}
    return Response(content, media_type=excel.MIME, headers=headers)


async def _signed(request: Request, visit: Visit) -> str:
    """The name to record: one's own, or as the form gives it where nobody signs in."""
    return visit.asker.signs_as(one_of(await small_form(request), "by"))
