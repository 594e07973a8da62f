"""The name of what is measured: words between what came before and the figure, without verbs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from jidi.model.plan_words import one_of, plan_words

MASK = "\u25a1"
"""What stands in for a date or a title, so that it is neither a name nor a figure."""

_JUNK = f"{MASK} ,、。;:“”\"'-—()"
_MEASURE_ENDS = re.compile(
    r"(?:率|量|数|额|度|比|重|水平|能力|效率|面积|规模|体系|周期|时间|时限|指数)"
)
_YEARS = re.compile(r"^(?:[一二三四五六七八九十\d]+年(?:来|间|内|累计)?|近年来|近几年)")
_REMARK = re.compile(r"\((?:不?含|不?包括|其中|剔除)[^()]*\)?$")
_NO_NAMES = ("行业", "产业", "全行业", "累计", "其中", "同比", "预计")
_COMPARED = re.compile(rf"(?:比|较|与|同|以|和)?{MASK}+(?:相比|为基数)?")
_SHORTEST_NAME = 2
_LONGEST_NAME = 40


@dataclass(frozen=True)
class Head:
    """Words before a figure, taken apart.

    :param name: what is measured; empty when only verbs stand there.
    :param verbs: the verbs behind it, the nearest to the figure first.
    """

    name: str
    verbs: tuple[str, ...]

    @property
    def makes(self) -> bool:
        """Whether the figure counts what is to be made (建设10个…)."""
        return not self.name and bool(set(self.verbs) & _making())

    @property
    def rises(self) -> bool:
        """Whether the figure is a change (增长8%), not a level reached."""
        return bool(self.verbs) and self.verbs[0] in _changing()


@cache
def _making() -> frozenset[str]:
    return frozenset(plan_words().verbs.making)


@cache
def _changing() -> frozenset[str]:
    verbs = plan_words().verbs
    return frozenset([*verbs.rising, *verbs.falling])


@cache
def _ends() -> re.Pattern[str]:
    verbs = plan_words().verbs
    words = [*verbs.reaching, *verbs.rising, *verbs.falling, *verbs.making]
    return re.compile(rf"(?:{one_of(words)})$")


@cache
def _starts() -> re.Pattern[str]:
    verbs = plan_words().verbs
    return re.compile(rf"(?:{one_of([*verbs.leading, *verbs.making])})")


@cache
def _names() -> tuple[str, ...]:
    return plan_words().verbs.names


def head_of(text: str, *, places: Sequence[str] = ()) -> Head:
    """The words before a figure as a name and the verbs behind it.

    :param places: names of the plan's own region, which belong to no measure.
    """
    rest = _COMPARED.sub(MASK, text).strip(_JUNK)
    verbs: list[str] = []
    while (found := _ends().search(rest)) is not None:
        verbs.append(found[0])
        rest = rest[: found.start()].rstrip(_JUNK)
    name = without_lead(rest, places=places)
    if not name and rest:
        verbs.append(rest)
    name = _REMARK.sub("", name.replace(MASK, ""))
    if name in _NO_NAMES:
        name = ""
    return Head(_balanced(_bounded(name)), tuple(verbs))


def without_lead(text: str, *, places: Sequence[str] = ()) -> str:
    """A name without connecting words, place and verbs before it."""
    rest = text.strip(_JUNK)
    while True:
        rest = _YEARS.sub("", rest).lstrip(_JUNK)
        place = next((p for p in places if rest.startswith(p) and len(rest) > len(p) + 1), None)
        if place is not None:
            rest = rest[len(place) :].lstrip(_JUNK)
            continue
        found = None if rest.startswith(_names()) else _starts().match(rest)
        if found is None or _MEASURE_ENDS.match(rest[found.end() :]):
            return rest if len(rest) >= _SHORTEST_NAME else ""
        rest = rest[found.end() :].lstrip(_JUNK)


def _balanced(name: str) -> str:
    """Closing brackets that were stripped with the commas, put back."""
    for opening, closing in ("()", "“”"):
        name += closing * (name.count(opening) - name.count(closing))
        while name.count(closing) > name.count(opening):
            name = name.replace(closing, "", 1)
    return name


def _bounded(name: str) -> str:
    """A name that is not a whole sentence: its last words, where it would be too long."""
    if len(name) <= _LONGEST_NAME:
        return name
    parts = re.split(r"[、;]|并|以及", name)
    return parts[-1][-_LONGEST_NAME:]


_HAS = re.compile(
    r"(?P<who>[\u4e00-\u9fff]{2,8}?)(?:均|都)(?:设有|建有|配有|拥有)(?P<what>.{2,30})"
)
_TAIL_STOPS = re.compile(
    rf"[,。;:”+]|{MASK}|(?<=.)全覆盖|(?<=.)(?:并|从而|以及|以满足|以实现|不断|进一步|建设规划|,)|(?:均|已|全部|实现|全面|基本)(?=.)"
)
_TAIL_END = re.compile(
    r"(?:和|及|与|、|或|以及|等|左右|以上|组建|成立|建成|工作|建设|开通|建成运行|投入使用|投用|投入运营|运行|投运|运营|布局)$"
)


def noun_of(tail: str) -> str:
    """The noun that a count stands before: ``个示范项目和`` → 示范项目."""
    if not re.match(r"的?[\u4e00-\u9fffA-Z“]", tail):
        return ""
    rest = tail.lstrip("的 ").strip(_JUNK.replace("“", "").replace("”", ""))
    owner = _HAS.match(rest)
    if owner is not None:
        rest = f"设有{noun_of(owner['what'])}的{owner['who']}"
    for found in _TAIL_STOPS.finditer(rest):
        before = rest[: found.start()]
        inside = before.count("“") > before.count("”") or (found[0] == "”" and "“" in before)
        if found.start() >= _SHORTEST_NAME and not (inside and found[0] in "”+"):
            rest = rest[: found.start()]
            break
    while (end := _TAIL_END.search(rest)) is not None:
        rest = rest[: end.start()]
    return _balanced(rest.strip(_JUNK)[:_LONGEST_NAME].replace(MASK, ""))


_LONGEST_ITEM = 24


def listed_before(text: str, number: int) -> tuple[str, ...]:
    """The names that stand before a number that counts them: ``包头市、赤峰市2个枢纽``.

    Empty when there are not exactly ``number`` of them.
    """
    if number < _SHORTEST_NAME:
        return ()
    tail = re.split(r"[,;。:]", text.replace(MASK, ""))[-1]
    items = re.split(r"、", tail)
    if len(items) < number:
        items = re.split(r"、|和|及|与", tail)
    items = items[-number:]
    if len(items) < number or not all(0 < len(i) <= _LONGEST_ITEM for i in items[1:]):
        return ()
    first = re.split(r"至|往|连接", _after_last_verb(items[0]))[-1]
    names = (first, *(_without_verb(item) for item in items[1:]))
    return names if all(names) else ()


def _without_verb(item: str) -> str:
    """A listed name without the verb that leads on to the number: 湛江建设."""
    rest = item.strip(_JUNK)
    found = _ends().search(rest)
    if found is not None and found.start() >= _SHORTEST_NAME and found[0] in _making():
        rest = rest[: found.start()]
    return rest


def _after_last_verb(text: str) -> str:
    """The name at the end of words that lead to a list."""
    rest = text
    for found in _verbs_inside().finditer(text):
        if len(text) - found.end() >= _SHORTEST_NAME:
            rest = text[found.end() :]
    return rest.strip(_JUNK) if len(rest) <= _LONGEST_ITEM else ""


@cache
def _verbs_inside() -> re.Pattern[str]:
    words = [w for w in plan_words().verbs.making if len(w) > 1]
    return re.compile(rf"(?:{one_of([*words, '以及', '在', '包括', '即'])})")


def listed_after(text: str, number: int, noun: str) -> tuple[str, ...]:
    """The names that a later clause lists for a count: 七个工程 … 实施甲工程、乙工程 …

    Each must end like the noun counted, or the last one must.
    """
    last = noun[-2:]
    for clause in re.split(r"[,;。:]", text):
        items = [item for item in re.split(r"、|(?<=工程)和", clause) if item]
        if number >= 3 and len(items) == number and items[-1].strip(_JUNK).endswith(last):
            first = _after_last_verb(items[0])
            return (first or items[0], *(item.strip(_JUNK) for item in items[1:]))
    return ()


def split_names(name: str) -> tuple[str, ...]:
    """The names of a list: ``业务总量和业务收入`` → two."""
    return tuple(part for part in re.split(r"、|和|及|与|以及", name) if part)
