"""Designs of hubs kept in a book, beside the rural ones.

The id is the province's code and the digest of design and problem
(:mod:`jidi.service.design_folders`). Only what the checker accepts is kept, and it is verified
again whenever it is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import jidi
from jidi.core.errors import InputError
from jidi.service.books import Book
from jidi.service.breach_words import breach_words
from jidi.service.design_folders import (
    DESIGN,
    PROBLEM,
    DesignFolder,
    check_known,
    check_untouched,
    ids_kept,
    keep_told,
    place_of,
    told_of,
)
from jidi.service.hub_design import HubJudged, design_bytes, hubs_json, judged_with
from jidi.service.hub_files import posed_bytes, posed_of

PREFIX: Final = "hubs-"
_LISTED: Final = (
    "province", "year", "volume_a_year", "synthetic", "counties", "cost", "bound", "gap",
)  # fmt: skip


@dataclass(frozen=True)
class KeptHubs:
    """A design that is kept, as lists tell it.

    :param figures: as the checker told them when it was kept, and the number of hubs.
    :param at: ISO moment; ``by``: who kept it, as given; ``program``: the version that did.
    """

    id: str
    title: str
    at: str
    by: str
    program: str
    design_sha256: str
    problem_sha256: str
    figures: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {"kind": "hubs", **vars(self)}


def keep_hub_design(
    book: Book,
    found: HubJudged,
    *,
    by: str,
    title: str,
    now: datetime,
    also: Callable[[Any, tuple[KeptHubs, ...]], None] | None = None,
) -> KeptHubs:
    """Keep a verified design; one that is kept already stays as it was kept first.

    :param also: what else is written in the same transaction; see
        :func:`jidi.service.rural_store.keep_designs`.
    :raises InputError: N-854 when it does not hold, N-740 when nobody says who keeps it, N-856 when
        it is another province's, V-101. :raises LakeError: L-104 when the book can only be read.
    """
    if not found.holds:
        first = breach_words(found.verdict.breaches[0])
        raise InputError("N-854", count=len(found.verdict.breaches), first=first)
    if not by.strip():
        raise InputError("N-740")
    if found.posed.code != book.province.code.text[:6]:
        raise InputError("N-856", made=found.posed.name, book=book.province.name)
    folder = DesignFolder(
        f"{PREFIX}{found.posed.code}", design=design_bytes(found), problem=posed_bytes(found.posed)
    )
    made = _kept(found, folder, by=by.strip(), title=title.strip(), now=now)
    return keep_told(book, [(folder, made)], read=_read, by=made.by, now=now, also=also)[0]


def _kept(
    found: HubJudged, folder: DesignFolder, *, by: str, title: str, now: datetime
) -> KeptHubs:
    told, posed = hubs_json(found), found.posed
    return KeptHubs(
        id=folder.id,
        title=title or f"{posed.name} {posed.asked.year}",
        at=now.isoformat(),
        by=by,
        program=jidi.__version__,
        design_sha256=folder.design_sha256,
        problem_sha256=folder.problem_sha256,
        figures={**{key: told[key] for key in _LISTED}, "hubs": len(found.design.hubs)},
    )


def kept_hub_designs(book: Book) -> tuple[KeptHubs, ...]:
    """All designs of hubs kept, the newest first.

    :raises InputError: N-741 when one of them cannot be read.
    """
    names = ids_kept(book, begins=lambda name: name.startswith(PREFIX))
    found = [_read(book, name) for name in names]
    return tuple(sorted(found, key=lambda kept: (kept.at, kept.id), reverse=True))


def kept_hub_design(book: Book, name: str) -> tuple[KeptHubs, HubJudged]:
    """One design with its problem, verified anew; once for as long as its files stay.

    :raises UnknownName: N-742 for an unknown id. :raises InputError: N-741 when its files cannot be
        read or are no more those that were kept, N-854 when it does not hold any more.
    """
    check_known(name, [kept.id for kept in kept_hub_designs(book)])
    kept, place = _read(book, name), place_of(book, name)
    check_untouched(
        book, name, design_sha256=kept.design_sha256, problem_sha256=kept.problem_sha256
    )
    found: HubJudged = book.remembered(
        ("hub design", name, kept.design_sha256, kept.problem_sha256),
        lambda _version: judged_with(place / DESIGN, posed_of(place / PROBLEM)),
    )
    if not found.holds:
        first = breach_words(found.verdict.breaches[0])
        raise InputError("N-854", count=len(found.verdict.breaches), first=first)
    return kept, found


def _read(book: Book, name: str) -> KeptHubs:
    told = told_of(book, name)
    try:
        if told.pop("kind") != "hubs":
            raise ValueError(name)
        return KeptHubs(**told)
    except (ValueError, KeyError, TypeError) as error:
        raise InputError("N-741", id=name, reason=str(error)) from error


def kept_hub_rows(kept: tuple[KeptHubs, ...]) -> list[tuple[str, ...]]:
    """A line for each: id, title, hubs, cost, gap, when and by whom."""
    return [
        (
            one.id,
            one.title,
            str(one.figures["hubs"]),
            f"{one.figures['cost']['total']:,.0f}",
            "—" if one.figures["gap"] is None else f"{one.figures['gap']:.2%}",
            one.at[:16].replace("T", " "),
            one.by,
        )
        for one in kept
    ]
