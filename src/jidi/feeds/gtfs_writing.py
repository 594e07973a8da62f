"""A GTFS timetable from stops, routes and dated runs; the same runs give the same bytes."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from jidi.core.errors import InputError, Place, UnknownName
from jidi.core.nearest import suggestion
from jidi.core.worded import reason_of
from jidi.model.timetable_fields import route_types

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_TIMEZONE = "Asia/Shanghai"


@dataclass(frozen=True)
class Stop:
    """A place where a run begins, halts or ends; degrees in WGS 84."""

    stop_id: str
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Line:
    """A route.

    :param mode: a code of ``transport_mode``.
    """

    route_id: str
    operator_id: str
    name: str
    mode: str


@dataclass(frozen=True)
class Call:
    """A halt of a run; Beijing's time without zone."""

    stop_id: str
    arrives: datetime
    departs: datetime


@dataclass(frozen=True)
class Run:
    """One run of a line on the day on which it departs."""

    trip_id: str
    route_id: str
    calls: tuple[Call, ...]

    @property
    def day(self) -> date:
        """The day it belongs to; later times count on beyond 24:00."""
        return self.calls[0].departs.date()


def write_timetable(
    path: Path,
    *,
    operators: Mapping[str, str],
    stops: Sequence[Stop],
    lines: Sequence[Line],
    runs: Sequence[Run],
    url: str,
) -> None:
    """Write the zip file.

    :param operators: names by id.
    :param url: the page that the format wants for each of them.
    :raises UnknownName: E-181 for an operator, stop, line or mode that is not given, with the
        nearest.
    :raises InputError: E-182 for a run with fewer than two calls or against the clock, E-183 when
        the file cannot be written.
    """
    _check(operators, stops, lines, runs)
    services = sorted({run.day for run in runs})
    used = {line.operator_id for line in lines}
    rows: dict[str, tuple[tuple[str, ...], Iterable[tuple[object, ...]]]] = {
        "agency.txt": (
            ("agency_id", "agency_name", "agency_url", "agency_timezone", "agency_lang"),
            ((o, operators[o], url, _TIMEZONE, "zh") for o in sorted(used)),
        ),
        "stops.txt": (
            ("stop_id", "stop_name", "stop_lat", "stop_lon"),
            ((s.stop_id, s.name, f"{s.latitude:.6f}", f"{s.longitude:.6f}") for s in stops),
        ),
        "routes.txt": (
            ("route_id", "agency_id", "route_short_name", "route_long_name", "route_type"),
            ((n.route_id, n.operator_id, "", n.name, route_types()[n.mode]) for n in lines),
        ),
        "calendar_dates.txt": (
            ("service_id", "date", "exception_type"),
            ((f"{day:%Y%m%d}", f"{day:%Y%m%d}", 1) for day in services),
        ),
        "trips.txt": (
            ("route_id", "service_id", "trip_id"),
            ((run.route_id, f"{run.day:%Y%m%d}", run.trip_id) for run in runs),
        ),
        "stop_times.txt": (
            ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"),
            (
                (run.trip_id, _clock(c.arrives, run), _clock(c.departs, run), c.stop_id, number)
                for run in runs
                for number, c in enumerate(run.calls, 1)
            ),
        ),
    }
    _write(path, {name: _csv(header, found) for name, (header, found) in rows.items()})


def _check(
    operators: Mapping[str, str], stops: Sequence[Stop], lines: Sequence[Line], runs: Sequence[Run]
) -> None:
    places = {stop.stop_id for stop in stops}
    routes = {line.route_id for line in lines}
    for line in lines:
        _refuse_unknown("operator", line.operator_id, operators)
        _refuse_unknown("mode", line.mode, route_types())
    for run in runs:
        _refuse_unknown("route", run.route_id, routes)
        for call in run.calls:
            _refuse_unknown("stop", call.stop_id, places)
        times = [time for call in run.calls for time in (call.arrives, call.departs)]
        if len(run.calls) < 2 or times != sorted(times):
            raise InputError("E-182", name=run.trip_id)


def _refuse_unknown(kind: str, name: str, known: Iterable[str]) -> None:
    known = list(known)
    if name not in known:
        raise UnknownName("E-181", kind=kind, name=name, nearest=suggestion(name, known))


def _clock(time: datetime, run: Run) -> str:
    seconds = int((time - datetime.combine(run.day, datetime.min.time())) / timedelta(seconds=1))
    return f"{seconds // 3_600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _csv(header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def _write(path: Path, members: Mapping[str, str]) -> None:
    try:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in members.items():
                archive.writestr(_entry(name), text)
    except OSError as error:
        reason = reason_of(error)
        raise InputError("E-183", where=Place(file=path.name), reason=reason) from error


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _FIXED_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
