"""The trunk problem of a province as a file, so that a design can be judged without the book."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np

from jidi.core.errors import InputError
from jidi.core.worded import oddity_of
from jidi.network.trunk import EmptyRun, Flow, Lane, Node, Product, TrunkProblem
from jidi.service.design_forms import file_bytes
from jidi.service.hub_files import hubs_of, told_hubs
from jidi.service.trunk_problem import Floats, Place, ProvinceTrunk, TrunkAsked

FORM: Final = "jidi trunk problem 1"
_PARTS: Final[dict[str, Any]] = {
    "nodes": Node,
    "lanes": Lane,
    "empties": EmptyRun,
    "products": Product,
    "flows": Flow,
}


def posed_bytes(posed: ProvinceTrunk) -> bytes:
    """The problem as one JSON document; the same problem, the same bytes."""
    problem = posed.problem
    told = {
        "form": FORM,
        "synthetic": posed.synthetic,
        "hubs": told_hubs(posed.hubs),
        "asked": posed.asked.told(),
        "notes": [{"code": note.code, "facts": note.facts} for note in posed.notes],
        "places": [asdict(place) for place in posed.places],
        "km": [[None if np.isinf(km) else km for km in row] for row in posed.km.tolist()],
        "lane_km": posed.lane_km,
        "sent": posed.sent.tolist(),
        "received": posed.received.tolist(),
        "name": problem.name,
        "most_lanes": problem.most_lanes,
        **({"shares": problem.shares} if problem.shares else {}),
        "yuan_per_tonne": problem.yuan_per_tonne,
        "yuan_per_tonne_hour": problem.yuan_per_tonne_hour,
        **{part: [_told(one) for one in getattr(problem, part)] for part in _PARTS},
    }
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode() + b"\n"


def _told(one: Any) -> dict[str, Any]:
    """Its fields; the day of a lane only where it has one."""
    return {name: value for name, value in asdict(one).items() if value is not None}


def posed_of(path: Path) -> ProvinceTrunk:
    """The problem out of a file. :raises InputError: N-946 when it cannot be read."""
    try:
        told = json.loads(file_bytes(path))
        if told["form"] != FORM:
            raise ValueError(told["form"])
        return _posed(told)
    except (KeyError, TypeError, ValueError) as error:
        reason = oddity_of(error)
        raise InputError("N-946", file=path.name, reason=reason) from error


def _posed(told: dict[str, Any]) -> ProvinceTrunk:
    parts: dict[str, Any] = {
        part: tuple(kind(**one) for one in told[part]) for part, kind in _PARTS.items()
    }
    return ProvinceTrunk(
        hubs=hubs_of(told["hubs"]),
        problem=TrunkProblem(
            name=told["name"],
            most_lanes=int(told["most_lanes"]),
            yuan_per_tonne=float(told["yuan_per_tonne"]),
            yuan_per_tonne_hour=float(told.get("yuan_per_tonne_hour", 0.0)),
            synthetic=bool(told["synthetic"]),
            shares=tuple(float(share) for share in told.get("shares", ())),
            **parts,
        ),
        places=tuple(Place(**place) for place in told["places"]),
        km=_matrix([[np.inf if km is None else km for km in row] for row in told["km"]]),
        lane_km=tuple(told["lane_km"]),
        asked=TrunkAsked.of(told["asked"]),
        sent=_matrix(told["sent"]),
        received=_matrix(told["received"]),
        synthetic=bool(told["synthetic"]),
        notes=tuple(InputError(note["code"], **note["facts"]) for note in told["notes"]),
    )


def _matrix(rows: list[list[float]]) -> Floats:
    return np.array(rows, dtype=np.float64)
