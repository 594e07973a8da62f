"""Opening a sealed value of a case: by right, with a reason, and on record before it is given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from jidi.core.errors import InputError, UnknownName
from jidi.core.nearest import suggestion
from jidi.core.worded import listed
from jidi.model.personal import Kept
from jidi.privacy import KeyRing, open_sealed
from jidi.privacy.door import place_of
from jidi.service.access import Asker
from jidi.service.acting import thing_of_case
from jidi.service.books import Book
from jidi.service.cases import case_named
from jidi.service.personal_values import check_asked, record

REVEAL: Final = "case.reveal"


def reveal_sealed(
    book: Book,
    name: str,
    field: str,
    *,
    keys: Callable[[], KeyRing],
    why: str,
    now: datetime,
    asker: Asker,
) -> str:
    """The text of a sealed field of a case.

    :param keys: gives the keys, once it is certain that they may be used.
    :raises UnknownName: Y-303; O-169 when nothing is sealed under that name.
    :raises InputError: A-100 without a sign-in, A-102, A-103; K-114 without a reason, K-116 for a
        value that is kept as a pseudonym, K-108, K-109.
    :raises WorkspaceError: K-104, K-105, W-209.
    """
    case = case_named(book, name)
    if not asker.id:
        raise InputError("A-100")
    asker.demand(REVEAL, thing_of_case(case))
    check_asked(by=asker.id, why=why)
    sealed = case.file.personal
    column = case.kind.by_field.get(field)
    if field not in sealed or column is None or column.personal is None:
        nearest = suggestion(field[:60], sealed)
        raise UnknownName("O-169", field=field[:60], case=case.id, nearest=nearest)
    if column.personal.kept is not Kept.SEALED:
        raise InputError("K-116", column=field, known=listed(sorted(sealed)))
    place = place_of(case.kind.personal_table, field, (case.id,))
    purpose = column.personal.purpose
    text = open_sealed(sealed[field], place=place, purpose=purpose, keys=keys())
    facts = {"field": field, "why": why.strip(), "purpose": purpose}
    record(book.workspace, "case.reveal", case.id, facts, by=asker.id, now=now)
    return text
