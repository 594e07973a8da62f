"""The sizes a county may have as a hub: what they hold, cost and are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jidi.model.hubs import HubSize, hub_values
from jidi.network.hubs import Step

if TYPE_CHECKING:
    from jidi.service.hub_problem import Node


def sizes_of(node: Node) -> tuple[Step, ...]:
    """The sizes a county may have as a hub: new ones, or what stands and what is added to it."""
    sizes, stands = hub_values().sizes, node.standing
    if stands is None or not stands.capacity:
        return tuple(Step(size.parcels_per_day, size.yuan_per_day) for size in sizes)
    running = hub_values().kept.running * price_of(stands.capacity, sizes)
    more = (
        Step(stands.capacity + size.parcels_per_day, round(running + size.yuan_per_day, 2))
        for size in sizes
    )
    return (Step(stands.capacity, round(running, 2)), *more)


def price_of(capacity: float, sizes: tuple[HubSize, ...]) -> float:
    """Yuan a day for a capacity between the sizes, in proportion."""
    rooms = [0.0, *(size.parcels_per_day for size in sizes)]
    return float(np.interp(capacity, rooms, [0.0, *(size.yuan_per_day for size in sizes)]))


def size_name(node: Node, step: int, lang: str) -> str:
    """What a size is called."""
    sizes, stands = hub_values().sizes, node.standing
    if stands is None or not stands.capacity:
        return sizes[step].zh if lang == "zh" else sizes[step].en
    if step == 0:
        return "现有" if lang == "zh" else "as it stands"
    size = sizes[step - 1]
    return f"现有＋{size.zh}" if lang == "zh" else f"enlarged: {size.en}"
