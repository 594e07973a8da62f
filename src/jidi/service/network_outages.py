"""What an incident took out, when a network's problem is drawn from a book.

Facilities and lanes that are down at the end of the day as of which the problem is drawn are left
out of it, and each is told with its incident. A network designed then does without them; drawn
again once they work, it has them back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from jidi.core.errors import InputError, JidiError
from jidi.service.books import Book
from jidi.service.emergency import down

Row = dict[str, Any]
LEFT_OUT = "S-150"
STATION_OUT = "S-151"
_LAST = time(23, 59, 59)


@dataclass
class Outages:
    """What is down, by kind and id.

    :param told: notes of what was left out so far, each thing once, in the order met.
    """

    facilities: Mapping[str, Row]
    lanes: Mapping[str, Row]
    told: dict[str, JidiError] = field(default_factory=dict)

    @classmethod
    def on(cls, book: Book, day: date) -> Outages:
        """What is down at the end of a day."""
        found: dict[str, dict[str, Row]] = {"facility": {}, "lane": {}}
        for row in down(book, at=datetime.combine(day, _LAST)):
            found[row["kind"]].setdefault(str(row["subject"]), dict(row))
        return cls(found["facility"], found["lane"])

    def standing(self, facilities: Iterable[Row]) -> list[Row]:
        """The facilities without those that are down, which are told."""
        return list(self._kept(facilities, self.facilities, lambda row: str(row["facility_id"])))

    def running(self, lanes: Iterable[Any], name: Callable[[Any], str]) -> list[Any]:
        """The lanes without those that are down, which are told.

        :param name: gives a lane's id, as ``outage`` writes it.
        """
        return list(self._kept(lanes, self.lanes, name))

    def _kept(
        self, rows: Iterable[Any], out: Mapping[str, Row], name: Callable[[Any], str]
    ) -> Iterable[Any]:
        for row in rows:
            outage = out.get(name(row))
            if outage is None:
                yield row
            else:
                self.told[f"{outage['kind']} {name(row)}"] = _note(outage)


def _note(outage: Row) -> JidiError:
    return InputError(
        LEFT_OUT,
        id=outage["subject"],
        name=outage["name"] or outage["subject"],
        incident=outage["incident"],
        why=outage["why"] or "—",
        since=f"{outage['from_at']:%Y-%m-%d %H:%M}",
    )
