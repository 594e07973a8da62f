"""A whole province's rural networks, county by county in processes of their own.

What is done stands in the folder, a problem and a verified design for each county, written whole or
not at all. So a run that was stopped goes on where it was: a design made as asked, at the same data
version, is kept.
"""

from __future__ import annotations

import atexit
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final

from jidi.core.ctrl_c import deaf_to_ctrl_c
from jidi.core.division import Level
from jidi.core.errors import InputError, JidiError
from jidi.network.rural.files import read_design
from jidi.network.rural.solve import solve
from jidi.service.books import Book, open_book
from jidi.service.rural_design import Judged, asked_as, designed, judged, judged_json, keep
from jidi.service.rural_most_served import ASKED, as_wanted_or_most, less_than_asked
from jidi.service.rural_problem import CountyProblem, county_problem

POLL_SECONDS: Final = 0.5
"""How often it is asked whether the user wants to stop."""

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class ProvinceAsked:
    """What is asked for every county; ``folder`` holds the results."""

    book: str
    engine: str
    folder: str
    coverage: float
    budget: float | None
    frequency: str
    seed: int
    effort: int
    shift: float | None = None
    overnight: int | None = None


@dataclass(frozen=True)
class CountyResult:
    """One county's outcome.

    :param state: ``designed``; ``kept`` from an earlier run; ``less`` where fewer villages are
        served than was asked for, as many as could be, with a reason; ``failed`` with a reason.
    :param figures: as ``jidi verify --json`` tells them, where there is a design.
    """

    code: str
    name: str
    state: str
    figures: Mapping[str, Any]
    reason_zh: str = ""
    reason_en: str = ""


@dataclass(frozen=True)
class ProvinceResult:
    """All counties in the order of their codes.

    :param left: counties that were not begun, because the user stopped.
    """

    counties: tuple[CountyResult, ...]
    left: int

    def total(self, figure: str) -> float:
        """The sum of a figure over the counties that have a design."""
        return float(sum(c.figures[figure] for c in self.counties if c.state != "failed"))

    @property
    def cost(self) -> float:
        """Yuan a day of all designs."""
        return float(sum(c.figures["cost"]["total"] for c in self.counties if c.state != "failed"))

    def to_json(self) -> dict[str, Any]:
        """The outcome as plain values."""
        states = [county.state for county in self.counties]
        return {
            "counties": [
                {
                    "code": c.code,
                    "name": c.name,
                    "state": c.state,
                    "reason_zh": c.reason_zh,
                    "reason_en": c.reason_en,
                    **c.figures,
                }
                for c in self.counties
            ],
            "designed": states.count("designed"),
            "kept": states.count("kept"),
            "less": states.count("less"),
            "failed": states.count("failed"),
            "left": self.left,
            "villages": self.total("villages"),
            "served": self.total("served"),
            "cost_a_day": self.cost,
            "km_a_day": self.total("km_a_day"),
            "grams_co2e_a_day": self.total("grams_co2e_a_day"),
            "synthetic": any(c.figures.get("synthetic") for c in self.counties),
        }


def design_province(
    asked: ProvinceAsked,
    *,
    workers: int,
    progress: Progress,
    cancelled: Callable[[], bool],
) -> ProvinceResult:
    """Design and verify every county that has administrative villages.

    :param cancelled: when it says so, counties under way are finished and no more are begun.
    :raises InputError: N-670 when a worker process died; what was done stands.
    """
    Path(asked.folder).mkdir(parents=True, exist_ok=True)
    with open_book(Path(asked.book), engine=asked.engine) as book:
        codes = [d.code.short for d in book.tree.at_level(Level.COUNTY)]
    done: dict[str, CountyResult] = {}
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=_deaf) as pool:
        for result in _results(pool, asked, codes, workers, cancelled):
            done[result.code] = result
            progress(len(done) / len(codes), result.name)
    found = tuple(done[code] for code in codes if code in done)
    return ProvinceResult(tuple(c for c in found if c.state != "none"), len(codes) - len(done))


def _results(
    pool: ProcessPoolExecutor,
    asked: ProvinceAsked,
    codes: Sequence[str],
    workers: int,
    cancelled: Callable[[], bool],
) -> Iterator[CountyResult]:
    """Results as they come; only as many counties are begun as there are workers.

    The first county goes alone: where the search must still be compiled, one process does it.
    """
    waiting, running = list(reversed(codes)), set[Future[CountyResult]]()
    most = 1
    try:
        while waiting or running:
            while waiting and len(running) < most and not cancelled():
                with deaf_to_ctrl_c():
                    running.add(pool.submit(_in_worker, asked, waiting.pop()))
            if not running:
                return
            over, running = wait(running, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED)
            for future in over:
                result = future.result()
                most = workers if result.state in ("designed", "less") else most
                yield result
    except BrokenProcessPool as error:
        raise InputError("N-670", left=len(waiting) + len(running)) from error


