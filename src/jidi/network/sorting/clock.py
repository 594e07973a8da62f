"""What an hour of the day means for a wave: who is in it, how long it waits, when it leaves."""

from __future__ import annotations

import math

from jidi.network.sorting.problem import HOURS, Destination, SortingProblem, Wave, Window


def before_end(hour: int, wave: Wave) -> int:
    """Hours from the end of an hour of arrival until the end of the wave that sorts it, 1 to 24.

    What comes within the last hour of a wave waits for the next that sorts for its destination.
    """
    return (wave.ends - hour - 2) % HOURS + 1


def since(wave: Wave, before: Wave) -> int:
    """Hours from the end of the wave before until this one's, 1 to 24; 24 from a wave to itself."""
    return (wave.ends - before.ends - 1) % HOURS + 1


def stands(window: Window, wave: Wave, *, load: int) -> int:
    """Hours from when a wave is loaded until a vehicle of this window may leave, 0 to 23."""
    opens, closes = window
    ready = (wave.ends + load) % HOURS
    if (ready - opens) % HOURS <= (closes - opens) % HOURS:
        return 0
    return (opens - ready) % HOURS


def caught(destination: Destination, wave: Wave, *, hours: int = HOURS) -> tuple[float, ...]:
    """By hour of the day, the parcels that a wave sorts when another has sorted what came earlier.

    :param hours: from the end of that other wave until the end of this one.
    """
    return tuple(
        amount if before_end(hour, wave) <= hours else 0.0
        for hour, amount in enumerate(destination.arrivals)
    )


def parcel_hours(arrivals: tuple[float, ...], wave: Wave, *, window: Window, load: int) -> float:
    """Hours that parcels wait from the end of their hour until they leave."""
    still = load + stands(window, wave, load=load)
    return sum(amount * (before_end(hour, wave) + still) for hour, amount in enumerate(arrivals))


def own_chutes(problem: SortingProblem, parcels: float, wave: Wave) -> int:
    """Chutes that so many parcels of one destination need for themselves in a wave."""
    return max(1, math.ceil(parcels / (problem.chute_rate * wave.hours) - 1e-9))
