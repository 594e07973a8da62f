"""Problems and designs as JSON: the same value, the same bytes; read strictly.

The digest of a problem is the SHA-256 of its canonical JSON. It is computed when a problem is
read, never believed.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

import numpy as np

from jidi.core.errors import InputError, Place, raise_together
from jidi.core.nearest import suggestion
from jidi.core.worded import Worded, oddity_of
from jidi.network.rural.codec import Reader, plain
from jidi.network.rural.design import Design
from jidi.network.rural.file_checks import impossible
from jidi.network.rural.problem import (
    LEFT_OUT,
    ROAD_CLASSES,
    Centre,
    Company,
    Floats,
    Lane,
    Numbers,
    Overnight,
    Problem,
    Rates,
    Station,
    VehicleType,
    Village,
    Wanted,
    Work,
)

PROBLEM: Final = "jidi-rural-problem"
DESIGN: Final = "jidi-rural-design"
VERSION: Final = 1


@dataclass(frozen=True)
class _Body:
    """A problem but for its arrays and its digest."""

    id: str
    name: str
    centre: Centre
    stations: tuple[Station, ...]
    villages: tuple[Village, ...]
    vehicles: tuple[VehicleType, ...]
    lanes: tuple[Lane, ...]
    work: Work
    rates: Rates
    wanted: Wanted
    synthetic: bool
    sources: tuple[str, ...]
    companies: tuple[Company, ...] = field(default=(), metadata=LEFT_OUT)
    overnight: Overnight | None = field(default=None, metadata=LEFT_OUT)


def digested(problem: Problem) -> Problem:
    """The problem with its digest."""
    return replace(problem, digest=hashlib.sha256(_canonical(_problem_body(problem))).hexdigest())


def problem_bytes(problem: Problem) -> bytes:
    """A problem as a file."""
    return file_bytes(PROBLEM, {"problem": _problem_body(problem)})


def design_bytes(design: Design, *, synthetic: bool) -> bytes:
    """A design as a file; ``synthetic`` as its problem says."""
    return file_bytes(DESIGN, {"design": plain(design), "synthetic": synthetic})


def read_problem(content: bytes, *, file: str) -> Problem:
    """A problem from a file, with its digest.

    :raises InputError: N-401 no JSON, N-405 another format or version, N-402 to N-404 keys and
        values that do not fit, all in one pass.
    """
    body = opened(content, PROBLEM, ("problem",), file)["problem"]
    reader, arrays = Reader(file), ("km", "road", "points")
    if not isinstance(body, dict):
        raise InputError("N-404", where=Place(file), path="problem", found=body, type="object")
    rest = {key: value for key, value in body.items() if key not in arrays}
    head = reader.read(_Body, rest, "problem")
    nodes = 1 + _count(body.get("stations")) + _count(body.get("villages"))
    km = _matrix(reader, body.get("km"), nodes)
    road = _roads(reader, body.get("road"), nodes)
    points = None if body.get("points") is None else _points(reader, body["points"], nodes)
    raise_together(reader.errors)
    problem = Problem(**vars(head), km=km, road=road, points=points)
    raise_together(impossible(problem, file=file))
    return digested(problem)


def read_design(content: bytes, *, file: str) -> tuple[Design, bool]:
    """A design from a file, and whether it is synthetic.

    :raises InputError: as :func:`read_problem`.
    """
    data = opened(content, DESIGN, ("design", "synthetic"), file)
    reader = Reader(file)
    design: Design = reader.read(Design, data["design"], "design")
    synthetic: bool = reader.read(bool, data["synthetic"], "synthetic")
    raise_together(reader.errors)
    return design, synthetic


def _problem_body(problem: Problem) -> dict[str, Any]:
    terms = {each.name: getattr(problem, each.name) for each in fields(_Body)}
    head = plain(_Body(**terms))
    points = None if problem.points is None else plain(problem.points)
    roads = ["".join(map(str, row)) for row in problem.road.tolist()]
    return {**head, "km": plain(problem.km), "road": roads, "points": points}


def _canonical(data: Mapping[str, Any]) -> bytes:
    text = json.dumps(
        data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    return text.encode()


def file_bytes(kind: str, data: Mapping[str, Any]) -> bytes:
    """A file of a kind: canonical JSON, with format and version."""
    return _canonical({"format": kind, "version": VERSION, **data}) + b"\n"


def _form(data: Any) -> Worded:
    """What a file without our head says that it is."""
    said = data.get("form", data.get("type")) if isinstance(data, dict) else None
    return Worded(f"“{said}”", f"'{said}'") if said else Worded("（没有写明）", "(not stated)")


def opened(content: bytes, kind: str, parts: tuple[str, ...], file: str) -> dict[str, Any]:
    """What a file of a kind holds.

    :raises InputError: N-401 no JSON, N-405 another format or version, N-402, N-403 wrong parts.
    """
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise InputError("N-401", where=Place(file), reason=oddity_of(error)) from error
    head = {"format", "version"}
    if not isinstance(data, dict) or not head <= set(data):
        raise InputError("N-405", where=Place(file), found=_form(data), known=f"{kind} {VERSION}")
    if (data["format"], data["version"]) != (kind, VERSION):
        found = f"{data['format']} {data['version']}"
        raise InputError("N-405", where=Place(file), found=found, known=f"{kind} {VERSION}")
    reader, known = Reader(file), sorted({*parts, *head})
    for key in data:
        if key not in known:
            reader.fault("N-402", key, nearest=suggestion(key, known))
    for key in known:
        if key not in data:
            reader.fault("N-403", key)
    raise_together(reader.errors)
    return data


def _count(value: Any) -> int:
    return len(value) if isinstance(value, list) else 0


def _rectangle(reader: Reader, value: Any, path: str, rows: int, columns: int) -> bool:
    fits = isinstance(value, list) and len(value) == rows
    if fits and all(isinstance(row, list | str) and len(row) == columns for row in value):
        return True
    reader.fault("N-404", path, found=type(value).__name__, type=f"{rows} × {columns}")
    return False


def _matrix(reader: Reader, value: Any, nodes: int) -> Floats:
    if not _rectangle(reader, value, "problem.km", nodes, nodes):
        return np.zeros((nodes, nodes))
    for number, row in enumerate(value):
        if not all(cell is None or (type(cell) in (int, float) and cell >= 0) for cell in row):
            reader.fault("N-404", f"problem.km[{number}]", found="…", type="km ≥ 0, null")
            return np.zeros((nodes, nodes))
    return np.asarray([[math.inf if c is None else c for c in row] for row in value], np.float64)


def _roads(reader: Reader, value: Any, nodes: int) -> Numbers:
    if not _rectangle(reader, value, "problem.road", nodes, nodes):
        return np.zeros((nodes, nodes), dtype=np.int64)
    digits = {str(number): number for number in range(len(ROAD_CLASSES))}
    for number, row in enumerate(value):
        if not isinstance(row, str) or set(row) - set(digits):
            reader.fault("N-404", f"problem.road[{number}]", found=row[:9], type="0…2")
            return np.zeros((nodes, nodes), dtype=np.int64)
    return np.asarray([[digits[cell] for cell in row] for row in value], dtype=np.int64)


def _points(reader: Reader, value: Any, nodes: int) -> Floats | None:
    if not _rectangle(reader, value, "problem.points", nodes, 2):
        return None
    rows = [
        [reader.read(float, cell, f"problem.points[{n}]") for cell in row]
        for n, row in enumerate(value)
    ]
    return np.asarray(rows, dtype=np.float64)
