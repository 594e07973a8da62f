"""How much a solver of hubs may try."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How much to try; counts, so that the same effort gives the same design on every machine.

    :param tries: sets of hubs the search looks at. :param rounds: steps of the bound; 0: no bound.
    :param parts: sets of hubs, or parts of them, looked at one by one; 0: none.
    :param columns: the rest is not decided when it has more columns than these.
    :param near: with multiple allocation and sizes, a gap that is small enough.
    :param nodes: of HiGHS's tree. :param seconds: a guard only, for HiGHS.
    """

    tries: int = 20_000
    rounds: int = 1_200
    parts: int = 3_000
    columns: int = 60_000
    nodes: int = 2_000
    seconds: float | None = None
    near: float = 1e-6
