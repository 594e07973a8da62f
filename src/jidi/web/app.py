"""The application: what is served under which address, and with which protections.

======================================  =========================================
``/``, ``/map`` … without a book        lead to the first book
``/w/{book}/``                          overview
``/w/{book}/map``                       map, with its JSON beside it
``/w/{book}/indicators[/{id}]``         indicators
``/w/{book}/plan``, ``/about``          plan, sources and licences
``/w/{book}/plan/drafts[/{id}]``        plan documents, reviewed beside their text
``/w/{book}/register[/{id}]``           register of responsibility
``/w/{book}/network[/{id}|/new]``       rural designs, one, two compared; asking for one
``/w/{book}/jobs[/{id}]``               long work: how far it is, what came of it
``/w/{book}/data[/jobs|receipts/{id}]`` what is handed in, and what became of it
``/w/{book}/supervision[/…]``           alerts, credit and the other scores
``/w/{book}/trace``                     where a parcel was
``/w/{book}/sign-in``, ``/account`` …   who is asking
``/w/{book}/admin[/…]``, ``/help``      people, tokens, audit log; guide and glossary
``/w/{book}/export/{page}.xlsx``        exactly what the page shows, as Excel
``/api/v1/…``                           the same answers as JSON
``/api/v1/books/{book}/jobs``           long work, and its progress as events
``/api/v1/capture``                     files handed in, and what became of them
``/static/{digest}/{file}``             scripts, styles, licences
======================================  =========================================
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final

from fastapi import Depends, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware

import jidi
from jidi.model.access import access_table
from jidi.service.capture_worker import CaptureWorker
from jidi.service.job_workers import Workers, others
from jidi.web import (
    access_routes,
    admin_routes,
    api,
    api_access,
    api_capture,
    api_case_writes,
    api_cases,
    api_couriers,
    api_designs,
    api_exports,
    api_hubs,
    api_jobs,
    api_members,
    api_reach,
    api_trunk,
    case_routes,
    data_routes,
    draft_routes,
    emergency_routes,
    evidence_routes,
    export_routes,
    failures,
    job_routes,
    network_routes,
    oidc_routes,
    report_routes,
    routes,
    safety_routes,
    score_routes,
    supervision_routes,
    trace_routes,
)
from jidi.web.conditional import Conditional
from jidi.web.doing import doers
from jidi.web.door import admitted
from jidi.web.kept_pages import KeptPages
from jidi.web.pace import Pace
from jidi.web.packing import Packer
from jidi.web.protection import Protection
from jidi.web.provider import Provider, Services
from jidi.web.shelf import Shelf
from jidi.web.static_files import StaticFiles
from jidi.web.visitors import Visitors
from jidi.web.writes import Writes

_SHAPE = "{error: {code, zh, en, where, do_zh, do_en, also}}"
REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"description": f"Not signed in, or the token does not hold: {_SHAPE}"},
    403: {"description": "Without the right: same shape"},
    413: {"description": "Too large for one answer or one request: same shape"},
    422: {"description": "A parameter does not fit its type: same shape"},
    429: {"description": "Asked too often; Retry-After says when to go on: same shape"},
}
"""What every address of the JSON interface may answer besides."""


ROUTERS: Final = (
    routes.router,
    export_routes.pages,
    access_routes.router,
    oidc_routes.router,
    admin_routes.router,
    data_routes.router,
    case_routes.router,
    evidence_routes.pages,
    draft_routes.pages,
    trace_routes.pages,
    job_routes.router,
    network_routes.router,
    safety_routes.pages,
    report_routes.pages,
    score_routes.pages,
    emergency_routes.pages,
    supervision_routes.pages,
    api.router,
    api_exports.router,
    api_access.router,
    api_cases.router,
    api_case_writes.router,
    api_couriers.router,
    api_designs.router,
    api_hubs.router,
    api_members.router,
    api_trunk.router,
    api_jobs.router,
    api_reach.router,
    api_capture.router,
    evidence_routes.api,
    draft_routes.api,
    trace_routes.api,
    safety_routes.api,
    report_routes.api,
    score_routes.api,
    emergency_routes.api,
    supervision_routes.api,
)
"""Every address, in the order in which they are tried: pages first, what is asked most before all.
Where two fit, such as ``network/new`` and ``network/{name}``, the plain word stands first, which a
test holds."""


def create_app(
    shelf: Shelf,
    *,
    provider: Provider | None = None,
    static: StaticFiles | None = None,
    writes: Writes | None = None,
    workers: int = 0,
) -> FastAPI:
    """The web face of the books on the shelf.

    While it runs, files that are handed in are taken in beside the answering.

    :param provider: who answers; the services of floor 4 unless a test answers.
    :param workers: how many worker processes do the jobs while it runs.
    :param writes: whether anything can be handed in; this machine alone when None.
    :raises WorkspaceError: F-204 when the installation lacks browser files.
    """
    books = [book for _, book in shelf]
    capture = CaptureWorker(books, clock=_now)
    working = Workers(books, count=workers, clock=_now, processes=others(), doers=doers)

    @asynccontextmanager
    async def living(_app: FastAPI) -> AsyncIterator[None]:
        capture.start()
        working.start()
        try:
            yield
        finally:
            await run_in_threadpool(working.close)
            await run_in_threadpool(capture.close)

    app = FastAPI(
        title="Jidi",
        version=jidi.__version__,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=living,
        dependencies=[Depends(admitted)],
        responses=REFUSALS,
    )
    app.state.capture = capture
    app.state.writes = writes or Writes()
    app.state.shelf = shelf
    app.state.provider = provider or Services()
    app.state.static = static or StaticFiles.of_package()
    app.state.packer = Packer()
    app.state.pages = KeptPages()
    app.state.visitors = Visitors()
    app.state.identity_providers = {}
    app.state.pace = Pace(access_table().terms.requests_a_minute, clock=time.monotonic)
    for router in ROUTERS:
        app.include_router(router)
    failures.install(app)
    app.add_middleware(Conditional)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(Protection)
    return app


def _now() -> datetime:
    return datetime.now().astimezone()
