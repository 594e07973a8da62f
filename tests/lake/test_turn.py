"""Who was overtaken goes next, and nobody who has not begun stands before them."""

from __future__ import annotations

import threading

import pytest

from jidi.core.errors import Interrupted, LakeError
from jidi.lake.sweep import STAGING
from jidi.lake.turn import FILE, MOST_TURNS, in_turn

OVERTAKEN = LakeError("L-105", table="event", since=3)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / STAGING).mkdir()
    return tmp_path


def never():
    raise AssertionError("nobody is waited for")


def test_who_is_not_overtaken_does_it_once(folder):
    done = []
    in_turn(folder, lambda: done.append(1), on_wait=never)
    assert done == [1]


def test_who_is_overtaken_does_it_again_until_it_stands(folder):
    left = [OVERTAKEN] * 7

    def attempt():
        if left:
            raise left.pop()
        return "stands"

    assert in_turn(folder, attempt, on_wait=never) == "stands"


def test_who_is_always_overtaken_hears_of_it_in_the_end(folder):
    tried = []

    def attempt():
        tried.append(1)
        raise OVERTAKEN

    with pytest.raises(LakeError, match="L-105"):
        in_turn(folder, attempt, on_wait=never)
    assert len(tried) == MOST_TURNS


def test_another_error_is_nobodys_turn(folder):
    tried = []

    def attempt():
        tried.append(1)
        raise LakeError("L-101", path="x", reason="full")

    with pytest.raises(LakeError, match="L-101"):
        in_turn(folder, attempt, on_wait=never)
    assert tried == [1]


def test_nobody_begins_before_who_was_overtaken_is_through(folder):
    order, second_waits = [], threading.Event()

    def first():
        order.append("first")
        if len(order) == 1:
            raise OVERTAKEN
        newcomer.start()
        assert second_waits.wait(20)
        order.append("first is through")

    newcomer = threading.Thread(
        target=lambda: in_turn(folder, lambda: order.append("second"), on_wait=second_waits.set)
    )
    in_turn(folder, first, on_wait=never)
    newcomer.join(20)
    assert order == ["first", "first", "first is through", "second"]


def test_who_waits_can_be_stopped(folder):
    def stop():
        raise Interrupted("L-103")

    def held():
        with pytest.raises(Interrupted):
            in_turn(folder, never, on_wait=stop)

    left = [OVERTAKEN]

    def attempt():
        if left:
            raise left.pop()
        waiting = threading.Thread(target=held)
        waiting.start()
        waiting.join(20)
        assert not waiting.is_alive()

    in_turn(folder, attempt, on_wait=never)


def test_a_folder_without_room_for_the_lock_says_so(tmp_path):
    (tmp_path / STAGING).write_text("a file stands where the folder should")
    with pytest.raises(LakeError) as refused:
        in_turn(tmp_path, never, on_wait=never)
    assert refused.value.code == "L-102"
    assert FILE in refused.value.message("en")
