"""Designs of trunk lanes kept in a book, beside those of hubs and of counties.

The id is the province's code and the digest of design and problem
(:mod:`jidi.service.design_folders`). Only what the checker accepts is kept, and it is verified
again whenever it is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
from jidi.service.trunk_design import TrunkJudged, check_holds, design_bytes, judged_with
from jidi.service.trunk_figures import trunk_json
from jidi.service.trunk_files import posed_bytes, posed_of

PREFIX: Final = "trunk-"
_LISTED: Final = (
    "province", "year", "volume_a_year", "synthetic", "cost", "bound", "gap", "yuan_per_parcel",
    "grams_per_parcel", "departures_a_day",
)  # fmt: skip


@dataclass(frozen=True)
class KeptTrunk:
    """A design that is kept, as lists tell it.

    :param figures: as the checker told them when it was kept.
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
        return {"kind": "trunk", **vars(self)}


def keep_trunk_design(
    book: Book, found: TrunkJudged, *, by: str, title: str, now: datetime
) -> KeptTrunk:
    """Keep a verified design; one that is kept already stays as it was kept first.

    :raises InputError: as :func:`keep_trunk_designs`. :raises LakeError: L-104.
    """
    return keep_trunk_designs(book, [(found, title)], by=by, now=now)[0]


def keep_trunk_designs(
    book: Book,
    designs: Sequence[tuple[TrunkJudged, str]],
    *,
    by: str,
    now: datetime,
    also: Callable[[Any, tuple[KeptTrunk, ...]], None] | None = None,
) -> tuple[KeptTrunk, ...]:
    """Keep verified designs with their titles, all or none.

    :param also: what else is written in the same transaction; see
        :func:`jidi.service.rural_store.keep_designs`.
    :raises InputError: N-947 when one does not hold, N-740 when nobody says who keeps them, N-856
        when one is another province's, V-101. :raises LakeError: L-104 when the book can only be
        read.
    """
    made: list[tuple[DesignFolder, KeptTrunk]] = []
    for found, title in designs:
        _check(book, found, by)
        folder = DesignFolder(
            f"{PREFIX}{found.posed.hubs.code}",
            design=design_bytes(found),
            problem=posed_bytes(found.posed),
        )
        made.append((folder, _kept(found, folder, by=by.strip(), title=title.strip(), now=now)))
    return keep_told(book, made, read=_read, by=by.strip(), now=now, also=also)


def _check(book: Book, found: TrunkJudged, by: str) -> None:
    """:raises InputError: N-947, N-740, N-856."""
    check_holds(found.verdict)
    if not by.strip():
        raise InputError("N-740")
    if found.posed.hubs.code != book.province.code.text[:6]:
        raise InputError("N-856", made=found.posed.name, book=book.province.name)


def _kept(
    found: TrunkJudged, folder: DesignFolder, *, by: str, title: str, now: datetime
) -> KeptTrunk:
    told, posed = trunk_json(found), found.posed
    return KeptTrunk(
        id=folder.id,
        title=title or f"{posed.name} {posed.asked.year}",
        at=now.isoformat(),
        by=by,
        program=jidi.__version__,
        design_sha256=folder.design_sha256,
        problem_sha256=folder.problem_sha256,
        figures={key: told[key] for key in _LISTED},
    )


def kept_trunk_designs(book: Book) -> tuple[KeptTrunk, ...]:
    """All designs of trunk lanes kept, the newest first.

    :raises InputError: N-741 when one of them cannot be read.
    """
    names = ids_kept(book, begins=lambda name: name.startswith(PREFIX))
    found = [_read(book, name) for name in names]
    return tuple(sorted(found, key=lambda kept: (kept.at, kept.id), reverse=True))


def kept_trunk_design(book: Book, name: str) -> tuple[KeptTrunk, TrunkJudged]:
    """One design with its problem, verified anew; once for as long as its files stay.

    :raises UnknownName: N-742 for an unknown id. :raises InputError: N-741 when its files cannot be
        read or are no more those that were kept, N-947 when it does not hold any more.
    """
    check_known(name, [kept.id for kept in kept_trunk_designs(book)])
    kept, place = _read(book, name), place_of(book, name)
    check_untouched(
        book, name, design_sha256=kept.design_sha256, problem_sha256=kept.problem_sha256
    )
    found: TrunkJudged = book.remembered(
        ("trunk design", name, kept.design_sha256, kept.problem_sha256),
        lambda _version: judged_with(place / DESIGN, posed_of(place / PROBLEM)),
    )
    if not found.holds:
        first = breach_words(found.verdict.breaches[0])
        raise InputError("N-947", count=len(found.verdict.breaches), first=first)
    return kept, found


def _read(book: Book, name: str) -> KeptTrunk:
    told = told_of(book, name)
    try:
        if told.pop("kind") != "trunk":
            raise ValueError(name)
        return KeptTrunk(**told)
    except (ValueError, KeyError, TypeError) as error:
        raise InputError("N-741", id=name, reason=str(error)) from error


def kept_trunk_rows(kept: tuple[KeptTrunk, ...]) -> list[tuple[str, ...]]:
    """A line for each: id, title, departures, cost, gap, when and by whom."""
    return [
        (
            one.id,
            one.title,
            f"{one.figures['departures_a_day']:,}",
            f"{one.figures['cost']:,.0f}",
            f"{one.figures['gap']:.2%}",
            one.at[:16].replace("T", " "),
            one.by,
        )
        for one in kept
    ]
