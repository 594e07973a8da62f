"""One key, one thread; other keys do not wait; nothing is left over."""

from __future__ import annotations

import threading

import pytest

from jidi.core.one_at_a_time import OneAtATime


def test_those_of_one_key_follow_each_other():
    held, most, inside = OneAtATime(), [0], [0]

    def work() -> None:
        for _ in range(50):
            with held.alone("a"):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]
    assert len(held) == 0


def test_another_key_does_not_wait():
    held, came = OneAtATime(), threading.Event()

    def other() -> None:
        with held.alone("b"):
            came.set()

    with held.alone("a"):
        thread = threading.Thread(target=other)
        thread.start()
        assert came.wait(10)
    thread.join()


def test_whoever_holds_a_key_may_ask_for_it_again():
    held = OneAtATime()
    with held.alone("a"), held.alone("a"):
        assert len(held) == 1
    assert len(held) == 0


def test_a_failure_leaves_nothing_held():
    held = OneAtATime()
    with pytest.raises(ZeroDivisionError), held.alone("a"):
        raise ZeroDivisionError
    assert len(held) == 0
