"""How a joint network's cost may be split; apart, for the help of a command names the rules."""

from __future__ import annotations

from enum import StrEnum


class Rule(StrEnum):
    """How the cost of the joint network is split."""

    SHAPLEY = "shapley"
    """What each adds to the cost on average over all orders of joining."""
    PARCELS = "parcels"
    """The cost of each place by the parcels that the companies have there."""
