"""How long the rules of supervision take over days of a synthetic province.

    python benchmarks/rules.py BOOK MOMENT

BOOK is a workspace whose days were made before, such as by
``jidi synth --scale 1 --day 2025-11-11`` (26 million events) and ``jidi journeys build``. Printed
are, for the moment asked (2025-11-14), the CPU and wall seconds of each rule in the order asked,
relations that several share counted where they are first needed; then of the rules that are asked
hourly, an hour later.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from jidi.model.rule import Rule
from jidi.service.books import open_book
from jidi.service.supervision_rules import Moment, read_moment


def main(folder: Path, asked: str) -> None:
    """Print the table."""
    with open_book(folder) as book:
        rules = list(book.catalogue.rules.values())
        rows = {name: book.rows(name) for name in ("event", "parcel", "journey")}
        print(", ".join(f"{n:,} rows of {name}" for name, n in rows.items()))
        at = read_moment(asked)
        moment = Moment(book, at)
        _table("all rules", rules, moment)
        later = Moment(book, at + timedelta(hours=1), timedelta(hours=1))
        _table("an hour later, hourly rules", [r for r in rules if r.every_hours == 1], later)


def _table(title: str, rules: list[Rule], moment: Moment) -> None:
    print(f"\n{title} at {moment.at}")
    print(f"{'rule':<26}{'CPU s':>8}{'wall s':>8}{'judged':>9}{'breach':>8}")
    total = [0.0, 0.0]
    for rule in rules:
        answer = []
        cpu, wall = _timed(lambda rule=rule, answer=answer: answer.append(moment.ask(rule)))
        total = [total[0] + cpu, total[1] + wall]
        said = answer[0]
        told = f"{said.count:>9,}{len(said.breaches):>8,}"
        print(f"{rule.id:<26}{cpu:>8.2f}{wall:>8.2f}{told}  {', '.join(said.missing)}")
    print(f"{'together':<26}{total[0]:>8.2f}{total[1]:>8.2f}")


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
