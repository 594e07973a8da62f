"""Why a station is open or closed: what goes through it, what binds, what the contrary costs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jidi.network.rural.changing import without_stations
from jidi.network.rural.design import Design
from jidi.network.rural.problem import Problem, Station
from jidi.network.rural.supposing import Answer, Outcome, supposed, with_station
from jidi.network.rural.verify_view import View


class Binding(StrEnum):
    """What decides whether a station is open."""

    MUST = "must"
    """It is open already, and the problem keeps it so."""
    COUNTER = "counter"
    """Somebody waits at its counter."""
    BARRED = "barred"
    """The problem does not let it open."""
    COST = "cost"
    """Nothing but cost: the search was free to open it or not."""


@dataclass(frozen=True)
class StationReasons:
    """A station explained.

    :param binding: what decides; with ``COST`` the contrary is one more design to choose from,
        otherwise it is a design of another problem.
    :param own: parcels a day at its counter; ``through``: of villages served through it.
    :param feeder: the run that feeds it; ``lines``: runs and lanes that load there.
    :param contrary: the network with the station closed where it is open, and open where it is
        closed; a closed station has no counter, so nobody is served there.
    """

    station: int
    is_open: bool
    binding: Binding
    own: float
    through: float
    villages: tuple[int, ...]
    feeder: str | None
    lines: tuple[str, ...]
    cost: float
    contrary: Outcome

    @property
    def extra(self) -> float | None:
        """Yuan a day more that the contrary costs; less where negative."""
        return None if self.contrary.cost is None else self.contrary.cost - self.cost


def explain_station(
    problem: Problem, design: Design, station: int, *, cost: float, answer: Answer
) -> StationReasons:
    """Why a station of a design that holds is open or not.

    :param cost: yuan a day of the design, as the checker found it.
    :param answer: designs the contrary.
    :raises Interrupted: when that is cancelled.
    """
    view, held = View(problem, design), problem.stations[station]
    is_open, served = station in design.open, view.through.get(station, ())
    feeder = view.feeders.get(station)
    near = [without_stations(problem, design, {station})] if is_open and not served else []
    contrary = supposed(with_station(problem, station, is_open=not is_open), answer, near=near)
    return StationReasons(
        station=station,
        is_open=is_open,
        binding=binding_of(held),
        own=held.down + held.up,
        through=sum(problem.villages[s.village].parcels for s in served),
        villages=tuple(s.village for s in served),
        feeder=None if feeder is None else feeder.id,
        lines=tuple(dict.fromkeys(s.by for s in served)),
        cost=cost,
        contrary=contrary,
    )


def binding_of(station: Station) -> Binding:
    """What decides whether the station is open."""
    if station.must is False:
        return Binding.BARRED
    if station.must is True:
        return Binding.MUST
    return Binding.COUNTER if station.down + station.up > 0 else Binding.COST
