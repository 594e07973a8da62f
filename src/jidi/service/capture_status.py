"""A capture job as its sender sees it: the fields of EPCIS 2.0, and ours beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from jidi.core.errors import Language
from jidi.intake.held import Reason
from jidi.intake.times import BEIJING
from jidi.registry.capture import TAKEN, CaptureJob
from jidi.service.books import Book
from jidi.service.capture import is_kept, receipt_body
from jidi.service.intake_held_states import held_rows
from jidi.service.intake_shown import shown_reasons

ERRORS_TOLD: Final = 100
"""Errors of single rows that a job tells; the others are counted, and stand in the held rows."""

_STATES: Final = {
    "waiting": ("等待", "waiting"),
    "running": ("处理中", "running"),
    "success": ("全部读入", "all in"),
    "partial": ("部分退回", "some held aside"),
    "tried": ("已试算", "tried only"),
    "failed": ("未读入", "not taken in"),
    "cancelled": ("已停止", "stopped"),
}


def state_words(state: str, lang: Language) -> str:
    """A job's state in words."""
    return _STATES[state][0 if lang == "zh" else 1]


def job_json(book: Book, job: CaptureJob, *, step: str | None = None) -> dict[str, Any]:
    """The job as plain values.

    ``running`` and ``success`` as EPCIS has them: success means that every event came in; with
    held rows ``state`` is ``partial``, the others are in, and ``errors`` says which are not.

    :param step: what it is at, while it runs.
    """
    end = job.end
    receipt = receipt_body(book, job)
    counts = None if receipt is None else receipt["counts"]
    errors = list(_errors(book, job))
    held = 0 if counts is None else counts["held"]
    return {
        "captureID": job.id,
        "createdAt": _local(job.at),
        "finishedAt": None if end is None else _local(end.at),
        "running": end is None,
        "success": end is not None and end.state == TAKEN,
        "captureErrorBehaviour": "rollback" if job.asked["whole"] else "proceed",
        "errors": errors,
        "errors_not_told": max(0, held - len({one["row"] for one in errors if one["row"]})),
        "state": end.state if end is not None else ("waiting" if step is None else "running"),
        "step": step,
        "file": job.file,
        "bytes": job.bytes,
        "sha256": job.digest,
        "by": job.by,
        "sender": job.sender,
        "asked": dict(job.asked),
        "counts": counts,
        "receipt": None if end is None else end.receipt,
        "repeated": bool(end is not None and end.body.get("repeated")),
        "plan": None if end is None else end.body.get("plan"),
        "can_be_taken": is_kept(book, job),
    }


def _local(at: str) -> str:
    """A time as it is kept, by the clock of Beijing."""
    return datetime.fromisoformat(at).astimezone(BEIJING).isoformat()


def clock_text(at: str) -> str:
    """A time as it is kept, to the minute by the clock of Beijing."""
    return _local(at)[:16].replace("T", " ")


def _errors(book: Book, job: CaptureJob) -> Iterator[dict[str, Any]]:
    """What went wrong: of the job as a whole, then row by row."""
    if job.end is None:
        return
    error = job.end.body.get("error")
    if error is not None:
        yield _problem(error, kind="ImplementationException")
        yield from map(_problem, error["also"])
        return
    if job.end.receipt is None:
        would: Mapping[str, Any] = job.end.body.get("would", {})
        for row in would.get("would_hold", ()):
            told = [Reason(r["code"], r["column"], r["facts"]) for r in row["reasons"]]
            for reason in shown_reasons(told, book.catalogue.table(row["table"])):
                place = reason.error(part=row["part"], row=row["row"])
                yield _problem(place.to_json(), row=row["row"], table=row["table"], of=reason)
        return
    for held in held_rows(book, job.end.receipt)[:ERRORS_TOLD]:
        for reason in shown_reasons(held.row.reasons, book.catalogue.table(held.row.table)):
            place = reason.error(part=held.row.part, row=held.row.row)
            row, table = held.row.row, held.row.table
            yield _problem(place.to_json(), row=row, table=table, of=reason)


def _problem(
    error: Mapping[str, Any],
    *,
    row: int | None = None,
    table: str = "",
    of: Reason | None = None,
    kind: str = "ValidationException",
) -> dict[str, Any]:
    """An error as RFC 7807 wants it, with our code and both languages.

    :param of: the reason it was made from, for the column it concerns.
    """
    return {
        "type": f"epcisException:{kind}",
        "title": error["en"],
        "status": 400,
        "detail": f"{error['code']} {error['zh']}。{error['do_zh']}",
        "row": row,
        "table": table or None,
        "column": None if of is None else of.column or None,
        **{name: error[name] for name in ("code", "zh", "en", "where", "do_zh", "do_en")},
    }
