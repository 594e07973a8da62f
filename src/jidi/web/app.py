"""The application: what is served under which address, and with which protections.

======================================  =========================================
``/``, ``/map`` … without a book        lead to the first book
``/w/{book}/``                          overview
``/w/{book}/map``                       map, with its JSON beside it
``/w/{book}/indicators[/{id}]``         indicators
``/w/{book}/plan``, ``/about``          plan, sources and licences
``/w/{book}/register[/{id}]``           register of responsibility
``/w/{book}/export/{page}.xlsx``        exactly what the page shows, as Excel
``/api/v1/…``                           the same answers as JSON
``/static/{digest}/{file}``             scripts, styles, licences
======================================  =========================================
"""

from __future__ import annotations

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

import jidi
from jidi.web import api, api_exports, failures, routes
from jidi.web.packing import Packer
from jidi.web.protection import Protection
from jidi.web.provider import Provider, Services
from jidi.web.shelf import Shelf
from jidi.web.static_files import StaticFiles


def create_app(
    shelf: Shelf, *, provider: Provider | None = None, static: StaticFiles | None = None
) -> FastAPI:
    """The web face of the books on the shelf.

    :param provider: who answers; the services of floor 4 unless a test answers.
    :raises WorkspaceError: F-204 when the installation lacks browser files.
    """
    app = FastAPI(
        title="Jidi",
        version=jidi.__version__,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.shelf = shelf
    app.state.provider = provider or Services()
    app.state.static = static or StaticFiles.of_package()
    app.state.packer = Packer()
    app.include_router(api.router)
    app.include_router(api_exports.router)
    app.include_router(routes.router)
    failures.install(app)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(Protection)
    return app
