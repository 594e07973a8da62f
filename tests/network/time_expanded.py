"""An independent answer: Dijkstra on the time-expanded graph, out of the timetable's own values.

Nodes are moments at a stop at which some run takes parcels, and runs between calls; a label carries
runs and cost, time is the node's. Nothing of the scan is used: no arrays, no kernel.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import defaultdict

from jidi.network.timetable import Timetable

DAY_S = 86_400


class TimeExpanded:
    """The graph, laid out once for many questions."""

    def __init__(self, timetable: Timetable) -> None:
        self.boardings = defaultdict(list)
        self.runs = timetable.runs
        self.links = defaultdict(list)
        for number, run in enumerate(timetable.runs):
            for day in run.days:
                for place, call in enumerate(run.calls[:-1]):
                    by = call.departs + day * DAY_S - run.load_s
                    self.boardings[call.stop].append((by, number, day, place))
        for events in self.boardings.values():
            events.sort()
        for link in timetable.links:
            self.links[link.origin].append(link)

    def best(self, *, origin, goal, ready, until, most_runs):  # noqa: C901
        """The Pareto set of (arrival, runs, cost)."""
        found, heap, seen = [], [], {}

        def push(moment, runs, cost, node):
            if any(a <= moment and r <= runs and c <= cost for a, r, c in found):
                return
            least = seen.setdefault(node, {})
            if any(r <= runs and c <= cost for r, c in least.items()):
                return
            least[runs] = cost
            heapq.heappush(heap, (moment, runs, cost, node))

        def reached(stop, moment, runs, cost):
            if stop == goal:
                push(moment, runs, cost, ("goal", moment))
                return
            wait(stop, moment, runs, cost)

        def wait(stop, moment, runs, cost):
            events = self.boardings[stop]
            at = bisect_left(events, (moment,))
            if at < len(events):
                push(events[at][0], runs, cost, ("stop", stop, at))

        reached(origin, ready, 0, 0)
        for link in self.links[origin]:
            reached(link.target, ready + link.seconds, 0, link.cost)
        while heap:
            moment, runs, cost, node = heapq.heappop(heap)
            if any((r, c) != (runs, cost) and r <= runs and c <= cost
                   for r, c in seen[node].items()):  # fmt: skip
                continue
            if node[0] == "goal":
                if not any(a <= moment and r <= runs and c <= cost for a, r, c in found):
                    found.append((moment, runs, cost))
            elif node[0] == "stop":
                _, stop, at = node
                number, day, place = self.boardings[stop][at][1:]
                run = self.runs[number]
                if at + 1 < len(self.boardings[stop]):
                    later = self.boardings[stop][at + 1][0]
                    push(later, runs, cost, ("stop", stop, at + 1))
                leaves = run.calls[place].departs + day * DAY_S
                if runs < most_runs and leaves <= until:
                    push(leaves, runs + 1, cost + run.entry_cost, ("run", number, day, place))
            else:
                _, number, day, place = node
                run = self.runs[number]
                paid = cost + run.leg_costs[place]
                call = run.calls[place + 1]
                lands = call.arrives + day * DAY_S + run.unload_s
                reached(call.stop, lands, runs, paid)
                for link in self.links[call.stop]:
                    reached(link.target, lands + link.seconds, runs, paid + link.cost)
                leaves = call.departs + day * DAY_S
                if place + 2 < len(run.calls) and leaves <= until:
                    push(leaves, runs, paid, ("run", number, day, place + 1))
        return sorted(found)
