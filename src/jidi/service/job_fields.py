"""What can be asked with a job: fields, read strictly from a form's texts or JSON values alike."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any, Final

from jidi.core.errors import InputError, Language, UnknownName, raise_together
from jidi.core.nearest import suggestion
from jidi.core.worded import Worded


class Unfit(ValueError):  # noqa: N818
    """A value that does not fit its field, with the reason in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


Reader = Callable[[Any], Any]


@dataclass(frozen=True)
class Field:
    """One thing that can be asked.

    :param read: gives the value, or raises :class:`Unfit`.
    :param default: where nothing is told; a field with ``needed`` must be told.
    """

    name: str
    zh: str
    en: str
    read: Reader
    default: Any = None
    needed: bool = False
    said: Mapping[str, tuple[str, str]] = made(default_factory=dict)
    """Values that are shown as words."""

    def words(self, lang: Language) -> str:
        """What the field is called."""
        return self.zh if lang == "zh" else self.en


def read_asked(
    kind: str, fields: Sequence[Field], told: Mapping[str, Any]
) -> dict[str, Any]:  # fmt: skip
    """Every field's value; all that does not fit is told at once.

    :raises UnknownName: M-106 for what cannot be asked.
    :raises InputError: M-107 for values that do not fit.
    """
    known = [field.name for field in fields]
    for name in told:
        if name not in known:
            near = suggestion(str(name)[:60], known)
            raise UnknownName("M-106", kind=kind, name=str(name)[:60], nearest=near)
    found: dict[str, Any] = {}
    wrong: list[InputError] = []
    for field in fields:
        value = told.get(field.name)
        try:
            found[field.name] = _value(field, value)
        except Unfit as error:
            shown = "—" if value in (None, "") else str(value)[:60]
            wrong.append(
                InputError(
                    "M-107", name=field.name, label=Worded(field.zh, field.en), value=shown,
                    reason_zh=error.zh, reason_en=error.en,
                )
            )  # fmt: skip
    raise_together(wrong)
    return found


def _value(field: Field, told: Any) -> Any:
    if isinstance(told, str):
        told = told.strip()
    if told is None or told == "":
        if field.needed:
            raise Unfit("必须填写", "it must be told")
        return field.default
    return field.read(told)


def number(*, above: float = -math.inf, least: float = -math.inf, most: float = math.inf) -> Reader:
    """A finite number within bounds."""

    def read(told: Any) -> float:
        try:
            value = float("" if isinstance(told, bool) else told)
        except (TypeError, ValueError, OverflowError):
            raise Unfit("不是数", "it is no number") from None
        if not math.isfinite(value) or value <= above or not least <= value <= most:
            low_zh = f"大于 {above:g}" if math.isfinite(above) else f"不小于 {least:g}"
            low_en = f"above {above:g}" if math.isfinite(above) else f"at least {least:g}"
            if math.isfinite(most):
                raise Unfit(f"须{low_zh}、不大于 {most:g}", f"{low_en} and at most {most:g}")
            raise Unfit(f"须{low_zh}", low_en)
        return value

    return read


def whole(*, least: int, most: int) -> Reader:
    """A whole number within bounds."""
    within = number(least=least, most=most)

    def read(told: Any) -> int:
        value = within(told)
        if value != int(value):
            raise Unfit("须为整数", "it must be a whole number")
        return int(value)

    return read


def one_of(*known: str) -> Reader:
    """One of a few words."""

    def read(told: Any) -> str:
        if told not in known:
            near = suggestion(str(told)[:60], known)
            raise Unfit(
                f"只能是 {'、'.join(known)}（最接近的是 {near}）",
                f"one of {', '.join(known)} (nearest: {near})",
            )
        return str(told)

    return read


def text(*, most: int = 100) -> Reader:
    """A short text."""

    def read(told: Any) -> str:
        if not isinstance(told, str) or len(told) > most:
            raise Unfit(f"须为不超过 {most} 字的文字", f"a text of at most {most} characters")
        return told

    return read


def texts(parted: Callable[[str], Sequence[str]], *, most: int, each: int = 100) -> Reader:
    """Several short texts: a list of them, or one text that is parted."""

    def read(told: Any) -> list[str]:
        found = list(parted(told)) if isinstance(told, str) else told
        short = text(most=each)
        if not isinstance(found, list) or len(found) > most:
            raise Unfit(f"须为不超过 {most} 段的文字", f"at most {most} texts")
        return [short(one) for one in found]

    return read


def names_parted(told: str) -> tuple[str, ...]:
    """Names out of one text, parted by commas, semicolons or lines, Chinese or not."""
    return tuple(name.strip() for name in re.split(r"[,，、;；\n]", told) if name.strip())


_YES_NO: Final[dict[object, bool]] = {
    True: True, False: False,
    **dict.fromkeys(("1", "true", "yes", "on"), True),
    **dict.fromkeys(("0", "false", "no"), False),
}  # fmt: skip


def yes(told: Any) -> bool:
    """Yes or no."""
    try:
        return _YES_NO[told.lower() if isinstance(told, str) else told]
    except (KeyError, TypeError):
        raise Unfit("只能是 true 或 false", "either true or false") from None
