"""Numbers that a user asks with, and the ranges they may lie in."""

from __future__ import annotations

from typing import Final

from jidi.core.errors import InputError
from jidi.core.worded import Worded

YUAN_A_DAY: Final = ("元/日", "yuan a day")
YUAN_A_TONNE: Final = ("元/吨", "yuan a tonne")


def out_of_range(
    name: str,
    value: float | None,
    *,
    above: float | None = None,
    least: float = 0.0,
    most: float,
    unit: tuple[str, str] = ("", ""),
) -> tuple[InputError, ...]:
    """N-978 where a number lies outside its range; nothing where it lies within or is not asked.

    :param above: it must be more than that; it must be ``least`` or more where None.
    """
    if value is None or ((least if above is None else above) <= value <= most and value != above):
        return ()
    shown = f"{least:,g} ≤ … ≤ {most:,g}" if above is None else f"{above:,g} < … ≤ {most:,g}"
    allowed = Worded(*(f"{shown} {words}".rstrip() for words in unit))
    return (InputError("N-978", name=name, value=f"{value:g}", allowed=allowed),)
