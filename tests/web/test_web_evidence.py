"""Evidence and sealed values of a case: handed in, read and opened by right; each look noted."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from html import unescape

import pytest
from fastapi.testclient import TestClient

from founded_books import fresh
from jidi.registry.people import Given, PeopleBook
from jidi.service import cases
from jidi.service.books import open_book
from jidi.service.case_evidence import FOLDER
from jidi.service.keys import make_keys
from jidi.service.personal_values import key_ring
from jidi.service.sign_in import _session
from jidi.web.app import create_app
from jidi.web.door import cookie_name
from jidi.web.shelf import Shelf

NOW = datetime(2026, 1, 20, 1, tzinfo=UTC)
HOME = "http://127.0.0.1"
PDF = b"%PDF-1.7\n1 0 obj\n"
PHONE, TEXT = "13812345678", "快件丢失，门牌三号"
GIVEN = {
    "operator_id": "Q1",
    "kind": "loss",
    "business": "express",
    "text": TEXT,
    "contact": PHONE,
}
PEOPLE = {
    "officer": [Given("complaint_officer")],
    "here": [Given("city_bureau", "140100000000")],
    "elsewhere": [Given("city_bureau", "140700000000")],
    "auditor": [Given("auditor")],
    "planner": [Given("planner")],
}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A book with a key, people, and a complaint of Taiyuan with sealed values."""
    folder = tmp_path_factory.mktemp("evidence")
    with fresh(folder, NOW) as found:
        keys = folder / "keys.toml"
        named = {"suite": "international", "entropy": lambda n: bytes(range(n))}
        make_keys(found.workspace, keys, by="管", now=NOW, **named)
        with (found.workspace.root / "jidi.toml").open("a", encoding="utf-8") as file:
            file.write(f'keys = "{keys}"\n')
        people = PeopleBook(found.workspace.registry)
        case = cases.open_case(
            found, "complaint", GIVEN, division="太原市", by="王", now=NOW,
            keys=key_ring(found.workspace, keys),
        )  # fmt: skip
        assert case.id == "SS000001"
        for id_, roles in PEOPLE.items():
            people.add(id_, id_, roles, kind="local", by="t", at=NOW)
            people.set_secret(id_, "x", by="t", at=NOW)
        root = found.workspace.root
    with open_book(root) as again:
        yield again


@pytest.fixture(scope="module")
def app(book):
    return create_app(Shelf({"sx": book}))


def visitor(app, book, id_=""):
    client = TestClient(app, base_url=HOME, follow_redirects=False)
    if id_:
        session = _session(book.workspace.registry, id_, datetime.now(UTC)).text
        client.cookies.set(cookie_name("sx"), session)
    return client


CASE, API = "/w/sx/cases/SS000001", "/api/v1/books/sx/cases/SS000001"


def entries(book, action):
    return [one for one in book.workspace.registry.audit.entries() if one.action == action]


def test_evidence_is_put_on_record_and_read_again_byte_for_byte(app, book):
    officer, digest = visitor(app, book, "officer"), sha256(PDF).hexdigest()
    told = officer.post(
        f"{CASE}/evidence", files={"file": ("../现场 照片.PDF", PDF)}, data={"note": "现场"}
    )
    assert (told.status_code, told.headers["location"]) == (303, f"{CASE}#evidence"), told.text
    page = unescape(officer.get(CASE).text)
    assert "现场 照片.PDF" in page and f"{CASE}/evidence/{digest}" in page
    sent = officer.get(f"{CASE}/evidence/{digest}")
    assert sent.content == PDF
    assert sent.headers["content-type"] == "application/octet-stream"
    assert sent.headers["content-disposition"].startswith("attachment")
    (noted,) = entries(book, "case.evidence_read")
    assert (noted.actor, noted.subject, noted.facts["sha256"]) == ("officer", "SS000001", digest)
    kept = book.workspace.root / FOLDER / digest[:2] / digest
    assert kept.read_bytes() == PDF and kept.stat().st_mode & 0o077 == 0
    assert officer.get(f"/w/sx/export{CASE[5:]}.xlsx").status_code == 200


@pytest.mark.parametrize(
    ("id_", "reads", "adds"),
    [
        ("here", True, True),
        ("elsewhere", False, False),
        ("auditor", True, False),
        ("planner", False, False),
        ("", False, False),
    ],
)
def test_who_reads_and_who_adds_evidence(app, book, id_, reads, adds):
    client, digest = visitor(app, book, id_), sha256(PDF).hexdigest()
    before = len(entries(book, "case.evidence_read"))
    assert (client.get(f"{API}/evidence/{digest}").status_code == 200) is reads
    assert len(entries(book, "case.evidence_read")) == before + reads
    told = client.post(f"{API}/evidence", files={"file": (f"{id_}.txt", f"证言 {id_}".encode())})
    assert (told.status_code == 201) is adds, told.text


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("run.exe", b"MZ\x90\x00", 400, "O-163"),
        ("page.txt", b"<!doctype html><script>x()</script>", 400, "O-163"),
        ("drawing.txt", b"<svg onload='x()'>", 400, "O-163"),
        ("noise.txt", b"a\x00b", 400, "O-163"),
        ("photo.jpg", PDF + b"other", 400, "O-164"),
        ("again.pdf", PDF, 409, "O-165"),
    ],
)
def test_what_is_not_taken_is_said_and_nothing_stays(app, book, name, content, status, code):
    officer = visitor(app, book, "officer")
    head = book.workspace.registry.audit.head()
    told = officer.post(f"{CASE}/evidence", files={"file": (name, content)})
    assert told.status_code == status and code in told.text
    api = officer.post(f"{API}/evidence", files={"file": (name, content)})
    assert (api.status_code, api.json()["error"]["code"]) == (status, code)
    assert book.workspace.registry.audit.head() == head
    assert not list((book.workspace.root / "intake" / "capture").iterdir())


