"""What a person decided about each record of a draft: accepted, corrected, rejected; by whom, when.

A decision is never edited: a later one about the same record stands behind it and counts.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from jidi.model.strict import Strict

Decision = Literal["accept", "correct", "reject"]


class Review(Strict):
    """One decision about one record.

    :param record: the record's id.
    :param by: who decided; :param at: when, with the offset of the zone.
    :param reason: why; a rejection and a correction need one.
    :param field: of a correction: what was changed, ``before`` and ``after`` as printed.
    """

    record: str
    decision: Decision
    by: Annotated[str, Field(min_length=1)]
    at: datetime
    reason: str = ""
    field: str = ""
    before: str = ""
    after: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.decision != "accept" and not self.reason.strip():
            raise ValueError(f"{self.record}: a rejection or correction needs a reason")
        if (self.decision == "correct") != bool(self.field):
            raise ValueError(f"{self.record}: 'field' goes with a correction and only with it")
        if self.at.tzinfo is None:
            raise ValueError(f"{self.record}: the time of a decision needs its zone")
        return self
