"""Every page, in both languages."""

from __future__ import annotations

import re
from functools import cache

import pytest
from fastapi.testclient import TestClient
from web_fakes import FakeServices

from jidi.core.division import Level
from jidi.model.reading import Status

PAGES = (
    "",
    "?period=2024",
    "map",
    "map?indicator=village_coverage&division=140725",
    "map?indicator=industry_revenue&period=2024",
    "indicators",
    "indicators?topic=rural&q=village",
    "indicators/village_coverage",
    "indicators/village_coverage?division=140725&period=2023",
    "indicators/village_coverage/cities?by=population",
    "indicators/village_coverage?level=village&division=140725&page=2",
    "indicators/village_coverage?division=140725100212",
    "indicators/industry_revenue?period=2025Q3",
    "indicators/express_volume?forecast=yes",
    "indicators/village_coverage?forecast=yes&period=2023",
    "plan",
    "plan?part=audit",
    "plan?part=bindings",
    "plan?part=audit&verdict=compatible",
    "plan?part=milestones",
    "plan?part=projects",
    "plan?part=tasks",
    "plan?part=facts",
    "register?at=2025-12-31",
    "register?at=2025-12-31&form=task&page=1",
    "register/sx-p-061.1",
    "supervision",
    "reports",
    "network",
    "data",
    "data?part=receipts",
    "data?part=missing",
    "data?part=scores",
    "trace",
    "about",
    "about/licences/Leaflet",
)


def with_lang(path: str, lang: str) -> str:
    return f"/w/shanxi/{path}{'&' if '?' in path else '?'}lang={lang}"


@pytest.fixture(scope="module")
def answered(app):
    """The answer to a path in a language, asked once for all that is looked for in it."""
    client = TestClient(app, raise_server_exceptions=False)
    return cache(lambda path, lang: client.get(with_lang(path, lang)))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_in_both_languages(answered, path, lang):
    answer = answered(path, lang)
    assert answer.status_code == 200
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in answer.text
    assert answer.text.count("<h1>") == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_leads_or_loads_from_elsewhere(answered, path, lang):
    text = answered(path, lang).text
    loaded = re.findall(r'(?:src|href|action|hx-get)="([^"]+)"', text)
    assert loaded
    assert all(one.startswith(("/", "#", "?")) and not one.startswith("//") for one in loaded)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_inline_style_or_script(answered, path):
    text = answered(path, "zh").text
    assert not re.search(r'<[^>]+ style="', text)
    assert not re.search(r"<[^>]+ on[a-z]+=", text)
    bodies = re.findall(r"<script([^>]*)>([^<]*)</script>", text)
    assert all(not body or 'type="application/json"' in head for head, body in bodies)


def test_the_content_policy_allows_only_this_server(client):
    headers = client.get("/w/shanxi/").headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_errors_carry_the_same_protection(client):
    assert "default-src 'self'" in client.get("/w/nowhere/").headers["content-security-policy"]


def test_the_language_asked_for_is_remembered(client):
    client.get("/w/shanxi/?lang=en")
    assert "Is the plan on track?" in client.get("/w/shanxi/").text


def dark_sheet(text):
    """How the page loads its dark tokens; empty when it does not."""
    found = re.search(r'<link rel="stylesheet" href="[^"]*/dark.css" media="([^"]*)"', text)
    return found.group(1) if found else ""


@pytest.mark.parametrize(
    ("look", "media"),
    [("system", "screen and (prefers-color-scheme: dark)"), ("light", ""), ("dark", "screen")],
)
def test_the_look_asked_for_is_remembered_and_marked(client, look, media):
    client.get(f"/w/shanxi/?look={look}")
    text = client.get("/w/shanxi/plan").text
    assert dark_sheet(text) == media
    assert f'look={look}" aria-current="true"' in text


def test_the_look_of_the_system_holds_until_another_is_chosen(client):
    assert "prefers-color-scheme" in dark_sheet(client.get("/w/shanxi/").text)
    client.cookies.set("jidi_look", "sepia")
    assert "prefers-color-scheme" in dark_sheet(client.get("/w/shanxi/").text)


