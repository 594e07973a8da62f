"""Who may do what: roles, actions, the matrix of both, and what each address of the web face asks.

Everything stands in ``definitions/access`` and is read strictly: a role without a column, an empty
cell, a route that names no known action are errors with their line.

A cell of the matrix says for which things a role may do an action:

=========== =============================================================
``any``      all of the book
``division`` what lies in the division that the role is given for
``company``  what belongs to the company that the role is given for
``own``      what one made oneself
``no``       none
=========== =============================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from jidi.core.errors import DefinitionError, Place, UnknownName
from jidi.core.nearest import suggestion
from jidi.model.rows import read_models, read_rows, refuse_twins
from jidi.model.strict import Strict, build, read_text, read_toml

OPEN: Final = "open"
"""In place of an action: everyone may, signed in or not."""
AS_PAGE: Final = "as_page"
"""In place of an action: what the page asks whose tables are exported."""


class Relation(StrEnum):
    """For which things a role may do an action."""

    ANY = "any"
    DIVISION = "division"
    COMPANY = "company"
    OWN = "own"
    NO = "no"


class Role(Strict):
    """What somebody is; ``bound`` says what a role must be given for."""

    id: str
    zh: str
    en: str
    bound: Literal["province", "division", "company"]
    meaning_zh: str
    meaning_en: str


class Terms(Strict):
    """How long things hold; all figures are our own choice."""

    idle_minutes: int
    absolute_hours: int
    failures_until_lock: int
    lock_minutes: int
    link_hours: int
    token_days: int
    password_least: int
    password_most: int
    password_classes: int
    requests_a_minute: int
    open_here: tuple[str, ...]
    open_elsewhere: tuple[str, ...]


class RouteRule(Strict):
    """What an address of the web face asks for.

    :param methods: joined by ``+``.
    :param thing: what is looked at: ``none``, ``shelf``, ``book`` (a list, which shows only what
        one may see), ``whole`` (only with ``any``), ``division`` (the one that the query names;
        one's own where it names none), or a kind of thing that one relates to.
    """

    methods: str
    path: str
    action: str
    thing: str


@dataclass(frozen=True)
class Action:
    """Something that can be done, and for which things each role may."""

    id: str
    zh: str
    en: str
    relations: Mapping[str, Relation]


@dataclass(frozen=True)
class AccessTable:
    """All of it; see :func:`access_table`."""

    roles: Mapping[str, Role]
    actions: Mapping[str, Action]
    routes: Mapping[tuple[str, str], RouteRule]
    terms: Terms

    def role(self, name: str) -> Role:
        """The role of that id.

        :raises UnknownName: A-120 with the nearest.
        """
        if name not in self.roles:
            raise UnknownName("A-120", asked=name, nearest=suggestion(name, self.roles))
        return self.roles[name]

    def action(self, name: str) -> Action:
        """The action of that id.

        :raises UnknownName: A-121 with the nearest.
        """
        if name not in self.actions:
            raise UnknownName("A-121", asked=name, nearest=suggestion(name, self.actions))
        return self.actions[name]

    def rule(self, method: str, path: str) -> RouteRule:
        """What an address asks for; HEAD asks what GET does.

        :raises DefinitionError: A-101 when the table has no line for it: nobody may.
        """
        found = self.routes.get(("GET" if method == "HEAD" else method, path))
        if found is None:
            raise DefinitionError("A-101", method=method, path=path)
        return found


THINGS: Final = (
    "none", "shelf", "book", "whole", "division",
    "alert", "capture_job", "case", "job", "patrol", "receipt",
)  # fmt: skip
"""What a route may be about; how the others are found stands in ``web/things.py``."""


@cache
def access_table() -> AccessTable:
    """The tables of ``definitions/access``, read once.

    :raises DefinitionError: D-1xx, D-2xx when a file is broken; A-110 to A-112 when the tables do
        not fit each other.
    """
    folder = files("jidi.definitions") / "access"
    roles = _roles()
    actions = _actions(roles)
    path = folder / "terms.toml"
    terms = build(Terms, read_toml(read_text(path), file=path.name), where=Place(path.name))
    for name in (*terms.open_here, *terms.open_elsewhere):
        if name not in roles:
            near = suggestion(name, roles)
            raise DefinitionError("A-110", where=Place(path.name), role=name, nearest=near)
    return AccessTable(roles, actions, _routes(actions), terms)


def _roles() -> Mapping[str, Role]:
    path = files("jidi.definitions") / "access" / "roles.csv"
    rows = read_models(path, Role)
    refuse_twins(rows, key=lambda role: role.id, path=path)
    return {role.id: role for _, role in rows}


def _actions(roles: Mapping[str, Role]) -> Mapping[str, Action]:
    path = files("jidi.definitions") / "access" / "matrix.csv"
    rows = read_rows(path, ("action", "zh", "en", *roles))
    refuse_twins(rows, key=lambda row: row[0], path=path)
    found = {}
    for line, (name, zh, en, *cells) in rows:
        pairs = zip(roles, cells, strict=True)
        relations = {role: _relation(cell, Place(path.name, line)) for role, cell in pairs}
        found[name] = Action(name, zh, en, relations)
    return found


def _relation(cell: str, where: Place) -> Relation:
    known = [one.value for one in Relation]
    if cell not in known:
        raise DefinitionError("A-111", where=where, cell=cell, nearest=suggestion(cell, known))
    return Relation(cell)


def _routes(actions: Mapping[str, Action]) -> Mapping[tuple[str, str], RouteRule]:
    path = files("jidi.definitions") / "access" / "routes.csv"
    rows = read_models(path, RouteRule)
    refuse_twins(rows, key=lambda rule: f"{rule.methods} {rule.path}", path=path)
    for line, rule in rows:
        for asked, known in (
            (rule.action, (OPEN, AS_PAGE, *actions)),
            (rule.thing, THINGS),
        ):
            if asked not in known:
                near = suggestion(asked, known)
                where = Place(path.name, line)
                raise DefinitionError("A-112", where=where, asked=asked, nearest=near)
    return {(method, rule.path): rule for _, rule in rows for method in rule.methods.split("+")}
