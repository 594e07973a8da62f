"""Small pictures: classes, sparklines, bullets, the thumbnail of the province."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from jidi.core.numbers_as_text import grouped
from jidi.web.draw.classes import COLOURS, classify
from jidi.web.draw.fan import HEIGHT as FAN_HEIGHT
from jidi.web.draw.fan import WIDTH as FAN_WIDTH
from jidi.web.draw.fan import Expected, Fan, Known, fan
from jidi.web.draw.lines import BULLET_WIDTH, HEIGHT, WIDTH, bar, bullet, sparkline
from jidi.web.draw.thumbnail import Frame, Outlines, thumbnail

VALUES = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=150)
SQUARE = {
    "features": [
        {
            "properties": {"code": code},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, 37], [x + 1, 37], [x + 1, 38], [x, 38], [x, 37]]],
            },
        }
        for code, x in (("140105000000", 112), ("140106000000", 113))
    ]
}


@given(VALUES, st.integers(0, 3))
def test_every_value_falls_into_one_class_and_the_counts_say_so(values, digits):
    classes = classify(values, digits=digits)
    found = [classes.index(value) for value in values]
    assert tuple(found.count(i) for i in range(len(classes.counts))) == classes.counts
    assert sum(classes.counts) == len(values)


@given(VALUES, st.integers(0, 3))
def test_no_class_is_empty_and_there_are_at_most_five(values, digits):
    classes = classify(values, digits=digits)
    assert 1 <= len(classes.counts) <= 5
    assert all(classes.counts)
    assert len(classes.colours) == len(classes.labels()) == len(classes.counts)


@given(VALUES, st.integers(0, 3))
def test_values_that_print_alike_have_one_colour(values, digits):
    classes = classify(values, digits=digits)
    by_print: dict[str, set[str]] = {}
    for value in values:
        by_print.setdefault(grouped(value, digits), set()).add(classes.colour(value))
    assert all(len(colours) == 1 for colours in by_print.values())


@given(VALUES)
def test_a_larger_value_is_never_lighter(values):
    classes = classify(values, digits=1)
    shades = [classes.index(value) for value in sorted(values)]
    assert shades == sorted(shades)


def test_no_values_make_no_classes():
    assert classify([], digits=1) is None


def test_quantiles_split_evenly_and_the_labels_name_the_bounds():
    classes = classify([float(n) for n in range(100)], digits=0)
    assert classes.counts == (20, 20, 20, 20, 20)
    assert classes.labels() == ("< 20", "20–40", "40–60", "60–80", "≥ 80")
    assert classes.colours == COLOURS


def test_a_value_is_classed_as_the_number_it_prints():
    classes = classify([0.1, 0.25, 0.3, 0.3, 0.4, 0.5], digits=1)
    assert grouped(0.25, 1) == "0.3"
    assert classes.index(0.25) == classes.index(0.3)


def test_one_value_is_one_class_named_by_it():
    assert classify([7.0, 7.0], digits=1).labels() == ("7.0",)


def numbers(picture) -> list[float]:
    path = re.search(r'class="line" d="([^"]*)"', str(picture)).group(1)
    return [float(n) for n in re.findall(r"-?\d+\.\d", path)]


@given(st.lists(st.none() | st.floats(-1e9, 1e9), max_size=40))
def test_a_sparkline_stays_inside_its_frame(values):
    found = numbers(sparkline(values, label="x"))
    assert len(found) == 2 * sum(value is not None for value in values)
    assert all(0 <= x <= WIDTH for x in found[::2])
    assert all(0 <= y <= HEIGHT for y in found[1::2])


def test_a_sparkline_breaks_where_a_value_is_missing():
    drawn = str(sparkline([1, 2, None, 3, 4], label="x"))
    assert re.search(r'd="([^"]*)"', drawn).group(1).count("M") == 2


def test_a_synthetic_line_looks_different_and_says_so():
    plain, invented = (str(sparkline([1, 2], label=f"x {b}", synthetic=b)) for b in (False, True))
    assert "sparkline-synthetic" in invented and "sparkline-synthetic" not in plain
    assert "<title>x True</title>" in invented and 'aria-label="x True"' in invented


def test_noise_around_a_constant_looks_flat():
    calm = numbers(sparkline([100.0, 100.05, 100.0, 99.95], label="x"))[1::2]
    assert max(calm) - min(calm) < 2


def test_a_rising_series_rises_on_the_picture():
    heights = numbers(sparkline([1, 2, 3], label="x"))[1::2]
    assert heights == sorted(heights, reverse=True)


@given(st.none() | st.floats(-5, 5), st.none() | st.floats(-5, 5))
def test_a_bullet_stays_inside_its_frame(share, expected):
    drawn = str(bullet(share, expected=expected, grade="watch", label="x"))
    rects = re.findall(r'<rect class="\w+" x="([\d.-]+)" y="\d+" width="([\d.-]+)"', drawn)
    for left, width in rects:
        assert float(width) >= 0
        assert float(left) + float(width) <= BULLET_WIDTH


def test_a_bullet_without_a_share_shows_no_bar():
    assert 'class="done"' not in str(bullet(None, expected=0.5, grade="unknown", label="x"))


def test_a_bar_begins_at_zero_and_ends_at_its_share():
    assert 'x="0"' in str(bar(0.5, label="x"))
    assert 'width="60.0"' in str(bar(0.5, label="x"))
    assert 'width="0.0"' in str(bar(None, label="x"))


def test_the_thumbnail_fills_counties_and_hatches_those_without_data():
    fills = {"140105000000": ("#125197", "A 90"), "140106000000": (None, "B —")}
    outlines = Outlines.of(SQUARE, SQUARE, width=320, height=460)
    drawn = str(
        thumbnail(outlines, fill=fills.__getitem__, href=lambda code: f"/{code}", label="x")
    )
    assert 'fill="#125197"' in drawn
    assert drawn.count('fill="url(#hatch)"') == 1
    assert "<title>B —</title>" in drawn
    assert 'href="/140105000000"' in drawn


def test_the_frame_keeps_the_shape_of_the_land():
    frame = Frame.around(SQUARE, width=400, height=400)
    left, top = frame.pixel((112, 38))
    right, bottom = frame.pixel((114, 37))
    assert abs((right - left) / (bottom - top) - 2 * 0.793) < 0.03
    assert frame.width <= 400 and frame.height <= 400


def test_neighbours_still_meet_on_the_picture():
    outlines = Outlines.of(SQUARE, {"features": []}, width=320, height=460)
    first, second = (set(path[1:-1].split("L")) for path in outlines.counties.values())
    assert len(first & second) == 2


def test_what_is_smaller_than_a_pixel_is_left_out():
    speck = [[112, 37], [112.0001, 37], [112, 37.0001], [112, 37]]
    island = {"type": "MultiPolygon", "coordinates": [[speck]]}
    shapes = {"features": [*SQUARE["features"], {"properties": {"code": "x"}, "geometry": island}]}
    outlines = Outlines.of(shapes, {"features": []}, width=320, height=460)
    assert outlines.counties["x"] == ""


def _fan(known=(10.0, 12.0), expected=(13.0,), target=None, labels=None):
    places = [Known(at, value, "real") for at, value in enumerate(known)]
    ahead = [
        Expected(len(known) + at, value, (value - 1, value + 1), (value - 2, value + 2))
        for at, value in enumerate(expected)
    ]
    names = labels or [str(2020 + n) for n in range(len(known) + len(expected))]
    return str(fan(Fan(names, places, ahead, target, "volume", lambda v: grouped(v, None))))


@given(
    st.lists(st.floats(1e-3, 1e9), min_size=1, max_size=40),
    st.lists(st.floats(1e-3, 1e9), min_size=1, max_size=30),
    st.floats(1e-3, 1e9),
)
def test_every_part_of_a_forecast_lies_within_its_picture(known, expected, level):
    drawn = _fan(known, expected, (len(known), level))
    paths = re.findall(r' d="([^"]+)"', drawn)
    places = [
        (float(x), float(y))
        for path in paths
        for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path)
    ]
    assert all(0 <= x <= FAN_WIDTH and 0 <= y <= FAN_HEIGHT for x, y in places)


def test_a_gap_in_time_is_a_gap_in_the_line():
    places = [Known(0, 1.0, "real"), Known(1, 2.0, "real"), Known(4, 5.0, "derived")]
    ahead = [Expected(5, 6.0, (5.0, 7.0), (4.0, 8.0))]
    names = [str(n) for n in range(6)]
    drawn = str(fan(Fan(names, places, ahead, None, "x", lambda v: f"{v:g}")))
    (line,) = re.findall(r'class="known" d="([^"]+)"', drawn)
    assert line.count("M") == 2


def test_what_is_synthetic_is_drawn_so():
    places = [Known(0, 1.0, "synthetic"), Known(1, 2.0, "synthetic")]
    ahead = [Expected(2, 3.0, (2.0, 4.0), (1.0, 5.0))]
    drawn = str(fan(Fan(["a", "b", "c"], places, ahead, None, "x", lambda v: f"{v:g}")))
    assert "known-synthetic" in drawn
    assert drawn.count("dot-synthetic") == 2
    assert "known-synthetic" not in _fan()


def test_the_target_is_drawn_only_where_there_is_one():
    assert "goal" not in _fan()
    assert "goal" in _fan(target=(2, 11.0))


def test_round_numbers_stand_at_the_axis():
    drawn = _fan((107.8, 132.0), (180.0,))
    shown = re.findall(r'class="value"[^>]*>([^<]+)<', drawn)
    assert shown == ["0", "50", "100", "150", "200"]
