"""Programs put to HiGHS through its own face: they grow, change, and are solved again.

Columns and rows are added as they are found, prices and bounds change, and the next answer starts
from the last basis. ``jidi.network.mixed_integer`` builds a program once and asks SciPy; this one
is for programs that are asked hundreds of times. One thread, a fixed seed, limits in nodes: same
program, same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from highspy import HighsModelStatus, HighsSolution, HighsVarType

# The class below highspy.Highs: that one prints HiGHS's name before it can be told to be silent.
from highspy._core import _Highs, cb

from jidi.network.printed_aside import printed_aside

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]
INFINITY: Final = float("inf")
_ASIDE: Final = ("rins", "rens", "root_reduced_cost")
"""Searches within a search, as HiGHS names them."""
_FOUND: Final = (HighsModelStatus.kOptimal, HighsModelStatus.kSolutionLimit)


@dataclass(frozen=True)
class Sparse:
    """Vectors one after the other: ``numbers`` and ``values`` of each begin at ``starts``."""

    starts: Whole
    numbers: Whole
    values: Floats

    @staticmethod
    def of(vectors: Sequence[Sequence[tuple[int, float]]]) -> Sparse:
        """Each a sequence of number and value, no number twice."""
        sizes = np.array([0, *(len(vector) for vector in vectors)], np.int64)
        return Sparse(
            np.cumsum(sizes)[:-1].astype(np.int32),
            np.array([number for vector in vectors for number, _ in vector], np.int32),
            np.array([value for vector in vectors for _, value in vector], np.float64),
        )


@dataclass(frozen=True)
class Solved:
    """Values of the columns, duals of the rows, the cost."""

    values: Floats
    duals: Floats
    cost: float


@dataclass(frozen=True)
class Searched:
    """What a search for whole values found, a bound that none costs less than, and how many nodes
    of its tree were looked at."""

    values: Floats | None
    bound: float
    nodes: int


class Model:
    """A program to be minimised."""

    def __init__(self) -> None:
        self._highs: Any = _Highs()
        self._option("output_flag", False)
        self._option("threads", 1)
        self._option("parallel", "off")

    def _option(self, name: str, value: object) -> None:
        self._highs.setOptionValue(name, value)

    def add_rows(self, least: Floats, most: Floats, parts: Sparse) -> None:
        """Rows ``least ≤ Σ value · column ≤ most``."""
        self._highs.addRows(
            len(least), least, most, len(parts.numbers), parts.starts, parts.numbers, parts.values
        )

    def add_columns(self, costs: Floats, least: Floats, most: Floats, parts: Sparse) -> None:
        """Columns with their coefficients by row."""
        self._highs.addCols(
            len(costs), costs, least, most, len(parts.numbers), parts.starts, parts.numbers,
            parts.values,
        )  # fmt: skip

    @property
    def columns(self) -> int:
        """How many there are."""
        return int(self._highs.getNumCol())

    def price(self, costs: Floats) -> None:
        """Set the costs of all columns."""
        numbers = np.arange(len(costs), dtype=np.int32)
        self._highs.changeColsCost(len(costs), numbers, costs)

    def bound(self, numbers: Whole, least: Floats, most: Floats) -> None:
        """Set the bounds of some columns."""
        self._highs.changeColsBounds(len(numbers), numbers.astype(np.int32), least, most)

    def limit(self, row: int, least: float, most: float) -> None:
        """Set the bounds of a row."""
        self._highs.changeRowBounds(row, least, most)

    def whole(self, numbers: Whole) -> None:
        """These columns take whole values only."""
        kinds = np.full(len(numbers), HighsVarType.kInteger)
        self._highs.changeColsIntegrality(len(numbers), numbers.astype(np.int32), kinds)

    def copy(self) -> Model:
        """The same program, to be changed otherwise."""
        made = Model()
        made._highs.passModel(self._highs.getLp())
        return made

    def solved(self) -> Solved | None:
        """The least cost; None where nothing satisfies the rows."""
        self._highs.run()
        if self._highs.getModelStatus() != HighsModelStatus.kOptimal:
            # Rarely the last basis leads astray: once more from the beginning.
            self._highs.clearSolver()
            self._highs.run()
        if self._highs.getModelStatus() != HighsModelStatus.kOptimal:
            return None
        found = self._highs.getSolution()
        cost = float(self._highs.getInfo().objective_function_value)
        return Solved(np.array(found.col_value), np.array(found.row_dual), cost)

    def searched(
        self,
        *,
        gap: float,
        nodes: int,
        start: Floats | None = None,
        stop: Callable[[], bool] | None = None,
        anew: bool = True,
        aside: bool = True,
    ) -> Searched:
        """Whole values of little cost.

        :param gap: relative, at which to stop; ``nodes``: most nodes of the tree.
        :param start: values to begin with. :param stop: asked on the way; True ends it.
        :param anew: whether it may begin anew at the root once much is fixed there.
        :param aside: whether values are sought by smaller searches aside, too. They take most of
            the time of a program that a few nodes settle.
        """
        self._option("mip_allow_restart", anew)
        for way in _ASIDE:
            self._option(f"mip_heuristic_run_{way}", aside)
        self._option("mip_rel_gap", gap)
        self._option("mip_max_nodes", nodes)
        if start is not None:
            begin = HighsSolution()
            begin.col_value = start.tolist()
            self._highs.setSolution(begin)
        if stop is not None:
            self._interrupted(stop)
        with printed_aside():
            self._highs.run()
        info = self._highs.getInfo()
        refuted = self._highs.getModelStatus() == HighsModelStatus.kInfeasible
        bound = INFINITY if refuted else float(info.mip_dual_bound)
        used = int(info.mip_node_count)
        if int(info.primal_solution_status) != 2:  # 2: feasible
            return Searched(None, bound, used)
        return Searched(np.array(self._highs.getSolution().col_value), bound, used)

    def _interrupted(self, stop: Callable[[], bool]) -> None:
        def asked(_kind: int, _text: str, _told: Any, answer: Any, _own: object) -> None:
            answer.user_interrupt = stop()

        self._highs.setCallback(asked, None)
        self._highs.startCallback(cb.HighsCallbackType.kCallbackMipInterrupt)
