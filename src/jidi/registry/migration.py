"""Bringing a registry of an earlier Jidi up to date: one transaction, one audit entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import Connection, select, update

from jidi.registry.access_tables import ACCESS_TABLES, SUBJECT_TABLES
from jidi.registry.audit import append
from jidi.registry.job_tables import JOB_TABLES
from jidi.registry.tables import (
    SCHEMA_VERSION,
    alert,
    alert_event,
    alert_run,
    alert_silence,
    capture_end,
    capture_job,
    case_event,
    case_file,
    case_personal,
    intake_receipt,
    intake_step,
    register_entry,
    register_revision,
    removal,
    segment_pieces,
    setting,
)


def schema_of(connection: Connection) -> str | None:
    """The schema version the registry says it has; None when it says none."""
    return connection.scalar(select(setting.c.value).where(setting.c.name == "schema"))


def upgrade(connection: Connection, *, at: datetime, by: str) -> None:
    """Add what the registry lacks, step by step. Nothing that is there is changed or removed.

    :param connection: of ``registry.writing()``: two who open the same old book do it once.
    """
    found = int(schema_of(connection) or SCHEMA_VERSION)
    if found >= SCHEMA_VERSION:  # another was faster
        return
    for version in range(found + 1, SCHEMA_VERSION + 1):
        _STEPS[version](connection)
    newest = {"value": str(SCHEMA_VERSION)}
    connection.execute(update(setting).where(setting.c.name == "schema").values(newest))
    facts = {"from": found, "to": SCHEMA_VERSION}
    append(connection, at=at, by=by, action="registry.upgrade", subject="schema", facts=facts)


def _add_the_register(connection: Connection) -> None:
    register_entry.create(connection, checkfirst=True)
    register_revision.create(connection, checkfirst=True)


def _add_intake(connection: Connection) -> None:
    for table in (intake_receipt, intake_step):
        table.create(connection, checkfirst=True)


def _add_capture(connection: Connection) -> None:
    for table in (capture_job, capture_end):
        table.create(connection, checkfirst=True)


def _add_pieces(connection: Connection) -> None:
    segment_pieces.create(connection, checkfirst=True)


def _add_removals(connection: Connection) -> None:
    removal.create(connection, checkfirst=True)


def _add_cases(connection: Connection) -> None:
    for table in (case_file, case_event, case_personal):
        table.create(connection, checkfirst=True)


def _add_access(connection: Connection) -> None:
    for table in ACCESS_TABLES:
        table.create(connection, checkfirst=True)


def _add_alerts(connection: Connection) -> None:
    for table in (alert_run, alert_silence, alert, alert_event):
        table.create(connection, checkfirst=True)


def _add_jobs(connection: Connection) -> None:
    for table in JOB_TABLES:
        table.create(connection, checkfirst=True)


def _add_subjects(connection: Connection) -> None:
    for table in SUBJECT_TABLES:
        table.create(connection, checkfirst=True)


_STEPS: Mapping[int, Callable[[Connection], None]] = {
    2: _add_the_register,
    3: _add_intake,
    4: _add_capture,
    5: _add_pieces,
    6: _add_removals,
    7: _add_cases,
    8: _add_access,
    9: _add_alerts,
    10: _add_jobs,
    11: _add_subjects,
}
"""What leads to each version. When a table of an earlier step changes, that step must go on making
the table as it was then, and a new step change it."""
