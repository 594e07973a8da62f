"""A report as a job of the queue: written in every format, with progress; it can be stopped."""

from __future__ import annotations

from jidi.core.errors import Interrupted
from jidi.report.asking import asked_report, report_file
from jidi.report.document import Document
from jidi.report.files import WRITERS, file_name
from jidi.service.job_task import Outcome, Task


def write_report(task: Task) -> Outcome:
    """The report asked for, as files; nothing when it is stopped on the way.

    :raises Interrupted: M-110 when it is stopped. :raises JidiError: as :func:`asked_report`.
    """
    asked = task.asked
    document = asked_report(
        task.book,
        asked["report"],
        year=asked["year"],
        lang=asked["language"],
        at=None,
        forecast=asked["forecast"],
        progress=lambda step, share: _go_on(task, step, share),
    )
    files = {}
    for done, name in enumerate(WRITERS):
        _go_on(task, name, 0.9 + 0.1 * done / len(WRITERS))
        files[file_name(document, name)] = report_file(document, name)
    return Outcome(
        files=files,
        lines=(_line(document),),
        told={
            "report": document.kind,
            "year": document.year,
            "title": document.heading,
            "figures": len(document.annex),
            "data_version": document.version,
        },
        synthetic=bool(document.warning),
    )


def _go_on(task: Task, step: str, share: float) -> None:
    """Tell how far it is; stop where that is asked: a report by halves is of no use."""
    if task.cancelled():
        raise Interrupted("M-110", by="—")
    task.progress(share, step)


def _line(document: Document) -> tuple[str, str]:
    count, version = len(document.annex), document.version
    return (
        f"{document.heading}：{count} 个数字均有出处，数据版本 {version}",
        f"{document.heading}: {count} figures with evidence, data version {version}",
    )
