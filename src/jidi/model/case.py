"""Kinds of cases as data: fields, states, steps and who may take them, clocks, eligibility, leads.

One file of ``definitions/supervision/cases`` per kind. Everything that a case may become is said
there; the program only follows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from jidi.core.errors import DefinitionError, JidiError, Place, UnknownName, raise_together
from jidi.core.nearest import suggestion
from jidi.model.clock import load_clocks
from jidi.model.law import Limit, load_law
from jidi.model.strict import Strict, build, read_text, read_toml
from jidi.model.table import Column, Table, TableKind
from jidi.model.trust import Trust

OPEN = "open"
"""The first event of every case."""
EVERYWHERE = ("pause", "resume", "evidence", "link")
"""Events that any open case may have and that change no state."""
ROLES = ("officer", "inspector", "enforcement", "leader", "company")
"""Who may take a step: the handling officer, an inspector, the enforcement unit, a leader of the
bureau, the company concerned. Sign-in gives them to people."""
DUPLICATE = "duplicate_of"
"""What a case has as a field when it repeats another; found by the program, never handed in."""


class Condition(Strict):
    """A condition on a case's fields. Unknown fields make it unknown, never false.

    Exactly one form: ``is`` (one of these values), ``absent``, ``within`` or ``older_than`` (the
    field's day against the case's first day, by a limit of law), ``all``, ``any``.
    """

    field: str = ""
    is_: tuple[bool | str, ...] = Field(default=(), alias="is")
    absent: bool | None = None
    within: str = ""
    older_than: str = ""
    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        forms = [self.is_, self.absent is not None, self.within, self.older_than]
        if sum(map(bool, [*forms, self.all, self.any])) != 1:
            raise ValueError("a test has exactly one of is, absent, within, older_than, all, any")
        if bool(self.field) == bool(self.all or self.any):
            raise ValueError("a test speaks of a field, or joins tests by all or any")
        return self

    def parts(self) -> Iterator[Condition]:
        """The tests it is made of that speak of fields."""
        if self.field:
            yield self
        for part in (*self.all, *self.any):
            yield from part.parts()


class EligibleRule(Strict):
    """One rule that must hold before a case is accepted."""

    id: str
    zh: str
    en: str
    source: str
    article: str = ""
    trust: Trust
    when: Condition


class CaseState(Strict):
    """A state a case can be in.

    :param over: whether nothing is left to do in it.
    """

    id: str
    zh: str
    en: str
    over: bool = False


class Step(Strict):
    """A step from one state to another.

    :param who: roles that may take it.
    :param why: whether it takes a reason.
    :param needs: fields that must be known after it.
    :param may_set: further fields that may be handed in with it.
    :param eligible: whether every rule of eligibility must hold.
    :param not_by: steps whose newest actor may not take this one.
    """

    id: str
    zh: str
    en: str
    from_: tuple[str, ...] = Field(alias="from")
    to: str
    who: tuple[Literal["officer", "inspector", "enforcement", "leader", "company"], ...]
    why: bool = False
    needs: tuple[str, ...] = ()
    may_set: tuple[str, ...] = ()
    eligible: bool = False
    not_by: tuple[str, ...] = ()


class CaseClock(Strict):
    """A clock of a kind of case.

    :param clock: id in ``clocks.toml``.
    :param starts: events that start it; the newest counts.
    :param met_by: steps that keep or miss it.
    :param stops: steps after which it no longer matters.
    """

    clock: str
    starts: tuple[str, ...]
    met_by: tuple[str, ...]
    stops: tuple[str, ...] = ()


class LeadRule(Strict):
    """When a case may give rise to another.

    :param to: kind of the other case.
    :param carries: fields that go over into it.
    """

    to: str
    zh: str
    en: str
    when: Condition
    carries: tuple[str, ...]


class CaseKind(Strict):
    """A kind of case.

    :param prefix: before the number of its cases.
    :param retention: id of the limit that says how long its records are kept.
    :param states: the first is the one it begins in.
    """

    id: str
    prefix: str
    zh: str
    en: str
    retention: str
    fields: tuple[Column, ...]
    states: tuple[CaseState, ...]
    steps: tuple[Step, ...]
    clocks: tuple[CaseClock, ...]
    leads: tuple[LeadRule, ...]
    eligible: tuple[EligibleRule, ...]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _unique(self.id, "states", [one.id for one in self.states])
        _unique(self.id, "steps", [one.id for one in self.steps])
        for part, names, known in self._names():
            for name in names:
                if name not in known:
                    near = suggestion(name, known)
                    raise ValueError(f"{part} names '{name}'; the nearest known is '{near}'")
        return self

    def _names(self) -> Iterator[tuple[str, Iterable[str], Iterable[str]]]:
        """What names what: part, names used, names known."""
        states, steps, fields = self.by_state, self.by_step, self.by_field
        for step in self.steps:
            yield f"step {step.id}", (*step.from_, step.to), states
            yield f"step {step.id}", (*step.needs, *step.may_set), fields
            yield f"step {step.id}", step.not_by, steps
        for clock in self.clocks:
            yield f"clock {clock.clock}", (*clock.met_by, *clock.stops), steps
            yield f"clock {clock.clock}", clock.starts, (OPEN, *steps)
        for lead in self.leads:
            yield f"lead to {lead.to}", lead.carries, fields
            yield f"lead to {lead.to}", _fields_of(lead.when), (*fields, DUPLICATE)
        for rule in self.eligible:
            yield f"rule {rule.id}", _fields_of(rule.when), (*fields, DUPLICATE)

    @cached_property
    def by_state(self) -> Mapping[str, CaseState]:
        """The states by id."""
        return {one.id: one for one in self.states}

    @cached_property
    def by_step(self) -> Mapping[str, Step]:
        """The steps by id."""
        return {one.id: one for one in self.steps}

    @cached_property
    def by_field(self) -> Mapping[str, Column]:
        """The fields by name."""
        return {one.name: one for one in self.fields}

    @property
    def open_states(self) -> tuple[str, ...]:
        """States in which something is left to do."""
        return tuple(one.id for one in self.states if not one.over)

    def step(self, name: str) -> Step:
        """The step of that id.

        :raises UnknownName: Y-202 with the nearest.
        """
        if name not in self.by_step:
            raise UnknownName("Y-202", step=name, nearest=suggestion(name, self.by_step))
        return self.by_step[name]

    @cached_property
    def personal_table(self) -> Table:
        """The kind's personal fields as a table, for the door that pseudonymises and seals."""
        key = Column(name="case_id", zh="案件编号", en="Case", type="text", required=True)
        return Table(
            name=f"case_{self.id}",
            zh=self.zh,
            en=self.en,
            kind=TableKind.FLOW,
            describes_zh=self.zh,
            describes_en=self.en,
            key=("case_id",),
            columns=(key, *(one for one in self.fields if one.personal is not None)),
        )


