"""The log of data exchanged with other departments (部门间信息共享): what is due, done, overdue.

What is due stands in the table ``data_exchange``. That one was done is handed in with the table, or
recorded here: rows and SHA-256 of the file, in the audit log. The file itself is not kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, Literal

from jidi.core.division import DivisionCode
from jidi.core.errors import InputError, UnknownName
from jidi.core.nearest import suggestion
from jidi.registry import append
from jidi.service.access import Thing
from jidi.service.acting import EXCHANGE, signed
from jidi.service.alert_words import division_text
from jidi.service.books import Book
from jidi.service.case_clocks import local
from jidi.service.cases import file_digest, named
from jidi.service.safety_names import place_prefix
from jidi.service.told import Head, Line, Told, Words, share_json
from jidi.supervision.credit import Fraction

RECORD: Final = "exchange.record"
"""The entry of the audit log."""
State = Literal["overdue", "due", "late", "done"]
STATES: Final[Mapping[State, tuple[str, str]]] = {
    "overdue": ("逾期未办", "overdue"),
    "due": ("未到期", "not due yet"),
    "late": ("逾期办理", "done late"),
    "done": ("按期办理", "done in time"),
}
_LIGHTS: Final[Mapping[State, str]] = {
    "overdue": "behind", "due": "unknown", "late": "watch", "done": "met",
}  # fmt: skip
_QUERY: Final = """
SELECT exchange_id, direction, department, division, matter, basis, due_on, done_on, row_count,
  sha256
