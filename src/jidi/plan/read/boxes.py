"""Boxes as projects: what each item builds, where it says so, and by when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jidi.model.plan_record import Passage, Project
from jidi.plan.read.flow import Flow
from jidi.plan.read.layout import Paragraph
from jidi.plan.read.making import Drafting, kind_of_project
from jidi.plan.read.naming import noun_of
from jidi.plan.read.sentences import Period, dates_in

_LINE = re.compile(r"[\u4e00-\u9fff]{2,6}[-—–][\u4e00-\u9fff]{2,6}")
_OBJECT = re.compile(
    r"(?:园|园区|产业园|物流园|基地|中心|枢纽|港|仓|线|站|项目|工程|总部|城|机场|口岸)$"
)
_BRACKETS = re.compile(r"\([^()]*\)")
_AFTER_LIST = re.compile(
    r"(?:\([^()]*\))?(?:市|县|区)?等?(?:一批)?(?:地区|地|城市|市县|等地)?(?:以及其他[^,。的]*)?的?"
    r"(?:建设|打造|培育发展|培育|发展|布局|推进|建立|开展|实施|新建)?"
)
_LONGEST_TITLE = 40
_FEWEST = 2


def projects_of_boxes(
    paragraphs: Sequence[Paragraph],
    drafting: Drafting,
    period: Period,
    counted: Sequence[Project],
) -> Iterator[Project]:
    """One project for each item of a box that no counted project stands for already.

    :param counted: projects that the figures of the boxes made.
    """
    spans = [place.span for project in counted for place in project.at if place.span]
    for paragraph in paragraphs:
        if paragraph.box is None:
            yield from _in_prose(paragraph, drafting, counted)
            continue
        if not paragraph.flow:
            continue
        start, end = paragraph.flow.span()
        listed, flow = listed_in(paragraph.flow, drafting.known.place_names)
        has_count = any(start <= span[0] < end for span in spans)
        if has_count and not (listed and not _holds(counted, listed)):
            continue
        made = _project(paragraph, listed, flow, drafting, period)
        if made is not None:
            yield made


_FEWEST_IN_PROSE = 4
_BUILT = re.compile(r"建设|打造|布局|培育|新建|建立|设立|实施")


def _in_prose(
    paragraph: Paragraph, drafting: Drafting, counted: Sequence[Project]
) -> Iterator[Project]:
    """A long list of places in a task, with what is to be built there."""
    if paragraph.role != "tasks":
        return
    listed, flow = listed_in(paragraph.flow, drafting.known.place_names)
    text = paragraph.flow.text
    start = text.find(flow.text) if flow else 0
    before = text[max(0, start - 16) : start]
    noun = noun_of(_AFTER_LIST.sub("", text[start + len(flow) :], count=1)) if flow else ""
    wanted = len(listed) >= _FEWEST_IN_PROSE and len(noun) >= _FEWEST and _BUILT.search(before)
    if not wanted or _holds(counted, listed):
        return
    data = {
        "id": drafting.id("project"),
        "item": "",
        "kind": kind_of_project(noun, text),
        "zh": noun,
        "en": noun,
        "places": listed,
    }
    made = drafting.made(Project, data, flow)
    if made is not None:
        yield made


def _holds(counted: Sequence[Project], listed: tuple[str, ...]) -> bool:
    return any(set(project.places) & set(listed) for project in counted)


def _project(
    paragraph: Paragraph,
    listed: tuple[str, ...],
    flow: Flow,
    drafting: Drafting,
    period: Period,
) -> Project | None:
    box = paragraph.box
    if box is None:
        return None
    title = _title(paragraph, flow if listed else None)
    indicator = drafting.known.indicator(title)
    dates = [d for d in dates_in(paragraph.flow.text, period) if not d.compared]
    places = [paragraph.head or _opening(paragraph.flow)]
    data = {
        "id": drafting.id("project"),
        "item": "",
        "kind": kind_of_project(title, box.title.text, paragraph.flow.text),
        "zh": title,
        "en": title,
        "places": listed,
        "due": dates[-1].due if dates and dates[-1].due.year > period.base else None,
        "box": f"专栏{box.number}",
        "indicator": "" if indicator.startswith("unlisted/") else indicator,
    }
    return drafting.made(Project, data, *places, *([flow] if listed else []))


def _opening(flow: Flow) -> Flow:
    end = re.search(r"[,。;.]", flow.text)
    return flow.part(0, min(end.start() if end else len(flow), _LONGEST_TITLE) or 1)


def _title(paragraph: Paragraph, listed: Flow | None) -> str:
    """The words that open the item, what is built at the places listed, or the box's own title."""
    if paragraph.head is not None:
        return paragraph.head.text
    text = paragraph.flow.text
    if listed is not None:
        rest = text[text.find(listed.text) + len(listed.text) :]
        noun = noun_of(_AFTER_LIST.sub("", rest.lstrip("”"), count=1))
        if len(noun) >= _FEWEST and not re.match(r"走出|走向", noun):
            return noun
        if "“" in text[: text.find(listed.text)]:
            return _opening(paragraph.flow).text
    box = paragraph.box
    return box.title.text if box is not None and box.title else _opening(paragraph.flow).text


