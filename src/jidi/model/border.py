"""What a border problem is made of besides the book: ``definitions/network/border.toml``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from jidi.core.errors import Place
from jidi.model.own_values import own_values
from jidi.model.strict import Strict, build, read_text, read_toml

_FILE: Final = "border.toml"
Hours = Annotated[float, Field(ge=0)]


class Market(Strict):
    """Where international parcels go and come from. :param share: of all; ``share_in``: of those
    that come in."""

    id: str
    zh: str
    en: str
    share: float = Field(gt=0, le=1)
    share_in: float = Field(gt=0, le=1)


class StoreRule(Strict):
    """What a warehouse at a gateway takes and costs."""

    parcels_m2: float = Field(gt=0)
    days: float = Field(gt=0)
    yuan_day: float = Field(ge=0)
    yuan_parcel: float = Field(ge=0)
    pick_h: Hours
    released_h: tuple[Hours, ...] = Field(min_length=1)


class BorderMode(Strict):
    """How lines of a mode run, out and home."""

    mode: str
    zh: str
    en: str
    leaves: float = Field(ge=0, lt=24)
    capacity: float = Field(gt=0)
    kmh: float = Field(gt=0)
    after_h: Hours
    yuan_parcel: float = Field(ge=0)
    yuan_run: float = Field(ge=0)
    back_share: float = Field(ge=0, le=2)
    back_waits_h: Hours
    back_h: Hours
    back_yuan_parcel: float = Field(ge=0)
    markets: tuple[str, ...]


class GatewayRule(Strict):
    """A gateway that serves these markets only. :param city: four digits."""

    city: str = Field(pattern=r"^\d{4}$")
    markets: tuple[str, ...]


class BorderValues(Strict):
    """The values of ``border.toml``."""

    ready: float = Field(ge=0, lt=24)
    yuan_hour: float = Field(ge=0)
    kmh: float = Field(gt=0)
    handling_h: Hours
    yuan_parcel_km: float = Field(ge=0)
    quantiles: int = Field(gt=0, le=200)
    least_seen: int = Field(gt=0)
    clearance_h: tuple[Hours, ...] = Field(min_length=1)
    clearance_in_h: tuple[Hours, ...] = Field(min_length=1)
    ready_abroad: float = Field(ge=0, lt=24)
    inward: float = Field(ge=0)
    stocked_out: float = Field(ge=0, le=1)
    stocked_in: float = Field(ge=0, le=1)
    store: StoreRule
    markets: tuple[Market, ...] = Field(min_length=1)
    modes: tuple[BorderMode, ...] = Field(min_length=1)
    gateways: tuple[GatewayRule, ...] = ()

    @model_validator(mode="after")
    def _markets_are_known(self) -> Self:
        known = {market.id for market in self.markets}
        rules: tuple[BorderMode | GatewayRule, ...] = (*self.modes, *self.gateways)
        for rule in rules:
            strange = sorted(set(rule.markets) - known)
            if strange:
                raise ValueError(f"unknown market {strange[0]}; known: {', '.join(sorted(known))}")
        for name in ("share", "share_in"):
            whole = sum(getattr(market, name) for market in self.markets)
            if abs(whole - 1) > 1e-6:
                raise ValueError(f"{name} of markets makes {whole:g}, not 1")
        return self


@cache
def _shipped() -> BorderValues:
    path = files("jidi.definitions") / "network" / _FILE
    return build(BorderValues, read_toml(read_text(path), file=_FILE), where=Place(_FILE))


def border_values(own: Path | None = None) -> BorderValues:
    """The values; a file of the same form takes their place.

    :raises DefinitionError: D-100 to D-103, every fault of the file at once.
    :raises InputError: as :func:`jidi.model.own_values.own_values`.
    """
    return _shipped() if own is None else own_values(own, BorderValues)
