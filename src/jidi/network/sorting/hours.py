"""A hub's hours (分时能力): arrivals against capacity, and the least capacity that keeps clocks.

Parcels that must be done by the same hour are one *stream*. An hour's arrivals are at hand at its
end. The day repeats itself. A capacity keeps all clocks exactly when, from any hour until any
later one, what comes and is due between them is no more than what can be sorted between them.
"""

from __future__ import annotations

from dataclasses import dataclass

from jidi.network.sorting.problem import HOURS


@dataclass(frozen=True)
class Stream:
    """Parcels by hour of the day, and the hour of the day by whose begin they must be sorted."""

    arrivals: tuple[float, ...]
    due: int


@dataclass(frozen=True)
class Hour:
    """One hour of the repeated day.

    :param arrives: parcels; ``sorted``: of them and of those that waited; ``waits``: at its end.
    """

    arrives: float
    sorted: float
    waits: float


def least_rate(streams: tuple[Stream, ...]) -> float:
    """Parcels an hour below which some parcels miss their hour, whatever the order of sorting."""
    jobs = [job for stream in streams for job in _jobs(stream)]
    moments = sorted({at for at, _, _ in jobs if at <= HOURS})
    ends = sorted({due for _, due, _ in jobs})
    mean = sum(sum(stream.arrivals) for stream in streams) / HOURS
    between = (
        sum(n for at, due, n in jobs if at >= since and due <= until) / (until - since)
        for since in moments for until in ends if until > since
    )  # fmt: skip
    return max([mean, *between])


def _jobs(stream: Stream) -> list[tuple[int, int, float]]:
    """Of three days: at hand, due, parcels. What comes too late for a due hour has the next."""
    found = []
    for day in range(3):
        for hour, amount in enumerate(stream.arrivals):
            at = day * HOURS + hour + 1
            wait = (stream.due - at) % HOURS or HOURS
            if amount:
                found.append((at, at + wait, amount))
    return found


def day_of(streams: tuple[Stream, ...], rate: float) -> tuple[Hour, ...] | None:
    """Every hour of a day that repeats itself at that rate; None when the queue never ends."""
    arrives = [sum(stream.arrivals[hour] for stream in streams) for hour in range(HOURS)]
    if sum(arrives) > rate * HOURS * (1 + 1e-12):
        return None
    waits = 0.0
    found: list[Hour] = []
    for _ in range(3):
        found = []
        for hour in range(HOURS):
            done = min(waits, rate)
            waits += arrives[hour] - done
            found.append(Hour(arrives[hour], done, waits))
    return tuple(found)
