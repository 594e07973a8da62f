"""Reports are sent as the command line writes them."""

from __future__ import annotations

import pytest

from jidi.model.report_order import Order
from jidi.report import report_sent
from jidi.report.sending import MIME

ASKED = {"kind": "annual", "year": "2023", "format": "html"}
PAGE, API = "/w/shanxi/reports/file", "/api/v1/books/shanxi/reports"


@pytest.fixture(scope="module")
def made(books):
    return report_sent(books["shanxi"], Order("annual", 2023, "zh", "html"))


def test_the_page_sends_the_file_under_its_name(client, made):
    sent = client.get(PAGE, params=ASKED)
    assert sent.content == made.content
    assert sent.headers["content-type"] == MIME["html"]
    assert "shanxi-annual-2023.html" in sent.headers["content-disposition"]
    assert made.figures > 0


def test_the_api_sends_the_same_bytes(client, made):
    sent = client.get(f"{API}/annual", params={"year": 2023, "format": "html"})
    assert sent.content == made.content


def test_the_language_of_the_report_is_chosen_apart_from_the_pages(client):
    sent = client.get(PAGE, params={**ASKED, "in": "en", "lang": "zh"})
    assert "shanxi-annual-2023-en.html" in sent.headers["content-disposition"]
    assert b'<html lang="en' in sent.content


@pytest.mark.parametrize(
    ("path", "asked", "status", "code"),
    [
        (f"{API}/anual", {}, 404, "B-104"),
        (f"{API}/annual", {"format": "pdf"}, 404, "B-103"),
        (f"{API}/annual", {"format": ""}, 404, "B-103"),
        (f"{API}/annual", {"format": "docx,html"}, 404, "B-103"),
        (f"{API}/final", {"year": 2023}, 400, "B-102"),
        (f"{API}/annual", {"year": 1999}, 400, "B-101"),
        (f"{API}/annual", {"at": "yesterday"}, 400, "B-105"),
        (f"{API}/annual", {"at": "0001-01-01"}, 400, "B-105"),
    ],
)
def test_what_cannot_be_written_is_refused_with_its_reason(client, path, asked, status, code):
    answer = client.get(path, params=asked)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


@pytest.mark.parametrize(
    ("asked", "code"),
    [({"kind": "anual"}, "F-206"), ({"year": "20x3"}, "C-101"), ({"year": "2023-05"}, "C-101")],
)
def test_a_form_with_unknown_words_is_told_so(client, asked, code):
    answer = client.get(PAGE, params={**ASKED, **asked})
    assert answer.status_code in (400, 404)
    assert code in answer.text
