"""Joint networks in words and tables, Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jidi.core.errors import Language
from jidi.network.rural.joint import Joint, Members
from jidi.network.rural.split_rule import Rule
from jidi.service.rural_joint import JointJudged, company_figures, named, saving
from jidi.service.rural_sheets import Cell, Sheet, sheets
from jidi.service.rural_words import SYNTHETIC

RULES = {
    Rule.SHAPLEY: ("沙普利值", "Shapley's values"),
    Rule.PARCELS: ("按件量", "by parcels"),
}
GROUND = (
    "比较口径：各方（小企业合为一方）以自己的件量，在同样的覆盖率、频次、时间窗、道路、车型与价格下各自设计网络；"
    "站点各自开办、各付全部固定费；各家可用的借道运能各自独享、价格相同，归某企业所有的借道（如邮政车辆）只有含该企业的"
    "一方可用；没有件量的村与柜台不必前往。",
    "Compared on these terms: each player (small companies are one) designs a network for its own "
    "parcels with the same coverage, frequencies, windows, roads, vehicle types and prices; each "
    "opens stations of its own and pays their whole fixed cost; lanes open to all it has to itself "
    "at the same price, a lane that belongs to a company (a postal van) only those with that "
    "company use; where it has no parcels it need not go.",
)


def joint_headline(found: JointJudged, lang: Language) -> str:
    """One line: what the joint network costs and what it saves."""
    joint, name = found.joint, found.problem.name
    if not found.holds:
        return f"{name}：共配方案不成立" if lang == "zh" else f"{name}: the joint network fails"
    share = saving(joint)
    less = "—" if share is None else f"{share:.1%}"
    cost, apart = joint.together.cost, joint.apart
    served, every = len(joint.together.design.services), len(found.problem.villages)
    if lang == "zh":
        return (
            f"{name}：{len(joint.players)} 方共配，服务 {served}/{every} 个村，{cost:,.2f} 元/日；"
            f"各自为网合计 {apart:,.2f} 元/日，共配省 {less}"
        )
    return (
        f"{name}: {len(joint.players)} players jointly serve {served} of {every} villages at "
        f"{cost:,.2f} yuan a day; apart {apart:,.2f} yuan a day, {less} saved"
    )


def joint_lines(found: JointJudged, lang: Language) -> list[str]:
    """The rule, who objects, the terms of comparison, what was assumed, the mark."""
    joint = found.joint
    lines = [_rule(found, lang), *_objections(found, lang), GROUND[lang == "en"]]
    grouped = [player for player in joint.players if len(player.companies) > 1]
    for player in grouped:
        lines.append(
            f"{player.name}合为一方，其内部按件量分摊"
            if lang == "zh"
            else f"{player_name(player.name, lang)}: one player, among themselves by parcels"
        )
    lines += [note.message(lang) for note in found.notes]
    return lines + ([SYNTHETIC[lang == "en"]] if found.problem.synthetic else [])


def _rule(found: JointJudged, lang: Language) -> str:
    joint = found.joint
    word = RULES[joint.rule][lang == "en"]
    if not joint.orders:
        return f"分摊规则：{word}" if lang == "zh" else f"split by: {word}"
    count = len(joint.orders)
    return (
        f"分摊规则：{word}，抽样 {count} 个加入次序，附标准误"
        if lang == "zh"
        else f"split by: {word}, sampled from {count} orders of joining, with standard errors"
    )


def _objections(found: JointJudged, lang: Language) -> list[str]:
    """Whether anybody pays more than alone: of all coalitions, or of those that were designed."""
    checked, every = found.looked_at
    known = found.objections
    if not known:
        if checked == every:
            return [
                "稳定：没有任何一方或几方所摊多于自己单独办网"
                if lang == "zh"
                else "stable: no player and no coalition pays more than its own network would cost"
            ]
        return [
            f"已比较的 {checked}/{every} 种组合中，没有所摊多于单独办网的"
            if lang == "zh"
            else f"none of the {checked} of {every} coalitions designed pays more than alone"
        ]
    texts = []
    for one in known:
        who = _members(found.joint, one.members, lang)
        texts.append(
            f"不稳定：{who} 分摊 {one.pays:,.2f} 元/日，单独办网 {one.alone:,.2f} 元/日，"
            f"多付 {one.more:,.2f}"
            if lang == "zh"
            else f"not stable: {who} pay {one.pays:,.2f} yuan a day, alone {one.alone:,.2f}, "
            f"{one.more:,.2f} more"
        )
    return texts


def player_name(name: str, lang: Language) -> str:
    """A player's name; those that are several small companies together are told in words."""
    if lang == "en" and (several := re.fullmatch(r"其他 (\d+) 家", name)) is not None:
        return f"{several[1]} others"
    return name


