"""What members tell alike of a clash: whether it is proved smallest; each question on the way."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from jidi.core.errors import InputError
from jidi.network.clashing import Smallest
from jidi.service.answer_parts import Told


def proof_words(found: Smallest[Any]) -> Told:
    """Whether fewer conditions might clash."""
    if found.smallest:
        return "已证明没有更少的冲突项", "no fewer clash, which is proved"
    return "冲突已证明，是否最少未证明", "the clash is proved, that it is the smallest is not"


def questions(
    progress: Callable[[float, str], None],
    cancelled: Callable[[], bool],
    *,
    stopped: InputError,
    left: float,
) -> Callable[[], None]:
    """To be called before each question; how many there will be nobody knows.

    :param left: the share of the way that each question leaves. :raises InputError: ``stopped``
        when cancelled.
    """
    count = itertools.count(1)

    def asked() -> None:
        if cancelled():
            raise stopped
        progress(1 - left ** next(count), "clash")

    return asked
