"""A five-year plan as values: checked at birth, every reference resolved, nothing corrected."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal, Self, TypeVar

from pydantic import Field, model_validator

from jidi.core.errors import UnknownName
from jidi.core.nearest import suggestion
from jidi.model.plan_index import Record, figures_of
from jidi.model.plan_outline import Area, Box, Mechanism, SourceText, Unread
from jidi.model.plan_record import (
    Condition,
    Fact,
    Figure,
    Milestone,
    Note,
    Passage,
    Project,
    Reference,
    Target,
)
from jidi.model.plan_review import Review
from jidi.model.plan_task import OutsideRegister, Task
from jidi.model.strict import Strict


class Notation(Strict):
    """What the plan says its brackets mean.

    :param brackets: ``cumulative``: [] hold five-year sums or changes (5年累计数); ``growth``:
        mean annual growth.
    """

    brackets: Literal["cumulative", "growth"]
    zh: str
    en: str
    at: Annotated[tuple[Passage, ...], Field(min_length=1)]


T = TypeVar("T")


class Plan(Strict):
    """One province's plan.

    :param province: 12-digit division code; empty in a draft of a place we have no roster of.
    :param region: the place as the plan's title names it.
    :param text_file: name of the plan text the line numbers refer to.
    :param notation: what brackets mean; None where the plan says nothing about it.
    :param text: in a draft, the document it was read from.
    :param unread: in a draft, what no rule understood.
    :param reviews: in a draft, what people decided about its records, oldest first.
    :param aliases: other names under which it may be asked for.
    """

    id: str
    zh: str
    en: str
    province: Annotated[str, Field(pattern=r"^(\d{12})?$")]
    region: str = ""
    aliases: tuple[str, ...] = ()
    base_year: int = 2020
    target_year: int = 2025
    text_file: str
    text: SourceText | None = None
    notation: Notation | None = None
    areas: tuple[Area, ...] = ()
    boxes: tuple[Box, ...] = ()
    targets: tuple[Target, ...] = ()
    facts: tuple[Fact, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    projects: tuple[Project, ...] = ()
    tasks: tuple[Task, ...] = ()
    outside_register: tuple[OutsideRegister, ...] = ()
    mechanisms: tuple[Mechanism, ...] = ()
    references: tuple[Reference, ...] = ()
    notes: tuple[Note, ...] = ()
    unread: tuple[Unread, ...] = ()
    reviews: tuple[Review, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        faults = [
            *self._twice(),
            *self._unresolved(),
            *self._odd_shares(),
            *self._odd_times(),
            *self._odd_register(),
        ]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def _twice(self) -> Iterator[str]:
        ids = [r.id for r in (*self.records, *self.mechanisms, *self.notes)]
        ids += [task.id for task in self.tasks]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        yield from (f"id '{name}' stands twice" for name in twice)

    def _unresolved(self) -> Iterator[str]:
        names = [record.id for record in self.targets]
        for target in self.targets:
            for other in target.conflict_with:
                if other not in names:
                    yield f"{target.id}: no target '{other}'; nearest: {suggestion(other, names)}"

    def _odd_shares(self) -> Iterator[str]:
        levels = {(target.indicator, target.level.printed.value) for target in self.targets}
        for target in self.targets:
            for condition in target.conditions:
                whole = condition.whole_level
                if whole is not None and (condition.whole, whole.value) not in levels:
                    yield f"{target.id}: no target sets '{condition.whole}' to {whole}"

    def _odd_times(self) -> Iterator[str]:
        if self.base_year >= self.target_year:
            yield "the base year must lie before the target year"
        for target in self.targets:
            if not self.base_year < target.year <= self.target_year:
                yield f"{target.id}: the year {target.year} lies outside the plan"
        dated: tuple[Milestone | Project, ...] = (*self.milestones, *self.projects)
        for due in dated:
            # A plan may look beyond its own end (到2035年), but not before its base.
            if due.due is not None and due.due.year <= self.base_year:
                yield f"{due.id}: the date {due.due} lies before the plan"

    def _odd_register(self) -> Iterator[str]:
        covered = {item for task in self.tasks for item in (*task.items, *task.serves)}
        known = [m.id for m in self.milestones] + [p.id for p in self.projects]
        for outside in self.outside_register:
            for item in covered.intersection(outside.items):
                yield f"{item}: a task covers it, so it does not stand outside the register"
            for name in outside.records:
                if name not in known:
                    yield (
                        f"outside_register: no milestone or project '{name}'; "
                        f"nearest: {suggestion(name, known)}"
                    )

    @property
    def records(self) -> tuple[Record, ...]:
        """Targets, facts, milestones, projects and outside references, in that order."""
        return (*self.targets, *self.facts, *self.milestones, *self.projects, *self.references)

    def with_records(
        self,
        *,
        targets: tuple[Target, ...],
        facts: tuple[Fact, ...],
        milestones: tuple[Milestone, ...],
        projects: tuple[Project, ...],
    ) -> Plan:
        """The same plan with other records under the same ids."""
        held = {name: getattr(self, name) for name in type(self).model_fields}
        held |= {"targets": targets, "facts": facts}
        held |= {"milestones": milestones, "projects": projects}
        return type(self).model_construct(**held)

    @property
    def years(self) -> int:
        """Years from base to target."""
        return self.target_year - self.base_year

    @cached_property
    def _figures(self) -> dict[str, Figure]:
        return {
            figure.ref: figure
            for record in self.records
            for figure in figures_of(record, base_year=self.base_year, target_year=self.target_year)
        }

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every printed number of the plan and every outside reference."""
        return tuple(self._figures.values())

    def figure(self, ref: str) -> Figure:
        """The printed number that ``ref`` names.

        :raises UnknownName: P-101 with the nearest reference.
        """
        return self._found(ref, self._figures)

    def target(self, name: str) -> Target:
        """The target record called ``name``.

        :raises UnknownName: P-101 with the nearest id.
        """
        return self._found(name, {target.id: target for target in self.targets})

    def stated(self, indicator: str) -> tuple[Target, ...]:
        """Every record that sets ``indicator``, the table's first; empty when none does."""
        found = [target for target in self.targets if target.indicator == indicator]
        return tuple(sorted(found, key=lambda target: target.source != "table"))

    @cached_property
    def headlines(self) -> tuple[Target, ...]:
        """One target per indicator, in the plan's order, with the conditions of all records.

        Where an indicator has targets for several years, those of the last one.
        """
        indicators = dict.fromkeys(target.indicator for target in self.targets)
        return tuple(_merged(_of_last_year(self.stated(name))) for name in indicators)

    def headline(self, indicator: str) -> Target:
        """The one target of ``indicator``: the table's record with what other records add.

        :raises UnknownName: P-101 with the nearest indicator that has a target.
        """
        return self._found(indicator, {target.indicator: target for target in self.headlines})

    def _found(self, name: str, known: dict[str, T]) -> T:
        if name not in known:
            raise UnknownName("P-101", plan=self.id, name=name, nearest=suggestion(name, known))
        return known[name]


def _of_last_year(records: tuple[Target, ...]) -> tuple[Target, ...]:
    last = max(record.year for record in records)
    return tuple(record for record in records if record.year == last)


def _merged(records: tuple[Target, ...]) -> Target:
    """The first record with every condition that the others state differently or in addition."""
    official = records[0]
    conditions: list[Condition] = []
    for record in records:
        for condition in record.conditions:
            if not any(condition.says_the_same_as(known) for known in conditions):
                conditions.append(condition.model_copy(update={"record": record.id}))
    baseline = next((record.baseline for record in records if record.baseline), None)
    at = tuple(passage for record in records for passage in record.at)
    return official.model_copy(
        update={
            "source": "merged" if len(records) > 1 else official.source,
            "conditions": tuple(conditions),
            "baseline": baseline,
            "at": at,
        }
    )
