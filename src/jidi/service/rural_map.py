"""A design as one HTML file: a drawn map and its figures, without any server or script.

Places lie where they are, on a plane scaled at the county's middle latitude; runs are drawn
straight from stop to stop. It holds no boundaries.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Sequence
from typing import Any, Final

from jidi.core.errors import Language
from jidi.service.rural_design import Judged
from jidi.service.rural_geojson import features
from jidi.service.rural_words import SYNTHETIC, bill_rows, detail_lines, headline, verdict_line

WIDTH: Final = 1000.0
MARGIN: Final = 24.0
_LEGEND: Final = (
    ("centre", "县级共配中心", "county centre"),
    ("station", "乡镇站点", "station"),
    ("own", "自有车辆服务的村", "village by own van"),
    ("carried", "借道服务的村", "village by lane"),
    ("left", "未服务的村", "village not served"),
    ("feeder", "支线", "feeder"),
    ("line", "进村线路", "line"),
    ("lane", "借道", "lane"),
)
_STYLE: Final = """
body{font:15px/1.6 "Noto Sans CJK SC","Microsoft YaHei",system-ui,sans-serif;margin:0 auto;
max-width:1080px;padding:16px;color:#1b2430;background:#fff}
h1{font-size:20px;margin:.2em 0}svg{width:100%;height:auto;
border:1px solid #d5dbe3;background:#fbfcfd}
.mark{color:#b42318;font-weight:700}.note{color:#44546a;font-size:13px}
table{border-collapse:collapse;margin:12px 0}
td{padding:2px 14px 2px 0;border-bottom:1px solid #e4e8ee}
td+td{text-align:right;font-variant-numeric:tabular-nums}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;margin:8px 0;padding:0;
list-style:none;font-size:13px}
.legend svg{width:26px;height:14px;border:0;background:none;vertical-align:-2px}
.feeder{stroke:#16365f;stroke-width:3;fill:none;opacity:.75}
.line{stroke:#2878b5;stroke-width:1.6;fill:none;opacity:.8}
.lane{stroke:#c77700;stroke-width:1.8;stroke-dasharray:6 4;fill:none;opacity:.85}
.centre{fill:#b42318;stroke:#fff}.station{fill:#16365f;stroke:#fff}
.station.closed{fill:#fff;stroke:#16365f}
.own{fill:#2878b5;stroke:#fff}.carried{fill:#e69f00;stroke:#fff}
.left{fill:#fff;stroke:#b42318;stroke-width:1.6}
text{font-size:13px;fill:#1b2430;paint-order:stroke;stroke:#fff;stroke-width:3px}
@media(max-width:600px){.map text{font-size:30px;stroke-width:6px}.map .centre{r:18px}
.map .station{r:13px}.map .own,.map .carried,.map .left{r:9px}
.map .feeder{stroke-width:6}.map .line,.map .lane{stroke-width:3.5}}
@media print{body{max-width:none;padding:0}}
"""


def map_bytes(found: Judged, lang: Language) -> bytes:
    """The page; the same design gives the same bytes.

    :raises InputError: N-667 when the problem has no coordinates.
    """
    drawn = list(features(found))
    title = html.escape(found.problem.name)
    mark = f'<p class="mark">{SYNTHETIC[lang == "en"]}</p>' if found.problem.synthetic else ""
    lines = [headline(found, lang), verdict_line(found, lang), *detail_lines(found, lang)]
    notes = "".join(f'<p class="note">{html.escape(line)}</p>' for line in lines)
    bill = "".join(
        f"<tr><td>{html.escape(name)}</td><td>{value}</td></tr>"
        for name, value in bill_rows(found, lang)
    )
    unit = "费用，元/日" if lang == "zh" else "Cost, yuan a day"
    page = (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><h1>{title}</h1>{mark}"
        f"{_legend(lang)}{_drawing(drawn, title)}{notes}"
        f"<table><tr><td>{unit}</td><td></td></tr>{bill}</table></body></html>\n"
    )
    return page.encode()


def _drawing(drawn: Sequence[dict[str, Any]], title: str) -> str:
    place, height = _plane(drawn)
    order = {"feeder": 0, "lane": 1, "line": 2, "village": 3, "station": 4, "centre": 5}
    ordered = sorted(drawn, key=lambda feature: order[feature["properties"]["kind"]])
    shapes = "".join(shape for feature in ordered for shape in _shapes(feature, place))
    box = f"0 0 {WIDTH:g} {height:g}"
    return f'<svg class="map" viewBox="{box}" role="img" aria-label="{title}">{shapes}</svg>'


def _plane(drawn: Sequence[dict[str, Any]]) -> tuple[Any, float]:
    """Where a longitude and latitude lie on the drawing, and the drawing's height."""
    points = [f["geometry"]["coordinates"] for f in drawn if f["geometry"]["type"] == "Point"]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    shrink = math.cos(math.radians((south + north) / 2))
    span = max((east - west) * shrink, (north - south) / 1.4, 1e-6)
    scale = (WIDTH - 2 * MARGIN) / span
    left = (WIDTH - (east - west) * shrink * scale) / 2

    def place(x: float, y: float) -> tuple[float, float]:
        return left + (x - west) * shrink * scale, MARGIN + (north - y) * scale

    return place, round((north - south) * scale + 2 * MARGIN, 1)


def _shapes(feature: dict[str, Any], place: Any) -> Iterator[str]:
    facts, kind = feature["properties"], feature["properties"]["kind"]
    told = f"<title>{html.escape(_told(facts))}</title>"
    if feature["geometry"]["type"] == "LineString":
        ends = [place(x, y) for x, y in feature["geometry"]["coordinates"]]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in ends)
        yield f'<polyline class="{kind}" points="{path}">{told}</polyline>'
        return
    x, y = place(*feature["geometry"]["coordinates"])
    radius = {"centre": 9, "station": 6, "village": 3.6}[kind]
    yield f'<circle class="{_look(facts)}" cx="{x:.1f}" cy="{y:.1f}" r="{radius}">{told}</circle>'
    if kind == "centre":
        yield f'<text x="{x + 12:.1f}" y="{y + 5:.1f}">{html.escape(facts["name"])}</text>'


def _look(facts: dict[str, Any]) -> str:
    if facts["kind"] == "village":
        return "left" if not facts["served"] else "own" if facts["how"] == "own" else "carried"
    if facts["kind"] == "station" and not facts["open"]:
        return "station closed"
    return str(facts["kind"])


def _told(facts: dict[str, Any]) -> str:
    words = [facts.get("name") or facts["id"]]
    for key in ("by", "vehicle", "days", "departs", "arrives", "returns"):
        if key in facts:
            words.append(str(facts[key]))
    if "night" in facts:
        words.append(
            f"⏾ {facts['night']['at']} {facts['night']['rests']}–{facts['night']['resumes']}"
        )
    if "yuan_a_day" in facts:
        words.append(f"{facts['yuan_a_day']:.2f} 元/日")
    return " · ".join(words)


def _legend(lang: Language) -> str:
    items = []
    for look, zh, en in _LEGEND:
        dot = f'<circle class="{look}" cx="13" cy="7" r="5"/>'
        dash = f'<polyline class="{look}" points="1,7 25,7"/>'
        sign = dash if look in ("feeder", "line", "lane") else dot
        word = zh if lang == "zh" else en
        items.append(f'<li><svg viewBox="0 0 26 14">{sign}</svg> {word}</li>')
    return f'<ul class="legend">{"".join(items)}</ul>'
