"""What breaks first on which day of the week: each day by itself, with its parcels and its lanes.

On the mean day what finds no room may wait for another day, for as long as it takes; here nothing
waits, so that a day which lacks lanes shows. The truth lies between the two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from jidi.model.trunk import trunk_values
from jidi.network.trunk.strain import Strainer
from jidi.network.weekdays import DAYS
from jidi.service.plan_check_breaking import added, breaking
from jidi.service.plan_check_network import StandingNetwork
from jidi.service.trunk_problem import Place, ProvinceTrunk

_KG: Final = 1.0


@dataclass(frozen=True)
class WeekdayCheck:
    """Days of the week with the same lanes and parcels. Parcels a year, kg a day, parcels a day.

    Years are told by their mean day.

    :param days: Monday = 0. :param share: times the mean day's parcels.
    :param room: kg of all lanes together; ``short``: that find no room, so that lanes would have to
        be added on the day.
    :param waiting: parcels of the day that go between places whose lanes all run on other days.
    :param breaks_at: from which lanes do not suffice; None where they do for eight times the
        volume.
    :param first: lanes that are full there.
    :param hub: whose hubs are full first, ``hubs_at``: from which; None where nothing is needed.
    """

    days: tuple[int, ...]
    share: float
    room: float
    short: float
    waiting: float
    breaks_at: float | None
    first: tuple[tuple[Place, Place], ...]
    hub: Place | None = None
    hubs_at: float | None = None


def weekdays_checked(
    network: StandingNetwork,
    posed: ProvinceTrunk,
    strainer: Strainer,
    hubs: Mapping[int, float],
) -> tuple[WeekdayCheck, ...]:
    """Every day of the week, days that are the same together; none where all are alike.

    :param hubs: by number of the place, parcels a year at which its hubs are full on the mean day.
    """
    alike: dict[tuple[float, ...], list[int]] = defaultdict(list)
    for day in range(DAYS):
        rooms = (rooms[day] for _, rooms in sorted(network.rooms.items()))
        alike[network.volumes.shares[day], *rooms].append(day)
    if len(alike) < 2:
        return ()
    return tuple(_checked(network, posed, strainer, hubs, tuple(days)) for days in alike.values())


def _checked(
    network: StandingNetwork,
    posed: ProvinceTrunk,
    strainer: Strainer,
    hubs: Mapping[int, float],
    days: tuple[int, ...],
) -> WeekdayCheck:
    share, rooms = network.volumes.shares[days[0]], rooms_of(network, days[0])
    # So many times the parcels in the same rooms are the same parcels in rooms as many times less.
    lanes = {lane: room / share for lane, room in rooms.items()}
    cities = [n for n, place in enumerate(posed.places) if place.kind == "city"]
    stands = {n: (network.left[n] + network.own[n]) / share - network.own[n] for n in cities}
    found = strainer.strained(lanes=lanes, nodes={n: max(0.0, kg) for n, kg in stands.items()})
    first = breaking(network, strainer, posed.hubs.volume, lanes)
    short = added(network, found) * share
    waiting = share * sum(
        float(found.aboard[network.added[ends]])
        for ends, lane in network.stands.items() if rooms[lane] <= 0
    )  # fmt: skip
    hub = min(hubs, key=lambda n: (hubs[n], n), default=None)
    return WeekdayCheck(
        days=days,
        share=share,
        room=sum(rooms.values()),
        short=short if short > _KG else 0.0,
        waiting=waiting / trunk_values().parcel_kg if waiting > _KG else 0.0,
        breaks_at=first.at,
        first=tuple((posed.places[a], posed.places[b]) for a, b in first.first),
        hub=None if hub is None else posed.places[hub],
        hubs_at=None if hub is None else hubs[hub] / share,
    )


def rooms_of(network: StandingNetwork, day: int) -> dict[int, float]:
    """Kg that each lane which stands has room for on a day of the week."""
    return {
        lane: network.rooms[ends][day] if ends in network.rooms
        else network.problem.lanes[lane].capacity
        for ends, lane in network.stands.items()
    }  # fmt: skip
