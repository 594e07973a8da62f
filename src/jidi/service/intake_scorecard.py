"""The senders' scorecard: how timely, complete and valid what each hands in is; what is missing.

It rests on the receipts, and for reconciliation on the events and returns of the book. What it
measures against is our own choice and stands in ``definitions/intake/scorecard.toml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from jidi.core.errors import Language, Place
from jidi.core.period import Period
from jidi.intake.tally import LATENESS_BOUNDS
from jidi.model.strict import Strict, build, read_text, read_toml
from jidi.service.books import Book
from jidi.service.intake import receipts
from jidi.service.intake_receipt import IntakeReceipt

_FILE: Final = "scorecard.toml"
_CLOCK_REASONS: Final = ("J-208", "J-209", "J-210")
_MONTHS_BACK: Final = 12


class Due(Strict):
    """A return that every sender of its table owes each month, by a day of the next."""

    table: str
    every: Literal["month"]
    day: int


class Timely(Strict):
    """When an event is timely."""

    seconds: int


class Reconcile(Strict):
    """How far events may differ from reported volume."""

    tolerance_pct: float
    least_days: int


class ScorecardRules(Strict):
    """What the scorecard measures against."""

    due: tuple[Due, ...]
    timely: Timely
    reconcile: Reconcile


@cache
def load_scorecard_rules() -> ScorecardRules:
    """The rules.

    :raises DefinitionError: D-100 to D-103.
    """
    path = files("jidi.definitions") / "intake" / _FILE
    where = Place(file=_FILE)
    return build(ScorecardRules, read_toml(read_text(path), file=_FILE), where=where)


@dataclass(frozen=True)
class SenderScore:
    """What one sender handed in of one table. Shares are None where there is nothing to share.

    :param filled: filled cells of all cells of accepted rows, of columns that may be empty.
    :param timely: events that arrived in time, of accepted events.
    :param clock: rows whose times cannot be, by a clock or a slip.
    """

    sender: str
    table: str
    files: int
    rows: int
    accepted: int
    held: int
    duplicate: int
    clock: int
    filled: float | None
    timely: float | None

    @property
    def valid(self) -> float | None:
        """Rows not held aside, of all."""
        return None if not self.rows else 1 - self.held / self.rows

    @property
    def copies(self) -> float | None:
        """Rows that came again, of all."""
        return None if not self.rows else self.duplicate / self.rows

    def to_json(self) -> dict[str, Any]:
        """The score as plain values."""
        return {**vars(self), "valid": self.valid, "copies": self.copies}


@dataclass(frozen=True)
class MissingFeed:
    """A return that was due and did not come, or came late."""

    sender: str
    table: str
    month: str
    due_on: date
    came_on: date | None

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        came = None if self.came_on is None else self.came_on.isoformat()
        return {**vars(self), "due_on": self.due_on.isoformat(), "came_on": came}


@dataclass(frozen=True)
class Reconciled:
    """Events of acceptance of an operator and month beside its reported express volume.

    :param days: days of the month with events; too few, and nothing is compared.
    """

    operator: str
    month: str
    events: int
    days: int
    volume: float
    difference_pct: float | None
    agrees: bool | None

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return dict(vars(self))


@dataclass(frozen=True)
class Scorecard:
    """Scores, what is missing, and what was compared, as of a day.

    :param synthetic: events or returns that were compared are synthetic.
    """

    on: date
    scores: tuple[SenderScore, ...]
    missing: tuple[MissingFeed, ...]
    reconciled: tuple[Reconciled, ...]
    synthetic: bool = False

    def to_json(self) -> dict[str, Any]:
        """The scorecard as plain values."""
        return {
            "on": self.on.isoformat(),
            "scores": [one.to_json() for one in self.scores],
            "missing": [one.to_json() for one in self.missing],
            "reconciled": [one.to_json() for one in self.reconciled],
            "synthetic": self.synthetic,
            "measured_against": load_scorecard_rules().model_dump(mode="json"),
            "own_choice": True,
        }

    def tables(self, lang: Language) -> Iterator[tuple[str, list[str], list[tuple[str, ...]]]]:
        """Title, heads and rows of each table."""
        zh = lang == "zh"
        heads = (
            "报送单位,表,文件,行,有效率,重复率,时间有误,填报率,及时率"
            if zh
            else "sender,table,files,rows,valid,copies,clock,filled,timely"
        )
        yield (
            f"报送质量（截至 {self.on}）" if zh else f"Quality as of {self.on}",
            heads.split(","),
            [_score_cells(one) for one in self.scores],
        )
        heads = "报送单位,表,月份,应报,实报" if zh else "sender,table,month,due,came"
        rows: list[tuple[str, ...]] = [
            (m.sender, m.table, m.month, str(m.due_on), str(m.came_on or "—")) for m in self.missing
        ]
        yield ("缺报与迟报" if zh else "Missing and late"), heads.split(","), rows
        heads = (
            "企业,月份,收寄事件,有数据的天,报表业务量,相差%,相符"
            if zh
            else ("operator,month,events,days,volume,difference %,agrees")
        )
        yield (
            "事件与业务量核对" if zh else "Events and reported volume",
            heads.split(","),
            [_reconciled_cells(one, lang) for one in self.reconciled],
        )

    def remarks(self, lang: Language) -> tuple[str, ...]:
        """What it was measured against."""
        rules = load_scorecard_rules()
        marked = (
            "※ 核对所用的事件或报表含合成数据：由程序生成，不是真实统计。"
            if lang == "zh"
            else "※ Synthetic data among the events or returns compared: made by a program."
        )
        return (
            *((marked,) if self.synthetic else ()),
            f"自定标准：{rules.timely.seconds} 秒内到达为及时；相差 "
            f"{rules.reconcile.tolerance_pct:g}% 以内为相符；"
            f"不足 {rules.reconcile.least_days} 天不比。"
            if lang == "zh"
            else f"Own choice: timely within {rules.timely.seconds} s; agrees within "
            f"{rules.reconcile.tolerance_pct:g} %; fewer than {rules.reconcile.least_days} days "
            "are not compared.",
        )


def scorecard_of(book: Book, *, on: date, sender: str = "") -> Scorecard:
    """The scorecard of a book.

    :param on: the day as of which returns are due.
    :param sender: only of this sender; all when empty.
    """
    known = [one for one in receipts(book) if one.sender and sender in ("", one.sender)]
    parts = [(one, part) for one in known for part in one.body["parts"]]
    groups: dict[tuple[str, str], list[tuple[IntakeReceipt, Any]]] = {}
    for one, part in parts:
        groups.setdefault((one.sender, part["table"]), []).append((one, part))
    scores = tuple(_score(book, *key, found) for key, found in sorted(groups.items()))
    compared = _reconciled(book)
    origins = book.origins("event") | book.origins("monthly_return")
    synthetic = bool(compared) and "synthetic" in origins
    return Scorecard(on, scores, tuple(_missing(groups, on)), compared, synthetic)


def _score(
    book: Book, sender: str, table: str, found: Sequence[tuple[IntakeReceipt, Any]]
) -> SenderScore:
    parts = [part for _, part in found]
    total = {
        name: sum(part["counts"][name] for part in parts)
        for name in ("in", "accepted", "held", "duplicate")
    }
    return SenderScore(
        sender=sender,
        table=table,
        files=len({one.id for one, _ in found}),
        rows=total["in"],
        accepted=total["accepted"],
        held=total["held"],
        duplicate=total["duplicate"],
        clock=sum(
            number
            for part in parts
            for key, number in part["reasons"].items()
            if key.split(" ")[0] in _CLOCK_REASONS
        ),
        filled=_filled(book, table, parts),
        timely=_timely(parts),
    )


def _filled(book: Book, table: str, parts: Sequence[Any]) -> float | None:
    optional = [
        column.name for column in book.catalogue.table(table).columns if not column.required
    ]
    cells = sum(part["counts"]["accepted"] for part in parts) * len(optional)
    filled = sum(part["filled"].get(name, 0) for part in parts for name in optional)
    return filled / cells if cells else None


def _timely(parts: Sequence[Any]) -> float | None:
    counted = [part["lateness"] for part in parts if part["lateness"] is not None]
    events = sum(map(sum, counted))
    within = LATENESS_BOUNDS.index(load_scorecard_rules().timely.seconds) + 1
    return sum(sum(one[:within]) for one in counted) / events if events else None


def _missing(
    groups: dict[tuple[str, str], list[tuple[IntakeReceipt, Any]]], on: date
) -> Iterator[MissingFeed]:
    """Months that a sender of a table owes since it first handed in, and that came late or not."""
    for due in load_scorecard_rules().due:
        for (sender, table), found in sorted(groups.items()):
            if table != due.table:
                continue
            came = _came(found)
            for month in _months(min(came), on) if came else ():
                due_on = _due_on(month, due.day)
                arrived = came.get(month)
                if due_on <= on and (arrived is None or arrived > due_on):
                    yield MissingFeed(sender, table, str(month), due_on, arrived)


def _came(found: Sequence[tuple[IntakeReceipt, Any]]) -> dict[Period, date]:
    """The day on which rows of each month were first accepted."""
    came: dict[Period, date] = {}
    for one, part in found:
        if part["first"] is None or not part["counts"]["accepted"]:
            continue
        first, last = (date.fromisoformat(part[name][:10]) for name in ("first", "last"))
        day = date.fromisoformat(one.at[:10])
        for month in _months(Period.for_month(first.year, first.month), last):
            came[month] = min(day, came.get(month, day))
    return came


def _months(first: Period, until: date) -> list[Period]:
    """Months from one to that of a day, the last twelve of them."""
    start = first.start
    count = (until.year - start.year) * 12 + until.month - start.month + 1
    places = (start.year * 12 + start.month - 1 + number for number in range(max(0, count)))
    return [Period.for_month(place // 12, place % 12 + 1) for place in places][-_MONTHS_BACK:]


def _due_on(month: Period, day: int) -> date:
    """The day of the next month; a period ends where the next begins."""
    return month.end.replace(day=day)


_EVENTS_AND_VOLUME: Final = """
WITH happened AS (
  SELECT
    operator_id,
    CAST(date_trunc('month', occurred_at) AS DATE) AS month,
    COUNT(DISTINCT parcel_id) AS events,
    COUNT(DISTINCT CAST(occurred_at AS DATE)) AS days
  FROM event
  WHERE step = 'accepted'
  GROUP BY 1, 2
), reported AS (
  SELECT operator_id, month, SUM(volume) AS volume
  FROM monthly_return
  WHERE business LIKE 'express%'
  GROUP BY 1, 2
)
SELECT h.operator_id, h.month, h.events, h.days, r.volume
FROM happened AS h
INNER JOIN reported AS r ON r.operator_id = h.operator_id AND r.month = h.month
WHERE r.volume IS NOT NULL
ORDER BY 1, 2
"""


def _reconciled(book: Book) -> tuple[Reconciled, ...]:
    rules = load_scorecard_rules().reconcile

    def made(_version: int) -> tuple[Reconciled, ...]:
        found = book.ask(_EVENTS_AND_VOLUME, {}, file=__name__).to_pylist()
        return tuple(_compared(row, rules) for row in found)

    return book.remembered("intake reconciliation", made)


def _compared(row: dict[str, Any], rules: Reconcile) -> Reconciled:
    comparable = row["days"] >= rules.least_days and row["volume"] > 0
    off = 100 * (row["events"] - row["volume"]) / row["volume"] if comparable else None
    return Reconciled(
        operator=row["operator_id"],
        month=f"{row['month']:%Y-%m}",
        events=row["events"],
        days=row["days"],
        volume=row["volume"],
        difference_pct=off,
        agrees=None if off is None else abs(off) <= rules.tolerance_pct,
    )


def _score_cells(one: SenderScore) -> tuple[str, ...]:
    shares = (one.valid, one.copies)
    valid, copies = (_percent(share) for share in shares)
    counts = (str(one.files), f"{one.rows:,}", valid, copies, f"{one.clock:,}")
    return (one.sender, one.table, *counts, _percent(one.filled), _percent(one.timely))


def _reconciled_cells(one: Reconciled, lang: Language) -> tuple[str, ...]:
    off = "—" if one.difference_pct is None else f"{one.difference_pct:+.2f}"
    words = {True: ("是", "yes"), False: ("否", "no"), None: ("不比", "not compared")}
    agrees = words[one.agrees][0 if lang == "zh" else 1]
    counts = (f"{one.events:,}", str(one.days), f"{one.volume:,.0f}")
    return (one.operator, one.month, *counts, off, agrees)


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{100 * share:.2f}%"
