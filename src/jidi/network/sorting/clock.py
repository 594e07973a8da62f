"""What an hour of the day means for a wave: who is in it, how long it waits, when it leaves."""

from __future__ import annotations

import math

from jidi.network.sorting.problem import HOURS, Destination, SortingProblem, Wave


def before_end(hour: int, wave: Wave) -> int:
    """Hours from the end of an hour of arrival until the end of the wave that sorts it, 1 to 24.

    What comes within the last hour of a wave waits for the next day's.
    """
    return (wave.ends - hour - 2) % HOURS + 1


def stands(destination: Destination, wave: Wave, *, load: int) -> int:
    """Hours from when a wave is loaded until the destination's vehicle may leave, 0 to 23."""
    ready = (wave.ends + load) % HOURS
    open_for = (destination.closes - destination.opens) % HOURS
    if (ready - destination.opens) % HOURS <= open_for:
        return 0
    return (destination.opens - ready) % HOURS


def parcel_hours(destination: Destination, wave: Wave, *, load: int) -> float:
    """Hours that all parcels of a day wait from the end of their hour until they leave."""
    still = load + stands(destination, wave, load=load)
    return sum(
        amount * (before_end(hour, wave) + still)
        for hour, amount in enumerate(destination.arrivals)
    )


def own_chutes(problem: SortingProblem, destination: Destination, wave: Wave) -> int:
    """Chutes a destination needs for itself in a wave."""
    return max(1, math.ceil(destination.parcels / (problem.chute_rate * wave.hours) - 1e-9))