def test_a_look_there_is_not_is_refused_with_the_nearest(client):
    answer = client.get("/w/shanxi/?look=drak")
    assert answer.status_code == 404
    assert "F-206" in answer.text and "dark" in answer.text


def test_a_failure_wears_the_look_that_was_chosen(client):
    client.get("/w/shanxi/?look=dark")
    assert dark_sheet(client.get("/w/shanxi/map?indicator=nope").text) == "screen"


def test_the_other_language_is_kept_when_the_look_changes(client):
    client.get("/w/shanxi/?lang=en")
    text = client.get("/w/shanxi/?period=2024&look=dark").text
    assert "Is the plan on track?" in text
    assert "/w/shanxi/?period=2024&amp;lang=zh" in text


def test_chinese_comes_first(client):
    assert "规划执行总览" in client.get("/w/shanxi/").text


def test_an_address_without_a_book_leads_to_the_first(client):
    answer = client.get("/map?division=1401", follow_redirects=False)
    assert answer.status_code == 307
    assert answer.headers["location"] == "/w/shanxi/map?division=1401"


def test_an_indicator_without_a_book_leads_to_the_first(client):
    answer = client.get("/indicators/village_coverage", follow_redirects=False)
    assert answer.headers["location"] == "/w/shanxi/indicators/village_coverage"


def test_synthetic_data_is_marked_on_every_page_of_the_book(client):
    for path in ("", "map", "indicators", "indicators/village_coverage", "plan", "about"):
        assert 'class="ribbon"' in client.get(f"/w/shanxi/{path}").text


def test_a_book_without_synthetic_rows_wears_no_ribbon(client):
    assert 'class="ribbon"' not in client.get("/w/inner-mongolia/").text


def test_every_synthetic_figure_of_the_ranking_wears_its_mark(client):
    text = client.get("/w/shanxi/indicators/village_coverage?level=county").text
    ranking = text[text.index('id="ranking"') : text.index("village_coverage.sql")]
    rows = ranking.count("<tr>") - 1
    assert rows == 50
    assert ranking.count("origin-synthetic") + ranking.count(">无数据<") == rows


def test_a_county_without_data_is_a_dash_and_stands_last(client):
    text = client.get("/w/shanxi/indicators/village_coverage?level=county&page=3").text
    ranking = text[text.index('id="ranking"') : text.index("village_coverage.sql")]
    assert "无数据" in ranking.rsplit("<tr>", 1)[-1]
    assert "—" in ranking.rsplit("<tr>", 1)[-1]


def test_the_scoreboard_shows_every_target_of_the_plan(client, books):
    text = client.get("/w/shanxi/").text
    for target in books["shanxi"].plan.headlines:
        assert target.zh in text


def test_trend_lines_of_synthetic_returns_are_marked_also_beside_published_values(client, books):
    read = FakeServices().scoreboard(books["shanxi"], None)
    invented = sum(any(r.status is Status.SYNTHETIC for r in row.series) for row in read.rows)
    text = client.get("/w/shanxi/").text
    board = text[text.index('class="card board"') : text.index('class="side"')]
    assert 0 < invented < len(read.rows)
    assert board.count("sparkline-synthetic") == invented
    assert board.count("<title>历史数值，由合成的报送数据计算") == invented
    assert board.count("<title>历史数值，由报送数据计算") == len(read.rows) - invented
    assert board.count("走势（合成）") == 1


def test_the_scope_goes_along_to_other_pages(client):
    text = client.get("/w/shanxi/indicators/village_coverage?division=140725&period=2024").text
    assert 'href="/w/shanxi/plan?division=140725&amp;period=2024"' in text


def test_the_query_of_an_indicator_is_shown(client, books):
    sql = books["shanxi"].catalogue.indicator("village_coverage").sql
    assert sql.strip().splitlines()[0] in client.get("/w/shanxi/indicators/village_coverage").text


