"""Days of the week on which a line runs (班期): read as users write them, and told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from jidi.core.errors import InputError, Language
from jidi.core.nearest import suggestion
from jidi.network.weekdays import DAYS, NAMES, Weekdays

_PREFIXES: Final = ("星期", "礼拜", "周")
_SUNDAY: Final = "天"
_BETWEEN: Final = "、，,;；/"


def days_read(text: str) -> Weekdays:
    """``一三五``, ``周一、周三``, ``1,3,5`` or ``Mon Wed Fri``.

    :raises InputError: N-884 for a name that is no day of the week, told with the nearest; or none.
    """
    spaced = text
    for mark in _BETWEEN:
        spaced = spaced.replace(mark, " ")
    days = {day for word in spaced.split() for day in _word(word)}
    if not days:
        raise InputError("N-884", name=text or "—", nearest="一三五")
    return Weekdays.of(*days)


def _word(word: str) -> Sequence[int]:
    names = NAMES["en"]
    if word.capitalize() in names:
        return (names.index(word.capitalize()),)
    bare = word
    for prefix in _PREFIXES:
        bare = bare.replace(prefix, "")
    bare = bare.replace(_SUNDAY, NAMES["zh"][-1])
    digits = "".join(str(number + 1) for number in range(DAYS))
    for marks in ("".join(NAMES["zh"]), digits):
        if bare and not set(bare) - set(marks):
            return tuple(marks.index(mark) for mark in bare)
    known = [*(f"周{name}" for name in NAMES["zh"]), *names]
    raise InputError("N-884", name=word, nearest=suggestion(word, known))


def days_of_lines(told: Sequence[str], known: Sequence[str]) -> Mapping[str, Weekdays]:
    """Running days by line, from texts ``line=days``.

    :param known: ids of lines. :raises InputError: N-884; N-885 for a line that is not there.
    """
    found: dict[str, Weekdays] = {}
    for text in told:
        line, _, days = (part.strip() for part in text.replace("＝", "=").partition("="))
        if line not in known:
            raise InputError("N-885", name=line, nearest=suggestion(line, list(known)))
        found[line] = days_read(days)
    return found


def spread(runs: int) -> Weekdays:
    """Days of so many runs a week, fewer than seven, as reach takes them: evenly from Monday on."""
    return Weekdays.of(*(number * DAYS // runs for number in range(runs)))


def day_named(name: str, day: int | None) -> str:
    """The id of a lane on one day; the same where it runs on every day."""
    return name if day is None else f"{name} {NAMES['en'][day]}"


def service_of(name: str, day: int | None) -> str:
    """The id of a lane's service, whatever its day."""
    return name if day is None else name.rpartition(" ")[0]


def days_text(days: Sequence[int], lang: Language) -> str:
    """In words; every day where none is told."""
    return Weekdays.of(*(days or range(DAYS))).text(lang)
