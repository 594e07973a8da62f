"""The plan check by weekday: against rooms and volumes that are worked out by hand."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from jidi.core.errors import InputError
from jidi.model.trunk import trunk_values
from jidi.network.trunk import Flow, Lane, Node, Product, TrunkProblem
from jidi.network.trunk.strain import Strainer
from jidi.service import plan_check_network
from jidi.service.network_outages import Outages
from jidi.service.plan_check_network import StandingNetwork, _standing
from jidi.service.plan_check_week import room_of, weekdays_checked

KG, VOLUME, LARGE = 1_000.0, 2e8, 1e6
EACH = trunk_values().parcel_kg
PLACES = tuple(SimpleNamespace(code=code) for code in ("a", "b"))


def network(*rooms: float) -> StandingNetwork:
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
    return StandingNetwork(problem, {(0, 1): 0}, {(0, 1): 1}, {}, own, own, {(0, 1): rooms})


def checked(*rooms: float):
    made = network(*rooms)
    posed = SimpleNamespace(places=PLACES, hubs=SimpleNamespace(volume=VOLUME))
    return made, weekdays_checked(made, posed, Strainer(made.problem))


def test_each_weekday_is_checked_with_the_runs_of_that_day_and_nothing_waits():
    made, found = checked(1_200, 1_200, 600, 1_200, 1_200, 600, 0)
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
    assert sum(room_of(made, day) for day in range(7)) == pytest.approx(6_000)


def test_days_that_are_alike_are_not_told_one_by_one():
    assert checked(*(900.0,) * 7)[1] == ()


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
