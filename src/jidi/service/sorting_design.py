"""Sorting at a province's hubs: hours against capacity; one hub's waves and chutes, verified."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from jidi.core.errors import InputError
from jidi.core.nearest import suggestion
from jidi.model.sorting import SortingValues, factor_value, sorting_values
from jidi.network.sorting import SortingDesign, day_of, solve, turns_of, verify
from jidi.service import design_forms
from jidi.service.answer_drawings import SORTING_TERMS, sorting_drawn, sorting_moves, terms
from jidi.service.answer_parts import Search, Told, breach_texts, digest_of
from jidi.service.books import Book
from jidi.service.design_answer import Answer, checked, table
from jidi.service.hub_problem import facts
from jidi.service.job_task import ToldTable
from jidi.service.sorting_clash import why_none
from jidi.service.sorting_departures import (
    PLACE_HEADS,
    SEVERAL_HEADS,
    departure_figures,
    departure_lines,
    place_read,
    place_rows,
    place_written,
    places_of,
    several,
    where,
)
from jidi.service.sorting_problem import (
    CityHub,
    ProvinceSorting,
    SortingAsked,
    province_sorting,
)

HOUR_HEADS: Final = ("时,寄出件到,寄达件到,波次能力", "hour,sent come,received come,wave can sort")
HUB_HEADS: Final = (
    "市,旺季日件数,最忙一小时件数,现有分拣线,登记件/日,需要分拣线,缺,现有分拣线下最多积压件",
    "city,parcels that day,parcels in the busiest hour,lines that stand,parcels entered a day,"
    "lines needed,lacking,"
    "most parcels waiting with standing lines",
)
WAVE_HEADS: Final = (
    "波次,去向,件,独用格口,共用格口,格口总数,分拣用到",
    "wave,destinations,parcels,own chutes,shared chutes,chutes,of what lines can sort",
)
Progress = Callable[[float, str], None]


def designed_sorting(
    posed: ProvinceSorting,
    *,
    effort: int,
    progress: Progress,
    cancelled: Callable[[], bool],
    why: str = "",
) -> Answer:
    """A verified design. :param why: a destination of which is told what another place would cost.

    :raises InputError: N-865 (what clashes, what mends it) or N-973 without one; N-975; N-870 for
        an unknown destination.
    """
    asked = _destination(posed, why) if why else None
    progress(0.1, "waves")
    design = _solved(posed, effort=effort, progress=progress, cancelled=cancelled)
    told = checked(_answer(posed, design))
    if asked is None:
        return told
    progress(0.6, "why")
    line = _why(posed, design, asked, effort, cancelled)
    return Answer(**{**vars(told), "lines": (*told.lines, line)})


def _solved(
    posed: ProvinceSorting, *, effort: int, progress: Progress, cancelled: Callable[[], bool]
) -> SortingDesign:
    try:
        return solve(posed.problem, effort=effort, cancelled=cancelled)
    except InputError as error:
        if error.code not in ("N-971", "N-972"):
            raise
        raise why_none(
            posed, error, effort=effort, progress=progress, cancelled=cancelled
        ) from error


def judged_sorting(book: Book, asked: Mapping[str, Any], kept: Mapping[str, Any]) -> Answer:
    """A kept design against the problem posed anew."""
    values = SortingValues.model_validate(asked["values"])
    posed = province_sorting(book, SortingAsked(**{**asked, "values": values}))
    return _answer(posed, _read(posed, kept))


def values_of(path: Path | None) -> SortingValues:
    """The values out of a file, or those that ship. :raises JidiError: as ``sorting_values``."""
    return sorting_values(path)


def _destination(posed: ProvinceSorting, name: str) -> int:
    for number, one in enumerate(posed.problem.destinations):
        zh, en = posed.names[one.id]
        if name.casefold() in (one.id, zh.casefold(), en.casefold()):
            return number
    known = list(dict.fromkeys(word for words in posed.names.values() for word in words))
    raise InputError("N-870", name=name[:60], nearest=suggestion(name[:60], known))


def explained_sorting(
    book: Book,
    asked: Mapping[str, Any],
    kept: Mapping[str, Any],
    name: str,
    how: Search,
) -> tuple[Told, ...]:
    """Of a kept design, where a destination would be placed otherwise, and at what cost.

    :raises InputError: N-870 for an unknown destination.
    """
    values = SortingValues.model_validate(asked["values"])
    posed = province_sorting(book, SortingAsked(**{**asked, "values": values}))
    return (_why(posed, _read(posed, kept), _destination(posed, name), how.effort, how.cancelled),)


def _why(
    posed: ProvinceSorting,
    design: SortingDesign,
    number: int,
    effort: int,
    cancelled: Callable[[], bool],
) -> Told:
    """What it would cost at least if one destination were not placed as it is."""
    places = places_of(design, number)
    zh, en = posed.names[posed.problem.destinations[number].id]
    here = where(posed, places)
    try:
        other = solve(posed.problem, effort=effort, without=places, cancelled=cancelled)
    except InputError as error:
        return (
            f"{zh}：在 {here[0]}；换一种安排求不出方案（{error.message('zh')}）",
            f"{en}: in {here[1]}; placed otherwise there is no design ({error.message('en')})",
        )
    there = where(posed, places_of(other, number))
    more = other.cost - design.cost
    return (
        f"{zh}：在 {here[0]}；若不如此，改在 {there[0]}，多花 {more:,.0f} 元/日",
        f"{en}: in {here[1]}; otherwise {there[1]}, at {more:,.0f} yuan a day more",
    )


# Files -----------------------------------------------------------------------


def _plain(posed: ProvinceSorting, design: SortingDesign) -> dict[str, Any]:
    problem = posed.problem
    return {
        "lines": design.lines,
        "waves": [[problem.waves[wave].id, groups]
                  for wave, groups in zip(design.waves, design.groups, strict=True)],
        "placed": [place_written(posed, one) for one in design.placed],
        "cost": design.cost,
        "bound": design.bound,
    }  # fmt: skip


def _read(posed: ProvinceSorting, kept: Mapping[str, Any]) -> SortingDesign:
    waves = {wave.id: n for n, wave in enumerate(posed.problem.waves)}
    places = {one.id: n for n, one in enumerate(posed.problem.destinations)}
    return SortingDesign(
        lines=int(kept["lines"]),
        waves=tuple(waves[name] for name, _ in kept["waves"]),
        groups=tuple(int(groups) for _, groups in kept["waves"]),
        placed=tuple(place_read(places, waves, one) for one in kept["placed"]),
        cost=float(kept["cost"]),
        bound=float(kept["bound"]),
    )


# Telling ---------------------------------------------------------------------


def _answer(posed: ProvinceSorting, design: SortingDesign) -> Answer:
    verdict = verify(posed.problem, design)
    readable = verdict.cost is not None
    return Answer(
        form=design_forms.SORTING,
        province=posed.hubs.name,
        data_version=posed.hubs.version,
        synthetic=posed.synthetic,
        asked=posed.asked.plain(),
        design=_plain(posed, design) if readable else {},
        breaches=breach_texts(verdict.breaches),
        headline=_headline(posed, design),
        tables=tuple(_tables(posed, design)) if readable else (),
        lines=tuple(_lines(posed, design)),
        told=_figures(posed, design),
        notes=posed.notes,
        bill=terms(SORTING_TERMS, verdict.bill),
        drawn=sorting_drawn(posed, design) if readable else None,
        moves=sorting_moves(posed, design),
        keys={"分拨中心": 1, "波次": 1, "分时": 1, "去向": 1},
        sources=posed.hubs.sources,
        digest=digest_of(posed.problem),
    )


def _headline(posed: ProvinceSorting, design: SortingDesign) -> Told:
    parcels = sum(one.parcels for one in posed.problem.destinations)
    added = design.lines - posed.problem.standing
    again = len({one.destination for one in design.placed if not one.chutes})
    own, count = len({one.destination for one in design.placed}) - again, len(design.waves)
    city, year = posed.city.city, posed.asked.year
    return (
        f"{city.name} {year} 年旺季日 {parcels:,.0f} 件：分拣线 {design.lines} 条（现有 "
        f"{posed.problem.standing}，增 {added}），{count} 个波次，{own} 个去向独用格口，"
        f"{again} 个二次分拣，{design.cost:,.0f} 元/日，距下界至多 {design.gap:.2%}",
        f"{city.name_en or city.name} {year}, {parcels:,.0f} parcels on the day planned for: "
        f"{design.lines} lines ({posed.problem.standing} stand, {added} added), {count} waves, "
        f"{own} destinations with chutes of their own, {again} sorted again, {design.cost:,.0f} "
        f"yuan a day, at most {design.gap:.2%} above the bound",
    )


def _lines(posed: ProvinceSorting, design: SortingDesign) -> Iterator[Told]:
    values, peak = posed.asked.values, posed.asked.against_mean
    yield from departure_lines(posed, design)
    yield (
        f"旺季日取日均的 {peak:g} 倍；每条线按 {values.lines.planned:,.0f} 件/小时计",
        f"The day planned for is {peak:g} times the mean; a line counts "
        f"{values.lines.planned:,.0f} parcels an hour",
    )
    added = design.lines - posed.problem.standing
    invest = added * factor_value(values.lines.price) / 1e8
    yield (f"增加的 {added} 条线约需投资 {invest:.2f} 亿元",
           f"The {added} added lines ask for {invest:.2f} hundred million yuan")  # fmt: skip
    stand = sum(one.lines for one in posed.cities)
    lacking = sum(one.lacks(values) for one in posed.cities)
    yield (
        f"全省分拨中心有分拣线 {stand} 条，各市补足后 {stand + lacking} 条（指标“自动分拣线”"
        "另含园区和县级中心）",
        f"The hubs of the province have {stand} lines, {stand + lacking} when every city has what "
        "it needs (the indicator sorting_lines counts parks and county centres too)",
    )
    unknown = sum(one.unknown for one in posed.cities)
    if unknown:
        yield (f"{unknown} 处分拨中心没有登记分拣线数，按没有计",
               f"{unknown} hubs do not say how many lines they have: counted as none")  # fmt: skip


def _tables(posed: ProvinceSorting, design: SortingDesign) -> Iterator[ToldTable]:
    yield table("分拨中心", "Hubs", HUB_HEADS, [_hub(one, posed) for one in posed.cities])
    yield table("波次", "Waves", WAVE_HEADS, list(_waves(posed, design)))
    yield table("分时", "Hours", HOUR_HEADS, list(_hours(posed, design)))
    heads = SEVERAL_HEADS if several(posed) else PLACE_HEADS
    yield table("去向", "Destinations", heads, list(place_rows(posed, design)))


def _hub(one: CityHub, posed: ProvinceSorting) -> list[Any]:
    values = posed.asked.values
    day = day_of(one.streams(values), one.lines * values.lines.planned)
    busiest = max(a + b for a, b in zip(one.sent, one.received, strict=True))
    waits = ("越积越多", "without end") if day is None else f"{max(h.waits for h in day):,.0f}"
    return [
        (one.city.name, one.city.name_en or one.city.name),
        f"{sum(one.sent) + sum(one.received):,.0f}", f"{busiest:,.0f}", str(one.lines),
        "—" if one.capacity is None else f"{one.capacity:,.0f}", str(one.needs(values)),
        str(one.lacks(values)), waits,
    ]  # fmt: skip


def _waves(posed: ProvinceSorting, design: SortingDesign) -> Iterator[list[Any]]:
    problem, every = posed.problem, turns_of(posed.problem, design.placed)
    for wave, groups in zip(design.waves, design.groups, strict=True):
        here = [one for one in design.placed if one.wave == wave]
        amount = sum(turn.parcels for turn in every if turn.wave == wave)
        room = design.lines * problem.rate * problem.waves[wave].hours
        yield [
            problem.waves[wave].id, str(len(here)), f"{amount:,.0f}",
            str(sum(one.chutes for one in here)), str(groups),
            str(design.lines * problem.chutes), f"{amount / room:.1%}" if room else "—",
        ]  # fmt: skip


def _hours(posed: ProvinceSorting, design: SortingDesign) -> Iterator[list[Any]]:
    problem = posed.problem
    for hour in range(24):
        runs = any(
            (hour - problem.waves[wave].begins) % 24 < problem.waves[wave].hours
            for wave in design.waves
        )
        can = design.lines * problem.rate if runs else 0.0
        yield [f"{hour:02}:00", f"{posed.city.sent[hour]:,.0f}",
               f"{posed.city.received[hour]:,.0f}", f"{can:,.0f}"]  # fmt: skip


def _figures(posed: ProvinceSorting, design: SortingDesign) -> dict[str, Any]:
    values = posed.asked.values
    return {
        "problem": facts(posed.hubs),
        "hub": posed.city.city.code.short,
        "peak": posed.asked.against_mean,
        "lines": design.lines,
        "standing": posed.problem.standing,
        "needed_at_least": posed.city.needs(values),
        "cost": round(design.cost, 2),
        "bound": round(design.bound, 2),
        "gap": round(design.gap, 6),
        **departure_figures(posed, design),
        "design": _plain(posed, design) if design.placed else {},
        "hubs": [
            {
                "code": one.city.code.short, "zh": one.city.name,
                "en": one.city.name_en or one.city.name,
                "parcels": round(sum(one.sent) + sum(one.received), 1),
                "lines": one.lines, "needed": one.needs(values), "lacking": one.lacks(values),
                "own_hours": one.own_hours,
            }
            for one in posed.cities
        ],
    }  # fmt: skip
