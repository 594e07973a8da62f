"""Killed at every step, and at random moments again and again: what was acknowledged is in the book
once, and nothing by half."""

from __future__ import annotations

import random
import shutil
import statistics
import sys
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path

import pytest
from drills import DRILLS, Past
from zygote import Ended, Zygote, dying

if sys.platform == "win32":  # pragma: no cover
    pytest.skip("processes are killed by signals here", allow_module_level=True)

FRESH_AFTER = 25
"""Rounds after which a drill begins with a new book, so that checking stays cheap."""
LATEST = 1.15
"""The latest moment of a kill, as a share of the work's usual duration: a few rounds live."""


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with Zygote("drills", "sqlalchemy.dialects.sqlite", "pandas") as process:
        yield process


class Rounds:
    """The rounds of one drill."""

    def __init__(self, zygote: Zygote, name: str, folder: Path, *, seed: int) -> None:
        self.drill, self.zygote, self.folder = DRILLS[name], zygote, folder
        self.chance = random.Random(seed)
        self.usual: deque[float] = deque(maxlen=9)
        self.spoken: deque[float] = deque(maxlen=9)
        self.past = Past()
        self.number, self.next_number = 0, 1
        self.killed_at: Counter[str] = Counter()
        self.killed = 0

    def fresh(self) -> None:
        """Begin with a new book."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        self.past = Past()
        self.drill.make(self.folder)

    def one(self, *, is_let_live: bool = False) -> None:
        """One round; what was not acknowledged is done again in the next, as a sender would."""
        # Half of the kills fall anywhere, half where something is made part of the book.
        late = bool(self.chance.getrandbits(1))
        share = self.chance.uniform(0, LATEST)
        self.drill.prepare(self.folder, self.next_number)
        if is_let_live:
            ended = self.zygote.run(self.drill.act, self.folder, self.next_number)
        else:
            after = share * statistics.median(self.spoken if late else self.usual)
            ended = self.zygote.run(
                self.drill.act, self.folder, self.next_number, after=after, since_told=late
            )
        assert ended.exit == 0 or (ended.is_killed and not is_let_live), ended
        self._note(ended)
        self.number += 1

    def _note(self, ended: Ended) -> None:
        self.past.done |= {w.removeprefix("done ") for w in ended.told if w.startswith("done ")}
        if f"{self.next_number}" in self.past.done:
            self.next_number += 1
        if ended.is_killed:
            self.killed += 1
            self.killed_at[(ended.told or ("begun",))[-1].split(" ")[0]] += 1
        else:
            self.usual.append(ended.seconds)
            self.spoken.append(ended.seconds - ended.silent_seconds)


def drilled(zygote: Zygote, name: str, folder: Path, *, times: int, seed: int, every: int) -> None:
    """So many rounds of a drill, checked after every few."""
    rounds = Rounds(zygote, name, folder / "drill", seed=seed)
    for number in range(times):
        if number % FRESH_AFTER == 0:
            rounds.fresh()
        rounds.one(is_let_live=number < 2)
        if number % every == 0 or name == "backup" or number % FRESH_AFTER == FRESH_AFTER - 1:
            rounds.drill.check(rounds.folder, rounds.past)
    rounds.drill.check(rounds.folder, rounds.past)
    print(f"{name}: {times} rounds, {rounds.killed} killed, last word {dict(rounds.killed_at)}")  # noqa: T201
    assert rounds.killed > times // 5, "on this machine the kills come too late"


@pytest.mark.parametrize("name", sorted(DRILLS.keys() - {"migration"}))
def test_work_killed_at_any_step_leaves_all_or_nothing(zygote, tmp_path, name):
    drill, made = DRILLS[name], tmp_path / "made"
    made.mkdir()
    drill.make(made)
    words = _steps(zygote, name, tmp_path / "whole", made)
    for number, word in enumerate(words):
        folder = tmp_path / f"{number}"
        shutil.copytree(made, folder)
        drill.prepare(folder, 1)
        ended = zygote.run(dying, word, drill.act, folder, 1)
        assert ended.is_killed, (word, ended)
        assert ended.told[-1] == word
        drill.check(folder, Past({"1"} & {w.removeprefix("done ") for w in ended.told}))
        shutil.rmtree(folder)


def _steps(zygote: Zygote, name: str, folder: Path, made: Path) -> tuple[str, ...]:
    """The words of one round that is let live."""
    shutil.copytree(made, folder)
    DRILLS[name].prepare(folder, 1)
    told = tuple(dict.fromkeys(zygote.run(DRILLS[name].act, folder, 1).told))
    assert STEPS[name] <= set(told), told
    return told


STEPS = {
    "intake": {"judged", "staged", "locked", "moved", "held kept", "recorded", "committed"},
    "capture": {"judged", "staged", "locked", "moved", "held kept", "recorded", "committed"},
    "compaction": {"done 1", "staged", "locked", "moved", "recorded", "committed", "merged"},
    "journeys": {"done 1", "staged", "locked", "moved", "recorded", "committed", "derived"},
    "retention": {"done 1", "staged", "locked", "moved", "recorded", "emptied", "cleaned"},
    "backup": {"done 1", "registry", "copied", "listed", "kept", "verified", "restored"},
}
"""Steps that a round must pass, among others."""


TIMES = {
    "intake": 30, "capture": 20, "compaction": 40, "journeys": 20, "backup": 15, "retention": 15,
    "migration": 70,
}  # fmt: skip


def test_the_drills_are_as_many_as_was_asked_for():
    assert sum(TIMES.values()) >= 200
    assert sum(SOAK.values()) >= 20_000


@pytest.mark.parametrize("name", DRILLS)
def test_work_killed_at_random_moments_keeps_what_it_acknowledged(zygote, tmp_path, name):
    drilled(zygote, name, tmp_path, times=TIMES[name], seed=4, every=3)


SOAK = {
    "intake": 3_000, "capture": 2_000, "compaction": 4_000, "journeys": 1_000, "backup": 1_000,
    "retention": 1_000, "migration": 8_000,
}  # fmt: skip
PARTS = 20
"""Each drill of the soak in so many parts, in turn."""


@pytest.mark.soak
@pytest.mark.parametrize("name", DRILLS)
@pytest.mark.parametrize("part", range(PARTS))
def test_work_killed_twenty_thousand_times_keeps_what_it_acknowledged(zygote, tmp_path, name, part):
    drilled(zygote, name, tmp_path, times=SOAK[name] // PARTS, seed=100 + part, every=5)
