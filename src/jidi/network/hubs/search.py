"""Variable neighbourhood search: some hubs are replaced, the rest follows, the better stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from jidi.network.hubs.kernel.settle import settle
from jidi.network.hubs.numbers import Numbers
from jidi.network.hubs.problem import Floats

NEAR: Final = 0.6
"""Share of replacements by one of the nearest candidates (our own choice)."""
NEAREST: Final = 8
WIDEST: Final = 3
"""Most hubs replaced at once (our own choice)."""


@dataclass(frozen=True)
class Setup:
    """Hubs with what they cost and, with single allocation, each node's hub."""

    hubs: tuple[int, ...]
    cost: float
    at: tuple[int, ...] = ()


class Judge(Protocol):
    """What a set of hubs costs when all else is chosen well."""

    def __call__(self, hubs: np.ndarray) -> Setup:
        """The best set-up with these hubs."""


def single(numbers: Numbers) -> Judge:
    """Judges hubs under single allocation, by moves of single nodes."""

    order = np.argsort(-numbers.supply, kind="stable")

    def judge(hubs: np.ndarray) -> Setup:
        hubs = np.sort(hubs).astype(np.int64)
        closest = numbers.reach[:, hubs].argmin(axis=1).astype(np.int64)
        starts = [closest, np.full_like(closest, -1)] if numbers.limited else [closest]
        tried = [(_settled(numbers, order, hubs, at), at) for at in starts]
        cost, at = min(tried, key=lambda one: one[0])
        return Setup(tuple(int(h) for h in hubs), cost, tuple(int(hubs[h]) for h in at))

    return judge


def settled_from(numbers: Numbers, hubs: tuple[int, ...], at: tuple[int, ...]) -> Setup:
    """These hubs with nodes moved from where they are; what finds no room there costs infinity."""
    number = {hub: n for n, hub in enumerate(hubs)}
    start = np.array([number.get(hub, -1) for hub in at], dtype=np.int64)
    order = np.argsort(-numbers.supply, kind="stable")
    cost = _settled(numbers, order, np.array(hubs, dtype=np.int64), start)
    return Setup(hubs, cost, tuple(hubs[n] for n in start))


def _settled(numbers: Numbers, order: np.ndarray, hubs: np.ndarray, at: np.ndarray) -> float:
    """The cost after nodes were moved, in place; infinite where they find no room."""
    cost = settle(
        numbers.between, numbers.reach, numbers.transfer, numbers.supply,
        numbers.capacities, numbers.prices, order, hubs, at, numbers.limited,
        *room(len(at), len(hubs)),
    )  # fmt: skip
    return float(cost)


def room(nodes: int, count: int) -> tuple[Floats, ...]:
    """What the kernel works in."""
    sides: tuple[tuple[int, ...], ...] = ((count,), (nodes, count), (nodes, count))
    return tuple(np.zeros(side) for side in (*sides, (count, count)))


def multiple(numbers: Numbers, routes: Callable[[np.ndarray], Floats]) -> Judge:
    """Judges hubs under multiple allocation: every flow takes its cheapest way.

    :param routes: of a set of hubs, the cost of every flow by its cheapest way.
    """

    def judge(hubs: np.ndarray) -> Setup:
        hubs = np.sort(hubs)
        cost = float(routes(hubs).sum() + numbers.prices[hubs].min(axis=1).sum())
        return Setup(tuple(int(h) for h in hubs), cost)

    return judge


def searched(
    numbers: Numbers,
    judge: Judge,
    start: Setup,
    *,
    tries: int,
    seed: int,
    tell: Callable[[float], bool],
) -> Setup:
    """The best set-up met in so many tries from a start.

    :param tell: told the share done; True ends it.
    """
    draw, best, width = np.random.Generator(np.random.PCG64(seed)), start, 1
    near = nearest(numbers, NEAREST)
    for number in range(tries):
        if number % 16 == 0 and tell(number / tries):
            break
        hubs = changed(numbers, near, np.array(best.hubs), width, draw)
        found = judge(hubs)
        if found.cost < best.cost * (1 - 1e-10):
            best, width = found, 1
        else:
            width = width % WIDEST + 1
    return best


def nearest(numbers: Numbers, most: int) -> np.ndarray:
    """Of each node the nearest candidates, at most so many, itself not among them."""
    apart = numbers.transfer[:, numbers.candidates] + numbers.transfer[numbers.candidates].T
    apart = np.where(numbers.candidates[None, :] == np.arange(len(apart))[:, None], np.inf, apart)
    return np.asarray(numbers.candidates[np.argsort(apart, axis=1, kind="stable")[:, :most]])


def changed(
    numbers: Numbers, near: np.ndarray, hubs: np.ndarray, width: int, draw: np.random.Generator
) -> np.ndarray:
    """The hubs with so many replaced, or one more or less where their number is free."""
    here = set(hubs.tolist())
    if numbers.fewest < numbers.most and draw.random() < 0.5:
        return _more_or_less(numbers, here, draw)
    loose = sorted(here - set(numbers.kept.tolist()))
    for out in draw.permutation(loose)[:width].tolist():
        pool = near[out][:NEAREST] if draw.random() < NEAR else numbers.candidates
        fresh = sorted(set(pool.tolist()) - here)
        if fresh:
            here.remove(out)
            here.add(fresh[int(draw.integers(len(fresh)))])
    return np.array(sorted(here))


def _more_or_less(numbers: Numbers, here: set[int], draw: np.random.Generator) -> np.ndarray:
    fresh = sorted(set(numbers.candidates.tolist()) - here)
    loose = sorted(here - set(numbers.kept.tolist()))
    if fresh and len(here) < numbers.most and (draw.random() < 0.5 or not loose):
        here.add(fresh[int(draw.integers(len(fresh)))])
    elif loose and len(here) > 1:
        here.remove(loose[int(draw.integers(len(loose)))])
    return np.array(sorted(here))
