"""Copies are told from new rows as a plain dictionary would tell them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jidi.intake import seen as told
from jidi.intake.seen import COPY, NEW, OTHER, Seen

MOST = 2**64 - 1
KEYS = st.sampled_from([0, 1, 2, 3, 2**63, MOST - 1, MOST]) | st.integers(0, MOST)
BLOCKS = st.lists(st.lists(st.tuples(KEYS, st.integers(0, 2)), max_size=30), max_size=8)


@pytest.fixture(autouse=True, params=[False, True], ids=["by columns", "by machine code"])
def way(request, monkeypatch):
    monkeypatch.setattr(told, "is_loaded", lambda: request.param)
    return request.param


def placed(seen: Seen, block: list[tuple[int, int]]) -> list[int]:
    keys, rows = (np.array([pair[at] for pair in block], np.uint64) for at in (0, 1))
    return seen.place(keys, rows).tolist()


@given(BLOCKS)
@settings(max_examples=75, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_row_is_new_a_copy_or_another_under_the_same_key(blocks):
    seen, known = Seen(), {}
    for block in blocks:
        expected = []
        for key, row in block:
            first = known.setdefault(max(key, 1), row) if max(key, 1) in known else None
            expected.append(NEW if first is None else COPY if first == row else OTHER)
            known.setdefault(max(key, 1), row)
        assert placed(seen, block) == expected


def test_none_is_lost_while_the_table_grows():
    numbers = np.random.default_rng(4)
    keys = numbers.integers(0, MOST, 200_000, dtype=np.uint64)
    rows = numbers.integers(0, MOST, 200_000, dtype=np.uint64)
    seen = Seen()
    for start in range(0, len(keys), 30_000):
        part = slice(start, start + 30_000)
        assert (seen.place(keys[part], rows[part]) == NEW).all()
    assert (seen.place(keys, rows) == COPY).all()
    assert (seen.place(keys, rows + np.uint64(1)) == OTHER).all()


def test_keys_that_all_want_the_same_place_find_one_each():
    keys = np.arange(1, 3_000, dtype=np.uint64)
    seen = Seen()
    assert (seen.place(keys, keys) == NEW).all()
    assert (seen.place(keys[::-1], keys[::-1]) == COPY).all()
    last = MOST - keys
    assert (seen.place(last, keys) == NEW).all()


def test_what_was_begun_by_columns_goes_on_by_machine_code(monkeypatch):
    numbers = np.random.default_rng(7)
    keys = numbers.integers(0, MOST, 90_000, dtype=np.uint64)
    seen = Seen()
    for part, is_loaded in enumerate((False, True, False)):
        monkeypatch.setattr(told, "is_loaded", lambda is_loaded=is_loaded: is_loaded)
        some = keys[part * 30_000 : (part + 1) * 30_000]
        assert (seen.place(some, some) == NEW).all()
        assert (seen.place(keys[: 30_000 * part], keys[: 30_000 * part]) == COPY).all()


@pytest.mark.parametrize("said", [1, 5_000, 300_000, 10**12], ids=str)
def test_rows_are_told_the_same_however_many_were_said_to_come(said, monkeypatch):
    monkeypatch.setattr(told, "_MOST_EXPECTED", 400_000)
    numbers = np.random.default_rng(9)
    keys = numbers.integers(0, MOST, 250_000, dtype=np.uint64)
    seen = Seen()
    assert (seen.place(keys[:10], keys[:10]) == NEW).all()
    seen.expect(said)
    for start in range(0, len(keys), 50_000):
        part = keys[start : start + 50_000]
        states = seen.place(part, part)
        assert (states[10:] == NEW).all()
        assert (states[:10] == (NEW if start else COPY)).all()
    assert (seen.place(keys, keys) == COPY).all()


def test_rows_of_the_book_that_come_again_need_no_more_room(monkeypatch, way):
    if not way:
        pytest.skip("by columns room is made for a whole block")
    made = []
    places = told._places
    monkeypatch.setattr(told, "_places", lambda count: made.append(count) or places(count))
    keys = np.random.default_rng(5).integers(0, MOST, 300_000, dtype=np.uint64)
    seen = Seen()
    seen.expect(len(keys))
    seen.add(keys, keys)
    assert (seen.place(keys, keys) == COPY).all()
    assert len(made) == 2
    assert (seen.place(keys[:50] + np.uint64(1), keys[:50]) == NEW).all()
    assert len(made) == 3


def test_room_for_rows_that_are_said_to_come_is_made_once(monkeypatch):
    made = []
    places = told._places
    monkeypatch.setattr(told, "_places", lambda count: made.append(count) or places(count))
    keys = np.random.default_rng(3).integers(0, MOST, 300_000, dtype=np.uint64)
    seen = Seen()
    seen.expect(len(keys))
    for start in range(0, len(keys), 7_000):
        part = keys[start : start + 7_000]
        seen.place(part, part)
    assert len(made) == 2
