"""Several designs at once: files, and folders of a province's counties, each verified."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jidi.core.division import Division, Level
from jidi.core.errors import InputError, JidiError, raise_together
from jidi.service.books import Book
from jidi.service.rural_answering import check_holds
from jidi.service.rural_design import Judged, judged
from jidi.service.rural_places import county_of

PROBLEM_ENDING: Final = ".problem.json"
"""How the file of a design's problem is called that lies beside it."""


@dataclass(frozen=True)
class CountyDesign:
    """A verified design and its county."""

    county: Division
    judged: Judged


def county_designs(book: Book, paths: Sequence[Path]) -> tuple[CountyDesign, ...]:
    """The designs in files and folders, one for each county, in the order of their codes.

    A problem is read from the file beside its design (``NAME.problem.json``), or posed again out of
    the book.

    :raises InputError: N-720 for a folder without designs, N-721 for two designs of one county,
        N-722 for a design that belongs to no county of the book, N-703 for one that does not hold,
        and what the reading of files tells; all that is found is told at once.
    """
    found: dict[str, CountyDesign] = {}
    errors: list[JidiError] = []
    for path in _files(paths):
        try:
            design = _county_design(book, path)
        except JidiError as error:
            errors.append(error)
            continue
        twin = found.setdefault(design.county.code.text, design)
        if twin is not design:
            errors.append(InputError("N-721", county=design.county.name, file=path.name))
    raise_together(errors)
    return tuple(found[code] for code in sorted(found))


def of_county(book: Book, found: Judged, *, file: str) -> CountyDesign:
    """A verified design with its county.

    :raises InputError: N-722, N-723 for villages that are not of the county, N-703.
    """
    check_holds(found)
    asked = dict(found.design.made).get("county", "")
    villages = {village.id for village in found.problem.villages}
    try:
        county = county_of(book, asked)
    except JidiError as error:
        raise InputError("N-722", file=file, county=asked or "—") from error
    known = {d.code.text for d in book.tree.at_level(Level.VILLAGE, county.code)}
    if villages - known:
        strange = sorted(villages - known)
        raise InputError("N-723", file=file, count=len(strange), first=strange[0])
    return CountyDesign(county, found)


def _county_design(book: Book, path: Path) -> CountyDesign:
    beside = path.with_name(path.name.removesuffix(".json") + PROBLEM_ENDING)
    problem = beside if beside.is_file() else None
    return of_county(book, judged(path, problem_file=problem, book=book), file=path.name)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files themselves, and those of folders but for problems."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = [p for p in sorted(path.glob("*.json")) if not p.name.endswith(PROBLEM_ENDING)]
        if not inside:
            raise InputError("N-720", folder=str(path))
        yield from inside
