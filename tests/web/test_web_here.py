"""Every page below another says where one is; pages of a division name those above it."""

from __future__ import annotations

import re
from html import unescape
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from jidi.service.books import open_book
from jidi.web.app import create_app
from jidi.web.pages.design_titles import title_of
from jidi.web.shelf import Shelf


@pytest.fixture(scope="module")
def reader(demo_books):
    """Somebody who reads the demonstration."""
    with open_book(demo_books["shanxi"]) as book:
        yield TestClient(create_app(Shelf({"shanxi": book})))


def trail(client, path: str, label: str) -> list[tuple[str, str]]:
    """Address and words of every step; an empty address where one is."""
    text = client.get(f"/w/shanxi/{path}").text
    found = re.search(rf'<nav class="trail" aria-label="{label}">(.*?)</nav>', text)
    steps = re.findall(r"<li>(.*?)</li>", found[1]) if found else []
    links = [re.search(r'href="([^"]*)"', step) for step in steps]
    words = [unescape(re.sub("<.*?>", "", step)) for step in steps]
    return [(unescape(a[1]) if a else "", said) for a, said in zip(links, words, strict=True)]


@pytest.mark.parametrize("path", ["", "map", "indicators", "plan", "register", "about", "help"])
def test_pages_at_the_top_have_none_above(client, path):
    assert trail(client, path, "当前位置") == []


def test_an_entry_of_the_register_leads_back_to_the_day_it_was_seen_on(reader):
    above, here = trail(reader, "register/sx-m-085?at=2025-06-30", "当前位置")
    assert above == ("/w/shanxi/register?at=2025-06-30", "台账")
    assert here[0] == ""
    assert here[1]


def test_the_targets_of_cities_stand_below_their_indicator(client):
    steps = trail(client, "indicators/village_coverage/cities", "当前位置")
    assert [href for href, _ in steps] == [
        "/w/shanxi/indicators", "/w/shanxi/indicators/village_coverage", "",
    ]  # fmt: skip


def test_long_work_stands_below_the_network(client):
    assert [said for _, said in trail(client, "jobs", "当前位置")] == ["网络", "作业"]


@pytest.mark.parametrize("path", ["supervision/licences", "indicators/village_coverage"])
def test_a_county_names_city_and_province_above_it(reader, path):
    steps = trail(reader, f"{path}?division=140725000000", "地区")
    assert [said for _, said in steps] == ["山西省", "晋中市", "寿阳县"]
    assert [href.partition("?")[2] for href, _ in steps] == [
        "division=140000000000", "division=140700000000", "",
    ]  # fmt: skip
    assert trail(reader, path, "地区") == []


def test_a_design_called_after_its_county_is_so_in_english_too(books):
    book = books["shanxi"]

    def said(title: str, lang: str) -> str:
        visit = SimpleNamespace(
            lang=lang, book=book, place=lambda one: one.name if lang == "zh" else one.name_en
        )
        return title_of(visit, SimpleNamespace(title=title, county="141030"))

    assert said("大宁县 90%", "en") == "Daning County 90%"
    assert said("大宁县 90%", "zh") == "大宁县 90%"
    assert said("山西省 2030年", "en") == "Shanxi Province 2030年"
    assert said("山西省 分拣方案", "en") == "Shanxi Province Sorting"
    assert said("甲 分拣方案", "en") == "甲 分拣方案", "what somebody called it stays"
    assert said("甲方案", "en") == "甲方案"
