"""A province's gateways abroad: routes chosen, one more weekly run weighed, verified, asked why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from jidi.core.errors import InputError, UnknownName
from jidi.core.nearest import suggestion
from jidi.model.border import BorderValues
from jidi.network.border import BorderDesign, BorderProblem, carried, not_carried, solve, verify
from jidi.service.answer_parts import Search, Told
from jidi.service.books import Book
from jidi.service.border_file import Found, Hours, More, mean_hours, mean_of, read_found
from jidi.service.border_problem import BorderAsked, ProvinceBorder, province_border
from jidi.service.border_words import line_name, store_names, told_border
from jidi.service.design_answer import Answer, checked

__all__ = ["DAYS", "designed_border", "explained_border", "judged_border"]
DAYS: Final = tuple(range(7))
"""Days of the week on which one more run is tried."""
Progress = Callable[[float, str], None]
Cancelled = Callable[[], bool]


def designed_border(posed: ProvinceBorder, *, progress: Progress, cancelled: Cancelled) -> Answer:
    """A verified design, what one more weekly run of each line would do, and what warehouses do.

    :raises InputError: N-991 to N-993 when there is none; N-975.
    """
    progress(0.1, "routes")
    design = _solved(posed, posed.problem, cancelled)
    checked(told_border(posed, Found(design)))
    more = tuple(_one_more(posed, design, progress, cancelled))
    every = frozenset(n for n, one in enumerate(posed.problem.gateways) if one.store is not None)
    bare = None
    if every and not cancelled():
        other, hours = _bare(posed, every, cancelled)
        bare = (round(other.cost - design.cost, 2), *hours)
    return checked(told_border(posed, Found(design, more, bare)))


def _solved(posed: ProvinceBorder, problem: BorderProblem, cancelled: Cancelled) -> BorderDesign:
    """The cheapest design. :raises InputError: N-991 to N-993, markets by their names."""
    try:
        return solve(problem, cancelled=cancelled)
    except InputError as error:
        if error.code != "N-992":
            raise
        names = [(market.zh, market.en) for market in posed.asked.values.markets]
        raise not_carried(problem, markets=names) from error


def judged_border(book: Book, asked: Mapping[str, Any], kept: Mapping[str, Any]) -> Answer:
    """A kept design against the problem posed anew; what one more run does is kept with it."""
    posed = _posed(book, asked)
    return told_border(posed, read_found(posed, kept))


def _posed(book: Book, asked: Mapping[str, Any]) -> ProvinceBorder:
    values = BorderValues.model_validate(asked["values"])
    return province_border(book, BorderAsked(**{**asked, "values": values}))


# Why ---------------------------------------------------------------------------


def explained_border(
    book: Book,
    asked: Mapping[str, Any],
    kept: Mapping[str, Any],
    name: str,
    how: Search,
) -> tuple[Told, ...]:
    """Of a kept design, what the loss of a line, of all lines of a gateway, or of a gateway's
    warehouse, would do.

    :raises UnknownName: G-170 for an unknown line, gateway or warehouse.
    """
    posed = _posed(book, asked)
    design, gateways = read_found(posed, kept).design, posed.problem.gateways
    bare = frozenset(
        n for n, place in enumerate(posed.places)
        if gateways[n].store is not None and name in store_names(place)
    )  # fmt: skip
    if bare:
        return (_without_store(posed, design, bare, how.cancelled),)
    lost = frozenset(
        n for n, line in enumerate(posed.lines)
        if name in (line.id, *line.gateway) or (len(name) >= 2 and line.gateway[0].startswith(name))
    )  # fmt: skip
    if not lost:
        known = {word: 0 for line in posed.lines for word in (line.id, line.gateway[0])}
        known |= {
            store_names(place)[0]: 0 for n, place in enumerate(posed.places)
            if gateways[n].store is not None
        }  # fmt: skip
        raise UnknownName("G-170", name=name[:60], nearest=suggestion(name[:60], known))
    return (_without(posed, design, lost, how.cancelled),)


def _without(
    posed: ProvinceBorder, design: BorderDesign, lost: frozenset[int], cancelled: Cancelled
) -> Told:
    """Everything as it is, the lost lines serving nobody."""
    first = posed.lines[min(lost)].gateway
    one = len(lost) == 1
    zh, en = (
        line_name(posed, min(lost))
        if one
        else (f"{first[0]}的 {len(lost)} 条线路", f"the {len(lost)} lines of {first[1]}")
    )
    problem = replace(posed.problem, routes=tuple(
        replace(route, markets=frozenset()) if n in lost else route
        for n, route in enumerate(posed.problem.routes)
    ))  # fmt: skip
    try:
        other = _solved(posed, problem, cancelled)
    except InputError as error:
        return (
            f"若没有{zh}：走不完（{error.message('zh')}）",
            f"Without {en} not all is carried ({error.message('en')})",
        )
    after = _verified(problem, other, f"without {first[1]}")
    words = _difference(mean_hours(posed, design), after)
    yuan = other.cost - design.cost
    return (
        f"若没有{zh}：改走其他线路，多花 {yuan:,.0f} 元/周，平均小时{words[0]}",
        f"Without {en} other lines carry all, for {yuan:,.0f} yuan a week more, hours on the mean "
        f"{words[1]}",
    )


def _without_store(
    posed: ProvinceBorder, design: BorderDesign, lost: frozenset[int], cancelled: Cancelled
) -> Told:
    other, after = _bare(posed, lost, cancelled)
    words, yuan = _difference(mean_hours(posed, design), after), other.cost - design.cost
    zh, en = store_names(posed.places[min(lost)])
    return (
        f"若没有{zh}：多花 {yuan:,.0f} 元/周，平均小时{words[0]}",
        f"Without {en}: {yuan:,.0f} yuan a week more, hours on the mean {words[1]}",
    )


def _bare(
    posed: ProvinceBorder, lost: frozenset[int], cancelled: Cancelled
) -> tuple[BorderDesign, Hours]:
    """The best design without some warehouses; there is one, since they carry nothing."""
    problem = replace(posed.problem, gateways=tuple(
        replace(one, store=None) if n in lost else one
        for n, one in enumerate(posed.problem.gateways)
    ))  # fmt: skip
    other = _solved(posed, problem, cancelled)
    return other, _verified(problem, other, "without stores")


def _verified(problem: BorderProblem, other: BorderDesign, told: str) -> Hours:
    """Mean hours of another design. :raises InputError: N-975 when the checker refuses it."""
    verdict = verify(problem, other)
    if not verdict.holds:
        raise InputError("N-975", count=len(verdict.breaches), first=told)
    return mean_of(verdict.out), mean_of(verdict.home)


def _difference(before: Hours, after: Hours) -> Told:
    """By how much the mean hours of each way change, in words."""
    zh, en = [], []
    for (word_zh, word_en), one, other in zip(
        (("出口", "out"), ("进口", "in")), before, after, strict=True
    ):
        if one is not None and other is not None:
            zh.append(f"{word_zh} {other - one:+.1f}")
            en.append(f"{word_en} {other - one:+.1f}")
    return "、".join(zh), ", ".join(en)


# One more run ------------------------------------------------------------------


def _one_more(
    posed: ProvinceBorder, design: BorderDesign, progress: Progress, cancelled: Cancelled
) -> Iterator[More]:
    """Of each line, the best day for one more run, out and home, whether it pays or not."""
    problem, before = posed.problem, mean_hours(posed, design)
    for number, route in enumerate(problem.routes):
        if cancelled():
            return
        progress(0.2 + 0.7 * number / len(problem.routes), route.id)
        room = replace(problem, routes=tuple(
            replace(r, most_added=r.most_added + (n == number))
            for n, r in enumerate(problem.routes)
        ))  # fmt: skip
        found = []
        for day in DAYS:
            days = tuple(sorted((*design.added[number], day)))
            added = tuple(days if n == number else d for n, d in enumerate(design.added))
            other = carried(room, added)
            if other is not None:
                found.append((other.cost, day, other))
        if found:
            cost, day, other = min(found, key=lambda one: one[:2])
            after = _verified(room, other, f"{route.id} + {day}")
            out, home = (
                0.0 if one is None or then is None else round(then - one, 4)
                for one, then in zip(before, after, strict=True)
            )
            yield (
                route.id, day, out, home, round(cost - design.cost, 2), route.yuan_run,
                route.capacity,
            )  # fmt: skip
