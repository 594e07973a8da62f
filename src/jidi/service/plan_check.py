"""Whether the hubs and lanes that stand suffice for a year's parcels, and what breaks first.

Each city's hubs must take what begins or ends there; what they have left passes on for others.
Lanes take what their runs have room for. Everything goes at the least cost over what stands; what
does not find room shows what must be added. Nothing whole is chosen but the sizes of hubs added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from jidi.core.errors import InputError
from jidi.model.hubs import HubSize, hub_values
from jidi.model.trunk import trunk_values
from jidi.network.trunk.strain import Strain, Strainer
from jidi.service.books import Book
from jidi.service.plan_check_breaking import added, breaking
from jidi.service.plan_check_network import ADDED, StandingNetwork, standing_network
from jidi.service.plan_check_week import WeekdayCheck, weekdays_checked
from jidi.service.trunk_problem import Place, ProvinceTrunk, TrunkAsked, province_trunk

LOSSES: Final = 20
"""So many of the lanes with most aboard are taken away for trial, one after the other."""
_KG: Final = 1.0

Progress = Callable[[float, str], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class HubCheck:
    """A city's hubs. Parcels a day; ``breaks_at`` parcels a year, None where nothing is needed.

    :param added: the cheapest sizes that make up for what is short, with how many of each.
    """

    place: Place
    own: float
    passing: float
    breaks_at: float | None
    short: float
    added: tuple[tuple[HubSize, int], ...]

    @property
    def used(self) -> float | None:
        """Share of what stands; None where nothing stands."""
        return (self.own + self.passing) / self.place.standing if self.place.standing else None

    @property
    def yuan(self) -> float:
        """What is added costs a day."""
        return sum(size.yuan_per_day * count for size, count in self.added)


@dataclass(frozen=True)
class LaneCheck:
    """Two places between which room is short. Kg a day; yuan a day as hired freight.

    :param runs: a day that stand; ``departures``: of the largest truck that would make up for it.
    """

    origin: Place
    target: Place
    runs: float
    room: float
    short: float
    departures: int
    yuan: float


@dataclass(frozen=True)
class Loss:
    """What the loss of a hub or a lane (both ways) does.

    :param yuan: more a day for other ways. :param added: parcels a day that need added lanes.
    :param stuck: parcels a day that find no way at all; ``own``: that begin or end at a lost hub.
    """

    kind: str
    zh: str
    en: str
    yuan: float
    added: float
    stuck: float
    own: float


@dataclass(frozen=True)
class PlanCheck:
    """The answer. Volumes are parcels a year.

    Lanes are those of the mean day, where what finds no room on one day may wait for another.

    :param weekdays: each by itself, nothing waiting; none where all days are alike.
    """

    posed: ProvinceTrunk
    network: StandingNetwork
    hubs: tuple[HubCheck, ...]
    lanes: tuple[LaneCheck, ...]
    lanes_break_at: float | None
    first_lanes: tuple[tuple[Place, Place], ...]
    laneless: float
    stuck: float
    losses: tuple[Loss, ...]
    weekdays: tuple[WeekdayCheck, ...] = ()

    @cached_property
    def first(self) -> HubCheck | None:
        """The city whose hubs are full first."""
        found = [hub for hub in self.hubs if hub.breaks_at is not None]
        return min(found, key=lambda hub: (hub.breaks_at or 0.0, hub.place.code), default=None)

    @property
    def hubs_suffice(self) -> bool:
        """Whether every city's hubs take what they must, on every day of the week."""
        found = [day.hubs_at for day in self.weekdays]
        days = all(at is None or at >= self.posed.hubs.volume for at in found)
        return days and all(hub.short <= 0 for hub in self.hubs) and self.stuck <= 0

    @property
    def lanes_suffice(self) -> bool:
        """Whether lanes have room for all that has a lane at all, on every day of the week."""
        found = [self.lanes_break_at, *(day.breaks_at for day in self.weekdays)]
        return all(at is None or at > self.posed.hubs.volume for at in found)

    @property
    def tightest(self) -> WeekdayCheck | None:
        """The weekdays on which lanes, or else hubs, do not suffice first; None where days are
        alike."""
        never = float("inf")
        return min(
            self.weekdays,
            key=lambda day: (day.breaks_at or never, day.hubs_at or never, -day.short, day.days),
            default=None,
        )

    @property
    def yuan(self) -> float:
        """What all additions cost a day."""
        return sum(hub.yuan for hub in self.hubs) + sum(lane.yuan for lane in self.lanes)


