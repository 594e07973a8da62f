"""Designs kept in a book: each in a folder of its own, with its problem and who kept it.

The id is the county's code and the digest of design and problem
(:mod:`jidi.service.design_folders`). Only what the checker accepts is kept, and it is verified
again whenever it is opened; the figures in ``kept.json`` are for lists.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jidi
from jidi.core.division import DivisionCode
from jidi.core.errors import InputError, JidiError
from jidi.network.rural.files import design_bytes, problem_bytes
from jidi.service.books import Book
from jidi.service.design_folders import (
    DESIGN,
    PROBLEM,
    DesignFolder,
    check_known,
    check_untouched,
    ids_kept,
    is_kept,
    keep_folders,
    place_of,
    told_of,
)
from jidi.service.rural_answering import check_holds
from jidi.service.rural_design import judged, judged_json
from jidi.service.rural_designs import CountyDesign, of_county


@dataclass(frozen=True)
class Kept:
    """A design that is kept, as lists tell it.

    :param figures: as ``jidi verify --json`` told them when it was kept.
    :param at: ISO moment; ``by``: who kept it, as given; ``program``: the version that did.
    """

    id: str
    title: str
    county: str
    at: str
    by: str
    program: str
    design_sha256: str
    problem_sha256: str
    figures: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return dict(vars(self))


def keep_design(book: Book, found: CountyDesign, *, by: str, title: str, now: datetime) -> Kept:
    """Keep a verified design; one that is kept already stays as it was kept first.

    :raises InputError: N-703 when it does not hold, N-740 when nobody says who keeps it, V-101 when
        it cannot be written. :raises LakeError: L-104 when the book can only be read.
    """
    return keep_designs(book, [(found, title)], by=by, now=now)[0]


def keep_designs(
    book: Book,
    found: Sequence[tuple[CountyDesign, str]],
    *,
    by: str,
    now: datetime,
    also: Callable[[Any, tuple[Kept, ...]], None] | None = None,
) -> tuple[Kept, ...]:
    """Keep designs with their titles, all or none; see :func:`keep_design`.

    :param also: what else is written in the same transaction, given its connection and what is
        kept; when it raises, nothing is kept.
    """
    for one, _ in found:
        check_holds(one.judged)
    if not by.strip():
        raise InputError("N-740")
    folders = [_folder(one) for one, _ in found]
    made = [
        _kept(one, folder, by=by.strip(), title=title.strip(), now=now)
        for (one, title), folder in zip(found, folders, strict=True)
    ]

    def kept() -> tuple[Kept, ...]:
        return tuple(_read(book, one.id) if is_kept(book, one.id) else one for one in made)

    keep_folders(
        book,
        [(folder, one.to_json()) for folder, one in zip(folders, made, strict=True)],
        by=by.strip(),
        now=now,
        also=None if also is None else lambda connection: also(connection, kept()),
    )
    return kept()


def _folder(found: CountyDesign) -> DesignFolder:
    problem, design = found.judged.problem, found.judged.design
    return DesignFolder(
        found.county.code.short,
        design=design_bytes(design, synthetic=problem.synthetic),
        problem=problem_bytes(problem),
    )


def _kept(found: CountyDesign, folder: DesignFolder, *, by: str, title: str, now: datetime) -> Kept:
    return Kept(
        id=folder.id,
        title=title or found.judged.problem.name,
        county=found.county.code.text,
        at=now.isoformat(),
        by=by,
        program=jidi.__version__,
        design_sha256=folder.design_sha256,
        problem_sha256=folder.problem_sha256,
        figures=judged_json(found.judged),
    )


def kept_designs(book: Book) -> tuple[Kept, ...]:
    """All designs kept, by county, the newest of each first.

    :raises InputError: N-741 when one of them cannot be read.
    """
    # Ids of county designs begin with the county's code; other kinds of designs stand beside them.
    found = [_read(book, name) for name in ids_kept(book, begins=lambda name: name[0].isdigit())]
    newest = sorted(found, key=lambda kept: kept.at, reverse=True)
    return tuple(sorted(newest, key=lambda kept: kept.county))


def kept_design(book: Book, name: str) -> tuple[Kept, CountyDesign]:
    """One design with its problem, verified anew; once for as long as its files stay.

    :raises UnknownName: N-742 for an unknown id. :raises InputError: N-741 when its files cannot be
        read or are no more those that were kept, N-703 when it does not hold any more.
    """
    check_known(name, [kept.id for kept in kept_designs(book)])
    kept = _read(book, name)
    check_untouched(
        book, name, design_sha256=kept.design_sha256, problem_sha256=kept.problem_sha256
    )
    found: CountyDesign = book.remembered(
        ("design", name, kept.design_sha256, kept.problem_sha256),
        lambda _version: _opened(book, name),
    )
    return kept, found


def designs_asked(book: Book, ids: str) -> tuple[CountyDesign, ...]:
    """Several designs, one for each county, in the order of their codes.

    :param ids: with commas between; the newest design of every county where empty.
    :raises UnknownName: N-742. :raises InputError: N-721 for two of one county, N-745 when none is
        kept, N-741, N-703.
    """
    wanted = [name.strip() for name in ids.split(",") if name.strip()]
    if not wanted:
        newest: dict[str, str] = {}
        for kept in kept_designs(book):
            newest.setdefault(kept.county, kept.id)
        wanted = list(newest.values())
    if not wanted:
        raise InputError("N-745")
    found: dict[str, CountyDesign] = {}
    for name in dict.fromkeys(wanted):
        design = kept_design(book, name)[1]
        if found.setdefault(design.county.code.text, design) is not design:
            raise InputError("N-721", county=design.county.name, file=name)
    return tuple(found[code] for code in sorted(found))


def _opened(book: Book, name: str) -> CountyDesign:
    place = place_of(book, name)
    made = judged(place / DESIGN, problem_file=place / PROBLEM, book=None)
    return of_county(book, made, file=name)


def _read(book: Book, name: str) -> Kept:
    told = told_of(book, name)
    try:
        DivisionCode.parse(told["county"])
        return Kept(**told)
    except (KeyError, TypeError, JidiError) as error:
        raise InputError("N-741", id=name, reason=str(error)) from error


def kept_rows(kept: tuple[Kept, ...]) -> list[tuple[str, ...]]:
    """A line for each: id, title, villages served, cost, when and by whom."""
    return [
        (
            one.id,
            one.title,
            f"{one.figures['served']}/{one.figures['villages']}",
            f"{one.figures['cost']['total']:,.2f}",
            one.at[:16].replace("T", " "),
            one.by,
        )
        for one in kept
    ]
