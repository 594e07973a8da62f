"""What the checker says of a design: every violation, and the figures it computed itself."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from jidi.core.errors import Language, wordings
from jidi.network.costs import Bill
from jidi.network.weekdays import NAMES

TOLERANCE: Final = 1e-6
"""Relative, and absolute below 1: sums of doubles in another order differ by far less."""

Value = float | int | str


def same(one: float, other: float) -> bool:
    """Whether two figures are equal within the tolerance; what is not a number equals nothing."""
    if not (math.isfinite(one) and math.isfinite(other)):
        return one == other
    return abs(one - other) <= TOLERANCE * max(1.0, abs(one), abs(other))


def above(found: float, allowed: float) -> bool:
    """Whether a figure exceeds what is allowed; what is not a number always does."""
    return not (found <= allowed or same(found, allowed))


@dataclass(frozen=True)
class Violation:
    """One rule that a design breaks.

    :param code: a code of ``definitions/errors/network.toml``, N-3xx.
    :param subjects: ids of what breaks it: a run, a village, a station, a duty, a lane.
    :param values: the facts that clash, by name; ``day`` counts from Monday = 0.
    """

    code: str
    subjects: tuple[str, ...]
    values: tuple[tuple[str, Value], ...] = ()

    @classmethod
    def of(cls, code: str, *subjects: str, **values: Value) -> Violation:
        """A violation with its facts as keywords."""
        return cls(code, subjects, tuple(values.items()))

    def text(self, lang: Language) -> str:
        """What is broken, in words."""
        wording = wordings()[self.code]
        return (wording.zh if lang == "zh" else wording.en).format(**self._facts(lang))

    def remedy(self, lang: Language) -> str:
        """What can be done about it."""
        wording = wordings()[self.code]
        return (wording.do_zh if lang == "zh" else wording.do_en).format(**self._facts(lang))

    def _facts(self, lang: Language) -> dict[str, str]:
        joint = "、" if lang == "zh" else ", "
        facts = {"subjects": joint.join(self.subjects)}
        for name, value in self.values:
            if name == "day":
                facts["day"] = ("周" if lang == "zh" else "") + NAMES[lang][int(value)]
            else:
                facts[name] = value if isinstance(value, str) else f"{value:.6g}"
        return facts


@dataclass(frozen=True)
class Verdict:
    """What the checker found.

    :param violations: every broken rule, none where the design holds.
    :param bill: what it costs, yuan a day; None where the design names things that do not exist.
    :param km: km driven a day; ``grams``: g CO2e a day, lanes included.
    :param served: villages served; ``villages``: of how many.
    :param fleet: vehicles by the id of their type.
    """

    violations: tuple[Violation, ...]
    bill: Bill | None = None
    km: float = math.nan
    grams: float = math.nan
    served: int = 0
    villages: int = 0
    fleet: tuple[tuple[str, int], ...] = ()

    @property
    def holds(self) -> bool:
        """Whether every rule is kept and every claim true."""
        return not self.violations

    @property
    def coverage(self) -> float | None:
        """Share of the villages served; None where there is no village."""
        return self.served / self.villages if self.villages else None