def plan_checked(
    book: Book,
    *,
    year: int,
    volume: float | None,
    days: tuple[str, ...] = (),
    losses: bool = True,
    progress: Progress = lambda _share, _step: None,
    cancelled: Cancelled = lambda: False,
) -> PlanCheck:
    """Ask the network that stands.

    :param days: running days of lanes, as ``line=一三五``.
    :param losses: whether hubs and lanes are taken away for trial, which takes most of the time.
    :raises InputError: as the trunk problem; N-919, N-884, N-885; N-935, N-949.
    """
    posed = posed_for_check(book, year=year, volume=volume, days=days)
    network = standing_network(book, posed)
    if not network.stands:
        raise InputError("N-949", name=posed.name)
    progress(0.1, "flows")
    strainer = Strainer(network.problem, cancelled)
    base = strainer.strained()
    progress(0.3, "volumes")
    mean = breaking(network, strainer, posed.hubs.volume)
    progress(0.4, "weekdays")
    hubs = {n: _hub(network, posed, base, n) for n in _cities(posed)}
    full = {n: hub.breaks_at for n, hub in hubs.items() if hub.breaks_at is not None}
    weekdays = weekdays_checked(network, posed, strainer, full)
    each = trunk_values().parcel_kg
    return PlanCheck(
        posed=posed,
        network=network,
        hubs=tuple(hubs.values()),
        lanes=tuple(_lanes(network, posed, base)),
        lanes_break_at=mean.at,
        first_lanes=tuple((posed.places[a], posed.places[b]) for a, b in mean.first),
        laneless=_laneless(network, base) / each,
        stuck=float(base.missing.sum()) / each if base.missing.sum() > _KG else 0.0,
        losses=tuple(_losses(network, posed, strainer, base, progress)) if losses else (),
        weekdays=weekdays,
    )


def posed_for_check(
    book: Book, *, year: int, volume: float | None, days: tuple[str, ...]
) -> ProvinceTrunk:
    """Flows and places of the check. The lanes of the posed problem are not asked, so that running
    days of any lane may be told."""
    posed = province_trunk(book, TrunkAsked(year=year, volume=volume))
    return replace(posed, asked=replace(posed.asked, days=days))


def _cities(posed: ProvinceTrunk) -> list[int]:
    return [n for n, place in enumerate(posed.places) if place.kind == "city"]


# Hubs ------------------------------------------------------------------------


def _hub(network: StandingNetwork, posed: ProvinceTrunk, base: Strain, n: int) -> HubCheck:
    each, place = trunk_values().parcel_kg, posed.places[n]
    own, passing = float(network.own[n]) / each, float(base.passing[n]) / each
    needed = own + passing
    short = max(0.0, needed - place.standing)
    breaks_at = posed.hubs.volume * place.standing / needed if needed else None
    if short < 1e-6 * max(1.0, needed):
        short = 0.0
    return HubCheck(place, own, passing, breaks_at, short, cheapest_sizes(short))


def cheapest_sizes(parcels: float) -> tuple[tuple[HubSize, int], ...]:
    """The cheapest hubs that together take so many parcels a day more."""
    sizes = sorted(hub_values().sizes, key=lambda size: -size.parcels_per_day)
    _, counts = _cheapest(sizes, parcels)
    return tuple((size, count) for size, count in zip(sizes, counts, strict=True) if count)


