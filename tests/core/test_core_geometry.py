"""Points, boxes, distances, areas, and the shifted datum."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.chinese_datum import CHINA, to_gcj02, to_wgs84
from jidi.core.errors import ValueProblem
from jidi.core.geometry import MEAN_EARTH_RADIUS_M, Bounds, Point, great_circle_m
from jidi.core.places import area_of_each, distances_m

points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))
in_china = st.builds(Point, st.floats(0.83, 55.82), st.floats(72.005, 137.83))


def by_vectors(a, b):
    """The distance by the angle between two unit vectors, as an oracle."""

    def vector(p):
        phi, lam = math.radians(p.latitude), math.radians(p.longitude)
        return np.array(
            [math.cos(phi) * math.cos(lam), math.cos(phi) * math.sin(lam), math.sin(phi)]
        )

    u, v = vector(a), vector(b)
    return MEAN_EARTH_RADIUS_M * math.atan2(np.linalg.norm(np.cross(u, v)), float(u @ v))


@given(points, points)
def test_the_distance_is_the_angle_between_the_points(a, b):
    assert great_circle_m(a, b) == pytest.approx(by_vectors(a, b), rel=1e-7, abs=1e-3)
    assert a.distance_m(b) == b.distance_m(a)


@given(points, points, points)
def test_no_way_round_is_shorter(a, b, c):
    assert a.distance_m(c) <= a.distance_m(b) + b.distance_m(c) + 1e-3


def test_a_degree_along_the_equator_and_the_way_to_the_antipodes():
    assert Point(0, 0).distance_m(Point(0, 1)) == pytest.approx(111195.08, abs=0.01)
    assert Point(0, 0).distance_m(Point(0, 180)) == pytest.approx(math.pi * MEAN_EARTH_RADIUS_M)


@given(st.lists(st.tuples(points, points), min_size=1, max_size=20))
def test_arrays_of_distances_are_those_of_each_pair(pairs):
    a, b = zip(*pairs, strict=True)
    found = distances_m(
        [p.latitude for p in a],
        [p.longitude for p in a],
        [p.latitude for p in b],
        [p.longitude for p in b],
    )
    assert found == pytest.approx([great_circle_m(*pair) for pair in pairs], abs=1e-6)


def test_a_column_against_a_row_gives_the_matrix():
    lat, lon = np.array([37.87, 40.84]), np.array([112.55, 111.75])
    matrix = distances_m(lat[:, None], lon[:, None], lat, lon)
    assert matrix.shape == (2, 2)
    assert np.diag(matrix).tolist() == [0, 0]


@pytest.mark.parametrize("lat, lon", [(91, 0), (0, 181), (math.nan, 0), (0, math.nan)])
def test_what_is_no_point_on_the_earth_is_refused(lat, lon):
    with pytest.raises(ValueProblem) as caught:
        Point(lat, lon)
    assert caught.value.code == "C-801"


# --- boxes


@given(st.lists(points, min_size=1, max_size=10))
def test_the_box_around_points_holds_them_and_their_middle(held):
    box = Bounds.around(held)
    assert all(box.contains(p) for p in held)
    assert box.contains(box.centre)
    assert box.meets(box)


def test_boxes_meet_or_do_not():
    box = Bounds(0, 0, 2, 2)
    assert box.meets(Bounds(2, 2, 3, 3))
    assert not box.meets(Bounds(2.1, 0, 3, 2))
    assert not box.meets(Bounds(0, 2.1, 2, 3))
    assert not box.contains(Point(1, 3))
    assert not box.contains(Point(3, 1))


def test_a_box_upside_down_or_around_nothing_is_refused():
    for edges in ((2, 0, 1, 1), (0, 2, 1, 1)):
        with pytest.raises(ValueProblem) as caught:
            Bounds(*edges)
        assert caught.value.code == "C-802"
    with pytest.raises(ValueProblem) as caught:
        Bounds.around([])
    assert caught.value.code == "C-803"


# --- areas


def test_each_point_is_put_into_the_first_area_that_covers_it():
    areas = [shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3), shapely.box(5, 5, 6, 6)]
    latitudes = [0.5, 1.5, 2.5, 9.0, 2.0, 5.5]
    longitudes = [0.5, 1.5, 2.5, 9.0, 2.0, 5.5]
    assert area_of_each(latitudes, longitudes, areas).tolist() == [0, 0, 1, -1, 0, 2]


def test_x_is_the_longitude():
    area = [shapely.box(110, 35, 114, 40)]
    assert area_of_each([37.87], [112.55], area).tolist() == [0]
    assert area_of_each([], [], area).tolist() == []


# --- the shifted datum


@pytest.mark.parametrize(
    "wgs84, gcj02",
    [
        ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
        ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),
        ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),
    ],
)
def test_the_shift_gives_what_it_gave_before(wgs84, gcj02):
    shifted = to_gcj02(Point(*wgs84))
    assert (shifted.latitude, shifted.longitude) == pytest.approx(gcj02, abs=1e-10)


@given(in_china)
def test_there_and_back_is_less_than_a_millimetre(point):
    shifted = to_gcj02(point)
    if CHINA.contains(shifted):
        assert to_wgs84(shifted).distance_m(point) < 0.001


@given(st.builds(Point, st.floats(20, 50), st.floats(80, 130)))
def test_the_shift_is_some_hundred_metres(point):
    assert 10 < to_gcj02(point).distance_m(point) < 1500


@pytest.mark.parametrize("convert", [to_gcj02, to_wgs84])
def test_outside_china_there_is_no_shift_to_apply(convert):
    with pytest.raises(ValueProblem) as caught:
        convert(Point(48.85, 2.35))
    assert caught.value.code == "C-804"
