"""What the solver of siting problems hands over: open sites, who serves whom, the cost claimed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SitingDesign:
    """A design as claimed. Whether it holds, only the checker says (``siting.verify``).

    :param opened: the open sites.
    :param served: customer, site and the share of the customer's demand it takes; customers that
        do not appear are left out.
    """

    opened: tuple[int, ...]
    served: tuple[tuple[int, int, float], ...]
    cost: float
