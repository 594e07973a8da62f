"""How well bulletins are read: invented ones with their truth, and the collected real figures.

    python benchmarks/bulletin_reading.py [--real FOLDER] [--json]

``benchmarks/bulletins`` holds invented bulletins in the forms that postal administrations and
newspapers use, each beside a table of what it says. A figure counts as read when indicator, place,
period, value, growth and status are all right. Recall is read ÷ stated, precision read ÷ given.

``--real FOLDER`` reads texts of real bulletins, which are not part of the project: one ``.txt`` per
page, with ``sources.csv`` (file, source, division, period) that names the address each page's
figures bear in ``definitions/statistics`` and what print leaves out. Those files hold a choice of
what a page says, so precision counts only figures that stand there.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from jidi.core.division import DivisionCode
from jidi.core.period import Period
from jidi.core.units import Unit
from jidi.documents import open_document
from jidi.model.divisions import load_country
from jidi.model.observation import Observation
from jidi.model.statistics import load_statistics
from jidi.statistics import Given, read_bulletin

INVENTED = Path(__file__).parent / "bulletins"
Key = tuple[str, str, str]
Said = tuple[Decimal | None, Decimal | None, str]


@dataclass(frozen=True)
class Score:
    """How one bulletin was read."""

    name: str
    stated: int
    given: int
    right: int
    seconds: float

    @property
    def recall(self) -> float:
        return self.right / self.stated if self.stated else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else 1.0


def truth_of(path: Path) -> dict[Key, Said]:
    """What a bulletin says, by the table beside it."""
    said: dict[Key, Said] = {}
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            unit = Unit.parse(row["unit"])
            value = Decimal(row["value"]) * unit.factor_to(unit.plain)
            growth = Decimal(row["growth"]) if row["growth"] else None
            said[row["indicator"], row["division"], row["period"]] = (value, growth, row["status"])
    return said


def said_by(observations: Iterable[Observation]) -> dict[Key, Said]:
    """What was read."""
    return {
        (one.indicator, one.division.text, str(one.period)): (
            one.plain_value,
            one.growth,
            one.status.value,
        )
        for one in observations
    }


def invented() -> list[Path]:
    """The invented bulletins, in order."""
    return sorted(path for path in INVENTED.iterdir() if path.suffix != ".csv")


def score_invented(path: Path) -> Score:
    """Read one invented bulletin and compare with its truth."""
    truth = truth_of(path)
    start = time.perf_counter()
    text = open_document(path).text
    read = said_by(read_bulletin(text, tree=load_country(), source=path.name).observations)
    seconds = time.perf_counter() - start
    right = sum(read.get(key) == said for key, said in truth.items())
    return Score(path.name, len(truth), len(read), right, seconds)


def score_real(folder: Path) -> list[Score]:
    """Read real bulletins and compare with the published figures of the same source."""
    with (folder / "sources.csv").open(encoding="utf-8", newline="") as file:
        return [_score_real(folder, row) for row in csv.DictReader(file)]


def _score_real(folder: Path, row: dict[str, str]) -> Score:
    given = Given(
        division=DivisionCode.parse(row["division"]) if row["division"] else None,
        period=Period.parse(row["period"]) if row["period"] else None,
    )
    start = time.perf_counter()
    text = open_document(folder / row["file"]).text
    found = read_bulletin(text, tree=load_country(), source=row["file"], given=given)
    seconds = time.perf_counter() - start
    read = {key: said[:2] for key, said in said_by(found.observations).items()}
    published = [one for one in load_statistics() if row["source"] in one.source]
    truth = {key: said[:2] for key, said in said_by(published).items()}
    right = sum(read.get(key) == said for key, said in truth.items())
    return Score(row["file"], len(truth), sum(key in truth for key in read), right, seconds)


def main() -> None:
    """Print a row per bulletin and the totals."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--real", type=Path, help="folder of real bulletins with sources.csv")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    load_country()
    groups = {"invented": [score_invented(path) for path in invented()]}
    if asked.real is not None:
        groups["real"] = score_real(asked.real)
    if asked.json:
        print(json.dumps({name: _totals(scores) for name, scores in groups.items()}, indent=2))
        return
    for name, scores in groups.items():
        print(f"{name:38} stated  given  right  recall  precision  seconds")
        for one in scores:
            print(
                f"  {one.name:36} {one.stated:6} {one.given:6} {one.right:6} {one.recall:7.3f} "
                f"{one.precision:10.3f} {one.seconds:8.3f}"
            )
        told = _totals(scores)
        print(
            f"  {'all':36} {told['stated']:6} {told['given']:6} {told['right']:6} "
            f"{told['recall']:7.3f} {told['precision']:10.3f} {told['seconds']:8.3f}\n"
        )


def _totals(scores: list[Score]) -> dict[str, float]:
    stated, given = sum(s.stated for s in scores), sum(s.given for s in scores)
    right = sum(s.right for s in scores)
    return {
        "bulletins": len(scores),
        "stated": stated,
        "given": given,
        "right": right,
        "recall": right / stated if stated else 1.0,
        "precision": right / given if given else 1.0,
        "seconds": sum(s.seconds for s in scores),
    }


if __name__ == "__main__":
    main()
