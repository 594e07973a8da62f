"""The levels of the BeiDou grid (GB/T 39409-2020): cell sizes and how a cell is spelled.

All lengths are integers in units of 1/2048 arc second: in floating point, cells from level 8 down
break at their edges.
"""

from __future__ import annotations

from dataclasses import dataclass

UNITS_PER_DEGREE = 3600 * 2048
_MINUTE = 60 * 2048
_SECOND = 2048

HEX = "0123456789ABCDEF"
ROW_LETTERS = "ABCDEFGHIJKLMNOPQRSTUV"
FINEST = 10


@dataclass(frozen=True, slots=True)
class GridLevel:
    """One level of the grid.

    :param width: extent in longitude, in units.
    :param height: extent in latitude, in units.
    :param columns: how many columns its parent is split into.
    :param rows: how many rows its parent is split into.
    :param characters: how many characters it adds to a code; one means that column and row are
        told by a single digit, ``2 · row + column``.
    """

    width: int
    height: int
    columns: int
    rows: int
    characters: int


GRID_LEVELS: tuple[GridLevel, ...] = (
    GridLevel(180 * UNITS_PER_DEGREE, 88 * UNITS_PER_DEGREE, 2, 2, 1),
    GridLevel(6 * UNITS_PER_DEGREE, 4 * UNITS_PER_DEGREE, 30, 22, 3),
    GridLevel(30 * _MINUTE, 30 * _MINUTE, 12, 8, 2),
    GridLevel(15 * _MINUTE, 10 * _MINUTE, 2, 3, 1),
    GridLevel(_MINUTE, _MINUTE, 15, 10, 2),
    GridLevel(4 * _SECOND, 4 * _SECOND, 15, 15, 2),
    GridLevel(2 * _SECOND, 2 * _SECOND, 2, 2, 1),
    GridLevel(_SECOND // 4, _SECOND // 4, 8, 8, 2),
    GridLevel(_SECOND // 32, _SECOND // 32, 8, 8, 2),
    GridLevel(_SECOND // 256, _SECOND // 256, 8, 8, 2),
    GridLevel(1, 1, 8, 8, 2),
)
"""Levels 0 to 10. Level 0 is a hemisphere, spelled N or S; its columns are told by level 1."""

CODE_LENGTHS = tuple(sum(g.characters for g in GRID_LEVELS[: n + 1]) for n in range(FINEST + 1))
"""How long the code of each level is: 1, 4, 6, 7, 9, 11, 12, 14, 16, 18, 20."""


def spelled(level: int, column: int, row: int) -> str:
    """The characters that tell column and row of a cell within its parent, from level 2 down."""
    grid = GRID_LEVELS[level]
    if grid.characters == 1:
        return str(2 * row + column)
    return HEX[column] + HEX[row]


def read_fragment(level: int, fragment: str) -> tuple[int, int] | None:
    """Column and row that the fragment of a level spells; None when it spells none."""
    grid = GRID_LEVELS[level]
    digits = [HEX.find(sign) for sign in fragment]
    if -1 in digits:
        return None
    row, column = divmod(digits[0], 2) if grid.characters == 1 else (digits[1], digits[0])
    return (column, row) if column < grid.columns and row < grid.rows else None
