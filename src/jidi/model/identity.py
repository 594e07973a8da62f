"""What indicators have to do with each other, and by which words printed names are related.

Read from ``definitions/identities``: ``arithmetic.toml`` says which indicator is a share, a part or
a quotient of which, which coverages speak of related things and what is a survey; ``words.toml``
how names of places, goals and boxes are understood. No plan is named there.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, model_validator

from jidi.core.division import Level
from jidi.core.errors import DefinitionError, Place
from jidi.model.strict import Strict, build, read_text, read_toml

Words = Annotated[tuple[str, ...], Field(min_length=1)]


class Share(Strict):
    """``share`` = ``part`` / ``whole``, in per cent."""

    share: str
    part: str
    whole: str
    zh: str
    en: str


class Split(Strict):
    """Parts that together are a whole: amounts of ``whole``, or shares of a hundred per cent."""

    whole: str | None = None
    parts: Annotated[tuple[str, ...], Field(min_length=2)]
    zh: str
    en: str


class Whole(Strict):
    """A whole and a part often stated beside it; ``maybe`` may or may not be inside."""

    whole: str
    part: str
    maybe: tuple[str, ...] = ()


class Quotient(Strict):
    """``numerator`` / ``denominator`` in ``unit``.

    :param printed: the indicator that states it, where one does.
    :param low: with ``high``: what is usual; ``basis_zh`` says who says so.
    """

    id: str
    numerator: str
    denominator: str
    printed: str = ""
    unit: str
    low: Decimal | None = None
    high: Decimal | None = None
    basis_zh: str = ""
    basis_en: str = ""
    zh: str
    en: str

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ranged = {self.low is not None, self.high is not None, bool(self.basis_zh)}
        if len(ranged) > 1 or bool(self.basis_zh) != bool(self.basis_en):
            raise ValueError(f"{self.id}: 'low', 'high' and 'basis' go together")
        if self.low is not None and self.high is not None and not 0 <= self.low < self.high:
            raise ValueError(f"{self.id}: 'low' must lie below 'high'")
        return self


class Coverage(Strict):
    """How many divisions of a level have one.

    :param count: the indicator that counts what there is one of.
    :param names: what plans call the thing; different names in one plan are worth a question.
    """

    coverage: str
    count: str = ""
    level: Level
    names: tuple[str, ...] = ()


class Related(Strict):
    """Coverages of one kind of place by related services."""

    zh: str
    en: str
    coverages: Annotated[tuple[str, ...], Field(min_length=2)]


class Survey(Strict):
    """Scores found by asking people.

    :param deviation: standard deviation of one answer, in points.
    :param sample: answers per survey where the plan does not say.
    """

    indicators: Words
    names: Words
    deviation: Annotated[Decimal, Field(gt=0)]
    sample: Annotated[int, Field(gt=1)]
    basis_zh: str
    basis_en: str


class ConstantPrices(Strict):
    """Money at constant prices: ``bases[n]`` holds from the year ``since[n]`` on."""

    indicators: Words
    names: Words
    bases: Annotated[tuple[int, ...], Field(min_length=1)]
    since: Annotated[tuple[int, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if len(self.bases) != len(self.since):
            raise ValueError("'bases' and 'since' go together")
        if any(first >= second for first, second in pairwise(self.since)):
            raise ValueError("'since' must rise")
        return self

    def base_of(self, year: int) -> int | None:
        """The price base in use for ``year``; None before the first."""
        found = [base for base, since in zip(self.bases, self.since, strict=True) if since <= year]
        return found[-1] if found else None


class Index(Strict):
    """Scores that are no percentages, and the unit they are counted in."""

    indicators: Words
    names: Words
    unit: str


class PlaceWords(Strict):
    """Words that speak of the divisions of a level."""

    level: Level
    words: Words


class Thing(Strict):
    """Words of a name that make it a statement of a coverage."""

    coverage: str
    words: Words


class Subject(Strict):
    """What goal areas and indicators may be about."""

    id: str
    words: Words


class BoxWords(Strict):
    """Words of a box's title and the kinds of projects that keep what it promises."""

    words: Words
    kinds: Words


class WordList(Strict):
    """Some words."""

    words: Words


class Layouts(Strict):
    """Words for nodes in a layout such as 一主三副六中心."""

    nodes: Words


class Levels(Strict):
    """Words for networks that are counted in levels."""

    subjects: Words
    forms: Words


class Identities(Strict):
    """All of it."""

    shares: tuple[Share, ...]
    splits: tuple[Split, ...]
    wholes: tuple[Whole, ...]
    quotients: tuple[Quotient, ...]
    coverages: tuple[Coverage, ...]
    related: tuple[Related, ...]
    surveys: tuple[Survey, ...]
    constant_prices: tuple[ConstantPrices, ...]
    indices: tuple[Index, ...]
    places: tuple[PlaceWords, ...]
    things: tuple[Thing, ...]
    subjects: tuple[Subject, ...]
    goals: WordList
    boxes: tuple[BoxWords, ...]
    layouts: Layouts
    levels: Levels
    generals: WordList
    fillers: WordList

    @model_validator(mode="after")
    def _resolved(self) -> Self:
        known = {coverage.coverage for coverage in self.coverages}
        named = [name for group in self.related for name in group.coverages]
        named += [thing.coverage for thing in self.things]
        unknown = sorted(set(named) - known)
        if unknown:
            raise ValueError(f"no coverage called {', '.join(unknown)}")
        return self

    def coverage(self, indicator: str) -> Coverage | None:
        """The coverage of that name, or the one whose count it is; None for others."""
        return next((c for c in self.coverages if indicator in (c.coverage, c.count)), None)

    def relatives(self, coverage: str) -> tuple[str, ...]:
        """Coverages that speak of related things, itself left out."""
        return tuple(
            name
            for group in self.related
            if coverage in group.coverages
            for name in group.coverages
            if name != coverage
        )

    @property
    def indicators(self) -> frozenset[str]:
        """Every indicator that is named."""
        named = [name for s in self.shares for name in (s.share, s.part, s.whole)]
        named += [name for s in self.splits for name in (*s.parts, s.whole or "")]
        named += [name for w in self.wholes for name in (w.whole, w.part, *w.maybe)]
        named += [n for q in self.quotients for n in (q.numerator, q.denominator, q.printed)]
        named += [name for c in self.coverages for name in (c.coverage, c.count)]
        named += [name for survey in self.surveys for name in survey.indicators]
        named += [name for prices in self.constant_prices for name in prices.indicators]
        named += [name for index in self.indices for name in index.indicators]
        return frozenset(name for name in named if name)


@cache
def load_identities() -> Identities:
    """The identities that ship.

    :raises DefinitionError: D-100 to D-103 for a file that is wrong, P-103 for a key in two files.
    """
    folder = files("jidi.definitions") / "identities"
    data: dict[str, object] = {}
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not entry.name.endswith(".toml"):
            continue
        place = f"identities/{entry.name}"
        for key, value in read_toml(read_text(entry), file=place).items():
            if key in data:
                raise DefinitionError("P-103", where=Place(file=place), key=key)
            data[key] = value
    return build(Identities, data, where=Place(file="identities"))
