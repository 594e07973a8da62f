"""How well plans are read: recall and precision against what a person found in them.

    python benchmarks/plan_reading.py [--misses] [--json FILE NAME] [--mutations N] [--folder DIR]

Reads the two real plans of ``../shared/plans`` with ``jidi plan read`` and compares every
statement with ``plan_truth/*.csv``: equal value after units, same kind, same year, same side of
the operator, a like name, and a span on the right line whose characters print the number. A
statement that is neither in the truth nor in the list of things also true is false. Printed are
recall and precision by section, spans that do not point to their characters, and figures of the
text that were neither read nor reported as unread. Wanted: 0.95 for table rows, 0.90 for prose
and boxes, both ways. Then the invented plans of ``tests/plan/corpus``, and each real plan under N
seeds of changed numbers, words and layout: mean and minimum.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

from plan_scoring.anchored import anchored
from plan_scoring.corpus import Invented, load
from plan_scoring.documents import write
from plan_scoring.mutation import ALSO, mutated
from plan_scoring.plain_text import PlanText, decoded
from plan_scoring.reader import NotReadError, is_there, read
from plan_scoring.score import SECTIONS, WANTED, Rate, Score, score
from plan_scoring.statements import Record
from plan_scoring.truth import Truth, load_truth

HERE = Path(__file__).parent
TRUTH = HERE / "plan_truth"
PLANS = next(
    (folder / "shared/plans" for folder in HERE.parents if (folder / "shared/plans").is_dir()),
    HERE.parents[1] / "shared/plans",
)
CORPUS = HERE.parent / "tests/plan/corpus"
NAMES = ("shanxi", "inner_mongolia")


def main() -> None:
    options = _options()
    if not PLANS.is_dir():
        print(f"no plan texts at {PLANS}: nothing to measure")
        return
    if options.json:
        file, name = options.json
        _print_one(scored(name, json.loads(Path(file).read_text("utf-8"))), misses=True)
        return
    if options.floors:
        print_floors()
        return
    if not is_there():
        print("this Jidi has no command 'plan read': nothing to measure")
        return
    for name in NAMES:
        try:
            _print_one(scored(name, read(PLANS / f"{name}.txt")), misses=options.misses)
        except NotReadError as refusal:
            print(f"{name}: {refusal}")
    print_invented(sorted(options.folder.glob("*.plan")), misses=options.misses)
    print_mutations(seeds=options.mutations)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--misses", action="store_true", help="list misses, falsities, droppings")
    parser.add_argument("--json", nargs=2, metavar=("FILE", "NAME"), help="judge a draft from FILE")
    parser.add_argument("--floors", action="store_true", help="print the present figures as CSV")
    parser.add_argument("--folder", type=Path, default=CORPUS, help="of invented plans")
    parser.add_argument("--mutations", type=int, default=10, metavar="N", help="seeds, default 10")
    return parser.parse_args()


def print_invented(paths: list[Path], *, misses: bool) -> None:
    """A line for every invented plan: recall and precision by section."""
    print(f"\n{'invented plan':24}{'table':>15}{'prose':>15}{'box':>15}  recall / precision")
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            try:
                result = score_invented(load(path), Path(folder))
            except (NotReadError, FileNotFoundError) as refusal:
                print(f"{path.stem:24}{refusal}")
                continue
            print(f"{path.stem:24}{_line(result)}")
            if misses:
                print_details(result, truth=load(path).truth)


def print_floors() -> None:
    """The figures reached now, rounded down, as rows of ``tests/plan/corpus/floors.csv``."""
    print("document,section,recall,precision,reason")
    with tempfile.TemporaryDirectory() as folder:
        for name in NAMES:
            _print_floor(name, scored(name, read(PLANS / f"{name}.txt")))
        for path in sorted(CORPUS.glob("*.plan")):
            _print_floor(path.stem, score_invented(load(path), Path(folder)))


def _print_floor(name: str, result: Score) -> None:
    for section, wanted in WANTED.items():
        rates = (result.recall[section], result.precision[section])
        if rates[0].all:
            low = [int(_value(rate) * 100) / 100 for rate in rates]
            reason = "" if all(_met(rate, wanted) for rate in rates) else "?"
            print(f"{name},{section},{low[0]:.2f},{low[1]:.2f},{reason}")


def score_invented(plan: Invented, folder: Path) -> Score:
    """Write an invented plan down, have it read, and judge the reading.

    :raises NotReadError: when the reader refuses it.
    """
    path = write(plan, folder)
    draft = read(path)
    characters = (draft.get("text") or {}).get("characters")
    text = decoded(path, characters=characters) if plan.format == "txt" else None
    return score(plan.name, draft, plan.truth, also=plan.also, text=text)


def _line(result: Score) -> str:
    pairs = [(result.recall[s], result.precision[s]) for s in SECTIONS[:3]]
    cells = "".join(
        f"{_short(recall)} / {_short(precision)}".rjust(15) for recall, precision in pairs
    )
    return (
        f"{cells}  astray {len(result.astray)}, dropped {len(result.dropped)}, "
        f"unread {result.unread}"
    )


def _short(rate: Rate) -> str:
    return "–" if rate.value is None else f"{rate.value:.2f}"


def print_mutations(*, seeds: int) -> None:
    """Mean and minimum of recall and precision over the seeds, and the worst seed's changes."""
    for name in NAMES if seeds else ():
        source = (PLANS / f"{name}.txt").read_text("utf-8")
        results = [mutated_score(name, source, seed) for seed in range(1, seeds + 1)]
        print(f"\n{name}, {seeds} mutations{'':4}{'mean':>8}{'minimum':>9}  at")
        for section in SECTIONS[:3]:
            for what in ("recall", "precision"):
                rates = [(_value(getattr(r, what)[section]), done) for r, done in results]
                low, done = min(rates)
                mean = sum(rate for rate, _ in rates) / len(rates)
                print(f"{section:8}{what:12}{mean:>16.3f}{low:>9.3f}  {', '.join(done)}")
        print(
            f"figures dropped, most: {max(len(r.dropped) for r, _ in results)}; "
            f"spans astray, most: {max(len(r.astray) for r, _ in results)}"
        )


