"""Whether a statement says what a row of truth says: every check must hold, and each has a name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher

from jidi.core.numerals import MULTIPLIERS
from plan_scoring.names import alike, same_members
from plan_scoring.plain_text import PlanText, flat, plain
from plan_scoring.statements import Record, Statement
from plan_scoring.truth import Truth

_KINDS: dict[str, set[str]] = {
    "baseline": {"baseline", "fact"},
    "fact": {"fact", "baseline", "structure"},
    "share": {"share", "level", "fact", "milestone", "baseline"},
    "level": {"level", "milestone", "share", "project"},
    "milestone": {"milestone", "level", "project"},
    "structure": {"structure", "fact", "project", "level", "milestone"},
    "project": {"project", "level", "milestone"},
    "growth": {"growth"},
    "increment": {"increment"},
    "multiple": {"multiple"},
    "threshold": {"threshold"},
    "list": {"list"},
    "code": {"fact", "structure", "milestone", "project", "level"},
}
"""What a statement may be for each kind of truth. A state stays a state and an aim an aim: the year
is checked too."""

_IN_TABLES = {"level": ("milestone",), "baseline": ("fact",)}
"""In a table the kind must be the very one; but an interim year may be a milestone, and the only
figure of a row that sets no level is a fact."""

_PREFIXES = sorted(MULTIPLIERS, key=len, reverse=True)
_LISTS_AGREE = 0.8
_LINES_OFF = 1
_DIGITS = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Page:
    """Where statements point: the text, where a person could decode it himself."""

    text: PlanText | None = None
    aim: str = ""
    """The plan's target year, for statements that leave it open."""
    lined: bool = True
    """Whether lines of truth and reader are the same (plain text)."""

    def distance(self, line: int, first: int, last: int) -> int:
        """How many lines lie between ``line`` and the stretch; blank lines do not count."""
        if first <= line <= last:
            return 0
        low, high = (line, first) if line < first else (last, line)
        return high - low if self.text is None else self.text.printed_lines(low, high)


Check = Callable[[Truth, Statement, Page], bool]


def says(truth: Truth, statement: Statement, page: Page) -> bool:
    """Whether ``statement`` states what ``truth`` states, at the same place."""
    return all(check(truth, statement, page) for check in CHECKS.values())


def failing(truth: Truth, statement: Statement, page: Page) -> list[str]:
    """The names of the checks that do not hold."""
    return [name for name, check in CHECKS.items() if not check(truth, statement, page)]


def _kind(truth: Truth, statement: Statement, _page: Page) -> bool:
    if truth.section == "table":
        return statement.what in {truth.what, *_IN_TABLES.get(truth.what, ())}
    return statement.what in _KINDS.get(truth.what, {truth.what})


def _name(truth: Truth, statement: Statement, _page: Page) -> bool:
    must = [word for word in truth.must.split("|") if word]
    if must and not any(word in statement.name for word in must):
        return False
    if truth.what == "notation":
        return statement.name == truth.name
    return any(alike(name, statement.name) for name in truth.names)


def _value(truth: Truth, statement: Statement, _page: Page) -> bool:
    if truth.what == "list":
        return same_members(truth.members, list(statement.listed)) >= _LISTS_AGREE
    if truth.what == "box":
        return not truth.value or truth.value == plain(re.sub("专栏|表", "", statement.certainty))
    if truth.number is None:
        return True
    factor = _factor(truth, statement)
    return _equal(truth.number, statement.value, factor) and _equal(
        truth.upper, statement.high, factor
    )


def _factor(truth: Truth, statement: Statement) -> Decimal:
    """What the statement's number is multiplied by to stand in the unit of truth."""
    if not truth.units or statement.unit in truth.units:
        return Decimal(1)
    return _split(statement.unit)[0] / _split(truth.units[0])[0]


def _split(unit: str) -> tuple[Decimal, str]:
    """What the unit multiplies by, and the unit itself (千万件: ten million, 件)."""
    prefix = next((p for p in _PREFIXES if unit.startswith(p) and unit != p), "")
    return (MULTIPLIERS[prefix] if prefix else Decimal(1)), unit[len(prefix) :]


def _equal(mine: Decimal | None, theirs: Decimal | None, factor: Decimal) -> bool:
    if mine is None or theirs is None:
        return mine is theirs
    return abs(mine - theirs * factor) <= abs(mine) * Decimal("1e-9")


def _unit(truth: Truth, statement: Statement, _page: Page) -> bool:
    return not truth.units or bool({_base(u) for u in truth.units} & {_base(statement.unit)})


def _base(unit: str) -> str:
    return "%" if unit in ("百分点", "个百分点", "％") else _split(unit)[1]


def _side(truth: Truth, statement: Statement, _page: Page) -> bool:
    return truth.what == "list" or not truth.side or truth.side == statement.side


