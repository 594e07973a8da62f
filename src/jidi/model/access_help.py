"""What each role does first, page by page: the short guide of the page Help."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jidi.core.errors import DefinitionError, Place
from jidi.core.nearest import suggestion
from jidi.model.access import access_table
from jidi.model.rows import read_models
from jidi.model.strict import Strict


class Hint(Strict):
    """Something a role does on a page; ``page`` is below ``/w/{book}/``, empty for the overview."""

    role: str
    page: str = ""
    zh: str
    en: str


@cache
def hints() -> tuple[Hint, ...]:
    """Every hint, in the order in which the work is done.

    :raises DefinitionError: D-1xx, D-2xx when the file is broken; A-110 and A-114 for a role or a
        page that there is not.
    """
    path = files("jidi.definitions") / "access" / "help.csv"
    table, found = access_table(), []
    pages = [p.removeprefix("/w/{book}/") for m, p in table.routes if m == "GET"]
    for line, hint in read_models(path, Hint):
        where = Place(path.name, line)
        if hint.role not in table.roles:
            near = suggestion(hint.role, table.roles)
            raise DefinitionError("A-110", where=where, role=hint.role, nearest=near)
        if hint.page not in pages:
            near = suggestion(hint.page, pages)
            raise DefinitionError("A-114", where=where, page=hint.page, nearest=near)
        found.append(hint)
    return tuple(found)
