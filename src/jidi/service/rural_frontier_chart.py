"""The order of opening as a chart: villages served by yuan a day. SVG, drawn without a script."""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Sequence
from typing import Final

from jidi.core.errors import Language
from jidi.service.rural_frontier import Opening
from jidi.service.rural_words import SYNTHETIC

WIDTH: Final = 900.0
HEIGHT: Final = 420.0
LEFT, RIGHT, TOP, BOTTOM = 64.0, 28.0, 84.0, 52.0
_TICKS: Final = 6
_STYLE: Final = (
    '.frame{font:13px "Microsoft YaHei","PingFang SC","Noto Sans CJK SC",sans-serif;fill:#1F2933}'
    ".grid{stroke:#D9E2EC}.way{fill:none;stroke:#1D4F91;stroke-width:2.5}"
    ".stage{fill:#1D4F91}.budget{stroke:#B26A00;stroke-dasharray:5 4}"
    ".mark{fill:#B42318;font-weight:700}.quiet{fill:#52606D}.title{font-size:15px;font-weight:600}"
)

Point = tuple[float, float]
Placing = Callable[[Point], Point]


def chart_bytes(opening: Opening, lang: Language) -> bytes:
    """The chart as a file; the same order gives the same bytes."""
    return chart(opening, lang, styled=True).encode() + b"\n"


def chart(opening: Opening, lang: Language, *, styled: bool) -> str:
    """The chart as SVG text.

    :param styled: with its own style; pages bring theirs along.
    """
    points = _points(opening)
    right = max([points[-1][0], opening.budget or 0.0, 1.0])
    top = max(float(opening.villages), 1.0)

    def place(point: Point) -> Point:
        x = LEFT + point[0] / right * (WIDTH - LEFT - RIGHT)
        return x, HEIGHT - BOTTOM - point[1] / top * (HEIGHT - TOP - BOTTOM)

    parts = [
        _axes(right, top, place, lang),
        _budget(opening, top, place, lang),
        _way([place(point) for point in points]),
        _titles(opening, points, lang),
    ]
    title = html.escape(_finding(opening, points, lang))
    style = f"<style>{_STYLE}</style>" if styled else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="frame opening-chart" role="img" '
        f'viewBox="0 0 {WIDTH:g} {HEIGHT:g}" aria-label="{title}"><title>{title}</title>{style}'
        + "".join(parts)
        + "</svg>"
    )


def _points(opening: Opening) -> list[Point]:
    """Cost and villages served before the first step and after each."""
    served = sum(f.served for f in opening.frontiers)
    return [
        (opening.base, float(served)),
        *((step.cost, float(step.served)) for step in opening.order),
    ]


def _way(places: Sequence[Point]) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(
        f'<circle class="stage" cx="{x:.1f}" cy="{y:.1f}" r="2.4"/>'
        for x, y in (places if len(places) <= 200 else ())
    )
    return f'<polyline class="way" points="{path}"/>{dots}'


def _axes(right: float, top: float, place: Placing, lang: Language) -> str:
    lines = []
    for villages in _ticks(top):
        _, y = place((0.0, villages))
        lines.append(
            f'<line class="grid" x1="{LEFT:g}" x2="{WIDTH - RIGHT:g}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text class="quiet" x="{LEFT - 8:g}" y="{y + 4:.1f}" text-anchor="end">'
            f"{villages:,.0f}</text>"
        )
    for cost in _ticks(right):
        x, _ = place((cost, 0.0))
        lines.append(
            f'<text class="quiet" x="{x:.1f}" y="{HEIGHT - BOTTOM + 20:g}" text-anchor="middle">'
            f"{cost:,.0f}</text>"
        )
    name = ("费用，元/日", "cost, yuan a day")[lang == "en"]
    lines.append(
        f'<text class="quiet" x="{WIDTH - RIGHT:g}" y="{HEIGHT - 10:g}" text-anchor="end">'
        f"{name}</text>"
        f'<text class="quiet" x="{LEFT - 8:g}" y="{TOP - 14:g}" text-anchor="end">'
        f"{('村', 'villages')[lang == 'en']}</text>"
    )
    return "".join(lines)


def _ticks(most: float) -> list[float]:
    """Round values from nothing to the most, at most ``_TICKS`` steps."""
    rough = most / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= rough - 1e-9)
    return [step * number for number in range(int(most / step + 1e-9) + 1)]


def _budget(opening: Opening, top: float, place: Placing, lang: Language) -> str:
    if opening.budget is None:
        return ""
    x, low = place((opening.budget, 0.0))
    _, high = place((0.0, top))
    word = ("预算", "budget")[lang == "en"]
    return (
        f'<line class="budget" x1="{x:.1f}" x2="{x:.1f}" y1="{low:.1f}" y2="{high:.1f}"/>'
        f'<text x="{x - 6:.1f}" y="{high + 14:.1f}" text-anchor="end">{word} '
        f"{opening.budget:,.0f}</text>"
    )


def _titles(opening: Opening, points: Sequence[Point], lang: Language) -> str:
    finding = html.escape(_finding(opening, points, lang))
    mark = SYNTHETIC[lang == "en"] if opening.synthetic else ""
    told = f'<text class="title" x="14" y="22">{finding}</text>'
    return told + (f'<text class="mark" x="14" y="42">{mark}</text>' if mark else "")


def _finding(opening: Opening, points: Sequence[Point], lang: Language) -> str:
    """What the curve says: how much dearer the last villages are than those in the middle."""
    if not opening.order:
        return ("没有可开通的村", "no village to open")[lang == "en"]
    half = next(p for p in points if p[1] >= points[-1][1] / 2)
    last = opening.order[-1].step.each
    if lang == "zh":
        return (
            f"{half[0]:,.0f} 元/日可服务 {half[1]:,.0f} 村，"
            f"{points[-1][0]:,.0f} 元/日服务 {points[-1][1]:,.0f} 村；"
            f"最后一步每村 {last:,.2f} 元/日"
        )
    return (
        f"{half[0]:,.0f} yuan a day serve {half[1]:,.0f} villages, {points[-1][0]:,.0f} serve "
        f"{points[-1][1]:,.0f}; the last step costs {last:,.2f} each"
    )