def _cheapest(sizes: list[HubSize], parcels: float) -> tuple[float, list[int]]:
    if parcels <= 0:
        return 0.0, [0] * len(sizes)
    first, others = sizes[0], sizes[1:]
    enough = int(-(-parcels // first.parcels_per_day))
    best = (enough * first.yuan_per_day, [enough, *([0] * len(others))])
    for count in range(enough if others else 0):
        cost, rest = _cheapest(others, parcels - count * first.parcels_per_day)
        cost += count * first.yuan_per_day
        if cost < best[0]:
            best = (cost, [count, *rest])
    return best


# Lanes -----------------------------------------------------------------------


def _lanes(network: StandingNetwork, posed: ProvinceTrunk, base: Strain) -> Iterator[LaneCheck]:
    largest = max(truck.load_kg for truck in trunk_values().trucks)
    for (a, b), lane in sorted(network.added.items(), key=lambda one: -base.aboard[one[1]]):
        short = float(base.aboard[lane])
        if short <= _KG:
            continue
        stands = network.stands.get((a, b))
        yield LaneCheck(
            origin=posed.places[a],
            target=posed.places[b],
            runs=network.runs.get((a, b), 0.0),
            room=0.0 if stands is None else network.problem.lanes[stands].capacity,
            short=short,
            departures=int(-(-short // largest)),
            yuan=short * trunk_values().hired.yuan_per_kg(float(posed.km[a, b])),
        )


def _laneless(network: StandingNetwork, base: Strain) -> float:
    """Kg a day that go between places between which no lane stands."""
    return sum(
        float(base.aboard[lane])
        for pair, lane in network.added.items()
        if pair not in network.stands
    )


# Losses ----------------------------------------------------------------------


def _losses(
    network: StandingNetwork,
    posed: ProvinceTrunk,
    strainer: Strainer,
    base: Strain,
    progress: Progress,
) -> Iterator[Loss]:
    """The loss of each hub that passes something on, and of the lanes with most aboard."""
    found = []
    hubs = [n for n in _cities(posed) if base.passing[n] > _KG]
    pairs = _busiest(network, base)
    for number, hub in enumerate(hubs):
        progress(0.5 + 0.4 * number / (len(hubs) + len(pairs)), "losses")
        place = posed.places[hub]
        after = strainer.strained(nodes={hub: 0.0})
        found.append(_loss(network, base, after, "hub", place.zh, place.en, network.own[hub]))
    for number, (a, b) in enumerate(pairs):
        progress(0.5 + 0.4 * (len(hubs) + number) / (len(hubs) + len(pairs)), "losses")
        closed = {network.stands[p]: 0.0 for p in ((a, b), (b, a)) if p in network.stands}
        one, other = posed.places[a], posed.places[b]
        after = strainer.strained(lanes=closed)
        names = (f"{one.zh}—{other.zh}", f"{one.en} – {other.en}")
        found.append(_loss(network, base, after, "lane", *names, 0.0))
    yield from sorted(found, key=lambda loss: (-loss.stuck, -loss.yuan, loss.zh))


def _busiest(network: StandingNetwork, base: Strain) -> list[tuple[int, int]]:
    aboard: dict[tuple[int, int], float] = {}
    for (a, b), lane in network.stands.items():
        key = (min(a, b), max(a, b))
        aboard[key] = aboard.get(key, 0.0) + float(base.aboard[lane])
    best = sorted(aboard, key=lambda pair: (-aboard[pair], pair))
    return [pair for pair in best[:LOSSES] if aboard[pair] > _KG]


def _loss(
    network: StandingNetwork,
    base: Strain,
    after: Strain,
    kind: str,
    zh: str,
    en: str,
    own: float,
) -> Loss:
    each = trunk_values().parcel_kg
    stuck = float(after.missing.sum() - base.missing.sum())
    return Loss(
        kind=kind, zh=zh, en=en,
        yuan=round(_paid(network, after) - _paid(network, base), 2),
        added=max(0.0, added(network, after) - added(network, base)) / each,
        stuck=stuck / each if stuck > _KG else 0.0,
        own=float(own) / each,
    )  # fmt: skip


def _paid(network: StandingNetwork, found: Strain) -> float:
    """Yuan a day, with added lanes at their price."""
    over = sum(
        float(found.aboard[lane]) * network.problem.lanes[lane].yuan_per_kg
        for lane in network.added.values()
    )
    return found.cost - over * (1 - 1 / ADDED)