def _deaf() -> None:
    """Ctrl-C is for the process that hands out the work; when that is gone, so is this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def design_county(asked: ProvinceAsked, code: str) -> CountyResult:
    """One county; never raises a coded error but tells it."""
    with open_book(Path(asked.book), engine=asked.engine) as book:
        return _result(asked, book, code)


def _in_worker(asked: ProvinceAsked, code: str) -> CountyResult:
    """One county in a process that keeps the book open for the next."""
    return _result(asked, _kept_open(asked.book, asked.engine), code)


@cache
def _kept_open(book: str, engine: str) -> Book:
    """The book, opened once in this process and closed at its end."""
    held = ExitStack()
    atexit.register(held.close)
    return held.enter_context(open_book(Path(book), engine=engine))


def _result(asked: ProvinceAsked, book: Book, code: str) -> CountyResult:
    name = next(d.name for d in book.tree.at_level(Level.COUNTY) if d.code.short == code)
    try:
        return _kept(asked, book, code, name) or _designed(asked, book, code, name)
    except JidiError as error:
        if error.code == "N-602":
            return CountyResult(code, name, "none", {})
        return CountyResult(code, name, "failed", {}, error.message("zh"), error.message("en"))


def _files(asked: ProvinceAsked, code: str) -> tuple[Path, Path]:
    folder = Path(asked.folder)
    return folder / f"{code}.json", folder / f"{code}.problem.json"


def _kept(asked: ProvinceAsked, book: Book, code: str, name: str) -> CountyResult | None:
    """What stands in the folder, where it was made as asked and still holds."""
    design_file, problem_file = _files(asked, code)
    if not (design_file.is_file() and problem_file.is_file()):
        return None
    try:
        design, _ = read_design(design_file.read_bytes(), file=design_file.name)
        wanted = dict(_made(asked, book, code, asked.coverage, asked.budget)) | {
            "seed": str(asked.seed),
            "effort": str(asked.effort),
        }
        told = dict(design.made)
        if ASKED in told:
            told |= {"coverage": told[ASKED], "budget": ""}
        if any(told.get(key) != value for key, value in wanted.items()):
            return None
        found = judged(design_file, problem_file=problem_file, book=None)
    except JidiError:
        return None
    return _counted(code, name, found, "kept") if found.holds else None


def _counted(code: str, name: str, found: Judged, state: str) -> CountyResult:
    """The outcome of a county with a design, which may serve less than was asked for."""
    less = less_than_asked(found)
    if less is None:
        return CountyResult(code, name, state, judged_json(found))
    zh, en = less.message("zh"), less.message("en")
    return CountyResult(code, name, "less", judged_json(found), zh, en)


def _made(
    asked: ProvinceAsked, book: Book, code: str, coverage: float, budget: float | None
) -> tuple[tuple[str, str], ...]:
    return asked_as(
        county=code,
        coverage=coverage,
        budget=budget,
        frequency=asked.frequency,
        shift=asked.shift,
        overnight=asked.overnight,
        book=book,
    )


def _designed(asked: ProvinceAsked, book: Book, code: str, name: str) -> CountyResult:
    def pose(coverage: float, budget: float | None) -> CountyProblem:
        return county_problem(
            book, code, coverage=coverage, budget=budget, frequency=asked.frequency,
            shift=asked.shift, overnight=asked.overnight,
        )  # fmt: skip

    def make(posed: CountyProblem, coverage: float, budget: float | None) -> Judged:
        cut = coverage != asked.coverage
        return designed(
            posed.problem,
            solve=solve,
            seed=asked.seed,
            effort=asked.effort,
            progress=lambda _share, _step: None,
            cancelled=lambda: False,
            made=(
                *_made(asked, book, code, coverage, budget),
                *(((ASKED, repr(asked.coverage)),) if cut else ()),
            ),
            notes=posed.notes,
        )

    found = as_wanted_or_most(pose, make, coverage=asked.coverage, budget=asked.budget)
    design_file, problem_file = _files(asked, code)
    keep(found, design=design_file, problem=problem_file)
    return _counted(code, name, found, "designed")
