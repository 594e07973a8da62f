"""What breaks first on which day of the week: each day by itself, over the lanes that run on it.

On the mean day what finds no room may wait for another day, for as long as it takes; here nothing
waits, so that a day which lacks lanes shows. The truth lies between the two.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from jidi.model.trunk import trunk_values
from jidi.network.trunk.strain import Strainer
from jidi.network.weekdays import DAYS
from jidi.service.plan_check_breaking import added, breaking
from jidi.service.plan_check_network import StandingNetwork
from jidi.service.trunk_problem import Place, ProvinceTrunk

_KG = 1.0


@dataclass(frozen=True)
class WeekdayCheck:
    """Days of the week with the same lanes. Parcels a year, kg a day, parcels a day.

    :param days: Monday = 0.
    :param room: kg of all lanes together; ``short``: that find no room, so that lanes would have to
        be added on the day.
    :param waiting: parcels a day that go between places whose lanes all run on other days.
    :param breaks_at: from which lanes do not suffice; None where they do for eight times the
        volume.
    """

    days: tuple[int, ...]
    room: float
    short: float
    waiting: float
    breaks_at: float | None
    first: tuple[tuple[Place, Place], ...]


def weekdays_checked(
    network: StandingNetwork, posed: ProvinceTrunk, strainer: Strainer
) -> tuple[WeekdayCheck, ...]:
    """Every day of the week, days with the same lanes together; none where all are alike."""
    alike: dict[tuple[float, ...], list[int]] = defaultdict(list)
    for day in range(DAYS):
        alike[tuple(rooms[day] for _, rooms in sorted(network.rooms.items()))].append(day)
    if len(alike) < 2:
        return ()
    return tuple(_checked(network, posed, strainer, tuple(days)) for days in alike.values())


def _checked(
    network: StandingNetwork, posed: ProvinceTrunk, strainer: Strainer, days: tuple[int, ...]
) -> WeekdayCheck:
    rooms = {network.stands[ends]: kg[days[0]] for ends, kg in network.rooms.items()}
    found = strainer.strained(lanes=rooms)
    first = breaking(network, strainer, posed.hubs.volume, rooms)
    short = added(network, found)
    waiting = sum(
        float(found.aboard[network.added[ends]])
        for ends, lane in network.stands.items() if rooms.get(lane, 1.0) <= 0
    )  # fmt: skip
    return WeekdayCheck(
        days=days,
        room=room_of(network, days[0]),
        short=short if short > _KG else 0.0,
        waiting=waiting / trunk_values().parcel_kg if waiting > _KG else 0.0,
        breaks_at=first.at,
        first=tuple((posed.places[a], posed.places[b]) for a, b in first.first),
    )


def room_of(network: StandingNetwork, day: int) -> float:
    """Kg that all lanes together have room for on a day of the week."""
    return sum(
        network.rooms[ends][day] if ends in network.rooms
        else network.problem.lanes[lane].capacity
        for ends, lane in network.stands.items()
    )  # fmt: skip
