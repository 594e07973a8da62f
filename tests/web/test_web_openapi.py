"""Whatever the OpenAPI description lets a program send, and more, the server answers in its shape.

Schemathesis draws the requests from the description, fitting and unfitting ones. An answer of 500
and above is a fault of ours, and so is a refusal in any other shape than the one.
"""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from jidi.service import cases
from jidi.web.app import create_app
from jidi.web.pace import Pace
from jidi.web.shelf import Shelf

sys.path.insert(0, str(Path(__file__).parents[1] / "service"))
from small_alerts import record_alert

from founded_books import fresh

SLOW = ("forecast", "reports/{kind}")
"""What takes seconds once its names are right; asked with right names only in the long run."""


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """Whoever is on this machine, in a book with a case and an alert that may be written to."""
    now = datetime(2026, 1, 20, 1, tzinfo=UTC)
    with fresh(tmp_path_factory.mktemp("openapi"), now) as book:
        record_alert(book)
        given = {"operator_id": "Q1", "matter": "fire"}
        cases.open_case(book, "finding", given, division="寿阳县", by="王", now=now)
        app = create_app(Shelf({"sx": book}))
        app.state.pace = Pace(10**9, clock=lambda: 0.0)
        with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as found:
            yield found


def names_of(path: str) -> dict[str, str]:
    """Names that are there, for the slots of an address."""
    known = {"book": "sx", "number": "1", "entry": "sx-p-60", "step": "verify", "kind": "annual"}
    if "indicators/" in path or "progress/" in path:
        known["name"] = "village_coverage"
    elif "clocks/" in path:
        known["name"] = "complaint_answer"
    else:
        known["name"] = "AQ000001"
    return {slot: value for slot, value in known.items() if f"{{{slot}}}" in path}


def ask_everything(client, *, examples: int) -> list[str]:
    """Ask every operation that many times each way; what went wrong."""
    wrong: list[str] = []
    asked = 0
    for operation in operations_of(client):
        right = names_of(operation.path)
        for mode in GenerationMode:
            for named in (right, {"book": "sx"} if "book" in right else {}):
                drawn = drawn_from(operation, mode, named)
                asked += send_all(client, operation, drawn, examples, wrong)
    logging.info("%d requests to %d operations", asked, len(operations_of(client)))
    assert asked > examples * 50
    return wrong


def ask_some(client, *, each: int) -> list[str]:
    """Ask every so many operations a few times, by turns fitting and unfitting; what went wrong."""
    wrong: list[str] = []
    asked = 0
    for turn, operation in enumerate(operations_of(client)[::each]):
        mode = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)[turn % 2]
        right = names_of(operation.path)
        if operation.path.endswith(SLOW):
            right = {"book": "sx"}
        drawn = drawn_from(operation, mode, right)
        asked += send_all(client, operation, drawn, 2, wrong)
    assert asked > 8
    return wrong


def operations_of(client):
    """All that the description names."""
    schema = schemathesis.openapi.from_dict(client.app.openapi())
    return [found.ok() for found in schema.get_all_operations()]


def drawn_from(operation, mode, named):
    """Requests to one operation, those slots filled in."""
    try:
        return operation.as_strategy(generation_mode=mode, path_parameters=named)
    except Exception as error:  # nothing of that kind can be drawn for it
        assert "negative" in str(error).lower() or mode is GenerationMode.NEGATIVE, error
        return st.nothing()


def send_all(client, operation, drawn, examples, wrong) -> int:
    """Send what is drawn; how many there were."""
    if drawn.is_empty:
        return 0
    sent = []

    @settings(
        max_examples=examples,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn)
    def each(case):
        sent.append(1)
        said = answer_to(client, case)
        if said:
            wrong.append(f"{operation.label} {case.path_parameters} {case.query} "
                         f"{str(case.body)[:120]}: {said}")  # fmt: skip

    with suppress(Unsatisfiable):  # every fitting request is refused by another rule
        each()
    return len(sent)


def answer_to(client, case) -> str:
    """What is wrong with the answer; empty when nothing is."""
    told = case.as_transport_kwargs(base_url="http://127.0.0.1")
    kept = {k: told[k] for k in ("method", "url", "params", "json") if told.get(k) is not None}
    if isinstance(told.get("data"), bytes | str):
        kept["content"] = told["data"]
    answer = client.request(**kept)
    if answer.status_code >= 500:
        return f"{answer.status_code} {answer.text[:200]}"
    if answer.status_code >= 400 and set(answer.json()) != {"error"}:
        return f"{answer.status_code} in another shape: {answer.text[:200]}"
    return ""


def test_no_request_that_can_be_drawn_is_a_server_error(client):
    assert ask_some(client, each=6) == []


@pytest.mark.soak
def test_no_request_that_can_be_drawn_is_a_server_error_at_length(client):
    assert ask_everything(client, examples=40) == []
