"""The only door from a person to a thing: who is asking, may they, else a coded refusal.

What roles may do stands in ``definitions/access``; here it is applied. A list is passed through
:meth:`Asker.visible` or asked for within :meth:`Asker.reach`, so that it and its count hold nothing
that opening one by one would refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeVar

from jidi.core.division import DivisionCode
from jidi.core.errors import InputError, Language
from jidi.model.access import AccessTable, Relation, Role, access_table
from jidi.registry.people import DEMO, Given, Person
from jidi.registry.sessions import Token

Kind = Literal["open", "nobody", "guest", "person", "demo", "token"]
"""How it is known who asks: nobody can sign in here (``open``), one has not (``nobody``), the guest
of a demonstration, a signed-in person, one of the demonstration's, a program with a token."""

T = TypeVar("T")


@dataclass(frozen=True)
class Thing:
    """What somebody could relate to; what is unknown of it relates to nobody.

    :param division: where it lies.
    :param company: whose it is.
    :param by: who made it.
    """

    division: DivisionCode | None = None
    company: str = ""
    by: str = ""


@dataclass(frozen=True)
class Reach:
    """The things within which somebody may do an action: all, or those that fit one of these."""

    everything: bool = False
    divisions: tuple[DivisionCode, ...] = ()
    companies: tuple[str, ...] = ()
    own: str = ""

    def holds(self, thing: Thing) -> bool:
        """Whether a thing lies within."""
        return (
            self.everything
            or (thing.company != "" and thing.company in self.companies)
            or (self.own != "" and thing.by == self.own)
            or _within(thing.division, self.divisions)
        )

    @property
    def is_empty(self) -> bool:
        """Whether there can be nothing within."""
        return not (self.everything or self.divisions or self.companies or self.own)


EVERYTHING: Final = Reach(everything=True)


@dataclass(frozen=True)
class Asker:
    """Who is asking, and what they may.

    :param id: the name they sign in with; empty without one.
    :param name: as it is shown.
    :param scopes: the actions a token is for; None without a token.
    """

    kind: Kind
    id: str = ""
    name: str = ""
    roles: tuple[Given, ...] = ()
    scopes: frozenset[str] | None = None

    @property
    def is_signed_in(self) -> bool:
        """Whether this is a real person, by password or by a token."""
        return self.kind in ("person", "token")

    def reach(self, action: str) -> Reach:
        """The things for which this asker may do an action.

        :raises UnknownName: A-121 when there is no such action.
        """
        table = access_table()
        relations = table.action(action).relations
        if self.scopes is not None and action not in self.scopes:
            return Reach()
        found = [(relations[one.role], one.bound) for one in self.roles if one.role in relations]
        return Reach(
            everything=any(relation is Relation.ANY for relation, _ in found),
            divisions=tuple(DivisionCode(b) for r, b in found if r is Relation.DIVISION and b),
            companies=tuple(b for r, b in found if r is Relation.COMPANY and b),
            own=self.id if any(relation is Relation.OWN for relation, _ in found) else "",
        )

    def may(self, action: str, thing: Thing | None = None) -> bool:
        """Whether this asker may do an action: to a thing, or to any at all."""
        reach = self.reach(action)
        return not reach.is_empty if thing is None else reach.holds(thing)

    def refusal(self, action: str, thing: Thing | None = None) -> InputError | None:
        """Why this asker may not do an action; None when they may.

        A-100 without sign-in, A-131 when the token is not for it though its person may, A-102
        without the right, A-103 when the right does not reach this thing.
        """
        if self.may(action, thing):
            return None
        if self.kind == "nobody":
            return InputError("A-100")
        words = access_table().action(action)
        facts: dict[str, Any] = {"action_zh": words.zh, "action_en": words.en}
        facts["who"] = self.name or "—"
        if self.scopes is not None and action not in self.scopes:
            if replace(self, scopes=None).may(action, thing):
                return InputError("A-131", action=action, scopes=_listed(self.scopes), **facts)
        elif thing is not None and self.may(action):
            return InputError("A-103", **facts)
        return InputError("A-102", **facts)

    def demand(self, action: str, thing: Thing | None = None) -> None:
        """Let pass who may.

        :raises InputError: as ``refusal`` says.
        """
        if (refused := self.refusal(action, thing)) is not None:
            raise refused

    def visible(
        self, action: str, found: Iterable[T], *, thing_of: Callable[[T], Thing]
    ) -> tuple[T, ...]:
        """Those of a list that this asker may see."""
        reach = self.reach(action)
        return tuple(one for one in found if reach.holds(thing_of(one)))

    def signs_as(self, given: str) -> str:
        """The name to record with what is done: their own, or as given where nobody signs in."""
        return self.id or given

    def sends_as(self, action: str, given: str) -> str:
        """The sender to record with a file: a company's own where the asker is bound to one.

        :raises InputError: A-103 when another one is named.
        """
        reach = self.reach(action)
        if reach.everything or not reach.companies:
            return given
        if given and given not in reach.companies:
            self.demand(action, Thing(company=given))
        return given or reach.companies[0]


def _listed(scopes: Collection[str]) -> str:
    return ", ".join(sorted(scopes)) or "—"


NOBODY: Final = Asker("nobody")


def asker_of_person(person: Person) -> Asker:
    """A person who signed in."""
    kind: Kind = "demo" if person.kind == DEMO else "person"
    return Asker(kind, person.id, person.name, person.roles)


def asker_of_guest(person: Person) -> Asker:
    """A visitor of a demonstration who chose nobody."""
    return Asker("guest", "", person.name, person.roles)


def asker_of_token(token: Token, person: Person) -> Asker:
    """A program with a token: its person's rights, within its scopes."""
    return Asker("token", person.id, person.name, person.roles, frozenset(token.scopes))


def open_asker(*, is_here: bool) -> Asker:
    """A visitor where nobody can sign in.

    :param is_here: the server listens on this machine alone.
    """
    terms = access_table().terms
    roles = terms.open_here if is_here else terms.open_elsewhere
    return Asker("open", roles=tuple(Given(role) for role in roles))


def role_words(given: Given, lang: Language, *, table: AccessTable | None = None) -> str:
    """A role in words, with what it is for: 市局（140100000000）."""
    role: Role = (table or access_table()).role(given.role)
    name = role.zh if lang == "zh" else role.en
    if not given.bound:
        return name
    return f"{name}（{given.bound}）" if lang == "zh" else f"{name} ({given.bound})"


def _within(division: DivisionCode | None, outer: Iterable[DivisionCode]) -> bool:
    return division is not None and any(division.is_within(one) for one in outer)
