"""Places to inspect by risk: what the points of the draw rest on, sign by sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from jidi.model.draw import DrawRules, RiskClass, load_draw_rules
from jidi.service.alert_words import division_text
from jidi.service.books import Book
from jidi.service.inspection_draw import DrawAsked, listed_companies, origins_of, subjects_of
from jidi.service.safety_names import facility_names
from jidi.service.told import Head, Line, Told, Words
from jidi.supervision.draw import Subject

SIGNS: Final[Mapping[str, Words]] = {
    "failed": ("检查不合格", "inspections failed"),
    "open_hazard": ("未整改隐患", "open hazards"),
    "never_inspected": ("回看期未检查", "never inspected"),
    "patrol_overdue": ("巡查逾期未整改", "patrol events overdue"),
    "patrols": ("巡查事件", "patrol events"),
    "camera_low": ("视频低在线日", "days with cameras off"),
    "listed": ("企业在册（增加检查）", "company on a list"),
}
_LIGHTS: Final = {"high": "behind", "middle": "watch", "low": "unknown"}


@dataclass(frozen=True)
class Ranked:
    """One place. :param signs: how often each sign was seen."""

    subject: Subject
    points: int
    risk: RiskClass
    signs: Mapping[str, int]


@dataclass(frozen=True)
class Ranking:
    """All places with any point, the most first. :param places: how many there are at all."""

    day: date
    rules: DrawRules
    rows: tuple[Ranked, ...]
    places: int
    version: int
    synthetic: bool

    def count(self, risk: str) -> int:
        """Places with any point in a class."""
        return sum(one.risk.id == risk for one in self.rows)


def ranking(book: Book, day: date, *, within: str = "") -> Ranking:
    """The places that are open on the day, by points of risk.

    :raises UnknownName: C-207.
    """
    rules = load_draw_rules()
    asked = DrawAsked("", within, day, (), {}, listed_companies(book))
    subjects = subjects_of(book, asked, rules)
    rows = [_ranked(one, rules) for one in subjects if one.points(rules)]
    rows.sort(key=lambda one: (-one.points, one.subject.id))
    synthetic = "synthetic" in origins_of(book)
    return Ranking(day, rules, tuple(rows), len(subjects), book.version, synthetic)


def _ranked(one: Subject, rules: DrawRules) -> Ranked:
    points = one.points(rules)
    seen = {
        "failed": one.failed,
        "open_hazard": one.open_hazards,
        "never_inspected": int(one.inspections == 0),
        **dict(one.more),
    }
    signs = {name: seen.get(name, 0) for name in SIGNS}
    return Ranked(one, points, rules.class_of(points), signs)


def ranking_told(book: Book, found: Ranking) -> Told:
    """The places, with every sign."""
    names = facility_names(book)
    lines = [
        Line(
            (
                (one.risk.zh, one.risk.en),
                one.points,
                one.subject.id,
                names.get(one.subject.id, "—"),
                one.subject.operator or "—",
                (
                    division_text(book, one.subject.division, "zh"),
                    division_text(book, one.subject.division, "en"),
                ),
                *(one.signs[name] for name in SIGNS),
            ),
            light=(_LIGHTS.get(one.risk.id, "unknown"), ""),
        )
        for one in found.rows
    ]
    points = found.rules.points
    heads = (
        Head("风险", "Risk"),
        Head("分", "Points", "number", strong=True),
        Head("设施", "Place", "code", wide=True),
        Head("名称", "Name"),
        Head("企业", "Company", "code", wide=True),
        Head("区划", "Division", wide=True),
        *(
            Head(f"{zh}×{getattr(points, name)}", f"{en} ×{getattr(points, name)}", "number",
                 wide=True)
            for name, (zh, en) in SIGNS.items()
        ),
    )  # fmt: skip
    title = (f"检查对象风险，截至 {found.day}", f"Places by risk as of {found.day}")
    return Told("inspections", title, heads, lines, remarks(found))


def remarks(found: Ranking) -> tuple[Words, ...]:
    """How far is looked back, and that points and classes are own choice."""
    months, zero = found.rules.look_back_months, found.places - len(found.rows)
    shares = "、".join(f"{c.zh}（{c.points} 分起）{c.share:.0%}" for c in found.rules.classes)
    en = ", ".join(f"{c.en} (from {c.points}) {c.share:.0%}" for c in found.rules.classes)
    marks: list[Words] = [
        (
            f"回看 {months} 个月；分值、分档与抽取比例为本平台设计：{shares}；"
            f"另有 {zero:,} 处为 0 分",
            f"{months} months looked back; points, classes and shares drawn are own choice: {en}; "
            f"{zero:,} places more have no point",
        ),
        (f"数据版本 {found.version}", f"data version {found.version}"),
    ]
    if found.synthetic:
        marks.append(("含合成数据", "holds synthetic data"))
    return tuple(marks)


def ranking_json(found: Ranking, *, most: int) -> dict[str, Any]:
    """As plain values."""
    return {
        "day": found.day.isoformat(),
        "data_version": found.version,
        "synthetic": found.synthetic,
        "rules": found.rules.model_dump(mode="json"),
        "places": found.places,
        "ranked": len(found.rows),
        "rows": [
            {
                "place": one.subject.id,
                "division": one.subject.division,
                "operator": one.subject.operator,
                "points": one.points,
                "risk": one.risk.id,
                "signs": dict(one.signs),
            }
            for one in found.rows[:most]
        ],
    }
