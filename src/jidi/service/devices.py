"""Devices on line (视频监控、安检机联网): minutes on line to minutes due, by company and place.

A day whose minutes on line were not returned is left out of both and counted; a place that has the
device but returned nothing is counted too. Neither is an hour off line, and neither is good news.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from jidi.core.errors import UnknownName
from jidi.core.nearest import suggestion
from jidi.core.period import Period
from jidi.service.books import Book
from jidi.service.safety_names import By, key_of, place_prefix, subject_cells
from jidi.service.told import Head, Line, Told, Words, share_heads, share_json, shares
from jidi.supervision.credit import Fraction

Device = Literal["video", "screening"]
DEVICES: Final[Mapping[Device, tuple[str, str]]] = {
    "video": ("视频监控", "Cameras"),
    "screening": ("安检机", "Screening machines"),
}
_FLAG: Final = {"video": "video_linked", "screening": "screening_machine"}
_RULE: Final = {"video": "camera_offline", "screening": "machine_offline"}
_QUERY: Final = """
WITH told AS (
  SELECT s.facility_id, MIN(s.division) AS division, COUNT(*) AS days,
    SUM(CASE WHEN s.minutes_online IS NULL THEN 1 ELSE 0 END) AS untold,
    SUM(s.minutes_online) AS online,
    SUM(CASE WHEN s.minutes_online IS NOT NULL THEN s.minutes_due END) AS due,
    SUM(CASE WHEN s.minutes_online * 100 < s.minutes_due * {least} THEN 1 ELSE 0 END) AS low
  FROM {table} AS s
  WHERE s.day >= $first AND s.day < $until AND s.division LIKE $place
  GROUP BY s.facility_id, CASE WHEN s.facility_id IS NULL THEN s.division END
),
bound AS (
  SELECT facility_id, operator_id, division FROM facility
  WHERE {flag} AND opened_on < $until AND (closed_on IS NULL OR closed_on >= $first)
    AND division LIKE $place
)
SELECT COALESCE(b.facility_id, t.facility_id) AS outlet,
  COALESCE(b.operator_id, f.operator_id) AS company,
  COALESCE(b.division, t.division) AS division,
  COALESCE(t.days, 0) AS days, t.untold, t.online, t.due, t.low
FROM bound AS b
FULL OUTER JOIN told AS t ON t.facility_id = b.facility_id
LEFT JOIN facility AS f ON f.facility_id = t.facility_id
"""


@dataclass(frozen=True)
class OnLine:
    """How devices of one subject ran.

    :param rate: minutes on line to minutes due, of days that tell both.
    :param reported: places with a return to places that have the device or returned it.
    :param days: device days returned. :param untold: of these, without minutes on line.
    :param low: device days below the limit of the rule.
    """

    name: str
    rate: Fraction
    reported: Fraction
    days: int
    untold: int
    low: int


@dataclass(frozen=True)
class Devices:
    """One kind of device in a period; ``rows`` is None where the table holds nothing."""

    device: Device
    by: By
    period: Period
    rows: tuple[OnLine, ...] | None
    whole: OnLine
    least: float
    version: int
    synthetic: bool


def read_device(text: str) -> Device:
    """``video`` or ``screening``.

    :raises UnknownName: F-206.
    """
    for device in DEVICES:
        if text == device:
            return device
    raise UnknownName("F-206", asked=text, what="device", nearest=suggestion(text, DEVICES))


def devices(book: Book, device: Device, period: Period, by: By, *, within: str = "") -> Devices:
    """How devices ran, the lowest rate first, then those that returned nothing.

    :raises UnknownName: C-207.
    """
    least = book.catalogue.rules[_RULE[device]].parameters["share"].on(period.last_day)
    rows = _rows(book, device, period, place_prefix(book, within), float(least))
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(key_of(by, **{n: row[n] for n in ("company", "outlet", "division")}),
                          []).append(row)  # fmt: skip
    found = [_on_line(name, members) for name, members in groups.items()]
    found.sort(key=lambda one: (_order(one), one.name))
    tables = (device, "facility")
    return Devices(
        device=device,
        by=by,
        period=period,
        rows=tuple(found) if book.rows(device) else None,
        whole=_on_line("", rows),
        least=float(least),
        version=book.version,
        synthetic=any("synthetic" in book.origins(table) for table in tables),
    )


def _rows(
    book: Book, device: Device, period: Period, place: str, least: float
) -> list[Mapping[str, Any]]:
    if not book.rows(device):
        return []
    asked = {"first": period.start, "until": period.end, "place": f"{place}%"}
    query = _QUERY.format(table=device, flag=_FLAG[device], least=least)
    return book.remembered(
        ("devices", device, str(period), place, least),
        lambda _: book.ask(query, {}, parameters=asked).to_pylist(),
    )


def _on_line(name: str, rows: list[Mapping[str, Any]]) -> OnLine:
    def total(key: str) -> float:
        return sum(float(row[key] or 0) for row in rows)

    return OnLine(
        name=name,
        rate=Fraction(total("online"), total("due")),
        reported=Fraction(sum(row["days"] > 0 for row in rows), len(rows)),
        days=int(total("days")),
        untold=int(total("untold")),
        low=int(total("low")),
    )


def _order(one: OnLine) -> float:
    value = one.rate.value(100.0)
    return 1000.0 if value is None else value


def devices_told(book: Book, found: Devices) -> Told:
    """The table of on-line rates."""
    lines = []
    for one in found.rows or ():
        key, name = subject_cells(book, found.by, one.name)
        cells = (key, name, *shares(one.rate), *shares(one.reported), one.untold, one.low)
        lines.append(Line(cells))
    heads = (
        Head("编号", "Id", "code", wide=True),
        Head("名称", "Name"),
        *share_heads(("在线分钟", "minutes on line"), ("应在线分钟", "minutes due"),
                     ("在线率", "on line")),
        *share_heads(("有报送", "places that returned"), ("应报", "places with the device"),
                     ("报送率", "returned")),
        Head("未报时长的台日", "Days without minutes", "number", wide=True),
        Head("低于界限的台日", "Days below the limit", "number"),
    )  # fmt: skip
    zh, en = DEVICES[found.device]
    title = (f"{zh}在线率 {found.period}", f"{en} on line {found.period}")
    return Told("devices", title, heads, lines, remarks(found))


def remarks(found: Devices) -> tuple[Words, ...]:
    """What is left out, and which limit a low day is held against."""
    marks: list[Words] = [
        (
            f"未报在线时长的日不计入分子分母；低于界限指在线不足应在线的 {found.least:g}%"
            "（预警规则界限，本平台设计）",
            f"days without minutes on line are in neither part; a low day is below "
            f"{found.least:g} % of the time due (limit of the rule, own choice)",
        ),
        (f"数据版本 {found.version}", f"data version {found.version}"),
    ]
    if found.synthetic:
        marks.append(("含合成数据", "holds synthetic data"))
    return tuple(marks)


def devices_json(found: Devices) -> dict[str, Any]:
    """As plain values."""
    return {
        "device": found.device,
        "by": found.by,
        "period": str(found.period),
        "data_version": found.version,
        "synthetic": found.synthetic,
        "low_below_percent": found.least,
        "whole": None if found.rows is None else _json(found.whole),
        "rows": None if found.rows is None else [_json(one) for one in found.rows],
    }


def _json(one: OnLine) -> dict[str, Any]:
    return {
        "id": one.name,
        "online": share_json(one.rate),
        "reported": share_json(one.reported),
        "device_days": one.days,
        "days_untold": one.untold,
        "days_low": one.low,
    }
