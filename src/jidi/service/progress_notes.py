"""What must be said below a progress report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jidi.core.errors import Language
from jidi.plan import Tolerance
from jidi.service.score_notes import notes_on as value_notes

if TYPE_CHECKING:
    from jidi.service.progress import ProgressReport


def notes_on(report: ProgressReport, lang: Language) -> tuple[str, ...]:
    """Limits of the grades, origin and gaps of the values, and the data version."""
    pairs = [_limits(), _paths(), *value_notes(report.rows)]
    version = f"数据版本 {report.version}" if lang == "zh" else f"Data version {report.version}"
    return (*(zh if lang == "zh" else en for zh, en in pairs), version)


def _limits() -> tuple[str, str]:
    limits = Tolerance()
    width, basically, about = (
        float(part) * 100 for part in (limits.width, limits.basically, limits.about)
    )
    return (
        f"与路径相差 {width:.0f} 个百分点（占全程）以内为基本符合；“基本实现”按 {basically:.0f}%、"
        f"“左右”按 {about:.0f}% 计。界限均为本项目自定。",
        f"Within {width:.0f} points (of the whole way) of the path is on it; 'largely' counts from "
        f"{basically:.0f} %, 'about' from {about:.0f} %. All limits are our own choice.",
    )


def _paths() -> tuple[str, str]:
    return (
        "量值按等比路径，率、分与存量按线性路径；规划有同一指标的期限节点时，路径经过节点。",
        "Volumes and money follow a geometric path, rates, scores and stocks a linear one; dated "
        "milestones of the same indicator are points of the path.",
    )
