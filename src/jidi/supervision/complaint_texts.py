"""What a complaint's text is about, and which complaints tell of the same: character n-grams.

A small classifier that is taught anew from the sentences each time, so that it is nothing but its
definition: TF-IDF over characters in a row, logistic regression. No randomness but the seed of the
sentences; the same sentences give the same answers. What it is measured on is made of sentences too
(``held``), so the figures tell how far wordings carry within the set, and nothing of real ones.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from typing import Any, Final, Literal

from jidi.model.complaint_texts import ComplaintTexts, Wordings, slots

Part = Literal["train", "held"]
_DATE: Final = re.compile(r"(\d{1,2})月(\d{1,2})[日号]")
_SUM: Final = re.compile(r"(\d+(?:\.\d+)?)元")
_LONG: Final = re.compile(r"\d{4,}")
_STRENGTH: Final = 20.0
"""How far single n-grams may weigh (inverse of the regularisation); own choice."""
_TERMS_WEIGH: Final = 3
"""How often a term of a category counts against a text; own choice."""
_INCIDENTS: Final = 60
"""Incidents of each category among which twins are looked for when they are measured."""


@dataclass(frozen=True)
class Labelled:
    """A text made of a sentence, with its category."""

    text: str
    kind: str
    sentence: str


@dataclass(frozen=True)
class Suggestion:
    """What a text is likely about.

    :param kind: the likeliest category; empty when none is likely enough.
    :param likely: every category with its probability, the likeliest first.
    """

    kind: str
    likely: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Told:
    """A complaint to be compared. :param day: ordinal of the day it came in."""

    id: str
    company: str
    day: int
    text: str
    parcel: str = ""


@dataclass(frozen=True)
class Twin:
    """Two complaints that may be one. :param by: what says so; ``alike`` is None by waybill."""

    first: str
    second: str
    by: Literal["waybill", "text"]
    alike: float | None


def folded(text: str) -> str:
    """The text as it is compared: full-width letters narrow, no blanks."""
    narrow = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in narrow if not sign.isspace())


def without_numbers(text: str) -> str:
    """The same with every digit alike: no number tells what a complaint is about."""
    return "".join("0" if sign.isdigit() else sign for sign in folded(text))


def made(definition: ComplaintTexts, part: Part, *, each: int) -> tuple[Labelled, ...]:
    """Texts of every sentence of a part, so many of each, all telling of different incidents."""
    found = []
    for kind, wordings in definition.kinds.items():
        for place, sentence in enumerate(_of(wordings, part)):
            for number in range(each):
                incident = f"{kind}.{place}.{number}"
                text = _text(definition, part, sentence, incident, telling=0)
                found.append(Labelled(text, kind, sentence))
    return tuple(found)


class Classifier:
    """The classifier, taught from the sentences."""

    def __init__(self, definition: ComplaintTexts) -> None:
        from sklearn.linear_model import LogisticRegression

        self._sure = definition.sure_from
        taught = made(definition, "train", each=definition.texts_each)
        terms = [
            Labelled(term, kind, term)
            for kind, one in definition.kinds.items()
            for term in one.terms
        ]
        known = (*taught, *terms * _TERMS_WEIGH)
        self._grams = vectors_of(definition)
        matrix = self._grams.fit_transform([without_numbers(one.text) for one in known])
        self._model = LogisticRegression(C=_STRENGTH, max_iter=2_000)
        self._model.fit(matrix, [one.kind for one in known])

    def suggest(self, texts: Sequence[str]) -> tuple[Suggestion, ...]:
        """What each text is likely about."""
        if not texts:
            return ()
        chances = self._model.predict_proba(
            self._grams.transform([without_numbers(t) for t in texts])
        )
        return tuple(self._suggestion(row) for row in chances)

    def _suggestion(self, chances: Any) -> Suggestion:
        pairs = zip(self._model.classes_, chances, strict=True)
        likely = sorted(((str(k), float(c)) for k, c in pairs), key=lambda one: (-one[1], one[0]))
        best, chance = likely[0]
        return Suggestion(best if chance >= self._sure else "", tuple(likely))


def vectors_of(definition: ComplaintTexts) -> Any:
    """TF-IDF over characters in a row, not fitted yet; the library loads only where texts are."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(analyzer="char", ngram_range=definition.ngrams, sublinear_tf=True)


