"""What a design looks like as tables: stations, lines with their times, duties, villages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final

from jidi.core.errors import Language
from jidi.model.rural import rural_values
from jidi.network.rural.design import Run, Service
from jidi.network.rural.problem import CENTRE, DAY_MINUTES
from jidi.network.rural.shares import Shares, shares
from jidi.network.rural.verify_times import clock, course
from jidi.network.rural.verify_view import View
from jidi.network.weekdays import DAYS, NAMES
from jidi.service.rural_design import Judged
from jidi.service.rural_words import SYNTHETIC, bill_terms, detail_lines, headline, verdict_line

Cell = str | float | int | None


@dataclass(frozen=True)
class Sheet:
    """One table: its name, the names of its columns, its rows."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        strange = next((row for row in self.rows if len(row) != len(self.heads)), None)
        if strange is not None:  # a column would stand under another's head
            raise AssertionError(f"{self.name}: {len(strange)} cells, {len(self.heads)} heads")


_LARGE: Final = 10_000.0
"""From here on a column of figures is told without a fraction."""


def digits_of(cells: Iterable[Cell]) -> int:
    """Digits behind the point that a column of a table is told with: none where all its numbers
    are whole or some are large, else two."""
    numbers = [abs(one) for one in cells if isinstance(one, int | float) and isfinite(one)]
    whole = all(float(one).is_integer() for one in numbers)
    return 0 if whole or max(numbers) >= _LARGE else 2


def with_numbers(sheet: Sheet) -> Sheet:
    """The sheet with columns of printed figures (``1,234.5``, ``97.1%``) as numbers that can be
    reckoned with; percent go to the head. Columns of codes stay text."""
    heads, columns = list(sheet.heads), list(zip(*sheet.rows, strict=True))
    for place, column in enumerate(columns):
        texts = [cell for cell in column if isinstance(cell, str) and cell not in _NOTHING]
        if not texts or heads[place] in _CODES or not all(map(_FIGURE.fullmatch, texts)):
            continue
        percent = texts[0].endswith("%")
        if any(text.endswith("%") != percent for text in texts):
            continue
        heads[place] += " %" if percent else ""
        columns[place] = tuple(map(_number, column))
    rows = tuple(zip(*columns, strict=True)) if sheet.rows else ()
    return Sheet(sheet.name, tuple(heads), rows)


_NOTHING: Final = ("", "—")
_CODES: Final = ("编号", "区划代码", "线路", "年", "code", "id", "line", "year")
_FIGURE: Final = re.compile(r"[-−+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?")


