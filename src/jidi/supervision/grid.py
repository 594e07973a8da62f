"""The grid (网格化监管): every outlet in exactly one cell, every cell with an owner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

Fault = Literal[
    "cell_without_owner", "outlet_without_cell", "outlet_in_several", "cell_unknown",
    "cell_elsewhere", "outlet_gone", "cell_empty",
]  # fmt: skip
FAULTS: Final[Mapping[Fault, tuple[str, str]]] = {
    "cell_without_owner": ("网格无网格员", "cell without an owner"),
    "outlet_without_cell": ("网点未入网格", "outlet in no cell"),
    "outlet_in_several": ("网点重复入格", "outlet in several cells"),
    "cell_unknown": ("归属的网格未登记或已停用", "cell not registered or not in force"),
    "cell_elsewhere": ("网格与网点不在同一县", "cell lies in another county"),
    "outlet_gone": ("已关闭或未登记的网点仍在网格", "outlet closed or unknown, still in a cell"),
    "cell_empty": ("网格无网点", "cell without outlets"),
}
"""What may be wrong with a grid, the gravest first."""
_COUNTY = 6


@dataclass(frozen=True)
class GridCell:
    """A cell in force. :param post: number of the post that owns it; empty without one."""

    id: str
    division: str
    post: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Outlet:
    """An outlet that must belong to a cell."""

    id: str
    division: str


@dataclass(frozen=True)
class Finding:
    """Something wrong. :param cells: the cells it is about, and :param outlet: the outlet."""

    fault: Fault
    division: str
    outlet: str = ""
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Checked:
    """A grid as it was checked.

    :param placed: outlets that belong to exactly one cell in force of their county.
    :param of_cell: how many outlets each cell in force holds.
    """

    outlets: int
    placed: int
    cells: int
    owned: int
    of_cell: Mapping[str, int]
    findings: tuple[Finding, ...]

    def count(self, fault: Fault) -> int:
        """How many findings of one kind there are."""
        return sum(one.fault == fault for one in self.findings)


def checked(
    cells: Iterable[GridCell], outlets: Iterable[Outlet], belongs: Iterable[tuple[str, str]]
) -> Checked:
    """Check a grid.

    :param cells: in force on the day. :param outlets: that stand on the day.
    :param belongs: pairs of outlet and cell that hold on the day.
    """
    by_cell = {one.id: one for one in cells}
    by_outlet = {one.id: one for one in outlets}
    pairs = sorted(set(belongs))
    cells_of: dict[str, list[str]] = {}
    of_cell = dict.fromkeys(sorted(by_cell), 0)
    for outlet, cell in pairs:
        cells_of.setdefault(outlet, []).append(cell)
        if outlet in by_outlet and cell in by_cell:
            of_cell[cell] += 1
    findings = [
        *_of_cells(by_cell.values(), of_cell),
        *_of_outlets(by_outlet.values(), by_cell, cells_of),
        *(
            Finding("outlet_gone", by_cell[cell].division if cell in by_cell else "", outlet,
                    (cell,))
            for outlet, cell in pairs if outlet not in by_outlet
        ),
    ]  # fmt: skip
    order = list(FAULTS)
    findings.sort(key=lambda one: (order.index(one.fault), one.division, one.outlet, one.cells))
    wrong = {one.outlet for one in findings if one.outlet}
    return Checked(
        outlets=len(by_outlet),
        placed=sum(name not in wrong for name in by_outlet),
        cells=len(by_cell),
        owned=sum(bool(one.post) for one in by_cell.values()),
        of_cell=of_cell,
        findings=tuple(findings),
    )


def _of_cells(cells: Iterable[GridCell], of_cell: Mapping[str, int]) -> Iterable[Finding]:
    for one in cells:
        if not one.post:
            yield Finding("cell_without_owner", one.division, cells=(one.id,))
        if not of_cell[one.id]:
            yield Finding("cell_empty", one.division, cells=(one.id,))


def _of_outlets(
    outlets: Iterable[Outlet],
    cells: Mapping[str, GridCell],
    cells_of: Mapping[str, Sequence[str]],
) -> Iterable[Finding]:
    for one in outlets:
        named = tuple(cells_of.get(one.id, ()))
        if not named:
            yield Finding("outlet_without_cell", one.division, one.id)
            continue
        if len(named) > 1:
            yield Finding("outlet_in_several", one.division, one.id, named)
        for cell in named:
            if cell not in cells:
                yield Finding("cell_unknown", one.division, one.id, (cell,))
            elif cells[cell].division[:_COUNTY] != one.division[:_COUNTY]:
                yield Finding("cell_elsewhere", one.division, one.id, (cell,))
