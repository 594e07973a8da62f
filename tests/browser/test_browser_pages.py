"""The pages in a real browser: nothing fails, nothing comes from elsewhere, all can use them."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "build/test-assets/axe.min.js"
PAGES = (
    "",
    "map",
    "map?indicator=village_coverage&division=140725",
    "indicators",
    "indicators/village_coverage",
    "indicators/village_coverage?period=2023&forecast=yes",
    "indicators/universal_service_satisfaction?period=2023",
    "indicators/village_coverage/cities?period=2023",
    "plan",
    "plan?part=audit",
    "register?at=2025-12-31",
    "register/sx-p-061.1?at=2025-12-31",
    "plan?part=bindings",
    "reports",
    "network",
    "data",
    "trace",
    "about",
    "network/reach",
    "help",
    "sign-in",
)


def with_lang(path: str, lang: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={lang}"


@pytest.mark.parametrize(
    ("visitor", "lang", "paths"),
    [
        ("phone", "en", PAGES[1::2]),  # the others are seen below on a phone, in Chinese
        pytest.param("phone", "en", PAGES[::2], marks=pytest.mark.soak),
        pytest.param("phone", "zh", PAGES[1::2], marks=pytest.mark.soak),
    ],
    indirect=["visitor"],
    ids=lambda given: given if isinstance(given, str) else None,
)
def test_every_page_loads_whole_and_only_from_here(visitor, lang, paths):
    for path in paths:
        visitor.go(with_lang(path, lang))
        check_whole(visitor, path)


@pytest.mark.parametrize(
    ("visitor", "path"),
    [*(("desk", path) for path in PAGES[1::2]), *(("phone", path) for path in PAGES[::2])],
    indirect=["visitor"],
)
def test_nothing_stands_in_the_way_of_anyone(visitor, path):
    visitor.go(path)
    check_whole(visitor, path)
    if not AXE.is_file():
        pytest.skip("axe-core comes with an editable install (tools/build_assets.py)")
    visitor.page.evaluate(AXE.read_text("utf-8"))
    assert violations(visitor.page, "{}") == []
    visitor.page.emulate_media(color_scheme="dark")
    assert violations(visitor.page, "{runOnly: ['color-contrast']}") == []


def check_whole(visitor, path: str) -> None:
    """The page fits its screen, nothing went wrong on it, and all of it came from here."""
    wide = visitor.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{path} is {wide} px too wide"
    assert visitor.wrong == []
    assert visitor.elsewhere == []


def violations(page, options: str) -> list[str]:
    """What axe finds on a page as it looks now."""
    found = page.evaluate(f"axe.run(document, {{resultTypes: ['violations'], ...{options}}})")
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found["violations"]]


def background(page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_the_look_follows_the_system_until_one_is_chosen_and_paper_is_white(visitor):
    visitor.page.emulate_media(color_scheme="dark")
    visitor.go("about")
    dark = background(visitor.page)
    visitor.page.emulate_media(color_scheme="light")
    light = background(visitor.page)
    assert dark != light
    visitor.page.click(".looks summary")
    visitor.page.click(".looks a[data-look=dark]")
    visitor.go("help")
    assert background(visitor.page) == dark
    visitor.page.emulate_media(media="print")
    assert background(visitor.page) == "rgb(255, 255, 255)"


CORNER = """() => {
  const canvas = document.querySelector("#map .leaflet-overlay-pane canvas");
  const copy = new OffscreenCanvas(canvas.width, canvas.height);
  const drawn = copy.getContext("2d", { willReadFrequently: true });
  drawn.drawImage(canvas, 0, 0);
  const pixels = drawn.getImageData(0, 0, canvas.width, canvas.height).data;
  let sum = 0;
  let count = 0;
  for (let i = 0; i < pixels.length; i += 4) {
    if (pixels[i + 3] === 255) {
      sum += pixels[i] + pixels[i + 1] + pixels[i + 2];
      count += 3;
    }
  }
  return sum / count;
}"""


def test_the_map_is_drawn_in_the_look_that_holds_and_printed_light(visitor):
    page = ready_map(visitor, "map?indicator=village_coverage")
    light = page.evaluate(CORNER)
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(200)
    dark = page.evaluate(CORNER)
    assert dark < light - 40
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert abs(page.evaluate(CORNER) - light) < 5
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert visitor.wrong == []


def ready_map(visitor, path: str):
    visitor.go(path)
    visitor.page.wait_for_selector("#map[data-ready]")
    return visitor.page


def test_a_link_of_the_panel_leads_down_without_leaving_the_map(visitor):
    page = ready_map(visitor, "map?indicator=village_coverage")
    page.click("#map-panel a[data-division='140700000000']")
    page.wait_for_selector("#map-panel strong:has-text('晋中市')")
    assert "division=140700000000" in page.url
    page.click("#map-panel a[data-division='140725000000']")
    page.wait_for_selector("#map-panel strong:has-text('寿阳县')")
    assert page.get_attribute(".actions a[download]", "href").endswith("division=140725000000")
    page.go_back()
    page.wait_for_selector("#map-panel strong:has-text('晋中市')")
    assert visitor.wrong == []


def test_a_click_on_a_county_chooses_it(visitor):
    page = ready_map(visitor, "map?indicator=village_coverage")
    box = page.locator("#map").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2 - 40, box["y"] + box["height"] / 2)
    page.wait_for_url("**division=**")
    code = page.evaluate("new URL(location.href).searchParams.get('division')")
    assert code.startswith("14") and code.endswith("000000")


def test_another_indicator_changes_legend_panel_and_address(visitor):
    page = ready_map(visitor, "map?indicator=village_coverage")
    before = page.inner_text("#map-legend")
    page.select_option("#map-indicator", "express_volume")
    page.wait_for_selector("#map-legend:has-text('快递业务量')")
    assert page.inner_text("#map-legend") != before
    assert "indicator=express_volume" in page.url
    assert "快递业务量" in page.inner_text("#map-panel")


def test_all_villages_are_drawn_from_zoom_nine(visitor):
    page = ready_map(visitor, "map?indicator=village_coverage&division=140725")
    assert page.inner_text("#village-note") == "已显示全部村点。"


def test_the_chart_is_drawn_and_has_its_table(visitor):
    visitor.go("indicators/village_coverage")
    page = visitor.page
    page.wait_for_selector("#series[data-ready] canvas")
    page.click(".twin summary")
    assert page.locator(".twin tbody tr").count() >= 2


LABELS = """() => {
  const chart = echarts.getInstanceByDom(document.getElementById("series"));
  return chart.getOption().series
    .filter((one) => one.endLabel && one.endLabel.show)
    .map((one) => {
      const value = one.data.map((point) => point.value).filter((v) => v !== null).at(-1);
      return chart.convertToPixel({ yAxisIndex: 0 }, value) + one.endLabel.offset[1];
    });
}"""


def test_the_labels_at_the_ends_of_two_lines_can_both_be_read(visitor):
    visitor.go("indicators/village_coverage", book="inner-mongolia")
    visitor.page.wait_for_selector("#series[data-ready]")
    first, second = visitor.page.evaluate(LABELS)
    assert abs(first - second) >= 16


def test_the_level_changes_in_place_and_the_export_follows(visitor):
    visitor.go("indicators/village_coverage")
    page = visitor.page
    page.click("#ranking .tabs a:has-text('县级')")
    page.wait_for_selector("#ranking .tabs a[aria-current]:has-text('县级')")
    assert "level=county" in page.url
    assert "level=county" in page.get_attribute(".actions a[download]", "href")
    assert visitor.wrong == []


def test_a_choice_of_period_takes_effect_at_once(visitor):
    visitor.go("")
    with visitor.page.expect_navigation():
        visitor.page.select_option("#choice-period", "2024")
    assert "period=2024" in visitor.page.url
    assert "2024年" in visitor.page.inner_text(".subtitle")


def test_the_first_stop_of_the_keyboard_leads_past_the_navigation(visitor):
    visitor.go("")
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("document.activeElement.className") == "skip"
    visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("document.activeElement.id") == "main"


def test_the_map_can_be_used_by_keyboard_alone(visitor):
    page = ready_map(visitor, "map?indicator=village_coverage")
    page.focus("#map-panel a[data-division='140900000000']")
    page.keyboard.press("Enter")
    page.wait_for_selector("#map-panel strong:has-text('忻州市')")


def test_an_excel_file_is_downloaded(visitor):
    visitor.go("")
    with visitor.page.expect_download() as waiting:
        visitor.page.click(".actions a[download]")
    assert waiting.value.suggested_filename.endswith(".xlsx")


def test_without_scripts_the_pages_still_answer(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/w/shanxi/map?indicator=village_coverage")
    page.click("#map-panel a[data-division='140700000000']")
    assert "晋中市" in page.inner_text("#map-panel")
    page.goto(f"{address}/w/shanxi/")
    page.select_option("#choice-period", "2024")
    page.click(".choice .go")
    assert "period=2024" in page.url
    context.close()


def test_paper_shows_no_controls_and_cuts_nothing_off(visitor):
    visitor.go("")
    visitor.page.emulate_media(media="print")
    assert not visitor.page.is_visible(".actions")
    assert not visitor.page.is_visible(".pages")
    assert visitor.page.is_visible(".score")
    assert visitor.page.is_visible(".ribbon")


def test_the_controls_around_the_map_ask_for_what_the_map_shows(visitor):
    page = ready_map(visitor, "map?indicator=village_coverage")
    page.select_option("#map-indicator", "express_volume")
    page.click("#map-panel a[data-division='140700000000']")
    page.wait_for_selector("#map-panel strong:has-text('晋中市')")
    assert page.input_value("#choice-division") == "140700000000"
    with page.expect_navigation():
        page.select_option("#choice-period", "2024")
    assert "indicator=express_volume" in page.url
    assert "division=140700000000" in page.url
    assert "period=2024" in page.url


def test_a_place_can_be_chosen_by_name(visitor):
    visitor.go("indicators/village_coverage?level=county")
    with visitor.page.expect_navigation():
        visitor.page.select_option("#choice-division", label="寿阳县")
    assert "寿阳县" in visitor.page.inner_text(".subtitle")
    assert visitor.wrong == []
