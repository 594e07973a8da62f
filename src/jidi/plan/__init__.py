"""Floor 3: what a plan asks for, whether it agrees with itself, and how far it is."""

from jidi.plan.audit import audit

__all__ = ["audit"]
