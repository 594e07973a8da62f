"""The bound with multiple allocation: every flow chooses its way, and pays hubs for being open.

``pay[i, j, k]`` is what the flow from i to j pays hub k when it goes by it; hubs open where they
are paid for. Any payments give a bound; subgradient steps better it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from jidi.network.hubs.choice import Opened, opened
from jidi.network.hubs.kernel.pairs import cheapest_flows
from jidi.network.hubs.numbers import Numbers
from jidi.network.hubs.problem import Floats, HubProblem
from jidi.network.hubs.single_bound import FIRST_STEP, PATIENCE, RULED_OUT_EVERY, SHRINKS, SMALLEST


class MultipleBound:
    """Payments and what they rule out; ``run`` makes steps until told to stop."""

    def __init__(self, problem: HubProblem, numbers: Numbers, best: float) -> None:
        self.problem, self.numbers, self.best = problem, numbers, best
        self.alive = numbers.candidates.copy()
        nodes = problem.nodes
        self.pay = np.zeros((nodes, nodes, len(self.alive)))
        self.bound, self.nothing_left = -np.inf, False
        self.kept_pay = self.pay

    def run(
        self,
        rounds: int,
        *,
        consider: Callable[[np.ndarray], float],
        tell: Callable[[float], bool],
    ) -> None:
        """Make at most ``rounds`` steps; see :meth:`SingleBound.run`."""
        factor, since = FIRST_STEP, 0
        for number in range(rounds):
            ways, used = self._ways()
            chosen = self._chosen()
            value = ways + chosen.value
            since = 0 if value > self.bound * (1 + 1e-5) or self.bound < 0 else since + 1
            if value > self.bound:
                self.bound, self.kept_pay = value, self.pay.copy()
            self.best = min(self.best, consider(self.alive[chosen.chosen]))
            if self.settled or factor < SMALLEST or tell(number / rounds):
                break
            if since >= PATIENCE:
                factor, since = factor * SHRINKS, 0
            self._step(factor, value, used, chosen)
            if number % RULED_OUT_EVERY == RULED_OUT_EVERY - 1:
                self._rule_out(value, chosen)
        self.pay = self.kept_pay
        if not self.nothing_left:
            self._rule_out(self._ways()[0] + self._chosen().value, self._chosen())

    @property
    def settled(self) -> bool:
        """Is the best known design proved?"""
        return self.bound >= self.best * (1 - 1e-7)

    def costs_from(self, i: int) -> Floats:
        """To every node by every two hubs: what the flow costs with what it pays them."""
        problem, alive = self.problem, self.alive
        flow, pay = problem.flows[i], self.pay[i]
        there = self.numbers.transfer[np.ix_(alive, alive)]
        last = flow[:, None] * problem.distribution * problem.distances[alive].T + pay
        first = flow[:, None] * problem.collection * problem.distances[i, alive][None, :] + pay
        cost = flow[:, None, None] * there + last[:, None, :] + first[:, :, None]
        at = np.arange(len(alive))
        cost[:, at, at] -= pay
        return np.asarray(cost)

    def _ways(self) -> tuple[float, Floats]:
        """What all flows pay at the least, and which hubs each goes by."""
        problem, alive = self.problem, self.alive
        used = np.zeros(self.pay.shape)
        total = cheapest_flows(
            problem.flows,
            np.ascontiguousarray(problem.collection * problem.distances[:, alive]),
            self.numbers.transfer[np.ix_(alive, alive)],
            np.ascontiguousarray(problem.distribution * problem.distances[alive].T),
            self.pay,
            used,
        )
        return total, used

    def by_hub(self) -> tuple[float, Floats]:
        """At the best payments: what every design costs, and what each hub adds to that."""
        prices = self.numbers.prices[self.alive].min(axis=1)
        return self._ways()[0], np.asarray(prices - self.pay.sum(axis=(0, 1)))

    def _chosen(self) -> Opened:
        numbers = self.numbers
        reduced = numbers.prices[self.alive].min(axis=1) - self.pay.sum(axis=(0, 1))
        kept = np.flatnonzero(np.isin(self.alive, numbers.kept))
        return opened(reduced, kept, fewest=numbers.fewest, most=numbers.most)

    def final(self) -> Floats:
        """At the best payments: of each hub what having it open costs above the bound."""
        return self._chosen().forced

    def _step(self, factor: float, value: float, used: Floats, chosen: Opened) -> None:
        is_open = np.zeros(len(self.alive))
        is_open[chosen.chosen] = 1.0
        apart = used - is_open[None, None, :]
        apart[(self.pay <= 0) & (apart < 0)] = 0.0
        apart[self.problem.flows == 0] = 0.0
        norm = float((apart**2).sum())
        if norm:
            size = factor * max(self.best - value, 1e-7 * abs(self.best)) / norm
            self.pay = np.maximum(self.pay + size * apart, 0.0)

    def _rule_out(self, value: float, chosen: Opened) -> None:
        kept = value + chosen.forced < self.best * (1 - 1e-9)
        if not kept.any():
            self.nothing_left = True
            self.bound = max(self.bound, self.best)
        elif not kept.all():
            self.alive = self.alive[kept]
            self.pay = np.ascontiguousarray(self.pay[:, :, kept])
            self.kept_pay = np.ascontiguousarray(self.kept_pay[:, :, kept])
