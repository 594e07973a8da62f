"""A process that has loaded everything, and forks a child for each thing that is to be killed.

Importing the libraries takes seconds, a fork milliseconds. The process never runs what it has
loaded and so has no threads: a child of it is whole. It serves one caller over its standard input
and output, in turn.
"""

from __future__ import annotations

import gc
import importlib
import os
import pickle
import select
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

QUIET = {"OPENBLAS_NUM_THREADS": "1", "JE_ARROW_MALLOC_CONF": "background_thread:false"}
"""Libraries that would begin threads as soon as they are imported."""
LONGEST_SECONDS = 300.0
"""What runs longer hangs; it is killed, and its end shows as such."""
CUT = 100
"""Exit status of a child that ended with an exception."""

_told_to: list[int] = []


def tell(word: str) -> None:
    """In a child: a word that reaches the caller whatever happens to the child afterwards.

    It may be the child's last: see :func:`dying`.
    """
    if _told_to:
        os.write(_told_to[0], word.encode() + b"\n")
    if word in _last_words:
        os.kill(os.getpid(), signal.SIGKILL)


_last_words: list[str] = []


def dying(word: str, act: Callable[..., object], *arguments: object) -> None:
    """In a child: do it, and be killed as this word is told."""
    _last_words.append(word)
    act(*arguments)


@dataclass(frozen=True)
class Ended:
    """How a child ended.

    :param exit: its status; the negative number of a signal.
    :param seconds: how long it lived.
    :param silent_seconds: how long it lived before it told its first word.
    :param cpu_seconds: what it burnt.
    :param told: what it told.
    """

    exit: int
    seconds: float
    silent_seconds: float
    cpu_seconds: float
    told: tuple[str, ...]

    @property
    def is_killed(self) -> bool:
        """Whether SIGKILL ended it."""
        return self.exit == -signal.SIGKILL


class Zygote:
    """The caller's side; a context manager.

    :param modules: what the children need; their folders must be on ``sys.path``.
    :param preload: a library that stands before the C library in the children.
    """

    def __init__(self, *modules: str, preload: Path | None = None) -> None:
        code = f"import zygote; zygote.serve({modules!r})"
        path = os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])
        self._process = subprocess.Popen(
            [sys.executable, "-c", code],
            env={**os.environ, **QUIET, "PYTHONPATH": path}
            | ({"LD_PRELOAD": str(preload)} if preload else {}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def run(
        self,
        act: Callable[..., object],
        *arguments: object,
        after: float = LONGEST_SECONDS,
        since_told: bool = False,
    ) -> Ended:
        """Do it in a child; killed ``after`` so many seconds of its life.

        :param since_told: count from the first word it tells instead.
        """
        return self._asked("run", act, arguments, after, since_told)

    def begin(self, act: Callable[..., object], *arguments: object) -> int:
        """Begin it in a child and go on; the child's number, for :meth:`wait`."""
        return self._asked("begin", act, arguments)

    def wait(self, pid: int) -> Ended:
        """Wait for the end of what was begun."""
        return self._asked("wait", pid)

    def close(self) -> None:
        """End the process."""
        self._process.stdin.close()
        self._process.wait()

    def __enter__(self) -> Zygote:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _asked(self, *what: object) -> object:
        pickle.dump(what, self._process.stdin)
        self._process.stdin.flush()
        answer = pickle.load(self._process.stdout)
        if isinstance(answer, BaseException):
            raise answer
        return answer


class _Child:
    """What a child tells through its pipe."""

    def __init__(self, reading: int) -> None:
        self._reading = reading
        self.heard = b""
        self.is_over = False

    def hear(self, *, until: float, first: bool = False) -> None:
        """Listen until its end or the time given; with ``first`` only to its first word."""
        while not self.is_over and not (first and self.heard):
            left = max(0.0, until - time.monotonic())
            if not select.select([self._reading], [], [], left)[0]:
                return
            more = os.read(self._reading, 1 << 16)
            self.is_over = not more
            self.heard += more


class _Server:
    def __init__(self, asked: BinaryIO, answers: BinaryIO) -> None:
        self._asked, self._answers = asked, answers
        self._begun: dict[int, tuple[int, float]] = {}

    def run(
        self,
        act: Callable[..., object],
        arguments: Sequence[object],
        after: float,
        since_told: bool,
    ) -> Ended:
        return self.wait(self.begin(act, arguments), after, since_told)

    def begin(self, act: Callable[..., object], arguments: Sequence[object]) -> int:
        if len(list(Path("/proc/self/task").iterdir())) > 1:
            raise RuntimeError("the zygote has threads; a fork of it would not be whole")
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            _live(act, arguments, writing)
        os.close(writing)
        self._begun[pid] = reading, time.monotonic()
        return pid

    def wait(self, pid: int, after: float = LONGEST_SECONDS, since_told: bool = False) -> Ended:
        reading, began = self._begun.pop(pid)
        child = _Child(reading)
        child.hear(until=began + (LONGEST_SECONDS if since_told else after), first=True)
        spoke = time.monotonic() - began
        child.hear(until=began + after + (spoke if since_told else 0.0))
        if not child.is_over:
            os.kill(pid, signal.SIGKILL)
        _, status, used = os.wait4(pid, 0)
        seconds = time.monotonic() - began
        child.hear(until=began + LONGEST_SECONDS)
        os.close(reading)
        return Ended(
            exit=os.waitstatus_to_exitcode(status),
            seconds=seconds,
            silent_seconds=min(spoke, seconds),
            cpu_seconds=used.ru_utime + used.ru_stime,
            told=tuple(child.heard.decode().split("\n")[:-1]),
        )

    def serve(self) -> None:
        while True:
            try:
                name, *arguments = pickle.load(self._asked)
            except EOFError:
                return
            try:
                answer = getattr(self, name)(*arguments)
            except Exception as error:
                answer = error
            pickle.dump(answer, self._answers)
            self._answers.flush()


def _live(act: Callable[..., object], arguments: Sequence[object], writing: int) -> None:
    """The child: it does what it is told, and nothing of the process it came from."""
    status = CUT
    try:
        _told_to[:] = [writing]
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)
        os.dup2(null, 1)
        act(*arguments)
        status = 0
    except SystemExit as ended:
        status = int(ended.code or 0)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def serve(modules: Sequence[str]) -> None:
    """Load the modules, and fork what is asked for until the caller closes."""
    for name in modules:
        importlib.import_module(name)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    gc.collect()
    gc.freeze()
    _Server(sys.stdin.buffer, answers).serve()
    answers.flush()
    os._exit(0)
