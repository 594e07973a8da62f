"""What the solver of hub problems hands over: hubs, their sizes, allocation or paths, the cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class HubDesign:
    """A design as claimed. Whether it holds, only the checker says (``hubs.verify``).

    :param hubs: each hub with the number of its step.
    :param allocation: with single allocation, of each node its hub; else empty.
    :param ranks: with levels, of each hub the number of its level and the hub it hangs under, −1
        for none; else empty.
    :param paths: with multiple allocation, for every flow: from, to, first hub, last hub. Ends are
        nodes, then gateways.
    """

    hubs: tuple[tuple[int, int], ...]
    cost: float
    allocation: tuple[int, ...] = ()
    paths: tuple[tuple[int, int, int, int], ...] = ()
    ranks: tuple[tuple[int, int, int], ...] = ()
