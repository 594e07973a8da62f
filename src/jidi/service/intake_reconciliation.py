"""Events of acceptance beside what the same operator reported: pieces and revenue, by month.

Revenue is compared with the postage of the accepted parcels, where it is known of nearly all. Both
tolerances are our own choice. Postage is what a parcel was priced at when it was accepted; reported
revenue is net of rebates and holds extras, so its tolerance is wider.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from jidi.core.errors import Language
from jidi.service.books import Book
from jidi.service.intake_scorecard_rules import Reconcile, load_scorecard_rules
from jidi.service.taken_back import taken_back


@dataclass(frozen=True)
class Reconciled:
    """One operator and month.

    :param events: parcels with an event of acceptance.
    :param days: days of the month with events; too few, and nothing is compared.
    :param volume: reported express volume, pieces; None where only revenue was reported.
    :param agrees: whether pieces agree; None where they are not compared.
    :param priced: of the parcels, those whose postage is known.
    :param postage_yuan: their postage together.
    :param revenue_yuan: reported express revenue; None where only volume was reported.
    :param revenue_agrees: whether revenue agrees; None where it is not compared.
    """

    operator: str
    month: str
    events: int
    days: int
    volume: float | None
    difference_pct: float | None
    agrees: bool | None
    priced: int
    postage_yuan: float | None
    revenue_yuan: float | None
    revenue_difference_pct: float | None
    revenue_agrees: bool | None

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return dict(vars(self))

    def cells(self, lang: Language) -> tuple[str, ...]:
        """As a row of a table."""
        return (
            self.operator,
            self.month,
            f"{self.events:,}",
            str(self.days),
            _number(self.volume),
            _signed(self.difference_pct),
            _verdict(self.agrees, lang),
            f"{self.priced:,}",
            _number(self.postage_yuan),
            _number(self.revenue_yuan),
            _signed(self.revenue_difference_pct),
            _verdict(self.revenue_agrees, lang),
        )


HEADS: Final = {
    "zh": "企业,月份,收寄事件,有数据的天,报表业务量,相差%,相符,"
    "有资费,资费合计,报表收入,收入相差%,收入相符",
    "en": "operator,month,events,days,volume,difference %,agrees,priced,postage,revenue,"
    "revenue difference %,revenue agrees",
}
"""Heads of the table, in order of :meth:`Reconciled.cells`."""

_ASKED: Final = """
WITH accepted AS (
  SELECT
    e.operator_id,
    CAST(date_trunc('month', e.occurred_at) AS DATE) AS month,
    e.parcel_id,
    CAST(MIN(e.occurred_at) AS DATE) AS day
  FROM event AS e
  LEFT JOIN taken_back AS t ON t.parcel_id = e.parcel_id AND t.event_id = e.event_id
  WHERE e.step = 'accepted' AND t.event_id IS NULL
  GROUP BY 1, 2, 3
), priced AS (
  SELECT parcel_id, MAX(postage_yuan) AS postage
  FROM parcel
  GROUP BY 1
), happened AS (
  SELECT
    a.operator_id,
    a.month,
    COUNT(*) AS events,
    COUNT(DISTINCT a.day) AS days,
    COUNT(p.postage) AS priced,
    SUM(p.postage) AS postage
  FROM accepted AS a
  LEFT JOIN priced AS p ON p.parcel_id = a.parcel_id
  GROUP BY 1, 2
), reported AS (
  SELECT operator_id, month, SUM(volume) AS volume, SUM(revenue) AS revenue
  FROM monthly_return
  WHERE business LIKE 'express%'
  GROUP BY 1, 2
)
SELECT h.operator_id, h.month, h.events, h.days, h.priced, h.postage, r.volume, r.revenue
FROM happened AS h
INNER JOIN reported AS r ON r.operator_id = h.operator_id AND r.month = h.month
WHERE r.volume IS NOT NULL OR r.revenue IS NOT NULL
ORDER BY 1, 2
"""


def reconciled(book: Book) -> tuple[Reconciled, ...]:
    """Every operator and month of which the book holds both events and a return."""
    rules = load_scorecard_rules().reconcile

    def made(_version: int) -> tuple[Reconciled, ...]:
        found = book.ask(_ASKED, taken_back(book, _ASKED), file=__name__).to_pylist()
        return tuple(_compared(row, rules) for row in found)

    return book.remembered("intake reconciliation", made)


def _compared(row: dict[str, Any], rules: Reconcile) -> Reconciled:
    enough = row["days"] >= rules.least_days
    is_priced = 100 * row["priced"] >= rules.least_priced_pct * row["events"]
    off = _off(row["events"], row["volume"]) if enough else None
    revenue_off = _off(row["postage"], row["revenue"]) if enough and is_priced else None
    return Reconciled(
        operator=row["operator_id"],
        month=f"{row['month']:%Y-%m}",
        events=row["events"],
        days=row["days"],
        volume=row["volume"],
        difference_pct=off,
        agrees=_within(off, rules.tolerance_pct),
        priced=row["priced"],
        postage_yuan=row["postage"],
        revenue_yuan=row["revenue"],
        revenue_difference_pct=revenue_off,
        revenue_agrees=_within(revenue_off, rules.revenue_tolerance_pct),
    )


def _off(found: float | None, reported: float | None) -> float | None:
    """How far the sum of events lies from what was reported, in percent of that."""
    if found is None or reported is None or reported <= 0:
        return None
    return 100 * (found - reported) / reported


def _within(off: float | None, tolerance_pct: float) -> bool | None:
    return None if off is None else abs(off) <= tolerance_pct


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:,.0f}"


def _signed(value: float | None) -> str:
    return "—" if value is None else f"{value:+.2f}"


def _verdict(agrees: bool | None, lang: Language) -> str:
    words = {True: ("是", "yes"), False: ("否", "no"), None: ("不比", "not compared")}
    return words[agrees][0 if lang == "zh" else 1]
