"""The relational table of jobs: long work that workers do.

A job's row changes as it goes on; who asked, took it up, stopped it and how it ended stands in the
audit log too, in the same transactions. Times are ISO 8601 in UTC, so that their text sorts.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from jidi.registry.tables import metadata

job = Table(
    "job",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("asked", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("division", String(12), nullable=False),
    Column("at", String(40), nullable=False),
    Column("actor", Text, nullable=False),
    Column("again_of", ForeignKey("job.id")),
    Column("state", String(20), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("worker", String(100)),
    Column("lease", String(40)),
    Column("started", String(40)),
    Column("ended", String(40)),
    Column("share", Integer, nullable=False),
    Column("step", Text, nullable=False),
    Column("stopped_by", Text),
    Column("body", Text, nullable=False),
    Index("job_by_state", "state", "id"),
)
"""One piece of long work: what is asked (as JSON; ``digest`` tells the same from other work), where
it lies, by whom; its state, how often it was taken up, which worker holds it until when,
thousandths done, and what came of it (as JSON)."""

JOB_TABLES = (job,)
