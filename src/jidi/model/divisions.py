"""The divisions Jidi ships: both provinces down to the village, the country down to the city.

The files of ``definitions/divisions`` hold the statistical codes of one reference date; each file's
origin stands in ``sources.toml``, published counts beside the roster's in ``counts.toml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from types import MappingProxyType

from jidi.core.division import Division, DivisionCode, DivisionTree, Level
from jidi.core.errors import DefinitionError, Place, UnknownName, ValueProblem, raise_together
from jidi.core.nearest import suggestion
from jidi.model.rows import Row, read_models, read_rows
from jidi.model.strict import Strict, build, read_text, read_toml

COLUMNS = ("code", "level", "parent", "kind", "name", "official_name", "name_en")
_TOWN_LIKE = {"town", "rural_township", "ethnic_township", "sumu"}


class DivisionKind(Strict):
    """A kind of division and the level it stands at."""

    kind: str
    level: Level
    zh: str
    en: str


class DivisionSource(Strict):
    """Where a province's roster comes from, and the names it is asked for by."""

    id: str
    province: DivisionCode
    zh: str
    en: str
    aliases: tuple[str, ...]
    file: str
    reference_date: date
    published: date
    publisher_zh: str
    publisher_en: str
    title_zh: str
    taken_from: str


class DivisionCount(Strict):
    """A published count beside the roster's; ``difference`` is the roster less the published."""

    province: DivisionCode
    what: str
    published: int
    as_of: str
    roster: int
    difference: int
    source: str
    explains_zh: str
    explains_en: str


@dataclass(frozen=True)
class Roster:
    """The divisions of a file as a tree, and their official names in full."""

    tree: DivisionTree
    official_names: Mapping[DivisionCode, str]


def load_divisions(province: str | DivisionCode) -> DivisionTree:
    """A province's divisions, the province itself at the top and villages at the bottom.

    :param province: its code, its name in either language, or its id (``shanxi``).
    :raises UnknownName: D-206 when no such roster ships; offers the nearest.
    """
    return load_roster(province).tree


def load_roster(province: str | DivisionCode) -> Roster:
    """As :func:`load_divisions`, with the official names."""
    return _shipped(division_source(province).file)


def load_country() -> DivisionTree:
    """The country, its provinces and its cities: for figures of other places."""
    return _shipped("country.csv").tree


def division_source(province: str | DivisionCode) -> DivisionSource:
    """Where the roster of a province comes from.

    :raises UnknownName: D-206 when no such roster ships; offers the nearest.
    """
    asked = str(province).strip()
    by_name = {n.casefold(): source for source in division_sources() for n in _asked_by(source)}
    found = by_name.get(asked.casefold())
    if found is None:
        known = [n for source in division_sources() for n in (source.id, source.zh, source.en)]
        raise UnknownName("D-206", asked=asked, nearest=suggestion(asked, known))
    return found


@cache
def division_sources() -> tuple[DivisionSource, ...]:
    """The rosters that ship, in code order."""
    path = _folder() / "sources.toml"
    sections = read_toml(read_text(path), file=path.name)
    found = (
        build(DivisionSource, {"id": name, **section}, where=Place(path.name))
        for name, section in sections.items()
    )
    return tuple(sorted(found, key=lambda source: source.province))


@cache
def division_kinds() -> Mapping[str, DivisionKind]:
    """All kinds of divisions by their id."""
    rows = read_models(_folder() / "kinds.csv", DivisionKind)
    return MappingProxyType({kind.kind: kind for _, kind in rows})


@cache
def division_counts() -> tuple[DivisionCount, ...]:
    """Published counts beside those of the rosters."""
    path = _folder() / "counts.toml"
    listed = read_toml(read_text(path), file=path.name)["count"]
    return tuple(build(DivisionCount, count, where=Place(path.name)) for count in listed)


