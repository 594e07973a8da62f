"""A scheme of credit evaluation with other numbers: what would be if points or limits were others.

The numbers of a scheme have names: ``base``, ``penalty.points`` and ``penalty.most`` of an item
counted by records, ``valid_complaints.over_3`` the points of a measure above 3 of its unit,
``trusted.at_least`` and ``distrusted.below`` the limits of a list.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from jidi.core.errors import InputError, Place, UnknownName
from jidi.core.nearest import suggestion
from jidi.model.credit import Scheme
from jidi.model.strict import build

SUPPOSED: Final = "supposed"
"""What a scheme with other numbers is called beside its own id."""

Way = tuple[str | int, ...]


def numbers_of(scheme: Scheme) -> dict[str, float]:
    """The numbers of a scheme by name, in the order of its file."""
    data = scheme.model_dump(mode="json")
    return {name: float(_at(data, way)) for name, way in _ways(scheme)}


def varied(scheme: Scheme, values: Mapping[str, float]) -> Scheme:
    """The scheme with these numbers in place of its own; it is read as strictly as one of a file.

    :param values: by the names that :func:`numbers_of` gives.
    :raises UnknownName: G-111 for a number that the scheme does not have, with the nearest.
    :raises DefinitionError: D-102 where the scheme does not hold with them.
    :raises InputError: G-112 without a value.
    """
    if not values:
        raise InputError("G-112")
    ways, data = dict(_ways(scheme)), scheme.model_dump(mode="json", exclude_unset=True)
    for name, value in values.items():
        if name not in ways:
            raise UnknownName("G-111", asked=name, nearest=suggestion(name, ways))
        way = ways[name]
        _at(data, way[:-1])[way[-1]] = value
    told = json.dumps(data, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(told.encode("utf-8")).hexdigest()
    more = {"id": f"{scheme.id}+{SUPPOSED}", "own_choice": True, "digest": digest, "file": ""}
    return build(Scheme, {**data, **more}, where=Place(SUPPOSED))


def _ways(scheme: Scheme) -> Iterator[tuple[str, Way]]:
    """Each number's name and where it stands."""
    yield from ((name, (name,)) for name in ("base", "least", "most"))
    for place, item in enumerate(scheme.items):
        here: Way = ("items", place)
        if item.codes:
            yield f"{item.id}.points", (*here, "points")
            yield f"{item.id}.most", (*here, "most")
        for number, step in enumerate(item.steps):
            yield f"{item.id}.over_{step.over:g}", (*here, "steps", number, "points")
    for place, listed in enumerate(scheme.lists):
        for joined, conditions in (("all", listed.all), ("any", listed.any)):
            for number, one in enumerate(conditions):
                for limit in ("below", "at_least"):
                    if getattr(one, limit) is not None:
                        way = ("lists", place, joined, number, limit)
                        yield f"{listed.id}.{limit}", way


def _at(data: Any, way: Way) -> Any:
    for key in way:
        data = data[key]
    return data
