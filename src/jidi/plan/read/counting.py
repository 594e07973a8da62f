"""Numbers that count a noun behind them, and the names the text lists for such a number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jidi.model.plan_words import one_of, plan_words
from jidi.plan.read.figures import Found
from jidi.plan.read.naming import Head, listed_after, listed_before, noun_of

_COUNTING_WORDS = (
    *(
        "个",
        "家",
        "条",
        "处",
        "座",
        "项",
        "组",
        "台",
        "辆",
        "套",
        "所",
        "名",
        "支",
        "种",
        "类",
        "级",
    ),
    *("批", "架", "对", "列", "人", "村", "班", "班次", "张"),
)
_COUNTS = re.compile(rf"(?:[十百千]?[万亿]+)?(?:{one_of(_COUNTING_WORDS)})")
_LEVELS_OF = re.compile(r".{0,8}(?:网络|体系|站点|架构|节点)")
_MOST_LISTED = 60
_NO_NOUN = re.compile(
    r"均|全部|已|投入|建成|实现|覆盖|开展|达到|通过|以上|左右|运行|并|且|占|为|是|较|比"
)
_SUM = re.compile(
    r"\d+(?:\+\d+)+|(?:[一二三四五六七八九十]+[主副核心带轴区网群翼极圈廊点枢纽中节通道]{1,2}){2,}"
    r"|(?<=[“\"])\d{3,5}(?=[”\"](?:目标|布局|模式|体系|格局|工程|“\d))"
)


def is_count(unit: str) -> bool:
    """Whether the unit counts things (个, 处, 万家)."""
    return bool(_COUNTS.fullmatch(unit))


def sums_in(text: str) -> Iterator[re.Match[str]]:
    """Numbers of parts in one expression: ``1+1+11+2``, ``一主三副六中心``, ``“1123”目标``."""
    return _SUM.finditer(text)


def counts_noun(figure: Found, head: Head, noun: str, text: str) -> bool:
    """Whether a number counts the noun behind it, not a measure before it."""
    if not noun or not is_count(figure.unit):
        return False
    kinds = figure.chinese and text[figure.span[1] - 1] in "大级"
    making = plan_words().verbs.making
    if not head.name or kinds or (head.verbs and head.verbs[0] in making):
        return True
    return not head.verbs and not _NO_NOUN.match(noun)


def noun_of_count(figures: Sequence[Found], figure: Found, noun: str, text: str) -> str:
    """The noun counted, with figures in it where they only limit it."""
    if figure.chinese and text[figure.span[1] - 1] == "大":
        noun = re.split(r"和|及|与", noun)[0]
    rest = text[figure.span[1] :]
    limited = re.match(r"[^、;]*的[\u4e00-\u9fff“”]{2,}", rest)
    inside = [f for f in figures if f.span[0] >= figure.span[1]]
    if limited and inside and inside[0].span[1] <= figure.span[1] + limited.end():
        return noun_of(limited[0])
    return noun


def limits_a_noun(figures: Sequence[Found], n: int, text: str) -> bool:
    """10个年业务量超千万件的品牌企业: a figure between a count and the noun it counts.

    Also without a count before it (打造超千亿元的集群), or with one behind (超百万件项目30个).
    """
    if opens_a_noun(figures, n, text):
        return True
    if not re.search(r"的[\u4e00-\u9fff]{2,}", text[figures[n].span[1] :]):
        return False
    counts = [f for f in figures[:n] if f.unit in ("个", "家")]
    between = text[counts[-1].span[1] : figures[n].span[0]] if counts else "、"
    return not re.search(r"[、和,;+]|达到|完成", between)


def opens_a_noun(figures: Sequence[Found], n: int, text: str) -> bool:
    """Whether a bound only limits the noun behind it: 超百万件项目30个, 打造超千亿元的集群."""
    figure = figures[n]
    behind = re.match(r"的?([\u4e00-\u9fff]{2,12})", text[figure.span[1] :])
    bound = figure.printed.operator.side == "lower" and not is_count(figure.unit)
    if behind is None or not bound or figure.unit in ("%", "倍", "分"):
        return False
    after = figures[n + 1] if n + 1 < len(figures) else None
    if (
        after is not None
        and after.span[0] == figure.span[1] + behind.end()
        and is_count(after.unit)
    ):
        return True
    before = text[max(0, figure.span[0] - 16) : figure.span[0]]
    return (
        bool(re.search(r"打造|培育|形成|引进|发展|扶持|其中", before))
        and text[figure.span[1]] != ","
    )


def listed_for(figure: Found, raw: str, noun: str, rest: str) -> tuple[str, ...]:
    """The names a number counts, where as many stand before it or, for 七个, behind it.

    :param raw: the words before the figure. :param rest: the paragraph behind it.
    """
    number = figure.printed.value
    whole = number == int(number) and figure.printed.high is None
    if not is_count(figure.unit) or not noun or not whole or number > _MOST_LISTED:
        return ()
    before = listed_before(raw, int(number))
    if before or not figure.chinese:
        return before
    return listed_after(rest, int(number), noun)


def states_nothing(figure: Found, text: str, *, goals: bool) -> bool:
    """Whether a number is only part of a name: 三项制度, 两个屏障, 省市县三级, a bare 9571."""
    if not figure.unit and "/" not in figure.printed.text:
        return True
    if text[: figure.span[0]].endswith("每"):
        return True  # 平均每3000户: what the figure behind it is counted by
    if not figure.chinese:
        return False
    behind = text[figure.span[1] :]
    if figure.unit == "级":
        return not _LEVELS_OF.match(behind)
    if figure.unit in ("项", "种", "类", "名"):
        return True
    return not goals and _quoted_alone(figure, text)


def _quoted_alone(figure: Found, text: str) -> bool:
    """“两个屏障”: a slogan, where “一个中心,三个互换局” is a list."""
    opened = text.rfind("“", 0, figure.span[0] + 1)
    closed = text.find("”", figure.span[1])
    if opened < 0 or closed < 0 or "”" in text[opened : figure.span[0]]:
        return False
    return "," not in text[opened:closed] and "、" not in text[opened:closed]
