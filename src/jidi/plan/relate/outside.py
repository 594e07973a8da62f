"""Published statistics as figures that a plan may be held against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from jidi.core.measure import half_unit, rounding_interval
from jidi.core.period import PeriodKind
from jidi.model.identity import Identities
from jidi.model.observation import Observation
from jidi.model.plan_figure import Operator, Printed
from jidi.model.plan_record import Figure
from jidi.model.reading import Status
from jidi.model.statistics import published_indicators

_USED = (Status.REPORTED, Status.REVISED, Status.PRELIMINARY, Status.BOUND)
"""Forecasts, targets and doubtful figures question nothing."""

_STATUS_WORDS = {
    Status.REPORTED: ("公布", "as published"),
    Status.REVISED: ("修订公布", "as revised"),
    Status.PRELIMINARY: ("预计", "preliminary"),
    Status.BOUND: ("公布的界限", "as a bound"),
}
_HUNDRED = Decimal(100)


def published_figures(
    observations: Iterable[Observation], *, division: str, identities: Identities
) -> tuple[Figure, ...]:
    """Whole years' figures of a place, the year before by printed growth, shares by their parts.

    :param division: 12-digit code; figures of other places are left out.
    """
    used = [o for o in observations if o.division.text == division and _is_used(o)]
    stated = {figure.ref: figure for o in used for figure in _of(o)}
    derived = [*_shares(stated.values(), identities), *_years_before(used)]
    known = {(figure.indicator, figure.year) for figure in stated.values()}
    for figure in derived:
        if (figure.indicator, figure.year) not in known:
            stated.setdefault(figure.ref, figure)
    return tuple(stated.values())


def _is_used(observation: Observation) -> bool:
    whole_year = observation.period.kind is PeriodKind.YEAR
    return whole_year and observation.value is not None and observation.status in _USED


def _of(observation: Observation) -> Iterator[Figure]:
    if observation.value is None:
        return
    zh, en = _STATUS_WORDS[observation.status]
    year = observation.period.year
    status = "" if observation.status is Status.REPORTED else f":{observation.status.value}"
    named = published_indicators().get(observation.published)
    yield Figure(
        ref=f"published:{observation.indicator}:{year}{status}",
        item="",
        indicator=observation.indicator,
        zh=f"{zh}的{year}年{observation.published}",
        en=f"{named.en if named else observation.indicator} in {year}, {en}",
        printed=_printed(observation.value, operator=_operator(observation)),
        unit=str(observation.unit),
        year=year,
        half=half_unit(observation.value),
        at=(),
        outside=True,
        price_base=observation.price_base,
        source=observation.source,
    )


def _operator(observation: Observation) -> Operator:
    if observation.status is Status.BOUND or "at_least" in observation.flags:
        return Operator.AT_LEAST
    return Operator.ABOUT if "about" in observation.flags else Operator.EXACT


def _printed(value: Decimal, *, operator: Operator = Operator.EXACT) -> Printed:
    sign = "" if operator is Operator.EXACT else operator.value
    return Printed(
        text=f"{sign}{value}",
        value=value,
        operator=operator,
        certainty="",
        percent=False,
        bracketed=False,
        half=half_unit(value),
    )


def _years_before(observations: Iterable[Observation]) -> Iterator[Figure]:
    """The value a year earlier that a printed growth implies: 72.42 at +27.34 % was 56.87."""
    for observation in observations:
        value, growth = observation.value, observation.growth
        exact = _operator(observation) is Operator.EXACT
        if value is None or growth is None or not exact or growth <= -_HUNDRED:
            continue
        factor = rounding_interval(growth) / _HUNDRED + 1
        if factor.low <= 0:
            continue
        spread = rounding_interval(value) / factor
        earlier = value / (1 + growth / _HUNDRED)
        year = observation.period.year - 1
        yield _computed(
            _of_one(observation),
            ref=f"published:{observation.indicator}:{year}:computed",
            zh=f"推算的{year}年{observation.published}"
            f"（{observation.period.year}年{value}÷(1+{growth}%)）",
            en=f"{observation.indicator} in {year}, from {value} of {observation.period.year} and "
            f"its growth of {growth} %",
            value=earlier,
            half=spread.width / 2,
            year=year,
        )


def _shares(figures: Iterable[Figure], identities: Identities) -> Iterator[Figure]:
    """Shares whose part and whole are published for one year: 6317 of 11094 are 56.94 %."""
    by_key = {(figure.indicator, figure.year): figure for figure in figures}
    for share in identities.shares:
        for (indicator, year), part in by_key.items():
            whole = by_key.get((share.whole, year))
            if indicator != share.part or whole is None or whole.value <= 0:
                continue
            spread = part.rounding / whole.rounding * _HUNDRED
            yield _computed(
                part,
                ref=f"published:{share.share}:{year}:computed",
                zh=f"推算的{year}年{share.zh}（{part.printed}/{whole.printed}）",
                en=f"{share.en} in {year}, from {part.printed} of {whole.printed}",
                value=part.value / whole.value * _HUNDRED,
                half=spread.width / 2,
                year=year,
                indicator=share.share,
                unit="%",
            )


def _of_one(observation: Observation) -> Figure:
    return next(_of(observation))


def _computed(
    model: Figure,
    *,
    ref: str,
    zh: str,
    en: str,
    value: Decimal,
    half: Decimal,
    year: int,
    indicator: str = "",
    unit: str = "",
) -> Figure:
    rounded = value.quantize(Decimal("0.01"))
    return model.model_copy(
        update={
            "ref": ref,
            "zh": zh,
            "en": en,
            "printed": _printed(rounded),
            "half": half,
            "year": year,
            "indicator": indicator or model.indicator,
            "unit": unit or model.unit,
        }
    )
