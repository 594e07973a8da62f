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
    Ints,
)
from jidi.network.rural.problem import Problem


def runs_alone(
    problem: Problem,
    homes: Ints,
    *,
    km: Floats,
    drive: Floats,
    kind: Floats,
    pattern: Floats,
    village: Floats,
    kept: Floats,
    depot: Floats,
) -> tuple[Ints, Floats]:
    """Runs to each village alone that range, load and days allow, the cheapest first.

    :param homes: (village, rank) depots; the tables are those of the kernel's ground.
    :returns: (village, rank; depot, vehicle type, pattern) and (village, rank) yuan a day without
        a vehicle or a station opened for it; ``NOWHERE`` behind the last.
    """
    villages = np.arange(len(homes))[:, None]
    nodes = len(depot) + villages
    way = (km[homes, nodes] + km[nodes, homes])[:, :, None, None]
    minutes = problem.centre.loading + drive[:, homes, nodes]
    minutes = minutes + village[:, HANDOVER, None] + drive[:, nodes, homes]
    work = problem.work
    late = minutes > work.break_after + SLACK
    span = np.where(late, minutes + work.break_minutes, minutes)
    span = np.moveaxis(span, 0, -1)[:, :, None, :]
    once = way * kind[:, PER_KM] + span * (work.per_hour / 60.0)
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
