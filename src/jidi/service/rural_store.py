"""Designs kept in a book: each in a folder of its own, with its problem and who kept it.

``designs/ID`` holds ``design.json``, ``problem.json`` and ``kept.json``. The id is the county's
code and the digest of design and problem, so the same design is kept once. Only what the checker
accepts is kept, and it is verified again whenever it is opened; the figures in ``kept.json`` are
for lists. A folder is whole or not there, and the audit log says who kept it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import jidi
from jidi.core.division import DivisionCode
from jidi.core.errors import InputError, JidiError, LakeError, UnknownName
from jidi.core.nearest import suggestion
from jidi.network.rural.files import design_bytes, problem_bytes
from jidi.registry import append
from jidi.registry.audit import is_noted
from jidi.service.books import Book
from jidi.service.rural_answering import check_holds
from jidi.service.rural_design import judged, judged_json
from jidi.service.rural_designs import CountyDesign, of_county

FOLDER: Final = "designs"
_DESIGN, _PROBLEM, _KEPT = "design.json", "problem.json", "kept.json"
_FORMAT: Final = 1
_ACTION: Final = "design.keep"


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

    The folders are written while the registry's write lock is held: of two who keep the same design
    at once, one finds it kept.

    :param also: what else is written in the same transaction, given its connection and what is
        kept; when it raises, nothing is kept.
    """
    for one, _ in found:
        check_holds(one.judged)
    if not by.strip():
        raise InputError("N-740")
    made = [_kept(one, by=by.strip(), title=title.strip(), now=now) for one, title in found]
    if also is None and all(_place(book, one).is_dir() for one in made):
        return tuple(_read(_place(book, one)) for one in made)
    if book.workspace.lake.read_only:
        raise LakeError("L-104", path=book.name)
    written: list[Path] = []
    try:
        with book.workspace.registry.writing() as connection:
            kept = tuple(_known(book, one) or one for one in made)
            if also is not None:
                also(connection, kept)
            for (design, _), new in zip(found, made, strict=True):
                if _known(book, new) is None:
                    _write(_place(book, new), design, new)
                    written.append(_place(book, new))
                # One whose writer died before its transaction was over is not noted yet.
                if not is_noted(connection, action=_ACTION, subject=new.id):
                    _note(connection, new, now)
    except BaseException:
        for place in written:
            shutil.rmtree(place, ignore_errors=True)
        raise
    return kept


def _place(book: Book, made: Kept) -> Path:
    return _folder(book) / made.id


def _known(book: Book, made: Kept) -> Kept | None:
    """The same design as it was kept before; None where it was not."""
    place = _place(book, made)
    return _read(place) if place.is_dir() else None


def _note(connection: Any, made: Kept, now: datetime) -> None:
    facts = {"design": made.design_sha256, "problem": made.problem_sha256}
    append(connection, at=now, by=made.by, action=_ACTION, subject=made.id, facts=facts)


def _kept(found: CountyDesign, *, by: str, title: str, now: datetime) -> Kept:
    synthetic = found.judged.problem.synthetic
    design = hashlib.sha256(design_bytes(found.judged.design, synthetic=synthetic)).hexdigest()
    problem = hashlib.sha256(problem_bytes(found.judged.problem)).hexdigest()
    both = hashlib.sha256(f"{design}{problem}".encode()).hexdigest()
    return Kept(
        id=f"{found.county.code.short}-{both[:10]}",
        title=title or found.judged.problem.name,
        county=found.county.code.text,
        at=now.isoformat(),
        by=by,
        program=jidi.__version__,
        design_sha256=design,
        problem_sha256=problem,
        figures=judged_json(found.judged),
    )


def _write(place: Path, found: CountyDesign, made: Kept) -> None:
    aside = place.with_name(f".{place.name}-{uuid4().hex[:8]}.partial")
    try:
        for stale in place.parent.glob(f".{place.name}-*.partial"):
            shutil.rmtree(stale)  # of a writer that died; another one would hold the lock
        aside.mkdir(parents=True)
        problem, design = found.judged.problem, found.judged.design
        (aside / _PROBLEM).write_bytes(problem_bytes(problem))
        (aside / _DESIGN).write_bytes(design_bytes(design, synthetic=problem.synthetic))
        told = {"format": _FORMAT, **made.to_json()}
        (aside / _KEPT).write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
        aside.rename(place)
    except OSError as error:
        raise InputError("V-101", path=str(place), reason=str(error)) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def kept_designs(book: Book) -> tuple[Kept, ...]:
    """All designs kept, by county, the newest of each first.

    :raises InputError: N-741 when one of them cannot be read.
    """
    folder = _folder(book)
    places = folder.iterdir() if folder.is_dir() else ()
    # Ids of county designs begin with the county's code; other kinds of designs stand beside them.
    found = [_read(place) for place in places if place.is_dir() and place.name[0].isdigit()]
    newest = sorted(found, key=lambda kept: kept.at, reverse=True)
    return tuple(sorted(newest, key=lambda kept: kept.county))


def kept_design(book: Book, name: str) -> tuple[Kept, CountyDesign]:
    """One design with its problem, verified anew; once for as long as its files stay.

    :raises UnknownName: N-742 for an unknown id. :raises InputError: N-741 when its files cannot be
        read or are no more those that were kept, N-703 when it does not hold any more.
    """
    known = [kept.id for kept in kept_designs(book)]
    if name not in known:
        raise UnknownName("N-742", name=name, nearest=suggestion(name, known))
    place = _folder(book) / name
    kept = _read(place)
    for file, digest in ((_DESIGN, kept.design_sha256), (_PROBLEM, kept.problem_sha256)):
        if _digest(place / file) != digest:
            raise InputError("N-741", id=name, reason=f"{file}: SHA-256 ≠ {digest[:12]}…")
    found: CountyDesign = book.remembered(
        ("design", name, kept.design_sha256, kept.problem_sha256),
        lambda _version: _opened(book, place),
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


def _opened(book: Book, place: Path) -> CountyDesign:
    made = judged(place / _DESIGN, problem_file=place / _PROBLEM, book=None)
    return of_county(book, made, file=place.name)


def _folder(book: Book) -> Path:
    return book.workspace.root / FOLDER


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise InputError("N-741", id=path.parent.name, reason=str(error)) from error


def _read(place: Path) -> Kept:
    try:
        told = json.loads((place / _KEPT).read_text("utf-8"))
        if told.pop("format") != _FORMAT or told["id"] != place.name:
            raise ValueError(_KEPT)
        DivisionCode.parse(told["county"])
        return Kept(**told)
    except (OSError, ValueError, KeyError, TypeError, JidiError) as error:
        raise InputError("N-741", id=place.name, reason=str(error)) from error


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
