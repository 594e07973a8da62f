"""What an alert says of itself, in words: for the command line and the pages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from jidi.core.division import DivisionCode
from jidi.core.errors import JidiError, Language, UnknownName
from jidi.core.nearest import suggestion
from jidi.model.rule import CAUSES, SEVERITIES, SUBJECT_WORDS
from jidi.registry.alerts import KeptEvent, Silence
from jidi.service.alert_json import alert_from
from jidi.service.alerts import CHANGE_WORDS, Shown
from jidi.service.books import Book
from jidi.service.phrasing import place_name, unit_name
from jidi.service.supervision_rules import evidence_text, number_text
from jidi.supervision.alerts import Alert

STATE_WORDS = {
    "pending": ("待定", "pending"),
    "firing": ("触发", "firing"),
    "resolved": ("已解除", "resolved"),
}


def read_severity(asked: str | None) -> str | None:
    """A severity as a user writes it.

    :raises UnknownName: F-206 with the nearest.
    """
    if asked and asked not in SEVERITIES:
        near = suggestion(asked, SEVERITIES)
        raise UnknownName("F-206", asked=asked, what="severity", nearest=near)
    return asked or None


def state_text(one: Shown, lang: Language) -> str:
    """The state, and when nothing is known of it any more."""
    word = STATE_WORDS[one.alert.state][lang == "en"]
    if one.alert.judged or one.alert.state == "resolved":
        return word
    return f"{word}（现无数据）" if lang == "zh" else f"{word} (no data now)"


def group_text(book: Book, group: str, lang: Language) -> str:
    """A group as cause and county."""
    cause, _, place = group.partition(":")
    words = CAUSES.get(cause)
    named = words[lang == "en"] if words else cause
    return f"{named} · {division_text(book, place.ljust(12, '0'), lang)}"


def division_text(book: Book, code: str, lang: Language) -> str:
    """The name of a place, or its code where the roster has no such."""
    try:
        return place_name(book.tree.get(DivisionCode.parse(code)), lang)
    except JidiError:
        return code


def subject_text(book: Book, alert: Alert, lang: Language) -> str:
    """The subject with names where the code tells a company and a county."""
    if alert.subject_kind != "company_county":
        return alert.subject
    company, _, county = alert.subject.partition("@")
    return f"{company} · {division_text(book, county, lang)}"


def explanation(book: Book, one: Shown, lang: Language) -> tuple[tuple[str, str], ...]:
    """An alert's reasons as terms and meanings: what, value, window, threshold, article, who."""
    zh = lang == "zh"
    alert, rule = one.alert, one.rule
    verdict = alert.verdict
    kind = SUBJECT_WORDS.get(alert.subject_kind, (alert.subject_kind,) * 2)[not zh]
    window = f"{verdict.window_start:%Y-%m-%d %H:%M} – {verdict.window_end:%Y-%m-%d %H:%M}"
    pairs = [
        ("预警" if zh else "Alert", f"{one.id} · {SEVERITIES[one.severity][not zh]}"),
        ("对象" if zh else "Subject", f"{subject_text(book, alert, lang)} ({kind})"),
        ("状态" if zh else "State", state_text(one, lang)),
        ("分组" if zh else "Group", group_text(book, one.group, lang)),
        ("首次触及" if zh else "First breach", f"{alert.since:%Y-%m-%d %H:%M}"),
        ("最近判断" if zh else "Judged last", f"{alert.at:%Y-%m-%d %H:%M}"),
        ("窗口" if zh else "Window", window),
    ]
    if rule is None:
        gone = "账册已没有这条规则" if zh else "the book does not have this rule any more"
        return (*pairs, ("规则" if zh else "Rule", f"{alert.rule}: {gone}"))
    own = "本平台设计规则" if zh else "own choice of this platform"
    unit = unit_name(rule.unit, lang)
    measured = f"{number_text(verdict.value)} {unit}"
    limit = f"{rule.comparator} {number_text(verdict.threshold)} {unit}"
    pairs[1:1] = [("规则" if zh else "Rule", f"{rule.zh if zh else rule.en} ({rule.id})")]
    pairs += [
        ("数值" if zh else "Value", measured),
        ("触发条件" if zh else "Breach when", limit),
    ]
    pairs += [
        (
            shown.zh if zh else shown.en,
            evidence_text(verdict.evidence.get(name), shown, lang),
        )
        for name, shown in rule.evidence.items()
    ]
    day = alert.at.date()
    pairs += [
        (
            p.zh if zh else p.en,
            f"{number_text(p.on(day))} {unit_name(p.unit, lang)} · {p.source_on(day) or own}",
        )
        for p in rule.parameters.values()
        if rule.in_force(day)
    ]
    beat = (
        f"每 {rule.every_hours} 小时判断，连续 {rule.fire_after} 次触发，"
        f"连续 {rule.clear_after} 次正常解除"
        if zh
        else f"fires after {rule.fire_after}, clears after {rule.clear_after} sound answers, "
        f"every {rule.every_hours} h"
    )
    pairs += [
        ("触发与解除" if zh else "Firing and clearing", beat),
        ("依据" if zh else "By", rule.article or own),
        ("谁办" if zh else "Who acts", rule.who_zh if zh else rule.who_en),
        ("时限" if zh else "Within", f"{rule.act_within_hours} {'小时' if zh else 'hours'}"),
    ]
    return tuple(pairs)


def history(events: Sequence[KeptEvent], lang: Language) -> list[str]:
    """What happened to an alert, a line each."""
    return [event_text(event, lang) for event in events]


def event_text(event: KeptEvent, lang: Language) -> str:
    """One happening: when, what, value and threshold then, who, whether it was kept silent."""
    zh = lang == "zh"
    alert = alert_from(json.loads(event.body))
    word = CHANGE_WORDS[event.change][not zh]
    value, threshold = (number_text(n) for n in (alert.verdict.value, alert.verdict.threshold))
    said = f"{alert.at:%Y-%m-%d %H:%M} {word} · {value} / {threshold} · {event.actor}"
    if event.why:
        said += f" · {event.why}"
    if event.silence is not None:
        said += f" · {'消息被静默' if zh else 'message suppressed by silence'} {event.silence}"
    return said


def history_json(events: Sequence[KeptEvent]) -> list[dict[str, Any]]:
    """What happened to an alert, as plain values."""
    return [{**vars(event), "body": json.loads(event.body)} for event in events]


def silences_json(
    silences: Sequence[Silence], suppressed: Sequence[KeptEvent]
) -> list[dict[str, Any]]:
    """Every silence with the messages it kept back."""
    return [
        {
            **vars(one),
            "suppressed": [
                {"alert": e.alert, "change": e.change, "recorded_at": e.recorded_at}
                for e in suppressed
                if e.silence == one.id
            ],
        }
        for one in silences
    ]


def silences_text(found: Sequence[dict[str, Any]], lang: Language) -> list[str]:
    """The silences in words, a line each, and a line for each message kept back."""
    zh = lang == "zh"
    lines = [] if found else ["没有静默" if zh else "no silence"]
    for one in found:
        what = " · ".join(filter(None, (one["rule"], one["subject"], one["division"])))
        told = len(one["suppressed"])
        count = f"压下 {told} 条" if zh else f"{told} kept back"
        lines.append(
            f"{one['id']}  {what}  {one['begins']} – {one['ends']}  {one['why']}（{one['actor']}）"
            f"  {count}"
        )
        for event in one["suppressed"]:
            word = CHANGE_WORDS[event["change"]][not zh]
            lines.append(f"    #{event['alert']} {word} {event['recorded_at'][:16]}")
    return lines
