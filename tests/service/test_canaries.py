"""Planted identities never appear where nobody has a right to them.

Names, telephone numbers, addresses and identity numbers come in through intake, complaints and
cases; then every file of the book, every log line, error, export, page and answer is searched. A
waybill number is kept plain at rest, as its table says, and masked wherever it is shown.
"""

from __future__ import annotations

import gzip
import io
import logging
import os
import random
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from hypothesis import settings

from founded_books import fresh
from jidi.core.errors import JidiError
from jidi.privacy.key import new_ring
from jidi.privacy.key_file import write_keys
from jidi.service import cases
from jidi.service.case_import import import_complaints
from jidi.service.exports.rows import export_table
from jidi.service.intake import Setting, receipts
from jidi.service.intake_held_states import held_rows
from jidi.service.intake_inbox import take_inbox
from jidi.service.people import add_demo_people
from jidi.service.personal_values import needed_ring, reveal
from jidi.web.app import create_app
from jidi.web.shelf import Shelf

COUNT = 300 if settings.get_current_profile_name() == "house" else 10_000
"""Identities; ``make soak`` plants ten thousand."""
EVERYONE = {
    "demo-officer": "演示工作人员",
    "demo-guest": "演示访客",
    "demo-administrator": "演示管理员",
}
"""Who looks at the pages; only the first, who may read most, without ``make soak``."""
if COUNT == 300:
    EVERYONE = dict(list(EVERYONE.items())[:1])
_CHECK = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class Planted:
    """People who do not exist, and a search for them."""

    def __init__(self, count: int) -> None:
        draw = random.Random(7)
        signs = [chr(code) for code in range(0x4E00, 0x4E00 + 2000)]
        self.names = [f"龘{signs[n % 2000]}{signs[n // 2000]}" for n in range(count)]
        self.phones = [f"199{n:08}" for n in draw.sample(range(10**8), count)]
        self.addresses = [f"小店区金丝雀巷{n}号3单元502室" for n in range(count)]
        self.ids = [_identity(n) for n in draw.sample(range(10**5, 9 * 10**5), count)]
        self.waybills = [f"JNQ{n:012}" for n in draw.sample(range(10**12), count)]
        self._numbers = {*self.phones, *self.ids}
        self._waybills = set(self.waybills)

    def notes(self) -> list[str]:
        rows = zip(self.names, self.phones, self.addresses, self.ids, strict=True)
        return [f"{name} 身份证{ident} 电话{phone} 住{place}" for name, phone, place, ident in rows]

    def found_in(self, text: str, *, shown: bool) -> list[str]:
        """What of them stands in a text; waybills only where it is shown to somebody."""
        hits = [sign for sign in ("龘", "金丝雀巷") if sign in text]
        for digits in re.findall(r"\d[\dX]{10,}", text):
            parts = {digits[i : i + n] for n in (11, 18) for i in range(len(digits) - n + 1)}
            hits += sorted(parts & self._numbers)
        if shown:
            hits += sorted(self._waybills & set(re.findall(r"JNQ\d{12}", text)))
        return hits


