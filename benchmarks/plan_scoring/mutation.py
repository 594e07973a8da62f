"""Real plans made strange by a seed: other numbers, bounds, places, layouts; truth goes along."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from plan_scoring import layouts
from plan_scoring.anchored import Anchor, Anchored, Edit
from plan_scoring.plain_text import flat
from plan_scoring.truth import Truth

YEARS = 5
ALSO = " also"
"""Mark behind the item of rows that are true without being asked for."""
_FIXED = {"structure", "list", "code", "threshold", "area", "box", "notation"}
"""Kinds whose numbers stay: they count names, or are names; a project that lists its own too."""


def mutated(text: Anchored, seed: int) -> tuple[Anchored, list[str]]:
    """The plan changed in words and layout, and the names of what was done."""
    dice = random.Random(seed)
    text = renumbered(text, dice)
    done = ["numbers"]
    for name, change in _WORDS.items():
        if dice.random() < 0.6:
            text = change(text, dice)
            done.append(name)
    if dice.random() < 0.7:
        text = tabulated(text)
    for choice in _LAYOUTS:
        name, change = dice.choice(choice)
        if change is not None:
            text = change(text, dice)
            done.append(name)
    return text, done


def renumbered(text: Anchored, dice: random.Random) -> Anchored:
    """Other numbers, the same wherever the plan repeats one, and a table that still adds up."""
    new = _new_values([anchor.row for anchor in text.anchors], dice)
    edits, rows, seen = [], {}, set()
    for anchor in text.anchors:
        value = new.get(_key(anchor.row))
        printed = text.text[anchor.start : anchor.end]
        if value is None or flat(printed) != anchor.row.value:
            continue
        rows[anchor.row] = replace(anchor.row, value=value)
        if (anchor.start, anchor.end) not in seen:
            edits.append(Edit(anchor.start, anchor.end, _like(value, printed)))
            seen.add((anchor.start, anchor.end))
    return text.edited(edits).with_rows(rows)


def _key(row: Truth) -> tuple[str, str, str]:
    """Figures that must change alike: one item's number of one kind in one unit."""
    return row.item.removesuffix(ALSO), row.value, row.unit


def _new_values(rows: list[Truth], dice: random.Random) -> dict[tuple[str, str, str], str]:
    new: dict[tuple[str, str, str], str] = {}
    for item in dict.fromkeys(row.item for row in rows if row.section == "table"):
        new |= _table_row(
            [row for row in rows if row.item == item and row.section == "table"], dice
        )
    counted = {row.item for row in rows if row.what == "list"}
    for row in rows:
        if row.what in _FIXED or not row.value or row.high or "/" in row.value:
            continue
        if row.what != "project" or row.item not in counted:
            new.setdefault(_key(row), _other(row, dice))
    return new


def _table_row(rows: list[Truth], dice: random.Random) -> dict[tuple[str, str, str], str]:
    """New baseline and level, and the growth or increment that follows from them."""
    by_kind = {row.what: row for row in rows}
    base, level = by_kind.get("baseline"), by_kind.get("level")
    if base is None or level is None:
        return {}
    new_base, new_level = _other(base, dice), _other(level, dice)
    if (Decimal(new_level) - Decimal(new_base)) * (level_of(level) - level_of(base)) <= 0:
        if {"%", "分"} & {*level.units}:
            new_base = _like_digits(Decimal(new_base) * Decimal("0.9"), base.value)
        new_level = _like_digits(Decimal(new_base) * level_of(level) / level_of(base), level.value)
    found = {_key(base): new_base, _key(level): new_level}
    for kind in ("growth", "increment"):
        if kind in by_kind:
            row = by_kind[kind]
            change = _change(kind, Decimal(new_base), Decimal(new_level))
            found[_key(row)] = _like_digits(change, row.value)
    return found


def level_of(row: Truth) -> Decimal:
    """The row's value."""
    return Decimal(row.value)


def _change(kind: str, base: Decimal, level: Decimal) -> Decimal:
    if kind == "increment":
        return level - base
    return Decimal((float(level / base) ** (1 / YEARS) - 1) * 100)


def _other(row: Truth, dice: random.Random) -> str:
    """A number of the same look: as many decimals, per cents below a hundred stay below."""
    if row.value in ("100", "0"):
        return row.value
    value = Decimal(row.value)
    factor = Decimal(str(round(dice.uniform(0.75, 1.3), 3)))
    other = value * factor
    if "%" in row.units or "分" in row.units:
        other = min(other, Decimal("99.4")) if value > 20 else other
    return _like_digits(max(other, Decimal(1).scaleb(-_decimals(row.value))), row.value)


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])


