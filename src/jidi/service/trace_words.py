"""What is said below a trace, in words."""

from __future__ import annotations

from collections.abc import Iterator

from jidi.core.errors import Language
from jidi.service.trace import Passed, Traced, span_text


def course_lines(found: Traced, lang: Language) -> Iterator[str]:
    """How a parcel's way ended, how long it took, what is missing, what was promised."""
    zh, course = lang == "zh", found.course
    ended = found.names.lists["outcome"].label(course.outcome or "in_transit", lang)
    span = span_text(course.duration, lang)
    count = len(course.counted)
    yield (
        f"结果：{ended}；有效扫描 {count} 次，首末相距 {span}。"
        if zh
        else f"Outcome: {ended}; {count} scans count, {span} from first to last."
    )
    if course.missing:
        steps = [found.names.step(code, lang) for code in course.missing]
        yield f"缺少环节：{'、'.join(steps)}。" if zh else f"Missing: {', '.join(steps)}."
    yield from _promise(found, lang)
    yield from _synthetic(found.synthetic, found.version, lang)


def _promise(found: Traced, lang: Language) -> Iterator[str]:
    parcel = found.parcel
    if parcel is None:
        yield (
            "快件表（parcel）中没有该快件的登记。"
            if lang == "zh"
            else "The book has no record of it as a parcel."
        )
        return
    start, end = (found.names.division(parcel[f"{way}_division"], lang) for way in ("from", "to"))
    promised = f"{parcel['promised_at']:%Y-%m-%d %H:%M}" if parcel["promised_at"] else "—"
    yield (
        f"寄递：{start} → {end}；承诺时间 {promised}。"
        if lang == "zh"
        else f"From {start} to {end}; promised for {promised}."
    )


def passed_lines(found: Passed, lang: Language) -> Iterator[str]:
    """How many scans of how many parcels, by step."""
    steps = [f"{found.names.step(code, lang)} {n:,}" for code, n in found.by_step.items()]
    if lang == "zh":
        yield f"共 {found.total:,} 次扫描，{found.parcels:,} 件快件：{'、'.join(steps)}。"
    else:
        yield f"{found.total:,} scans of {found.parcels:,} parcels: {', '.join(steps)}."
    if found.total > len(found.rows):
        yield (
            f"只列前 {len(found.rows):,} 次。"
            if lang == "zh"
            else f"The first {len(found.rows):,} are shown."
        )
    yield from _synthetic(found.synthetic, found.version, lang)


def _synthetic(synthetic: bool, version: int, lang: Language) -> Iterator[str]:
    if synthetic:
        yield "含合成数据，不是真实轨迹。" if lang == "zh" else "Synthetic data: no real parcel."
    yield f"数据版本 {version}。" if lang == "zh" else f"Data version {version}."
