"""Couriers' rights: the quota of a shift, the least fee for a piece, and returns held against them.

    minutes a parcel  t = (t_stop + t_drive) / k + t_handover
    quota a day       q = 60 / t · (H_shift − H_prep − H_rest)
    least fee         f = (W · (1 + s) + c) / q,   W = monthly wage / paid days

k parcels a stop, s the employer's social share, c equipment a day. Our own model; see
``definitions/supervision/couriers.toml``.
"""

from __future__ import annotations

from dataclasses import dataclass

from jidi.model.couriers import CourierTerms, WorkProfile


@dataclass(frozen=True)
class Standard:
    """What a day's work is in one kind of county. :param floor: the least fee, yuan a piece."""

    minutes: float
    quota: float
    floor: float


def standard(terms: CourierTerms, profile: WorkProfile, *, wage: float | None = None) -> Standard:
    """Quota and floor. :param wage: yuan a month in place of that of the terms."""
    at_stop = (profile.stop_minutes + profile.drive_minutes) / profile.parcels_per_stop
    minutes = at_stop + profile.handover_minutes
    hours = profile.shift_hours - profile.prep_hours - profile.rest_hours
    quota = 60 / minutes * hours
    daily = (terms.monthly_wage_yuan if wage is None else wage) / terms.paid_days
    cost = daily * (1 + terms.employer_share) + profile.equipment_yuan_a_day
    return Standard(minutes, quota, cost / quota)


@dataclass(frozen=True)
class Returned:
    """A month of one company in one county, as it was returned; what is None is unknown."""

    couriers: int | None
    insured: int | None
    pieces: int | None
    pay: float | None
    fees: float | None
    fines: float | None


@dataclass(frozen=True)
class Assessed:
    """A month held against the standard. Every value is None where a part of it is unknown.

    :param fee: yuan a piece. :param daily: pieces a courier and day.
    :param fines: % of the pay. :param insured: % of the couriers.
    """

    fee: float | None
    daily: float | None
    fines: float | None
    insured: float | None
    below_floor: bool | None
    over_quota: bool | None
    fines_high: bool | None
    not_all_insured: bool | None

    @property
    def flags(self) -> tuple[str, ...]:
        """What is found against it."""
        return tuple(name for name in FLAGS if getattr(self, name))

    @property
    def unknown(self) -> tuple[str, ...]:
        """What nobody can say."""
        return tuple(name for name in FLAGS if getattr(self, name) is None)


FLAGS = ("below_floor", "over_quota", "fines_high", "not_all_insured")


def assess(terms: CourierTerms, norm: Standard, said: Returned) -> Assessed:
    """A month against the standard."""
    fee = _ratio(said.fees, said.pieces)
    daily = _ratio(said.pieces, said.couriers, 1 / terms.worked_days)
    fines = _ratio(said.fines, said.pay, 100)
    insured = _ratio(said.insured, said.couriers, 100)
    most = norm.quota * (1 + terms.over_quota_percent / 100)
    return Assessed(
        fee=fee,
        daily=daily,
        fines=fines,
        insured=insured,
        below_floor=None if fee is None else fee < norm.floor,
        over_quota=None if daily is None else daily > most,
        fines_high=None if fines is None else fines > terms.fines_share_percent,
        not_all_insured=None if insured is None else insured < 100,
    )


def _ratio(above: float | None, below: float | None, times: float = 1.0) -> float | None:
    return times * above / below if above is not None and below else None
