"""The BeiDou grid location code in two dimensions (GB/T 39409-2020), on CGCS2000.

A code names a cell: ``N50J475`` is a cell of level 3 near Beijing. Each level extends the code of
the one above, so a shorter code always contains a longer one. CGCS2000 and WGS-84 differ by
centimetres; GCJ-02 coordinates must be converted first (:mod:`jidi.core.chinese_datum`).

From level 2 down, cells are numbered from the corner nearest to equator and prime meridian; so the
four quadrants mirror each other. The polar caps from 88° on have a scheme of their own and are
refused.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from jidi.core.errors import ValueProblem
from jidi.core.from_text import FromText
from jidi.core.geometry import Bounds, Point
from jidi.core.grid_levels import (
    CODE_LENGTHS,
    FINEST,
    GRID_LEVELS,
    ROW_LETTERS,
    UNITS_PER_DEGREE,
    GridLevel,
    read_fragment,
    spelled,
)
from jidi.core.numerals import fold

POLAR_LIMIT = 88
# A coordinate this close to an edge (in units; 15 nanometres) stands on the edge: the
# degrees of an edge are seldom exact in binary.
EDGE_UNITS = 1e-6


@dataclass(frozen=True, slots=True)
class GridCell(FromText):
    """A cell of the grid.

    :param level: 0 (hemisphere) to 10 (1.5 cm).
    :param column: counted from the prime meridian eastward: 0 lies just east, −1 just west.
    :param row: counted from the equator northward: 0 lies just north, −1 just south.
    :raises ValueProblem: C-602 when there is no such level, C-603 outside the grid.
    """

    level: int
    column: int
    row: int

    def __post_init__(self) -> None:
        grid = _grid_of(self.level)
        columns, rows = _extent(grid)
        if not (-columns <= self.column < columns and -rows <= self.row < rows):
            raise ValueProblem("C-603", place=f"{self.level}/{self.column}/{self.row}")

    @classmethod
    def at(cls, *, latitude: float, longitude: float, level: int = FINEST) -> GridCell:
        """The cell of a level that holds a point.

        :param latitude: degrees, north positive, within ±88.
        :param longitude: degrees, east positive, within ±180.
        :raises ValueProblem: C-602 for a level, C-603 for a point outside the grid.
        """
        grid = _grid_of(level)
        if not _in_grid(latitude, longitude):
            raise ValueProblem("C-603", place=f"{latitude}, {longitude}")
        if level == 0:
            return cls(0, 0, 0 if latitude >= 0 else -1)
        return cls(level, _index(longitude, grid.width), _index(latitude, grid.height))

    @classmethod
    def parse(cls, text: str) -> GridCell:
        """The cell of a code; spaces, lower case and full width are forgiven.

        :raises ValueProblem: C-601 when it is no code of any level.
        """
        code = fold(text).replace(" ", "").upper()
        if len(code) not in CODE_LENGTHS or code[0] not in "NS":
            raise ValueProblem("C-601", text=text)
        level = CODE_LENGTHS.index(len(code))
        north = code[0] == "N"
        if level == 0:
            return cls(0, 0, 0 if north else -1)
        east, column, row = _first_level(code[1:4], text)
        for deeper in range(2, level + 1):
            grid = GRID_LEVELS[deeper]
            found = read_fragment(deeper, code[CODE_LENGTHS[deeper - 1] : CODE_LENGTHS[deeper]])
            if found is None:
                raise ValueProblem("C-601", text=text)
            column, row = column * grid.columns + found[0], row * grid.rows + found[1]
        return cls(level, column if east else ~column, row if north else ~row)

    @property
    def code(self) -> str:
        """The code of the cell."""
        return "".join(self.fragments())

    def fragments(self) -> Iterator[str]:
        """The characters of each level from 0 down."""
        yield "N" if self.row >= 0 else "S"
        for level in range(1, self.level + 1):
            above = self.at_level(level)
            column, row = _magnitude(above.column), _magnitude(above.row)
            if level == 1:
                number = 31 + column if self.column >= 0 else 30 - column
                yield f"{number:02d}{ROW_LETTERS[row]}"
            else:
                grid = GRID_LEVELS[level]
                yield spelled(level, column % grid.columns, row % grid.rows)

    def at_level(self, level: int) -> GridCell:
        """The cell of a coarser level that holds this one (itself at its own level).

        :raises ValueProblem: C-602 when the level is finer, or none.
        """
        if level > self.level or level < 0:
            raise ValueProblem("C-602", level=level)
        if level == 0:
            return GridCell(0, 0, 0 if self.row >= 0 else -1)
        here, there = GRID_LEVELS[self.level], GRID_LEVELS[level]
        return GridCell(
            level,
            _coarser(self.column, there.width // here.width),
            _coarser(self.row, there.height // here.height),
        )

    def is_within(self, other: GridCell) -> bool:
        """Whether this cell is ``other`` or lies in it."""
        return other.level <= self.level and self.at_level(other.level) == other

    def contains(self, *, latitude: float, longitude: float) -> bool:
        """Whether a point lies in the cell; a point outside the grid lies in none.

        :param latitude: degrees, north positive.
        :param longitude: degrees, east positive.
        """
        if not _in_grid(latitude, longitude):
            return False
        return GridCell.at(latitude=latitude, longitude=longitude, level=self.level) == self

    @property
    def bounds(self) -> Bounds:
        """Its extent in degrees. Level 0 spans all longitudes.

        The edges towards equator and meridian belong to the cell, the others to its neighbours.
        """
        grid = GRID_LEVELS[self.level]
        west = -180 * UNITS_PER_DEGREE if self.level == 0 else self.column * grid.width
        east = 180 * UNITS_PER_DEGREE if self.level == 0 else (self.column + 1) * grid.width
        south, north = self.row * grid.height, (self.row + 1) * grid.height
        return Bounds(*(edge / UNITS_PER_DEGREE for edge in (south, west, north, east)))

    @property
    def centre(self) -> Point:
        """Its middle."""
        return self.bounds.centre

    def stepped(self, *, east: int, north: int) -> GridCell | None:
        """The cell so many columns east and rows north; around the world at 180°.

        None beyond the last row before the pole.

        :raises ValueProblem: C-602 at level 0, whose cells are whole hemispheres.
        """
        if self.level == 0:
            raise ValueProblem("C-602", level=0)
        columns, rows = _extent(GRID_LEVELS[self.level])
        row = self.row + north
        if not -rows <= row < rows:
            return None
        column = (self.column + east + columns) % (2 * columns) - columns
        return GridCell(self.level, column, row)

    def neighbours(self) -> tuple[GridCell, ...]:
        """The cells around it, from the south-west row by row: eight, or five at the last row.

        :raises ValueProblem: C-602 at level 0.
        """
        steps = [(east, north) for north in (-1, 0, 1) for east in (-1, 0, 1) if east or north]
        around = (self.stepped(east=east, north=north) for east, north in steps)
        return tuple(cell for cell in around if cell is not None)

    def __str__(self) -> str:
        return self.code


def encode(*, latitude: float, longitude: float, level: int = FINEST) -> str:
    """The code of the cell that holds a point; see :meth:`GridCell.at`."""
    return GridCell.at(latitude=latitude, longitude=longitude, level=level).code


def degrees(whole: int, minutes: int = 0, seconds: float = 0.0, *, negative: bool = False) -> float:
    """Degrees from degrees, minutes and seconds; ``negative`` for south and west."""
    value = whole + minutes / 60 + seconds / 3600
    return -value if negative else value


def _grid_of(level: int) -> GridLevel:
    if not 0 <= level <= FINEST:
        raise ValueProblem("C-602", level=level)
    return GRID_LEVELS[level]


def _in_grid(latitude: float, longitude: float) -> bool:
    """Whether a point is coded at all; a missing number (NaN) is not."""
    return abs(latitude) < POLAR_LIMIT and abs(longitude) < 180


def _extent(grid: GridLevel) -> tuple[int, int]:
    """How many columns lie on each side of the meridian, and rows on each side of the equator."""
    return 180 * UNITS_PER_DEGREE // grid.width, POLAR_LIMIT * UNITS_PER_DEGREE // grid.height


def _index(angle: float, size: int) -> int:
    """The signed index of the cell of ``size`` units that holds an angle in degrees."""
    magnitude = math.floor(abs(angle) * UNITS_PER_DEGREE + EDGE_UNITS) // size
    return magnitude if angle >= 0 else ~magnitude


def _magnitude(index: int) -> int:
    """How far a cell stands from meridian or equator; −1 stands nearest, as 0 does."""
    return index if index >= 0 else ~index


def _coarser(index: int, times: int) -> int:
    return index // times if index >= 0 else ~(~index // times)


def _first_level(fragment: str, text: str) -> tuple[bool, int, int]:
    """East or west, column and row magnitude of a level-1 fragment such as ``50J``."""
    number, letter = fragment[:2], fragment[2]
    if not (number.isascii() and number.isdigit() and letter in ROW_LETTERS):
        raise ValueProblem("C-601", text=text)
    if not 1 <= int(number) <= 60:
        raise ValueProblem("C-601", text=text)
    east = int(number) > 30
    column = int(number) - 31 if east else 30 - int(number)
    return east, column, ROW_LETTERS.index(letter)
