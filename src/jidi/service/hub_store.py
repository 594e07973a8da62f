"""Designs of hubs kept in a book, beside the rural ones.

``designs/hubs-PROVINCE-DIGEST`` holds ``design.json``, ``problem.json`` and ``kept.json``. Only
what the checker accepts is kept, and it is verified again whenever it is opened; a folder is whole
or not there, and the audit log says who kept it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import jidi
from jidi.core.errors import InputError, LakeError, UnknownName
from jidi.core.nearest import suggestion
from jidi.registry import append
from jidi.registry.audit import is_noted
from jidi.service.books import Book
from jidi.service.hub_design import HubJudged, design_bytes, hubs_json, judged_with
from jidi.service.hub_files import posed_bytes, posed_of
from jidi.service.rural_store import FOLDER

PREFIX: Final = "hubs-"
_DESIGN, _PROBLEM, _KEPT = "design.json", "problem.json", "kept.json"
_FORMAT: Final = 1
_ACTION: Final = "design.keep"
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
        first = f"{found.verdict.breaches[0].kind} {found.verdict.breaches[0].where}"
        raise InputError("N-854", count=len(found.verdict.breaches), first=first)
    if not by.strip():
        raise InputError("N-740")
    if found.posed.code != book.province.code.text[:6]:
        raise InputError("N-856", made=found.posed.name, book=book.province.name)
    made = _kept(found, by=by.strip(), title=title.strip(), now=now)
    place = _folder(book) / made.id
    if also is None and place.is_dir():
        return _read(place)
    if book.workspace.lake.read_only:
        raise LakeError("L-104", path=book.name)
    written = False
    try:
        with book.workspace.registry.writing() as connection:
            kept = _read(place) if place.is_dir() else made
            if also is not None:
                also(connection, (kept,))
            if not place.is_dir():
                _write(place, found, made)
                written = True
            if not is_noted(connection, action=_ACTION, subject=made.id):
                facts = {"design": made.design_sha256, "problem": made.problem_sha256}
                append(connection, at=now, by=made.by, action=_ACTION, subject=made.id, facts=facts)
    except BaseException:
        if written:
            shutil.rmtree(place, ignore_errors=True)
        raise
    return kept


def _kept(found: HubJudged, *, by: str, title: str, now: datetime) -> KeptHubs:
    design = hashlib.sha256(design_bytes(found)).hexdigest()
    problem = hashlib.sha256(posed_bytes(found.posed)).hexdigest()
    both = hashlib.sha256(f"{design}{problem}".encode()).hexdigest()
    told, posed = hubs_json(found), found.posed
    return KeptHubs(
        id=f"{PREFIX}{posed.code}-{both[:10]}",
        title=title or f"{posed.name} {posed.asked.year}",
        at=now.isoformat(),
        by=by,
        program=jidi.__version__,
        design_sha256=design,
        problem_sha256=problem,
        figures={**{key: told[key] for key in _LISTED}, "hubs": len(found.design.hubs)},
    )


def _write(place: Path, found: HubJudged, made: KeptHubs) -> None:
    aside = place.with_name(f".{place.name}-{uuid4().hex[:8]}.partial")
    try:
        aside.mkdir(parents=True)
        (aside / _PROBLEM).write_bytes(posed_bytes(found.posed))
        (aside / _DESIGN).write_bytes(design_bytes(found))
        told = {"format": _FORMAT, **made.to_json()}
        (aside / _KEPT).write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
        aside.rename(place)
    except OSError as error:
        raise InputError("V-101", path=str(place), reason=str(error)) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def kept_hub_designs(book: Book) -> tuple[KeptHubs, ...]:
    """All designs of hubs kept, the newest first.

    :raises InputError: N-741 when one of them cannot be read.
    """
    folder = _folder(book)
    places = folder.iterdir() if folder.is_dir() else ()
    found = [_read(place) for place in places if place.is_dir() and place.name.startswith(PREFIX)]
    return tuple(sorted(found, key=lambda kept: (kept.at, kept.id), reverse=True))


def kept_hub_design(book: Book, name: str) -> tuple[KeptHubs, HubJudged]:
    """One design with its problem, verified anew; once for as long as its files stay.

    :raises UnknownName: N-742 for an unknown id. :raises InputError: N-741 when its files cannot be
        read or are no more those that were kept, N-854 when it does not hold any more.
    """
    known = [kept.id for kept in kept_hub_designs(book)]
    if name not in known:
        raise UnknownName("N-742", name=name, nearest=suggestion(name, known))
    place = _folder(book) / name
    kept = _read(place)
    for file, digest in ((_DESIGN, kept.design_sha256), (_PROBLEM, kept.problem_sha256)):
        if _digest(place / file) != digest:
            raise InputError("N-741", id=name, reason=f"{file}: SHA-256 ≠ {digest[:12]}…")
    found: HubJudged = book.remembered(
        ("hub design", name, kept.design_sha256, kept.problem_sha256),
        lambda _version: judged_with(place / _DESIGN, posed_of(place / _PROBLEM)),
    )
    if not found.holds:
        first = f"{found.verdict.breaches[0].kind} {found.verdict.breaches[0].where}"
        raise InputError("N-854", count=len(found.verdict.breaches), first=first)
    return kept, found


def _folder(book: Book) -> Path:
    return book.workspace.root / FOLDER


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise InputError("N-741", id=path.parent.name, reason=str(error)) from error


def _read(place: Path) -> KeptHubs:
    try:
        told = json.loads((place / _KEPT).read_text("utf-8"))
        if (told.pop("format"), told.pop("kind")) != (_FORMAT, "hubs") or told["id"] != place.name:
            raise ValueError(_KEPT)
        return KeptHubs(**told)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError("N-741", id=place.name, reason=str(error)) from error


def kept_hub_rows(kept: tuple[KeptHubs, ...]) -> list[tuple[str, ...]]:
    """A line for each: id, title, hubs, cost, gap, when and by whom."""
    return [
        (
            one.id,
            one.title,
            str(one.figures["hubs"]),
            f"{one.figures['cost']['total']:,.0f}",
            f"{one.figures['gap']:.2%}",
            one.at[:16].replace("T", " "),
            one.by,
        )
        for one in kept
    ]
