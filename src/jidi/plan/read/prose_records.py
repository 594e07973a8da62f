"""From statements to targets, facts, milestones and projects of a draft.

What a statement becomes depends on where it stands: below 现状 it is a fact, below 目标 a target,
in tasks and boxes a target, a milestone or a project; a date other than the plan's end makes it a
milestone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from jidi.model.plan_figure import read_printed
from jidi.model.plan_record import ConditionKind, Fact, Milestone, Project, Target
from jidi.plan.read.flow import Flow
from jidi.plan.read.known import normal
from jidi.plan.read.making import (
    Drafting,
    direction_of,
    kind_of_project,
    path_of,
    quantity_of,
)
from jidi.plan.read.naming import without_lead
from jidi.plan.read.sentences import Period
from jidi.plan.read.statement import Says, Statement

Made = Target | Milestone | Fact | Project
_VALUES = (Says.LEVEL, Says.SHARE, Says.COVERAGE, Says.COUNT, Says.INCREMENT)
_BUILDING = re.compile(
    r"建设|新建|打造|培育|创建|改造|设立|开通|增设|布局|组建|建立|遴选|评选|认定|扶持|引进|布放|投放"
    r"|试点|开行|实施|推进|建成|支持|发展|形成|培训|制定|制修订|配备|开展"
)
_MOST_CHINESE_NOUN = 3
"""三个融合, 七大跨越: a noun as short as this makes a slogan, not a project."""


@dataclass
class _Group:
    """Statements of one paragraph about one measure that make one target."""

    name: str
    statements: list[Statement] = field(default_factory=list)
    baseline: Statement | None = None


class ProseRecords:
    """The records that all statements of a plan make."""

    def __init__(self, drafting: Drafting, period: Period) -> None:
        self._drafting = drafting
        self._period = period

    def made(self, statements: Sequence[Statement]) -> Iterator[Made]:
        """Records in the order of the text."""
        groups: dict[tuple[int, str], _Group] = {}
        order: list[Statement | _Group] = []
        for statement in map(_named_after_item, _unrepeated(statements)):
            if not self._is_condition(statement):
                order.append(statement)
                continue
            key = (statement.sentence.order[0], _measure(statement.name))
            if key not in groups:
                groups[key] = _Group(statement.name)
                order.append(groups[key])
            group = groups[key]
            if statement.earlier:
                group.baseline = statement
            else:
                group.statements.append(statement)
        for entry in order:
            made = self._of_group(entry) if isinstance(entry, _Group) else self._of_one(entry)
            yield from (record for record in made if record is not None)

    def _is_condition(self, statement: Statement) -> bool:
        """Whether the statement is a condition of a target at the plan's end."""
        if not self._is_aim(statement) or self._is_dated_otherwise(statement):
            return False
        if statement.says is Says.GROWTH or statement.earlier:
            return True
        if statement.says not in _VALUES or _is_investment(statement):
            return False
        if statement.says is Says.COUNT:
            return not self._is_structure(statement) and not self._is_project(statement)
        return True

    def _is_aim(self, statement: Statement) -> bool:
        role = statement.sentence.paragraph.role
        year = statement.due.year if statement.due is not None else None
        if role == "doctrine" or statement.says in (Says.THRESHOLD, Says.STRUCTURE):
            return False
        if role == "situation" or (role is None and year is None):
            return year is not None and year > self._period.base and role is not None
        return year is None or year > self._period.base or statement.earlier

    def _is_dated_otherwise(self, statement: Statement) -> bool:
        due = statement.due
        if due is None or statement.earlier:
            return False
        return due != date(self._period.target, 12, 31)

    def _is_structure(self, statement: Statement) -> bool:
        """三个融合, 四级网络: numbers of the plan's own parts."""
        if not statement.chinese:
            return False
        short = len(statement.name) <= _MOST_CHINESE_NOUN
        goals = statement.sentence.paragraph.role == "goals"
        return short or statement.unit in ("级", "张") or goals or not self._builds(statement)

    def _builds(self, statement: Statement) -> bool:
        text = statement.sentence.flow.text
        place = text.find(statement.place.text)
        return bool(_BUILDING.search(text[max(0, place - 24) : place + len(statement.place)]))

    def _is_project(self, statement: Statement) -> bool:
        """Whether a count in tasks or boxes is of things to be built."""
        goals = statement.sentence.paragraph.role == "goals"
        if statement.says is not Says.COUNT or goals or statement.each:
            return False
        return statement.made or bool(statement.listed) or self._builds(statement)

    def _of_one(self, statement: Statement) -> Iterator[Made | None]:
        role = statement.sentence.paragraph.role
        if role == "doctrine":
            if statement.listed:
                yield self._structure(statement)
            return
        if statement.says is Says.STRUCTURE:
            yield from self._sum(statement)
        elif statement.says is Says.THRESHOLD:
            yield self._fact(statement, kind="threshold")
        elif statement.says is Says.MULTIPLE:
            yield self._multiple(statement)
        elif statement.says in (Says.CHANGE, Says.GROWTH):
            yield self._change(statement)
        elif statement.says is Says.INCREMENT and statement.unit == "个百分点":
            yield self._fact(statement, kind="increment")
        elif not self._is_aim(statement) or _is_investment(statement):
            yield self._state(statement)
        elif statement.says is Says.COUNT and self._is_structure(statement):
            yield self._structure(statement)
        elif self._is_project(statement):
            yield self._project(statement)
        else:
            yield self._milestone(statement)

    def _state(self, statement: Statement) -> Fact | None:
        if statement.says is Says.COUNT and statement.chinese:
            return self._structure(statement)
        return self._fact(statement, kind="share" if statement.says is Says.SHARE else "level")

    def _sum(self, statement: Statement) -> Iterator[Fact | None]:
        """一主三副六中心: the whole, and each part for itself; 1+1+11+2 has parts without names."""
        parts = re.findall(
            r"([一二三四五六七八九十]+)([^一二三四五六七八九十]+)", statement.printed.text
        )
        yield self._structure(statement)
        for number, noun in parts:
            named = replace(
                statement, name=f"{statement.name}：{noun}", printed=read_printed(number)
            )
            yield self._structure(named)

    def _names(self, name: str) -> dict[str, str]:
        indicator = self._drafting.known.indicator(name)
        return {"indicator": indicator, "zh": name, "en": self._drafting.english(indicator, name)}

    def _fact(self, statement: Statement, *, kind: str, **more: Any) -> Fact | None:
        due = statement.due
        data = {
            **self._names(statement.name),
            "id": self._drafting.id("fact"),
            "item": "",
            "printed": statement.printed.text,
            "unit": statement.unit,
            "year": due.year if due is not None else self._year_of(statement),
            "kind": kind,
            "listed": statement.listed,
            **more,
        }
        return self._drafting.made(Fact, data, *_places(statement))

    def _year_of(self, statement: Statement) -> int:
        """The year of a statement without one: the plan's start, or five years before or after."""
        state = statement.sentence.paragraph.role == "situation"
        if statement.earlier and state:
            return self._period.base - 5
        change = statement.says in (Says.MULTIPLE, Says.CHANGE, Says.INCREMENT, Says.GROWTH)
        return self._period.target if change and not state else self._period.base

    def _structure(self, statement: Statement) -> Fact | None:
        return self._fact(statement, kind="structure")

    def _multiple(self, statement: Statement) -> Fact | None:
        compared = statement.compared
        earlier = compared.year if compared is not None else self._before(statement)
        wording = "grew_by" if statement.grew_by else "times"
        if statement.says is Says.CHANGE:
            wording = "fell_by" if statement.fell_by else "grew_by"
        return self._fact(statement, kind="multiple", wording=wording, base_year=earlier)

    def _before(self, statement: Statement) -> int:
        """The year a multiple without one is compared with: the start of its own five years."""
        state = statement.sentence.paragraph.role == "situation"
        return self._period.base - 5 if state else self._period.base

    def _change(self, statement: Statement) -> Fact | None:
        if statement.compared is not None and statement.says is Says.CHANGE:
            return self._multiple(statement)
        words = "年均增速" if statement.says is Says.GROWTH else "增速"
        named = re.sub(r"(?:增速|增长率|增幅)$", "", statement.name)
        words = "" if named.endswith("同比") and words != "增速" else words
        data = {**self._names(f"{named}{words}"), "unit": "%"}
        return self._fact(statement, kind="level", **data)

    def _milestone(self, statement: Statement) -> Milestone | None:
        box = statement.sentence.paragraph.box
        data = {
            **self._names(statement.name),
            "id": self._drafting.id("milestone"),
            "item": "",
            "printed": statement.printed.text,
            "unit": statement.unit,
            "due": statement.due or date(self._period.target, 12, 31),
            "per": statement.per,
            "box": f"专栏{box.number}" if box is not None else "",
        }
        return self._drafting.made(Milestone, data, *_places(statement))

    def _project(self, statement: Statement) -> Project | None:
        box = statement.sentence.paragraph.box
        title = box.title.text if box is not None else ""
        data = {
            **self._names(statement.name),
            "id": self._drafting.id("project"),
            "item": "",
            "kind": kind_of_project(statement.name, title, statement.sentence.flow.text),
            "places": statement.listed,
            "count": statement.printed.text,
            "unit": statement.unit,
            "due": statement.due,
            "box": f"专栏{box.number}" if box is not None else "",
        }
        return self._drafting.made(Project, data, *_places(statement))

    def _of_group(self, group: _Group) -> Iterator[Made | None]:
        steps = [s for s in group.statements if _is_step(s)]
        levels = [s for s in group.statements if s.says in _VALUES and s not in steps]
        growths = [s for s in group.statements if s.says is Says.GROWTH]
        yield from (self._fact(step, kind="increment") for step in steps)
        if not levels:
            yield from (self._growth_alone(statement) for statement in growths)
            if group.baseline is not None:
                yield self._fact(group.baseline, kind="level")
            return
        if group.baseline is not None and group.baseline.unit != levels[0].unit:
            # 4200吨 to 1万吨: a baseline stands in its target's unit, so this one is a fact.
            yield self._fact(group.baseline, kind="level")
            group.baseline = None
        yield self._target(levels[0], growths, group)
        for level in levels[1:]:
            if normal(level.printed.text) != normal(levels[0].printed.text):
                yield self._target(level, [], _Group(level.name))

    def _target(
        self, level: Statement, growths: Sequence[Statement], group: _Group
    ) -> Target | None:
        conditions = [{"kind": ConditionKind.LEVEL, "printed": level.printed.text}]
        if growths:
            conditions.append({"kind": ConditionKind.GROWTH, "printed": growths[0].printed.text})
        base = level.base or (group.baseline.printed if group.baseline is not None else None)
        places = [*_places(level), *(s.place for s in growths)]
        places += [group.baseline.place] if group.baseline is not None else []
        ends = [float(p.value) for p in (base, level.printed) if p is not None]
        quantity = quantity_of(level.name, level.unit)
        paragraph = level.sentence.paragraph
        data: dict[str, Any] = {
            **self._names(level.name),
            "id": self._drafting.id("target"),
            "item": "",
            "unit": level.unit,
            "quantity": quantity,
            "source": "box" if paragraph.box is not None else "prose",
            "year": self._period.target,
            "path": path_of(quantity, *ends),
            "direction": direction_of(level.name),
            "area": paragraph.path[-1].flow.text if paragraph.path else "",
            "baseline": None if base is None else base.text,
            "conditions": conditions,
        }
        return self._drafting.made(Target, data, *_in_order(places))

    def _growth_alone(self, statement: Statement) -> Target | None:
        """A growth whose level the plan does not state: the growth itself is the level wanted."""
        name = f"{statement.name}年均增速"
        paragraph = statement.sentence.paragraph
        data: dict[str, Any] = {
            **self._names(name),
            "indicator": f"growth/{self._drafting.known.indicator(statement.name)}",
            "id": self._drafting.id("target"),
            "item": "",
            "unit": "%",
            "quantity": "rate",
            "source": "box" if paragraph.box is not None else "prose",
            "year": self._period.target,
            "path": "linear",
            "area": paragraph.path[-1].flow.text if paragraph.path else "",
            "conditions": [{"kind": "level", "printed": statement.printed.text}],
        }
        return self._drafting.made(Target, data, statement.place)


