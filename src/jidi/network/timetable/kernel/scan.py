"""Connection scans over a timetable's legs: the earliest arrival everywhere; the best choices.

Legs come in the order in which they leave. A stop has two labels: when a parcel is at hand off a
run, from where it may be driven on, and when it is at hand at all. No function makes arrays.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from jidi.core.compiled import bare, inner

Whole = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]
NOWHERE: Final = -1
DEAR: Final = 2**62
"""More than any cost: nobody is there."""


class Legs(NamedTuple):
    """Every leg of every run of every day, by when it leaves; links by their origin.

    Links of stop ``s`` are numbers ``first_link[s]`` to ``first_link[s + 1]``.
    """

    origin: Small
    target: Small
    departs: Small
    board_by: Small
    lands: Small
    trip: Small
    cost: Whole
    entry_cost: Whole
    first_link: Small
    link_target: Small
    link_s: Small
    link_cost: Whole


class Reached(NamedTuple):
    """By stop: the earliest moments, the legs of the last run got on and off, the link after it."""

    at: Small
    off_run: Small
    got_on: Small
    got_off: Small
    by_link: Small
    entered: Small
    """By run and day: the leg on which it was got on."""


class Bags(NamedTuple):
    """Labels of moment, runs and cost, and in which bag each lies.

    ``heads[s]`` begins the bag of all labels of a stop, ``heads[stops + s]`` that of those off a
    run. ``aboard[trip, n]`` is the least cost of being on a run as the n-th one.
    """

    heads: Small
    moment: Small
    runs: Small
    cost: Whole
    following: Small
    came_from: Small
    got_on: Small
    got_off: Small
    by_link: Small
    aboard: Whole
    aboard_on: Small
    aboard_from: Small


@bare
def scan_earliest(legs: Legs, reached: Reached, first: int, until: int) -> None:
    """Improve the moments of all stops; legs leaving after ``until`` are not looked at."""
    for leg in range(first, legs.departs.shape[0]):
        if legs.departs[leg] > until:
            break
        on = reached.entered[legs.trip[leg]]
        if on == NOWHERE:
            if reached.at[legs.origin[leg]] > legs.board_by[leg]:
                continue
            on = leg
            reached.entered[legs.trip[leg]] = leg
        stop, moment = legs.target[leg], legs.lands[leg]
        if moment >= reached.off_run[stop]:
            continue
        reached.off_run[stop] = moment
        reached.got_on[stop] = on
        reached.got_off[stop] = leg
        if moment < reached.at[stop]:
            reached.at[stop] = moment
            reached.by_link[stop] = NOWHERE
        for link in range(legs.first_link[stop], legs.first_link[stop + 1]):
            there, then = legs.link_target[link], moment + legs.link_s[link]
            if then < reached.at[there]:
                reached.at[there] = then
                reached.by_link[there] = link


@inner
def _dominated(bags: Bags, bag: int, moment: int, runs: int, cost: int) -> bool:
    label = bags.heads[bag]
    while label != NOWHERE:
        if bags.moment[label] <= moment and bags.runs[label] <= runs and bags.cost[label] <= cost:
            return True
        label = bags.following[label]
    return False


@inner
def _put(bags: Bags, bag: int, new: int, moment: int, runs: int, cost: int) -> None:
    """Put label ``new`` into a bag and let go of those it is better than."""
    before, label = NOWHERE, bags.heads[bag]
    while label != NOWHERE:
        if moment <= bags.moment[label] and runs <= bags.runs[label] and cost <= bags.cost[label]:
            if before == NOWHERE:
                bags.heads[bag] = bags.following[label]
            else:
                bags.following[before] = bags.following[label]
        else:
            before = label
        label = bags.following[label]
    bags.moment[new], bags.runs[new], bags.cost[new] = moment, runs, cost
    bags.following[new] = bags.heads[bag]
    bags.heads[bag] = new


@inner
def _board(legs: Legs, bags: Bags, leg: int, most_runs: int) -> None:
    """Whoever is at hand before the cut-off may be on the run; the cheapest is, for each number."""
    run, label = legs.trip[leg], bags.heads[legs.origin[leg]]
    while label != NOWHERE:
        number, cost = bags.runs[label] + 1, bags.cost[label] + legs.entry_cost[leg]
        if (
            number <= most_runs
            and bags.moment[label] <= legs.board_by[leg]
            and cost < bags.aboard[run, number]
        ):
            bags.aboard[run, number] = cost
            bags.aboard_on[run, number] = leg
            bags.aboard_from[run, number] = label
        label = bags.following[label]


@bare
def scan_choices(
    legs: Legs, bags: Bags, first: int, until: int, goal: int, used: int, most_runs: int
) -> int:
    """Fill the bags with the labels worth having on the way to ``goal``; the number of labels
    used, or −1 when there was no room for them.

    A label that is no better than one of the goal's is not kept: it can only become worse.
    """
    stops, room = bags.heads.shape[0] // 2, bags.moment.shape[0]
    for leg in range(first, legs.departs.shape[0]):
        if legs.departs[leg] > until:
            break
        _board(legs, bags, leg, most_runs)
        run, stop, least = legs.trip[leg], legs.target[leg], DEAR
        begin, end = legs.first_link[stop], legs.first_link[stop + 1]
        for number in range(1, most_runs + 1):
            if bags.aboard[run, number] >= least:
                bags.aboard[run, number] = DEAR
                continue
            least = bags.aboard[run, number]
            bags.aboard[run, number] += legs.cost[leg]
            if used + 2 + end - begin > room:
                return -1
            # Off the run, from where links go on; at hand; then over each link.
            for way in range(begin - 2 if begin < end else begin - 1, end):
                bag, link = stop + stops if way == begin - 2 else stop, NOWHERE
                moment, cost = legs.lands[leg] + 0, bags.aboard[run, number]
                if way >= begin:
                    bag, link = legs.link_target[way] + 0, way
                    moment, cost = moment + legs.link_s[way], cost + legs.link_cost[way]
                if _dominated(bags, goal, moment, number, cost) or _dominated(
                    bags, bag, moment, number, cost
                ):
                    if way == begin - 2:
                        break
                    continue
                _put(bags, bag, used, moment, number, cost)
                bags.came_from[used] = bags.aboard_from[run, number]
                bags.got_on[used], bags.got_off[used] = bags.aboard_on[run, number], leg
                bags.by_link[used] = link
                used += 1
    return used
