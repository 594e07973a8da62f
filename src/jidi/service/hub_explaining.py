"""Why a county is a hub in a design or is none, and whose parcels go where."""

from __future__ import annotations

from collections.abc import Iterator

from jidi.service.answer_parts import Told
from jidi.service.books import Book
from jidi.service.hub_design import HubJudged, Worth, hub_row
from jidi.service.hub_shares import shares
from jidi.service.hub_words import COST_WORDS
from jidi.service.reach import county_asked


def explained_hub(book: Book, found: HubJudged, asked: str) -> tuple[Told, ...]:
    """What a design says of one county.

    :param asked: its name or code.
    :raises UnknownName: N-916. :raises InputError: N-917 for a division of another level, C-208.
    """
    county = county_asked(book, asked)
    nodes = found.posed.nodes
    node = next(n for n, one in enumerate(nodes) if one.code == county.code.short)
    return (*_standing(found, node), *_otherwise(found, node))


def _standing(found: HubJudged, node: int) -> Iterator[Told]:
    nodes, hubs = found.posed.nodes, dict(found.design.hubs)
    one = nodes[node]
    if node in hubs:
        row = hub_row(found, node, hubs[node])
        load, room = f"{row['parcels_a_day']:,.0f}", f"{row['capacity_a_day']:,.0f}"
        yield (
            f"{one.zh}：枢纽（{row['size_zh']}），服务 {row['counties']} 个县，{load} 件/日，"
            f"能力 {room} 件/日，{row['yuan_a_day']:,.0f} 元/日",
            f"{one.en}: a hub ({row['size_en']}) of {row['counties']} counties, {load} parcels a "
            f"day, room for {room}, {row['yuan_a_day']:,.0f} yuan a day",
        )
    for share in shares(found):
        if share.node != node or share.hub == node:
            continue
        hub, km = nodes[share.hub], found.posed.problem.distances[node, share.hub]
        yield (
            f"{one.zh}：归枢纽{hub.zh}，{km:,.1f} 公里，{share.parcels:,.0f} 件/日"
            f"（占本县 {share.share:.1%}）",
            f"{one.en}: goes by the hub of {hub.en}, {km:,.1f} km, {share.parcels:,.0f} parcels a "
            f"day ({share.share:.1%} of the county's)",
        )


def _otherwise(found: HubJudged, node: int) -> Iterator[Told]:
    """What it costs to have it the other way round."""
    is_hub = node in dict(found.design.hubs)
    worth = next((w for w in found.worths if w.node == node and w.opened != is_hub), None)
    if worth is not None:
        yield _worth(worth, is_hub=is_hub)
    elif node not in found.posed.problem.candidates:
        yield (
            "不是备选县：没有枢纽或园区，也不是所在市件量最大的县；要作备选请用 --every-county",
            "no candidate: it has neither a hub nor a park and is not the busiest county of its "
            "city; --every-county makes it one",
        )
    else:
        yield (
            "反过来要多花多少，这种方案未逐个求",
            "what the other way round would cost is not asked in designs of this kind",
        )


def _worth(worth: Worth, *, is_hub: bool) -> Told:
    zh, en = ("不设此枢纽", "Without this hub") if is_hub else ("若设枢纽", "As a hub")
    if worth.least is None:
        return f"{zh}没有方案", f"{en} there is no design"
    least = f"{worth.least:,.0f}"
    if worth.most is None:
        return (
            f"{zh}至少多花 {least} 元/日，没有求得方案",
            f"{en} at least {least} yuan a day more; no such design was found",
        )
    terms = [(COST_WORDS[term], f"{more:+,.0f}") for term, more in worth.terms]
    return (
        f"{zh}至少多花 {least} 元/日，求得的方案多花 {worth.most:,.0f} 元/日："
        + "，".join(f"{words[0]} {more}" for words, more in terms),
        f"{en} at least {least} yuan a day more, {worth.most:,.0f} in the best design found: "
        + ", ".join(f"{words[1]} {more}" for words, more in terms),
    )
