"""Services that answer with invented, repeatable numbers: for pages, not for figures."""

from __future__ import annotations

import zlib
from dataclasses import replace

from jidi.core.division import DivisionCode, Level
from jidi.core.period import Period, PeriodKind
from jidi.model.reading import Reading, Source, Status
from jidi.service import maps
from jidi.service.readings import Readings
from jidi.web.provider import Services


def draw(*key: object) -> float:
    """A number in [0, 1) that depends on the key only."""
    return zlib.crc32(repr(key).encode()) / 2**32


class FakeServices(Services):
    """Numbers for every division and period; every eleventh county has none."""

    def read(self, book, indicator_id, *, periods, level, within=None):
        indicator = book.catalogue.indicator(indicator_id)
        rows = tuple(
            self._reading(book, indicator, d.code, p)
            for p in periods
            for d in book.tree.at_level(level, within)
        )
        names = {d.code.text: d.name for d in book.tree.at_level(level, within)}
        return Readings(indicator, level, rows, 0, (), book.version, names)

    def scoreboard(self, book, as_of):
        """The real board, with a line of past values in every other row."""
        kind = PeriodKind.QUARTER
        board = super().scoreboard(book, as_of)
        rows = (
            replace(row, series=self.series(book, row.indicator.id, book.province.code, kind))
            if row.indicator and at % 2
            else row
            for at, row in enumerate(board.rows)
        )
        return replace(board, rows=tuple(rows))

    def series(self, book, indicator_id, division, kind):
        indicator = book.catalogue.indicator(indicator_id)
        periods = [p for p in book.periods if p.kind is kind]
        return tuple(self._reading(book, indicator, division, p) for p in periods)

    def _reading(self, book, indicator, code: DivisionCode, period: Period) -> Reading:
        luck = draw(indicator.id, code.text)
        grown = 0.5 + 0.4 * luck + (period.end.toordinal() - 737_791) / 1826 * 0.1
        missing = code.level is Level.COUNTY and luck < 0.09
        whole = round(1e6 / 10**code.level.depth)
        number = None if missing else round(grown * whole)
        value = None
        if number is not None:
            ratio = indicator.measure != "total"
            value = indicator.scale * (number / whole if ratio else number)
        return Reading(
            indicator=indicator.id,
            division=code.text,
            level=code.level,
            period=period,
            numerator=number,
            denominator=None if indicator.measure == "total" else float(whole),
            value=value,
            unit=indicator.unit,
            status=Status.SYNTHETIC,
            sources=tuple(Source(n, book.version) for n in indicator.tables),
            parts=whole,
        )

    def village_points(self, book, period):
        return book.remembered(
            ("fake villages", period), lambda _version: self._villages(book, period)
        )

    def _villages(self, book, period):
        villages = [
            d for d in book.tree.at_level(Level.VILLAGE) if d.code.is_administrative_village
        ]
        boxes = {
            f["properties"]["code"]: f["properties"]["label"]
            for f in self.county_shapes(book)["features"]
        }
        kept = [d for d in villages if d.code.at(Level.COUNTY).text in boxes]
        lon, lat = [], []
        for d in kept:
            x, y = boxes[d.code.at(Level.COUNTY).text]
            lon.append(round(x + 0.3 * (draw("x", d.code.text) - 0.5), 5))
            lat.append(round(y + 0.25 * (draw("y", d.code.text) - 0.5), 5))
        luck = [draw("s", d.code.text) for d in kept]
        return {
            "code": [d.code.text for d in kept],
            "name": [d.name for d in kept],
            "lon": lon,
            "lat": lat,
            "status": [0 if x < 0.6 else 1 if x < 0.8 else 2 if x < 0.94 else 3 for x in luck],
            "statuses": [vars(state) for state in maps.STATES],
            "unplaced": 0,
            "unplaced_code": [
                d.code.text for d in villages if d.code.at(Level.COUNTY).text not in boxes
            ],
            "mark": "synthetic",
            "period": str(period),
            "version": book.version,
        }
