"""Terms of the couriers' quota and piece-fee floor: data, all of it our own choice."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Self

from pydantic import Field, model_validator

from jidi.core.errors import Place
from jidi.model.strict import Strict, build, read_text, read_toml


class WorkProfile(Strict):
    """A shift in one kind of county. Minutes are for a stop or a parcel, hours for a shift."""

    zh: str
    en: str
    parcels_per_stop: float = Field(gt=0)
    stop_minutes: float = Field(ge=0)
    drive_minutes: float = Field(ge=0)
    handover_minutes: float = Field(gt=0)
    shift_hours: float = Field(gt=0, le=24)
    prep_hours: float = Field(ge=0)
    rest_hours: float = Field(ge=0)
    equipment_yuan_a_day: float = Field(ge=0)

    @model_validator(mode="after")
    def _leaves_time(self) -> Self:
        if self.shift_hours <= self.prep_hours + self.rest_hours:
            raise ValueError("a shift must be longer than preparation and rest")
        return self


class CourierTerms(Strict):
    """All of ``couriers.toml``.

    :param paid_days: days of a month by which the wage is divided.
    :param worked_days: days of a month over which its pieces are spread.
    :param employer_share: the employer's social cost, as a share of the wage.
    :param over_quota_percent: pieces above the quota from which a cell is told of.
    """

    own_choice: bool
    source: str
    monthly_wage_yuan: float = Field(gt=0)
    wage_source: str
    paid_days: float = Field(gt=0)
    worked_days: float = Field(gt=0, le=31)
    employer_share: float = Field(ge=0)
    fines_share_percent: float = Field(gt=0)
    over_quota_percent: float = Field(ge=0)
    profiles: Mapping[str, WorkProfile]

    @model_validator(mode="after")
    def _both_profiles(self) -> Self:
        if set(self.profiles) != {"district", "county"}:
            raise ValueError("profiles are 'district' and 'county'")
        return self


@cache
def load_courier_terms() -> CourierTerms:
    """The terms that ship.

    :raises DefinitionError: D-100 to D-103.
    """
    path = files("jidi.definitions") / "supervision" / "couriers.toml"
    data = read_toml(read_text(path), file=path.name)
    return build(CourierTerms, data, where=Place(file=path.name))
