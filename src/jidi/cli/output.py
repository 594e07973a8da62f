"""Rendering for people and for programs. Results go to stdout, everything else to stderr."""

from __future__ import annotations

import ctypes
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jidi.core.errors import JidiError, Language

if TYPE_CHECKING:
    from rich.console import Console

Progress = Callable[[str, float], None]
"""Called with the name of the step and how much of the whole is done, 0 to 1."""


@dataclass(frozen=True)
class Face:
    """How this run speaks and what answers it.

    :param engine: what answers the queries; each book's own when empty.
    """

    lang: Language = "zh"
    engine: str = ""

    def say(self, zh: str, en: str) -> str:
        """The text in the language of this run."""
        return zh if self.lang == "zh" else en


def print_json(value: Any) -> None:
    """One JSON document on stdout, Chinese as it is."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, sort_keys=False)
    sys.stdout.write("\n")


def print_table(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    width: int | None = None,
) -> None:
    """A plain table; columns whose cells are all numbers stand right.

    :param width: columns of text it may take; as many as there are when not given.
    """
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(title=title, box=SIMPLE_HEAD, title_justify="left", title_style="bold")
    for position, name in enumerate(columns):
        numeric = bool(rows) and all(_looks_numeric(row[position]) for row in rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    _console(width).print(table)


def print_line(text: str, *, width: int | None = None) -> None:
    """One line on stdout, broken where it is longer than ``width``."""
    _console(width).print(text)


def print_error(error: JidiError, *, lang: Language, as_json: bool) -> None:
    """The error with everything found in the same pass, on stderr."""
    if as_json:
        sys.stderr.write(json.dumps({"error": error.to_json()}, ensure_ascii=False, indent=2))
        sys.stderr.write("\n")
        return
    for finding in (error, *error.also):
        sys.stderr.write(finding.message(lang) + "\n")


@contextmanager
def progress_bar(quiet: bool, *, lang: Language = "zh") -> Iterator[Progress]:
    """A bar on stderr with the step in words; nothing where no one looks."""
    if quiet or not sys.stderr.isatty():
        yield lambda _step, _share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from jidi.service.work_steps import step_words

    layout = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*layout, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda step, share: bar.update(
            task, description=step_words(step, lang), completed=share
        )


@contextmanager
def results_only() -> Iterator[None]:
    """While this lasts, what a library prints by itself on stdout goes to stderr (HiGHS at times
    prints a line that no option stops)."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        with suppress(OSError, AttributeError, TypeError):
            ctypes.CDLL(None).fflush(None)
        os.dup2(kept, 1)
        os.close(kept)


def _console(most: int | None = None) -> Console:
    from rich.console import Console

    width = None if sys.stdout.isatty() else most or 240
    # Names from a book are names: [b] is no bold and :on: no picture.
    return Console(width=width, highlight=False, markup=False, emoji=False)


def _looks_numeric(cell: str) -> bool:
    stripped = cell.replace(",", "").replace("−", "-").rstrip("%").strip()
    if stripped in ("", "—"):
        return True
    try:
        float(stripped)
    except ValueError:
        return False
    return True