def twins(
    definition: ComplaintTexts, told: Sequence[Told], *, within_days: int
) -> tuple[Twin, ...]:
    """Pairs that may be one complaint: the same waybill, or texts that are alike.

    Only complaints about the same company that came in within so many days of each other are
    compared. Those by waybill come first; pairs are ordered by day and id.
    """
    listed = sorted(told, key=lambda one: (one.company, one.day, one.id))
    by_company = {name: list(group) for name, group in groupby(listed, key=lambda one: one.company)}
    same = [twin for group in by_company.values() for twin in _by_waybill(group, within_days)]
    known = {(twin.first, twin.second) for twin in same}
    texts = [one.text for one in listed if one.text]
    if not texts:
        return tuple(same)
    grams = _compared_by(definition, texts)
    alike = [
        twin
        for group in by_company.values()
        for twin in _by_text(definition, grams, [o for o in group if o.text], within_days)
        if (twin.first, twin.second) not in known
    ]
    return (*same, *alike)


def _by_waybill(group: Sequence[Told], within_days: int) -> Iterator[Twin]:
    by_parcel: dict[str, list[Told]] = {}
    for one in group:
        if one.parcel:
            by_parcel.setdefault(one.parcel, []).append(one)
    for many in by_parcel.values():
        for first, second in combinations(many, 2):
            if second.day - first.day <= within_days:
                yield Twin(first.id, second.id, "waybill", None)


def _compared_by(definition: ComplaintTexts, texts: Sequence[str]) -> Any:
    """TF-IDF fitted to the sentences and to the texts, so that what is common weighs little."""
    taught = made(definition, "train", each=1)
    grams = vectors_of(definition)
    return grams.fit([folded(t) for t in (*(one.text for one in taught), *texts)])


def _by_text(
    definition: ComplaintTexts, grams: Any, group: Sequence[Told], within_days: int
) -> Iterator[Twin]:
    if len(group) < 2:
        return
    matrix = grams.transform([folded(one.text) for one in group])
    cosines = (matrix @ matrix.T).tocsr()
    near = set(_pairs((cosines >= definition.alike_from).tocoo()))
    near |= set(_sharing([facts(one.text) for one in group], definition.facts_from))
    for row, column in sorted(near):
        first, second = group[row], group[column]
        if second.day - first.day <= within_days:
            alike = round(float(cosines[row, column]), 4)
            yield Twin(first.id, second.id, "text", alike)


def _pairs(matrix: Any) -> Iterator[tuple[int, int]]:
    for row, column in zip(matrix.row.tolist(), matrix.col.tolist(), strict=True):
        if row < column:
            yield row, column


def _sharing(named: Sequence[frozenset[str]], fewest: int) -> Iterator[tuple[int, int]]:
    """Places of those that name so many of the same facts."""
    places: dict[str, list[int]] = {}
    for place, found in enumerate(named):
        for fact in found:
            places.setdefault(fact, []).append(place)
    shared = Counter(pair for many in places.values() for pair in combinations(many, 2))
    return (pair for pair, number in shared.items() if number >= fewest)


def facts(text: str) -> frozenset[str]:
    """Sums, dates and numbers of four digits and more that a text names."""
    plain = folded(text)
    dates = (f"{int(m)}月{int(d)}日" for m, d in _DATE.findall(plain))
    sums = (f"{amount}元" for amount in _SUM.findall(plain))
    rest = _SUM.sub("", plain)
    return frozenset((*dates, *sums, *_LONG.findall(rest)))


def _of(wordings: Wordings, part: Part) -> Sequence[str]:
    return wordings.train if part == "train" else wordings.held


def _text(
    definition: ComplaintTexts, part: Part, sentence: str, incident: str, *, telling: int
) -> str:
    """A whole text: the sentence among opening, detail and demand.

    The incident alone decides the fillings; ``telling`` how it is told this time.
    """
    around, told = definition.around, f"{incident}|{telling}"
    opening = _one_of(_of(around.opening, part), definition.seed, "opening", told)
    detail = _one_of(_of(around.detail, part), definition.seed, "detail", told)
    demand = _one_of(_of(around.demand, part), definition.seed, "demand", told)
    first = _number(definition.seed, "order", told) % 2
    middle = [detail, sentence] if first else [sentence, detail]
    return opening + "。".join(_fill(definition, one, incident) for one in (*middle, demand))


def _fill(definition: ComplaintTexts, sentence: str, incident: str) -> str:
    chosen = {}
    for slot in slots(sentence):
        if slot in definition.numbers:
            low, high = definition.numbers[slot]
            number = _number(definition.seed, slot, incident)
            chosen[slot] = str(low + number % (high - low + 1))
        else:
            chosen[slot] = _one_of(definition.fillings[slot], definition.seed, slot, incident)
    return sentence.format(**chosen)


