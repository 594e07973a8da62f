"""A trunk problem: nodes, lanes, products, flows. Frozen and checked at birth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, Final

from jidi.core.errors import ValueProblem

DAY: Final = 1440
"""Minutes."""
WEEKDAYS: Final = 7
WEEK: Final = WEEKDAYS * DAY
"""Minutes."""


@dataclass(frozen=True)
class Node:
    """A place where lanes begin and end.

    :param load: minutes before a lane leaves at which parcels must be there; ``unload``: after it
        comes until they are at hand.
    :param sort: minutes of sorting before going on; ``opens`` and ``closes``: minutes of the day
        between which sorting may begin, past midnight where ``closes`` is the smaller.
    :param capacity: kg a day that may be sorted to go on; 0 where nothing is.
    :param yuan_per_kg: of sorting.
    """

    id: str
    load: int = 0
    unload: int = 0
    sort: int = 0
    opens: int = 0
    closes: int = DAY
    capacity: float = 0.0
    yuan_per_kg: float = 0.0


@dataclass(frozen=True)
class Lane:
    """One departure time of a way between two nodes.

    :param departs: minute of the day; ``minutes``: on the way.
    :param vehicle: kind of vehicle that must come home; '' where the carrier sees to that.
    :param capacity: kg of one departure; ``least``, ``most``: departures a day.
    :param grams_per_kg: g CO2e.
    :param day: day of the week on which it leaves, Monday = 0, and then on no other; None for
        every day. A service of several days a week is a lane for each of them, bought by weight or
        by departures, without vehicles of one's own.
    """

    id: str
    origin: int
    target: int
    mode: str
    departs: int
    minutes: int
    capacity: float
    most: int
    yuan_per_departure: float
    yuan_per_kg: float = 0.0
    grams_per_kg: float = 0.0
    vehicle: str = ""
    least: int = 0
    day: int | None = None

    def a_day(self, amount: float) -> float:
        """What so much on each day of running is on the mean day of a week."""
        return amount if self.day is None else amount / WEEKDAYS


@dataclass(frozen=True)
class EmptyRun:
    """A way for empty vehicles of a kind, at any time."""

    vehicle: str
    origin: int
    target: int
    yuan: float
    most: int


@dataclass(frozen=True)
class Product:
    """What is promised.

    :param share: of the product's kilograms that must come within ``promise`` minutes;
        ``latest``: minutes within which all must.
    """

    id: str
    promise: int
    share: float
    latest: int


@dataclass(frozen=True)
class Flow:
    """Kilograms a day from one node to another, at hand in the first at minute ``released``."""

    origin: int
    target: int
    product: int
    kg: float
    released: int


@dataclass(frozen=True)
class TrunkProblem:
    """A trunk network to be designed.

    :param most_lanes: lanes of one way at the most.
    :param shares: times a flow's kilograms that are handed in on each day of the week, Monday
        first; none where all days are alike.
    :param yuan_per_tonne: price of emissions; ``yuan_per_tonne_hour``: of time, from release until
        at hand at the target.
    :raises ValueProblem: N-930 for a number that does not exist, N-931 for one below nought, a
        share above one, or a lane that must run oftener than it may, N-932 for a promise beyond
        the latest time, N-927 for a day that no week has, or vehicles of one's own on a lane of
        one day, N-896 for shares that are no week.
    """

    name: str
    nodes: tuple[Node, ...]
    lanes: tuple[Lane, ...]
    empties: tuple[EmptyRun, ...]
    products: tuple[Product, ...]
    flows: tuple[Flow, ...]
    most_lanes: int = 3
    yuan_per_tonne: float = 0.0
    yuan_per_tonne_hour: float = 0.0
    synthetic: bool = False
    shares: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        self._check_week()
        counts = {"node": len(self.nodes), "product": len(self.products)}
        for kind, number, where in self._mentioned():
            if not 0 <= number < counts[kind]:
                raise ValueProblem("N-930", part=where, kind=kind, number=number)
        for where, one in self._parts():
            for name in (f.name for f in fields(one)):
                value = getattr(one, name)
                if not isinstance(value, str | None) and not value >= 0:
                    raise ValueProblem("N-931", part=where, name=name, value=value)
        for lane in self.lanes:
            if lane.least > lane.most:
                raise ValueProblem("N-931", part=lane.id, name="least", value=lane.least)
            if lane.day is not None and (lane.day >= WEEKDAYS or lane.vehicle):
                raise ValueProblem("N-927", lane=lane.id, day=lane.day, vehicle=lane.vehicle or "—")
        for product in self.products:
            if product.share > 1:
                raise ValueProblem("N-931", part=product.id, name="share", value=product.share)
            if product.promise > product.latest:
                raise ValueProblem("N-932", product=product.id)

    def _check_week(self) -> None:
        whole = sum(self.shares)
        if self.shares and not (
            len(self.shares) == WEEKDAYS and min(self.shares) > 0 and abs(whole - WEEKDAYS) < 1e-6
        ):
            raise ValueProblem("N-896", count=len(self.shares), whole=f"{whole:g}")

    def on(self, day: int) -> float:
        """Times a flow's kilograms on a day of the week."""
        return self.shares[day] if self.shares else 1.0

    def _parts(self) -> Iterator[tuple[str, Any]]:
        for kind in ("nodes", "lanes", "empties", "products", "flows"):
            for number, one in enumerate(getattr(self, kind)):
                yield f"{kind} {number + 1}", one

    def _mentioned(self) -> Iterator[tuple[str, int, str]]:
        for where, one in self._parts():
            if isinstance(one, Lane | EmptyRun | Flow):
                yield "node", one.origin, where
                yield "node", one.target, where
            if isinstance(one, Flow):
                yield "product", one.product, where