def _members(joint: Joint, members: Members, lang: Language) -> str:
    told = (player_name(name, lang) for name in named(joint, members))
    return ("、" if lang == "zh" else ", ").join(told)


COALITION_HEADS = (
    "成员,自办网元/日,分摊元/日,多付",
    "members,own network yuan a day,share,more",
)
COMPANY_HEADS = (
    "企业,一方,件/日,分摊元/日,标准误,单独办网元/日,省,元/件",
    "company,player,parcels a day,share yuan a day,standard error,alone yuan a day,saved,"
    "yuan a parcel",
)


def company_rows(found: JointJudged, lang: Language) -> list[tuple[Cell, ...]]:
    """A row for each company with parcels."""
    rows: list[tuple[Cell, ...]] = []
    for row in company_figures(found):
        saved = None if not row.alone else 1 - row.pays / row.alone
        each = row.pays / row.parcels if row.parcels else None
        head = (row.name, player_name(row.player, lang), row.parcels, row.pays)
        rows.append((*head, row.error, row.alone, saved, each))
    return rows


def company_texts(found: JointJudged, lang: Language) -> list[tuple[str, ...]]:
    """The same as texts, for a terminal."""
    forms = ("{}", "{}", "{:,.1f}", "{:,.2f}", "{:,.2f}", "{:,.2f}", "{:.1%}", "{:.2f}")
    return [
        tuple("—" if cell is None else f.format(cell) for f, cell in zip(forms, row, strict=True))
        for row in company_rows(found, lang)
    ]


def coalition_texts(found: JointJudged, lang: Language) -> list[tuple[str, ...]]:
    """Each network that was designed: who, what it costs, what they pay, how much more that is."""
    rows = _coalition_rows(found, lang)
    return [(who, *(f"{yuan:,.2f}" for yuan in rest)) for who, *rest in rows]


def joint_tables(found: JointJudged, lang: Language) -> list[Sheet]:
    """The tables of the joint network itself as texts: stations, lines, duties, villages."""
    return [
        Sheet(one.name, one.heads, tuple(tuple(map(_text, row)) for row in one.rows))
        for one in sheets(found.together, lang)[1:]
    ]


def _text(cell: Cell) -> str:
    if cell is None:
        return "—"
    return f"{cell:,.2f}" if isinstance(cell, float) else str(cell)


def joint_sheets(found: JointJudged, lang: Language) -> tuple[Sheet, ...]:
    """The split, the coalitions, and the tables of the joint network itself."""
    heads = COMPANY_HEADS[lang == "en"].split(",")
    split = Sheet(("分摊", "Split")[lang == "en"], tuple(heads), tuple(company_rows(found, lang)))
    return (_told(found, lang), split, _coalitions(found, lang), *sheets(found.together, lang))


def _told(found: JointJudged, lang: Language) -> Sheet:
    lines = [joint_headline(found, lang), *joint_lines(found, lang)]
    name = ("共配", "Joint")[lang == "en"]
    return Sheet(name, (("内容", "what")[lang == "en"],), tuple((line,) for line in lines))


def _coalitions(found: JointJudged, lang: Language) -> Sheet:
    heads = COALITION_HEADS[lang == "en"]
    rows = tuple(_coalition_rows(found, lang))
    return Sheet(("组合", "Coalitions")[lang == "en"], tuple(heads.split(",")), rows)


def _coalition_rows(
    found: JointJudged, lang: Language
) -> Iterator[tuple[str, float, float, float]]:
    joint = found.joint
    for coalition in joint.coalitions:
        pays = joint.pays(coalition.members)
        members = _members(joint, coalition.members, lang)
        yield members, coalition.cost, pays, pays - coalition.cost
