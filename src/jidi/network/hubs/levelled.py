"""Hubs with levels: a search over who is a hub of which level and under whom; nodes follow.

Two things bound it. Whatever has levels and holds is, without them, a design that costs no more
(:func:`loosened`); and ``levels_bound`` knows of levels, but not of what nodes send each other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from jidi.network.hubs.design import HubDesign
from jidi.network.hubs.kernel.levelled import settle_levels
from jidi.network.hubs.levels_bound import MOST, Chosen, LevelsBound
from jidi.network.hubs.numbers import Numbers, numbers_of
from jidi.network.hubs.problem import HubProblem

Whole = npt.NDArray[np.int64]
GAIN: Final = 1e-10
"""Relative: what counts as better."""
WORSE: Final = 0.015
"""What is worse than the best by less than this share is gone on from at the beginning; at the end
nothing is (our own choice)."""
BEGINNINGS: Final = 4
"""So often it begins: with the best known, then with hubs that are drawn (our own choice)."""
ANEW: Final = 0.3
"""So often nodes begin anew too (our own choice)."""
TWICE: Final = 0.25
"""So often two changes are made at once (our own choice)."""
OVERFULL: Final = 1e3
"""What a parcel costs that finds no room, so that it finds some (our own choice)."""
NONE: Final = -1


def loosened(problem: HubProblem) -> HubProblem:
    """Without levels, and from node to node by the shortest way over any others.

    Whatever goes up and down by hubs is then no longer than straight on; hubs take in no less with
    levels than without, and have fewer sizes to choose from. Where a level has as many places as
    hubs, these stay.
    """
    short = problem.distances.copy()
    for by in range(problem.nodes):
        np.minimum(short, short[:, by, None] + short[None, by, :], out=short)
    gates = problem.gateways
    if gates.size:
        either = np.minimum(short, short.T)  # there or back
        gates = (either[:, :, None] + gates[None]).min(axis=1)
    held = {
        place for level in problem.levels
        if level.places is not None and len(level.places) == level.count for place in level.places
    }  # fmt: skip
    return replace(
        problem, distances=short, gateways=gates, levels=(), kept=problem.kept | frozenset(held)
    )


@dataclass(frozen=True)
class Tree:
    """Hubs with level and the number of the hub above; of each node the number of its hub."""

    hubs: Whole
    level: Whole
    above: Whole
    at: Whole
    cost: float = float("inf")


class LevelSearch:
    """Trees of hubs, and how they are changed.

    :param draw: where chance comes from. :param over_price: what a parcel costs that finds no room.
    """

    def __init__(
        self, problem: HubProblem, draw: np.random.Generator, *, over_price: float = OVERFULL
    ) -> None:
        self.problem, self.draw, self.over_price = problem, draw, over_price
        self.numbers: Numbers = numbers_of(replace(problem, levels=()))
        self.sent, self.received = problem.sent.sum(axis=1), problem.received.sum(axis=1)
        self.onward = problem.transfer * (problem.sent + problem.received) @ problem.gateways.T
        self.reach = self.numbers.reach - self.onward
        levels = problem.levels
        self.outside = np.array([int(level.outside) for level in levels], dtype=np.int64)
        names = [level.id for level in levels]
        self.under = [frozenset(names.index(name) for name in level.above) for level in levels]
        prices = self.numbers.prices
        self.prices = np.full((len(levels), *prices.shape), np.inf)
        for number, level in enumerate(levels):
            for node, sizes in enumerate(problem.steps):
                for step, size in enumerate(sizes):
                    if level.takes(size.capacity):
                        self.prices[number, node, step] = prices[node, step]
        self.places = [self._places(number) for number in range(len(levels))]

    def _places(self, number: int) -> frozenset[int]:
        """Nodes that may be hubs of a level: that have a size it allows."""
        places = self.problem.levels[number].places
        return frozenset(
            node for node in self.problem.candidates
            if np.isfinite(self.prices[number, node]).any() and (places is None or node in places)
        )  # fmt: skip

    def run(
        self,
        best: Tree,
        *,
        tries: int,
        rounds: int,
        tell: Callable[[float], bool],
        watch: Callable[[Tree], None] = lambda _: None,
    ) -> tuple[Tree, float]:
        """The best tree met in so many tries, and a bound.

        :param best: where it begins. :param rounds: steps of the bound. :param tell: told the
            share done; True ends it. :param watch: told every tree that is tried.
        """
        bound = 0.0
        if rounds and len(self.numbers.candidates) <= MOST:
            best, bound = self.bounded(best, rounds, lambda share: tell(0.5 * share))
        each = max(1, -(-tries // BEGINNINGS))
        here = top = best
        for number in range(tries):
            if number % 64 == 0 and tell(0.5 + 0.5 * number / tries):
                break
            if number and number % each == 0:
                here = top = self.drawn()
            found = self.settled(self.changed(here), here)
            watch(found)
            if found.cost < top.cost * (1 - GAIN):
                here = top = found
                best = min(best, top, key=lambda tree: tree.cost)
            elif found.cost < top.cost * (1 + WORSE * (1 - (number % each) / each)):
                here = found
        return best, bound

    # Beginning -----------------------------------------------------------------

    def begun(self, start: HubDesign) -> Tree:
        """The hubs of a design, the busiest in the highest levels, where places allow that."""
        loads = np.zeros(self.problem.nodes)
        np.add.at(loads, np.array(start.allocation), self.numbers.supply)
        hubs = {hub for hub, _ in start.hubs}
        kept = self.problem.kept
        return self._planted(sorted(
            self.numbers.candidates.tolist(),
            key=lambda node: (node not in kept, node not in hubs, -loads[node], node),
        ))  # fmt: skip

    def drawn(self) -> Tree:
        """Hubs drawn, kept ones among them."""
        order = self.draw.permutation(self.numbers.candidates).tolist()
        return self._planted(sorted(order, key=lambda node: node not in self.problem.kept))

    def _planted(self, order: list[int]) -> Tree:
        """Hubs in this order dealt out to levels, each under the nearest that it may be under."""
        chosen, level_of = self._dealt(order, {})
        level = np.array(level_of, dtype=np.int64)
        above = np.array([self._over(level, chosen, k) for k in range(len(chosen))])
        return self.settled(Tree(np.array(chosen), level, above, self._nowhere()))

    def bounded(self, best: Tree, rounds: int, tell: Callable[[float], bool]) -> tuple[Tree, float]:
        """The bound, and the best of what its prices open."""
        known, met = best, set[tuple[tuple[int, ...], ...]]()
        loose = loosened(self.problem)
        state = LevelsBound(loose, self.problem, numbers_of(loose), self.prices, self.places)

        def consider(chosen: Chosen) -> float:
            nonlocal known
            if chosen.levels not in met:
                met.add(chosen.levels)
                known = min(known, self._made(chosen), key=lambda tree: tree.cost)
            return known.cost

        bound = state.run(rounds, best=best.cost, consider=consider, tell=tell)
        return known, bound

    def _made(self, chosen: Chosen) -> Tree:
        """A tree of what prices open; what they leave open or open twice goes elsewhere."""
        wanted = [(hub, number) for number, hubs in enumerate(chosen.levels) for hub in hubs]
        taken: dict[int, int] = {}
        for hub, number in wanted:
            if hub not in taken and self._may(hub, number, taken):
                taken[hub] = number
        hubs, level_of = self._dealt(self.numbers.candidates.tolist(), taken)
        level = np.array(level_of, dtype=np.int64)
        above = np.array([self._over(level, hubs, k) for k in range(len(hubs))])
        numbered = {hub: k for k, hub in enumerate(hubs)}
        for hub, door in chosen.door.items():
            k, over = numbered.get(hub, NONE), numbered.get(door, NONE)
            if k >= 0 and over >= 0 and int(level[over]) in self.under[level[k]]:
                above[k] = over
        return self.settled(Tree(np.array(hubs), level, above, self._nowhere()))

    def _nowhere(self) -> Whole:
        return np.full(self.problem.nodes, NONE, dtype=np.int64)

    def _dealt(self, order: list[int], taken: dict[int, int]) -> tuple[list[int], list[int]]:
        """Nodes dealt out to levels beside those taken, levels with fewest places first."""
        levels = self.problem.levels
        room = {n: len(self.places[n]) - level.count for n, level in enumerate(levels)}
        for number in sorted(room, key=lambda n: (room[n], n)):
            for node in order:
                if sum(n == number for n in taken.values()) == levels[number].count:
                    break
                if node not in taken and self._may(node, number, taken):
                    taken[node] = number
        return list(taken), list(taken.values())

    def _may(self, node: int, number: int, others: dict[int, int]) -> bool:
        """Could this node be such a hub beside others?"""
        if node not in self.places[number]:
            return False
        groups = self.problem.groups
        return not self.problem.levels[number].one_each or all(
            groups[node] != groups[other] for other, n in others.items() if n == number
        )

    def _over(self, level: Whole, hubs: list[int], k: int) -> int:
        """The nearest hub that may be above; none for the top."""
        under = self.under[level[k]]
        there = [m for m in range(len(hubs)) if level[m] in under]
        apart = self.problem.distances
        return min(there, key=lambda m: (apart[hubs[k], hubs[m]], m), default=NONE)

    # Changing ------------------------------------------------------------------

    def changed(self, tree: Tree) -> Tree:
        """The tree with a change or two: a hub elsewhere, two exchanged, another above."""
        hubs, level, above, at = (a.copy() for a in (tree.hubs, tree.level, tree.above, tree.at))
        for _ in range(2 if self.draw.random() < TWICE else 1):
            kind = self.draw.random()
            if kind < 0.6:
                self._moved(hubs, level, at)
            elif kind < 0.8:
                self._exchanged(hubs, level, above)
            else:
                k = int(self.draw.integers(len(hubs)))
                there = [m for m in range(len(hubs)) if level[m] in self.under[level[k]]]
                if there:
                    above[k] = there[int(self.draw.integers(len(there)))]
        return Tree(hubs, level, above, at)

    def _moved(self, hubs: Whole, level: Whole, at: Whole) -> None:
        """A hub in another place, its nodes with it."""
        k = int(self.draw.integers(len(hubs)))
        if int(hubs[k]) in self.problem.kept:
            return
        others = {int(hub): int(level[m]) for m, hub in enumerate(hubs) if m != k}
        fresh = sorted(
            node for node in self.places[level[k]] - others.keys() - {int(hubs[k])}
            if self._may(node, int(level[k]), others)
        )  # fmt: skip
        if not fresh:
            return
        if self.draw.random() < 0.5:  # one of the nearest
            fresh.sort(key=lambda node: (self.problem.distances[hubs[k], node], node))
            fresh = fresh[:6]
        hubs[k] = fresh[int(self.draw.integers(len(fresh)))]
        at[hubs[k]] = k

    def _exchanged(self, hubs: Whole, level: Whole, above: Whole) -> None:
        """Two hubs in each other's place in the tree; what hangs under them stays under the place,
        or goes with the hub where it may."""
        if len(hubs) < 2:
            return
        k, m = (int(n) for n in self.draw.choice(len(hubs), size=2, replace=False))
        others = {int(h): int(n) for h, n in zip(hubs, level, strict=True)}
        first, second = int(hubs[k]), int(hubs[m])
        del others[first], others[second]
        if not (
            self._may(second, int(level[k]), {**others, first: int(level[m])})
            and self._may(first, int(level[m]), {**others, second: int(level[k])})
        ):
            return
        hubs[k], hubs[m] = second, first
        if self.draw.random() < 0.5:
            return
        below = [(c, m if above[c] == k else k) for c in range(len(hubs)) if above[c] in (k, m)]
        for c, to in below:
            if c not in (k, m) and int(level[to]) in self.under[level[c]]:
                above[c] = to

    # Settling ------------------------------------------------------------------

    def settled(self, tree: Tree, before: Tree | None = None) -> Tree:
        """Nodes moved until nothing gains; infinite where a level lacks hubs.

        They begin where their place in the tree is now, where their hub is, and anew: sizes make
        moves of single nodes dear that pay together.
        """
        if len(tree.hubs) != self.problem.hubs:
            return tree
        starts = [tree.at]
        if before is None or self.draw.random() < ANEW:
            starts.append(self._nowhere())
        if before is not None and (tree.hubs != before.hubs).sum() > 1:
            number = {int(hub): k for k, hub in enumerate(tree.hubs)}
            own = [number.get(int(hub), NONE) for hub in before.hubs[before.at]]
            starts.append(np.array(own, dtype=np.int64))
        tried = [self.settled_at(tree, at.copy()) for at in starts]
        return min(tried, key=lambda one: one.cost)

    def settled_at(self, tree: Tree, at: Whole) -> Tree:
        """Nodes moved from these hubs on; −1 stands for none yet."""
        numbers = self.numbers
        cost = settle_levels(
            numbers.between, self.reach, self.onward, numbers.transfer, self.sent, self.received,
            numbers.supply, numbers.capacities, self.prices, self.outside,
            tree.hubs, tree.level, tree.above, at, self.over_price,
        )  # fmt: skip
        return replace(tree, at=at, cost=float(cost))

    def design(self, tree: Tree) -> HubDesign | None:
        """What a tree means; None where a hub is overfull or one that is kept closed."""
        if not np.isfinite(tree.cost) or not self.problem.kept <= set(tree.hubs.tolist()):
            return None
        hubs = tree.hubs.tolist()
        ranks = tuple(sorted(
            (hubs[k], int(tree.level[k]), NONE if over < 0 else hubs[over])
            for k, over in enumerate(tree.above.tolist())
        ))  # fmt: skip
        at = tuple(hubs[k] for k in tree.at.tolist())
        return self._sized(ranks, at, tree)

    def _sized(
        self, ranks: tuple[tuple[int, int, int], ...], at: tuple[int, ...], tree: Tree
    ) -> HubDesign | None:
        """The cheapest sizes that take what comes, and the cost; what the tree paid for too much in
        a smaller one is given back."""
        steps, cost = [], tree.cost
        loads = self._loads(tree)
        for hub, level, _ in ranks:
            fits = [
                step for step, size in enumerate(self.problem.steps[hub])
                if np.isfinite(self.prices[level, hub, step])
                and size.capacity >= loads[hub] * (1 - 1e-9)
            ]  # fmt: skip
            if not fits:
                return None
            step = min(fits, key=lambda n: self.problem.steps[hub][n].cost)
            steps.append((hub, step))
            cost += float(self.prices[level, hub, step]) - self._paid(level, hub, loads[hub])
        return HubDesign(hubs=tuple(steps), cost=cost, allocation=at, ranks=ranks)

    def _paid(self, level: int, hub: int, load: float) -> float:
        """What the kernel took for a hub: a size and what is too much for it."""
        capacities = self.numbers.capacities[hub]
        over = np.where(load > capacities * (1 + 1e-9), load - capacities, 0.0)
        return float((self.prices[level, hub] + self.over_price * over).min())

    def _loads(self, tree: Tree) -> dict[int, float]:
        """What each hub takes in: of its nodes, and of what climbs to it."""
        problem, above = self.problem, tree.above.tolist()
        found = dict.fromkeys(tree.hubs.tolist(), 0.0)
        hubs, supply = tree.hubs.tolist(), self.numbers.supply
        chains: list[list[int]] = []
        for k in range(len(hubs)):
            chain = [k]
            while above[chain[-1]] >= 0:
                chain.append(above[chain[-1]])
            chains.append(chain)
        for node, k in enumerate(tree.at.tolist()):
            found[hubs[k]] += float(supply[node])
            passed = 0
            while not self.outside[tree.level[chains[k][passed]]]:
                passed += 1
                found[hubs[chains[k][passed]]] += float(self.sent[node] + self.received[node])
            for other, m in enumerate(tree.at.tolist()):
                for climbed, up in zip(chains[k], chains[k][1:], strict=False):
                    if climbed in chains[m]:
                        break
                    found[hubs[up]] += float(problem.flows[node, other])
        return found
