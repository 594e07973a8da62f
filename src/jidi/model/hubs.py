"""What a hub problem is made of besides the book: other provinces, sizes of hubs, trucks.

All of it is data in ``definitions/network``; what is our own choice is marked so there.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

from pydantic import Field

from jidi.core.errors import Place
from jidi.model.factor import load_factors
from jidi.model.rows import read_models, refuse_twins
from jidi.model.strict import Strict, build, read_text, read_toml
from jidi.model.trust import Trust

Region = Literal["east", "central", "west"]


class OtherProvince(Strict):
    """A province as a gateway of flows: its people, its capital's place, its statistical region."""

    code: str
    zh: str
    en: str
    population: int = Field(gt=0)
    region: Region
    longitude: float
    latitude: float
    source: str
    trust: Trust
    note: str = ""


class RegionsSend(Strict):
    """Per cent of the nation's parcels that each region sends, with source."""

    east: float = Field(ge=0)
    central: float = Field(ge=0)
    west: float = Field(ge=0)
    source: str
    trust: Trust


class DemandRule(Strict):
    """How flows are made; see ``hubs.toml``. ``national`` is a published indicator."""

    shortest_km: float = Field(gt=0)
    least_power: float
    most_power: float
    months: int = Field(gt=0)
    national: str
    sends: RegionsSend


class RoadRule(Strict):
    """Road km for each straight km to other provinces' capitals."""

    to_other_provinces: float = Field(ge=1)


class ParcelRoom(Strict):
    """Room of a parcel in a truck, m³."""

    m3: float = Field(gt=0)


class Truck(Strict):
    """A truck: the factor of its cost a km, its room, the mean share of it that is filled."""

    zh: str
    en: str
    yuan_per_km: str
    m3: float = Field(gt=0)
    filled: float = Field(gt=0, le=1)

    @property
    def cost_per_km(self) -> float:
        """Yuan a km, as ``definitions/factors`` gives it."""
        return float(load_factors().get(self.yuan_per_km).value)


class Trucks(Strict):
    """Trucks between counties and hubs, and between hubs."""

    collecting: Truck
    linehaul: Truck


class KeptRule(Strict):
    """What a standing hub costs, as a share of a new one's cost."""

    running: float = Field(ge=0, le=1)


class HubSize(Strict):
    """A size a hub may have: parcels a day it can take in, yuan a day it costs in all (running and
    the share of what was invested), yuan to be invested to build it."""

    zh: str
    en: str
    parcels_per_day: float = Field(gt=0)
    yuan_per_day: float = Field(ge=0)
    invest_yuan: float = Field(ge=0)


class HubValues(Strict):
    """The values of ``hubs.toml``."""

    demand: DemandRule
    road: RoadRule
    parcel: ParcelRoom
    vehicles: Trucks
    kept: KeptRule
    sizes: tuple[HubSize, ...] = Field(min_length=1)


def _folder() -> Traversable:
    return files("jidi.definitions") / "network"


@cache
def hub_values() -> HubValues:
    """The values. :raises DefinitionError: D-101, D-102 where the definition is wrong."""
    path = _folder() / "hubs.toml"
    return build(HubValues, read_toml(read_text(path), file=path.name), where=Place(path.name))


@cache
def other_provinces() -> tuple[OtherProvince, ...]:
    """All provinces, the book's own among them.

    :raises DefinitionError: as :func:`jidi.model.rows.read_models`; D-202 for a code twice.
    """
    path = _folder() / "provinces.csv"
    rows = read_models(path, OtherProvince)
    refuse_twins(rows, key=lambda row: row.code, path=path)
    return tuple(row for _, row in rows)
