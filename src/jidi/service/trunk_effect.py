"""What a trunk design does to the indicators of the province: rail's share, the load factor.

Before as the book has it, from the trips that were recorded; after as it would be if on every day
the design's own trips were all there are, by the same formulas. Indicators that also tell of what
lies beyond the trunk (time from door to door, emissions of delivery) are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jidi.core.period import Period
from jidi.model.indicator import Indicator
from jidi.model.reading import Reading, Source, Status
from jidi.service.answer_effect import AnswerEffect, Moved, ended_period, province_reading
from jidi.service.books import Book
from jidi.service.trunk_design import TrunkJudged
from jidi.service.trunk_figures import RAIL, Figures

DAILY: Final = (
    "之后为：每天只开行本方案的班次时，按同一公式得到的值；载运率只计自有货车（含空返），按重量付费的运力没有核定载重。",
    "After is what the same formula gives when the design's trips are all there are, every day. "
    "The load factor counts own trucks, empty runs included: room bought by weight has no capacity "
    "of its own.",
)


def trunk_effect(book: Book, found: TrunkJudged, *, period: str = "") -> AnswerEffect:
    """The effect on the province's indicators.

    :param period: at whose end; the newest year that is over, else the newest period.
    :raises ValueProblem: for a bad period. :raises InputError: V-108 for a period that is not over,
        N-724 where none is.
    """
    at = ended_period(book, period)
    rows = tuple(_rows(book, found, at))
    synthetic = found.posed.synthetic or any(
        row.before is not None and row.before.status is Status.SYNTHETIC for row in rows
    )
    return AnswerEffect(at, book.version, rows, synthetic)


def _rows(book: Book, found: TrunkJudged, at: Period) -> Iterator[Moved]:
    for name, (above, below) in (("rail_share", _rail(found)), ("load_factor", _load(found))):
        indicator = book.catalogue.indicator(name)
        yield Moved(
            indicator,
            province_reading(book, indicator, at),
            _designed(book, indicator, at, above, below),
        )


def _rail(found: TrunkJudged) -> tuple[float, float]:
    """Tonne-km a day by rail, and all."""
    tkm = {row["mode"]: row["tonne_km_a_day"] for row in Figures(found).modes()}
    return float(sum(tkm.get(mode, 0.0) for mode in RAIL)), float(sum(tkm.values()))


def _load(found: TrunkJudged) -> tuple[float, float]:
    """Kg × km a day that own trucks carry, and could, the way home included."""
    posed, design, aboard = found.posed, found.design, Figures(found).aboard
    used, room = 0.0, 0.0
    capacity: dict[str, float] = {}
    for number, lane in enumerate(posed.problem.lanes):
        if lane.vehicle:
            capacity[lane.vehicle] = lane.capacity
            used += float(aboard[number]) * posed.lane_km[number]
            room += design.departures[number] * lane.capacity * posed.lane_km[number]
    for run, count in zip(posed.problem.empties, design.empties, strict=True):
        if count:
            room += count * capacity[run.vehicle] * float(posed.km[run.origin, run.target])
    return used, room


def _designed(
    book: Book, indicator: Indicator, at: Period, above: float, below: float
) -> Reading | None:
    """The value after; None where nothing moves by what it counts."""
    if below <= 0:
        return None
    place = book.province
    return Reading(
        indicator=indicator.id,
        division=place.code.text,
        level=place.level,
        period=at,
        numerator=above,
        denominator=below,
        value=above / below * indicator.scale,
        unit=indicator.unit,
        status=Status.DESIGNED,
        sources=(Source("design"),),
        parts=1,
        scope=indicator.scope_zh,
    )