def _when(truth: Truth, statement: Statement, _page: Page) -> bool:
    if not truth.when:
        return True
    if len(truth.when) == 4 or len(statement.when) == 4:
        return truth.when[:4] == statement.when[:4]
    return truth.when == statement.when


def _wording(truth: Truth, statement: Statement, _page: Page) -> bool:
    if truth.what != "multiple":
        return True
    return (truth.certainty, truth.base) == (statement.certainty, statement.base)


def _place(truth: Truth, statement: Statement, page: Page) -> bool:
    return any(_stands(truth, place, page) for place in statement.places)


def _stands(truth: Truth, place: Record, page: Page) -> bool:
    """Whether one passage lies on the line of truth, a line off at most, and holds its figure."""
    content, first, last = place["text"], place["line"], place["line"]
    span = place.get("span")
    if span and page.text is not None:
        content = page.text.text[span[0] : span[1]]
        first, last = page.text.line_of(span[0]), page.text.line_of(span[1] - 1)
    line = truth.at_line if page.lined else None
    near = line is None or page.distance(line, first, last) <= _LINES_OFF
    return near and _holds(content, truth)


def _holds(content: str, truth: Truth) -> bool:
    """Whether ``content`` prints the number of ``truth``; of numbers in words, its words."""
    if truth.value in _digits(truth.text) and truth.section != "outline":
        return truth.value in _digits(content)
    return any(_overlap(content, words) for words in (truth.text, *truth.names, *truth.members))


def _digits(content: str) -> set[str]:
    """The numbers in ``content``: as they stand, and with blanks inside numbers closed."""
    text = flat(content).replace(",", "")
    return {*_DIGITS.findall(text), *_DIGITS.findall(plain(text))}


def _overlap(content: str, words: str) -> bool:
    content, words = plain(content), plain(words)
    match = SequenceMatcher(None, content, words, autojunk=False).find_longest_match()
    return match.size >= min(2, len(words))


CHECKS: dict[str, Check] = {
    "kind": _kind,
    "value": _value,
    "unit": _unit,
    "operator": _side,
    "when": _when,
    "wording": _wording,
    "name": _name,
    "place": _place,
}


@dataclass
class Matches:
    """Who says what: rows found and missed, statements true, true elsewhere, doubled and false."""

    found: dict[Truth, Statement] = field(default_factory=dict)
    missed: list[Truth] = field(default_factory=list)
    also: list[Statement] = field(default_factory=list)
    doubled: list[Statement] = field(default_factory=list)
    false: list[Statement] = field(default_factory=list)
    unjudged: list[Statement] = field(default_factory=list)
    """Projects without count, date or list: nothing a figure could contradict."""


def match(
    truth: list[Truth], also: list[Truth], statements: list[Statement], page: Page
) -> Matches:
    """Give each statement the row it states; rows of ``also`` are true but not asked for."""
    fitting = [_fitting(statement, truth, page) for statement in statements]
    owner = _paired(fitting)
    result = Matches(found={truth[row]: statements[one] for row, one in owner.items()})
    paired = set(owner.values())
    seen = {statements[one].content for one in paired}
    for number, statement in enumerate(statements):
        if number in paired:
            continue
        if fitting[number]:
            (result.false if statement.content in seen else result.doubled).append(statement)
        elif any(says(row, statement, page) for row in also):
            result.also.append(statement)
        elif statement.what == "project" and statement.value is None:
            result.unjudged.append(statement)
        else:
            result.false.append(statement)
        seen.add(statement.content)
    result.missed = [row for row in truth if row not in result.found]
    return result


def _fitting(statement: Statement, truth: list[Truth], page: Page) -> list[int]:
    """The rows the statement states, those of its own section and kind first."""
    rows = [number for number, row in enumerate(truth) if says(row, statement, page)]
    return sorted(rows, key=lambda number: _strangeness(truth[number], statement))


def _strangeness(row: Truth, statement: Statement) -> int:
    return (row.section != statement.section) + (row.what != statement.what)


def _paired(fitting: list[list[int]]) -> dict[int, int]:
    """Row to statement, so that as many statements as possible find a row of their own."""
    owner: dict[int, int] = {}

    def seat(statement: int, tried: set[int]) -> bool:
        for row in fitting[statement]:
            if row not in tried:
                tried.add(row)
                if row not in owner or seat(owner[row], tried):
                    owner[row] = statement
                    return True
        return False

    for statement in range(len(fitting)):
        seat(statement, set())
    return owner


def nearest(truth: Truth, statements: list[Statement], page: Page) -> tuple[Statement, list[str]]:
    """The statement that comes closest to a missed row, and what is wrong with it.

    :raises ValueError: when there are no statements.
    """
    ranked = [(failing(truth, one, page), one) for one in statements]
    wrong, best = min(ranked, key=lambda pair: (len(pair[0]), "value" in pair[0]))
    return best, wrong
