"""Statistical bulletins as users hand them in: read, checked, told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jidi.core.division import DivisionCode, DivisionTree
from jidi.core.errors import InputError, Language, Place, UnknownName
from jidi.core.nearest import suggestion
from jidi.core.period import Period
from jidi.documents import Document, open_document
from jidi.model.divisions import load_country
from jidi.model.observation import SOURCE_KINDS
from jidi.model.statistics import load_statistics
from jidi.service.books import Book
from jidi.service.bulletin_json import bulletin_json
from jidi.service.known_figures import observations_of
from jidi.statistics import Bulletin, Given, Verdict, read_bulletin

MOST_CHARACTERS = 300_000
"""A bulletin with all its tables has below 30,000; a page around it may have more. Own choice."""

_KINDS = tuple(kind for kind in SOURCE_KINDS if kind in ("official", "mirror", "media"))


@dataclass(frozen=True)
class Asked:
    """What the user says about a bulletin.

    :param division: name or code of the place, where print lacks or misprints it.
    :param period: the time, likewise.
    :param source: address or title to be kept with every figure; the file's name when empty.
    :param source_kind: official, mirror or media; inferred when empty.
    """

    division: str = ""
    period: str = ""
    source: str = ""
    source_kind: str = ""


@dataclass(frozen=True)
class BulletinReport:
    """A bulletin read from a file.

    :param names: division names by code.
    """

    document: Document
    bulletin: Bulletin
    names: Mapping[str, str]

    def sentence(self, lang: Language) -> str:
        """The reading in one sentence."""
        found, refused = len(self.bulletin.accepted), len(self.bulletin.refused)
        weights = Counter(finding.verdict for finding in self.bulletin.findings)
        judged = sum(n for n, _ in self.bulletin.checked.values())
        agreed = sum(n for _, n in self.bulletin.checked.values())
        left = len(self.bulletin.left_over)
        bad, doubtful, told = (weights[verdict] for verdict in Verdict)
        if lang == "zh":
            return (
                f"读出 {found} 个数，另有 {refused} 处未采用；核对 {judged} 处，相符 {agreed} 处；"
                f"矛盾 {bad}，存疑 {doubtful}，提示 {told}；未读懂 {left} 处。"
            )
        return (
            f"{found} figures read, {refused} statements not accepted; {judged} points checked, "
            f"{agreed} agree; {bad} contradict, {doubtful} doubtful, {told} notices; {left} "
            "passages not understood."
        )

    def remarks(self, lang: Language) -> tuple[str, ...]:
        """What must be said besides."""
        statements = self.bulletin.statements
        if not statements:
            zh = "没有认出任何邮政行业统计数；请确认这是邮政行业运行情况通报。"
            en = "No figure of the postal industry was recognised. Is this a bulletin?"
        elif all(one.where == "prose" for one in statements):
            zh = "没有认出表格，文字未能与表核对。"
            en = "No table was recognised to hold the running text against."
        else:
            return ()
        return (zh if lang == "zh" else en,)

    def to_json(self) -> dict[str, Any]:
        """The reading with every place in the source, for ``--json``."""
        told = bulletin_json(self.bulletin, self.document, self.names)
        return {
            **told,
            "summary_zh": self.sentence("zh"),
            "summary_en": self.sentence("en"),
            "remarks_zh": list(self.remarks("zh")),
            "remarks_en": list(self.remarks("en")),
        }


def read_bulletin_file(path: Path, asked: Asked, *, book: Book | None = None) -> BulletinReport:
    """Read a bulletin from TXT, DOCX, HTML or PDF, and hold it against what is known.

    :param book: whose figures it is held against, and whose province is meant where print names no
        place; without one the published figures that ship.
    :raises InputError: T-1xx for a file that cannot be read, V-122 for a text too long to be a
        bulletin, C-208 for a name of several places.
    :raises UnknownName: C-207 for a place and V-120 for a kind of source that is not known.
    :raises ValueProblem: C-101 for a time that is none, C-103 for a single day.
    """
    document = open_document(path)
    if len(document.text) > MOST_CHARACTERS:
        raise InputError(
            "V-122", where=Place(file=path.name), found=len(document.text), most=MOST_CHARACTERS
        )
    country = load_country()
    tree = book.tree if book is not None else country
    bulletin = read_bulletin(
        document.text,
        tree=country,
        source=asked.source or path.name,
        source_kind=_source_kind(asked.source_kind),
        given=_given(asked, tree, country, book),
        known=observations_of(book) if book is not None else load_statistics(),
    )
    return BulletinReport(document, bulletin, _names(bulletin, tree, country))


def _given(asked: Asked, tree: DivisionTree, country: DivisionTree, book: Book | None) -> Given:
    period = Period.parse(asked.period) if asked.period else None
    if period is not None:
        period.months()  # a single day is refused here, before anything is read
    return Given(
        division=_division(asked.division, tree, country) if asked.division else None,
        period=period,
        own_place=book.province.code if book is not None else None,
    )


def _division(asked: str, tree: DivisionTree, country: DivisionTree) -> DivisionCode:
    """The place a user means: of the book's own divisions first, else of the country's."""
    try:
        return tree.find(asked).code
    except UnknownName:
        return country.find(asked).code


def _source_kind(asked: str) -> str | None:
    if asked and asked not in _KINDS:
        raise UnknownName("V-120", name=asked, nearest=suggestion(asked, _KINDS))
    return asked or None


def _names(bulletin: Bulletin, *trees: DivisionTree) -> dict[str, str]:
    codes = {one.division for one in bulletin.statements} | {bulletin.heading.division}
    return {
        code.text: tree.get(code).name
        for tree in reversed(trees)
        for code in codes
        if code is not None and code in tree
    }
