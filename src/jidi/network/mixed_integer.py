"""Small mixed-integer programs put to HiGHS, built up by columns and rows with names.

One thread, a fixed seed and limits counted in nodes, never in seconds: the same program gives the
same answer on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import highspy
import numpy as np

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

    def minimise(
        self, *, gap: float = 1e-4, nodes: int = 5_000, start: Mapping[int, float] | None = None
    ) -> Answer:
        """The least cost.

        :param gap: relative gap at which to stop; ``nodes``: most nodes of the search tree.
        :param start: values of an answer known to be feasible.
        """
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 0),
            ("mip_rel_gap", gap),
            ("mip_max_nodes", nodes),
            ("mip_max_stall_nodes", max(50, nodes // 5)),
        ):
            solver.setOptionValue(name, value)
        solver.passModel(self._model())
        if start is not None:
            known = highspy.HighsSolution()
            known.col_value = [start.get(column, 0.0) for column in range(len(self._costs))]
            solver.setSolution(known)
        solver.run()
        return self._answer(solver)

    def _model(self) -> highspy.HighsLp:
        model = highspy.HighsLp()
        model.num_col_ = len(self._costs)
        model.num_row_ = len(self._row_lower)
        model.col_cost_ = np.array(self._costs)
        model.col_lower_ = np.array(self._lower)
        model.col_upper_ = np.array(self._upper)
        model.row_lower_ = np.array(self._row_lower)
        model.row_upper_ = np.array(self._row_upper)
        kinds = highspy.HighsVarType
        model.integrality_ = [
            kinds.kInteger if whole else kinds.kContinuous for whole in self._whole
        ]
        matrix = model.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_ = np.array(self._starts, dtype=np.int32)
        matrix.index_ = np.array(self._columns, dtype=np.int32)
        matrix.value_ = np.array(self._values)
        return model

    def _answer(self, solver: highspy.Highs) -> Answer:
        info = solver.getInfo()
        feasible = highspy.SolutionStatus.kSolutionStatusFeasible
        if info.primal_solution_status != feasible:
            return Answer((), INFINITY, -INFINITY)
        values = tuple(float(value) for value in solver.getSolution().col_value)
        bound = info.mip_dual_bound if any(self._whole) else info.objective_function_value
        return Answer(values, float(info.objective_function_value), float(bound))
