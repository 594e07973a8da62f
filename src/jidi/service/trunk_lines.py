"""Rail and air lines of the table ``route`` as lanes of a province's trunk problem.

So many runs a week as seven goes into run every day; what is left over runs on some days, those
that were told or else spread evenly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, Protocol

from jidi.core.errors import InputError, JidiError
from jidi.core.worded import Worded
from jidi.model.reach import clock_minutes
from jidi.model.trunk import Line, trunk_values
from jidi.network.trunk import Lane
from jidi.network.weekdays import DAYS, Weekdays
from jidi.service.books import Book
from jidi.service.network_outages import Outages
from jidi.service.trunk_days import day_named, days_of_lines, spread


class Place(Protocol):
    """A node with its code."""

    @property
    def code(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> Literal["city", "province"]: ...  # noqa: D102


_LINES: Final = """
SELECT r.route_id, r.kind, r.mode, r.from_division, r.to_division, r.length_km, r.runs_weekly
FROM route AS r
WHERE r.kind IN ('mail', 'hsr_mail', 'express') AND r.mode <> 'road' AND r.mode <> 'bus'
  AND r.opened_on <= {day} AND (r.closed_on IS NULL OR r.closed_on > {day})
ORDER BY r.route_id
"""


@dataclass(frozen=True)
class BookLine:
    """A line between two nodes.

    :param daily: runs on every day; ``more``: runs a week besides, on ``days``, Monday = 0.
    """

    id: str
    ends: tuple[int, int]
    rule: Line
    km: float
    daily: int
    more: int
    days: tuple[int, ...] = ()


def _running(book: Book, notes: list[JidiError]) -> Sequence[Mapping[str, Any]]:
    """Rows of the routes that are not down on the last day of the book; those that are, told."""
    if book.until is None:
        return ()
    filled = _LINES.format(day=f"DATE '{book.until.isoformat()}'")
    routes = book.ask(filled, {}, file="trunk").to_pylist()
    outages = Outages.on(book, book.until)
    running = outages.running(routes, lambda row: str(row["route_id"]))
    notes += outages.told.values()
    return running


def lines_of(
    book: Book, places: Sequence[Place], told: tuple[str, ...], notes: list[JidiError]
) -> list[BookLine]:
    """Lines of the book between two nodes that run and are not down; none where it has no data.

    :param told: running days, as ``line=days``. :param notes: is added to.
    :raises InputError: N-919, N-884, N-885 for running days that cannot be.
    """
    rules = {rule.mode: rule for rule in trunk_values().lines}
    number = {place.code: n for n, place in enumerate(places) if place.kind == "province"}
    number |= {place.code[:4]: n for n, place in enumerate(places) if place.kind == "city"}
    found: list[BookLine] = []
    left = 0
    down: list[JidiError] = []
    for row in _running(book, down):
        ends = [
            number.get(row[end][:6], number.get(row[end][:4]))
            for end in ("from_division", "to_division")
        ]
        one, other = ends
        runs = int(row["runs_weekly"] or 0)
        rule = rules.get(row["mode"])
        if one is None or other is None or rule is None or not runs or not row["length_km"]:
            left += one != other
            continue
        if one == other:
            continue
        km, name = float(row["length_km"]), str(row["route_id"])
        found.append(BookLine(name, (one, other), rule, km, *divmod(runs, DAYS)))
    days_of = days_of_lines(told, [line.id for line in found])
    assumed: list[tuple[str, str]] = []
    for place, line in enumerate(found):
        days = _days(line, days_of)
        found[place] = replace(line, days=days)
        if days and line.id not in days_of:
            week = Weekdays.of(*days)
            assumed.append((f"{line.id} {week.text('zh')}", f"{line.id} {week.text('en')}"))
    if assumed:
        names = Worded(*("; ".join(told) for told in zip(*assumed, strict=True)))
        notes.append(InputError("N-918", count=len(assumed), names=names))
    if left:
        notes.append(InputError("N-945", count=left))
    notes += down
    return found


def _days(line: BookLine, told: Mapping[str, Weekdays]) -> tuple[int, ...]:
    """Days with a run more than others: as told, or spread evenly."""
    if line.id not in told:
        return spread(line.more).days if line.more else ()
    check_frequency(line.id, line.daily * DAYS + line.more, told[line.id])
    return told[line.id].days


def check_frequency(name: str, runs: int, days: Weekdays) -> None:
    """Refuse running days that are not as many as runs a week leave over.

    :raises InputError: N-919.
    """
    if days.frequency != runs % DAYS:
        raise InputError("N-919", name=name, runs=runs, days=days.text("en"))


def bought(places: Sequence[Place], lines: list[BookLine]) -> Iterator[tuple[Lane, float]]:
    """A lane for each way of each line that runs every day, by weight, with its km."""
    for line in lines:
        for a, b in (line.ends, line.ends[::-1]) if line.daily else ():
            lane = Lane(
                f"{places[a].code}-{places[b].code} {line.id}", a, b, line.rule.mode,
                clock_minutes(line.rule.departs), line.rule.minutes(line.km), line.rule.load_kg,
                line.daily, 0.0, yuan_per_kg=round(line.rule.yuan_per_kg(line.km), 6),
                grams_per_kg=round(line.rule.grams_per_kg(line.km), 6),
            )  # fmt: skip
            yield lane, line.km


def bought_some_days(
    places: Sequence[Place], lines: list[BookLine]
) -> Iterator[tuple[Lane, float]]:
    """A run more on some days of the week, there and back: a lane for each of them."""
    for line in lines:
        for lane, km in bought(places, [replace(line, daily=1)]):
            for day in line.days:
                yield replace(lane, id=day_named(lane.id, day), day=day), km
