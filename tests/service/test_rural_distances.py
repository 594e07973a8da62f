"""Distances come from a table or from a routing server; what does not fit is told."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from jidi.core.errors import InputError
from jidi.service import rural_distances
from jidi.service.rural_distances import (
    distances_as_asked,
    distances_of_file,
    distances_of_server,
)
from jidi.service.rural_table_files import table_rows
from jidi.service.rural_tables import draft_of_folder

NODES = [
    {"id": f"n{number}", "longitude": 112.0 + number / 100, "latitude": 37.5} for number in range(5)
]


class Roads(BaseHTTPRequestHandler):
    """Answers as OSRM does: a kilometre a hundredth of a degree; no road to the last place."""

    asked: list[str] = []  # noqa: RUF012 - one server a test
    answer = ""

    def do_GET(self):
        type(self).asked.append(self.path)
        parts = urlsplit(self.path)
        query = parse_qs(parts.query)
        places = parts.path.removeprefix("/table/v1/driving/").split(";")
        east = [float(place.split(",")[0]) for place in places]
        sources, targets = (
            [east[int(n)] for n in query[name][0].split(";")]
            for name in ("sources", "destinations")
        )
        rows = [
            [None if round(b, 2) == 112.04 else abs(a - b) * 100_000 for b in targets]
            for a in sources
        ]
        body = self.answer or json.dumps({"code": "Ok", "distances": rows})
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        """Quiet."""


@pytest.fixture
def server():
    class Own(Roads):
        asked: list[str] = []  # noqa: RUF012

    http = HTTPServer(("127.0.0.1", 0), Own)
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}/", Own
    http.shutdown()
    http.server_close()


def test_a_server_is_asked_block_by_block_for_every_pair(server, monkeypatch):
    address, handler = server
    monkeypatch.setattr(rural_distances, "BLOCK", 2)
    rows = [row.cells for row in distances_of_server(address)(NODES)]
    assert len(handler.asked) == 9
    assert len(rows) == 20
    found = {(row["from"], row["to"]): row["km"] for row in rows}
    assert found["n0", "n3"] == pytest.approx(3.0)
    assert found["n3", "n0"] == pytest.approx(3.0)
    assert found["n0", "n4"] is None


@pytest.mark.parametrize(
    "answer", ['{"code": "NoTable", "message": "too big"}', "{", "[]", '{"code":"Ok"}']
)
def test_an_answer_that_is_none_is_told(server, answer):
    address, handler = server
    handler.answer = answer
    with pytest.raises(InputError) as caught:
        distances_of_server(address)(NODES)
    assert caught.value.code == "N-663"


def test_a_server_that_is_not_there_is_told():
    with pytest.raises(InputError) as caught:
        distances_of_server("http://127.0.0.1:9")(NODES)
    assert caught.value.code == "N-663"


@pytest.mark.parametrize("address", ["file:///etc/passwd", "osrm:5000", "http://"])
def test_only_web_addresses_are_asked(address):
    with pytest.raises(InputError) as caught:
        distances_of_server(address)
    assert caught.value.code == "N-662"


def test_a_table_is_read_with_its_rows_numbered(tmp_path):
    path = tmp_path / "里程.csv"
    path.write_text("from,to,km\nn0,n1,3.5\n\nn1,n0,\n", "gb18030")
    first, second = distances_of_file(path)([])
    assert first.cells == {"from": "n0", "to": "n1", "km": "3.5"}
    assert (second.cells["km"], second.place.row, second.place.file) == (None, 4, "里程.csv")


def test_a_row_that_does_not_split_is_told(tmp_path):
    path = tmp_path / "d.csv"
    path.write_text("from,to,km\nn0,n1,3.5,9,9\n", "utf-8")
    with pytest.raises(InputError) as caught:
        table_rows(path, "distance")
    assert caught.value.code == "N-661"
    assert caught.value.where.row == 2


def test_a_file_and_a_server_exclude_each_other(tmp_path):
    with pytest.raises(InputError) as caught:
        distances_as_asked(tmp_path / "d.csv", "http://127.0.0.1:5000")
    assert caught.value.code == "N-666"
    assert distances_as_asked(None, "")(NODES) == ()


def test_a_folder_that_is_none_and_a_datum_that_is_none_are_told(tmp_path):
    for code, folder, datum in (("N-664", tmp_path / "x", "wgs84"), ("N-665", tmp_path, "gcj2")):
        with pytest.raises(InputError) as caught:
            draft_of_folder(folder, datum=datum)
        assert caught.value.code == code
