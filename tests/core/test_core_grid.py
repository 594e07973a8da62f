"""The BeiDou grid code in the plane, in space, and over arrays."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jidi.core.errors import ValueProblem
from jidi.core.grid import GridCell, degrees, encode
from jidi.core.grid3d import GridBlock, layer_at, layer_base
from jidi.core.grid_levels import CODE_LENGTHS, GRID_LEVELS, UNITS_PER_DEGREE
from jidi.core.places import encode_many

# The worked example of GB/T 39409-2020, level by level.
STANDARD = [
    *("N", "N50J", "N50J47", "N50J475", "N50J47539", "N50J47539B8", "N50J47539B82"),
    *("N50J47539B8255", "N50J47539B825534", "N50J47539B82553461", "N50J47539B8255346152"),
]
EXAMPLE = {
    "latitude": degrees(39, 59, 35.38),
    "longitude": degrees(116, 18, 45.37),
}
# Computed with an implementation in another language that follows the standard in all quadrants.
COMPUTED = [
    (37.8706, 112.5489, "N49J93422E3200152017"),
    (40.8426, 111.7492, "N49K714E0E8045336451"),
    (49.5978, 117.3787, "N50M63175AD150221473"),
    (43.6531, 111.9772, "N49K771D992274553047"),
    (-33.8688, 151.2093, "S56I234C281256752670"),
    (40.7128, -74.0060, "N18K412025B260321443"),
]

levels = st.integers(0, 10)
latitudes = st.floats(-87.999, 87.999)
longitudes = st.floats(-179.999, 179.999)
places = st.tuples(latitudes, longitudes)


def cell(place, level):
    return GridCell.at(latitude=place[0], longitude=place[1], level=level)


# --- test vectors


@pytest.mark.parametrize("level", range(11))
def test_the_standards_example_at_every_level(level):
    assert encode(**EXAMPLE, level=level) == STANDARD[level]
    assert GridCell.parse(STANDARD[level]).code == STANDARD[level]


@pytest.mark.parametrize(
    "latitude, longitude, code",
    [
        (degrees(39, 59, 56.1444), degrees(116, 19, 14.3184), "N50J475493E"),
        (degrees(39, 59, 59.7012), degrees(116, 19, 5.9808), "N50J475491E"),
        (degrees(39, 59, 56.5260), degrees(116, 19, 9.3540), "N50J475492E"),
    ],
)
def test_further_examples_of_the_standard(latitude, longitude, code):
    assert encode(latitude=latitude, longitude=longitude, level=5) == code


@pytest.mark.parametrize("latitude, longitude, code", COMPUTED)
def test_examples_from_all_over_the_world(latitude, longitude, code):
    assert encode(latitude=latitude, longitude=longitude) == code
    assert GridCell.parse(code).contains(latitude=latitude, longitude=longitude)


def test_degrees_south_and_west_are_negative():
    assert degrees(33, 30, negative=True) == -33.5


# --- laws


@given(places, levels)
def test_a_code_reads_back_as_the_cell_that_holds_the_point(place, level):
    held = cell(place, level)
    assert GridCell.parse(str(held)) == held
    assert held.contains(latitude=place[0], longitude=place[1])
    assert len(held.code) == CODE_LENGTHS[level]


@given(places, levels)
def test_the_bounds_hold_the_point(place, level):
    box = cell(place, level).bounds
    slack = 1e-12 + 1e-6 / UNITS_PER_DEGREE
    assert box.south - slack <= place[0] <= box.north + slack
    assert box.west - slack <= place[1] <= box.east + slack


@given(places, st.integers(1, 10))
def test_the_middle_of_a_cell_lies_in_it(place, level):
    held = cell(place, level)
    middle = held.centre
    assert held.contains(latitude=middle.latitude, longitude=middle.longitude)


@given(places, levels, levels)
def test_the_code_of_a_coarser_cell_is_a_prefix(place, one, other):
    coarse, fine = sorted([one, other])
    outer, inner = cell(place, coarse), cell(place, fine)
    assert inner.code.startswith(outer.code)
    assert inner.at_level(coarse) == outer
    assert inner.is_within(outer)
    assert outer.is_within(inner) == (coarse == fine)


def mirrored_code(code, *, north, east):
    """The code with the hemisphere letter and the column of level 1 reflected."""
    column = int(code[1:3])
    reflected = 61 - column
    return ("N" if north else "S") + f"{column if east else reflected:02d}" + code[3:]


@given(st.floats(0.000001, 87.999), st.floats(0.000001, 179.999), st.integers(1, 10))
def test_the_four_quadrants_mirror_each_other(latitude, longitude, level):
    code = encode(latitude=latitude, longitude=longitude, level=level)
    for north in (True, False):
        for east in (True, False):
            there = encode(
                latitude=latitude if north else -latitude,
                longitude=longitude if east else -longitude,
                level=level,
            )
            assert there == mirrored_code(code, north=north, east=east)


def test_equator_and_prime_meridian_belong_to_north_and_east():
    assert encode(latitude=0, longitude=0, level=1) == "N31A"
    assert encode(latitude=-1e-9, longitude=-1e-9, level=1) == "S30A"


@given(st.integers(-87, 87), st.integers(-179, 179), st.integers(4, 10))
def test_a_point_on_whole_degrees_stands_at_the_corner_of_its_cell(latitude, longitude, level):
    box = GridCell.at(latitude=latitude, longitude=longitude, level=level).bounds
    assert latitude in (box.south, box.north)
    assert longitude in (box.west, box.east)


def test_each_level_splits_the_one_above_evenly():
    for outer, inner in pairwise(GRID_LEVELS[1:]):
        assert outer.width == inner.width * inner.columns
        assert outer.height == inner.height * inner.rows


# --- neighbours


@given(places, st.integers(1, 10), st.integers(-3, 3), st.integers(-3, 3))
def test_a_step_there_and_back_returns(place, level, east, north):
    here = cell(place, level)
    there = here.stepped(east=east, north=north)
    assume(there is not None)
    assert there.stepped(east=-east, north=-north) == here


@given(st.tuples(st.floats(-80, 80), longitudes), st.integers(1, 10))
def test_a_cell_has_eight_neighbours_that_have_it_too(place, level):
    here = cell(place, level)
    around = here.neighbours()
    assert len(set(around)) == 8
    assert all(here in other.neighbours() for other in around)


def test_neighbours_cross_the_meridian_the_equator_and_the_date_line():
    corner = GridCell.parse("N31A")
    assert {str(c) for c in corner.neighbours()} == {
        *("S30A", "S31A", "S32A"),
        *("N30A", "N32A"),
        *("N30B", "N31B", "N32B"),
    }
    last = GridCell.parse("N60A")
    assert str(last.stepped(east=1, north=0)) == "N01A"


def test_the_last_row_before_the_pole_has_five_neighbours():
    top = GridCell.parse("N31V")
    assert top.stepped(east=0, north=1) is None
    assert len(top.neighbours()) == 5


def test_a_hemisphere_has_no_neighbours_but_bounds():
    south = GridCell.parse("S")
    assert (south.bounds.south, south.bounds.north, south.bounds.east) == (-88, 0, 180)
    assert GridCell.parse("S31A").at_level(0) == south
    with pytest.raises(ValueProblem):
        south.neighbours()


# --- refusals


@pytest.mark.parametrize(
    "latitude, longitude",
    [(88, 0), (-88, 0), (0, 180), (0, -180), (math.nan, 0), (0, math.inf), (112.5, 37.8)],
)
def test_a_point_outside_the_grid_is_refused(latitude, longitude):
    with pytest.raises(ValueProblem) as caught:
        encode(latitude=latitude, longitude=longitude)
    assert caught.value.code == "C-603"
    assert not GridCell.parse("N31A").contains(latitude=latitude, longitude=longitude)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "X50J",
        "N5",
        "N00A",
        "N61A",
        "N50W",
        "NA0J",
        "N50JC0",
        "N50J08",
        "N50J476",
        "N50J47Z",
        "N50J475F0",
    ],
)
def test_what_is_no_code_is_refused(text):
    with pytest.raises(ValueProblem) as caught:
        GridCell.parse(text)
    assert caught.value.code == "C-601"


def test_codes_may_come_in_lower_case_and_full_width():
    assert GridCell.parse("ｎ５０ｊ ４７５") == GridCell.parse("N50J475")


@pytest.mark.parametrize("level", [-1, 11])
def test_there_are_eleven_levels(level):
    with pytest.raises(ValueProblem) as caught:
        encode(**EXAMPLE, level=level)
    assert caught.value.code == "C-602"
    with pytest.raises(ValueProblem):
        GridCell.parse("N50J").at_level(level)


def test_a_cell_beyond_the_edge_of_the_world_cannot_exist():
    with pytest.raises(ValueProblem):
        GridCell(1, 30, 0)
    with pytest.raises(ValueProblem):
        GridCell(1, 0, -23)


# --- arrays


@given(st.lists(places, min_size=1, max_size=50), st.integers(1, 10))
def test_arrays_are_encoded_as_each_point_is(points, level):
    lat, lon = np.array(points).T
    expected = [encode(latitude=a, longitude=b, level=level) for a, b in points]
    assert encode_many(lat, lon, level=level).tolist() == expected


def test_arrays_name_the_first_coordinate_that_cannot_be():
    with pytest.raises(ValueProblem) as caught:
        encode_many([37.0, math.nan, 99.0], [112.0, 112.0, 112.0])
    assert (caught.value.facts["count"], caught.value.facts["first"]) == (2, 1)
    with pytest.raises(ValueProblem):
        encode_many([37.0], [112.0], level=0)


def test_no_points_have_no_codes():
    assert encode_many([], []).tolist() == []


# --- three dimensions


@pytest.mark.parametrize("height, layer", [(0, 0), (50, 3340), (1000, 66802), (800, 53442)])
def test_the_layers_of_published_heights(height, layer):
    assert layer_at(height) == layer


def test_the_example_of_the_standard_in_three_dimensions():
    block = GridBlock(GridCell.parse("N36J93078B3101524314"), 0)
    assert block.code == "N036J0093000780B3010010520430140"
    assert GridBlock.parse("N036J0093000780B3010010520430140") == block


def test_taiyuan_at_eight_hundred_metres():
    block = GridBlock.at(latitude=37.8706, longitude=112.5489, height_m=800)
    assert str(block) == "N049J0093040220E3621000153200172"
    low, high = block.heights
    assert low <= 800 < high
    assert high - low < 0.02


heights = st.floats(-11_000, 100_000)


@given(places, heights, levels)
def test_a_block_reads_back_and_holds_its_point(place, height, level):
    block = GridBlock.at(latitude=place[0], longitude=place[1], height_m=height, level=level)
    assert GridBlock.parse(str(block)) == block
    low, high = block.heights
    assert low - 1e-6 <= height <= high + 1e-6


@given(places, heights, levels, levels)
def test_the_code_of_a_coarser_block_is_a_prefix(place, height, one, other):
    coarse, fine = sorted([one, other])
    outer, inner = (
        GridBlock.at(latitude=place[0], longitude=place[1], height_m=height, level=level).code
        for level in (coarse, fine)
    )
    assert inner.startswith(outer)


@given(st.integers(-(10**6), 10**8))
def test_a_layer_begins_where_it_is_found(layer):
    assert layer_at(layer_base(layer) + 1e-4) in (layer, layer + 1)
    assert layer_base(layer) < layer_base(layer + 1)


def test_below_the_ellipsoid_the_sign_is_one():
    block = GridBlock.at(latitude=37.8706, longitude=112.5489, height_m=-10)
    assert block.below
    assert block.code[1] == "1"
    assert block.heights[0] <= -10 < block.heights[1]


@pytest.mark.parametrize("height", [-6378137.0, math.nan, math.inf, 1e300])
def test_a_height_outside_the_grid_is_refused(height):
    with pytest.raises(ValueProblem) as caught:
        layer_at(height)
    assert caught.value.code == "C-604"


def test_a_layer_that_its_level_does_not_have_cannot_exist():
    with pytest.raises(ValueProblem):
        GridBlock(GridCell.parse("N50J"), 64)
    with pytest.raises(ValueProblem):
        GridBlock(GridCell.parse(STANDARD[10]), 0, below=True)
    assert GridBlock(GridCell.parse("N50J"), 0, below=True).heights[1] == 0


@pytest.mark.parametrize(
    "text", ["", "N", "N2", "N250J00", "N050J64", "N050Jx0", "N050J0Z", "N050J00478", "N050J0047 "]
)
def test_what_is_no_block_code_is_refused(text):
    with pytest.raises(ValueProblem) as caught:
        GridBlock.parse(text)
    assert caught.value.code == "C-601"
