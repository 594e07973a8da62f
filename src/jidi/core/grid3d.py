"""The BeiDou grid location code in three dimensions (GB/T 39409-2020).

Height is cut into layers that grow with the distance from the Earth's centre, as cells do. A code
interleaves the fragments of the plane cell with those of the layer, 32 characters at level 10.

No published example of a height below the ellipsoid was at hand: such layers are coded by sign and
magnitude of the layer number, which is our reading of the standard.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from jidi.core.errors import ValueProblem
from jidi.core.from_text import FromText
from jidi.core.grid import GridCell
from jidi.core.grid_levels import CODE_LENGTHS, FINEST, UNITS_PER_DEGREE
from jidi.core.numerals import fold

EARTH_RADIUS_M = 6378137.0
_LOG_STEP = math.log1p(math.pi / 180)

# Bits of the layer number that each level tells, and in how many characters it tells them. The
# levels are nested: level 10 has the lowest three bits, level 1 the highest six.
_BITS = (0, 6, 3, 1, 4, 4, 1, 3, 3, 3, 3)
_CHARACTERS = (1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1)
_TOTAL_BITS = sum(_BITS)
_LENGTHS = tuple(
    length + sum(_CHARACTERS[: level + 1]) for level, length in enumerate(CODE_LENGTHS)
)


def layer_at(height_m: float) -> int:
    """The layer of level 10 that holds a height; 0 begins at the ellipsoid, −1 ends there.

    :param height_m: metres above the ellipsoid (大地高).
    :raises ValueProblem: C-604 outside the 2³¹ layers on each side.
    """
    if not -EARTH_RADIUS_M < height_m < math.inf:
        raise ValueProblem("C-604", height=height_m)
    layer = math.floor(UNITS_PER_DEGREE * math.log1p(height_m / EARTH_RADIUS_M) / _LOG_STEP)
    if abs(layer) >= 1 << _TOTAL_BITS:
        raise ValueProblem("C-604", height=height_m)
    return layer


def layer_base(layer: int) -> float:
    """The height in metres at which a layer of level 10 begins."""
    return math.expm1(layer * _LOG_STEP / UNITS_PER_DEGREE) * EARTH_RADIUS_M


@dataclass(frozen=True, slots=True)
class GridBlock(FromText):
    """A block of the grid: a plane cell and a layer of the same level.

    :param cell: the plane cell.
    :param layer: the layer's number at the cell's level, counted from the ellipsoid; below it
        negative. Its magnitude drops the bits of finer levels.
    :param below: whether the block lies below the ellipsoid.
    :raises ValueProblem: C-604 when the layer does not fit the level.
    """

    cell: GridCell
    layer: int
    below: bool = False

    def __post_init__(self) -> None:
        # Layers below count from −1, so that at the finest level a zero below cannot be.
        lowest = 1 if self.below and self.cell.level == FINEST else 0
        if not lowest <= self.layer < 1 << _bits_down_to(self.cell.level):
            raise ValueProblem("C-604", height=f"#{self.layer}")

    @classmethod
    def at(
        cls, *, latitude: float, longitude: float, height_m: float, level: int = FINEST
    ) -> GridBlock:
        """The block of a level that holds a point.

        :raises ValueProblem: C-602, C-603 as :meth:`GridCell.at`; C-604 for the height.
        """
        cell = GridCell.at(latitude=latitude, longitude=longitude, level=level)
        layer = layer_at(height_m)
        return cls(cell, abs(layer) >> _bits_below(level), layer < 0)

    @classmethod
    def parse(cls, text: str) -> GridBlock:
        """The block of a code; spaces, lower case and full width are forgiven.

        :raises ValueProblem: C-601 when it is no code of any level.
        """
        code = fold(text).replace(" ", "").upper()
        if len(code) not in _LENGTHS or code[1:2] not in ("0", "1"):
            raise ValueProblem("C-601", text=text)
        level = _LENGTHS.index(len(code))
        plane, layer = code[0], 0
        for deeper in range(1, level + 1):
            fragment = code[_LENGTHS[deeper - 1] : _LENGTHS[deeper]]
            cut = len(fragment) - _CHARACTERS[deeper]
            plane += fragment[:cut]
            layer = (layer << _BITS[deeper]) | _height_digits(deeper, fragment[cut:], text)
        return cls(GridCell.parse(plane), layer, code[1] == "1")

    @property
    def code(self) -> str:
        """The code of the block."""
        sign = "1" if self.below else "0"
        plane = list(self.cell.fragments())
        return (
            plane[0]
            + sign
            + "".join(plane[level] + self._height_fragment(level) for level in range(1, len(plane)))
        )

    @property
    def heights(self) -> tuple[float, float]:
        """The heights in metres between which the block lies, from the lower up."""
        finer = _bits_below(self.cell.level)
        first, stop = self.layer << finer, (self.layer + 1) << finer
        if self.below:
            return layer_base(1 - stop), layer_base(min(0, 1 - first))
        return layer_base(first), layer_base(stop)

    def _height_fragment(self, level: int) -> str:
        finer = _bits_down_to(self.cell.level) - _bits_down_to(level)
        value = (self.layer >> finer) & ((1 << _BITS[level]) - 1)
        return f"{value:02d}" if level == 1 else f"{value:X}"

    def __str__(self) -> str:
        return self.code


def _bits_down_to(level: int) -> int:
    return sum(_BITS[: level + 1])


def _bits_below(level: int) -> int:
    return _TOTAL_BITS - _bits_down_to(level)


def _height_digits(level: int, digits: str, text: str) -> int:
    base = 10 if level == 1 else 16
    try:
        value = int(digits, base)
    except ValueError as error:
        raise ValueProblem("C-601", text=text) from error
    if value >= 1 << _BITS[level] or not digits.isalnum():
        raise ValueProblem("C-601", text=text)
    return value
