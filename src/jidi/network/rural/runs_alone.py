"""What a run to each village by itself costs, from every depot near, by every vehicle, on all days.

It never changes in a search, so the kernel gets it sorted, and looks no further once a place on a
run that there is already is cheaper.
"""

from __future__ import annotations

import numpy as np

from jidi.network.rural.kernel.ground import (
    CAPACITY,
    DOWN,
    FED,
    FROM,
    GAP,
    HANDOVER,
    NEVER,
    NOWHERE,
    PER_KM,
    REACH,
    READY,
    SHARE,
    SLACK,
    TAKES,
    UP,
    Floats,
    Ground,
    Ints,
)


def runs_alone(ground: Ground) -> tuple[Ints, Floats]:
    """Runs to each village alone that range, load and days allow, the cheapest first.

    :param ground: all but what is returned, which stands there as ``options`` and ``alone``.
    :returns: (village, rank; depot, vehicle type, pattern) and (village, rank) yuan a day without
        a vehicle or a station opened for it; ``NOWHERE`` behind the last.
    """
    km, drive, kept, homes = ground.km, ground.drive, ground.kept, ground.homes
    kind, pattern, village, depot = ground.kind, ground.pattern, ground.village, ground.depot
    villages = np.arange(len(homes))[:, None]
    nodes = len(depot) + villages
    way = (km[homes, nodes] + km[nodes, homes])[:, :, None, None]
    minutes = ground.loading + drive[:, homes, nodes]
    minutes = minutes + village[:, HANDOVER, None] + drive[:, nodes, homes]
    rests = minutes > ground.rest_after + SLACK
    span = np.where(rests, minutes + ground.rest, minutes)
    span = np.moveaxis(span, 0, -1)[:, :, None, :]
    once = way * kind[:, PER_KM] + span * ground.per_minute
    row = depot[homes, FROM].astype(np.int64)
    yuan = pattern[:, SHARE, None] * once + kept[villages, row][:, :, :, None]
    full = np.maximum(village[:, DOWN], village[:, UP])[:, None, None, None]
    may_not = (
        (depot[homes, READY] >= NEVER)[:, :, None, None]
        | (depot[homes, FED:] == 0.0)[:, :, :, None]
        | (kept[:, TAKES, :] == 0.0)[:, None, :, None]
        | (way >= NEVER)
        | (way > kind[:, REACH] + SLACK)
        | (full * pattern[:, GAP, None] > kind[:, CAPACITY] + SLACK)
    )
    yuan = np.where(may_not, NOWHERE, yuan).reshape(len(homes), -1)
    ranked = np.argsort(yuan, axis=1, kind="stable")
    most = int((yuan < NOWHERE).sum(axis=1).max(initial=0))
    ranked = ranked[:, : max(1, most)]
    rank, days, vehicle = np.unravel_index(ranked, may_not.shape[1:])
    options = np.stack([homes[villages, rank], vehicle, days], axis=-1)
    return (
        np.ascontiguousarray(options.astype(np.int64)),
        np.ascontiguousarray(np.take_along_axis(yuan, ranked, axis=1)),
    )
