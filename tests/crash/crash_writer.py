"""What the crash tests run in processes of their own. Imported there by name."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa

from jidi.core.errors import JidiError
from jidi.lake import Receipt, Workspace

AT = datetime(2026, 3, 1, 9, 30)  # noqa: DTZ001
ROWS = 40
"""Rows of one visit load; see :func:`inspections`."""


def inspections(name: str, rows: int = ROWS) -> pa.Table:
    """Inspections on as many days as there are rows; ``name`` marks the load they came with."""
    return pa.table(
        {
            "inspection_id": [f"{name}-{i}" for i in range(rows)],
            "operator_id": ["op"] * rows,
            "division": ["140105000000"] * rows,
            "inspected_on": [AT.date() + timedelta(days=i) for i in range(rows)],
            "matter": ["outlet"] * rows,
            "passed": [True] * rows,
        }
    )


def facilities(name: str) -> pa.Table:
    """One facility, so that a batch spans two tables."""
    return pa.table(
        {
            "facility_id": [name],
            "name": [name],
            "kind": ["outlet"],
            "division": ["140105000000"],
            "opened_on": [AT.date()],
        }
    )


def commit(book: Workspace, name: str, **more: object) -> Receipt:
    """One batch over two tables, in several segments each."""
    rows = inspections(name)
    loads = {
        "inspection": [rows.slice(start, 10) for start in range(0, ROWS, 10)],
        "facility": facilities(name),
    }
    order = {"source": name, "origin": "synthetic", "by": "test", "clock": lambda: AT}
    return book.lake.commit(loads, **({"budget_bytes": 1} | order | more))


def steps_of(act: Callable[[Callable[[str], None]], object]) -> list[str]:
    """The steps at which a fault can be put into ``act``."""
    seen: list[str] = []
    act(seen.append)
    return seen


def killer(nth: int) -> Callable[[str], None]:
    """Kills this process, as ``kill -9`` does, at the n-th step."""
    seen = 0

    def faults(_step: str) -> None:
        nonlocal seen
        seen += 1
        if seen == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    return faults


def commit_and_die(root: Path, name: str, nth: int, replace: bool) -> None:
    """Commit one batch and die at the n-th step of it."""
    book = Workspace.open(root)
    commit(book, name, replace=replace, faults=killer(nth))


def create(root: Path, faults: Callable[[str], None]) -> Workspace:
    """A book for the tests."""
    return Workspace.create(
        root,
        province="14",
        plan="shanxi",
        title="试",
        by="test",
        clock=lambda: AT,
        faults=faults,
    )


def create_and_die(root: Path, nth: int) -> None:
    """Make a book and die at the n-th step of it."""
    create(root, killer(nth))


def write_many(root: Path, name: str, count: int) -> None:
    """Commit ``count`` batches, opening the book anew each time, so that sweeps run too."""
    for number in range(count):
        with Workspace.open(root) as book:
            commit(book, f"{name}{number}")


def write_once(root: Path, digest: str, result: Path) -> None:
    """Commit under a digest that another process uses at the same time; tell how it went."""
    with Workspace.open(root) as book:
        receipt = commit(book, "same", once_as=digest)
    result.write_text(f"{receipt.batch} {receipt.repeated}")


def write_without_end(root: Path, begun: Path) -> None:
    """Commit a stream that never ends; exits with 3 when it was stopped in an orderly way.

    :param begun: a file made some rows into it.
    """
    # A run in the background of a shell inherits that Ctrl-C is ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)

    def stream() -> Iterator[pa.Table]:
        number = 0
        while True:
            yield inspections(f"{number}")
            number += 1
            if number == 5:
                begun.touch()

    with Workspace.open(root) as book:
        try:
            book.lake.commit(
                {"inspection": stream()},
                source="endless",
                origin="synthetic",
                by="test",
                clock=lambda: AT,
                budget_bytes=1,
            )
        except JidiError as stopped:
            sys.exit(3 if stopped.code == "L-103" else 4)
