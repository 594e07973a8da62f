"""A cold-chain problem (冷链): bases, coolers, cold stores, markets. Checked at birth."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from jidi.core.errors import InputError, raise_together

Floats = npt.NDArray[np.float64]
UNLIMITED: Final = float("inf")


@dataclass(frozen=True)
class Product:
    """What is carried.

    :param budget: hours at its own temperature that it keeps, from harvest to hand-over.
    :param warmth: hours of the budget that an hour in the open takes.
    :param open_most: hours within which it must come to be pre-cooled.
    """

    id: str
    budget: float
    warmth: float
    open_most: float


@dataclass(frozen=True)
class Base:
    """Where a product comes from (产品基地)."""

    id: str
    product: int


@dataclass(frozen=True)
class Size:
    """A size a place may be built in: kg a day it takes, yuan a day it costs in all."""

    id: str
    kg: float
    yuan: float


@dataclass(frozen=True)
class Site:
    """A place that may be built. :param forced: it must be, in some size."""

    id: str
    sizes: tuple[Size, ...]
    forced: bool = False


@dataclass(frozen=True)
class Carriage:
    """How it is carried on one of the three stretches.

    :param grams: CO2e a tonne and km.
    """

    kmh: float
    yuan_tkm: float
    grams: float


@dataclass(frozen=True)
class ColdProblem:
    """A cold-chain network to be designed.

    :param kg: a day from each base (row) to each market (column).
    :param first_km: from bases to coolers, in the open; ``second_km``: from coolers to stores;
        ``third_km``: from stores to markets, in whole refrigerated trucks.
    :param cool_h: hours of pre-cooling; ``dwell_h``: hours in a store.
    :param cool_yuan_kg: and ``store_yuan_kg``: for handling.
    :param truck_kg: of one departure; ``truck_yuan_km``: its price. ``third.yuan_tkm`` is 0.
    :param yuan_per_tonne: price of emissions.
    :param coverage: share of all kilograms that must be carried at least; None where all that can
        be in time must be, unless there is a budget.
    :param budget: yuan a day the design may cost at most. Without ``coverage`` as many kilograms as
        possible are carried for it.
    :param each: share of every product's kilograms that must be carried at least; alone, or beside
        coverage or budget.
    :raises InputError: N-980 with every fault found on ``also``.
    """

    name: str
    products: tuple[Product, ...]
    bases: tuple[Base, ...]
    coolers: tuple[Site, ...]
    stores: tuple[Site, ...]
    markets: tuple[str, ...]
    kg: Floats
    first_km: Floats
    second_km: Floats
    third_km: Floats
    first: Carriage
    second: Carriage
    third: Carriage
    cool_h: float
    dwell_h: float
    cool_yuan_kg: float
    store_yuan_kg: float
    truck_kg: float
    truck_yuan_km: float
    yuan_per_tonne: float = 0.0
    coverage: float | None = None
    budget: float | None = None
    synthetic: bool = field(default=False)
    each: float | None = field(default=None, metadata={"left_out_when_empty": True})

    def __post_init__(self) -> None:
        raise_together([InputError("N-980", part=p, fault=f) for p, f in _faults(self)])

    @property
    def partial(self) -> bool:
        """Whether some may be left out that could be in time."""
        return any(one is not None for one in (self.coverage, self.budget, self.each))

    def hours(self, base: int, cooler: int, store: int, market: int) -> float:
        """Hours of the budget that a way takes."""
        product = self.products[self.bases[base].product]
        open_h = self.first_km[base, cooler] / self.first.kmh
        return float(
            open_h * product.warmth
            + self.cool_h
            + self.second_km[cooler, store] / self.second.kmh
            + self.dwell_h
            + self.third_km[store, market] / self.third.kmh
        )

    def in_time(self, base: int, cooler: int, store: int, market: int) -> bool:
        """Whether a way keeps both limits of its product."""
        product = self.products[self.bases[base].product]
        soon = self.first_km[base, cooler] / self.first.kmh <= product.open_most
        return bool(soon and self.hours(base, cooler, store, market) <= product.budget)

    def whole_kg(self, product: int) -> float:
        """Kilograms a day there are of a product."""
        of = [number for number, base in enumerate(self.bases) if base.product == product]
        return float(self.kg[of].sum())


def _faults(problem: ColdProblem) -> list[tuple[str, str]]:
    counts = {
        "bases": len(problem.bases), "coolers": len(problem.coolers),
        "stores": len(problem.stores), "markets": len(problem.markets),
    }  # fmt: skip
    found = [(name, "0") for name, count in counts.items() if not count]
    for name, rows, columns in (
        ("kg", "bases", "markets"), ("first_km", "bases", "coolers"),
        ("second_km", "coolers", "stores"), ("third_km", "stores", "markets"),
    ):  # fmt: skip
        matrix = getattr(problem, name)
        if matrix.shape != (counts[rows], counts[columns]):
            found.append((name, f"{matrix.shape} ≠ {(counts[rows], counts[columns])}"))
        elif not (np.isfinite(matrix).all() and (matrix >= 0).all()):
            found.append((name, "< 0"))
    for base in problem.bases:
        if not 0 <= base.product < len(problem.products):
            found.append((base.id, f"product {base.product}"))
    for name in ("first", "second", "third"):
        if not getattr(problem, name).kmh > 0:
            found.append((f"{name}.kmh", f"{getattr(problem, name).kmh:g}"))
    if not problem.truck_kg > 0:
        found.append(("truck_kg", f"{problem.truck_kg:g}"))
    found += _asked_faults(problem)
    for kind, sites in (("cooler", problem.coolers), ("store", problem.stores)):
        found += [(f"{kind} {site.id}", fault) for site in sites for fault in _site_faults(site)]
    for product in problem.products:
        if not (product.budget > 0 and product.warmth >= 1 and product.open_most >= 0):
            found.append((product.id, f"{product.budget:g} h, × {product.warmth:g}"))
    return found


def _asked_faults(problem: ColdProblem) -> list[tuple[str, str]]:
    found = []
    if problem.coverage is not None and not 0 <= problem.coverage <= 1:
        found.append(("coverage", f"{problem.coverage:g}"))
    if problem.each is not None and not 0 < problem.each <= 1:
        found.append(("each", f"{problem.each:g}"))
    if problem.budget is not None and not (0 < problem.budget < UNLIMITED):
        found.append(("budget", f"{problem.budget:g}"))
    return found


def _site_faults(site: Site) -> list[str]:
    found = [f"{size.id} {size.kg:g} kg, {size.yuan:g}" for size in site.sizes
             if not (size.kg > 0 and size.yuan >= 0)]  # fmt: skip
    if site.forced and not site.sizes:
        found.append("0")
    return found
