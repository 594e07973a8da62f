"""From sentences to statements: whose figure is it, of which date, and what does it say?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from jidi.core.errors import ValueProblem
from jidi.model.plan_figure import Operator, Printed, read_printed
from jidi.model.plan_words import one_of, plan_words
from jidi.plan.read.counting import (
    counts_noun,
    is_count,
    limits_a_noun,
    listed_for,
    noun_of_count,
    opens_a_noun,
    states_nothing,
    sums_in,
)
from jidi.plan.read.coverage import coverage_in
from jidi.plan.read.figures import Found, figures_in
from jidi.plan.read.flow import Flow
from jidi.plan.read.naming import MASK, Head, head_of, noun_of, split_names
from jidi.plan.read.saying import FROM, TO, is_share_name, says_of
from jidi.plan.read.sentences import Dated, Period, Sentence, clauses, dates_in, stated_dates
from jidi.plan.read.statement import Says, Statement

_TITLES = re.compile(r"[《«][^》»]*[》»]|\([^()]*\d+号\)|[〔\[]\d{4}[〕\]]\d*号?")
_JOINERS = re.compile(r"[①-⑳]?(?:和|、|及|与|以及|,)?")
_MEASURES = (
    "毫米",
    "厘米",
    "米",
    "平方米",
    "小时",
    "天",
    "公里",
    "千米",
    "公斤",
    "千克",
    "分钟",
    "℃",
)
_PLACE_BEFORE = 12
_SHORTEST_SUBJECT = 4


@dataclass
class Course:
    """What a sentence has said so far: the measures it speaks of and the date that holds."""

    subjects: tuple[str, ...] = ()
    due: date | None = None
    history: list[str] = field(default_factory=list)

    def speak_of(self, *names: str) -> None:
        """The sentence speaks of these measures from here on."""
        self.subjects = names
        self.history += [name for name in names if name not in self.history]

    @property
    def subject(self) -> str:
        """The measure spoken of last."""
        return self.subjects[-1] if self.subjects else ""


def statements_in(
    sentence: Sentence, *, period: Period, places: Sequence[str], due: date | None
) -> Iterator[Statement]:
    """Everything a sentence states.

    :param places: names of the plan's region.
    :param due: the date that an earlier sentence of the paragraph set.
    """
    course = Course(due=due)
    found: list[Statement] = []
    for flow in clauses(sentence.flow):
        found += _Clause(flow, sentence, course, period, places).statements()
    only = stated_dates(sentence.flow.text, period)
    for statement in found:
        if statement.due is None and not statement.earlier and len(only) == 1:
            statement = replace(statement, due=only[0].due)  # 日处理30万件,2022年投用
        yield statement


def date_set_by(sentence: Sentence, period: Period) -> date | None:
    """The last date a sentence states, for the sentences after it."""
    stated = stated_dates(sentence.flow.text, period)
    return stated[-1].due if stated else None


class _Clause:
    def __init__(
        self,
        flow: Flow,
        sentence: Sentence,
        course: Course,
        period: Period,
        places: Sequence[str],
    ) -> None:
        self._flow = flow
        self._sentence = sentence
        self._course = course
        self._places = places
        self._period = period
        text = sentence.flow.text
        self._before_clause = text[: max(text.find(flow.text), 0)]
        titles = _masked(flow.text, [m.span() for m in _TITLES.finditer(flow.text)])
        self._dates = dates_in(titles, period)
        dated = _masked(titles, [d.span for d in self._dates])
        self._sums = list(sums_in(dated))
        self._text = _masked(dated, [m.span() for m in self._sums])
        self._wholes = list(coverage_in(self._text, places=places))
        each = [span for _, _, span, per in self._wholes if per]
        goals = sentence.paragraph.role == "goals"
        self._limit = ""
        self._figures = [
            f
            for f in figures_in(self._text)
            if not any(_overlap(f.span, s) for s in each)
            and not states_nothing(f, self._text, goals=goals)
            and not _names_a_rate(f, self._text)
        ]

    def statements(self) -> Iterator[Statement]:
        """Figures, wholes in words, sums of parts; the measures named go on to the next clause."""
        stated = [d for d in self._dates if not d.compared and not d.opens]
        if stated and not self._figures:
            self._course.due = stated[-1].due
        figures = list(self._of_figures())
        yield from self._of_sums()
        yield from self._of_wholes()
        yield from figures
        if not figures and not self._wholes:
            name = head_of(self._text, places=self._places).name
            if len(name) >= _SHORTEST_SUBJECT:
                self._course.speak_of(name)
        if stated:
            self._course.due = stated[-1].due

    def _of_wholes(self) -> Iterator[Statement]:
        for name, printed, span, per in self._wholes:
            for part in _parallel_wholes(name or self._course.subject):
                yield Statement(
                    says=Says.COVERAGE,
                    name=part,
                    printed=printed,
                    unit="%",
                    place=self._flow.part(*span),
                    sentence=self._sentence,
                    due=self._due(span[0]),
                    date_place=self._date_place(span[0]),
                    per=per,
                )

    def _of_sums(self) -> Iterator[Statement]:
        for match in self._sums:
            try:
                printed = read_printed(match[0])
            except ValueProblem:
                continue
            tail = self._text[match.end() :].lstrip('”"')
            yield Statement(
                says=Says.STRUCTURE,
                name=f"“{match[0]}”{_CODED.sub('', noun_of(tail) or tail)[:12]}",
                printed=printed,
                unit="个",
                place=self._flow.part(*match.span()),
                sentence=self._sentence,
                due=self._due(match.start()),
                chinese=True,
            )

    def _due(self, place: int) -> date | None:
        before = [d for d in self._dates if not (d.compared or d.opens) and d.span[0] <= place]
        return before[-1].due if before else self._course.due

    def _date_place(self, place: int) -> Flow | None:
        """The characters of the date stated in the clause."""
        before = [d for d in self._dates if not (d.compared or d.opens) and d.span[0] <= place]
        return self._flow.part(*before[-1].span) if before else None

    def _compared(self, place: int) -> date | None:
        """The other year of a comparison: the nearest before the figure, else behind it."""
        compared = [d for d in self._dates if d.compared]
        before = [d for d in compared if d.span[0] <= place]
        return before[-1].due if before else (compared[0].due if compared else None)

    def _of_figures(self) -> Iterator[Statement]:
        for group in self._groups():
            first = self._figures[group[0]]
            raw = self._text[self._end_before(group[0]) : first.span[0]]
            head = head_of(raw, places=self._places)
            if self._limit and head.name:
                head = Head(self._limit + head.name, head.verbs)
            self._limit = ""
            if is_count(first.unit) and re.search(r"(?:和|及|与|以及|、|,|或|\+)$", raw):
                # The noun before 和 belongs to the count before it, its verb to both.
                head = Head("", (*head.verbs, *self._first_verbs(group[0])))
            if len(group) > 1:
                yield from self._of_list(group, head, raw)
            else:
                yield from self._of_one(group[0], head, raw)

    def _end_before(self, n: int) -> int:
        return self._figures[n - 1].span[1] if n else 0

    def _first_verbs(self, n: int) -> tuple[str, ...]:
        if not n:
            return ()
        return head_of(self._text[: self._figures[0].span[0]], places=self._places).verbs

    def _groups(self) -> Iterator[list[int]]:
        """Figures that share one head: ``51.88亿元和69.28亿元``."""
        group: list[int] = []
        for n, figure in enumerate(self._figures):
            if group and not self._goes_on(self._figures[n - 1], figure):
                yield group
                group = []
            group.append(n)
        if group:
            yield group

    def _goes_on(self, before: Found, figure: Found) -> bool:
        between = self._text[before.span[1] : figure.span[0]]
        each = "分别" in self._text[: before.span[0]]
        alike = each or _same_kind(before.unit, figure.unit)
        return bool(_JOINERS.fullmatch(between)) and alike

    def _of_list(self, group: list[int], head: Head, raw: str) -> Iterator[Statement]:
        """Several figures for several measures, one each, or all for the one."""
        dates = self._dates_of_list(group)
        names = (head.name,) * len(group) if dates and head.name else ()
        names = names or self._names_of_list(head, len(group))
        for position, (name, n) in enumerate(zip(names, group, strict=True)):
            for stated in self._stated(self._figures[n], Head(name, head.verbs), raw):
                yield replace(stated, due=dates[position].due) if dates else stated
        self._course.speak_of(*names)

    def _dates_of_list(self, group: list[int]) -> list[Dated]:
        """2022年、2023年分别达到45%、60%: as many dates as figures."""
        start = self._figures[group[0]].span[0]
        before = [d for d in self._dates if not (d.compared or d.opens) and d.span[1] <= start]
        earlier = stated_dates(self._before_clause, self._period)
        for dates in (before, earlier):
            if len(dates) == len(group) > 1 and "分别" in self._text[:start]:
                return dates
        return []

    def _names_of_list(self, head: Head, count: int) -> tuple[str, ...]:
        """As many names as figures: those of the head, else the last ones of the sentence."""
        if head.name.startswith("占"):
            part = head.name if is_share_name(head.name[1:]) else f"{head.name}比重"
            return tuple(name + part for name in self._names_of_list(Head("", ()), count))
        if head.name:
            parts = split_names(head.name)
            first = parts[0] if parts else ""
            full = (first, *(_with_prefix(part, first) for part in parts[1:]))
            return full if len(full) == count else (head.name,) * count
        said = self._course.subjects
        if len(said) == 1 and len(split_names(said[0])) == count:
            return self._names_of_list(Head(said[0], ()), count)
        if len(said) != count:
            said = tuple(self._course.history[-count:])
        return said if len(said) == count else (self._course.subject,) * count

    def _of_one(self, n: int, head: Head, raw: str) -> Iterator[Statement]:
        figure = self._figures[n]
        following = self._figures[n + 1] if n + 1 < len(self._figures) else None
        tail = self._text[figure.span[1] : following.span[0] if following else len(self._text)]
        if following is not None and FROM.search(raw) and TO.match(tail):
            yield from self._from_to(figure, following, head)
        elif figure.unit != "倍" and _COMPARED_VALUE.search(raw):
            name = head.name or self._course.subject
            earlier = self._statement(Says.LEVEL, figure, name, "")
            yield replace(earlier, due=earlier.compared, earlier=True)
        elif n and self._ends_pair(n):
            return
        elif self._is_threshold(figure, head, tail, following) or limits_a_noun(
            self._figures, n, self._text
        ):
            name = head.name or noun_of(tail) or self._course.subject
            self._limit = (
                figure.text.lstrip("、和及") if opens_a_noun(self._figures, n, self._text) else ""
            )
            yield self._statement(Says.THRESHOLD, figure, name, raw)
        else:
            yield from self._stated(figure, head, raw, tail=tail)

    def _ends_pair(self, n: int) -> bool:
        before, figure = self._figures[n - 1], self._figures[n]
        opened = FROM.search(self._text[self._end_before(n - 1) : before.span[0]])
        return bool(opened and TO.match(self._text[before.span[1] : figure.span[0]]))

    def _from_to(self, first: Found, second: Found, head: Head) -> Iterator[Statement]:
        """由2015年的42.1%上升至56.6%: two values of one measure."""
        name = self._full(head.name) if head.name else self._course.subject
        inside = [d for d in self._dates if d.span[1] <= first.span[0]]
        base = inside[-1] if inside and _near(inside[-1], first) else None
        outer = [d for d in inside if d is not base]
        between = [d for d in self._dates if first.span[1] <= d.span[0] < second.span[0]]
        says = Says.SHARE if is_share_name(name) else Says.LEVEL
        self._course.speak_of(name)
        earlier = self._statement(says, first, name, "")
        yield replace(earlier, due=base.due if base else None, earlier=True)
        due = (between or outer)[-1].due if between or outer else self._course.due
        same = first.unit == second.unit
        later = self._statement(says, second, name, "")
        yield replace(later, due=due, base=first.printed if same else None)

    def _is_threshold(self, figure: Found, head: Head, tail: str, following: Found | None) -> bool:
        """45毫米以下“瘦身胶带”封装比例达到98.5%: the first figure is part of a name."""
        measure = figure.unit in _MEASURES and following is not None
        return measure and not head.name and bool(head_of(tail).name)

    def _stated(
        self, figure: Found, head: Head, raw: str, *, tail: str = ""
    ) -> Iterator[Statement]:
        noun = noun_of(tail)
        listed = listed_for(figure, raw, noun, self._rest(figure))
        each = _EACH_TIME.search(raw) is not None
        if not each and (listed or counts_noun(figure, head, noun, self._text)):
            name = noun_of_count(self._figures, figure, noun, self._text)
            made = head.makes or bool(set(head.verbs) & set(plan_words().verbs.making))
            self._course.speak_of(name)
            counted = self._statement(Says.COUNT, figure, name, raw)
            place = self._place_of(listed, figure) if listed else None
            yield replace(counted, made=made, listed=listed, list_place=place)
            return
        stated = self._measured(figure, head, raw, noun, tail)
        names = split_names(stated.name) if stated.says is Says.MULTIPLE else ()
        if len(names) > 1 and not figure.printed.text[0].isdecimal():
            yield from (replace(stated, name=_with_prefix(n, names[0])) for n in names)
            return
        yield stated

    def _place_of(self, listed: tuple[str, ...], figure: Found) -> Flow | None:
        """Where the names stand that are listed before a number."""
        first = self._text.rfind(listed[0], 0, figure.span[0])
        return self._flow.part(first, figure.span[0]) if first >= 0 else None

    def _measured(self, figure: Found, head: Head, raw: str, noun: str, tail: str) -> Statement:
        compared = self._compared(figure.span[0]) is not None
        says = says_of(figure, head, raw, compared=compared)
        name = head.name or self._course.subject
        if says is Says.CHANGE and "同比" in raw:
            name = f"{name}同比增速"
        if says is Says.SHARE and head.name.startswith("占"):
            tail_word = "" if is_share_name(head.name[1:]) else "比重"
            name = self._course.subject + head.name + tail_word
        elif head.name:
            name = self._full(head.name)
            self._course.speak_of(name)
        name = _completed(name, figure, noun, tail)
        if head.rises and says is Says.INCREMENT and figure.unit != "个百分点":
            name = f"新增{name.removeprefix('新增')}"
        return self._statement(says, figure, name, raw)

    def _full(self, name: str) -> str:
        """业务收入 behind 快递业务量 is 快递业务收入."""
        return _with_prefix(name, self._course.subject)

    def _rest(self, figure: Found) -> str:
        """The paragraph behind a figure."""
        paragraph = self._sentence.paragraph.flow.text
        start = paragraph.find(self._flow.text)
        return paragraph[start + figure.span[1] :]

    def _statement(self, says: Says, figure: Found, name: str, raw: str) -> Statement:
        start, end = figure.span
        before = re.search(rf"[^,;、{MASK}]*$", self._text[:start])
        lead = min(len(before[0]) if before else 0, _PLACE_BEFORE)
        grew = bool(re.search(r"增长|增加|提高|提升|扩大|上升", raw)) and "到" not in raw
        name, unit = _per_time(name, raw, figure.unit)
        return Statement(
            says=says,
            name=name,
            printed=_hedged(figure.printed, raw),
            unit=unit,
            place=self._flow.part(start - lead, end),
            sentence=self._sentence,
            due=self._due(start),
            date_place=self._date_place(start),
            each=bool(_EACH_PLACE.search(self._text[:start])),
            compared=self._compared(start),
            grew_by=grew and not figure.printed.text.startswith("翻"),
            fell_by=bool(re.search(r"下降|降低|减少|缩短", raw)) and "到" not in raw,
            chinese=figure.chinese,
        )


def _completed(name: str, figure: Found, noun: str, tail: str) -> str:
    """Names that the words behind the figure complete or that end before a comparison."""
    if not name:
        return noun
    if figure.unit == "倍":
        return re.split(r"为|是", name)[0]
    if figure.unit in _MEASURES and tail.startswith("的") and noun:
        return noun + re.split(one_of(plan_words().verbs.making), name)[-1]
    if re.match(r"都?是|都?为|用于", tail) and noun:
        return name + re.sub(r"^都?[是为]|^用于", "", noun)
    return name


_CODED = re.compile(r"^(?:“\d*\u25a1*”)+")
_COMPARED_VALUE = re.compile(rf"(?:比|较)?{MASK}+的$")
_EACH_TIME = re.compile(r"每(周|天|日|月|年)$")


def _per_time(name: str, raw: str, unit: str) -> tuple[str, str]:
    """每周五班次: the unit is 班次/周."""
    found = _EACH_TIME.search(raw)
    if found is None:
        return name, unit
    return re.sub(r"(?:实现|达到)?每?[周天日月年]?$", "", name), f"{unit}/{found[1]}"


_RATE = re.compile(
    r"(?:以?内|及以上)?[\u4e00-\u9fff]{0,8}?(?:准时率|妥投率|达标率|送达率|投递率|率)"
)


def _names_a_rate(figure: Found, text: str) -> bool:
    """72小时准时率: the hours are part of the name."""
    return figure.unit in ("小时", "天", "日") and bool(_RATE.match(text[figure.span[1] :]))


_EACH_PLACE = re.compile(r"每个?(?:县|旗|区|市|乡镇|镇|街道|村|行政村|建制村|社区|地市)[^,]*$")


def _hedged(printed: Printed, raw: str) -> Printed:
    """力争…达到20%, 至少建成1个: words apart from the figure that are part of what it says."""
    for word, lead in (("力争", "力争"), ("至少", "至少"), ("不少于", "不少于")):
        if word in raw and not printed.certainty and printed.operator is Operator.EXACT:
            try:
                return read_printed(lead + printed.text)
            except ValueProblem:
                return printed
    return printed


def _with_prefix(name: str, before: str) -> str:
    """业务收入 behind 快递业务量 borrows what stands before 业务."""
    prefix, word, _ = before.partition("业务")
    return prefix + name if word and prefix and name.startswith("业务") else name


def _masked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    signs = list(text)
    for start, end in spans:
        signs[start:end] = MASK * (end - start)
    return "".join(signs)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _near(dated: Dated, figure: Found) -> bool:
    return figure.span[0] - dated.span[1] <= 1


def _same_kind(one: str, other: str) -> bool:
    return one.lstrip("万亿千百十") == other.lstrip("万亿千百十")


def _parallel_wholes(name: str) -> tuple[str, ...]:
    """园区、中心、站点全覆盖 are three wholes; 省、市两级 is one."""
    parts = name.split("、")
    alike = len(parts) > 1 and all(_OF_PLACES.search(part) for part in parts)
    return tuple(parts) if alike and min(map(len, parts)) >= 5 else (name,)


_OF_PLACES = re.compile(r"(?:园区|中心|站点|网点|机构|服务站|站|所|点|体系|网络|乡镇|村)$")
