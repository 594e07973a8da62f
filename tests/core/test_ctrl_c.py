"""Processes begun by the program live through Ctrl-C, which only the first of them answers."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import time

import pytest

from jidi.core.ctrl_c import deaf_to_ctrl_c

pytestmark = pytest.mark.skipif(
    not hasattr(signal, "pthread_sigmask"), reason="this system has no signal masks"
)


@pytest.fixture(autouse=True)
def listening():
    """This process answers Ctrl-C, also where a shell began it in the background, deaf to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def ended(child) -> int:
    """How a process ends that hears Ctrl-C again and again from its first moment."""
    while child.is_alive():
        with contextlib.suppress(ProcessLookupError):
            os.kill(child.pid, signal.SIGINT)
        time.sleep(0.01)
    return child.exitcode


def napping():
    return multiprocessing.get_context("spawn").Process(target=time.sleep, args=(0.2,))


def test_a_process_that_is_still_loading_does_not_hear_it():
    child = napping()
    with deaf_to_ctrl_c():
        child.start()
    assert ended(child) == 0


def test_begun_otherwise_it_would_die_of_it():
    child = napping()
    child.start()
    assert ended(child) != 0


def test_who_began_it_hears_it_afterwards_even_when_that_failed():
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    with pytest.raises(ValueError, match="no process"), deaf_to_ctrl_c():
        assert signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())
        raise ValueError("no process")
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before
