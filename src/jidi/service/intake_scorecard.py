"""The senders' scorecard: how timely, complete and valid what each hands in is; what is missing.

It rests on the receipts, and for reconciliation on the events and returns of the book. What it
measures against is our own choice and stands in ``definitions/intake/scorecard.toml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from jidi.core.errors import Language
from jidi.intake.tally import LATENESS_BOUNDS
from jidi.service.books import Book
from jidi.service.intake import receipts
from jidi.service.intake_missing import MissingFeed, missing_feeds
from jidi.service.intake_receipt import IntakeReceipt
from jidi.service.intake_reconciliation import HEADS, Reconciled, reconciled
from jidi.service.intake_scorecard_rules import load_scorecard_rules

_CLOCK_REASONS: Final = ("J-208", "J-209", "J-210")


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
class Scorecard:
    """Scores, what is missing, and what was compared, as of a day.

    :param synthetic: events or returns that were compared are synthetic.
    :param unnamed: files and rows that were handed in without a sender, and so are nobody's.
    """

    on: date
    scores: tuple[SenderScore, ...]
    missing: tuple[MissingFeed, ...]
    reconciled: tuple[Reconciled, ...]
    synthetic: bool = False
    unnamed: tuple[int, int] = (0, 0)

    def to_json(self) -> dict[str, Any]:
        """The scorecard as plain values."""
        return {
            "on": self.on.isoformat(),
            "scores": [one.to_json() for one in self.scores],
            "missing": [one.to_json() for one in self.missing],
            "reconciled": [one.to_json() for one in self.reconciled],
            "synthetic": self.synthetic,
            "unnamed": dict(zip(("files", "rows"), self.unnamed, strict=True)),
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
        yield (
            "事件与业务量、收入核对" if zh else "Events, reported volume and revenue",
            HEADS[lang].split(","),
            [one.cells(lang) for one in self.reconciled],
        )

    def remarks(self, lang: Language) -> tuple[str, ...]:
        """What it was measured against."""
        rules = load_scorecard_rules()
        marked = (
            "※ 核对所用的事件或报表含合成数据：由程序生成，不是真实统计。"
            if lang == "zh"
            else "※ Synthetic data among the events or returns compared: made by a program."
        )
        files, rows = self.unnamed
        nobodys = (
            f"另有 {files:,} 份文件（{rows:,} 行）没有写明报送单位，不计入：读入时请用 --sender。"
            if lang == "zh"
            else f"Not in the table: {files:,} files ({rows:,} rows) handed in without a sender; "
            "say it with --sender."
        )
        return (
            *((marked,) if self.synthetic else ()),
            *((nobodys,) if files else ()),
            f"自定标准：{rules.timely.seconds} 秒内到达为及时；业务量相差 "
            f"{rules.reconcile.tolerance_pct:g}%、收入相差 "
            f"{rules.reconcile.revenue_tolerance_pct:g}% 以内为相符；"
            f"不足 {rules.reconcile.least_days} 天不比；资费已知的快件不足 "
            f"{rules.reconcile.least_priced_pct:g}% 不比收入。"
            if lang == "zh"
            else f"Own choice: timely within {rules.timely.seconds} s; volume agrees within "
            f"{rules.reconcile.tolerance_pct:g} %, revenue within "
            f"{rules.reconcile.revenue_tolerance_pct:g} %; fewer than "
            f"{rules.reconcile.least_days} days are not compared, nor revenue where the postage of "
            f"fewer than {rules.reconcile.least_priced_pct:g} % of the parcels is known.",
        )


def scorecard_of(book: Book, *, on: date, sender: str = "") -> Scorecard:
    """The scorecard of a book.

    :param on: the day as of which returns are due.
    :param sender: only of this sender; all when empty.
    """
    every = receipts(book)
    known = [one for one in every if one.sender and sender in ("", one.sender)]
    nobodys = [one.counts.rows for one in every if not one.sender and not sender]
    parts = [(one, part) for one in known for part in one.body["parts"]]
    groups: dict[tuple[str, str], list[tuple[IntakeReceipt, Any]]] = {}
    for one, part in parts:
        groups.setdefault((one.sender, part["table"]), []).append((one, part))
    scores = tuple(_score(book, *key, found) for key, found in sorted(groups.items()))
    compared = reconciled(book)
    tables = ("event", "parcel", "monthly_return")
    origins = frozenset[str]().union(*map(book.origins, tables))
    synthetic = bool(compared) and "synthetic" in origins
    return Scorecard(
        on,
        scores,
        tuple(missing_feeds(groups, on)),
        compared,
        synthetic,
        (len(nobodys), sum(nobodys)),
    )


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


def _score_cells(one: SenderScore) -> tuple[str, ...]:
    shares = (one.valid, one.copies)
    valid, copies = (_percent(share) for share in shares)
    counts = (str(one.files), f"{one.rows:,}", valid, copies, f"{one.clock:,}")
    return (one.sender, one.table, *counts, _percent(one.filled), _percent(one.timely))


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{100 * share:.2f}%"
