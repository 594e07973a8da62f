"""Named systems, platforms, mechanisms and institutions that a plan asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from jidi.model.plan_outline import Mechanism
from jidi.model.plan_words import one_of, plan_words
from jidi.plan.read.layout import Paragraph
from jidi.plan.read.making import Drafting

_ASKING = ("goals", "tasks", "guarantee")
_PARTS = re.compile(r"[,。;、:]|以及|(?<=[系统台制度])和")
_SHORTEST, _LONGEST = 4, 24
_PLAIN = re.compile(r"(?:工作|有关|相关|各项|一系列|上述|本|这|该|以|现代化?|完善|健全)*")


@cache
def _named() -> re.Pattern[str]:
    ends = [word for entry in plan_words().mechanisms for word in entry.words]
    return re.compile(rf"(?P<name>.+?(?P<end>{one_of(ends)}))(?:建设|作用|$|应用|的)")


@cache
def _verbs() -> re.Pattern[str]:
    words = [*plan_words().mechanism_verbs.words, "依托", "发挥", "以", "为"]
    return re.compile(rf"^(?:.*?(?:{one_of(words)}))+")


def mechanisms_in(paragraphs: Sequence[Paragraph], drafting: Drafting) -> Iterator[Mechanism]:
    """Each named system once, where it first stands."""
    seen: set[str] = set()
    kinds = {word: e.kind for e in plan_words().mechanisms for word in e.words}
    for paragraph in paragraphs:
        if paragraph.role not in _ASKING and paragraph.box is None:
            continue
        for part in paragraph.flow.split(_PARTS):
            found = _named().search(part.text)
            verb = _verbs().match(part.text[: found.end("end")]) if found else None
            if found is None or verb is None or verb.end() >= found.start("end"):
                continue
            name = part.part(verb.end(), found.end("end")).stripped(" 的“”")
            plain = _PLAIN.sub("", name.text, count=1)
            if not _SHORTEST <= len(plain) <= _LONGEST or plain in seen:
                continue
            seen.add(plain)
            data = {
                "id": drafting.id("mechanism"),
                "kind": kinds[found["end"]],
                "zh": plain,
            }
            made = drafting.made(Mechanism, data, name)
            if made is not None:
                yield made
