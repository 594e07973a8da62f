"""What a checker found wrong with a design, in words: checkers name conditions by a key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Protocol

from jidi.core.worded import Worded


class Breach(Protocol):
    """What a checker of any design finds: which condition, where, and the two numbers."""

    @property
    def kind(self) -> str:
        """The condition."""

    @property
    def where(self) -> str:
        """The place or line."""

    @property
    def found(self) -> float:
        """What there is."""

    @property
    def allowed(self) -> float:
        """What may be."""


KIND_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "above": ("上级枢纽的层级不对", "hangs under a hub of the wrong level"),
    "added": ("加开的班次过多", "too many runs added"),
    "allocation": ("归属的县数不符", "wrong number of counties allocated"),
    "boards": ("装运量与核算不符", "what boards is not what the check reckons"),
    "bound": ("下界高于费用", "the bound is above the cost"),
    "broken_way": ("走法首尾不接", "a way whose lanes do not join"),
    "budget": ("超出预算", "above the budget"),
    "chute_full": ("格口装不下", "a chute is overfull"),
    "chutes": ("格口不够", "too few chutes"),
    "closed_hub": ("归到没有设的枢纽", "goes by a hub that is not open"),
    "closed_kept_hub": ("应保留的枢纽没有设", "a hub that must stay is not open"),
    "cost": ("费用与核算不符", "the cost is not what the check reckons"),
    "coverage": ("没有达到要求的份额", "less is carried than was asked for"),
    "customs": ("超出口岸一周的通关量", "more than customs take a week"),
    "day": ("星期不成立", "no such weekday, or one is missing"),
    "departure": ("没有这个发车，或赶不上", "no such departure, or one that is missed"),
    "departures": ("班次数不在容许范围内", "departures are not within what is allowed"),
    "destination": ("去向的批次数不符", "a destination's batches are too few, too many or doubled"),
    "each": ("有的产品没有达到份额", "a product is carried less than was asked for"),
    "empty_runs": ("空驶数不在容许范围内", "empty runs are not within what is allowed"),
    "fallen": ("层级比上一年低", "of a lower level than the year before"),
    "flow": ("货量对不上", "the amounts do not add up"),
    "forced": ("指定建或不建的地点没有照办", "a place that must or must not be built is not so"),
    "foreign_hub": ("枢纽所在县归了别的枢纽", "a hub's own county goes by another"),
    "full": ("超出能力", "overfull"),
    "gone": ("上一年的枢纽不见了", "a hub of the year before is gone"),
    "grams": ("排放与核算不符", "the emissions are not what the check reckons"),
    "group_full": ("一组装不下", "a group is overfull"),
    "groups": ("组数不够", "too few groups"),
    "grows": ("积压逐周增加", "what waits grows from week to week"),
    "lane_full": ("线路超出能力", "a lane is overfull"),
    "late": ("在格口停留过久", "stands in the chute too long"),
    "left": ("有货没有运，却没有要求容许", "goods are left that may not be"),
    "level": ("这一层级的枢纽个数不符", "wrong number of hubs of the level"),
    "lines": ("分拣线条数超出", "more sorting lines than there may be"),
    "lost": ("记作运不到，其实能到", "told as out of reach and is not"),
    "market": ("这条线路不到该市场", "the route does not lead to that market"),
    "minutes": ("用时与核算不符", "the minutes are not what the check reckons"),
    "missing_flow": ("有的流量没有走法", "a flow has no way"),
    "most_kg": ("运量超过声称的最大值", "more is carried than is said to be the most"),
    "no_door": ("没有对外的枢纽", "no hub deals with the outside"),
    "not_built": ("用了没有建的地点", "a place is used that is not built"),
    "not_home": ("车辆没有回到出发地", "vehicles do not come home"),
    "not_run": ("排在没有开的波次", "put in a wave that does not run"),
    "not_the_design": ("末年不是所给的方案", "the last year is not the design"),
    "number_of_hubs": ("枢纽个数不符", "wrong number of hubs"),
    "one_each": ("一地只应有一个", "more than one where one may be"),
    "opened_again": ("关闭后又启用", "opened again after it was closed"),
    "other_hubs": ("当年枢纽与安排不符", "the year's hubs are not those of the plan"),
    "over_budget": ("超出至当年的预算", "above the budget up to that year"),
    "overfull_hub": ("枢纽超出能力", "a hub is overfull"),
    "place": ("这一层级不能设在此处", "the level may not be there"),
    "promise": ("没有达到时限份额", "less arrives in time than was promised"),
    "ranks": ("层级写法不成立", "the levels cannot be followed"),
    "repeated_flow": ("流量走法重复", "a flow has its way twice"),
    "repeated_hub": ("枢纽重复", "a hub is told twice"),
    "restock": ("补货与备货量不符", "what is restocked is not what is held"),
    "room": ("超出口岸仓的容量", "more than the warehouse holds"),
    "size": ("能力档与层级不符", "of a size that the level does not take"),
    "smaller": ("能力比上一年小", "smaller than the year before"),
    "sorting_full": ("分拣超出能力", "more is sorted than can be"),
    "step": ("没有这档能力", "no such step of capacity"),
    "stocked": ("备货量超出容许", "more is held in stock than may be"),
    "stranger": ("不在方案之中", "not among the design's hubs"),
    "too_high": ("层级高于方案", "of a higher level than in the design"),
    "too_late": ("超过时限", "later than the limit"),
    "too_warm": ("离开冷藏过久", "too long out of the cold"),
    "trucks": ("冷藏车不够", "too few trucks"),
    "unknown": ("题目中没有", "not in the problem"),
    "unknown_end": ("没有这个端点", "no such end"),
    "unknown_hub": ("没有这个枢纽", "no such hub"),
    "unknown_step": ("没有这档能力", "no such step of capacity"),
    "unsorted": ("分拣不完", "not all is sorted"),
    "waves_overlap": ("波次重叠", "waves overlap"),
    "wrong_cost": ("费用与核算不符", "the cost is not what the check reckons"),
    "wrong_spending": ("当年投资与核算不符", "the year's spending is not what the check reckons"),
    "years": ("年数不符", "wrong number of years"),
}
"""Conditions of the checkers of hubs, trunk lines, sorting, cold chains and gateways."""
CLAIMS: Final = frozenset({"boards", "cost", "grams", "minutes", "wrong_cost", "wrong_spending"})
"""Conditions whose two numbers are what the design says and what the check reckons."""
_PLACES: Final = (
    (r"design", "方案", "the design"),
    (r"plan", "分年安排", "the plan"),
    (r"waves", "波次", "waves"),
    (r"departures", "班次", "departures"),
    (r"empty_runs", "空驶", "empty runs"),
    (r"node (\d+)", "节点 {0}", "node {0}"),
    (r"node (\d+) under (-?\d+)", "节点 {0}（上级 {1}）", "node {0} under {1}"),
    (r"from (\d+) to (\d+)", "从 {0} 到 {1}", "from {0} to {1}"),
    (r"carried (\d+)", "第 {0} 股货流", "flow {0} carried"),
    (r"placed (\d+)", "第 {0} 项安排", "entry {0}"),
    (r"departures (\d+)", "第 {0} 条线路的班次", "departures of lane {0}"),
    (r"empty_runs (\d+)", "第 {0} 条空驶", "empty run {0}"),
)
"""Where it is, as checkers say it; ids stand as they are."""


def breach_words(breach: Breach) -> Worded:
    """One condition that does not hold, where, and its two numbers if it has any."""
    chinese, english = KIND_WORDS[breach.kind]
    there, where = _where(breach.where)
    if not (breach.found or breach.allowed):
        return Worded(f"{chinese}：{there}", f"{english}: {where}")
    chinese, english = f"{chinese}：{there}", f"{english}: {where}"
    if breach.kind in CLAIMS:
        return claim_words(chinese, english, breach.found, breach.allowed)
    return limit_words(chinese, english, breach.found, breach.allowed)


def claim_words(chinese: str, english: str, told: float | None, reckoned: float | None) -> Worded:
    """What is told of something, and what the checker reckons; a dash for a figure there is not."""
    one, other = _number(told), _number(reckoned)
    return Worded(
        f"{chinese}，所称 {one}，核算为 {other}", f"{english}, told {one}, reckoned {other}"
    )


def limit_words(chinese: str, english: str, found: float, allowed: float) -> Worded:
    """What there is of something, and what it is held against."""
    one, other = _number(found), _number(allowed)
    return Worded(
        f"{chinese}，实际 {one}，规定 {other}", f"{english}, found {one}, held against {other}"
    )


def _number(value: float | None) -> str:
    if value is None:
        return "—"
    return f"{value:,.2f}" if abs(value) >= 1e5 else f"{value:,.6g}"


def _where(text: str) -> tuple[str, str]:
    for pattern, chinese, english in _PLACES:
        if (found := re.fullmatch(pattern, text)) is not None:
            return chinese.format(*found.groups()), english.format(*found.groups())
    return text, text
