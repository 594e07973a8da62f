"""The plan check by weekday: against rooms and volumes that are worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from jidi.core.errors import InputError
from jidi.model.trunk import WeekdayVolume, trunk_values
from jidi.network.trunk import Flow, Lane, Node, Product, TrunkProblem
from jidi.network.trunk.strain import Strainer
from jidi.service import plan_check_network
from jidi.service.network_outages import Outages
from jidi.service.plan_check_network import ALIKE, StandingNetwork, _standing
from jidi.service.plan_check_week import weekdays_checked
from jidi.service.weekday_volumes import WeekdayVolumes, measured_volumes

KG, VOLUME, LARGE = 1_000.0, 2e8, 1e6
EACH = trunk_values().parcel_kg
PLACES = tuple(SimpleNamespace(code=code, kind="city") for code in ("a", "b"))


def network(*rooms: float, shares=ALIKE.shares) -> StandingNetwork:
    """One lane from one city to another, with room for so much on each day of the week."""
    lanes = (
        Lane("a-b", 0, 1, "road", 1200, 300, sum(rooms) / 7, 1, 0.0, 0.5),
        Lane("+a-b", 0, 1, "added", 1200, 300, LARGE, 1, 0.0, 5.0),
    )
    problem = TrunkProblem(
        "standing", (Node("a", capacity=LARGE), Node("b", capacity=LARGE)), lanes, (),
        (Product("all", 0, 0.0, 10_000),), (Flow(0, 1, 0, KG, 1080),),
    )  # fmt: skip
    own = plan_check_network.np.array([KG, KG])
    volumes = WeekdayVolumes(tuple(shares), 4, measured=True)
    return StandingNetwork(
        problem, {(0, 1): 0}, {(0, 1): 1}, {}, own, own, {(0, 1): rooms}, volumes=volumes
    )


def checked(*rooms: float, shares=ALIKE.shares):
    made = network(*rooms, shares=shares)
    posed = SimpleNamespace(places=PLACES, hubs=SimpleNamespace(volume=VOLUME))
    return weekdays_checked(made, posed, Strainer(made.problem), {0: 3 * VOLUME, 1: 2 * VOLUME})


def test_each_weekday_is_checked_with_the_runs_of_that_day_and_nothing_waits():
    found = checked(1_200, 1_200, 600, 1_200, 1_200, 600, 0)
    assert [one.days for one in found] == [(0, 1, 3, 4), (2, 5), (6,)]
    assert [one.room for one in found] == [1_200, 600, 0]
    assert [one.short for one in found] == pytest.approx([0, 400, 1_000], abs=1)
    # 1,200 kg carry a fifth more than the volume, 600 kg three fifths of it.
    assert [one.breaks_at for one in found[:2]] == pytest.approx(
        [1.2 * VOLUME, 0.6 * VOLUME], rel=0.04
    )
    assert found[1].first == ((PLACES[0], PLACES[1]),)
    # On Sunday no lane runs: nothing runs full, everything waits for Monday.
    assert [one.waiting for one in found] == pytest.approx([0, 0, KG / EACH], abs=1)
    assert found[2].breaks_at is None


def test_a_day_of_more_parcels_breaks_earlier_by_as_much():
    shares = (1.25, 1.0, 1.0, 1.0, 1.0, 1.0, 0.75)
    found = checked(*(1_000.0,) * 7, shares=shares)
    assert [one.days for one in found] == [(0,), (1, 2, 3, 4, 5), (6,)]
    assert [one.short for one in found] == pytest.approx([250, 0, 0], abs=1)
    assert [one.breaks_at for one in found] == pytest.approx(
        [VOLUME / 1.25, VOLUME, VOLUME / 0.75], rel=0.04
    )
    # Hubs of the second city are full at twice the volume of the mean day.
    assert {one.hub.code for one in found} == {"b"}
    assert [one.hubs_at for one in found] == pytest.approx(
        [2 * VOLUME / 1.25, 2 * VOLUME, 2 * VOLUME / 0.75]
    )


def test_shares_of_weekdays_are_the_mean_of_whole_weeks():
    monday = date(2025, 3, 3)

    def week(number, *parcels):
        return [
            (monday + timedelta(days=7 * number + day), count) for day, count in enumerate(parcels)
        ]

    flat, steep = (100,) * 7, (280, 70, 70, 70, 70, 70, 70)
    days = [*week(0, *flat), *week(1, *steep), *week(2, *flat), *week(3, *steep)]
    found = measured_volumes([*days, *week(4, 9_000, 1, 1)])
    # Monday is 1.0 of a flat week's mean and 2.8 of a steep one's; the week begun is left out.
    assert found.measured and found.weeks == 4
    assert found.shares == pytest.approx((1.9, *(0.85,) * 6))
    assert found.note.code == "N-894"
    few = measured_volumes(days[:-1])
    assert (few.measured, few.weeks, few.note.code) == (False, 3, "N-893")
    assert few.shares == trunk_values().weekday_volume.shares


@pytest.mark.parametrize("shares", [[1.0] * 6 + [0.9], [2.0] * 3 + [0.5] * 3 + [-0.5]])
def test_shares_that_are_no_week_are_refused(shares):
    with pytest.raises(ValueError, match="shares"):
        WeekdayVolume(shares=tuple(shares), least_weeks=4)


def test_days_that_are_alike_are_not_told_one_by_one():
    assert checked(*(900.0,) * 7) == ()


@pytest.fixture
def standing(monkeypatch):
    """Lanes of a book between a city and a province: by rail and by road, of some days a week."""
    rows = [
        {"route_id": name, "mode": mode, "one": "140105", "other": "110000", "runs": runs}
        for name, mode, runs in (("T1", "rail", 10.0), ("C1", "road", 5.0), ("C2", "road", 14.0))
    ]
    nothing = Outages({}, {})
    monkeypatch.setattr(plan_check_network.Outages, "on", lambda _book, _day: nothing)
    places = [
        SimpleNamespace(code="140100", kind="city"),
        SimpleNamespace(code="110000", kind="province"),
    ]
    book = SimpleNamespace(
        until=date(2025, 11, 27),
        ask=lambda *_args, **_more: SimpleNamespace(to_pylist=lambda: rows),
    )
    return lambda *days: _standing(
        book, SimpleNamespace(places=places, asked=SimpleNamespace(days=days))
    )


def test_rail_lines_run_on_days_spread_evenly_and_roads_of_unknown_days_as_the_mean(standing):
    found, values = standing(), trunk_values()
    road = values.standing.load_kg * values.standing.filled
    rail = next(line.load_kg for line in values.lines if line.mode == "rail")
    rail *= values.standing.filled
    every = (5 / 7 + 2) * road + rail
    told = [every + rail * (day in (0, 2, 4)) for day in range(7)]
    assert found.that_differ == {ends: pytest.approx(tuple(told)) for ends in ((0, 1), (1, 0))}
    assert found.room[0, 1] == pytest.approx(sum(told) / 7)
    assert [(note.code, note.facts["count"]) for note in found.notes] == [
        ("N-918", 1),
        ("N-889", 1),
    ]


def test_roads_whose_days_are_told_run_on_them_and_what_does_not_fit_is_refused(standing):
    found, values = standing("C1=一二三四五", "T1=二四六"), trunk_values()
    assert not found.notes
    rooms = found.that_differ[0, 1]
    assert (
        rooms[5] - rooms[6]
        == pytest.approx(rooms[1] - rooms[0])
        == pytest.approx(
            next(line.load_kg for line in values.lines if line.mode == "rail")
            * values.standing.filled
        )
    )
    assert rooms[0] - rooms[6] == pytest.approx(values.standing.load_kg * values.standing.filled)
    for told, code in (("C1=一", "N-919"), ("C2=一", "N-919"), ("C3=一", "N-885")):
        with pytest.raises(InputError) as refused:
            standing(told)
        assert refused.value.code == code
