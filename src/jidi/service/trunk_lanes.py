"""Lanes named by a user: ``origin-destination`` or ``origin-destination:way``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Protocol

from jidi.core.errors import InputError
from jidi.core.nearest import suggestion
from jidi.core.worded import listed
from jidi.network.trunk import Lane

_BETWEEN: Final = ("-", "—", "→", "至")
_BEFORE_WAY: Final = (":", "：")


class Named(Protocol):
    """A place with its code and names."""

    @property
    def code(self) -> str: ...  # noqa: D102
    @property
    def zh(self) -> str: ...  # noqa: D102
    @property
    def en(self) -> str: ...  # noqa: D102


def lanes_named(text: str, places: Sequence[Named], lanes: Sequence[Lane]) -> tuple[int, ...]:
    """Numbers of the lanes that a text names.

    :raises InputError: N-960 for a text that names none.
    """
    ends, way = _parts(text)
    for mark in _BETWEEN:
        one, found, other = ends.partition(mark)
        if found and one.strip() and other.strip():
            a, b = (_place(name.strip(), text, places) for name in (one, other))
            some = tuple(
                number for number, lane in enumerate(lanes)
                if (lane.origin, lane.target) == (a, b) and way in ("", lane.mode, lane.vehicle)
            )  # fmt: skip
            if some:
                return some
            ways = {lane.vehicle or lane.mode for lane in lanes
                    if (lane.origin, lane.target) == (a, b)}  # fmt: skip
            raise InputError("N-960", name=text, nearest=listed(sorted(ways)))
    raise InputError("N-960", name=text, nearest=f"{places[0].zh}-{places[-1].zh}")


def bent(
    lanes: tuple[Lane, ...],
    places: Sequence[Named],
    *,
    forbid: Sequence[str],
    force: Sequence[str],
) -> tuple[Lane, ...]:
    """The lanes with some forbidden, and one departure a day demanded of others.

    Where several clocks and trucks fit, the first that is not forbidden must run.

    :raises InputError: N-960 for a lane that is not there, N-961 for one that cannot be made to
        run, N-962 for one that is forbidden too.
    """
    made = list(lanes)
    for text in forbid:
        for number in lanes_named(text, places, lanes):
            made[number] = replace(made[number], most=0)
    for text in force:
        own = [number for number in lanes_named(text, places, lanes) if lanes[number].vehicle]
        if not own:
            raise InputError("N-961", name=text)
        open_ones = [number for number in own if made[number].most > 0]
        if not open_ones:
            raise InputError("N-962", name=text)
        made[open_ones[0]] = replace(made[open_ones[0]], least=1)
    return tuple(made)


def _parts(text: str) -> tuple[str, str]:
    for mark in _BEFORE_WAY:
        ends, found, way = text.partition(mark)
        if found:
            return ends.strip(), way.strip()
    return text.strip(), ""


def _place(name: str, text: str, places: Sequence[Named]) -> int:
    for number, place in enumerate(places):
        if name in (place.code, place.zh, place.en):
            return number
    for number, place in enumerate(places):
        if len(name) >= 2 and place.zh.startswith(name):
            return number
    raise InputError("N-960", name=text, nearest=suggestion(name, [place.zh for place in places]))