def _fields_of(test: Condition) -> list[str]:
    return [part.field for part in test.parts()]


def _unique(kind: str, what: str, names: list[str]) -> None:
    if len(set(names)) < len(names):
        raise ValueError(f"{what} of {kind} stand twice")


@cache
def case_kinds() -> Mapping[str, CaseKind]:
    """All kinds of cases, by id.

    :raises DefinitionError: D-100 to D-104; Y-201 for clocks, limits and kinds there are not.
    """
    folder = files("jidi.definitions") / "supervision" / "cases"
    paths = sorted((e for e in folder.iterdir() if e.name.endswith(".toml")), key=lambda e: e.name)
    kinds = {}
    for path in paths:
        where = Place(file=path.name)
        kind = build(CaseKind, read_toml(read_text(path), file=path.name), where=where)
        if f"{kind.id}.toml" != path.name:
            raise DefinitionError("D-104", where=where, name=kind.id)
        kinds[kind.id] = kind
    raise_together(_dangling(kinds))
    return kinds


def case_kind(name: str) -> CaseKind:
    """The kind of that id.

    :raises UnknownName: Y-203 with the nearest.
    """
    kinds = case_kinds()
    if name not in kinds:
        raise UnknownName("Y-203", kind=name, nearest=suggestion(name, kinds))
    return kinds[name]


def _dangling(kinds: Mapping[str, CaseKind]) -> Iterator[JidiError]:
    clocks = load_clocks().clocks
    limits = {limit.id for limit in load_law()}
    for kind in kinds.values():
        tests = [rule.when for rule in kind.eligible] + [lead.when for lead in kind.leads]
        parts = [part for test in tests for part in test.parts()]
        named = [p.within or p.older_than for p in parts if p.within or p.older_than]
        for names, known in (
            ([one.clock for one in kind.clocks], clocks),
            ([kind.retention, *named], limits),
            ([one.to for one in kind.leads], kinds),
        ):
            for name in names:
                if name not in known:
                    near = suggestion(name, known)
                    where = Place(file=f"{kind.id}.toml")
                    yield DefinitionError("Y-201", where=where, name=name, nearest=near)


def limit_of(name: str, on: date) -> Limit:
    """A limit of law on a day.

    :raises UnknownName: D-232, D-233.
    """
    return load_law().limit(name, on=on)


Facts = Mapping[str, Any]
"""What an event brings, as plain JSON values: ``set`` (fields), ``evidence``, ``link``."""


class CaseEvent(Strict):
    """One thing that happened to a case; events are only ever added.

    :param number: 1 for the opening.
    :param at: when it happened, local time.
    :param recorded_at: when it was written down.
    :param step: the opening, a step of the kind, or one of :data:`EVERYWHERE`.
    :param state: the state the case is in after it.
    """

    case: str
    number: int
    at: str
    recorded_at: str
    by: str
    step: str
    why: str
    state: str
    facts: Facts


class CaseFile(Strict):
    """What never changes of a case, and its events, oldest first.

    :param source: where it was opened from in bulk (``complaint:ID``); empty otherwise.
    :param origin: reported, or synthetic where the row it was opened from is.
    :param personal: pseudonyms, seals and signatures by field; not part of the history.
    """

    id: str
    kind: str
    division: str
    source: str = ""
    origin: str
    events: tuple[CaseEvent, ...]
    personal: Mapping[str, str] = {}
