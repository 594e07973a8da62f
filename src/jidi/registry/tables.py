"""The relational tables of a book: versions, batches, segments, receipts, the register of
responsibility, intake, audit and settings.

Plain columns only (text, integers), so that SQLite and PostgreSQL hold the same values. Times are
ISO 8601 text: the audit chain hashes them, and text is the same everywhere.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, MetaData, String, Table, Text

SCHEMA_VERSION = 11
"""Grows when a table changes. A registry with a higher number is of a newer Jidi; one with a lower
is upgraded when it is opened (:mod:`jidi.registry.migration`).

1: versions, batches, segments, receipts, audit. 2: the register of responsibility. 3: receipts of
intake, and what became of rows held aside. 4: capture jobs. 5: digests of pieces of segments.
6: files that were removed on purpose. 7: cases of supervision. 8: people,
roles, sessions, tokens. 9: alerts. 10: jobs.
"""
PIECES_SINCE = 5
"""The schema from which on the pieces of segments are known."""

metadata = MetaData()

_ROW_ID = BigInteger().with_variant(Integer, "sqlite")

setting = Table(
    "setting",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("value", Text, nullable=False),
)
"""Named values of the registry itself; the row ``schema`` is also the lock of writers."""

version = Table(
    "version",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
)
"""The data versions of the lake, 1, 2, 3 …; version 0 is the empty lake."""

batch = Table(
    "batch",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("version", ForeignKey(version.c.number), nullable=False),
    Column("source", Text, nullable=False),
    Column("origin", String(20), nullable=False),
    Column("actor", Text, nullable=False),
    Column("once_as", String(200), unique=True),
)
"""One commit: what came in together; under the digest ``once_as`` it comes only once."""

segment = Table(
    "segment",
    metadata,
    Column("id", _ROW_ID, primary_key=True, autoincrement=True),
    Column("batch", ForeignKey(batch.c.id), nullable=False),
    Column("table_name", String(100), nullable=False),
    Column("path", String(300), nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("columns", Text, nullable=False),
    Column("first_day", String(10)),
    Column("last_day", String(10)),
    Column("low", Text),
    Column("high", Text),
    Column("added", ForeignKey(version.c.number), nullable=False),
    Column("removed", ForeignKey(version.c.number)),
    Index("segment_by_table", "table_name", "added"),
)
"""One Parquet file of a table, live from version ``added`` up to but not including ``removed``."""

segment_pieces = Table(
    "segment_pieces",
    metadata,
    Column("segment", ForeignKey(segment.c.id), primary_key=True),
    Column("digests", Text, nullable=False),
)
"""The SHA-256 of every piece of a segment's file, parted by spaces, so that a file can be read in
part (:mod:`jidi.lake.checked_file`). Files written by an earlier Jidi have none."""

receipt = Table(
    "receipt",
    metadata,
    Column("batch", ForeignKey(batch.c.id), primary_key=True),
    Column("body", Text, nullable=False),
)
"""What the sender was told, as JSON."""

removal = Table(
    "removal",
    metadata,
    Column("id", _ROW_ID, primary_key=True, autoincrement=True),
    Column("kind", String(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("segment", ForeignKey(segment.c.id), unique=True),
    Column("rule", String(100), nullable=False),
    Column("at", String(40), nullable=False),
    Column("actor", Text, nullable=False),
    Column("why", Text, nullable=False),
)
"""A file that was removed on purpose: a segment that no version within the term needs, a file of
rows held aside, a file that was handed in; by which rule, by whom and why. Rows are only added."""

register_entry = Table(
    "register_entry",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("plan", String(100), nullable=False),
    Column("position", Integer, nullable=False),
    Column("subject", Text, nullable=False),
    Index("register_entry_by_plan", "plan", "position"),
)
"""What is followed up: what the plan says about it, as JSON; written once and never changed."""

register_revision = Table(
    "register_revision",
    metadata,
    Column("entry", ForeignKey(register_entry.c.id), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("on_day", String(10), nullable=False),
    Column("at", String(40), nullable=False),
    Column("actor", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("origin", String(20), nullable=False),
    Column("changes", Text, nullable=False),
    Column("state", Text, nullable=False),
)
"""One step in the chain of an entry: who changed what, when, why, and what holds after it. Rows are
only added."""

intake_receipt = Table(
    "intake_receipt",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("once_as", String(200), nullable=False, unique=True),
    Column("batch", ForeignKey(batch.c.id)),
    Column("sender", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("at", String(40), nullable=False),
    Column("actor", Text, nullable=False),
    Column("held", BigInteger, nullable=False),
    Column("held_file", Text),
    Column("body", Text, nullable=False),
)
"""What became of one file that was handed in: its counts, as JSON, the batch its accepted rows came
in with, and where the rows held aside lie. Written once."""

intake_step = Table(
    "intake_step",
    metadata,
    Column("id", _ROW_ID, primary_key=True, autoincrement=True),
    Column("receipt", ForeignKey(intake_receipt.c.id), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("step", String(20), nullable=False),
    Column("cells", Text, nullable=False),
    Column("into", String(40)),
    Column("at", String(40), nullable=False),
    Column("actor", Text, nullable=False),
    Column("why", Text, nullable=False),
    Index("intake_step_by_row", "receipt", "number"),
)
"""What happened to a row that was held aside: repaired, or handed in again with a later receipt.
Rows are only added."""

capture_job = Table(
    "capture_job",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("at", String(40), nullable=False),
    Column("actor", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("place", String(100), nullable=False),
    Column("asked", Text, nullable=False),
)
"""A file that was handed in over the network: by whom, what is asked with it (as JSON), and the
folder it waits in. Written once, before the sender gets an answer."""

capture_end = Table(
    "capture_end",
    metadata,
    Column("job", ForeignKey(capture_job.c.id), primary_key=True),
    Column("at", String(40), nullable=False),
    Column("state", String(20), nullable=False),
    Column("receipt", ForeignKey(intake_receipt.c.id)),
    Column("body", Text, nullable=False),
)
"""How a capture job ended; a job without a row here still waits or runs. Written once: with the
receipt it gave, in the same transaction."""

case_file = Table(
    "case_file",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("division", String(12), nullable=False),
    Column("source", String(200), unique=True),
    Column("origin", String(20), nullable=False),
    Index("case_file_by_kind", "kind", "number", unique=True),
)
"""What never changes of a case of supervision. Written once; opened once from the same source."""

case_event = Table(
    "case_event",
    metadata,
    Column("file", ForeignKey(case_file.c.id), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("recorded_at", String(40), nullable=False),
    Column("actor", Text, nullable=False),
    Column("step", String(40), nullable=False),
    Column("why", Text, nullable=False),
    Column("state", String(40), nullable=False),
    Column("facts", Text, nullable=False),
)
"""What happened to a case, and the state it is in after it. Rows are only added."""

case_personal = Table(
    "case_personal",
    metadata,
    Column("file", ForeignKey(case_file.c.id), primary_key=True),
    Column("field", String(100), primary_key=True),
    Column("value", Text, nullable=False),
)
"""Sealed personal values of a case, and what duplicates are found by; no part of its history, so
that they can go when their term is over and the history stays whole."""

alert_run = Table(
    "alert_run",
    metadata,
    Column("id", _ROW_ID, primary_key=True, autoincrement=True),
    Column("moment", String(40), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("recorded_at", String(40), nullable=False),
    Column("actor", Text, nullable=False),
    Column("answers", Text, nullable=False),
)
"""The rules of supervision asked and written down: at which moment of the book, on which data
version, and as JSON what each rule could say. Rows are only added."""

alert_silence = Table(
    "alert_silence",
    metadata,
    Column("id", _ROW_ID, primary_key=True, autoincrement=True),
    Column("rule", String(100), nullable=False),
    Column("subject", Text, nullable=False),
    Column("division", String(12), nullable=False),
    Column("begins", String(40), nullable=False),
    Column("ends", String(40), nullable=False),
    Column("why", Text, nullable=False),
    Column("recorded_at", String(40), nullable=False),
    Column("actor", Text, nullable=False),
)
"""Messages that somebody wants not to get for a time, and why. Rows are only added."""

alert = Table(
    "alert",
    metadata,
    Column("id", _ROW_ID, primary_key=True, autoincrement=True),
    Column("rule", String(100), nullable=False),
    Column("subject_kind", String(20), nullable=False),
    Column("subject", Text, nullable=False),
    Column("division", String(12), nullable=False),
    Column("state", String(20), nullable=False),
    Column("fired", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Index("alert_by_state", "state", "rule"),
)
"""An alert as it is now, as JSON; how it came there is told by its events."""

alert_event = Table(
    "alert_event",
    metadata,
    Column("alert", ForeignKey(alert.c.id), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("run", ForeignKey(alert_run.c.id)),
    Column("change", String(20), nullable=False),
    Column("recorded_at", String(40), nullable=False),
    Column("actor", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("silence", ForeignKey(alert_silence.c.id)),
    Column("body", Text, nullable=False),
    Index("alert_event_by_silence", "silence"),
)
"""What happened to an alert, with the alert as it was after it; with a silence, the message of it
was suppressed. Rows are only added."""

audit = Table(
    "audit",
    metadata,
    Column("number", _ROW_ID, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", String(100), nullable=False),
    Column("subject", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
)
"""Who did what and when; each entry's digest covers the one before it."""
