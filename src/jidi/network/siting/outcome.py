"""What each way of solving hands over: a design and a bound."""

from __future__ import annotations

from dataclasses import dataclass

from jidi.network.siting.design import SitingDesign


@dataclass(frozen=True)
class Found:
    """A design, and what no design can cost less than."""

    design: SitingDesign
    bound: float