def _like_digits(value: Decimal, like: str) -> str:
    step = Decimal(1).scaleb(-_decimals(like))
    return f"{value.quantize(step, rounding=ROUND_HALF_UP):f}"


def _like(value: str, printed: str) -> str:
    """``value`` in the digits and with the decimal point of ``printed``."""
    point = next((sign for sign in printed if flat(sign) == "."), ".")
    wide = any("０" <= sign <= "９" for sign in printed)
    digits = "".join(chr(ord(s) + 0xFEE0) if wide and s.isdigit() else s for s in value)
    return digits.replace(".", point)


_BOUNDS = {
    "超过": [("突破", ">"), ("不低于", "≥"), ("高于", ">"), ("超", ">")],
    "突破": [("超过", ">"), ("不少于", "≥")],
    "以上": [("左右", "≈"), ("以上", "≥")],
    "左右": [("以上", "≥"), ("左右", "≈")],
}
_BEHIND = r"(\s*(?:[%％]|[万亿]?\s*[件元个家处组条座项分]))"


def reworded(text: Anchored, dice: random.Random) -> Anchored:
    """Other words of bounds around figures in prose and boxes, and the operator they mean."""
    edits, rows = [], {}
    for anchor in _movable(text):
        change = _bound_before(text, anchor, dice) or _bound_behind(text, anchor, dice)
        if change is not None:
            edit, operator = change
            edits.append(edit)
            rows[anchor.row] = replace(anchor.row, operator=operator)
    return text.edited(edits).with_rows(rows)


def _movable(text: Anchored) -> list[Anchor]:
    """Anchors on figures in digits outside the table that stand alone at their place."""
    places = [(anchor.start, anchor.end) for anchor in text.anchors]
    return [
        anchor
        for anchor in text.anchors
        if anchor.row.section in ("prose", "box")
        and anchor.row.what not in _FIXED
        and not anchor.row.high
        and flat(text.text[anchor.start : anchor.end]) == anchor.row.value
        and places.count((anchor.start, anchor.end)) == 1
    ]


def _bound_before(text: Anchored, anchor: Anchor, dice: random.Random) -> tuple[Edit, str] | None:
    before = text.text[anchor.start - 2 : anchor.start]
    if before not in ("超过", "突破"):
        return None
    word, operator = dice.choice(_BOUNDS[before])
    return Edit(anchor.start - 2, anchor.start, word), operator


def _bound_behind(text: Anchored, anchor: Anchor, dice: random.Random) -> tuple[Edit, str] | None:
    behind = re.match(_BEHIND + r"(以上|左右)?(?![一-龥])", text.text[anchor.end : anchor.end + 8])
    if behind is None or dice.random() < 0.4:
        return None
    end = anchor.end + behind.end(1)
    if behind[2]:
        word, operator = dice.choice(_BOUNDS[behind[2]])
        return Edit(end, end + 2, word), operator
    if anchor.row.operator != "=" or anchor.row.what in ("fact", "multiple"):
        return None
    word, operator = dice.choice([("左右", "≈"), ("以上", "≥")])
    return Edit(end, end, word), operator


_PLACES = {
    "山西": "湖北", "太原": "武汉", "大同": "襄阳", "晋中": "荆州", "运城": "十堰", "临汾": "黄冈",
    "吕梁": "随州", "长治": "孝感", "朔州": "咸宁", "晋城": "鄂州", "内蒙古": "新疆",
    "呼和浩特": "乌鲁木齐", "包头": "昌吉", "赤峰": "哈密", "通辽": "伊宁", "鄂尔多斯": "克拉玛依",
    "呼伦贝尔": "吐鲁番", "巴彦淖尔": "阿克苏", "乌兰察布": "库尔勒", "满洲里": "霍尔果斯",
    "二连浩特": "阿拉山口", "苏木乡镇": "乡镇", "盟市": "地州",
}  # fmt: skip


def elsewhere(text: Anchored, _dice: random.Random) -> Anchored:
    """The same plan of another province: other names of places, in truth too."""
    names = sorted(_PLACES, key=len, reverse=True)
    pattern = re.compile("|".join(r"\s*".join(name) for name in names))
    edits = [
        Edit(f.start(), f.end(), _PLACES[re.sub(r"\s", "", f.group())])
        for f in pattern.finditer(text.text)
    ]
    rows = {anchor.row: _moved(anchor.row, pattern) for anchor in text.anchors}
    return text.edited(edits).with_rows(rows)


def _moved(row: Truth, pattern: re.Pattern[str]) -> Truth:
    def there(words: str) -> str:
        return pattern.sub(lambda f: _PLACES[f.group()], words)

    return replace(row, name=there(row.name), listed=there(row.listed), must=there(row.must))


