"""What is printed and tabled of the vehicles of a trunk design, in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from jidi.core.errors import Language
from jidi.service.rural_sheets import Cell, Sheet
from jidi.service.rural_words import SYNTHETIC
from jidi.service.rural_workbook import sheets_bytes
from jidi.service.trunk_vehicles import KindTurns, TrunkVehicles, saved_yuan
from jidi.service.whole_file import whole_file

KIND_HEADS: Final = (
    "车型,装载班/日,空返/日,公里/日,整车上下货需车,牵引车,挂车,甩挂场站,公里/辆·日,省元/日",
    "vehicle,loaded a day,empty a day,km a day,vehicles without yards,tractors,trailers,yards,"
    "km a vehicle a day,saved yuan a day",
)
YARD_HEADS: Final = (
    "城市,选用,装卸车次/日,单设可少牵引车,单设净省元/日",
    "city,chosen,loaded or unloaded a day,fewer tractors alone,net saved alone yuan a day",
)
EMPTY_HEADS: Final = (
    "车型,从,到,开出,辆/日",
    "vehicle,from,to,leaves,a day",
)
DOCK_HEADS: Final = (
    "车型,地方,甩挂,午夜停牵引车或整车,午夜停挂车",
    "vehicle,place,yard,tractors or trucks at midnight,trailers at midnight",
)
HELD: Final = (
    "班次和钟点照方案不变，天天重复；辆数与场站是可证的最优（距下界如表），由独立核验程序逐分钟重演三天。",
    "Departures and clocks as designed, the same every day; vehicles and yards are proved best "
    "(gap as shown), played minute by minute over three days by the checker.",
)
CHOICE: Final = (
    "装卸与甩挂分钟、每辆每天与每处场站的元是本平台取值（trunk.toml），请换成本企业数值；公里价已含车辆，所省不从方案费用中减。"
    "没有计入：驾驶员连续驾驶限制、检修、备用车。",
    "Minutes at docks and yards, yuan a vehicle and a yard a day are our own choice (trunk.toml). "
    "The price by km holds the vehicle, so savings are not taken off the design's cost. Left out: "
    "hours of drivers, repairs, spare vehicles.",
)


def kind_rows(told: TrunkVehicles, lang: Language) -> list[tuple[Cell, ...]]:
    """A line for each kind of vehicle."""
    rows: list[tuple[Cell, ...]] = []
    for kind in told.kinds:
        chosen, parted = kind.chosen, kind.best is not None
        rows.append((
            (kind.truck.zh, kind.truck.en)[lang == "en"], kind.departures, kind.empty_trips,
            round(kind.km), kind.usual.tractors_needed,
            chosen.tractors_needed if parted else None, chosen.trailers_needed if parted else None,
            len(chosen.yards) if parted else None,
            round(kind.km / chosen.tractors_needed) if chosen.tractors_needed else None,
            round(saved_yuan(kind)) if parted else None,
        ))  # fmt: skip
    return rows


def yard_rows(told: TrunkVehicles, lang: Language) -> list[tuple[Cell, ...]]:
    """A line for each city that may have a yard, the best alone first."""
    found: list[tuple[Cell, ...]] = []
    for kind in told.kinds:
        for yard in sorted(kind.yards, key=lambda one: (-one.yuan, one.dock)):
            chosen = ("是", "yes") if yard.chosen else ("否", "no")
            found.append((
                _name(kind, yard.dock, lang), chosen[lang == "en"], yard.touching, yard.tractors,
                round(yard.yuan),
            ))  # fmt: skip
    return found


def empty_rows(told: TrunkVehicles, lang: Language) -> list[tuple[Cell, ...]]:
    """When empty vehicles leave."""
    rows: list[tuple[Cell, ...]] = []
    for kind in told.kinds:
        for one in kind.chosen.empties:
            trips = kind.problem.empties[one.trips]
            rows.append((
                (kind.truck.zh, kind.truck.en)[lang == "en"], _name(kind, trips.origin, lang),
                _name(kind, trips.target, lang), _clock(one.departs), one.count,
            ))  # fmt: skip
    return rows


def dock_rows(told: TrunkVehicles, lang: Language) -> list[tuple[Cell, ...]]:
    """What stands where at midnight; places where nothing does are left out."""
    rows: list[tuple[Cell, ...]] = []
    for kind in told.kinds:
        chosen = kind.chosen
        for dock in range(len(kind.places)):
            if not chosen.tractors[dock] + chosen.trailers[dock]:
                continue
            yard = ("是", "yes") if dock in chosen.yards else ("否", "no")
            rows.append((
                (kind.truck.zh, kind.truck.en)[lang == "en"], _name(kind, dock, lang),
                yard[lang == "en"], chosen.tractors[dock],
                chosen.trailers[dock] if kind.best is not None else None,
            ))  # fmt: skip
    return rows


def _name(kind: KindTurns, dock: int, lang: Language) -> str:
    place = kind.places[dock]
    return place.zh if lang == "zh" else place.en


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def vehicles_lines(told: TrunkVehicles, lang: Language) -> list[str]:
    """What the tables come to, and what was assumed."""
    zh = lang == "zh"
    lines = []
    for kind in told.kinds:
        name, best, usual = (kind.truck.zh if zh else kind.truck.en), kind.best, kind.usual
        if best is None:
            continue
        cities = ("、" if zh else ", ").join(_name(kind, dock, lang) for dock in best.yards)
        fewer = usual.tractors_needed - best.tractors_needed
        saved, gap = f"{saved_yuan(kind):,.0f}", f"{_gap(best.cost, best.bound):.2%}"
        if not cities:
            said = ("照这套钟点，甩挂不合算，哪个城市都不设场站",
                    "with these clocks no yard would pay for itself")  # fmt: skip
        else:
            said = (
                f"在{cities}甩挂，牵引车少 {fewer} 辆，每天净省 {saved} 元，距下界至多 {gap}",
                f"trailers dropped in {cities}, {fewer} fewer tractors, {saved} yuan a day saved, "
                f"at most {gap} above the bound",
            )
        lines.append(f"{name}：{said[0]}" if zh else f"{name}: {said[1]}")
    return [*lines, HELD[not zh], CHOICE[not zh]]


def _gap(cost: float, bound: float) -> float:
    return max(0.0, 1.0 - bound / cost) if cost else 0.0


def vehicle_sheets(told: TrunkVehicles, lang: Language) -> tuple[Sheet, ...]:
    """The tables of a workbook."""
    zh = lang == "zh"
    summary = [(line,) for line in vehicles_lines(told, lang)]
    return (
        Sheet("概要" if zh else "Summary", ("内容" if zh else "what",), tuple(summary)),
        _sheet("车辆" if zh else "Vehicles", KIND_HEADS[not zh], kind_rows(told, lang)),
        _sheet("甩挂场站" if zh else "Yards", YARD_HEADS[not zh], yard_rows(told, lang)),
        _sheet("空返钟点" if zh else "Empty trips", EMPTY_HEADS[not zh], empty_rows(told, lang)),
        _sheet("午夜停车" if zh else "At midnight", DOCK_HEADS[not zh], dock_rows(told, lang)),
    )


def _sheet(name: str, heads: str, rows: list[tuple[Cell, ...]]) -> Sheet:
    return Sheet(name, tuple(heads.split(",")), tuple(rows))


def vehicles_bytes(told: TrunkVehicles, lang: Language) -> bytes:
    """The workbook."""
    mark = SYNTHETIC[lang == "en"] if told.found.posed.synthetic else ""
    return sheets_bytes(vehicle_sheets(told, lang), title=told.found.posed.name, mark=mark)


def export_vehicles(told: TrunkVehicles, path: Path, lang: Language) -> None:
    """Write the workbook, whole or not at all. :raises InputError: V-101."""
    with whole_file(path) as aside:
        aside.write_bytes(vehicles_bytes(told, lang))


def vehicles_json(told: TrunkVehicles) -> dict[str, Any]:
    """The vehicles as plain values."""
    return {
        "province": told.found.posed.name,
        "year": told.found.posed.asked.year,
        "synthetic": told.found.posed.synthetic,
        "lines_zh": vehicles_lines(told, "zh"),
        "lines_en": vehicles_lines(told, "en"),
        "kinds": [_kind_json(kind) for kind in told.kinds],
    }


def _kind_json(kind: KindTurns) -> dict[str, Any]:
    best, usual = kind.best, kind.usual
    return {
        "vehicle": kind.truck.id,
        "zh": kind.truck.zh,
        "en": kind.truck.en,
        "departures_a_day": kind.departures,
        "empty_trips_a_day": kind.empty_trips,
        "km_a_day": round(kind.km, 1),
        "vehicles_without_yards": usual.tractors_needed,
        "yuan_a_day_without_yards": usual.cost,
        "dropping": None if best is None else {
            "yards": [kind.places[dock].code for dock in best.yards],
            "tractors": best.tractors_needed,
            "trailers": best.trailers_needed,
            "yuan_a_day": best.cost,
            "bound": best.bound,
            "saved_yuan_a_day": saved_yuan(kind),
        },
        "yards": [
            {
                "code": kind.places[yard.dock].code, "zh": kind.places[yard.dock].zh,
                "en": kind.places[yard.dock].en, "chosen": yard.chosen,
                "loaded_or_unloaded_a_day": yard.touching, "fewer_tractors_alone": yard.tractors,
                "net_saved_yuan_a_day_alone": yard.yuan,
            }
            for yard in kind.yards
        ],
        "empty_trips": [
            {
                "from": kind.places[kind.problem.empties[one.trips].origin].code,
                "to": kind.places[kind.problem.empties[one.trips].target].code,
                "departs": _clock(one.departs), "count": one.count,
            }
            for one in kind.chosen.empties
        ],
        "at_midnight": [
            {
                "code": place.code, "tractors": kind.chosen.tractors[dock],
                "trailers": kind.chosen.trailers[dock] if best is not None else None,
            }
            for dock, place in enumerate(kind.places)
        ],
    }  # fmt: skip
