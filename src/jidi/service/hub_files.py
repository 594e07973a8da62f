"""The hub problem of a province as a file, so that a design can be judged without the book."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np

from jidi.core.errors import InputError
from jidi.core.worded import oddity_of
from jidi.network.hubs import HubProblem, Level, Step
from jidi.network.hubs.problem import UNLIMITED, Floats
from jidi.service.design_forms import file_bytes
from jidi.service.hub_places import Standing
from jidi.service.hub_problem import SINGLE, Asked, DemandFit, Node, ProvinceHubs

FORM: Final = "jidi hubs problem 1"
_MATRICES: Final = ("flows", "distances", "gateways", "sent", "received")
_NUMBERS: Final = ("collection", "transfer", "distribution", "hubs")


def posed_bytes(posed: ProvinceHubs) -> bytes:
    """The problem as one JSON document; the same problem, the same bytes."""
    text = json.dumps(told_hubs(posed), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode() + b"\n"


def told_hubs(posed: ProvinceHubs) -> dict[str, Any]:
    """The problem as plain values."""
    problem = posed.problem
    return {
        "form": FORM,
        "synthetic": posed.synthetic,
        "province": posed.name,
        "code": posed.code,
        "data_version": posed.version,
        "volume": posed.volume,
        "asked": posed.asked.told(),
        "demand": asdict(posed.demand),
        "sources": posed.sources,
        "notes": [{"code": note.code, "facts": note.facts} for note in posed.notes],
        "nodes": [asdict(node) for node in posed.nodes],
        "kept": sorted(problem.kept),
        **(
            {}
            if not problem.levels
            else {
                "levels": [_level(level) for level in problem.levels],
                "groups": list(problem.groups),
            }
        ),
        "steps": [
            [[None if step.capacity == UNLIMITED else step.capacity, step.cost] for step in sizes]
            for sizes in problem.steps
        ],
        **{name: getattr(problem, name) for name in _NUMBERS},
        **{name: getattr(problem, name).tolist() for name in _MATRICES},
    }


def _level(level: Level) -> dict[str, Any]:
    places = None if level.places is None else sorted(level.places)
    most = None if level.most == UNLIMITED else level.most
    return {**vars(level), "above": list(level.above), "places": places, "most": most}


def _level_of(told: dict[str, Any]) -> Level:
    places = None if told["places"] is None else frozenset(told["places"])
    most = UNLIMITED if told["most"] is None else float(told["most"])
    return Level(**{**told, "above": tuple(told["above"]), "places": places, "most": most})


def posed_of(path: Path) -> ProvinceHubs:
    """The problem out of a file. :raises InputError: N-855 when it cannot be read."""
    try:
        told = json.loads(file_bytes(path))
        if told["form"] != FORM:
            raise ValueError(told["form"])
        return hubs_of(told)
    except (KeyError, TypeError, ValueError) as error:
        reason = oddity_of(error)
        raise InputError("N-855", file=path.name, reason=reason) from error


def hubs_of(told: dict[str, Any]) -> ProvinceHubs:
    """The problem out of plain values. :raises KeyError, TypeError, ValueError: as they come."""
    return ProvinceHubs(
        name=told["province"],
        code=told["code"],
        problem=_problem(told),
        nodes=tuple(_node(node) for node in told["nodes"]),
        demand=DemandFit(**told["demand"]),
        asked=Asked(**told["asked"]),
        volume=float(told["volume"]),
        synthetic=bool(told["synthetic"]),
        version=int(told["data_version"]),
        sources=tuple(told["sources"]),
        notes=tuple(InputError(note["code"], **note["facts"]) for note in told["notes"]),
    )


def _problem(told: dict[str, Any]) -> HubProblem:
    steps = tuple(
        tuple(Step(UNLIMITED if room is None else float(room), float(cost)) for room, cost in sizes)
        for sizes in told["steps"]
    )
    return HubProblem(
        steps=steps,
        single=told["asked"].get("allocation", SINGLE) == SINGLE,
        kept=frozenset(told["kept"]),
        levels=tuple(_level_of(level) for level in told.get("levels", ())),
        groups=tuple(told.get("groups", ())),
        collection=float(told["collection"]),
        transfer=float(told["transfer"]),
        distribution=float(told["distribution"]),
        hubs=None if told["hubs"] is None else int(told["hubs"]),
        flows=_matrix(told, "flows"),
        distances=_matrix(told, "distances"),
        gateways=_matrix(told, "gateways"),
        sent=_matrix(told, "sent"),
        received=_matrix(told, "received"),
    )


def _matrix(told: dict[str, Any], name: str) -> Floats:
    return np.array(told[name], dtype=np.float64)


def _node(told: dict[str, Any]) -> Node:
    standing = told["standing"]
    return Node(**{**told, "standing": None if standing is None else Standing(**standing)})
