"""Kept trunk designs of one network beside each other: cost, emissions, hours; which is outdone.

Designs belong together when they carry the same flows under the same promises over lanes of the
same prices; what was asked of them (prices of carbon and hours, lanes forbidden, made to run) may
differ.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any

from jidi.core.errors import Language
from jidi.service.books import Book
from jidi.service.trunk_design import TrunkJudged
from jidi.service.trunk_figures import Figures
from jidi.service.trunk_frontier import (
    EXACT,
    FrontierPoint,
    judged_points,
    point_json,
    remark,
)
from jidi.service.trunk_problem import ProvinceTrunk
from jidi.service.trunk_store import KeptTrunk, kept_trunk_design, kept_trunk_designs


@dataclass(frozen=True)
class Beside:
    """A kept design among those of the same network, cheapest first.

    :param asked: the id of the design that was asked about.
    """

    asked: str
    kept: tuple[KeptTrunk, ...]
    points: tuple[FrontierPoint, ...]

    @property
    def synthetic(self) -> bool:
        """Whether any rests on synthetic data."""
        return any(point.found.posed.synthetic for point in self.points)


def network_of(posed: ProvinceTrunk) -> str:
    """A digest of what designs must have in common to be put beside each other."""
    problem = posed.problem
    lanes = tuple(replace(lane, least=0, most=0) for lane in problem.lanes)
    nodes = tuple(replace(node, capacity=0.0) for node in problem.nodes)
    told: tuple[Any, ...] = (
        nodes, lanes, problem.empties, problem.products, problem.flows, problem.most_lanes
    )  # fmt: skip
    if problem.shares:
        told = (*told, problem.shares)
    return hashlib.sha256(repr(told).encode()).hexdigest()


def kept_beside(book: Book, name: str) -> Beside:
    """The kept designs of the network of one.

    :raises UnknownName: N-742. :raises InputError: N-741, N-947.
    """
    one, found = kept_trunk_design(book, name)
    mine = _network(book, one, found)
    there = [(one, found)]
    for kept in kept_trunk_designs(book):
        if kept.id != name and kept.figures["year"] == one.figures["year"]:
            _, other = kept_trunk_design(book, kept.id)
            if _network(book, kept, other) == mine:
                there.append((kept, other))
    there.sort(key=lambda pair: (Figures(pair[1]).money, pair[0].id))
    return Beside(
        name,
        tuple(kept for kept, _ in there),
        judged_points([found for _, found in there]),
    )


def _network(book: Book, kept: KeptTrunk, found: TrunkJudged) -> str:
    digest: str = book.remembered(
        ("trunk network", kept.id, kept.problem_sha256),
        lambda _version: network_of(found.posed),
    )
    return digest


def wishes(found: TrunkJudged, lang: Language) -> str:
    """What was asked of a design besides its network, in words; nothing where nothing was."""
    asked, en = found.posed.asked, lang == "en"
    said = []
    if asked.carbon:
        said.append((f"碳价 {asked.carbon:g} 元/吨", f"{asked.carbon:g} yuan/t CO2e")[en])
    if asked.hours:
        said.append((f"时间价 {asked.hours:g} 元/吨时", f"{asked.hours:g} yuan/t·h")[en])
    for texts, zh, word in ((asked.forbid, "禁用", "without"), (asked.force, "规定开", "with")):
        if texts:
            said.append(f"{(zh, word)[en]} {('、', ', ')[en].join(texts)}")
    return ("，", "; ")[en].join(said)


def beside_json(told: Beside) -> dict[str, Any]:
    """The designs as plain values."""
    return {
        "asked": told.asked,
        "synthetic": told.synthetic,
        "exact_zh": EXACT[0],
        "exact_en": EXACT[1],
        "points": [
            {
                "id": kept.id,
                "title": kept.title,
                **point_json(point),
                "wishes_zh": wishes(point.found, "zh"),
                "wishes_en": wishes(point.found, "en"),
                "remark_zh": remark(point, "zh"),
                "remark_en": remark(point, "en"),
            }
            for kept, point in zip(told.kept, told.points, strict=True)
        ],
    }
