"""Where a printed number comes from: parts named in it, and what is left beside a stated part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from jidi.core.units import COUNTS_OF_SITES
from jidi.model.plan_record import Figure
from jidi.plan.relate.evidence import Evidence, Stated
from jidi.plan.relate.names import common_end, parts_of, plain
from jidi.plan.relate.relation import RemainderRelation, ReproduceRelation

_AMONG = "其中"
_ALL_KINDS = ("各类", "各种", "各级", "全部", "所有")
_SURE = 4
_MAYBE = 2
_MOST_WAYS = 12


def reproductions(evidence: Evidence) -> Iterator[ReproduceRelation]:
    """Base values whose name lists several things, of which others state the numbers."""
    for stated in evidence.stated:
        whole = stated.figure
        names = parts_of(whole.zh)
        if stated.role not in ("baseline", "fact") or not names or not _counts_sites(whole):
            continue
        ways = _ways(evidence, whole, names)
        if ways:
            yield ReproduceRelation(
                id=whole.ref.partition(".")[0],
                item=whole.item,
                zh=f"{whole.zh}“{whole.printed}”的来历",
                en=f"{whole.en}: where {whole.printed} comes from",
                whole=whole,
                ways=ways,
            )


def _ways(
    evidence: Evidence, whole: Figure, names: tuple[str, ...]
) -> tuple[tuple[Figure, ...], ...]:
    """Sums of at least two stated numbers, one for each name at most; the surest first."""
    choices: list[list[_Part | None]] = [
        [*_stated_for(evidence, whole, name), None] for name in names
    ]
    found: dict[tuple[str, ...], list[_Part]] = {}
    for chosen in product(*choices):
        way = list({part.figure.ref: part for part in chosen if part is not None}.values())
        if len(way) > 1 and sum(part.figure.value for part in way) <= whole.value:
            found.setdefault(tuple(sorted(part.figure.ref for part in way)), way)
    ranked = sorted(found.values(), key=lambda way: (sum(not p.sure for p in way), -len(way)))
    return tuple(tuple(part.figure for part in way) for way in ranked[:_MOST_WAYS])


@dataclass(frozen=True)
class _Part:
    """A number that may stand for a name; not sure where only its last word is the same."""

    figure: Figure
    sure: bool


def _stated_for(evidence: Evidence, whole: Figure, name: str) -> list[_Part]:
    """The numbers stated for a name; those that only share its last word where none fits better."""
    fits = [
        (common_end(name, s.figure.zh), s.figure)
        for s in evidence.stated
        if s.role == "fact" and _may_be_part(s, whole)
    ]
    sure = [f for shared, f in fits if shared >= min(len(name), len(plain(f.zh)), _SURE)]
    if sure:
        return [_Part(figure, sure=True) for figure in sure]
    return [_Part(figure, sure=False) for shared, figure in fits if shared >= _MAYBE]


def _may_be_part(stated: Stated, whole: Figure) -> bool:
    figure = stated.figure
    return (
        figure.year == whole.year
        and _counts_sites(figure)
        and not parts_of(figure.zh)
        and figure.value < whole.value
    )


def _counts_sites(figure: Figure) -> bool:
    return figure.unit in COUNTS_OF_SITES


def remainders(evidence: Evidence) -> Iterator[RemainderRelation]:
    """Wholes with one part stated: by identity, or «各类X» beside a kind of X."""
    seen: set[tuple[str, str]] = set()
    for relation in (*_known(evidence), *_worded(evidence)):
        key = (relation.whole.ref, relation.part.ref)
        if key not in seen:
            seen.add(key)
            yield relation


def _known(evidence: Evidence) -> Iterator[RemainderRelation]:
    for identity in evidence.identities.wholes:
        for year in (evidence.plan.base_year, evidence.plan.target_year):
            whole, part = evidence.best(identity.whole, year), evidence.best(identity.part, year)
            if whole is not None and part is not None:
                maybe = (evidence.best(name, year) for name in identity.maybe)
                yield _remainder(whole, part, tuple(f for f in maybe if f is not None))


def _worded(evidence: Evidence) -> Iterator[RemainderRelation]:
    facts = [s.figure for s in evidence.stated if s.role == "fact" and _counts_sites(s.figure)]
    for n, part in enumerate(facts):
        before = [f for f in facts[:n] if f.year == part.year and _near(f, part)]
        whole = next((f for f in reversed(before) if _is_whole_of(f, part)), None)
        if whole is not None:
            rest = (f for f in facts if f.year == whole.year and _near(f, whole))
            yield _remainder(
                whole, part, tuple(f for f in rest if f.ref not in (whole.ref, part.ref))
            )


def _is_whole_of(whole: Figure, part: Figure) -> bool:
    """«各类营业网点…，其中快递服务营业网点…»: the part's name ends like the whole's."""
    name = plain(whole.zh)
    kind = next((word for word in _ALL_KINDS if name.startswith(word)), "")
    core, own = name.removeprefix(kind), plain(part.zh)
    if len(core) < _MAYBE or own == core or not own.endswith(core):
        return False
    says_all = kind or any(word in place.text for word in _ALL_KINDS for place in whole.at)
    return bool(says_all) or any(_AMONG in place.text for place in part.at)


def _near(one: Figure, other: Figure) -> bool:
    lines = {place.line for place in other.at}
    return any(place.line in lines for place in one.at)


def _remainder(whole: Figure, part: Figure, maybe: tuple[Figure, ...]) -> RemainderRelation:
    return RemainderRelation(
        id=f"{whole.ref}:{part.ref}",
        item=whole.item,
        zh=f"{whole.year}年{whole.zh}中{part.zh}以外的部分",
        en=f"{whole.en} other than {part.en} in {whole.year}",
        whole=whole,
        part=part,
        maybe=maybe,
    )
