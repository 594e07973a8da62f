"""Couriers' rights told as tables: the standard, and a month of companies and counties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from jidi.service.alert_words import division_text
from jidi.service.books import Book
from jidi.service.couriers import CourierCell, CourierView
from jidi.service.safety_names import company_names
from jidi.service.told import Head, Line, Told, Words, share_heads, shares
from jidi.supervision.couriers import FLAGS
from jidi.supervision.credit import Fraction

FLAG_WORDS: Final[Mapping[str, Words]] = {
    "below_floor": ("派费低于下限", "fee below the floor"),
    "over_quota": ("超劳动定额", "over the quota"),
    "fines_high": ("罚款占比高", "fines high"),
    "not_all_insured": ("未全部参保", "not all insured"),
}


def norms_told(view: CourierView) -> Told:
    """The quota and the least fee by kind of county."""
    lines = [
        Line(
            ((view.terms.profiles[name].zh, view.terms.profiles[name].en), one.minutes, one.quota,
             one.floor)
        )
        for name, one in view.norms.items()
    ]  # fmt: skip
    heads = (
        Head("地区", "Area"),
        Head("分钟/件", "Minutes a piece", "number", digits=2),
        Head("定额 件/日", "Quota a day", "number", digits=0, strong=True),
        Head("派费下限 元/件", "Least fee, yuan", "number", digits=2, strong=True),
    )
    return Told("norms", ("劳动定额与派费下限", "Quota and least fee"), heads, lines)


def companies_told(book: Book, view: CourierView) -> Told:
    """Sums by company over its counties: only what was returned with both parts."""
    names, by = company_names(book), dict[str, list[CourierCell]]()
    for cell in view.cells:
        by.setdefault(cell.operator, []).append(cell)
    lines = [
        Line(
            (
                company, names.get(company, "—"), len(cells),
                *shares(_sum(cells, "insured", "couriers")), *shares(_sum(cells, "fines", "pay")),
                _sum(cells, "fees", "pieces").value(),
                *(sum(flag in cell.said.flags for cell in cells) for flag in FLAGS),
            )
        )
        for company, cells in sorted(by.items())
    ]  # fmt: skip
    heads = (
        Head("编号", "Id", "code", wide=True),
        Head("企业", "Company"),
        Head("县数", "Counties", "number", wide=True),
        *share_heads(("参保", "insured"), ("快递员", "couriers"), ("参保率", "insured")),
        *share_heads(("罚款 元", "fines, yuan"), ("报酬 元", "pay, yuan"), ("罚款占比", "fines")),
        Head("派费 元/件", "Fee, yuan", "number", digits=2),
        *(Head(f"{zh}（县）", f"{en} (counties)", "number", wide=True)
          for zh, en in FLAG_WORDS.values()),
    )  # fmt: skip
    title = (f"快递员权益：企业 {view.month}", f"Couriers' rights by company {view.month}")
    return Told("couriers", title, heads, lines, remarks(book, view))


def cells_told(book: Book, view: CourierView, flag: str = "") -> Told:
    """Each company in each county; only those with a flag where one is named."""
    lines = [_line(book, c) for c in view.cells if not flag or flag in c.said.flags]
    heads = (
        Head("问题", "Found"),
        Head("企业", "Company", "code"),
        Head("县", "County"),
        Head("快递员", "Couriers", "number", wide=True),
        Head("派费 元/件", "Fee, yuan", "number", digits=2),
        Head("件/人日", "Pieces a day", "number", digits=0),
        Head("罚款占报酬 %", "Fines to pay %", "number", digits=1),
        Head("参保 %", "Insured %", "number", digits=1),
        Head("无数据", "No data", wide=True),
    )
    title = (f"快递员权益：逐县 {view.month}", f"Couriers' rights by county {view.month}")
    return Told("cells", title, heads, lines, remarks(book, view))


def remarks(book: Book, view: CourierView) -> tuple[Words, ...]:
    """What the standard is, and is not."""
    terms = view.terms
    marks: list[Words] = [
        (
            f"定额与下限为本平台模型，非官方标准；月最低工资按 {view.wage:g} 元计；"
            f"超定额 {terms.over_quota_percent:g}% 以上、"
            f"罚款超报酬 {terms.fines_share_percent:g}% 列出；"
            "两项数据不全的不计",
            "quota and floor are the platform's own model, no official standard; least monthly "
            f"wage {view.wage:g} yuan; shown above {terms.over_quota_percent:g} % over the quota "
            f"and fines above {terms.fines_share_percent:g} % of pay; without a part not counted",
        ),
        (f"数据版本 {book.version}", f"data version {book.version}"),
    ]
    if view.synthetic:
        marks.append(("含合成数据", "holds synthetic data"))
    return tuple(marks)


def _line(book: Book, cell: CourierCell) -> Line:
    said, flags = cell.said, [FLAG_WORDS[flag] for flag in cell.said.flags]
    dark = [FLAG_WORDS[flag] for flag in said.unknown]
    return Line(
        (
            _joined(flags) if flags else ("无" if not dark else "已知部分无",
                                          "none" if not dark else "none known"),
            cell.operator,
            (division_text(book, cell.division, "zh"), division_text(book, cell.division, "en")),
            cell.couriers, said.fee, said.daily, said.fines, said.insured,
            _joined(dark) if dark else "",
        ),
        light=("watch" if flags else "unknown" if dark else "met", ""),
    )  # fmt: skip


def _joined(words: list[Words]) -> Words:
    return "、".join(zh for zh, _ in words), ", ".join(en for _, en in words)


def _sum(cells: list[CourierCell], above: str, below: str) -> Fraction:
    pairs = [(getattr(c.returned, above), getattr(c.returned, below)) for c in cells]
    known = [(a, b) for a, b in pairs if a is not None and b is not None]
    return Fraction(sum(float(a) for a, _ in known), sum(float(b) for _, b in known))
