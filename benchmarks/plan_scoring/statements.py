"""What a reader says, taken apart: one statement per number, list or heading.

The reader's answer is a plan as JSON (``jidi plan read FILE --json``). A target gives a statement
for its baseline and for each condition; facts, milestones and projects give one each, and one more
for the names they list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jidi.core.errors import JidiError
from jidi.model.plan_figure import Printed, read_printed

Record = dict[str, Any]

_GROWTH = ("年均增速", "年均增长率")
"""Ends of names of targets that state growth and no level; their level is the growth."""


@dataclass(frozen=True)
class Statement:
    """One thing the reader says.

    :param side: ``exact``, ``lower``, ``upper`` or ``about``; empty without a number.
    :param when: year or day as text; empty when none is stated.
    :param places: the passages it points to.
    :param problem: why its figure cannot be read; empty when it can.
    """

    record: str
    section: str
    what: str
    name: str
    value: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    side: str = ""
    certainty: str = ""
    when: str = ""
    base: str = ""
    places: tuple[Record, ...] = ()
    listed: tuple[str, ...] = ()
    problem: str = ""

    @property
    def content(self) -> tuple[object, ...]:
        """All it says and where, without the record's id: two alike say the same thing twice."""
        places = tuple((place["line"], place["text"]) for place in self.places)
        figure = (self.value, self.high, self.unit, self.side, self.when, self.listed)
        return (self.what, self.name, *figure, places)

    def __str__(self) -> str:
        figure = "" if self.value is None else f"{self.side} {self.value}"
        figure += f"-{self.high}" if self.high is not None else ""
        names = f" {'、'.join(self.listed)}" if self.listed else ""
        where = "; ".join(f"l.{place['line']} {place['text']}" for place in self.places)
        return (
            f"{self.what} {self.name} {figure}{self.unit} {self.when}{names} [{where}]"
            f"{' ' + self.problem if self.problem else ''}"
        )


def statements_of(plan: Record) -> list[Statement]:
    """Every statement of a plan read."""
    base, aim = str(plan.get("base_year", "")), str(plan.get("target_year", ""))
    return [
        *(s for target in plan.get("targets", ()) for s in _of_target(target, base=base, aim=aim)),
        *(s for fact in plan.get("facts", ()) for s in _of_fact(fact, base=base)),
        *(s for stone in plan.get("milestones", ()) for s in _of_milestone(stone)),
        *(s for project in plan.get("projects", ()) for s in _of_project(project)),
        *_outline(plan),
    ]


def _of_target(target: Record, *, base: str, aim: str) -> Iterator[Statement]:
    shared = {"record": target.get("id", ""), "section": target.get("source", "prose")}
    shared |= {"name": target["zh"], "places": tuple(target.get("at", ()))}
    unit = target.get("printed_unit") or target.get("unit", "")
    if target.get("baseline") is not None:
        yield _figure(target["baseline"], what="baseline", unit=unit, when=base, **shared)
    only_growth = target["zh"].endswith(_GROWTH)
    for condition in target.get("conditions", ()):
        kind = "growth" if only_growth and condition["kind"] == "level" else condition["kind"]
        in_percent = kind in ("growth", "share")
        yield _figure(
            condition["printed"],
            what=kind,
            unit="%" if in_percent else unit,
            when=str(target.get("year", aim)),
            **shared,
        )


def _of_fact(fact: Record, *, base: str) -> Iterator[Statement]:
    shared = {"record": fact.get("id", ""), "section": "", "name": fact["zh"]}
    shared |= {"places": tuple(fact.get("at", ())), "when": str(fact.get("year", base))}
    kind = fact.get("kind", "level")
    yield _figure(
        fact["printed"],
        what="fact" if kind == "level" else kind,
        unit=fact.get("unit", ""),
        base=str(fact.get("base_year") or ""),
        word=fact.get("wording", ""),
        **shared,
    )
    yield from _list(fact.get("listed", ()), shared)


def _of_milestone(milestone: Record) -> Iterator[Statement]:
    shared = {"record": milestone.get("id", ""), "name": milestone["zh"]}
    shared |= {"section": "box" if milestone.get("box") else "prose"}
    yield _figure(
        milestone["printed"],
        what="milestone",
        unit=milestone.get("unit", ""),
        when=str(milestone["due"]),
        places=tuple(milestone.get("at", ())),
        **shared,
    )


def _of_project(project: Record) -> Iterator[Statement]:
    shared = {"record": project.get("id", ""), "name": project["zh"]}
    shared |= {"section": "box" if project.get("box") else "prose"}
    shared |= {"places": tuple(project.get("at", ())), "when": str(project.get("due") or "")}
    if project.get("count") is not None:
        yield _figure(project["count"], what="project", unit=project.get("unit", ""), **shared)
    elif len(project.get("places", ())) < 2:
        yield Statement(what="project", **shared)
    yield from _list(project.get("places", ()), shared)


def _list(names: list[str], shared: Record) -> Iterator[Statement]:
    """A statement for the listed names; a single place only says where."""
    if len(names) > 1:
        count = Decimal(len(names))
        yield Statement(what="list", value=count, side="exact", listed=tuple(names), **shared)


def _outline(plan: Record) -> Iterator[Statement]:
    for area in plan.get("areas", ()):
        yield Statement("", "outline", "area", area["zh"], places=tuple(area.get("at", ())))
    for box in plan.get("boxes", ()):
        places = tuple(box.get("at", ()))
        yield Statement("", "outline", "box", box["zh"], certainty=box["number"], places=places)
    notation = plan.get("notation")
    if notation:
        places = tuple(notation.get("at", ()))
        yield Statement("", "outline", "notation", notation["brackets"], places=places)


def _figure(raw: str | Record, *, word: str = "", unit: str, **rest: Any) -> Statement:
    """A statement with its printed figure read."""
    text = raw if isinstance(raw, str) else str(raw.get("text", ""))
    try:
        printed: Printed = read_printed(text)
    except JidiError:
        return Statement(unit=unit, problem=f"figure {text!r} cannot be read", **rest)
    return Statement(
        value=printed.value,
        high=printed.high,
        unit=unit,
        side=printed.operator.side,
        certainty=word or printed.certainty,
        **rest,
    )
