"""Names of a draft for which no indicator was found, understood by their words or neighbours.

«业务收入» after «邮政行业业务总量» is the industry's revenue, after «快递业务量» that of express;
«旗县分拨中心» in per cent is the coverage of counties with centres, in 个 their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from jidi.core.division import Level
from jidi.core.units import COUNTS_OF_SITES
from jidi.model.identity import Identities
from jidi.model.plan import Plan
from jidi.model.plan_record import Fact, Milestone, Project, Target
from jidi.plan.relate.names import body_of, coverage_of, plain

_UNLISTED = "unlisted/"
_SHORTEST = 3
_COUNTS = {
    Level.CITY: "cities",
    Level.TOWNSHIP: "townships",
    Level.VILLAGE: "administrative_villages",
}
"""Indicators that count the divisions of a level themselves."""

R = TypeVar("R", Target, Fact, Milestone, Project)


@dataclass(frozen=True)
class Understood:
    """A plan whose records carry the indicators that could be told.

    :param guessed: ids of the records whose indicator follows from their neighbours only.
    """

    plan: Plan
    names: Names
    guessed: frozenset[str]


def understood(plan: Plan, identities: Identities) -> Understood:
    """The plan with every indicator that its words or its neighbours give."""
    names = Names.of(plan)
    guessed: set[str] = set()
    targets = tuple(_understood(record, identities, names, guessed, "") for record in plan.targets)
    facts, before = [], ""
    for fact in plan.facts:
        facts.append(_understood(fact, identities, names, guessed, before))
        before = names.full(fact.zh, facts[-1].indicator)
    milestones = tuple(_understood(m, identities, names, guessed, "") for m in plan.milestones)
    projects = tuple(_understood(p, identities, names, guessed, "") for p in plan.projects)
    read = plan.with_records(
        targets=targets, facts=tuple(facts), milestones=milestones, projects=projects
    )
    return Understood(read, names, frozenset(guessed))


def _understood(
    record: R, identities: Identities, names: Names, guessed: set[str], before: str
) -> R:
    if not _is_open(record.indicator):
        return _of_kind(record, identities)
    by_words = _by_words(record, identities)
    if by_words:
        return record.model_copy(update={"indicator": by_words})
    found = names.called(record.zh, beside=before) if before else ""
    if found:
        guessed.add(record.id)
        return record.model_copy(update={"indicator": found})
    return record


def _is_open(indicator: str) -> bool:
    return not indicator or indicator.startswith(_UNLISTED)


def _of_kind(record: R, identities: Identities) -> R:
    """A number filed under a coverage counts what there is one of."""
    coverage = identities.coverage(record.indicator)
    counted = record.unit in COUNTS_OF_SITES
    if coverage is None or not coverage.count or not counted:
        return record
    return record.model_copy(update={"indicator": coverage.count})


def _by_words(record: R, identities: Identities) -> str:
    """The coverage, the number of bodies or the number of divisions that the name says."""
    if record.unit == "%":
        return coverage_of(record.zh, identities)
    if record.unit not in COUNTS_OF_SITES:
        return ""
    body = body_of(record.zh, identities)
    if body is not None:
        return body.count
    name = plain(record.zh)
    level = next((p.level for p in identities.places if name in p.words), None)
    return _COUNTS.get(level, "") if level is not None else ""


@dataclass(frozen=True)
class Names:
    """The names under which a plan itself speaks of known indicators."""

    known: Mapping[str, str]

    @classmethod
    def of(cls, plan: Plan) -> Names:
        """The names of a plan's targets and facts."""
        return cls(dict(_named((*plan.targets, *plan.facts))))

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(self.known)

    def full(self, name: str, indicator: str) -> str:
        """The longest name of an indicator that ends like a short one; else the name itself."""
        wanted = plain(name)
        same = [k for k, known in self.known.items() if known == indicator and k.endswith(wanted)]
        return max(same, key=len, default=name)

    def called(self, name: str, *, beside: str = "") -> str:
        """The indicator a name means; empty when none or several are possible.

        :param beside: the name of what stands before it, whose beginning a short name shares.
        """
        wanted = plain(name)
        if wanted in self.known:
            return self.known[wanted]
        if len(wanted) < _SHORTEST:
            return ""
        longer = [known for known in self._names if known.endswith(wanted)]
        if len(longer) > 1:
            start = plain(beside)
            longer = [k for k in longer if start.startswith(k.removesuffix(wanted))]
        found = {self.known[known] for known in longer}
        return found.pop() if len(found) == 1 else ""


def _named(records: Iterable[Target | Fact]) -> Iterator[tuple[str, str]]:
    for record in records:
        if not _is_open(record.indicator):
            yield plain(record.zh), record.indicator
