"""Boxes (专栏): their numbers, the headline that announces them, and what their titles promise."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jidi.core.errors import ValueProblem
from jidi.core.numerals import fold, parse_number
from jidi.model.plan_outline import Box
from jidi.model.plan_record import Fact, Project
from jidi.plan.finding import Family, Finding, Opinion, agrees, compatible, contradicts
from jidi.plan.relate.evidence import Evidence
from jidi.plan.relate.evidence import told as told_of
from jidi.plan.relate.names import plain

_NUMBER = re.compile(r"\s*(?:专栏)?\s*(\d+|[一二三四五六七八九十]+)\s*")
_ENOUGH = 2


def check_boxes(evidence: Evidence) -> Iterator[Finding]:
    """Everything about boxes."""
    yield from _numbering(evidence)
    for fact in evidence.plan.facts:
        yield from _announced(evidence, fact)
    for box in evidence.plan.boxes:
        yield from _content(evidence, box)


def _numbering(evidence: Evidence) -> Iterator[Finding]:
    titled = {(box.number, plain(box.zh)): box for box in evidence.plan.boxes}.values()
    boxes = [(n, box) for box in titled if (n := number_of(box.number)) is not None]
    if len(boxes) < _ENOUGH:
        return
    numbers = [n for n, _ in boxes]
    yield Finding(
        id="box:numbering",
        plan=evidence.plan.id,
        family=Family.BOX,
        item="",
        zh="专栏编号",
        en="Numbers of the boxes",
        opinion=_in_order(numbers),
        arithmetic_zh="、".join(str(n) for n in numbers),
        arithmetic_en=", ".join(str(n) for n in numbers),
        at=tuple(place for _, box in boxes for place in box.at),
    )


def number_of(text: str) -> int | None:
    """The number of a box or of a reference to it (3, 专栏 3, 专栏三); None for others (3-1)."""
    found = _NUMBER.fullmatch(fold(text))
    try:
        return int(parse_number(found[1])) if found else None
    except ValueProblem:
        return None


def _in_order(numbers: list[int]) -> Opinion:
    twice = sorted({n for n in numbers if numbers.count(n) > 1})
    if twice:
        told = "、".join(str(n) for n in twice)
        return contradicts(f"编号重复：{told}", f"numbers stand twice: {told}.")
    gaps = [n for n in range(1, max(numbers) + 1) if n not in numbers]
    if gaps:
        told = "、".join(str(n) for n in gaps)
        return compatible(
            f"编号不连续，缺{told}",
            f"numbers are left out: {told}.",
            only_if_zh=f"专栏{told}在所读文本之外",
            only_if_en=f"box {told} stands outside the text that was read",
        )
    return agrees("编号连续", "they run without a gap.")


def _announced(evidence: Evidence, fact: Fact) -> Iterator[Finding]:
    """A headline such as 七个工程, whose names are the titles of the boxes."""
    titles = [plain(box.zh) for box in evidence.plan.boxes]
    without = [name for name in fact.listed if not _is_title(name, titles)]
    ending = [title for title in titles if title.endswith(plain(fact.zh))]
    if len(fact.listed) - len(without) >= _ENOUGH:
        opinion = _all_have_one(without)
        told = f"{len(fact.listed) - len(without)}/{len(fact.listed)}"
    elif fact.kind == "structure" and not fact.listed and len(ending) >= _ENOUGH:
        opinion = _as_many(fact, len(ending))
        told = f"{fact.printed.value} − {len(ending)} = {fact.printed.value - len(ending)}"
    else:
        return
    figure = evidence.plan.figure(fact.id)
    yield Finding(
        id=f"box:{fact.id}",
        plan=evidence.plan.id,
        family=Family.BOX,
        item=fact.item,
        zh=f"“{told_of(fact)}”与专栏",
        en=f"{fact.en} against the boxes",
        opinion=opinion,
        printed=((figure.ref, str(figure.printed)),),
        arithmetic_zh=told,
        arithmetic_en=told,
        at=(*fact.at, *(place for box in evidence.plan.boxes for place in box.at)),
    )


def _is_title(name: str, titles: list[str]) -> bool:
    wanted = plain(name)
    return any(wanted == title or wanted in title for title in titles)


def _all_have_one(without: list[str]) -> Opinion:
    if not without:
        return agrees("所列各项都有专栏", "each that is listed has its box.")
    return compatible(
        f"没有专栏：{'、'.join(without)}",
        f"without a box: {', '.join(without)}.",
        only_if_zh="这些项目不设专栏",
        only_if_en="these are not meant to have one",
    )


def _as_many(fact: Fact, boxes: int) -> Opinion:
    if fact.printed.value == boxes:
        return agrees(f"题为“{fact.zh}”的专栏恰有{boxes}个", f"{boxes} boxes bear the name.")
    return compatible(
        f"印出{fact.printed}，题为“{fact.zh}”的专栏有{boxes}个",
        f"{fact.printed} are printed, {boxes} boxes bear the name.",
        only_if_zh="专栏与所说的项目并非一一对应",
        only_if_en="boxes and what is announced do not stand for each other one by one",
    )


def _content(evidence: Evidence, box: Box) -> Iterator[Finding]:
    """A title that promises one kind of projects over a content of other kinds only."""
    wanted = {
        kind
        for entry in evidence.identities.boxes
        if any(word in plain(box.zh) for word in entry.words)
        for kind in entry.kinds
    }
    projects = _projects_in(evidence, box)
    kinds = {project.kind for project in projects}
    # A project of the kind «other» tells nothing about what it is.
    if not wanted or not kinds or "other" in kinds or kinds & wanted:
        return
    names = "、".join(project.zh for project in projects)
    yield Finding(
        id=f"box:{box.number or plain(box.zh)}",
        plan=evidence.plan.id,
        family=Family.BOX,
        item=projects[0].item,
        zh=f"专栏“{box.zh}”的题目与内容",
        en=f"Box '{box.zh}': title against content",
        opinion=compatible(
            f"题目所指的项目没有，内容只有：{names}",
            f"nothing that the title promises, only: {', '.join(p.en for p in projects)}.",
            only_if_zh="所列内容即算作题目所说的项目",
            only_if_en="what is listed counts as what the title says",
        ),
        at=(*box.at, *(place for project in projects for place in project.at)),
    )


def _projects_in(evidence: Evidence, box: Box) -> list[Project]:
    number = number_of(box.number)
    return [
        project
        for project in evidence.plan.projects
        if project.box
        and (number_of(project.box) == number if number is not None else project.box == box.zh)
    ]
