"""A design in the time a user gives: searched with ever more effort while the time lasts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jidi.network.rural.design import Design
from jidi.network.rural.problem import Problem
from jidi.network.rural.solve import rank
from jidi.service.rural_design import Cancelled, Progress, Solver

Seconds = Callable[[], float]
"""A clock that only goes forward, such as ``time.process_time``."""
GROWTH = 2
"""How much more effort the next search takes, where the time that is left allows it."""


@dataclass(frozen=True)
class Within:
    """A solver that searches again and again as long as ``seconds`` last; the best design stays.

    No search is cut off, so every design is that of its seed and effort, and both stand in it:
    asked for with them and without a time, the same bytes come again. The first search is always
    done, however long it takes.
    """

    solve: Solver
    seconds: float
    clock: Seconds

    def __call__(
        self,
        problem: Problem,
        *,
        seed: int,
        effort: int,
        progress: Progress,
        cancelled: Cancelled,
    ) -> Design:
        """The best design of all searches."""
        begin = self.clock()

        def told(share: float, step: str) -> None:
            spent = (self.clock() - begin) / self.seconds if self.seconds > 0 else 1.0
            progress(min(0.99, max(spent, share if spent >= 1 else 0.0)), step)

        best: Design | None = None
        while True:
            since = self.clock()
            found = self.solve(
                problem, seed=seed, effort=effort, progress=told, cancelled=cancelled
            )
            if best is None or rank(problem, found) < rank(problem, best):
                best = found
            now = self.clock()
            more = self._next(effort, took=now - since, left=self.seconds - (now - begin))
            if more <= effort or cancelled():
                progress(1.0, "lines")
                return best
            effort = more

    def _next(self, effort: int, *, took: float, left: float) -> int:
        """The next effort: twice this one, or where that would leave little, all that is left.

        A search takes time in proportion to its effort, and then some that is always the same, so
        what is foreseen is rather too long than too short.
        """
        affordable = effort * GROWTH**3 if took <= 0 else int(effort * left / took)
        return affordable if affordable < 2 * GROWTH * effort else GROWTH * effort
