"""The relation ``step`` that the query of journeys reads."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from jidi.model.journey import Step


def step_relation(steps: Sequence[Step]) -> pa.Table:
    """The steps with a bit for each required one and the bits of those that rank below."""
    bits = {s.code: 1 << n for n, s in enumerate(s for s in steps if s.required)}
    below = [sum(bits.get(o.code, 0) for o in steps if o.rank < s.rank) for s in steps]
    return pa.table(
        {
            "code": [s.code for s in steps],
            "rank": pa.array([s.rank for s in steps], pa.int64()),
            "bit": pa.array([bits.get(s.code, 0) for s in steps], pa.int64()),
            "below": pa.array(below, pa.int64()),
            "attempt": [s.attempt for s in steps],
            "outcome": pa.array([s.outcome or None for s in steps], pa.string()),
            "proves": [s.proves_the_way for s in steps],
        }
    )
