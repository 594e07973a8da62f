"""The scoreboard: every target of the plan against the best value there is, and why so graded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from jidi.core.errors import Language
from jidi.core.period import Period, PeriodKind
from jidi.model.plan_record import Target
from jidi.model.reading import Reading, Status
from jidi.plan import Grade, Summary, Tolerance, summary
from jidi.service.actuals import indicator_of
from jidi.service.books import Book
from jidi.service.judging import Judged, judged
from jidi.service.readings import series
from jidi.service.score_notes import TREND_NOTE, notes_on
from jidi.service.score_row import FAR_BEHIND, ScoreRow, standing_of

FEWEST_POINTS: Final = 3


@dataclass(frozen=True)
class Scoreboard:
    """All targets at one time."""

    name_zh: str
    name_en: str
    as_of: Period
    rows: tuple[ScoreRow, ...]
    summary: Summary
    version: int
    notes: tuple[tuple[str, str], ...]

    @property
    def synthetic(self) -> bool:
        """Whether any value on the board is synthetic."""
        return any(r.reading and r.reading.status is Status.SYNTHETIC for r in self.rows)

    @property
    def counts(self) -> Mapping[Grade, int]:
        """Targets by grade."""
        return self.summary.counts

    def title(self, lang: Language) -> str:
        """What the board is about."""
        if lang == "zh":
            return f"{self.name_zh} · 截至{self.as_of.zh}"
        return f"{self.name_en} · as of {self.as_of}"

    def sentence(self, lang: Language) -> str:
        """The board in one sentence."""
        return self.summary.zh if lang == "zh" else self.summary.en

    def thresholds(self, lang: Language) -> str:
        """Where one grade ends and the next begins; printed beside the lights."""
        limits, far = Tolerance(), FAR_BEHIND
        width, basically, about = (
            float(part) * 100 for part in (limits.width, limits.basically, limits.about)
        )
        if lang == "zh":
            return (
                f"评价按序时进度：偏差在 {width:.0f} 个百分点以内为基本符合；"
                f"落后不超过 {far * 100:.0f} 个百分点为关注，更多为预警。"
                f"“基本实现”按达到 {basically:.0f}% 计，“左右”按 {about:.0f}% 计。"
                "界限均为本项目自定，可改。"
            )
        return (
            f"Judged against the path: within {width:.0f} points of it is on course; up to "
            f"{far * 100:.0f} points behind is a watch, more an alert. 'Largely' counts from "
            f"{basically:.0f} %, 'about' from {about:.0f} %. All limits are our own choice."
        )

    def remarks(self, lang: Language) -> tuple[str, ...]:
        """What a reader must know about the values."""
        lines = [zh if lang == "zh" else en for zh, en in self.notes]
        version = f"数据版本 {self.version}" if lang == "zh" else f"Data version {self.version}"
        return (*lines, version)

    def to_json(self) -> dict[str, Any]:
        """The whole board."""
        return {
            "plan_zh": self.name_zh,
            "plan_en": self.name_en,
            "as_of": str(self.as_of),
            "data_version": self.version,
            "synthetic": self.synthetic,
            "sentence_zh": self.sentence("zh"),
            "sentence_en": self.sentence("en"),
            "counts": {grade.value: count for grade, count in self.counts.items()},
            "thresholds_zh": self.thresholds("zh"),
            "thresholds_en": self.thresholds("en"),
            "remarks_zh": self.remarks("zh"),
            "remarks_en": self.remarks("en"),
            "targets": [row.to_json() for row in self.rows],
        }


def scoreboard(book: Book, as_of: Period | None = None, *, with_trends: bool = True) -> Scoreboard:
    """The board at ``as_of``; at the end of the plan's target year when not given.

    :param with_trends: whether rows carry earlier values, which take as long as all the rest.

    :raises InputError: P-130 for a period that ends before the plan begins, V-108 for one that was
        not over when the book was last written to.
    """
    when = as_of or book.newest_year
    return book.remembered(
        ("scoreboard", when, with_trends), lambda _version: _board(book, when, with_trends)
    )


def scoreboard_as_asked(book: Book, as_of: str | None) -> Scoreboard:
    """As :func:`scoreboard`, from the words of a command line.

    :raises ValueProblem: for a malformed period.
    """
    return scoreboard(book, Period.parse(as_of) if as_of else None, with_trends=False)


def _board(book: Book, as_of: Period, with_trends: bool) -> Scoreboard:
    until = as_of if with_trends else None
    rows = tuple(_row(book, one, until) for one in judged(book, as_of))
    return Scoreboard(
        name_zh=book.plan.zh,
        name_en=book.plan.en,
        as_of=as_of,
        rows=rows,
        summary=summary(row.detail for row in rows),
        version=book.version,
        notes=(TREND_NOTE, *notes_on(rows)),
    )


def _row(book: Book, one: Judged, until: Period | None) -> ScoreRow:
    detail = one.detail
    return ScoreRow(
        target=one.target,
        indicator=one.indicator,
        reading=one.reading,
        progress=standing_of(detail),
        detail=detail,
        series=() if until is None else _trend(book, one.target, until),
        gap=None if detail.value is None else float(detail.value - detail.course.goal),
    )


def _trend(book: Book, target: Target, until: Period) -> tuple[Reading, ...]:
    """Quarterly values of the province up to the board's own period; yearly ones where quarters say
    too little."""
    indicator = indicator_of(book, target)
    if indicator is None:
        return ()
    code = book.province.code
    for kind in (PeriodKind.QUARTER, PeriodKind.YEAR):
        every = series(book, indicator.id, code, kind)
        found = tuple(one for one in every if one.period.end <= until.end)
        if len(found) >= FEWEST_POINTS:
            break
    return found
