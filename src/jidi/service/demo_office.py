"""What an office would have done with a new demonstration: every page has something to show.

Rules are asked, complaints stand as cases, some alerts are worked on, the credit list is
published, a company's return came in with rows that were held aside, a plan document is under
review, and work waits in the queue.
"""

from __future__ import annotations

import csv
import tempfile
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from jidi.model.case import case_kind
from jidi.service.alert_case import open_from_alert, told_by_alert
from jidi.service.alerts import record, shown
from jidi.service.books import Book
from jidi.service.case_clocks import local
from jidi.service.case_import import import_complaints
from jidi.service.cases import take_step
from jidi.service.credit import evaluated
from jidi.service.credit_lists import publish
from jidi.service.draft_store import Wanted, decide, keep_file, read_kept
from jidi.service.intake import Setting, ingest_file
from jidi.service.intake_asked import IntakeAsked
from jidi.service.jobs import ask
from jidi.service.register_synthesis import ACTOR
from jidi.service.supervision_rules import newest_moment

CASES_OF: Final = timedelta(days=31)
"""Complaints of so long stand as cases in a new demonstration: some closed, some with clocks."""
_RULE, _KIND, _MATTER = "packaging_nonconforming", "finding", "packaging_limits"
"""Alerts of this rule become cases of this kind, about this matter."""
_WORKED_ON: Final = 6
_RETURN_ROWS: Final = 24
_VILLAGES: Final = 60
_WHY: Final = "演示"
COVERAGES: Final = (0.90, 1.0)
"""Shares of villages that the two designs of a demonstration serve."""


def do_the_work(book: Book, *, now: datetime) -> None:
    """Everything an office would have done by now.

    :raises JidiError: what the services raise that it calls.
    """
    moment = newest_moment(book, now=local(now))
    record(book, at=moment, by=ACTOR, now=now)
    import_complaints(
        book, by=ACTOR, now=now, since=moment.date() - CASES_OF, known_at=moment.date()
    )
    _work_on_alerts(book, now=now)
    credit = evaluated(book, (moment - timedelta(days=1)).year)
    if local(now).date() > credit.scheme.closes(credit.year):
        publish(book, credit, by=ACTOR, why=_WHY, now=now)
    hand_in(book, now=now)
    review_a_plan(book, now=now)
    queue_work(book, now=now)


def _work_on_alerts(book: Book, *, now: datetime) -> None:
    """Some alerts made into cases; every third is verified, so that its next step waits."""
    found = [one for one in shown(book) if one.alert.rule == _RULE][:_WORKED_ON]
    for place, one in enumerate(found):
        about = {**told_by_alert(one, case_kind(_KIND)), "matter": _MATTER}
        made = open_from_alert(book, one.id, _KIND, about, by=ACTOR, now=now, why=_WHY)
        if place % 3 == 0:
            take_step(book, made.id, "verify", {"confirmed": "true"}, by=ACTOR, now=now, why=_WHY)


def hand_in(book: Book, *, now: datetime) -> None:
    """A company's newest return comes again: places more, others corrected, rows that cannot be."""
    rows = _newest_return(book)
    if len(rows) < _RETURN_ROWS:
        return
    first, second, negative, nowhere, never, *same = rows
    sender = str(first["operator_id"])
    more = [{**first, "division": code} for code in _places_without(book, sender)]
    corrected = [{**row, "volume": row["volume"] + 1} for row in (first, second)]
    spoilt = [
        {**negative, "volume": -1},
        {**nowhere, "division": "149999000000"},
        {**never, "month": "2025-13-01"},
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{sender} 业务量收月报.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, list(first))
            writer.writeheader()
            writer.writerows([*more, *corrected, *same, *spoilt])
        asked = IntakeAsked(table="monthly_return", sender=sender, origin="synthetic")
        ingest_file(book, path, asked, Setting(by=ACTOR, now=now))


def _newest_return(book: Book) -> list[dict[str, Any]]:
    """Rows of the newest month of the smallest company that has enough of them."""
    columns = [one.name for one in book.catalogue.tables["monthly_return"].columns]
    found: list[dict[str, Any]] = book.ask(
        "WITH newest AS (SELECT * FROM monthly_return "
        "WHERE month = (SELECT max(month) FROM monthly_return)) "
        f"SELECT {', '.join(columns)} FROM newest WHERE operator_id = ("
        "SELECT operator_id FROM newest GROUP BY operator_id "
        f"HAVING count(*) >= {_RETURN_ROWS} ORDER BY count(*), operator_id LIMIT 1) "
        f"ORDER BY division, business LIMIT {_RETURN_ROWS}",
        {},
    ).to_pylist()
    return found


def _places_without(book: Book, company: str) -> list[str]:
    """Two counties from which a company has never reported."""
    found = book.ask(
        "SELECT DISTINCT division FROM monthly_return WHERE division NOT IN ("
        "SELECT division FROM monthly_return WHERE operator_id = $company) "
        "ORDER BY division LIMIT 2",
        {},
        parameters={"company": company},
    )
    return [str(row["division"]) for row in found.to_pylist()]


def review_a_plan(book: Book, *, now: datetime) -> None:
    """A plan document of our own invention, read, and the first records decided."""
    text = (files("jidi.definitions") / "synth" / "plan_document.txt").read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{book.province.name}规划（虚构示例）.txt"
        path.write_text(text.replace("{region}", book.province.name), "utf-8")
        draft = keep_file(book, path, by=ACTOR, now=now)
    read_kept(book, draft)
    for wanted in (
        Wanted("accept", ("target-01", "target-03")),
        Wanted("correct", ("target-08",), "单位已注明，数字不带百分号", {"level": "100"}),
        Wanted("reject", ("milestone-01",), "属工作任务，不作为节点目标"),
    ):
        decide(book, draft.id, wanted, by=ACTOR, now=now)


def queue_work(book: Book, *, now: datetime) -> None:
    """Two designs of a small county and a report, for the workers of the server to begin with."""
    county = demo_county(book)
    for coverage in COVERAGES:
        title = f"{book.tree.find(county).name} {coverage:.0%}"
        told = {"county": county, "coverage": coverage, "title": title}
        ask(book, "rural", told, by=ACTOR, now=now)
    ask(book, "report", {"report": "annual", "forecast": False}, by=ACTOR, now=now)


def demo_county(book: Book) -> str:
    """Code of the county with the fewest villages, among those with enough to be worth a design."""
    found = book.ask(
        "SELECT substr(village, 1, 6) AS county FROM village GROUP BY county "
        f"HAVING count(*) >= {_VILLAGES} ORDER BY count(*), county LIMIT 1",
        {},
    ).to_pylist()
    return str(found[0]["county"]) if found else ""