def _one_of(known: Sequence[str], seed: int, *names: str) -> str:
    return known[_number(seed, *names) % len(known)]


def _number(seed: int, *names: str) -> int:
    """A number decided by seed and names alone."""
    mark = hashlib.sha256("|".join((str(seed), *names)).encode()).digest()
    return int.from_bytes(mark[:8], "big")


@dataclass(frozen=True)
class Accuracy:
    """How the classifier did on texts of sentences that it was not taught.

    :param texts: how many, :param right: of these right, :param silent: without a suggestion.
    :param sentences_right: sentences of whose texts most were right, of ``sentences``; texts of one
        sentence are much alike, so this is the count that tells something.
    :param wrong: pairs of true and suggested category, with their number.
    """

    texts: int
    right: int
    silent: int
    sentences: int
    sentences_right: int
    by_kind: Mapping[str, tuple[int, int]]
    wrong: Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class TwinScore:
    """How twins were found among made texts.

    :param found: true pairs that were shown, of ``pairs``; :param shown: pairs that were shown.
    :param by_form: of pairs sent again word for word with additions, and of pairs reworded:
        found and all.
    """

    pairs: int
    shown: int
    found: int
    by_form: Mapping[str, tuple[int, int]]


def accuracy(definition: ComplaintTexts, taught: Classifier) -> Accuracy:
    """The classifier held against the sentences it was never taught."""
    held = made(definition, "held", each=definition.texts_each)
    said = taught.suggest([one.text for one in held])
    hits = [one.kind == kind.kind for kind, one in zip(held, said, strict=True)]
    by_sentence: dict[str, list[bool]] = {}
    by_kind: dict[str, list[bool]] = {}
    wrong: dict[tuple[str, str], int] = {}
    for one, got, hit in zip(held, said, hits, strict=True):
        by_sentence.setdefault(one.sentence, []).append(hit)
        by_kind.setdefault(one.kind, []).append(hit)
        if not hit:
            wrong[one.kind, got.kind] = wrong.get((one.kind, got.kind), 0) + 1
    return Accuracy(
        texts=len(held),
        right=sum(hits),
        silent=sum(not got.kind for got in said),
        sentences=len(by_sentence),
        sentences_right=sum(2 * sum(found) > len(found) for found in by_sentence.values()),
        by_kind={kind: (sum(found), len(found)) for kind, found in by_kind.items()},
        wrong=dict(sorted(wrong.items())),
    )


def twin_score(definition: ComplaintTexts, part: Part) -> TwinScore:
    """Twins found among texts of one part: every incident is told once, and some of them again.

    A third is sent again word for word with something before and after, a third is told again in
    other words (another sentence of the category, detail and demand; the same goods, days and
    sums), a third not at all.
    """
    told, truth = _retold(definition, part)
    found = {(t.first, t.second) for t in twins(definition, told, within_days=0)}
    return TwinScore(
        pairs=sum(map(len, truth.values())),
        shown=len(found),
        found=sum(len(found & pairs) for pairs in truth.values()),
        by_form={form: (len(found & pairs), len(pairs)) for form, pairs in truth.items()},
    )


def _retold(
    definition: ComplaintTexts, part: Part
) -> tuple[list[Told], Mapping[str, set[tuple[str, str]]]]:
    told: list[Told] = []
    truth: dict[str, set[tuple[str, str]]] = {"sent_again": set(), "reworded": set()}
    for kind, wordings in definition.kinds.items():
        known = _of(wordings, part)
        for number in range(_INCIDENTS):
            name = f"{kind}-{number:03}"
            text = _text(definition, part, known[number % len(known)], name, telling=0)
            told.append(Told(f"{name}-a", "", 0, text))
            if number % 3 == 0:
                text = _sent_again(definition, text, name)
            elif number % 3 == 1:
                text = _text(definition, part, known[(number + 1) % len(known)], name, telling=1)
            if number % 3 < 2:
                told.append(Told(f"{name}-b", "", 0, text))
                truth["reworded" if number % 3 else "sent_again"].add((f"{name}-a", f"{name}-b"))
    return told, truth


def _sent_again(definition: ComplaintTexts, text: str, name: str) -> str:
    before = _one_of(definition.again.before, definition.seed, "before", name)
    after = _one_of(definition.again.after, definition.seed, "after", name)
    return f"{before}{text}{after}"
