"""``jidi trace``: the table, and the same as JSON."""

from __future__ import annotations

import json

from jidi.service.books import open_book
from jidi.service.trace import trace_asked


def test_a_trace_is_printed_and_is_json(jidi, demo_books):
    folder = str(demo_books["shanxi"])
    with open_book(demo_books["shanxi"]) as book:
        key = str(book.ask("SELECT MIN(parcel_id) AS id FROM event", {})["id"][0])
        wanted = trace_asked(book, parcel=key).to_json()
    status, out, _ = jidi("trace", key, "-w", folder, "--json")
    assert (status, json.loads(out)) == (0, wanted)
    status, out, _ = jidi("trace", key, "-w", folder)
    assert status == 0
    assert "收寄" in out
    assert "含合成数据，不是真实轨迹。" in out
    status, out, _ = jidi("--lang", "en", "trace", key, "-w", folder)
    assert (status, "Synthetic data: no real parcel." in out) == (0, True)


def test_an_unknown_parcel_is_refused_with_the_days_there_are(jidi, demo_books):
    status, _, err = jidi("trace", "nothing", "-w", str(demo_books["shanxi"]))
    assert status == 2
    assert err.startswith("X-104")
