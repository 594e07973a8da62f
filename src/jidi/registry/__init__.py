"""Floor 2: the relational half of a book. Versions, batches, receipts, the register, audit."""

from jidi.registry.audit import AuditLog, Broken, Entry, append
from jidi.registry.database import Registry, sqlite_url
from jidi.registry.failure import coded
from jidi.registry.register import Register

__all__ = ["AuditLog", "Broken", "Entry", "Register", "Registry", "append", "coded", "sqlite_url"]
