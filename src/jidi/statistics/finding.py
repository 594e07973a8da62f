"""What the checks say about a bulletin: verdict, arithmetic, places."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum, StrEnum

from jidi.core.measure import Interval
from jidi.statistics.flow import Span
from jidi.statistics.statement import Statement


class Verdict(StrEnum):
    """How much a finding weighs. Figures that agree are counted, not listed."""

    CONTRADICTS = "contradicts"
    DOUBTFUL = "doubtful"
    NOTICE = "notice"

    @property
    def zh(self) -> str:
        """The Chinese word."""
        return {"contradicts": "矛盾", "doubtful": "存疑", "notice": "提示"}[self.value]

    @property
    def mark(self) -> str:
        """One sign for lists."""
        return {"contradicts": "✗", "doubtful": "~", "notice": "·"}[self.value]


class Rule(Enum):
    """The rule a finding comes from: Chinese and English."""

    SAME = ("同一数的两处表述", "two statements of one figure")
    SUM = ("分项与合计", "parts against their total")
    SHARE = ("比重", "share against part and total")
    HUNDRED = ("比重合计", "shares against a hundred per cent")
    WITHIN = ("部分与整体、当月与累计", "part within whole, month within year to date")
    PART_GROWTH = ("分项与合计的增速", "growth of the parts against that of the total")
    SHARE_CHANGE = ("比重变动", "change of a share against growth")
    PREVIOUS = ("累计之差", "difference of cumulative figures")
    YEAR_BEFORE = ("与上年公布数", "growth against last year's published value")
    KNOWN = ("与已有公布数", "against a figure already known")
    MAGNITUDE = ("数量级", "magnitude")
    UNIT = ("计量单位", "unit")
    TIME = ("时期", "period")
    PLACE = ("地区", "place")
    SCOPE = ("统计口径", "scope")
    PRICE_BASE = ("价格基期", "price base")
    WORDING = ("文字", "wording")
    TABLE = ("表格", "table")

    @property
    def zh(self) -> str:
        """Its Chinese name."""
        return self.value[0]

    @property
    def en(self) -> str:
        """Its English name."""
        return self.value[1]


@dataclass(frozen=True)
class Finding:
    """One judged point.

    :param printed: the figures as printed, by name.
    :param recomputed: what the other figures give, in ``unit``; None where nothing is calculated.
    :param interval: what they give when every printed figure may be rounded.
    :param flags: statements, by their number, and the flag each gets.
    """

    rule: Rule
    verdict: Verdict
    zh: str
    en: str
    arithmetic: str = ""
    reason_zh: str = ""
    reason_en: str = ""
    printed: tuple[tuple[str, str], ...] = ()
    recomputed: Decimal | None = None
    interval: Interval | None = None
    unit: str = ""
    spans: tuple[Span, ...] = ()
    flags: tuple[tuple[int, str], ...] = ()


def name_zh(one: Statement) -> str:
    """``2023年1–5月快递业务量``."""
    time = one.period.zh if one.period is not None else ""
    return f"{time}{one.fact.published}"


def name_en(one: Statement) -> str:
    """``Express volume, 2023-05ytd``."""
    return f"{one.fact.en}, {one.period}" if one.period is not None else one.fact.en


def figure_text(one: Statement) -> str:
    """``38858.97万件``; the unit as settled."""
    if one.value is None:
        return one.growth_text or "—"
    return f"{one.value}{one.unit if one.unit is not None else one.unit_text}"


def printed_of(*statements: Statement) -> tuple[tuple[str, str], ...]:
    """Names and figures."""
    return tuple((name_zh(one), figure_text(one)) for one in statements)


def in_unit_of(plain: Decimal, one: Statement) -> Decimal:
    """A number without multiplier in the unit of a statement."""
    if one.unit is None:
        return plain
    return plain * one.unit.plain.factor_to(one.unit)


def interval_in_unit_of(plain: Interval, one: Statement) -> Interval:
    """The same for an interval."""
    return plain if one.unit is None else plain * one.unit.plain.factor_to(one.unit)


def shown(value: Decimal, digits: int = 2) -> str:
    """A number for a calculation: at most so many decimals, no trailing noise."""
    if not value.is_finite():
        return "∞"
    cut = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return f"{cut:f}".rstrip("0").rstrip(".") if "." in f"{cut:f}" else f"{cut:f}"


def span_text(interval: Interval, digits: int = 2) -> str:
    """``91.02–91.04``; one number when both ends print alike."""
    low, high = shown(interval.low, digits), shown(interval.high, digits)
    return low if low == high else f"{low}–{high}"