FROM data_exchange WHERE division LIKE $place ORDER BY due_on, exchange_id
"""


@dataclass(frozen=True)
class Exchange:
    """One exchange as it stands on a day.

    :param entry: number of the audit entry that records it; None where the table tells it.
    """

    id: str
    direction: str
    department: str
    division: str
    matter: str
    basis: str
    due_on: date
    done_on: date | None
    rows: int | None
    sha256: str | None
    state: State
    entry: int | None = None
    by: str = ""


@dataclass(frozen=True)
class Exchanges:
    """The log on a day; ``rows`` is None where the table holds nothing."""

    day: date
    year: int
    rows: tuple[Exchange, ...] | None
    version: int
    synthetic: bool

    def in_state(self, state: str) -> tuple[Exchange, ...]:
        """Those in a state; all for the empty name.

        :raises UnknownName: F-206.
        """
        if state not in ("", *STATES):
            near = suggestion(state, STATES)
            raise UnknownName("F-206", asked=state, what="state", nearest=near)
        order = list(STATES)
        found = [one for one in self.rows or () if state in ("", one.state)]
        return tuple(sorted(found, key=lambda e: (order.index(e.state), e.due_on, e.id)))

    @property
    def in_time(self) -> Fraction | None:
        """Done in time to those whose day has passed or that were done."""
        if self.rows is None:
            return None
        decided = [one for one in self.rows if one.state != "due"]
        return Fraction(sum(one.state == "done" for one in decided), len(decided))


def exchanges(book: Book, day: date, *, year: int | None = None, within: str = "") -> Exchanges:
    """The log as it stands on a day.

    :param year: in which they are due; the year of the day when None.
    :raises UnknownName: C-207.
    """
    chosen, rows = year or day.year, None
    if book.rows("data_exchange"):
        kept = _recorded(book)
        asked = {"place": f"{place_prefix(book, within)}%"}
        found = book.ask(_QUERY, {}, parameters=asked).to_pylist()
        rows = tuple(
            _exchange(row, kept.get(row["exchange_id"]), day)
            for row in found
            if row["due_on"].year == chosen
        )
    synthetic = "synthetic" in book.origins("data_exchange")
    return Exchanges(day, chosen, rows, book.version, synthetic)


def record_exchange(
    book: Book, exchange: str, path: Path, *, rows: int, by: str, why: str, now: datetime,
    done_on: date | None = None,
) -> Mapping[str, Any]:  # fmt: skip
    """Put on record that data were given or received: rows and digest of the file.

    :param rows: how many rows it holds, as who records it counted.
    :param done_on: the day; today when None.
    :returns: what stands in the audit log.
    :raises UnknownName: G-152. :raises InputError: Y-307, Y-208, Y-310, what :func:`signed` raises;
        G-153 for a day to come, or for less than one row.
    """
    row = _row(book, exchange)
    by = signed(book, named(by), EXCHANGE, [Thing(division=DivisionCode(row["division"]))])
    if not why.strip():
        raise InputError("Y-208")
    day = done_on or local(now).date()
    if day > local(now).date() or rows < 0:
        raise InputError("G-153", day=day, rows=rows)
    size, digest = file_digest(path)
    before = _recorded(book).get(exchange)
    facts = {
        "exchange": exchange, "direction": row["direction"], "department": row["department"],
        "matter": row["matter"], "basis": row["basis"], "done_on": day.isoformat(),
        "rows": rows, "file": path.name, "bytes": size, "sha256": digest, "why": why,
        "replaces": None if before is None else before["entry"],
    }  # fmt: skip
    with book.workspace.registry.writing() as connection:
        append(connection, at=now, by=by, action=RECORD, subject=exchange, facts=facts)
    return _recorded(book)[exchange]


def check_exchange(book: Book, exchange: str, path: Path, day: date) -> tuple[Exchange, bool]:
    """Whether a file at hand is the one on record, byte for byte.

    :raises UnknownName: G-152. :raises InputError: Y-310; G-154 where no digest is on record.
    """
    one = _exchange(_row(book, exchange), _recorded(book).get(exchange), day)
    if not one.sha256:
        raise InputError("G-154", exchange=exchange)
    return one, file_digest(path)[1] == one.sha256


def _row(book: Book, exchange: str) -> Mapping[str, Any]:
    rows = book.ask(_QUERY, {}, parameters={"place": "%"}).to_pylist()
    for row in rows:
        if row["exchange_id"] == exchange:
            return row  # type: ignore[no-any-return]
    near = suggestion(exchange, [row["exchange_id"] for row in rows])
    raise UnknownName("G-152", name=exchange, nearest=near)


def _recorded(book: Book) -> dict[str, Mapping[str, Any]]:
    """The newest entry of the audit log for each exchange."""
    return {
        entry.facts["exchange"]: {"entry": entry.number, "by": entry.actor, **entry.facts}
        for entry in book.workspace.registry.audit.entries()
        if entry.action == RECORD
    }


def _exchange(row: Mapping[str, Any], kept: Mapping[str, Any] | None, day: date) -> Exchange:
    """A row with what was recorded of it: what is recorded here holds before what the table says.
    What was done after the day had not been done yet."""
    done = row["done_on"] if kept is None else date.fromisoformat(kept["done_on"])
    if done is not None and done > day:
        done = None
    late = (done or day) > row["due_on"]
    state: State = ("late" if late else "done") if done else ("overdue" if late else "due")
    told = kept or {"rows": row["row_count"], "sha256": row["sha256"], "entry": None, "by": ""}
    return Exchange(
        id=row["exchange_id"],
        direction=row["direction"],
        department=row["department"],
        division=row["division"],
        matter=row["matter"],
        basis=row["basis"],
        due_on=row["due_on"],
        done_on=done,
        rows=told["rows"] if done else None,
        sha256=told["sha256"] if done else None,
        state=state,
        entry=told["entry"] if done else None,
        by=told["by"] if done else "",
    )


def exchanges_told(book: Book, found: Exchanges, state: str = "") -> Told:
    """The log, what is overdue first."""
    lists = book.catalogue.code_lists
    ways, bodies = lists["exchange_direction"], lists["exchange_department"]
    lines = [
        Line(
            (
                STATES[one.state],
                one.id,
                (ways.label(one.direction, "zh"), ways.label(one.direction, "en")),
                (bodies.label(one.department, "zh"), bodies.label(one.department, "en")),
                one.matter,
                one.basis,
                one.due_on.isoformat(),
                one.done_on.isoformat() if one.done_on else "",
                one.rows,
                one.sha256[:12] if one.sha256 else "",
                f"#{one.entry}" if one.entry else "",
                (division_text(book, one.division, "zh"), division_text(book, one.division, "en")),
            ),
            light=(_LIGHTS[one.state], ""),
        )
        for one in found.in_state(state)
    ]
    heads = (
        Head("状态", "State"),
        Head("编号", "Id", "code", wide=True),
        Head("方向", "Direction", wide=True),
        Head("对方部门", "Department"),
        Head("内容", "Matter"),
        Head("依据", "Basis", wide=True),
        Head("应办", "Due", "code"),
        Head("办理", "Done", "code", wide=True),
        Head("行数", "Rows", "number", wide=True),
        Head("摘要前12位", "First of the digest", "code", wide=True),
        Head("审计条目", "Audit entry", "code", wide=True),
        Head("区划", "Place", wide=True),
    )
    title = (f"部门间信息共享 {found.year}", f"Data exchanged with departments {found.year}")
    return Told("exchange", title, heads, lines, remarks(found))


def remarks(found: Exchanges) -> tuple[Words, ...]:
    """What the log holds."""
    marks: list[Words] = [
        (
            "只登记行数与摘要，不留存所共享的数据；登记入审计日志",
            "rows and digest only, never the data themselves; records stand in the audit log",
        ),
        (
            f"截至 {found.day} · 数据版本 {found.version}",
            f"as of {found.day} · data version {found.version}",
        ),
    ]
    if found.synthetic:
        marks.append(("含合成数据", "holds synthetic data"))
    return tuple(marks)


def exchange_json(one: Exchange) -> dict[str, Any]:
    """One exchange as plain values."""
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in vars(one).items()}


def exchanges_json(found: Exchanges, state: str = "") -> dict[str, Any]:
    """The log as plain values."""
    return {
        "day": found.day.isoformat(),
        "year": found.year,
        "data_version": found.version,
        "synthetic": found.synthetic,
        "in_time": share_json(found.in_time),
        "counts": None
        if found.rows is None
        else {name: sum(one.state == name for one in found.rows) for name in STATES},
        "rows": None
        if found.rows is None
        else [exchange_json(one) for one in found.in_state(state)],
    }
