"""Small mixed-integer programs put to HiGHS (through SciPy), built up by columns and rows.

Limits are counted in nodes, never in seconds: the same program gives the same answer on every
machine. SciPy's face was chosen over HiGHS's own, which prints its name on standard output.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from jidi.network.highs import Model, Sparse
from jidi.network.printed_aside import printed_aside

INFINITY: Final = float("inf")
INFEASIBLE: Final = 2
"""SciPy's word for a program that is proved to have no answer."""


@dataclass(frozen=True)
class Answer:
    """What HiGHS says of a program.

    :param values: of the columns at the best found; None when nothing feasible was.
    :param bound: no values cost less.
    :param refuted: it is proved that no values satisfy the rows.
    """

    values: npt.NDArray[np.float64] | None
    bound: float
    refuted: bool


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

    def worth(self, values: npt.NDArray[np.float64]) -> float:
        """What values of the columns cost."""
        return float(np.array(self._costs) @ values)

    def prices(self) -> dict[int, float]:
        """What columns cost, by number; those that cost nothing are left out."""
        return {column: cost for column, cost in enumerate(self._costs) if cost}

    def price(self, column: int, cost: float) -> None:
        """Set the cost of a column."""
        self._costs[column] = cost

    def add_price(self, column: int, cost: float) -> None:
        """Add to the cost of a column."""
        self._costs[column] += cost

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

    def most(self, column: int, upper: float) -> None:
        """Set the upper bound of a column."""
        self._upper[column] = upper

    def minimise(
        self, *, gap: float, nodes: int, seconds: float | None = None
    ) -> tuple[float, ...] | None:
        """The columns' values at the least cost found; None when nothing feasible was.

        :param gap: relative gap at which to stop; ``nodes``: most nodes of the search tree.
        :param seconds: a guard only, for programs that must not run away.
        """
        found = self._put(gap=gap, nodes=nodes, seconds=seconds)
        return None if found.x is None else tuple(float(value) for value in found.x)

    def answered(self, *, gap: float, nodes: int, seconds: float | None = None) -> Answer:
        """What was found within the limits, and what is proved of it; see :meth:`minimise`."""
        found = self._put(gap=gap, nodes=nodes, seconds=seconds)
        bound = getattr(found, "mip_dual_bound", None)
        return Answer(
            values=None if found.x is None else np.asarray(found.x, dtype=np.float64),
            bound=-INFINITY if bound is None else float(bound),
            refuted=int(found.status) == INFEASIBLE,
        )

    def costless(self) -> None:
        """Nothing costs anything any more: any values that satisfy the rows will do."""
        self._costs = [0.0] * len(self._costs)

    def refuted(self, *, nodes: int) -> bool:
        """Whether it is proved that no values satisfy the rows; not merely that none were found."""
        return int(self._put(gap=1.0, nodes=nodes, seconds=None).status) == INFEASIBLE

    def model(self) -> Model:
        """The same program at HiGHS's own face, which can be given values to begin with."""
        model = Model()
        none = Sparse.of([()] * len(self._costs))
        model.add_columns(np.array(self._costs), np.array(self._lower), np.array(self._upper), none)
        starts = np.array(self._starts[:-1], np.int32)
        rows = Sparse(starts, np.array(self._columns, np.int32), np.array(self._values))
        model.add_rows(np.array(self._row_lower), np.array(self._row_upper), rows)
        model.whole(np.flatnonzero(self._whole).astype(np.int32))
        return model

    def _put(self, *, gap: float, nodes: int, seconds: float | None) -> Any:
        options: dict[str, float] = {"mip_rel_gap": gap, "node_limit": nodes}
        if seconds is not None:
            options["time_limit"] = seconds
        with printed_aside():
            return milp(
                c=np.array(self._costs),
                integrality=np.array(self._whole, dtype=np.int8),
                bounds=Bounds(np.array(self._lower), np.array(self._upper)),
                constraints=LinearConstraint(
                    self._matrix(), np.array(self._row_lower), np.array(self._row_upper)
                ),
                options=options,
            )

    def relaxed(self) -> tuple[float, npt.NDArray[np.float64]] | None:
        """The least cost when nothing need be whole, and each column's reduced cost at its lower
        bound; None when even that is not feasible. Rows are equalities or have an upper limit."""
        matrix, equal = self._matrix(), np.array(self._row_lower) == np.array(self._row_upper)
        most = np.array(self._row_upper)
        found = linprog(
            np.array(self._costs),
            A_ub=matrix[~equal],
            b_ub=most[~equal],
            A_eq=matrix[equal],
            b_eq=most[equal],
            bounds=np.column_stack([self._lower, self._upper]),
            method="highs-ds",
        )
        if found.status != 0:
            return None
        return float(found.fun), np.asarray(found.lower.marginals)

    def _matrix(self) -> csr_array:
        shape = (len(self._row_lower), len(self._costs))
        return csr_array((self._values, self._columns, self._starts), shape=shape)