def _is_step(statement: Statement) -> bool:
    """提高3.5个百分点: a change of a rate, not its value."""
    return statement.says is Says.INCREMENT and statement.unit == "个百分点"


def _measure(name: str) -> str:
    """A name by which growth and level of one measure find each other (年业务收入, 业务收入)."""
    return re.sub(r"年(?=[业快])", "", normal(name))


def _is_investment(statement: Statement) -> bool:
    """Money and land of a building project: what it takes, no aim of the plan."""
    box = statement.sentence.paragraph.box is not None
    return box and bool(_AREA_OR_MONEY.search(statement.name)) and statement.unit not in ("个", "%")


def _places(statement: Statement) -> list[Flow]:
    """Where a statement stands: its figure, the names listed for it, its date."""
    flows = (statement.place, statement.list_place, statement.date_place)
    return _in_order([flow for flow in flows if flow is not None])


_ATTRIBUTE = re.compile(
    r"(?:项目)?(?:总投资额?|投资额?|占地(?:面积)?|用地(?:面积)?|(?:新增|总)?建筑面积|总面积|面积"
    r"|(?:设计)?(?:日均?|年)?(?:处理|分拣|吞吐)(?:能力|量|快件|包裹|邮件)?|库容|产能)"
)
_AREA_OR_MONEY = re.compile(r"投资|占地|用地")


def _named_after_item(statement: Statement) -> Statement:
    """总投资38亿元 in a box's item is the investment of what the item builds."""
    paragraph = statement.sentence.paragraph
    if paragraph.box is None or not _ATTRIBUTE.fullmatch(statement.name):
        return statement
    opening = paragraph.head.text if paragraph.head is not None else ""
    if not opening:
        found = re.match(r"[\u4e00-\u9fff“”()]{4,30}", paragraph.flow.text)
        opening = without_lead(found[0]) if found else ""
    return replace(statement, name=f"{opening}{statement.name}")


def _unrepeated(statements: Sequence[Statement]) -> Iterator[Statement]:
    seen: set[tuple[object, ...]] = set()
    for statement in statements:
        key = (statement.says, statement.name, statement.printed.text, statement.place.places)
        if key not in seen:
            seen.add(key)
            yield statement


def _in_order(flows: Sequence[Flow]) -> list[Flow]:
    return sorted({flow.places: flow for flow in flows if flow}.values(), key=lambda f: f.places[0])
