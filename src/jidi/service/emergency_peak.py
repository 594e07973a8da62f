"""The guarantee view of a peak season: what each day will bring against what the hubs can handle.

The volume of a month is forecast from the returns (:mod:`jidi.service.forecasting`) and laid on its
days: a day of a season counts as ``season_factor`` ordinary days, which is all that is known of
days. What a day brings is compared with the capacity of the hubs that stand on it, less those that
are down, at the most that law and our rules allow them to be used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Literal

from jidi.core.errors import InputError
from jidi.core.period import Period
from jidi.model.emergency import load_emergency_rules
from jidi.model.law import load_law
from jidi.model.seasons import seasons
from jidi.service.books import Book
from jidi.service.emergency import down_now
from jidi.service.forecasting import forecast_indicator

INDICATOR: Final = "express_volume"
MOST_DAYS: Final = 120
_DAY: Final = timedelta(days=1)
LEVEL: Final = 80
"""% of the interval whose upper end is shown."""
Light = Literal["enough", "watch", "short", "no_capacity"]


@dataclass(frozen=True)
class PeakDay:
    """A day: parcels expected (median and upper end of the 80 % interval) against capacity.

    :param use: % of the capacity used at the median; None without a capacity.
    :param most: the limit for it.
    """

    day: date
    season: str
    expected: float
    upper: float
    capacity: int
    use: float | None
    use_upper: float | None
    most: float
    light: Light


@dataclass(frozen=True)
class PeakView:
    """The days asked for, and what they rest on."""

    days: tuple[PeakDay, ...]
    method: str
    as_of: Period
    hubs: int
    hubs_down: int
    factor: float
    factor_source: str
    synthetic: bool

    @property
    def worst(self) -> PeakDay:
        """The day that uses most of the capacity."""
        return max(self.days, key=lambda one: one.use or 0)

    @property
    def peak_to_mean(self) -> float:
        """The greatest day over the mean of all: how uneven the flow is (均衡)."""
        return max(one.expected for one in self.days) / (
            sum(one.expected for one in self.days) / len(self.days)
        )


def peak_view(book: Book, *, first: date, last: date, as_of: Period | None = None) -> PeakView:
    """The days from ``first`` to ``last``.

    :param as_of: data of periods that ended by then were used; the newest when None.
    :raises InputError: Q-121 when the days are in the wrong order or too many, Q-122 when a month
        is known already or lies beyond the forecast; what the forecast says when there is none.
    """
    if not first <= last < first + timedelta(days=MOST_DAYS):
        raise InputError("Q-121", first=first.isoformat(), last=last.isoformat(), most=MOST_DAYS)
    made = forecast_indicator(book, INDICATOR, until=last.year, as_of=as_of, source="returns")
    if made.outlook is None:
        raise made.reason or InputError("Q-122", month=f"{first:%Y-%m}")
    scale = _parcels_of_a_unit(book)
    months = {step.period.start: step for step in made.outlook.months}
    rules = load_emergency_rules().peak
    capacity, hubs, out = _capacity(book, first)
    most = float(load_law().limit("peak_hub_utilisation", on=first).value)
    days = []
    for day in _days(first, last):
        step = months.get(day.replace(day=1))
        if step is None:
            raise InputError("Q-122", month=f"{day:%Y-%m}")
        share = _share_of_month(day, rules.season_factor)
        expected, upper = (scale * v * share for v in (step.median, step.bands[LEVEL][1]))
        days.append(_judged(day, expected, upper, capacity, most, rules.watch_share))
    return PeakView(
        days=tuple(days),
        method=made.outlook.method,
        as_of=made.as_of,
        hubs=hubs,
        hubs_down=out,
        factor=rules.season_factor,
        factor_source=rules.source,
        synthetic=made.synthetic or "synthetic" in book.origins("facility"),
    )


def _judged(
    day: date, expected: float, upper: float, capacity: int, most: float, watch: float
) -> PeakDay:
    use = 100 * expected / capacity if capacity else None
    light: Light = "no_capacity"
    if use is not None:
        edge = most * watch / 100
        light = "short" if use > most else "watch" if use > edge else "enough"
    over = 100 * upper / capacity if capacity else None
    return PeakDay(day, _season(day), expected, upper, capacity, use, over, most, light)


def _capacity(book: Book, day: date) -> tuple[int, int, int]:
    """Parcels a day of the hubs that work on a day; how many those are, and how many are down."""
    out, _ = down_now(book, at=datetime.combine(day, time()))
    kinds = ", ".join(f"'{kind}'" for kind in load_emergency_rules().peak.hub_kinds)
    rows: list[Mapping[str, Any]] = book.ask(
        f"SELECT facility_id, capacity_daily FROM facility WHERE kind IN ({kinds}) "
        "AND opened_on <= $day AND (closed_on IS NULL OR closed_on > $day) "
        "AND capacity_daily IS NOT NULL",
        {},
        parameters={"day": day},
    ).to_pylist()
    works = [one for one in rows if one["facility_id"] not in out]
    return sum(one["capacity_daily"] for one in works), len(works), len(rows) - len(works)


def _season(day: date) -> str:
    """The id of the season that a day lies in; empty for an ordinary day."""
    for name, one in seasons().items():
        span = one.days(day.year)
        if name != "spring_festival" and span is not None and span[0] <= day <= span[1]:
            return name
    return ""


def _share_of_month(day: date, factor: float) -> float:
    month = Period.parse(f"{day:%Y-%m}")
    weights = {one: factor if _season(one) else 1.0 for one in _days(month.start, month.end - _DAY)}
    return weights[day] / sum(weights.values())


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _parcels_of_a_unit(book: Book) -> float:
    """How many parcels a unit of the forecast is."""
    return 1 / book.catalogue.indicator(INDICATOR).scale