def _identity(number: int) -> str:
    born = date(1950, 1, 1) + timedelta(days=number // 1000)
    body = f"140105{born:%Y%m%d}{number % 1000:03}"
    return body + "10X98765432"[sum(int(a) * b for a, b in zip(body, _CHECK, strict=True)) % 11]


def spoken(path: Path) -> Iterator[str]:
    """Everything a file says: as it lies there, and what it packs."""
    raw = path.read_bytes()
    yield raw.decode("utf-8", "replace")
    if raw[:4] == b"PAR1":
        for column in pq.read_table(path).columns:
            yield "\n".join(map(str, column.unique().to_pylist()))
    elif raw[:2] == b"\x1f\x8b":
        yield gzip.decompress(raw).decode("utf-8", "replace")
    elif raw[:2] == b"PK":
        yield from _unzipped(raw)


def _unzipped(raw: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        for name in packed.namelist():
            yield packed.read(name).decode("utf-8", "replace")


def leaks(planted: Planted, texts: Iterable[str], *, shown: bool) -> list[str]:
    return [hit for text in texts for hit in planted.found_in(text, shown=shown)][:5]


@pytest.fixture(scope="module")
def planted():
    return Planted(COUNT)


@pytest.fixture(scope="module")
def world(tmp_path_factory, planted):
    """A book into which they all came, by every way there is; and what was logged meanwhile."""
    now = datetime(2026, 1, 20, 1, tzinfo=UTC)
    folder = tmp_path_factory.mktemp("canaries")
    with fresh(folder, now) as book, logged() as lines:
        keys = folder / "keys.toml"
        ring = new_ring(suite="international", entropy=os.urandom, now=now)
        write_keys(keys, ring, apart_from=book.workspace.root, anew=True)
        chosen = book.workspace.settings.model_copy(update={"keys": str(keys)})
        book.workspace.settings = chosen
        _hand_in(book, planted, now)
        import_complaints(book, by="王", now=now)
        ring = needed_ring(book.workspace, None)
        for n in range(0, COUNT, max(COUNT // 40, 1)):
            given = {
                "operator_id": "Q1", "kind": "loss", "business": "express",
                "parcel_id": planted.waybills[n], "text": planted.notes()[n],
                "contact": planted.phones[n],
            }  # fmt: skip
            made = cases.open_case(
                book, "complaint", given, division="太原市", by="王", now=now, keys=ring
            )
        cases.take_step(book, made.id, "withdraw", {}, by="王", why="用户撤回", now=now)
        add_demo_people(book, now=now)
        yield book, lines, now


@contextmanager
def logged() -> Iterator[list[str]]:
    """Every record of every logger, in words."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage() + str(record.exc_info or ""))

    handler, root = Kept(logging.DEBUG), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lines
    root.removeHandler(handler)
    root.setLevel(level)


def _hand_in(book, planted, now):
    """Every tenth complaint is wrong in a column that is not personal, and held aside."""
    head = "complaint_id,division,operator_id,kind,business,received_on,parcel_id,personal_note\n"
    rows = (
        f"C{n},140105000000,SF,{'delay' if n % 10 else '龍'},express,2025-12-01,{bill},{note}\n"
        for n, (bill, note) in enumerate(zip(planted.waybills, planted.notes(), strict=True))
    )
    path = book.workspace.inbox_folder / "complaint.csv"
    path.write_text(head + "".join(rows), "utf-8")
    os.utime(path, (0, 0))
    (outcome,) = take_inbox(book, Setting("王", now))
    assert outcome.receipt is not None, outcome.error
    assert len(held_rows(book)) == len(range(0, COUNT, 10))


def test_the_search_finds_what_is_there(planted, tmp_path):
    for text in (planted.names[3], planted.phones[3], planted.addresses[3], planted.ids[3]):
        for name, write in (
            ("a.parquet", lambda p, t: pq.write_table(pa.table({"x": [t]}), p)),
            ("a.gz", lambda p, t: p.write_bytes(gzip.compress(t.encode()))),
            ("a.txt", lambda p, t: p.write_text(f"x{t}y", "utf-8")),
        ):
            write(tmp_path / name, text)
            assert leaks(planted, spoken(tmp_path / name), shown=False), (name, text)
    assert leaks(planted, [planted.waybills[5]], shown=True)


def test_no_file_of_the_book_holds_an_identity(world, planted):
    book, _, _ = world
    files = [path for path in book.workspace.root.rglob("*") if path.is_file()]
    assert any(path.suffix == ".parquet" for path in files)
    found = {path.name: leaks(planted, spoken(path), shown=False) for path in files}
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_nothing_was_logged(world, planted):
    _, lines, _ = world
    assert leaks(planted, lines, shown=True) == []


def test_errors_do_not_repeat_them(world, planted):
    book, _, now = world
    note, phone = planted.notes()[0], planted.phones[0]
    complaint = {"operator_id": "Q1", "kind": "loss", "business": "express"}
    clear = pa.RecordBatch.from_pylist(
        [{**complaint, "complaint_id": "X", "division": "140100000000", "personal_note": note}]
    )
    ring = needed_ring(book.workspace, None)
    told = []
    for work in (
        lambda: book.workspace.lake.commit(
            {"complaint": clear}, source="t", origin="reported", by="t", clock=lambda: now
        ),
        lambda: cases.open_case(
            book, "complaint", {**complaint, "contact": phone}, division="太原市", by="王", now=now
        ),
        lambda: cases.take_step(book, "SS000001", "accept", {"contact": phone}, by="王", now=now),
        lambda: reveal(book, "complaint", "personal_note", "C1", keys=ring, by="", why="", now=now),
    ):
        with pytest.raises(JidiError) as refused:
            work()
        errors = getattr(refused.value, "errors", [refused.value])
        told += [str(refused.value), *(repr(one.facts) for one in errors if one.facts)]
    assert leaks(planted, told, shown=True) == []


def test_exports_and_lists_do_not_hold_them(world, planted, tmp_path):
    book, _, _ = world
    told = [str(one) for one in held_rows(book)]
    assert told
    export = export_table(book, "complaint", public=False)
    rows = [str(batch.to_pylist()) for batch in export.batches()]
    assert rows
    assert leaks(planted, [*told, *rows], shown=False) == []
    assert leaks(planted, rows, shown=True) == []


def test_commands_do_not_print_them(world, planted, jidi):
    """Traces, lists, cases, twins among sealed texts: on the terminal, as JSON, and in refusals."""
    book, lines, now = world
    scan = {
        "step": "accepted", "operator_id": "Q1", "division": "140105000000", "bag_id": "BAG1",
        "occurred_at": now.replace(tzinfo=None), "received_at": now.replace(tzinfo=None),
    }  # fmt: skip
    rows = [
        {**scan, "event_id": f"E{n}", "parcel_id": bill, "origin": "reported"}
        for n, bill in enumerate(planted.waybills[:3])
    ]
    schema = book.catalogue.tables["event"].arrow_schema
    event = pa.Table.from_pylist(rows, schema=schema)
    book.workspace.lake.commit(
        {"event": event}, source="t", origin="reported", by="t", clock=lambda: now
    )
    sealed = f"--keys {book.workspace.settings.keys} --by 王 --why 查重"
    commands = {
        f"trace {planted.phones[0]}": False,
        f"case show {planted.names[0]}": False,
        f"trace {planted.waybills[0]} --json": True,
        "trace --bag BAG1 --day 2026-01-20": True,
        "case show SS000001": True,
        f"complaints twins --cases {sealed} --json": True,
        "privacy audit --json": True,
    }
    told = []
    for command, works in commands.items():
        words = command.split()
        status, out, error = jidi(*words, "-w", str(book.workspace.root))
        assert (status == 0) is works, (command, error)
        # What was typed may be repeated to who typed it.
        told += [part.replace(words[-1], "") for part in (out, error)]
    assert sum(map(len, told)) > 1000
    assert leaks(planted, told, shown=False) == []
    assert leaks(planted, lines, shown=True) == []


@pytest.mark.parametrize("who", EVERYONE)
def test_no_page_or_answer_shows_them_to_anyone(world, planted, who):
    """Not even to those who may read cases: opening a value takes name and reason, on record."""
    book, _, _ = world
    receipt = receipts(book)[0].id
    app = create_app(Shelf({"b": book}))
    client = TestClient(app, base_url="http://127.0.0.1:8080", raise_server_exceptions=False)
    client.post("/w/b/choose", data={"person": who}, follow_redirects=False)
    assert EVERYONE[who] in client.get("/w/b/cases").text
    shown, asked = [], 0
    for path in sorted(_addresses(app, receipt)):
        answer = client.get(path)
        asked += answer.status_code == 200
        text = answer.content
        shown += _unzipped(text) if text[:2] == b"PK" else [answer.text]
    assert asked >= (5 if who == "demo-guest" else 9)
    assert leaks(planted, shown, shown=True) == []


def _addresses(app, receipt: str) -> set[str]:
    """Every address about cases, data handed in, traces, alerts and the log that is read."""
    about = ("case", "data", "intake/rec", "capture", "admin/audit")
    found = set()
    for route in iter_route_contexts(app.routes):
        if "GET" not in route.methods or not any(word in route.path for word in about):
            continue
        if "{" not in route.path.replace("{book}", ""):
            found.add(route.path.replace("{book}", "b"))
            continue
        for name in ("SS000001", receipt, "cases", "data"):
            filled = route.path.replace("{book}", "b")
            filled = re.sub(r"\{[^}]+\}", name, filled)
            found.add(filled)
    return found
