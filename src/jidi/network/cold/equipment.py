"""Cooling equipment of outlets (制冷保鲜设备): how many more a share asks for, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True)
class Outlets:
    """Standardised outlets of a place: those recorded, and of them those with equipment.

    :param unknown: outlets of which it is not recorded; they count on neither side.
    """

    recorded: int
    equipped: int
    unknown: int = 0

    @property
    def share(self) -> float | None:
        """Of those recorded; None without any."""
        return self.equipped / self.recorded if self.recorded else None

    def needs(self, share: float) -> int:
        """The fewest to be equipped so that the share is reached."""
        return max(0, ceil(self.recorded * share - 1e-9) - self.equipped)


def together(places: Mapping[str, Outlets]) -> Outlets:
    """All places as one."""
    return Outlets(
        sum(one.recorded for one in places.values()),
        sum(one.equipped for one in places.values()),
        sum(one.unknown for one in places.values()),
    )


def fewest(places: Mapping[str, Outlets], share: float) -> dict[str, int]:
    """The fewest outlets in all by which the whole reaches the share, given one by one to the place
    whose share is lowest; places that are full get none."""
    wanted = together(places).needs(share)
    more = dict.fromkeys(places, 0)
    for _ in range(wanted):
        open_ = [name for name, one in places.items() if one.equipped + more[name] < one.recorded]
        least = min(
            open_, key=lambda name: ((places[name].equipped + more[name]) / places[name].recorded,
                                     name)
        )  # fmt: skip
        more[least] += 1
    return more
