"""What is hidden in public outputs cannot be computed from what is shown."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from jidi.privacy.suppression import THRESHOLD, Cell, suppressed


def attack(cells: tuple[Cell, ...], hidden: frozenset[str], measure: int, target: str):
    """The least and the most a hidden count can be to someone who sees all the others.

    A linear programme of its own: unknown are the hidden counts and, where a total has more than
    its parts, that rest; every total is the sum of its parts; no count is negative.
    """
    by_id = {cell.id: cell for cell in cells}
    unknown = {cell.id: at for at, cell in enumerate(c for c in cells if c.id in hidden)}
    rows, right = [], []
    rests = 0
    for parent in cells:
        parts = [cell for cell in cells if cell.parent == parent.id]
        if not parts:
            continue
        rest = parent.counts[measure] - sum(part.counts[measure] for part in parts)
        row: dict[int, float] = {}
        constant = 0.0
        for cell, sign in [(parent, 1.0), *((part, -1.0) for part in parts)]:
            if cell.id in unknown:
                row[unknown[cell.id]] = sign
            else:
                constant -= sign * by_id[cell.id].counts[measure]
        if rest > 0:
            row[len(unknown) + rests] = -1.0
            rests += 1
        rows.append(row)
        right.append(constant)
    size = len(unknown) + rests
    matrix = np.zeros((len(rows), size))
    for at, row in enumerate(rows):
        for column, sign in row.items():
            matrix[at, column] = sign
    goal = np.zeros(size)
    goal[unknown[target]] = 1.0
    least = linprog(goal, A_eq=matrix, b_eq=right, bounds=(0, None))
    most = linprog(-goal, A_eq=matrix, b_eq=right, bounds=(0, 10_000))
    assert least.success and most.success
    return least.fun, -most.fun


@st.composite
def trees(draw):
    """Cells of a tree of up to four levels whose counts add up, sometimes with a rest."""
    measures = draw(st.integers(1, 2))
    cells: list[Cell] = []
    count = st.one_of(st.integers(0, 7), st.integers(0, 60))

    def grow(name: str, parent: str | None, level: int) -> tuple[int, ...]:
        width = draw(st.integers(0, 4)) if level < 3 else 0
        if width == 0:
            counts = tuple(draw(count) for _ in range(measures))
        else:
            parts = [grow(f"{name}{at}", name, level + 1) for at in range(width)]
            rest = draw(st.sampled_from([0, 0, 0, 2, 9]))
            counts = tuple(sum(part) + rest for part in zip(*parts, strict=True))
        cells.append(Cell(name, parent, counts))
        return counts

    grow("p", None, 0)
    return tuple(cells)


def check(cells) -> None:
    found = suppressed(cells)
    for cell in cells:
        for measure, value in enumerate(cell.counts):
            if 0 < value < THRESHOLD:
                assert cell.id in found.small
                least, most = attack(cells, found.all, measure, cell.id)
                assert least <= 1e-6
                assert most >= THRESHOLD - 1e-6


@given(trees())
@settings(max_examples=60)
def test_no_attacker_can_tell_a_small_count_from_none_or_many(cells):
    check(cells)


@pytest.mark.soak
@given(trees())
def test_no_attacker_can_tell_a_small_count_from_none_or_many_at_length(cells):
    check(cells)


def test_the_attacker_of_this_test_finds_a_cell_that_is_hidden_alone():
    cells = (Cell("p", None, (40,)), Cell("a", "p", (3,)), Cell("b", "p", (37,)))
    assert attack(cells, frozenset({"a"}), 0, "a") == (3.0, 3.0)


def test_nothing_is_hidden_where_nothing_is_small():
    cells = (Cell("p", None, (40,)), Cell("a", "p", (40,)), Cell("b", "p", (0,)))
    assert suppressed(cells).all == frozenset()


def test_the_smallest_other_part_that_will_do_is_hidden():
    cells = (
        Cell("p", None, (99,)),
        Cell("a", "p", (3,)),
        Cell("b", "p", (60,)),
        Cell("c", "p", (36,)),
        Cell("d", "p", (0,)),
    )
    found = suppressed(cells)
    assert found.small == {"a"}
    assert found.others == {"c"}


def test_a_hidden_part_is_not_given_away_by_its_own_parts():
    cells = (
        Cell("p", None, (43,)),
        Cell("a", "p", (3,)),
        Cell("b", "p", (40,)),
        Cell("b1", "b", (30,)),
        Cell("b2", "b", (10,)),
    )
    assert suppressed(cells).all == {"a", "b", "b2"}


def test_what_is_small_as_a_whole_hides_its_parts_too():
    cells = (
        Cell("p", None, (24,)),
        Cell("a", "p", (4,)),
        Cell("a1", "a", (4,)),
        Cell("a2", "a", (0,)),
        Cell("b", "p", (20,)),
    )
    assert suppressed(cells).all == {"a", "a1", "b"}


def test_a_count_that_is_large_is_hidden_when_what_it_leaves_of_its_total_is_small():
    insured, not_insured, couriers = 48, 2, 50
    cells = (
        Cell("p", None, (90, 12, 102)),
        Cell("a", "p", (insured, not_insured, couriers)),
        Cell("b", "p", (42, 10, 52)),
    )
    assert suppressed(cells).all == {"a", "b"}


def test_negative_counts_are_refused():
    with pytest.raises(ValueError, match="not negative"):
        Cell("a", None, (-1.0,))
