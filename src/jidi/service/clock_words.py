"""A deadline in words: the article, what was counted, what was passed over and why, the pauses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby

from jidi.core.calendar import DayKind
from jidi.core.errors import Language
from jidi.model.clock import Clock, load_clocks, unit_of
from jidi.model.law import Limit
from jidi.supervision.clocks import CountedDay, Deadline, Pause, Standing

_REASONS = {
    DayKind.WEEKEND: ("周末", "weekend"),
    DayKind.HOLIDAY: ("放假", "holiday"),
}


def explanation(clock: Clock, limit: Limit, found: Deadline, lang: Language) -> tuple[str, ...]:
    """The deadline told from the law to the day, a sentence each."""
    told = [
        law_text(clock, limit, lang),
        _started(found, lang),
        *_passed(found, lang),
        *(_paused(one, lang) for one in found.pauses),
        *_moved(found, lang),
        outcome(found, lang),
    ]
    return tuple(told)


def law_text(clock: Clock, limit: Limit, lang: Language) -> str:
    """What the term is and where it stands."""
    trust = limit.trust.zh if lang == "zh" else limit.trust.en
    if lang == "zh":
        article = f"第{limit.article}条" if limit.article.isdigit() else limit.article
        place = f"{limit.source}{article}"
        return f"{clock.zh}：{_amount(limit, lang)}（{place}；{trust}）。"
    article = f", article {limit.article}" if limit.article else ""
    return f"{clock.en}: {_amount(limit, lang)} ({limit.source}{article}; {trust})."


def _amount(limit: Limit, lang: Language) -> str:
    unit = unit_of(limit)
    if lang == "zh":
        return f"{limit.value}{unit.zh}"
    word = unit.en[:-1] if limit.value == 1 else unit.en
    return f"{limit.value} {word}"


def moment_text(moment: datetime, *, as_end: bool = False) -> str:
    """A moment; midnight as the end of a day is that day's 24:00."""
    if as_end and moment.time() == time.min:
        return f"{moment.date() - timedelta(days=1)} 24:00"
    return f"{moment:%Y-%m-%d %H:%M}"


def _started(found: Deadline, lang: Language) -> str:
    moment = moment_text(found.start)
    rule = load_clocks().counting["start"]
    if found.term.unit.is_days:
        where = f"{rule.source}第{rule.article}条"
        return (
            f"自 {moment} 起；当日不计入，自次日起算（{where}）。"
            if lang == "zh"
            else f"Begins {moment}; that day is not counted, counting begins with the next "
            f"({rule.source}, article {rule.article})."
        )
    return (
        f"自 {moment} 起按时计算。" if lang == "zh" else f"Begins {moment}; time runs from there."
    )


def _passed(found: Deadline, lang: Language) -> Iterator[str]:
    """How many days were counted, and which were passed over, by reason."""
    if not found.days:
        return
    counted = sum(day.standing is Standing.COUNTED for day in found.days)
    worked = [day for day in found.days if day.kind is DayKind.WORKDAY]
    yield f"计入 {counted} 天。" if lang == "zh" else f"Days counted: {counted}."
    for text in _runs(found.days, Standing.DAY_OFF, lang):
        yield f"不计入：{text}。" if lang == "zh" else f"Not counted: {text}."
    for day in worked:
        yield (
            f"{day.day} 为周末，调休上班，计入（{day.source}）。"
            if lang == "zh"
            else f"{day.day} is a weekend day worked in exchange and counts ({day.source})."
        )


def _paused(pause: Pause, lang: Language) -> str:
    start = moment_text(pause.start)
    if pause.end is None:
        return (
            f"{start} 起暂停，尚未恢复（{pause.why or '未写原因'}）。"
            if lang == "zh"
            else f"Stands still since {start} ({pause.why or 'no reason given'})."
        )
    end = moment_text(pause.end)
    return (
        f"{start} 至 {end} 暂停，不计入（{pause.why or '未写原因'}）。"
        if lang == "zh"
        else f"Stood still from {start} to {end} ({pause.why or 'no reason given'}), not counted."
    )


def _moved(found: Deadline, lang: Language) -> Iterator[str]:
    rule = load_clocks().counting["last_day"]
    for text in _runs(found.days, Standing.MOVED, lang):
        yield (
            f"最后一日遇休假日顺延：{text}（{rule.source}第{rule.article}条）。"
            if lang == "zh"
            else f"The last day is off and moves on: {text} "
            f"({rule.source}, article {rule.article})."
        )


def outcome(found: Deadline, lang: Language) -> str:
    """When it is over, or why nobody can say."""
    if found.due is not None:
        due = moment_text(found.due, as_end=found.term.unit.is_days)
        return f"期限届满：{due}。" if lang == "zh" else f"Due: {due}."
    if found.problem is not None:
        earliest = "" if found.not_before is None else moment_text(found.not_before, as_end=True)
        return (
            f"期限未定，不早于 {earliest}：{found.problem.what('zh')}。"
            if lang == "zh"
            else f"Due is not certain, not before {earliest}: {found.problem.what('en')}."
        )
    left, unit = f"{found.left or 0:g}", found.term.unit
    name = ("日", "days") if unit.value in ("month", "year") else (unit.zh, unit.en)
    return (
        f"暂停中，期限未定；恢复后尚余 {left} {name[0]}。"
        if lang == "zh"
        else f"Paused, so that due is open; {left} {name[1]} are left when it runs again."
    )


def _runs(days: Sequence[CountedDay], standing: Standing, lang: Language) -> Iterator[str]:
    """Days of one standing, neighbours of one reason together."""
    chosen = [day for day in days if day.standing is standing]
    keyed = ((day.day.toordinal() - at, day.kind, day.name, day) for at, day in enumerate(chosen))
    for (_, kind, name), group in groupby(keyed, key=lambda one: one[:3]):
        members = [one[3] for one in group]
        yield _run(members[0].day, members[-1].day, kind, name, members[0].source, lang)


def _run(
    first: date, last: date, kind: DayKind | None, name: str, source: str, lang: Language
) -> str:
    zh, en = _REASONS.get(kind, ("", "")) if kind is not None else ("", "")
    reason = (name + zh if kind is DayKind.HOLIDAY else zh) if lang == "zh" else en
    if lang == "en" and name:
        reason = f"{en} {name}"
    where = f"，{source}" if source and lang == "zh" else f", {source}" if source else ""
    span = f"{first}" if first == last else f"{first} {'至' if lang == 'zh' else 'to'} {last}"
    return f"{span}（{reason}{where}）" if lang == "zh" else f"{span} ({reason}{where})"
