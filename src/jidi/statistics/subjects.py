"""Names put together from their neighbours: 同城 + 快递 + 业务量, and lists of such names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from jidi.core.units import Unit
from jidi.model.bulletin_wording import Kind, Subject
from jidi.model.statistics import PublishedIndicator

UNKNOWN = "?"
"""Whose, when a name was not understood: nothing may be taken over from it."""

_HAS = {
    "total": ("industry", "postal_service", UNKNOWN),
    "revenue": (
        "industry",
        "express",
        "postal_company",
        "postal_group",
        "postal_delivery",
        UNKNOWN,
    ),
}
"""Whose 业务总量 and 业务收入 are published; named without an owner they are the industry's."""

Facts = Mapping[tuple[str, str, str, Kind], PublishedIndicator]


@dataclass(frozen=True, slots=True)
class Name:
    """What a name counts, as far as it is known; one part at most."""

    business: str = ""
    measure: str = ""
    part: str = ""


def joined(one: Subject, other: Subject) -> Subject | None:
    """One name out of two neighbours; None when they contradict each other.

    邮政行业 before another business only says whose industry: 邮政行业快递业务量 is 快递业务量.
    """
    business = one.business
    if other.business and one.business in ("", "industry", other.business):
        business = other.business
    elif other.business:
        return None
    if (one.measure and other.measure) or (one.parts and other.parts):
        return None
    return one.model_copy(
        update={
            "business": business,
            "measure": one.measure or other.measure,
            "parts": one.parts or other.parts,
        }
    )


def listed(subjects: Sequence[Subject], *, business: str, measure: str) -> list[Name]:
    """The names of a list, each completed from its neighbours.

    In 同城、异地快递业务量 the last name completes the first; in 快递业务量和业务收入 the first
    completes the last.

    :param business: whose, when the list does not say.
    :param measure: of what, when the list does not say.
    """
    names: list[Name] = []
    last = subjects[-1]
    for subject in subjects:
        before = names[-1] if names else Name()
        whose = subject.business or before.business or last.business
        parts = subject.parts or ((before.part,) if before.part and not subject.business else ("",))
        counted = subject.measure or last.measure or measure
        for part in parts:
            own = whose or ("express" if part else business)
            if not subject.business and own not in _HAS.get(counted, (own,)):
                own = "industry"
            names.append(Name(own, counted, part))
    return names


def by_unit(name: Name, unit: Unit | None) -> Name:
    """The name with the measure that its unit implies, where the name leaves it open."""
    if name.measure or unit is None:
        return name
    return replace(name, measure="revenue" if unit.dimension == "money" else "volume")


def fact_of(facts: Facts, name: Name, kind: Kind, unit: Unit | None) -> PublishedIndicator | None:
    """The published indicator of a name; None when there is none.

    快递业务总量 counted in 件 is a volume, whatever its name.
    """
    found = facts.get((name.business, name.measure, name.part, kind))
    counted = unit is not None and unit.dimension == "parcels"
    if found is None and name.measure == "total" and counted:
        return facts.get((name.business, "volume", name.part, kind))
    return found