def test_the_panel_names_the_division_and_those_above_it(client):
    text = client.get("/w/shanxi/map/panel?indicator=village_coverage&division=140725").text
    assert text.index("山西省") < text.index("晋中市") < text.index("寿阳县")
    assert "<html" not in text


def test_the_counts_of_village_states_wear_the_mark_of_their_rows(client):
    text = client.get("/w/shanxi/map/panel?indicator=village_coverage&division=140725").text
    head = re.search(r'class="panel-head">\d+ 个建制村\W.*?</p>', text.replace("\n", ""))
    assert head, text
    assert 'class="origin origin-synthetic">合成<' in head.group()


def test_the_colours_cover_every_county(client, books):
    found = client.get("/w/shanxi/map/colours.json?indicator=village_coverage").json()
    assert len(found["counties"]) == len(books["shanxi"].tree.at_level("county"))
    bare = [one for one in found["counties"].values() if one["colour"] is None]
    assert bare and all(one["text"] == "—" for one in bare)
    assert sum(one["count"] for one in found["classes"]) + len(bare) == len(found["counties"])


def test_the_map_of_an_indicator_that_counties_do_not_have_is_empty_not_an_error(client, books):
    known = books["shanxi"].catalogue.indicators.values()
    coarse = next(i.id for i in known if i.finest < Level.COUNTY)
    assert client.get(f"/w/shanxi/map/colours.json?indicator={coarse}").json()["classes"] == []


@pytest.mark.parametrize("name", ["counties", "cities", "villages"])
def test_shapes_are_not_sent_twice(client, name):
    first = client.get(f"/w/shanxi/map/{name}.json")
    assert first.status_code == 200
    again = client.get(
        f"/w/shanxi/map/{name}.json", headers={"if-none-match": first.headers["etag"]}
    )
    assert again.status_code == 304
    assert again.content == b""


def test_villages_come_as_columns_of_equal_length(client):
    found = client.get("/w/shanxi/map/villages.json").json()
    lengths = {len(found[name]) for name in ("code", "name", "lon", "lat", "status")}
    assert len(lengths) == 1
    assert all(len(code) == 12 for code in found["code"][:100])


def test_long_answers_are_compressed(client):
    assert client.get("/w/shanxi/").headers["content-encoding"] == "gzip"


def test_the_other_language_keeps_the_question(client):
    text = client.get("/w/shanxi/map?indicator=village_coverage&division=140725&lang=zh").text
    assert 'href="/w/shanxi/map?indicator=village_coverage&amp;division=140725&amp;lang=en"' in text


def test_head_is_answered_like_get_without_a_body(client):
    asked, shown = client.head("/w/shanxi/about"), client.get("/w/shanxi/about")
    assert asked.status_code == 200
    assert asked.content == b""
    assert asked.headers["content-type"] == shown.headers["content-type"]


def test_a_period_before_the_plan_shows_the_latest_board_and_says_so(client):
    text = client.get("/w/shanxi/?period=2020").text
    assert "规划评价从基期 2020 年之后开始，现显示2025年。" in text
    assert "规划评价从基期" not in client.get("/w/shanxi/?period=2024").text


def test_the_base_year_is_not_on_offer_where_it_cannot_be_judged(client):
    assert 'value="2020"' not in client.get("/w/shanxi/").text
    assert 'value="2020"' in client.get("/w/shanxi/map").text


def test_an_indicator_of_the_base_year_has_no_judgement(client):
    path = "/w/shanxi/indicators/industry_revenue?period="
    assert "对照规划" not in client.get(path + "2020").text
    assert "对照规划" in client.get(path + "2025").text


def test_the_overview_tells_what_waits_and_what_changed(client):
    page = client.get("/w/shanxi/").text
    waiting = page.partition('id="waiting"')[2].partition("</section>")[0]
    assert "您可见的事项中没有待决的" in waiting
    changed = page.partition('id="changes"')[2].partition("</section>")[0]
    assert "→" in changed
    assert changed.count("<tr") > 1
    assert changed.count("<tr") - 1 == changed.count("变好") + changed.count(
        "变差"
    ) + changed.count("不论好坏")