def listed_in(flow: Flow, places: frozenset[str]) -> tuple[tuple[str, ...], Flow]:
    """The longest list of places, lines or named works in a text, and where it stands."""
    best: tuple[tuple[str, ...], Flow] = ((), flow.part(0, 0))
    for found in re.finditer(r"[^,。;:]+", flow.text):
        clause = flow.part(*found.span())
        for listed in (_lines(clause), _places(clause, places), _works(clause)):
            if len(listed[0]) > len(best[0]):
                best = listed
    if len(best[0]) < _FEWEST:
        best = _quoted(flow) or _announced(flow) or best
    return best if len(best[0]) >= _FEWEST else ((), flow.part(0, 0))


_QUOTED = re.compile(r"“(?P<items>[^“”]*、[^“”]*)”等?(?=[\u4e00-\u9fff]{2,})")
_ANNOUNCED = re.compile(r"“(?P<number>[三四五六七八九])[\u4e00-\u9fff]{1,3}”")
_ENDS_OF_LIST = re.compile(r"(?:走出|走向|走进|融入|等).*$")


def _quoted(flow: Flow) -> tuple[tuple[str, ...], Flow] | None:
    """Kinds of one thing in quotes before it: “快递+农产品、制造业、医药”等基地."""
    found = _QUOTED.search(flow.text)
    items = found["items"].split("、") if found else []
    if found is None or len(items) < _FEWEST + 1:
        return None
    names = (items[0].rpartition("+")[2], *items[1:])
    return names, flow.part(*found.span("items"))


def _announced(flow: Flow) -> tuple[tuple[str, ...], Flow] | None:
    """“三宝” and then three names."""
    found = _ANNOUNCED.search(flow.text)
    if found is None:
        return None
    number = "一二三四五六七八九".index(found["number"]) + 1
    for clause in re.finditer(r"[^,。;:]+", flow.text[found.end() :]):
        items = clause[0].split("、")
        if len(items) == number:
            first = re.split(r"助力|推动|支持|打造|发展|推进|围绕", items[0])[-1]
            names = (first, *items[1:-1], _ENDS_OF_LIST.sub("", items[-1]))
            start = found.end() + clause.start() + len(items[0]) - len(first)
            return names, flow.part(start, found.end() + clause.end())
    return None


def _lines(clause: Flow) -> tuple[tuple[str, ...], Flow]:
    found = list(_LINE.finditer(clause.text))
    return _spanning([m[0] for m in found], [m.span() for m in found], clause)


def _places(clause: Flow, places: frozenset[str]) -> tuple[tuple[str, ...], Flow]:
    """Names of places that stand next to each other, 、 or 和 between them."""
    text = _BRACKETS.sub(lambda m: "\u25a1" * len(m[0]), clause.text)
    longest_name = max(map(len, places), default=0)
    hits: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        sizes = range(longest_name, 1, -1)
        size = next((n for n in sizes if text[at : at + n] in places), 0)
        if size:
            hits.append((at, at + size))
        at += max(size, 1)
    runs: list[list[tuple[int, int]]] = []
    for hit in hits:
        gap = text[runs[-1][-1][1] : hit[0]] if runs else ""
        if runs and re.fullmatch(r"市?\u25a1*(?:、|和|及|与|以及)[^、]{0,12}?", gap):
            runs[-1].append(hit)
        else:
            runs.append([hit])
    longest = max(runs, key=len, default=[])
    return _spanning([text[a:b] for a, b in longest], longest, clause)


def _works(clause: Flow) -> tuple[tuple[str, ...], Flow]:
    """Names of works: items of a list that end like one (园, 基地, 中心 …)."""
    parts, start = [], 0
    for found in re.finditer(r"、|及(?=[\u4e00-\u9fff])|等(?!级)|$", clause.text):
        parts.append((start, found.start()))
        start = found.end()
        if found[0] == "等":
            break
    named = [(a, b) for a, b in parts if _OBJECT.search(_BRACKETS.sub("", clause.text[a:b]))]
    if len(named) < len(parts) - 1 or len(named) < _FEWEST:
        return ((), clause.part(0, 0))
    first = re.split(
        r"推动|推进|建设|打造|加快|支持|实施|重点", clause.text[named[0][0] : named[0][1]]
    )
    begin = named[0][1] - len(first[-1])
    spans = [(begin, named[0][1]), *named[1:]]
    return _spanning([clause.text[a:b] for a, b in spans], spans, clause)


def _spanning(
    names: Sequence[str], spans: Sequence[tuple[int, int]], clause: Flow
) -> tuple[tuple[str, ...], Flow]:
    if len(names) < _FEWEST:
        return ((), clause.part(0, 0))
    return (tuple(dict.fromkeys(names)), clause.part(spans[0][0], spans[-1][1]))


def covers(passages: Sequence[Passage], place: int) -> bool:
    """Whether one of the passages holds the character at ``place``."""
    return any(p.span is not None and p.span[0] <= place < p.span[1] for p in passages)
