"""Where the counting of an indicator changed: years across which its values do not compare."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from jidi.model.indicator import Indicator
from jidi.model.statistics import Scope, published_indicators, scopes


@dataclass(frozen=True)
class ScopeBreak:
    """A new scope from the beginning of a year on.

    :param before: the scope until then; :param after: the scope from then.
    """

    before: Scope
    after: Scope

    @property
    def year(self) -> int:
        """The first year of the new scope."""
        return self.after.first_year

    @property
    def goes_on(self) -> bool:
        """Whether the new scope may be compared with the one before: a new table, no break."""
        same_prices = self.before.price_base == self.after.price_base
        return same_prices and self.after.continues == self.before.id

    @property
    def zh(self) -> str:
        """What changed, in a few words of Chinese."""
        if self.before.price_base != self.after.price_base:
            return f"{self.year}年改{self.after.price_base}年不变价"
        return f"{self.year}年新报表（连续）" if self.goes_on else f"{self.year}年口径调整"

    @property
    def en(self) -> str:
        """What changed, in a few words of English."""
        if self.before.price_base != self.after.price_base:
            return f"{self.after.price_base} prices from {self.year}"
        if self.goes_on:
            return f"new tables {self.year}"
        return f"scope changed {self.year}"


def scope_breaks(indicator: Indicator) -> tuple[ScopeBreak, ...]:
    """The changes of scope in the family that an indicator is published in, oldest first.

    Empty for an indicator that is not published, and for a family that never changed.
    """
    names = {indicator.id, *indicator.published_as}
    families = {p.family for p in published_indicators().values() if p.indicator in names}
    mine = sorted(
        (scope for scope in scopes().values() if scope.family in families),
        key=lambda scope: (scope.family, scope.first_year),
    )
    found = [ScopeBreak(a, b) for a, b in pairwise(mine) if a.family == b.family]
    return tuple(sorted(found, key=lambda one: one.year))


def parted(breaks: tuple[ScopeBreak, ...], first: int, last: int) -> bool:
    """Whether a true break lies between the years ``first`` and ``last``."""
    return any(not one.goes_on and first < one.year <= last for one in breaks)