def test_one_file_at_a_time_and_never_too_large(app, book, monkeypatch):
    officer = visitor(app, book, "officer")
    two = [("file", ("a.txt", b"a")), ("file", ("b.txt", b"b"))]
    assert "O-170" in officer.post(f"{CASE}/evidence", files=two).text
    monkeypatch.setattr("jidi.web.evidence_routes.MOST_BYTES", 8)
    large = officer.post(f"{API}/evidence", files={"file": ("c.txt", b"123456789")})
    assert (large.status_code, large.json()["error"]["code"]) == (413, "J-402")
    assert not list((book.workspace.root / "intake" / "capture").iterdir())


def test_evidence_that_changed_on_the_disk_is_not_given(app, book):
    officer, content = visitor(app, book, "officer"), b"\x89PNG\r\n\x1a\n"
    officer.post(f"{CASE}/evidence", files={"file": ("p.png", content)})
    digest = sha256(content).hexdigest()
    (book.workspace.root / FOLDER / digest[:2] / digest).write_bytes(b"other")
    told = officer.get(f"{API}/evidence/{digest}")
    assert told.json()["error"]["code"] == "O-168" and b"other" not in told.content
    assert officer.get(f"{API}/evidence/{'0' * 64}").status_code == 404


def test_a_file_only_on_record_stays_where_it_was(app, book, tmp_path):
    path = tmp_path / "原件.docx"
    path.write_bytes(b"PK\x03\x04")
    cases.add_evidence(book, "SS000001", path, by="officer", now=NOW)
    officer = visitor(app, book, "officer")
    assert "文件留在原处" in unescape(officer.get(CASE).text)
    told = officer.get(f"{API}/evidence/{sha256(b'PK' + bytes([3, 4])).hexdigest()}")
    assert told.json()["error"]["code"] == "O-167"


def test_sealed_values_are_masked_until_opened_with_a_reason(app, book):
    officer = visitor(app, book, "officer")
    page = unescape(officer.get(CASE).text)
    assert "封存的个人信息" in page and PHONE not in page and TEXT not in page
    none = officer.post(f"{CASE}/reveal", data={"field": "contact", "why": " "})
    assert "K-114" in none.text and PHONE not in none.text
    assert entries(book, "case.reveal") == []
    opened = officer.post(f"{CASE}/reveal", data={"field": "contact", "why": "回访用户"})
    assert opened.status_code == 200 and PHONE in opened.text and TEXT not in opened.text
    assert opened.headers["cache-control"] == "no-store"
    (noted,) = entries(book, "case.reveal")
    assert (noted.actor, noted.subject) == ("officer", "SS000001")
    assert noted.facts["why"] == "回访用户" and PHONE not in str(noted.facts)
    assert PHONE not in officer.get(CASE).text, "shown once"
    told = officer.post(f"{API}/reveal", json={"field": "text", "why": "核实"})
    assert told.json()["value"] == TEXT and told.headers["cache-control"] == "no-store"
    wrong = officer.post(f"{API}/reveal", json={"field": "contakt", "why": "核实"})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (404, "O-169")


@pytest.mark.parametrize(
    ("id_", "may"),
    [("here", True), ("elsewhere", False), ("auditor", False), ("planner", False), ("", False)],
)
def test_who_opens_sealed_values(app, book, id_, may):
    client, before = visitor(app, book, id_), len(entries(book, "case.reveal"))
    told = client.post(f"{API}/reveal", json={"field": "contact", "why": "核实"})
    assert (told.status_code == 200) is may
    assert (PHONE in told.text) is may
    assert len(entries(book, "case.reveal")) == before + may


def test_where_nobody_can_sign_in_nothing_sealed_is_opened(tmp_path):
    with fresh(tmp_path, NOW) as found:
        made = cases.open_case(
            found, "complaint", {**GIVEN, "text": "", "contact": ""},
            division="太原市", by="王", now=NOW,
        )  # fmt: skip
        client = TestClient(create_app(Shelf({"sx": found})), base_url=HOME, follow_redirects=False)
        where = f"/w/sx/cases/{made.id}"
        added = {"file": ("a.txt", b"a")}
        assert client.post(f"{where}/evidence", files=added, data={"by": "王"}).status_code == 303
        assert client.post(f"{where}/evidence", files=added).status_code == 400
        digest = sha256(b"a").hexdigest()
        away = client.get(f"{where}/evidence/{digest}").headers["location"]
        assert away.startswith("/w/sx/sign-in?")
        told = client.post(f"{where}/reveal", data={"field": "contact", "why": "核实"})
        assert told.status_code == 401 and "A-100" in told.text
