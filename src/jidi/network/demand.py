"""Demand (寄递流量): how many parcels a day go from where to where.

A gravity model fitted to totals that are known. Parcels for the same city stay among the counties
of the sender's city; parcels between cities go to the other counties and the other provinces; both
in proportion to people and against distance to a power. The power is the one at which the model,
asked freely, keeps as many parcels in their city as were counted. What other provinces send fills
up what each county gets. Pure computation on arrays; every total is the caller's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from jidi.core.errors import InputError

Floats = npt.NDArray[np.float64]
HALVINGS: Final = 60


@dataclass(frozen=True, kw_only=True)
class Sources:
    """What is known, a day. Counties first, then other provinces, in rows and columns of ``km``.

    :param km: by road between all; :param city: of each county, a number of its city.
    :param same_city, inter_city: parcels each county sends. :param people: of counties and
        provinces. :param delivered: parcels each county gets in all.
    :param sends: of each province, in proportion to what it sends.
    """

    km: Floats
    city: npt.NDArray[np.int64]
    same_city: Floats
    inter_city: Floats
    people: Floats
    delivered: Floats
    sends: Floats
    shortest_km: float
    powers: tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Flows:
    """Parcels a day from row to column, counties first, then other provinces.

    :param power: of the distance, as fitted. :param share: of parcels that stay in their city, as
        the model gives it freely at that power; ``wanted``: as it was counted.
    :param over: parcels a day by which counties get more from within than they were said to get
        in all; nothing comes to those counties from outside.
    """

    parcels: Floats
    power: float
    share: float
    wanted: float
    over: float


def flows(known: Sources) -> Flows:
    """The flows. :raises InputError: N-841 when no power gives the share of the same city."""
    counties = len(known.city)
    wanted = float(known.same_city.sum() / (known.same_city + known.inter_city).sum())
    power = _fitted(known, wanted)
    pull = _pull(known, power)
    same = _same_city(known)
    parcels = np.zeros(known.km.shape)
    parcels[:counties, :counties] += _shared(known.same_city, np.where(same, pull[:, :counties], 0))
    between = pull.copy()
    between[:, :counties][same] = 0.0
    parcels[:counties] += _shared(known.inter_city, between)
    inside = parcels[:counties, :counties].sum(axis=0)
    missing = np.maximum(known.delivered - inside, 0.0)
    parcels[counties:, :counties] = _from_outside(known, power, missing)
    over = float(np.maximum(inside - known.delivered, 0.0).sum())
    share = _share(known, power)
    return Flows(parcels=parcels, power=power, share=share, wanted=wanted, over=over)


def _same_city(known: Sources) -> npt.NDArray[np.bool_]:
    return np.asarray(known.city[:, None] == known.city[None, :])


def _pull(known: Sources, power: float) -> Floats:
    """Of each county, how much every county and province draws its parcels."""
    km = np.maximum(known.km[: len(known.city)], known.shortest_km)
    return np.asarray(known.people[None, :] / km**power)


def _share(known: Sources, power: float) -> float:
    """The share of all parcels that would stay in their city if they went where they liked."""
    pull = _pull(known, power)
    counties = len(known.city)
    stays = np.where(_same_city(known), pull[:, :counties], 0.0).sum(axis=1) / pull.sum(axis=1)
    sent = known.same_city + known.inter_city
    return float((sent * stays).sum() / sent.sum())


def _fitted(known: Sources, wanted: float) -> float:
    """The power by halving: the farther it rises, the more stays."""
    low, high = known.powers
    if not _share(known, low) <= wanted <= _share(known, high):
        raise InputError(
            "N-841", share=f"{wanted:.2%}", low=f"{_share(known, low):.2%}",
            high=f"{_share(known, high):.2%}",
        )  # fmt: skip
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _share(known, middle) < wanted else (low, middle)
    return round((low + high) / 2, 9)


def _shared(amounts: Floats, weights: Floats) -> Floats:
    """Each row's amount shared out by its weights."""
    return np.asarray(amounts[:, None] * weights / weights.sum(axis=1, keepdims=True))


def _from_outside(known: Sources, power: float, missing: Floats) -> Floats:
    """From each province to each county: what the county still gets."""
    counties = len(known.city)
    km = np.maximum(known.km[counties:, :counties], known.shortest_km)
    weights = known.sends[:, None] / km**power
    return np.asarray(missing[None, :] * weights / weights.sum(axis=0, keepdims=True))