_HEADS = {
    "2020年": ("基期值（2020年）", "2020年实际"),
    "2025年": ("目标值（2025年）", "2025年目标"),
}


def reheaded(text: Anchored, dice: random.Random) -> Anchored:
    """Other headings over the year columns of tab-separated tables."""
    lines, edits, start = layouts.table_lines(text), [], 0
    for number, line in enumerate(text.text.split("\n")):
        if lines and number == lines[0]:
            for head, others in _HEADS.items():
                found = line.find(head)
                if found >= 0:
                    other = dice.choice(others)
                    edits.append(Edit(start + found, start + found + len(head), other))
        start += len(line) + 1
    return text.edited(edits)


Change = Callable[[Anchored, random.Random], Anchored]

_WORDS: dict[str, Change] = {"operators": reworded, "places": elsewhere, "headings": reheaded}


def _columns(text: Anchored, dice: random.Random) -> Anchored:
    """The three figure columns in another order; what stands before them stays in front."""
    if not layouts.table_lines(text):
        return text
    *front, base, level, growth = _width(text)
    figures = [base, level, growth]
    dice.shuffle(figures)
    return layouts.with_columns(text, [*front, *figures])


def _without_growth(text: Anchored, _dice: random.Random) -> Anchored:
    if not layouts.table_lines(text):
        return text
    return layouts.with_columns(text, _width(text)[:-1])


def _width(text: Anchored) -> list[int]:
    """The numbers of the columns of the first tab-separated table."""
    lines = text.text.split("\n")
    head = next(lines[n] for n in layouts.table_lines(text))
    return list(range(head.rstrip("\t").count("\t") + 1))


def tabulated(text: Anchored) -> Anchored:
    """The blank-separated table of the Inner Mongolian plan with tabs and its heading in one line.

    Other texts stay as they are.
    """
    head = re.search(r"序\n号 指标名称 单位 (２０２０年)(２０２５年)\n\n年均增速\n", text.text)
    if head is None:
        return text
    line = f"序号\t指标名称\t单位\t{head[1]}\t{head[2]}\t年均增速"
    edits = [Edit(head.start(), head.end(), line)]
    for row in re.finditer(r"(?m)^[１-９] \S+ \S+ \S+ \S+ \S+$", text.text):
        blanks = re.finditer(" ", row.group())
        edits += [Edit(row.start() + b.start(), row.start() + b.end(), "\t") for b in blanks]
    return text.edited(edits)


def _rewrapped(text: Anchored, width: int, *, gap: int) -> Anchored:
    """Lines of another width; a text that was broken before is joined first."""
    return layouts.wrapped(layouts.joined(text), width=width, gap=gap)


_LAYOUTS: tuple[tuple[tuple[str, Change | None], ...], ...] = (
    (
        ("table as it is", None),
        ("columns in another order", _columns),
        ("no growth column", _without_growth),
    ),
    (
        ("brackets as they are", None),
        ("round brackets 【】", lambda text, _: layouts.with_brackets(text, "【】")),
        ("brackets 〔〕", lambda text, _: layouts.with_brackets(text, "〔〕")),
    ),
    (
        ("lines as they are", None),
        ("lines joined", lambda text, _: layouts.joined(text)),
        ("wrapped", lambda text, dice: _rewrapped(text, dice.choice((24, 32, 45)), gap=0)),
        (
            "wrapped with blank lines",
            lambda text, dice: _rewrapped(text, dice.choice((28, 36)), gap=1),
        ),
    ),
    (
        ("cells as they are", None),
        ("one cell to a line", lambda text, _: layouts.one_cell_to_a_line(text)),
        ("cells between bars", lambda text, _: layouts.with_separator(text, " | ")),
        ("cells between blanks", lambda text, _: layouts.with_separator(text, "   ")),
    ),
    (
        ("digits as they are", None),
        ("full-width digits", lambda text, _: layouts.full_width(text)),
        ("half-width digits", lambda text, _: layouts.half_width(text)),
    ),
    (
        ("points as they are", None),
        ("private-use points", lambda text, _: layouts.with_point(text, "\U001001b0")),
        ("full-width points", lambda text, _: layouts.with_point(text, "．")),
    ),
    (
        ("no new page numbers", None),
        ("page numbers —7—", lambda text, _: layouts.paged(text, every=37)),
        ("page numbers - 12 -", lambda text, _: layouts.paged(text, every=45, mark="- {} -")),
        ("page numbers 第12页", lambda text, _: layouts.paged(text, every=40, mark="第{}页")),
    ),
)
