"""What a cold-chain design tells of outlets with cooling equipment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from jidi.network.cold import fewest, together
from jidi.service.answer_parts import Told
from jidi.service.cold_problem import ProvinceCold

OUTLET_HEADS: Final = (
    "市,标准化网点,有设备,未登记,比重,本市达标需增,全省达标时分给本市",
    "city,standardised outlets,equipped,not recorded,share,needed by itself,given for the whole",
)


def outlet_lines(posed: ProvinceCold) -> Iterator[Told]:
    """The share equipped, and what the share wanted asks for."""
    values = posed.asked.values
    whole, share = together(posed.outlets), values.outlets_share
    if whole.share is None:
        yield (
            "没有登记标准化网点的制冷保鲜设备：无数据",
            "No outlet says whether it has cooling: no data",
        )
        return
    more = whole.needs(share)
    after = (whole.equipped + more) / whole.recorded
    yuan = more * values.outlet_set_yuan / 1e4
    yield (
        f"对指标“标准化网点制冷保鲜设备配置率”的影响：{whole.share:.1%} → {after:.1%}（要求 "
        f"{share:.0%}，增 {more} 个网点，约 {yuan:,.0f} 万元）",
        f"Effect on the indicator cold_equipped_outlet_rate: {whole.share:.1%} → {after:.1%} "
        f"({share:.0%} wanted, {more} outlets more, some {yuan:,.0f} ten thousand yuan)",
    )


def outlet_rows(posed: ProvinceCold) -> Iterator[list[Any]]:
    """By city."""
    share = posed.asked.values.outlets_share
    given = fewest(posed.outlets, share)
    for code, one in sorted(posed.outlets.items()):
        city = posed.cities[code]
        yield [
            (city.name, city.name_en or city.name),
            str(one.recorded),
            str(one.equipped),
            str(one.unknown),
            "—" if one.share is None else f"{one.share:.1%}",
            str(one.needs(share)),
            str(given[code]),
        ]