def _value(rate: Rate) -> float:
    """The share; one where nothing was to be counted."""
    return 1.0 if rate.value is None else rate.value


def mutated_score(name: str, source: str, seed: int) -> tuple[Score, list[str]]:
    """The score of one mutation of a real plan, and what was done to it."""
    also = [replace(row, item=row.item + ALSO) for row in load_truth(TRUTH / f"{name}_also.csv")]
    rows = load_truth(TRUTH / f"{name}.csv") + also
    text, done = mutated(anchored(source, rows), seed)
    truth = [row for row in text.truth if not row.item.endswith(ALSO)]
    also = [row for row in text.truth if row.item.endswith(ALSO)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.txt"
        path.write_text(text.text, encoding="utf-8")
        draft = read(path)
    return score(name, draft, truth, also=also, text=PlanText(text.text)), done


def scored(name: str, plan: Record) -> Score:
    """The score of a draft of one of the two real plans."""
    characters = (plan.get("text") or {}).get("characters")
    return score(
        name,
        plan,
        load_truth(TRUTH / f"{name}.csv"),
        also=load_truth(TRUTH / f"{name}_also.csv"),
        text=decoded(PLANS / f"{name}.txt", characters=characters),
    )


def _print_one(result: Score, *, misses: bool) -> None:
    print(f"\n{result.name}\n{'section':10}{'recall':>18}{'precision':>18}  wanted")
    for section in SECTIONS:
        recall, precision = result.recall[section], result.precision[section]
        print(f"{section:10}{recall!s:>18}{precision!s:>18}  {_verdict(section, result)}")
    print(f"recall of rows that print a figure or a word of totality: {result.printed_recall}")
    print(
        f"also true {len(result.matches.also)}, said twice {len(result.matches.doubled)}, "
        f"projects without figures {len(result.matches.unjudged)}, unread {result.unread}; "
        f"spans astray {len(result.astray)}, passages without span {len(result.unplaced)}, "
        f"figures silently dropped {len(result.dropped)} (counts in words "
        f"{len(result.dropped_counts)}), hedges lost {len(result.certainty_lost)}"
    )
    if misses:
        print_details(result)


def _verdict(section: str, result: Score) -> str:
    wanted = WANTED.get(section)
    if wanted is None:
        return ""
    met = all(_met(r, wanted) for r in (result.recall[section], result.precision[section]))
    return f"{wanted:.2f} {'met' if met else 'MISSED'}"


def _met(rate: Rate, wanted: float) -> bool:
    return rate.value is None or rate.value >= wanted


def print_details(result: Score, *, truth: list[Truth] | None = None) -> None:
    """Every miss, every false statement, every stray span and every dropped figure."""
    misses = result.misses()
    causes = Counter(why.partition(":")[0] for _, why in misses)
    print("missed, by cause:", ", ".join(f"{why} {n}" for why, n in causes.most_common()) or "none")
    for row, why in misses:
        print(f"  - {row.section} {row}\n      {why}")
    print("false:")
    truth = truth if truth is not None else load_truth(TRUTH / f"{result.name}.csv")
    for statement, why in result.falsities(truth):
        print(f"  - {statement}\n      {why}")
    for title, lines in (
        ("projects without figures", result.matches.unjudged),
        ("spans astray", result.astray),
        ("silently dropped", result.dropped),
        ("counts in words not held", result.dropped_counts),
        ("hedges lost", result.certainty_lost),
    ):
        print(f"{title}:" if lines else f"{title}: none")
        for line in lines:
            print(f"  - {line}")


if __name__ == "__main__":
    main()
