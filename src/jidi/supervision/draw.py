"""The random draw of places to inspect and of who inspects them (双随机), from a seed.

Nothing but SHA-256 decides: in each class of risk the places are put in the order of
``sha256("SEED|place|ID")`` and the first ones are drawn; for each place drawn, in that order, the
inspectors with the fewest places so far come first, among them in the order of
``sha256("SEED|inspector|ID|NAME")``. So anyone can draw again, by hand if need be.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from jidi.core.errors import InputError
from jidi.model.draw import DrawRules, RiskClass


@dataclass(frozen=True)
class Subject:
    """A place that may be drawn.

    :param failed: inspections not passed in the months looked back.
    :param open_hazards: hazards among them not put right.
    :param inspections: all of them.
    :param more: how often each other sign was seen, by its name in the rules: ``patrols`` …
    """

    id: str
    division: str
    operator: str = ""
    failed: int = 0
    open_hazards: int = 0
    inspections: int = 0
    more: tuple[tuple[str, int], ...] = ()

    def points(self, rules: DrawRules) -> int:
        """Its points of risk."""
        given = rules.points
        never = given.never_inspected if self.inspections == 0 else 0
        signs = sum(count * int(getattr(given, name)) for name, count in self.more)
        return self.failed * given.failed + self.open_hazards * given.open_hazard + never + signs


@dataclass(frozen=True)
class Drawn:
    """A place that was drawn, and who inspects it."""

    subject: Subject
    points: int
    risk: RiskClass
    inspectors: tuple[str, ...]


@dataclass(frozen=True)
class Draw:
    """A draw.

    :param classes: for each class how many places it has and how many were drawn.
    :param digest: SHA-256 of the list drawn from, so that it can be known again.
    """

    seed: str
    drawn: tuple[Drawn, ...]
    classes: Mapping[str, tuple[int, int]]
    digest: str


def draw(
    subjects: Iterable[Subject],
    inspectors: Collection[str],
    *,
    seed: str,
    rules: DrawRules,
    avoid: Mapping[str, Collection[str]] | None = None,
) -> Draw:
    """Draw places by class of risk, and inspectors for each.

    :param inspectors: their names, each once.
    :param avoid: companies that an inspector must keep away from (回避), by name.
    :raises InputError: Y-401 for too few inspectors or a name twice, Y-402 when keeping away leaves
        too few for a place, Y-403 when there is no place to draw from.
    """
    listed = sorted(subjects, key=lambda one: one.id)
    names = sorted(inspectors)
    if len(set(names)) < max(len(names), rules.inspectors_each):
        raise InputError("Y-401", names=len(set(names)), each=rules.inspectors_each)
    if not listed:
        raise InputError("Y-403")
    chosen, counts = [], dict[str, tuple[int, int]]()
    for risk in rules.classes:
        members = [one for one in listed if rules.class_of(one.points(rules)) == risk]
        ordered = sorted(members, key=lambda one: mark(seed, "place", one.id))
        picked = ordered[: ceil(len(ordered) * risk.share)]
        counts[risk.id] = (len(members), len(picked))
        chosen += [(one, risk) for one in picked]
    return Draw(
        seed=seed,
        drawn=tuple(_assigned(chosen, names, seed, rules, avoid or {})),
        classes=counts,
        digest=digest_of(listed),
    )


def mark(seed: str, what: str, *names: str) -> str:
    """What decides: the SHA-256 of seed, what is ordered, and its names, joined by ``|``."""
    return hashlib.sha256("|".join((seed, what, *names)).encode("utf-8")).hexdigest()


def digest_of(listed: Sequence[Subject]) -> str:
    """The SHA-256 of a list drawn from: a line for each place, by id."""
    lines = (
        f"{one.id}|{one.division}|{one.operator}|{one.failed}|{one.open_hazards}|{one.inspections}"
        + "".join(f"|{name}={count}" for name, count in one.more)
        for one in listed
    )
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()


def _assigned(
    chosen: Sequence[tuple[Subject, RiskClass]],
    names: Sequence[str],
    seed: str,
    rules: DrawRules,
    avoid: Mapping[str, Collection[str]],
) -> Iterable[Drawn]:
    loads = dict.fromkeys(names, 0)
    for subject, risk in chosen:
        free = [name for name in names if subject.operator not in avoid.get(name, ())]
        if len(free) < rules.inspectors_each:
            raise InputError("Y-402", place=subject.id, free=len(free), each=rules.inspectors_each)

        def place(name: str, subject: Subject = subject) -> tuple[int, str]:
            return loads[name], mark(seed, "inspector", subject.id, name)

        taken = tuple(sorted(free, key=place)[: rules.inspectors_each])
        for name in taken:
            loads[name] += 1
        yield Drawn(subject, subject.points(rules), risk, taken)
