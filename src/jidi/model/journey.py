"""What each step of a parcel's way means for its journey: ``definitions/journeys/steps.csv``."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from jidi.core.errors import DefinitionError, Place, raise_together
from jidi.core.nearest import suggestion
from jidi.model.catalogue import Catalogue
from jidi.model.rows import read_models
from jidi.model.strict import Strict, read_text

DELIVERED = "delivered"
"""The outcome that proves the whole way before it."""


class Step(Strict):
    """One step.

    :param code: of the list ``event_step``.
    :param rank: its place on the way; of scans at the same second the lower comes first.
    :param required: every parcel that got further must show it.
    :param attempt: whether it counts as an attempt to deliver.
    :param outcome: how the journey ends with it, of the list ``outcome``; empty when it goes on.
    :param source: the standard that asks for it, or that it is our own choice.
    """

    code: str
    rank: int
    required: bool
    attempt: bool
    outcome: str = ""
    source: str

    @property
    def proves_the_way(self) -> bool:
        """Whether a parcel that shows it must have passed what ranks before it; a loss or a return
        can happen anywhere."""
        return self.outcome in ("", DELIVERED)


@cache
def load_steps() -> tuple[Step, ...]:
    """The steps that ship, in order of rank.

    :raises DefinitionError: as :func:`read_steps`.
    """
    return read_steps(files("jidi.definitions") / "journeys" / "steps.csv", Catalogue())


def read_steps(path: Traversable, catalogue: Catalogue) -> tuple[Step, ...]:
    """The steps of a file; it must hold every code of ``event_step`` once.

    :raises DefinitionError: D-102 for a value that does not fit, D-120 for a code that is not in
        its list, D-121 for one that is missing, D-109 for one that stands twice,
        D-122 for a rank that stands twice or is above 999.
    """
    rows = read_models(path, Step)
    lists = catalogue.code_lists
    known, outcomes = lists["event_step"].entries, ("", *lists["outcome"].entries)
    for line, step in rows:
        where = Place(path.name, line)
        for value, allowed in ((step.code, tuple(known)), (step.outcome, outcomes)):
            if value not in allowed:
                near = suggestion(value, allowed)
                raise DefinitionError("D-120", where=where, value=value, nearest=near)
    steps = tuple(step for _, step in rows)
    codes = [step.code for step in steps]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    raise_together(DefinitionError("D-109", where=Place(path.name), value=code) for code in twice)
    raise_together(
        DefinitionError("D-121", where=Place(path.name), value=code)
        for code in known
        if code not in codes
    )
    ranks = [step.rank for step in steps]
    raise_together(
        DefinitionError("D-122", where=Place(path.name), rank=rank)
        for rank in sorted({rank for rank in ranks if ranks.count(rank) > 1 or rank > 999})
    )
    return tuple(sorted(steps, key=lambda step: step.rank))


def journey_sql() -> str:
    """The query that makes journeys of events: ``definitions/journeys/journey.sql``."""
    return _query("journey")


def alone_sql() -> str:
    """The query for the journeys of parcels with one event."""
    return _query("alone")


def told_mark_sql() -> str:
    """The statement that makes the macro of the marks that events leave."""
    return _query("told_mark")


def retold_sql() -> str:
    """The query for the parcels whose journey newer events cannot simply go on."""
    return _query("retold")


def continued_sql() -> str:
    """The query that lets journeys go on by newer events."""
    return _query("continued")


@cache
def rules_digest() -> str:
    """Eight digits that change with the steps and queries, by which journeys were made."""
    folder = files("jidi.definitions") / "journeys"
    queries = ("journey", "alone", "told_mark", "retold", "continued")
    names = ("steps.csv", *(f"{name}.sql" for name in queries))
    return sha256("".join(read_text(folder / name) for name in names).encode()).hexdigest()[:8]


@cache
def _query(name: str) -> str:
    return read_text(files("jidi.definitions") / "journeys" / f"{name}.sql")
