"""A sorting problem (分拣): one hub, its destinations, the waves it may run. Checked at birth."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Final

from jidi.core.errors import InputError, raise_together
from jidi.model.sorting import DEPARTURES_MOST

HOURS: Final = 24
Window = tuple[int, int]


@dataclass(frozen=True)
class Destination:
    """Where parcels leave for, once a day or several times.

    :param arrivals: parcels that come to the hub for it in each hour of the day.
    :param opens: hour of the day from which its vehicle may leave; ``closes``: at the latest, past
        midnight where it is the smaller.
    :param more: windows of further departures the same day; two may have the same one.
    """

    id: str
    arrivals: tuple[float, ...]
    opens: int
    closes: int
    more: tuple[Window, ...] = field(default=(), metadata={"left_out_when_empty": True})

    @property
    def departures(self) -> tuple[Window, ...]:
        """The window of every departure."""
        return ((self.opens, self.closes), *self.more)

    @property
    def parcels(self) -> float:
        """A day."""
        return float(sum(self.arrivals))


@dataclass(frozen=True)
class Wave:
    """A stretch of hours for which chutes are laid out in one way (波次)."""

    id: str
    begins: int
    hours: int

    @property
    def ends(self) -> int:
        """Hour of the day."""
        return (self.begins + self.hours) % HOURS


@dataclass(frozen=True)
class SortingProblem:
    """What a hub has to sort, and with what.

    :param rate: parcels an hour of a line, as far as may be planned with.
    :param standing: lines that stand; ``most``: with added ones, at the most.
    :param chutes: of each line; ``chute_rate``: parcels an hour that a chute is cleared of.
    :param group: destinations that share one chute and are sorted again by hand (二次分拣), at the
        most; ``group_rate``: parcels an hour of such a group.
    :param load: hours from the end of a wave until its vehicles can leave.
    :param hold: hours that sorted parcels may stand until their vehicle may leave.
    :param yuan_line: a day for an added line; ``yuan_wave``: for a wave; ``yuan_second``: for a
        parcel sorted again; ``yuan_hour``: for a parcel that waits an hour.
    :raises InputError: N-970 with every fault found on ``also``.
    """

    name: str
    destinations: tuple[Destination, ...]
    waves: tuple[Wave, ...]
    rate: float
    standing: int
    most: int
    chutes: int
    chute_rate: float
    group: int
    group_rate: float
    load: int
    hold: int
    yuan_line: float
    yuan_wave: float
    yuan_second: float
    yuan_hour: float
    synthetic: bool = False

    def __post_init__(self) -> None:
        raise_together([InputError("N-970", part=p, fault=f) for p, f in _faults(self)])


def _faults(problem: SortingProblem) -> list[tuple[str, str]]:
    found = []
    for one in fields(problem):
        value = getattr(problem, one.name)
        if isinstance(value, int | float) and not 0 <= value < float("inf"):
            found.append((one.name, f"{value} < 0"))
    for name in ("rate", "chutes", "chute_rate", "group", "group_rate"):
        if not getattr(problem, name) > 0:
            found.append((name, "0"))
    if problem.standing > problem.most:
        found.append(("most", f"{problem.most} < {problem.standing}"))
    for kind in ("destinations", "waves"):
        ids = [one.id for one in getattr(problem, kind)]
        if not ids:
            found.append((kind, "0"))
        found += [(kind, f"{name} × {ids.count(name)}") for name in sorted(set(ids))
                  if ids.count(name) > 1]  # fmt: skip
    for destination in problem.destinations:
        found += [(destination.id, fault) for fault in _destination_faults(destination)]
    for wave in problem.waves:
        if not (0 <= wave.begins < HOURS and 1 <= wave.hours <= HOURS):
            found.append((wave.id, f"{wave.begins}:00 + {wave.hours} h"))
    return found


def _destination_faults(one: Destination) -> list[str]:
    found = []
    if len(one.arrivals) != HOURS:
        found.append(f"{len(one.arrivals)} ≠ {HOURS} h")
    if not all(0 <= amount < float("inf") for amount in one.arrivals):
        found.append(f"{min(one.arrivals)} < 0")
    if len(one.departures) > DEPARTURES_MOST:
        found.append(f"{len(one.departures)} departures > {DEPARTURES_MOST}")
    for opens, closes in one.departures:
        if not (0 <= opens < HOURS and 0 <= closes < HOURS):
            found.append(f"{opens}:00–{closes}:00")
    return found
