"""Floor 2: the relational half of a book. Versions, batches, segments, receipts, audit."""

from jidi.registry.audit import AuditLog, Broken, Entry, append
from jidi.registry.database import Registry, sqlite_url

__all__ = ["AuditLog", "Broken", "Entry", "Registry", "append", "sqlite_url"]
