"""Where and when parcels of a sorting design leave: rows, lines, figures, how it is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from jidi.network.sorting import Placed, SortingDesign, turns_of
from jidi.network.sorting.clock import stands
from jidi.service.answer_parts import Told
from jidi.service.sorting_problem import ProvinceSorting

PLACE_HEADS: Final = (
    "去向,件/日,波次,格口,发车",
    "destination,parcels a day,wave,chutes,leaves",
)
SEVERAL_HEADS: Final = (
    "去向,该班件/日,波次,格口,发车,班次",
    "destination,parcels,wave,chutes,leaves,departure",
)


def several(posed: ProvinceSorting) -> bool:
    """Whether some destination may leave several times a day."""
    return any(one.more for one in posed.problem.destinations)


def places_of(design: SortingDesign, number: int) -> tuple[Placed, ...]:
    """Every place of a destination."""
    return tuple(one for one in design.placed if one.destination == number)


def leaves(posed: ProvinceSorting, place: Placed) -> int:
    """Hour of the day."""
    problem, wave = posed.problem, posed.problem.waves[place.wave]
    window = problem.destinations[place.destination].departures[place.departure]
    load = problem.load
    return (wave.ends + load + stands(window, wave, load=load)) % 24


def where(posed: ProvinceSorting, places: Sequence[Placed]) -> Told:
    """Wave and chutes of a destination; with the hours where there are several departures."""
    words = [_where(posed, one, hour=len(places) > 1) for one in places]
    return "、".join(zh for zh, _ in words), " and ".join(en for _, en in words)


def _where(posed: ProvinceSorting, place: Placed, *, hour: bool) -> Told:
    wave = posed.problem.waves[place.wave].id
    at = f"{leaves(posed, place):02}:00"
    zh, en = (f"（{at} 发车）", f" (leaves at {at})") if hour else ("", "")
    if place.chutes:
        return f"{wave} 独用 {place.chutes} 个格口{zh}", f"{wave} with {place.chutes} chutes{en}"
    return f"{wave} 二次分拣{zh}", f"{wave}, sorted again{en}"


def place_rows(posed: ProvinceSorting, design: SortingDesign) -> Iterator[list[Any]]:
    """Largest destinations first; of each what leaves first after its wave's begin first."""
    problem, more = posed.problem, several(posed)
    count = Counter(one.destination for one in design.placed)
    number: Counter[int] = Counter()
    rows = zip(design.placed, turns_of(problem, design.placed), strict=True)
    for one, turn in sorted(
        rows,
        key=lambda row: (
            -problem.destinations[row[0].destination].parcels,
            row[0].destination,
            leaves(posed, row[0]),
        ),
    ):
        place, wave = problem.destinations[one.destination], problem.waves[one.wave]
        number[one.destination] += 1
        chutes: Any = str(one.chutes) if one.chutes else ("共用，二次分拣", "shared, sorted again")
        row = [posed.names[place.id], f"{turn.parcels:,.0f}", wave.id, chutes,
               f"{leaves(posed, one):02}:00"]  # fmt: skip
        if more:
            row.append(f"{number[one.destination]}/{count[one.destination]}")
        yield row


def departure_lines(posed: ProvinceSorting, design: SortingDesign) -> Iterator[Told]:
    """How long parcels wait, and who leaves how often."""
    wait = mean_wait_h(posed, design)
    if wait is not None:
        yield (
            f"每件从到达分拨中心（以该小时末计）到发车平均 {wait:.1f} 小时",
            f"A parcel waits {wait:.1f} hours on the mean, from the end of the hour in which it "
            "comes until it leaves",
        )
    if not several(posed):
        return
    may = sum(bool(one.more) for one in posed.problem.destinations)
    used = sum(count > 1 for count in Counter(one.destination for one in design.placed).values())
    most, least = posed.asked.a_day, posed.asked.from_parcels
    yield (
        f"日件数不少于 {least:,.0f} 的 {may} 个去向每日可发至多 {most} 班，"
        f"其中 {used} 个用到两班以上；"
        "车辆费用不在此计（见干线设计）；“需要分拣线”仍按每日一班计",
        f"{may} destinations with {least:,.0f} parcels a day or more may leave {most} times a day, "
        f"{used} of them leave more than once; vehicles are not priced here (see the trunk "
        "design); lines needed are still those of one departure a day",
    )


def mean_wait_h(posed: ProvinceSorting, design: SortingDesign) -> float | None:
    """Hours; None without parcels."""
    every = turns_of(posed.problem, design.placed)
    parcels = sum(one.parcels for one in every)
    return sum(one.parcel_hours for one in every) / parcels if parcels else None


def departure_figures(posed: ProvinceSorting, design: SortingDesign) -> dict[str, Any]:
    """For programs."""
    wait = mean_wait_h(posed, design)
    count = Counter(one.destination for one in design.placed)
    return {
        "departures": posed.asked.a_day,
        "large": sum(bool(one.more) for one in posed.problem.destinations),
        "several": sum(times > 1 for times in count.values()),
        "mean_wait_h": None if wait is None else round(wait, 4),
    }


# Files -----------------------------------------------------------------------


def place_written(posed: ProvinceSorting, one: Placed) -> list[Any]:
    """Destination, wave, chutes; and the number of the departure, from 1, where it has several."""
    destination = posed.problem.destinations[one.destination]
    told = [destination.id, posed.problem.waves[one.wave].id, one.chutes]
    return [*told, one.departure + 1] if destination.more else told


def place_read(places: Mapping[str, int], waves: Mapping[str, int], told: Sequence[Any]) -> Placed:
    """As :func:`place_written`. :raises KeyError, ValueError: for what cannot be read."""
    name, wave, chutes, *more = told
    if len(more) > 1:
        raise ValueError(f"placed: {len(told)} > 4")
    departure = int(more[0]) - 1 if more else 0
    return Placed(places[name], waves[wave], int(chutes), departure)