def _number(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    if cell in _NOTHING:
        return None
    told = cell.rstrip("%").replace(",", "").replace("−", "-")
    return float(told) if "." in told else int(told)


def in_percent(sheet: Sheet, *columns: int) -> Sheet:
    """The sheet with shares (0 to 1) in some columns told as percent, with the sign in the head."""
    heads = tuple(f"{head} %" if n in columns else head for n, head in enumerate(sheet.heads))
    rows = tuple(
        tuple(
            round(100 * cell, 2) if n in columns and isinstance(cell, int | float) else cell
            for n, cell in enumerate(row)
        )
        for row in sheet.rows
    )
    return Sheet(sheet.name, heads, rows)


def sheets(found: Judged, lang: Language) -> tuple[Sheet, ...]:
    """The tables of a design whose references exist; the first tells the whole, with its mark."""
    view = View(found.problem, found.design)
    paid = shares(found.problem, found.design)
    return (
        _summary(found, lang),
        _stations(view, paid, lang),
        _lines(view, lang),
        _duties(view, lang),
        _villages(view, paid, lang),
    )


def _summary(found: Judged, lang: Language) -> Sheet:
    lines = [headline(found, lang), verdict_line(found, lang), *detail_lines(found, lang)]
    if found.problem.synthetic:
        lines.insert(0, SYNTHETIC[lang == "en"])
    rows: list[tuple[Cell, ...]] = [(line, None) for line in dict.fromkeys(lines)]
    rows += [(term, round(value, 2)) for term, value in bill_terms(found, lang)]
    rows += [(f"{key}: {value}", None) for key, value in found.design.made]
    rows += [(source, None) for source in found.problem.sources]
    heads = ("内容,元/日", "what,yuan a day")[lang == "en"]
    return Sheet(("概要", "Summary")[lang == "en"], tuple(heads.split(",")), tuple(rows))


def _stations(view: View, paid: Shares, lang: Language) -> Sheet:
    heads = (
        "编号,名称,启用,支线,供货日,到站,自身件/日,经过件/日,能力件/日,固定元/日,柜台分摊元/日",
        "id,name,open,feeder,days fed,feeder comes,own parcels a day,parcels a day,"
        "capacity,fixed yuan a day,share of its counter",
    )[lang == "en"]
    rows = []
    for number, station in enumerate(view.problem.stations):
        feeder, is_open = view.feeders.get(number), number in view.design.open
        own = station.down + station.up
        through = own + sum(
            view.problem.villages[s.village].parcels for s in view.through.get(number, ())
        )
        fed = view.fed(number)
        comes = None if feeder is None else told_moment(_comes(feeder, number), lang)
        rows.append(
            (
                station.id,
                station.name,
                _yes(is_open, lang),
                None if feeder is None else feeder.id,
                None if fed is None else fed.text(lang),
                comes,
                own,
                through if is_open else None,
                station.capacity,
                station.fixed if is_open else None,
                paid.stations.get(number),
            )
        )
    return Sheet(("站点", "Stations")[lang == "en"], tuple(heads.split(",")), tuple(rows))


def _comes(feeder: Run, number: int) -> float:
    """When a feeder is at a station, in minutes of the day of its departure."""
    return feeder.arrives[feeder.stops.index(1 + number)]


def told_moment(minute: float, lang: Language) -> str:
    """A moment as a clock shows it; of the day after, with that said."""
    if minute < DAY_MINUTES:
        return clock(minute)
    return f"{('次日', 'next day')[lang == 'en']} {clock(minute - DAY_MINUTES)}"


def _yes(value: bool, lang: Language) -> str:
    return (("是", "yes") if value else ("否", "no"))[lang == "en"]


def _lines(view: View, lang: Language) -> Sheet:
    heads = (
        "线路,类别,车型,班期,顺序,停靠,时刻",
        "run,kind,vehicle,days,order,stop,time",
    )[lang == "en"]
    kinds = {True: ("支线", "feeder"), False: ("进村", "line")}
    rows: list[tuple[Cell, ...]] = []
    for run in view.runs.values():
        kind = kinds[run in view.design.feeders][lang == "en"]
        head = (run.id, kind, view.problem.vehicles[run.vehicle].name, run.days.text(lang))
        for order, (node, moment) in enumerate(_course(run)):
            rows.append((*head, order, _title(view, node), told_moment(moment, lang)))
            if run.night is not None and order == run.night.after:
                rows.append((*head, order, *_night(view, run, lang)))
    return Sheet(("线路", "Lines")[lang == "en"], tuple(heads.split(",")), tuple(rows))


def _night(view: View, run: Run, lang: Language) -> tuple[str, str]:
    """Where a run stays for the night, from when until when."""
    night = run.night
    assert night is not None
    place = _title(view, run.stops[night.after - 1])
    stays = f"{('过夜', 'night at')[lang == 'en']} {place}"
    begins = told_moment(course(view, run).stands, lang)
    return stays, f"{begins} – {told_moment(night.resumes, lang)}"


def _course(run: Run) -> Iterator[tuple[int, float]]:
    yield run.depot, run.departs
    yield from zip(run.stops, run.arrives, strict=True)
    yield run.depot, run.returns


def _title(view: View, node: int) -> str:
    problem = view.problem
    if node == 0:
        return problem.centre.name
    if node <= len(problem.stations):
        return problem.stations[node - 1].name
    return problem.villages[view.village(node)].name


def _duties(view: View, lang: Language) -> Sheet:
    heads = (("班次", "车型", "驻地"), ("duty", "vehicle", "home"))[lang == "en"]
    days = tuple(("周" if lang == "zh" else "") + name for name in NAMES[lang])
    rows: list[tuple[Cell, ...]] = []
    for duty in view.design.duties:
        runs = sorted((view.runs[name] for name in duty.runs), key=lambda run: run.departs)
        week = ["\n".join(_on_day(view, runs, day)) for day in range(DAYS)]
        name = view.problem.vehicles[duty.vehicle].name
        if duty.turns > 1:
            name += (f"（{duty.turns} 车轮流）", f" ({duty.turns} in turn)")[lang == "en"]
        rows.append((duty.id, name, _title(view, duty.depot), *week))
    return Sheet(("班次", "Duties")[lang == "en"], (*heads, *days), tuple(rows))


def _on_day(view: View, runs: Sequence[Run], day: int) -> Iterator[str]:
    """What a duty does on a day; a trip overnight by its two days, the night between them open."""
    for run in runs:
        if run.night is not None and (day - 1) % DAYS in run.days.days:
            back = clock(run.returns - DAY_MINUTES)[:5]
            yield f"{clock(run.night.resumes - DAY_MINUTES)[:5]}–{back} →{run.id}"
        if day in run.days.days:
            ends = run.returns if run.night is None else course(view, run).stands
            sign = run.id if run.night is None else f"{run.id}→"
            yield f"{clock(run.departs)[:5]}–{clock(ends)[:5]} {sign}"


def days_from_centre(view: View, service: Service) -> int:
    """How many days after it left the county centre a parcel is in the village, where the line
    runs on the day that it is handed out: 0 on the same day, 1 on the next."""
    origin = view.origin(service)
    feeder = None if origin == CENTRE else view.feeders.get(view.station(origin))
    return 0 if feeder is None else view.handed(feeder, feeder.stops.index(origin))


def _villages(view: View, paid: Shares, lang: Language) -> Sheet:
    heads = (
        "编号,村,服务,方式,由,班期,到村,服务点,投递件/日,揽收件/日,分摊元/日,元/件",
        "id,village,served,how,by,days,time,point,deliveries a day,collections a day,"
        "share yuan a day,yuan a parcel",
    )[lang == "en"]
    services = {service.village: service for service in view.design.services}
    overnight = view.problem.overnight is not None
    if overnight:
        heads += (",县里发出后到村", ",there after leaving the centre")[lang == "en"]
    rows = []
    for number, village in enumerate(view.problem.villages):
        service = services.get(number)
        head = (village.id, village.name, _yes(service is not None, lang))
        how = (None,) * 5 if service is None else _how(view, service, lang)
        yuan = paid.villages.get(number)
        each = yuan / village.parcels if yuan is not None and village.parcels else None
        limit = None if service is None else _LIMITS[days_from_centre(view, service)][lang == "en"]
        ends = (limit,) if overnight else ()
        rows.append((*head, *how, village.down, village.up, yuan, each, *ends))
    return Sheet(("村", "Villages")[lang == "en"], tuple(heads.split(",")), tuple(rows))


_LIMITS: Final = (("当日", "same day"), ("次日", "next day"), ("第三日", "third day"))
"""When a parcel that left the county centre is in a village."""

HOW_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "own": ("自有车辆", "own van"),
    "postal": ("邮快合作", "postal van"),
    "bus": ("客货邮", "passenger bus"),
    "drone": ("无人机", "drone"),
    "robot": ("无人车", "robot"),
}
"""How a village is served: by the network's own vans, or by a kind of lane."""


def how_of(view: View, service: Service) -> str:
    """``own`` where a line serves the village, else the kind of its lane."""
    lane = view.lanes.get(service.by)
    return "own" if lane is None else lane.kind.value


def arrival_of(view: View, service: Service) -> float:
    """The minute of the day at which the village is visited."""
    run = view.runs.get(service.by)
    if run is None:
        return view.lanes[service.by].arrivals[service.village]
    return run.arrives[run.stops.index(view.problem.village_node(service.village))]


def _point(kind: str, lang: Language) -> str:
    """The kind of a point in words, where it is one of ours; else as the table has it."""
    words = {offer.kind: (offer.zh, offer.en) for offer in rural_values().points}
    return words.get(kind, (kind, kind))[lang == "en"]


def _how(view: View, service: Service, lang: Language) -> tuple[Cell, ...]:
    village = view.problem.villages[service.village]
    lane = view.lanes.get(service.by)
    by = service.by if lane is None else f"{lane.id} {lane.name}"
    return (
        HOW_WORDS[how_of(view, service)][lang == "en"],
        by,
        service.days.text(lang),
        clock(arrival_of(view, service)),
        _point(village.points[service.point].kind, lang),
    )
