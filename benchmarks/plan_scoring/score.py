"""Recall and precision of a reading, per section, with every miss and every false statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from plan_scoring.matching import Matches, Page, failing, match, nearest
from plan_scoring.plain_text import PlanText
from plan_scoring.pointing import Dropped, astray, dropped, dropped_counts, unplaced
from plan_scoring.statements import Record, Statement, statements_of
from plan_scoring.truth import Truth

SECTIONS = ("table", "prose", "box", "outline")
WANTED = {"table": 0.95, "prose": 0.90, "box": 0.90}
"""What the reader is held to, for recall and precision alike."""


@dataclass(frozen=True)
class Rate:
    """So many of so many; no rate where there is nothing to count."""

    good: int
    all: int

    @property
    def value(self) -> float | None:
        """The share, or None of nothing."""
        return self.good / self.all if self.all else None

    def __add__(self, other: Rate) -> Rate:
        return Rate(self.good + other.good, self.all + other.all)

    def __str__(self) -> str:
        return "–" if self.value is None else f"{self.value:.3f} ({self.good}/{self.all})"


@dataclass(frozen=True)
class Score:
    """How one document was read."""

    name: str
    recall: dict[str, Rate]
    precision: dict[str, Rate]
    printed_recall: Rate
    """Recall of the rows that print a figure or a word of totality."""
    matches: Matches
    page: Page
    statements: tuple[Statement, ...]
    astray: tuple[str, ...] = ()
    unplaced: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    dropped_counts: tuple[Dropped, ...] = ()
    unread: int = 0
    certainty_lost: tuple[Truth, ...] = field(default=())

    @property
    def figures_recall(self) -> Rate:
        """Recall over table, prose and boxes together."""
        return _sum(self.recall[section] for section in SECTIONS[:3])

    @property
    def figures_precision(self) -> Rate:
        """Precision over table, prose and boxes together."""
        return _sum(self.precision[section] for section in SECTIONS[:3])

    def misses(self) -> list[tuple[Truth, str]]:
        """Every missed row with the nearest statement and what is wrong with it."""
        return [(row, self._why_missed(row)) for row in self.matches.missed]

    def _why_missed(self, row: Truth) -> str:
        if not self.statements:
            return "nothing was read"
        best, wrong = nearest(row, list(self.statements), self.page)
        if len(wrong) > 2 or ("place" in wrong and len(wrong) > 1):
            return "not read"
        return f"{'+'.join(wrong) or 'taken by another row'}: {best}"

    def falsities(self, truth: list[Truth]) -> list[tuple[Statement, str]]:
        """Every false statement with the row it comes nearest to and what is wrong with it."""
        return [(one, _why_false(one, truth, self.page)) for one in self.matches.false]


def _why_false(statement: Statement, truth: list[Truth], page: Page) -> str:
    if statement.problem:
        return statement.problem
    ranked = [(failing(row, statement, page), row) for row in truth]
    if not ranked:
        return "no such statement"
    wrong, row = min(ranked, key=lambda pair: len(pair[0]))
    if not wrong:
        return "said twice"
    return f"{'+'.join(wrong)} against: {row}" if len(wrong) <= 2 else "no such statement"


def score(
    name: str,
    plan: Record,
    truth: list[Truth],
    *,
    also: list[Truth] | None = None,
    text: PlanText | None = None,
) -> Score:
    """Judge what the reader says of one document.

    :param also: statements that are true though nobody asked for them.
    :param text: the decoded text; without it spans and dropped figures are not looked at.
    """
    statements = statements_of(plan)
    if not any(row.section == "outline" for row in truth):
        statements = [one for one in statements if one.section != "outline"]
    page = Page(text=text, aim=str(plan.get("target_year", "")), lined=text is not None)
    matches = match(truth, also or [], statements, page)
    printed = [row for row in truth if row.section != "outline" and not row.implied]
    return Score(
        name=name,
        recall={s: _recall(truth, matches, section=s) for s in SECTIONS},
        precision=_precision(matches, truth + (also or [])),
        printed_recall=Rate(sum(row in matches.found for row in printed), len(printed)),
        matches=matches,
        page=page,
        statements=tuple(statements),
        astray=tuple(astray(plan, text)) if text else (),
        unplaced=tuple(unplaced(plan)),
        dropped=tuple(dropped(plan, text)) if text else (),
        dropped_counts=tuple(dropped_counts(plan, text)) if text else (),
        unread=len(plan.get("unread", ())),
        certainty_lost=tuple(row for row, one in matches.found.items() if _lost(row, one)),
    )


def _lost(row: Truth, statement: Statement) -> bool:
    """Whether the plan hedges (基本, 力争, 左右) and the statement does not."""
    hedged = row.certainty in ("基本", "基本实现", "力争", "原则上", "约")
    return hedged and row.certainty[:2] != statement.certainty[:2]


def _recall(truth: list[Truth], matches: Matches, *, section: str) -> Rate:
    rows = [row for row in truth if row.section == section]
    return Rate(sum(row in matches.found for row in rows), len(rows))


def _precision(matches: Matches, rows: list[Truth]) -> dict[str, Rate]:
    good: Counter[str] = Counter(row.section for row in matches.found)
    bad: Counter[str] = Counter()
    for statement in (*matches.also, *matches.doubled):
        good[_section(statement, rows)] += 1
    for statement in matches.false:
        bad[_section(statement, rows)] += 1
    return {s: Rate(good[s], good[s] + bad[s]) for s in SECTIONS}


def _section(statement: Statement, rows: list[Truth]) -> str:
    """Its own section; of a fact, which names none, that of the nearest row of truth."""
    if statement.section in SECTIONS:
        return statement.section
    lines = [at["line"] for at in statement.places]
    placed = [row for row in rows if row.at_line is not None and row.section != "outline"]
    if not lines or not placed:
        return "prose"
    return min(placed, key=lambda row: abs((row.at_line or 0) - lines[0])).section


def _sum(rates: Iterable[Rate]) -> Rate:
    return sum(rates, Rate(0, 0))
