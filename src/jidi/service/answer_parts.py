"""What a design made in one go tells besides its tables: bill, map, what it does to indicators."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from jidi.core.worded import Worded
from jidi.service.breach_words import Breach, breach_words

if TYPE_CHECKING:  # a rural design is told without loading what designs hubs
    from jidi.service.hub_problem import Node

Told = tuple[str, str]
"""Chinese and English."""
A_DAY: Final[Told] = ("元/日", "yuan a day")
A_WEEK: Final[Told] = ("元/周", "yuan a week")
Role = Literal["built", "stands", "place", "short"]
"""What a place is in a design; ``short``: not all of it is served."""


@dataclass(frozen=True)
class Term:
    """A term of the cost, in the answer's own unit of money and time."""

    id: str
    words: Told
    yuan: float


@dataclass(frozen=True)
class Spot:
    """A place on the map. :param at: longitude and latitude, degrees."""

    at: tuple[float, float]
    name: Told
    role: Role


@dataclass(frozen=True)
class Leg:
    """A straight line between two places on the map, by their numbers."""

    ends: tuple[int, int]
    name: Told


@dataclass(frozen=True)
class Drawn:
    """What is drawn; ways are straight, no road is meant.

    :param roles: what places of a role are called; only those that occur. :param legs_are: what a
        line is called.
    """

    spots: tuple[Spot, ...]
    legs: tuple[Leg, ...]
    roles: Mapping[Role, Told]
    legs_are: Told


@dataclass(frozen=True)
class Moves:
    """What a design adds to an indicator's parts.

    :param added: to the numerator, by division (code of six digits).
    """

    indicator: str
    added: Mapping[str, float]


@dataclass(frozen=True)
class Search:
    """How to design anew. :param cancelled: asked between steps."""

    effort: int = 1
    cancelled: Callable[[], bool] = lambda: False


def breach_texts(breaches: Iterable[Breach]) -> tuple[Worded, ...]:
    """What a checker found, a line each."""
    return tuple(breach_words(one) for one in breaches)


def spot(node: Node, words: Told, role: Role) -> Spot:
    """A county or province on the map."""
    return Spot((node.longitude, node.latitude), words, role)


def digest_of(problem: Any) -> str:
    """SHA-256 of a posed problem: equal problems, equal digests."""
    text = json.dumps(_plain(problem), ensure_ascii=False, sort_keys=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        # What came later is left out while it says nothing: older problems keep their digest.
        held = {one.name: (one, getattr(value, one.name)) for one in fields(value)}
        return {
            name: _plain(each)
            for name, (one, each) in held.items()
            if not one.metadata.get("left_out_when_empty") or each
        }
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, np.generic):
        return value.item()
    return value
