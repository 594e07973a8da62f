"""Every outlet in exactly one cell, every cell with an owner: each fault is found, and only it."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from jidi.supervision.grid import GridCell, Outlet, checked

HERE, THERE = "140106000000", "140702000000"
CELLS = [GridCell("G1", HERE, "P1"), GridCell("G2", HERE), GridCell("G3", THERE, "P1")]
OUTLETS = [Outlet(f"F{n}", HERE) for n in range(5)]


def test_each_fault_is_found_where_it_is():
    belongs = [("F0", "G1"), ("F1", "G1"), ("F1", "G2"), ("F2", "G9"), ("F3", "G3"), ("F8", "G1")]
    found = checked(CELLS, OUTLETS, belongs)
    assert [(one.fault, one.outlet, one.cells) for one in found.findings] == [
        ("cell_without_owner", "", ("G2",)),
        ("outlet_without_cell", "F4", ()),
        ("outlet_in_several", "F1", ("G1", "G2")),
        ("cell_unknown", "F2", ("G9",)),
        ("cell_elsewhere", "F3", ("G3",)),
        ("outlet_gone", "F8", ("G1",)),
    ]
    assert (found.placed, found.outlets, found.owned, found.cells) == (1, 5, 2, 3)
    assert found.of_cell == {"G1": 2, "G2": 1, "G3": 1}


def test_a_cell_without_outlets_is_a_finding_of_its_own():
    found = checked(CELLS[:1], [], [])
    assert [one.fault for one in found.findings] == ["cell_empty"]


@given(st.sets(st.tuples(st.integers(0, 5), st.integers(1, 4)), max_size=18))
def test_an_outlet_is_placed_exactly_when_it_has_one_good_cell(pairs):
    belongs = [(f"F{outlet}", f"G{cell}") for outlet, cell in pairs]
    found = checked(CELLS, OUTLETS, belongs)
    many = Counter(outlet for outlet, _ in belongs)
    good = {"G1", "G2"}
    placed = {o for o, c in belongs if many[o] == 1 and c in good and o != "F5"}
    assert found.placed == len(placed)
    assert sum(found.of_cell.values()) == sum(c != "G4" and o != "F5" for o, c in belongs)
