"""The siting problem: which sites to open, and which of them serves each customer.

One form holds the family. A customer costs ``costs[customer, site]`` when the whole of its demand
is served from that site, ``outside[customer]`` when it is left out; an open site costs ``opening``
and can take ``capacity``. Costs are plain numbers; what they mean is the caller's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from jidi.core.errors import JidiError

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class SitingProblem:
    """What is to be designed.

    :param costs: customers × sites; ``inf`` where a site cannot serve a customer.
    :param opening: of each site; empty means none.
    :param sites: at most so many sites are open; None: as many as pay.
    :param outside: what leaving a customer out costs; ``inf``: it must be served; empty means
        that all must be.
    :param demand: of each customer, in the unit of ``capacity``; needed with it.
    :param capacity: of each site; empty means no limits.
    :param split: may several sites share one customer? Without capacities it makes no difference.
    """

    costs: Floats
    opening: Floats = field(default_factory=lambda: np.zeros(0))
    sites: int | None = None
    outside: Floats = field(default_factory=lambda: np.zeros(0))
    demand: Floats = field(default_factory=lambda: np.zeros(0))
    capacity: Floats = field(default_factory=lambda: np.zeros(0))
    split: bool = False

    def __post_init__(self) -> None:
        self._fill()
        faults = tuple(JidiError("N-802", fault=fault) for fault in _faults(self))
        if faults:
            raise JidiError("N-801", count=len(faults), first=faults[0].facts["fault"], also=faults)

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return int(self.costs.shape[0])

    @property
    def candidates(self) -> int:
        """How many sites may be opened."""
        return int(self.costs.shape[1])

    @property
    def limited(self) -> bool:
        """Has any site a capacity?"""
        return bool(np.isfinite(self.capacity).any())

    def _fill(self) -> None:
        """Empty columns become what they mean; every array becomes read-only floats."""
        costs = _frozen(self.costs)
        object.__setattr__(self, "costs", costs)
        customers, sites = costs.shape if costs.ndim == 2 else (0, 0)
        meant = {
            "opening": np.zeros(sites),
            "outside": np.full(customers, np.inf),
            "demand": np.ones(customers),
            "capacity": np.full(sites, np.inf),
        }
        for name, default in meant.items():
            given = np.asarray(getattr(self, name), dtype=np.float64)
            object.__setattr__(self, name, _frozen(given if given.size else default))


def _frozen(values: Floats) -> Floats:
    copy = np.array(values, dtype=np.float64, order="C")
    copy.setflags(write=False)
    return copy


def _faults(problem: SitingProblem) -> Iterator[str]:
    costs = problem.costs
    if costs.ndim != 2 or not costs.size:
        yield f"costs: shape {costs.shape}"
        return
    lengths = {
        "opening": costs.shape[1],
        "outside": costs.shape[0],
        "demand": costs.shape[0],
        "capacity": costs.shape[1],
    }
    for name, length in lengths.items():
        values = getattr(problem, name)
        if values.shape != (length,):
            yield f"{name}: {values.shape} instead of {(length,)}"
    for name in ("costs", *lengths):
        values = getattr(problem, name)
        if np.isnan(values).any() or (values < 0).any():
            yield f"{name}: a number is negative or not a number"
    for name in ("opening", "demand"):
        if not np.isfinite(getattr(problem, name)).all():
            yield f"{name}: not finite"
    if problem.sites is not None and problem.sites < 1:
        yield f"sites: {problem.sites}"
    nowhere = ~np.isfinite(costs).any(axis=1)
    if problem.outside.shape == nowhere.shape and (nowhere & np.isinf(problem.outside)).any():
        which = int(np.flatnonzero(nowhere & np.isinf(problem.outside))[0])
        yield f"costs: no site can serve customer {which}"