def count_divisions(tree: DivisionTree, what: str) -> int:
    """How many divisions a count of ``counts.toml`` speaks of.

    :param what: a level; ``administrative_village`` (建制村); ``rural_township_level`` (towns,
        townships, sumu); ``third_segment_200_and_above`` (village codes that end in 200 or more).
    """
    match what:
        case "administrative_village":
            return sum(d.code.is_administrative_village for d in tree.at_level(Level.VILLAGE))
        case "rural_township_level":
            return sum(d.kind in _TOWN_LIKE for d in tree.at_level(Level.TOWNSHIP))
        case "third_segment_200_and_above":
            return sum(d.code.text[9:] >= "200" for d in tree.at_level(Level.VILLAGE))
        case _:
            return len(tree.at_level(Level(what)))


def read_divisions(path: Traversable) -> Roster:
    """A file of divisions with the columns :data:`COLUMNS`, read strictly.

    :raises DefinitionError: with the line of each fault, all in one pass: D-202 a code twice,
        D-203 not a code, D-204 the parent is missing or not the one the code says, D-205 an unknown
        kind or one of another level, D-207 the level is not the code's.
    """
    rows = read_rows(path, COLUMNS)
    codes = _codes(rows, path.name)
    divisions = list(_divisions(rows, codes, path.name))
    names = {codes[row[0]]: row[5] for _, row in rows}
    return Roster(DivisionTree(divisions), MappingProxyType(names))


@cache
def _shipped(file: str) -> Roster:
    return read_divisions(_folder() / file)


def _folder() -> Traversable:
    return files("jidi.definitions") / "divisions"


def _asked_by(source: DivisionSource) -> tuple[str, ...]:
    code = source.province
    return (code.text, code.text[:6], code.short, source.id, source.zh, source.en, *source.aliases)


def _codes(rows: list[tuple[int, Row]], file: str) -> dict[str, DivisionCode]:
    """Every row's code by its text; refuses what is no code and what stands twice."""
    codes: dict[str, DivisionCode] = {}
    lines: dict[str, int] = {}
    findings: list[DefinitionError] = []
    for line, (text, *_) in rows:
        if text in codes:
            where = Place(file, line)
            findings.append(DefinitionError("D-202", where=where, key=text, first=lines[text]))
            continue
        try:
            codes[text] = DivisionCode(text)
            lines[text] = line
        except ValueProblem as problem:
            where, reason = Place(file, line), str(problem)
            findings.append(DefinitionError("D-203", where=where, text=text, reason=reason))
    raise_together(findings)
    return codes


def _divisions(
    rows: Iterable[tuple[int, Row]], codes: Mapping[str, DivisionCode], file: str
) -> Iterator[Division]:
    kinds = {kind.kind: kind.level for kind in division_kinds().values()}
    findings: list[DefinitionError] = []
    top: str | None = None
    for line, row in rows:
        code, parent = codes[row[0]], codes.get(row[2])
        # Only the first row may hang on something outside the file.
        top = top or row[2]
        fault = _fault(row, code, parent, kinds, is_top=row[2] == top)
        if fault is not None:
            error_code, facts = fault
            findings.append(DefinitionError(error_code, where=Place(file, line), also=(), **facts))
            continue
        above = parent if parent is not None else code.parent
        yield Division(code, row[4], row[6] or None, code.level, above, row[3])
    raise_together(findings)


def _fault(
    row: Row,
    code: DivisionCode,
    parent: DivisionCode | None,
    kinds: Mapping[str, Level],
    *,
    is_top: bool,
) -> tuple[str, dict[str, str]] | None:
    """The error code and facts of the first thing wrong with a row; None when all is well."""
    text, level, above, kind = row[:4]
    if level != code.level:
        return "D-207", {"code": text, "level": level, "right": code.level.value}
    if kinds.get(kind) is not code.level:
        known = [name for name, of in kinds.items() if of is code.level]
        return "D-205", {"code": text, "kind": kind, "nearest": suggestion(kind, known)}
    if parent is not None and above == _usual_parent(code):
        return None
    expected = str(code.parent or "")
    if above != expected or (parent is None and not is_top):
        return "D-204", {"code": text, "parent": above, "right": expected or "—"}
    return None


def _usual_parent(code: DivisionCode) -> str:
    """The code right above as text: quick, for tens of thousands of rows."""
    return code.text[: _ABOVE[code.level]].ljust(12, "0")


_ABOVE = {below: above.digits for above, below in pairwise(Level)}
