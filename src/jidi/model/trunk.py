"""What a trunk problem is made of besides the book: ``definitions/network/trunk.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final, Self

from pydantic import Field, model_validator

from jidi.core.errors import Place
from jidi.model.factor import load_factors
from jidi.model.reach import Clock, Minutes
from jidi.model.strict import Strict, build, read_text, read_toml

_FILE: Final = "trunk.toml"
_TONNE: Final = 1000.0


class Handling(Strict):
    """Minutes at a hub, its sorting window, and the factor of what sorting costs a parcel."""

    load_min: Minutes
    unload_min: Minutes
    sort_min: Minutes
    opens: Clock
    closes: Clock
    sorting_price: str

    @property
    def yuan_a_parcel(self) -> float:
        """As ``definitions/factors`` gives it."""
        return float(load_factors().get(self.sorting_price).value)


class TrunkProduct(Strict):
    """What is promised of a product.

    :param share: of the kilograms of each pair; ``kept``: share that must keep the promise.
    """

    id: str
    zh: str
    en: str
    share: float = Field(gt=0, le=1)
    promise_h: int = Field(gt=0)
    kept: float = Field(ge=0, le=1)
    latest_h: int = Field(gt=0)


class Carrier(Strict):
    """A way of carrying. :param emission: the factor of its g CO2e a tonne and km."""

    zh: str
    en: str
    kmh: float = Field(gt=0)
    emission: str

    def grams_per_kg(self, km: float) -> float:
        """g CO2e for a kilogram over so many km."""
        return float(load_factors().get(self.emission).value) * km / _TONNE

    def minutes(self, km: float) -> int:
        """On the way."""
        return max(1, round(km / self.kmh * 60))


class OwnTruck(Carrier):
    """A truck with driver: whole departures, yuan a km.

    :param dock_load_min: minutes that it is bound before it leaves, ``dock_unload_min``: after it
        comes. :param yuan_a_day: what it costs to hold one, for counting vehicles only.
    """

    id: str
    load_kg: float = Field(gt=0)
    price: str
    departs: tuple[Clock, ...] = Field(min_length=1)
    dock_load_min: Minutes
    dock_unload_min: Minutes
    yuan_a_day: float = Field(ge=0)

    @property
    def yuan_per_km(self) -> float:
        """As ``definitions/factors`` gives it."""
        return float(load_factors().get(self.price).value)


class DropTrailer(Strict):
    """Trailers that are dropped (甩挂): of which truck, minutes at a yard, yuan a day each."""

    truck: str
    hook_min: Minutes
    tractor_yuan: float = Field(ge=0)
    trailer_yuan: float = Field(ge=0)
    yard_yuan: float = Field(ge=0)


class Hired(Carrier):
    """Room on other people's trucks, by tonne and km."""

    price: str
    departs: tuple[Clock, ...] = Field(min_length=1)

    def yuan_per_kg(self, km: float) -> float:
        """For so many km."""
        return float(load_factors().get(self.price).value) * km / _TONNE


class Line(Carrier):
    """Lines of a mode in the table ``route``: room by weight.

    :param price: a factor in yuan a kg, or ``yuan_per_tkm`` instead of it.
    """

    mode: str
    load_kg: float = Field(gt=0)
    price: str = ""
    yuan_per_tkm: float | None = None
    departs: Clock

    @model_validator(mode="after")
    def _has_one_price(self) -> Self:
        if bool(self.price) == (self.yuan_per_tkm is not None):
            raise ValueError("give price or yuan_per_tkm, one of them")
        return self

    def yuan_per_kg(self, km: float) -> float:
        """For so many km."""
        if self.yuan_per_tkm is not None:
            return self.yuan_per_tkm * km / _TONNE
        return float(load_factors().get(self.price).value)


class Timetables(Strict):
    """What is taken of timetables.

    :param windows: parts of a day, in each of which one ride of a pair and mode is taken.
    :param load_kg: room of a train or flight by mode.
    """

    windows: int = Field(ge=1, le=48)
    detour: float = Field(ge=1)
    load_kg: Mapping[str, float]


class StandingLanes(Strict):
    """Room of a run of a lane that stands."""

    load_kg: float = Field(gt=0)
    filled: float = Field(gt=0, le=1)


class WeekdayVolume(Strict):
    """Parcels of each day of the week, Monday first.

    :param shares: of the mean day. :param least_weeks: whole weeks of journeys in a book from which
        shares are measured instead.
    """

    shares: tuple[float, ...] = Field(min_length=7, max_length=7)
    least_weeks: int = Field(ge=1)

    @model_validator(mode="after")
    def _is_a_week(self) -> Self:
        if min(self.shares) <= 0 or abs(sum(self.shares) - 7) > 1e-9:
            raise ValueError(f"shares sum to {sum(self.shares):g}, not to 7, or not all above 0")
        return self


class FrontierPrices(Strict):
    """Prices of emissions (yuan a tonne CO2e) and of time (yuan a tonne and hour)."""

    carbon: tuple[float, ...]
    hours: tuple[float, ...]


class TrunkValues(Strict):
    """The values of ``trunk.toml``."""

    parcel_kg: float = Field(gt=0)
    released: Clock
    hubs: int = Field(gt=0)
    most_lanes: int = Field(gt=0)
    direct_from: float = Field(gt=0)
    handling: Handling
    products: tuple[TrunkProduct, ...] = Field(min_length=1)
    trucks: tuple[OwnTruck, ...] = Field(min_length=1)
    drop_trailer: DropTrailer
    hired: Hired
    lines: tuple[Line, ...] = ()
    timetables: Timetables
    standing: StandingLanes
    weekday_volume: WeekdayVolume
    frontier: FrontierPrices

    @model_validator(mode="after")
    def _shares_are_the_whole(self) -> Self:
        whole = sum(product.share for product in self.products)
        if abs(whole - 1) > 1e-9:
            raise ValueError(f"shares of products sum to {whole:g}, not to 1")
        return self

    @model_validator(mode="after")
    def _drops_a_known_truck(self) -> Self:
        if self.drop_trailer.truck not in [truck.id for truck in self.trucks]:
            raise ValueError(f"drop_trailer: no truck {self.drop_trailer.truck!r}")
        return self

    @model_validator(mode="after")
    def _knows_what_timetables_carry(self) -> Self:
        unknown = set(self.timetables.load_kg) - {line.mode for line in self.lines}
        if unknown or not all(kg > 0 for kg in self.timetables.load_kg.values()):
            raise ValueError(f"timetables.load_kg: no line of {sorted(unknown)}, or not above 0")
        return self


@cache
def trunk_values() -> TrunkValues:
    """The values. :raises DefinitionError: D-101, D-102 where the definition is wrong."""
    path = files("jidi.definitions") / "network" / _FILE
    return build(TrunkValues, read_toml(read_text(path), file=_FILE), where=Place(_FILE))
