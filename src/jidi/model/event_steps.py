"""Steps of a parcel in the words of EPCIS 2.0 (business step, disposition) and of UPU EMSEVT.

The standards leave open how a parcel's way is told in their words; the pairs of
``definitions/epcis/steps.csv`` are our own choice. Each step is written in one way, and that way is
read back as the same step; what others write is read by the first row that fits.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jidi.core.errors import DefinitionError, Place
from jidi.core.nearest import suggestion
from jidi.model.rows import read_models
from jidi.model.strict import Strict

_FOLDER = files("jidi.definitions") / "epcis"


class StepWords(Strict):
    """One way to tell a step. An empty cell fits anything.

    :param step: a code of ``event_step``.
    :param event: type of the EPCIS event.
    :param upu: EMSEVT code of the same.
    :param writes: the one way in which we write the step.
    """

    step: str
    event: str = ""
    action: str = ""
    biz_step: str = ""
    disposition: str = ""
    upu: str = ""
    writes: bool

    def fits(self, *, event: str, action: str, biz_step: str, disposition: str) -> bool:
        """Whether an EPCIS event tells this step."""
        told = (event, action, biz_step, disposition)
        asked = (self.event, self.action, self.biz_step, self.disposition)
        return any(asked[2:]) and all(a in ("", t) for a, t in zip(asked, told, strict=True))


class _Word(Strict):
    kind: str
    word: str


@cache
def step_words() -> tuple[StepWords, ...]:
    """All ways to tell a step, in the order in which they are tried.

    :raises DefinitionError: D-102 for a word that the standard does not have.
    """
    path = _FOLDER / "steps.csv"
    rows = read_models(path, StepWords)
    for line, row in rows:
        for kind, word in (("biz_step", row.biz_step), ("disposition", row.disposition)):
            if word and word not in standard_words(kind):
                reason = f"{word}; nearest: {suggestion(word, standard_words(kind))}"
                raise DefinitionError(
                    "D-102", where=Place(path.name, line), key=kind, reason=reason
                )
    return tuple(row for _, row in rows)


@cache
def standard_words(kind: str) -> tuple[str, ...]:
    """The words of the Core Business Vocabulary 2.0: ``biz_step``, ``disposition`` and so on."""
    rows = read_models(_FOLDER / "words.csv", _Word)
    return tuple(row.word for _, row in rows if row.kind == kind)


def step_told(*, event: str, action: str, biz_step: str, disposition: str) -> str | None:
    """The step that an EPCIS event tells; None when no row fits."""
    told = {"event": event, "action": action, "biz_step": biz_step, "disposition": disposition}
    return next((row.step for row in step_words() if row.fits(**told)), None)


def words_of(step: str) -> StepWords | None:
    """How a step is written; None for a step that has no words."""
    return next((row for row in step_words() if row.writes and row.step == step), None)


def step_of_upu(code: str) -> str | None:
    """The step that an EMSEVT code tells."""
    return next((row.step for row in step_words() if row.upu == code), None)
