"""Small mixed-integer programs put to HiGHS (through SciPy), built up by columns and rows.

Limits are counted in nodes, never in seconds: the same program gives the same answer on every
machine. SciPy's face was chosen over HiGHS's own, which prints its name on standard output.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

INFINITY: Final = float("inf")


@dataclass(frozen=True)
class Answer:
    """What HiGHS found.

    :param values: of the columns, in their order; empty when nothing feasible was found.
    :param objective: of these values; ``bound``: proven, not above the best objective.
    """

    values: tuple[float, ...]
    objective: float
    bound: float

    @property
    def found(self) -> bool:
        """Whether there is a feasible answer."""
        return bool(self.values)


@dataclass
class Program:
    """A program to be minimised: columns with costs and bounds, rows with coefficients."""

    _costs: list[float] = field(default_factory=list)
    _lower: list[float] = field(default_factory=list)
    _upper: list[float] = field(default_factory=list)
    _whole: list[bool] = field(default_factory=list)
    _starts: list[int] = field(default_factory=lambda: [0])
    _columns: list[int] = field(default_factory=list)
    _values: list[float] = field(default_factory=list)
    _row_lower: list[float] = field(default_factory=list)
    _row_upper: list[float] = field(default_factory=list)

    def column(
        self, cost: float, *, lower: float = 0.0, upper: float = INFINITY, whole: bool = False
    ) -> int:
        """A new column; its number."""
        self._costs.append(cost)
        self._lower.append(lower)
        self._upper.append(upper)
        self._whole.append(whole)
        return len(self._costs) - 1

    def choice(self, cost: float) -> int:
        """A new column that is 0 or 1."""
        return self.column(cost, upper=1.0, whole=True)

    def price(self, column: int, cost: float) -> None:
        """Set the cost of a column."""
        self._costs[column] = cost

    def row(
        self,
        terms: Mapping[int, float],
        *,
        least: float = -INFINITY,
        most: float = INFINITY,
    ) -> int:
        """A new row ``least ≤ Σ coefficient · column ≤ most``; its number."""
        for column, value in terms.items():
            if value:
                self._columns.append(column)
                self._values.append(value)
        self._starts.append(len(self._columns))
        self._row_lower.append(least)
        self._row_upper.append(most)
        return len(self._row_lower) - 1

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self._row_lower), len(self._costs)

    def minimise(self, *, gap: float = 1e-4, nodes: int = 5_000) -> Answer:
        """The least cost.

        :param gap: relative gap at which to stop; ``nodes``: most nodes of the search tree.
        """
        rows, columns = self.size
        matrix = csr_array((self._values, self._columns, self._starts), shape=(rows, columns))
        found = milp(
            c=np.array(self._costs),
            integrality=np.array(self._whole, dtype=np.int8),
            bounds=Bounds(np.array(self._lower), np.array(self._upper)),
            constraints=LinearConstraint(
                matrix, np.array(self._row_lower), np.array(self._row_upper)
            ),
            options={"mip_rel_gap": gap, "node_limit": nodes},
        )
        if found.x is None:
            return Answer((), INFINITY, -INFINITY)
        bound = found.fun if found.mip_dual_bound is None else found.mip_dual_bound
        return Answer(tuple(float(value) for value in found.x), float(found.fun), float(bound))
