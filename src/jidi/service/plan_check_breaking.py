"""From which volume on lanes that stand do not suffice, and which are full there first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from jidi.network.trunk.strain import Strain, Strainer
from jidi.service.plan_check_network import StandingNetwork

HALVINGS: Final = 7
FIRST: Final = 0.02
"""Share of the volume at which what never had a lane is told from what runs out of room."""
MOST: Final = 8.0
"""Lanes are looked at up to so many times the volume."""
NOTICED: Final = 0.001
"""Share of all kilograms beyond which lanes count as not sufficing."""
TOLD: Final = 3
"""Lanes that are named."""


@dataclass(frozen=True)
class Breaking:
    """:param at: parcels a year; None where lanes suffice for ``MOST`` times the volume.

    :param first: ends of the lanes that are full there, those that lack most first.
    """

    at: float | None
    first: tuple[tuple[int, int], ...] = ()


def breaking(
    network: StandingNetwork,
    strainer: Strainer,
    volume: float,
    rooms: Mapping[int, float] | None = None,
) -> Breaking:
    """Hubs are left out of it.

    :param volume: parcels a year of the network's flows.
    :param rooms: kg of lanes in place of the mean day's.
    """

    def at(share: float) -> Strain:
        return _at(network, strainer, share, rooms or {})

    whole = float(sum(flow.kg for flow in network.problem.flows))
    usual = added(network, at(FIRST)) / whole
    if added(network, at(MOST)) / whole <= usual + NOTICED:
        return Breaking(None)
    now = added(network, at(1.0)) / whole > usual + NOTICED
    low, high = (FIRST, 1.0) if now else (1.0, MOST)
    for _ in range(HALVINGS):
        middle = (low * high) ** 0.5
        short = added(network, at(middle)) / whole > usual + NOTICED
        low, high = (low, middle) if short else (middle, high)
    full = at(high).full_lanes
    by_lane = {lane: pair for pair, lane in network.stands.items()}
    first = sorted((lane for lane in full if lane in by_lane), key=lambda lane: -full[lane])
    return Breaking(volume * high, tuple(by_lane[lane] for lane in first[:TOLD]))


def _at(
    network: StandingNetwork, strainer: Strainer, share: float, rooms: Mapping[int, float]
) -> Strain:
    """With so much of the volume: rooms are that much larger instead."""
    lanes = {
        lane: rooms.get(lane, network.problem.lanes[lane].capacity) / share
        for lane in network.stands.values()
    }
    whole = float(network.own.sum())
    nodes = {n: whole for n, node in enumerate(network.problem.nodes) if network.own[n]}
    return strainer.strained(lanes=lanes, nodes=nodes)


def added(network: StandingNetwork, found: Strain) -> float:
    """Kg a day on lanes that would have to be added."""
    return sum(float(found.aboard[lane]) for lane in network.added.values())
