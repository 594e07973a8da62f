"""Signing in with an identity provider: the whole way there and back, and all that must fail."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient
from oidc_double import CLIENT, SECRET, Double
from typer.testing import CliRunner

from jidi.cli.main import app as commands
from jidi.core.errors import DefinitionError, WorkspaceError
from jidi.lake.settings import read_settings
from jidi.registry.people import Given, PeopleBook
from jidi.service import oidc
from jidi.service.books import open_book
from jidi.service.people import people_json, tie_subject, untie_subject
from jidi.service.sign_in import asker_of, make_link, set_by_link
from jidi.web.app import create_app
from jidi.web.door import cookie_name
from jidi.web.shelf import Shelf

sys.path.insert(0, str(Path(__file__).parents[1] / "service"))
from founded_books import fresh

HOME = "http://127.0.0.1"
OUT, BACK = "/w/sx/sign-in/provider", "/w/sx/sign-in/provider/back"


def now():
    return datetime.now(UTC)


def section(double, **changed):
    lines = {"issuer": double.issuer, "client": CLIENT, "address": HOME, "secret_file": "secret"}
    lines |= {"person_claim": "employee", "name_zh": "省局统一身份认证"} | changed
    return "\n[oidc]\n" + "".join(f'{k} = "{v}"\n' for k, v in lines.items())


@pytest.fixture(scope="module")
def double():
    made = Double()
    yield made
    made.close()


@pytest.fixture(scope="module")
def book(tmp_path_factory, double):
    """A book with the provider: wang of Jinzhong is tied to u-1001, zhao is closed."""
    with fresh(tmp_path_factory.mktemp("oidc"), datetime(2026, 1, 20, 1, tzinfo=UTC)) as made:
        root = made.workspace.root
    (root / "secret").write_text(f"{SECRET}\n", "utf-8")
    with (root / "jidi.toml").open("a", encoding="utf-8") as file:
        file.write(section(double))
    with open_book(root) as found:
        people = PeopleBook(found.workspace.registry)
        bureau = [Given("city_bureau", "140700000000")]
        for id_, roles in [("wang", bureau), ("li", [Given("planner")]), ("zhao", bureau)]:
            people.add(id_, id_, roles, kind="local", by="admin", at=now())
        people.add("demo", "demo", [Given("planner")], kind="demo", by="admin", at=now())
        tie_subject(found, "wang", subject="u-1001", by="admin", now=now())
        people.set_closed("zhao", closed=True, by="admin", at=now())
        yield found


@pytest.fixture(scope="module")
def app(book):
    return create_app(Shelf({"sx": book}))


@pytest.fixture
def client(app, double):
    """A browser that has signed in nowhere; the provider honest again."""
    double.subject, double.more, double.kid, double.published = "u-1001", {}, "k1", ["k1"]
    double.spoil, double.sign, double.says_issuer = (lambda claims: claims), double.honestly, None
    app.state.identity_providers.clear()
    return TestClient(app, base_url=HOME, raise_server_exceptions=False, follow_redirects=False)


def way_back(client, next_=""):
    """The address with which the provider sends this browser back."""
    there = client.get(OUT, params={"next": next_} if next_ else {})
    assert there.status_code == 303
    back = httpx.get(there.headers["location"], trust_env=False).headers["location"]
    assert back.startswith(f"{HOME}{BACK}?")
    return back


def who(client, book):
    session = client.cookies.get(cookie_name("sx"), "")
    registry = book.workspace.registry
    return asker_of(
        registry, session=session, token="", is_here=False, now=now(), has_provider=True
    )


def last(book):
    return list(book.workspace.registry.audit.entries())[-1]


def test_whoever_is_tied_signs_in_with_the_rights_they_have_here(client, book, double):
    page = client.get("/w/sx/sign-in").text
    assert "省局统一身份认证" in page and OUT in page
    done = client.get(way_back(client, "/w/sx/map?period=2026"))
    assert (done.status_code, done.headers["location"]) == (303, "/w/sx/map?period=2026")
    asker = who(client, book)
    assert (asker.kind, asker.id) == ("person", "wang")
    assert asker.roles == (Given("city_bureau", "140700000000"),)
    entry = last(book)
    assert (entry.action, entry.subject) == ("session.begin", "wang")
    assert entry.facts["subject"] == "u-1001" and entry.facts["issuer"] == double.issuer
    assert client.get("/w/sx/account").status_code == 200


def test_what_leaves_for_the_provider_is_bound_to_this_browser_and_no_secret(client):
    there = client.get(OUT)
    asked = {k: v[0] for k, v in parse_qs(urlsplit(there.headers["location"]).query).items()}
    kept = there.headers["set-cookie"]
    assert asked["code_challenge_method"] == "S256" and asked["response_type"] == "code"
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    assert SECRET not in there.headers["location"]
    assert all(part in kept for part in ("HttpOnly", "SameSite=lax", f"Path={OUT}"))
    assert not any(asked[name] in kept for name in ("state", "nonce", "code_challenge"))


def test_a_declared_claim_names_a_person_and_nothing_else_does(client, book, double):
    double.subject, double.more = "u-2002", {"employee": "li"}
    assert client.get(way_back(client)).status_code == 303
    assert who(client, book).id == "li"
    before = len(people_json(book.workspace.registry))
    for claim in (
        {"preferred_username": "li"},
        {"employee": "nobody"},
        {"employee": ["li"]},
        {"employee": "demo"},
    ):
        double.more = claim
        refused = client.get(way_back(client))
        assert refused.status_code == 403
        assert "Z-119" in refused.text and "u-2002" in refused.text
        assert last(book).facts == {"issuer": double.issuer, "subject": "u-2002", "code": "Z-119"}
    assert len(people_json(book.workspace.registry)) == before, "no account is made silently"


def test_whoever_is_closed_here_stays_out(client, double):
    double.subject, double.more = "u-3003", {"employee": "zhao"}
    refused = client.get(way_back(client))
    assert refused.status_code == 403 and "Z-120" in refused.text


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("nonce", "of another question"),
        ("nonce", None),
        ("iss", "https://elsewhere.example"),
        ("aud", "another client"),
        ("aud", [CLIENT, "another client"]),
        ("azp", "another client"),
        ("exp", 1_700_000_000),
        ("iat", 4_000_000_000),
        ("sub", None),
    ],
)
def test_a_token_that_does_not_answer_us_now_is_refused(client, book, double, claim, value):
    def spoilt(claims):
        changed = {**claims, claim: value}
        return {k: v for k, v in changed.items() if v is not None}

    double.spoil = spoilt
    refused = client.get(way_back(client))
    assert refused.status_code == 401 and "Z-118" in refused.text
    assert cookie_name("sx") not in client.cookies
    assert (last(book).action, last(book).facts["code"]) == ("session.refused", "Z-118")


@pytest.mark.parametrize(
    "how",
    ["with_the_public_key_as_a_shared_secret", "unsigned", "with_another_key_of_that_name"],
)
def test_a_signature_of_anybody_else_or_another_kind_is_refused(client, double, how):
    double.sign = getattr(double, how)
    refused = client.get(way_back(client))
    assert refused.status_code == 401 and "Z-117" in refused.text
    assert cookie_name("sx") not in client.cookies


def test_a_return_begins_one_session_and_no_more(client, app):
    there = client.get(OUT)
    kept = client.cookies.get("jidi_oidc")
    back = httpx.get(there.headers["location"], trust_env=False).headers["location"]
    assert client.get(back).status_code == 303
    assert "jidi_oidc" not in client.cookies
    again = TestClient(app, base_url=HOME, follow_redirects=False)
    again.cookies.set("jidi_oidc", kept)
    refused = again.get(back)
    assert refused.status_code == 401 and "Z-114" in refused.text


def test_a_return_to_another_browser_or_another_attempt_is_refused(client, app, double):
    stolen = way_back(client)
    other = TestClient(app, base_url=HOME, follow_redirects=False)
    asked = len(double.asked)
    assert "Z-110" in other.get(stolen).text
    other.get(OUT)
    assert "Z-111" in other.get(stolen).text
    assert len(double.asked) == asked, "the provider is not even asked"
    assert client.get(stolen).status_code == 303, "it stays whose it was"


def test_a_refusal_of_the_provider_and_a_return_of_another_one_are_told(client):
    back = way_back(client)
    state = parse_qs(urlsplit(back).query)["state"][0]
    told = client.get(BACK, params={"error": "access_denied", "state": state})
    assert "Z-112" in told.text and "access_denied" in told.text
    back = way_back(client)
    mixed = httpx.URL(back).copy_set_param("iss", "https://elsewhere.example")
    assert "Z-113" in client.get(str(mixed)).text


def test_a_return_that_took_too_long_is_refused():
    begun = oidc.Attempt.new(now=now() - oidc.TERM - timedelta(seconds=2))
    for text in (begun.text, "", "1", f"9{begun.text}"):
        with pytest.raises(Exception, match="Z-110"):
            oidc.Attempt.kept(text, now=now())


def test_keys_that_the_provider_changed_are_asked_for_again(client, app, double):
    assert client.get(way_back(client)).status_code == 303
    double.kid, double.published = "strange", ["k1", "strange"]
    refused = client.get(way_back(client))
    assert "Z-117" in refused.text, "not twice within a minute"
    provider = app.state.identity_providers["sx"]
    provider._keys = (provider._keys[0] - timedelta(minutes=2), provider._keys[1])
    assert client.get(way_back(client)).status_code == 303


def test_a_provider_that_calls_itself_otherwise_or_is_away_is_told(client, double, app, book):
    double.says_issuer = "https://elsewhere.example"
    assert "Z-113" in client.get(OUT).text
    app.state.identity_providers.clear()
    double.says_issuer = None
    (book.workspace.root / "secret").rename(book.workspace.root / "away")
    try:
        assert "Z-104" in client.get(way_back(client)).text
    finally:
        (book.workspace.root / "away").rename(book.workspace.root / "secret")


def test_signing_out_ends_the_session_and_offers_the_provider(client, book, double):
    client.get(way_back(client))
    left = client.post("/w/sx/sign-out")
    assert left.headers["location"] == "/w/sx/sign-in?done=out"
    assert last(book).action == "session.end"
    page = client.get("/w/sx/sign-in?done=out").text
    assert f"{double.issuer}/leave?client_id={CLIENT}" in page
    assert who(client, book).kind == "nobody", "a book with a provider is open to nobody"


def test_passwords_go_on_working_beside_the_provider(client, book):
    registry = book.workspace.registry
    made = make_link(registry, "li", by="admin", now=now())
    set_by_link(registry, made.text, "Li-2026-taiyuan", now=now())
    form = {"person": "li", "password": "Li-2026-taiyuan"}
    assert client.post("/w/sx/sign-in", data=form).status_code == 303
    assert who(client, book).id == "li"


def test_an_administrator_ties_and_unties_on_the_page_and_the_command_line(client, book):
    registry, people = book.workspace.registry, PeopleBook(book.workspace.registry)
    people.add("root", "root", [Given("administrator")], kind="local", by="admin", at=now())
    root = book.workspace.root
    run = CliRunner()
    there = ["--by", "admin", "-w", str(root)]
    told = run.invoke(commands, ["people", "tie", "root", "--subject", "boss", *there])
    assert told.exit_code == 0, told.output
    assert "boss" in run.invoke(commands, ["people", "list", "--json", "-w", str(root)]).output
    session = client.cookies
    from jidi.service import sign_in

    session.set(cookie_name("sx"), sign_in._session(registry, "root", now()).text)
    where = "/w/sx/admin/people/wang"
    assert "u-1001" in client.get(where).text
    assert client.post(f"{where}/tie", data={"subject": "u-9"}).status_code == 303
    assert client.post(f"{where}/tie", data={"subject": "boss"}).status_code == 409
    assert client.post(f"{where}/untie", data={"subject": "u-9"}).status_code == 303
    assert last(book).action == "person.untie"
    assert client.post(f"{where}/untie", data={"subject": "u-9"}).status_code == 404
    with pytest.raises(Exception, match="A-130"):
        untie_subject(book, "root", subject="boss", by="root", now=now())


def test_the_provider_is_checked_from_the_command_line(client, book, double):
    asked = ["people", "provider", "--json", "-w", str(book.workspace.root)]
    told = CliRunner().invoke(commands, asked)
    assert told.exit_code == 0 and f"{double.issuer}/token" in told.output and '"k1"' in told.output


def settings_of(book, tmp_path, text):
    path = tmp_path / "jidi.toml"
    old = (book.workspace.root / "jidi.toml").read_text("utf-8").partition("\n[oidc]")[0]
    path.write_text(old + text, "utf-8")
    return read_settings(path)


def test_settings_are_read_strictly(book, double, tmp_path):
    with pytest.raises(DefinitionError, match="D-101"):
        settings_of(book, tmp_path, section(double, isuer="x"))
    for code, changed in {
        "Z-100": {"issuer": "http://sso.example.cn"},
        "Z-102": {"authentication": "none"},
        "Z-101": {},
        "Z-103": {},
    }.items():
        lists = {"Z-101": 'algorithms = ["HS256"]\n', "Z-103": 'scopes = ["profile"]\n'}
        with pytest.raises(WorkspaceError, match=code):
            settings_of(book, tmp_path, section(double, **changed) + lists.get(code, ""))


def test_a_closed_network_gives_addresses_and_keys_itself(book, double, tmp_path):
    given = f'[oidc.endpoints]\nauthorization = "{double.issuer}/authorize"\n'
    given += f'token = "{double.issuer}/token"\nkeys = "keys.json"\n'
    found = settings_of(book, tmp_path, section(double) + given).oidc
    keys = httpx.get(f"{double.issuer}/keys", trust_env=False).text
    (tmp_path / "keys.json").write_text(keys, "utf-8")
    asked = len(double.asked)
    provider = oidc.IdentityProvider(found, folder=tmp_path)
    assert provider.endpoints(now=now()).token.endswith("/token")
    assert [one.kid for one in provider.keys(now=now())] == ["k1"]
    assert len(double.asked) == asked
