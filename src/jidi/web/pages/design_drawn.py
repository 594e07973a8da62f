"""A kept design of either kind as what maps draw: villages or counties, stations or hubs, ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jidi.core.errors import InputError
from jidi.service.hub_store import PREFIX, KeptHubs, kept_hub_design, kept_hub_designs
from jidi.service.rural_store import Kept, kept_design, kept_designs
from jidi.web.pages.design_titles import title_of
from jidi.web.pages.network_hubs import hub_map
from jidi.web.pages.network_map import design_map
from jidi.web.visit import Visit


@dataclass(frozen=True)
class Drawn:
    """A design, ready to be drawn.

    :param data: outline, stations, villages, states, ways and their words; see
        :func:`jidi.web.pages.network_map.design_map`.
    :param href: its own page.
    """

    kept: Kept | KeptHubs
    data: Mapping[str, Any]
    href: str
    synthetic: bool

    @property
    def is_hubs(self) -> bool:
        """Whether it is one of hubs, not a rural one."""
        return isinstance(self.kept, KeptHubs)


def offered(visit: Visit) -> list[tuple[str, list[tuple[str, str]]]]:
    """Kept designs by kind, as id and title; kinds without any left out."""
    t = visit.t
    kinds: tuple[tuple[str, tuple[Kept, ...] | tuple[KeptHubs, ...]], ...] = (
        (t("Rural network designs"), kept_designs(visit.book)),
        (t("Designs of hubs"), kept_hub_designs(visit.book)),
    )
    return [(kind, [(one.id, f"{title_of(visit, one)} · {one.id}") for one in found])
            for kind, found in kinds if found]  # fmt: skip


def drawn(visit: Visit, name: str) -> Drawn:
    """The design of that id, verified as it is opened.

    :raises UnknownName: N-742. :raises InputError: N-741, N-854; O-161 for one of a problem without
        coordinates.
    """
    if name.startswith(PREFIX):
        hubs, judged = kept_hub_design(visit.book, name)
        href = visit.href(f"network/hubs/{name}")
        return Drawn(hubs, hub_map(visit, judged), href, judged.posed.synthetic)
    kept, found = kept_design(visit.book, name)
    problem = found.judged.problem
    if problem.points is None:
        raise InputError("O-161", design=name)
    href = visit.href(f"network/{name}")
    return Drawn(kept, design_map(visit, name, found.judged), href, problem.synthetic)


def as_layer(visit: Visit, name: str) -> dict[str, Any]:
    """What the province's map draws on top of the counties, whose outlines it has."""
    found = drawn(visit, name)
    told = {key: value for key, value in found.data.items() if key not in ("outline", "page")}
    told |= {"title": title_of(visit, found.kept), "href": found.href, "synthetic": found.synthetic}
    return told
