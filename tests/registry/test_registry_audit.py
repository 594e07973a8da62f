"""The audit log: complete, in order, and broken wherever someone touches it."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from jidi.registry import Broken, Registry, append
from jidi.registry.audit import FIRST, canonical
from jidi.registry.tables import audit

EXAMPLES = 40 if settings.get_current_profile_name() == "house" else 3000
AT = datetime(2026, 3, 1, 9, 30)  # noqa: DTZ001


@pytest.fixture
def registry():
    with Registry.create("sqlite://") as registry:
        yield registry


def _write(registry: Registry, count: int) -> None:
    for number in range(count):
        with registry.writing() as connection:
            facts = {"数": number, "why": "因为"}
            append(connection, at=AT, by="王", action="test", subject=f"s{number}", facts=facts)


def test_an_empty_log_holds(registry):
    assert registry.audit.verify() is None
    assert registry.audit.head() == FIRST
    assert list(registry.audit.entries()) == []


def test_entries_come_back_as_they_were_written(registry):
    _write(registry, 2)
    first, second = registry.audit.entries()
    assert (first.number, first.at, first.actor) == (1, "2026-03-01T09:30:00", "王")
    assert (second.action, second.subject, second.facts) == ("test", "s1", {"数": 1, "why": "因为"})
    assert first.previous == FIRST
    assert second.previous == first.digest
    assert registry.audit.head() == second.digest


def test_the_digest_is_sha256_of_the_previous_digest_and_the_canonical_content(registry):
    _write(registry, 1)
    (entry,) = registry.audit.entries()
    content = {
        "number": 1,
        "at": "2026-03-01T09:30:00",
        "actor": "王",
        "action": "test",
        "subject": "s0",
        "facts": json.dumps(
            {"why": "因为", "数": 0}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        ),
    }
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert entry.digest == hashlib.sha256((FIRST + plain).encode()).hexdigest()


def test_an_entry_and_its_change_stand_or_fall_together(registry):
    with pytest.raises(ZeroDivisionError), registry.writing() as connection:
        append(connection, at=AT, by="x", action="a", subject="s", facts={})
        raise ZeroDivisionError
    assert list(registry.audit.entries()) == []


def test_a_log_of_many_writes_holds(registry):
    _write(registry, 20)
    assert registry.audit.verify() is None


@pytest.mark.parametrize(
    "change",
    [
        {"at": "2026-03-01T09:30:01"},
        {"actor": "李"},
        {"action": "other"},
        {"subject": "other"},
        {"facts": "{}"},
        {"digest": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_is_altered_breaks_the_chain_at_that_entry(registry, change):
    _write(registry, 3)
    with registry.writing() as connection:
        connection.execute(update(audit).where(audit.c.number == 2).values(**change))
    assert registry.audit.verify() == Broken(number=2, fault="altered")


def test_an_altered_entry_with_a_matching_digest_unlinks_the_next(registry):
    _write(registry, 3)
    forged = Registry.create("sqlite://")
    with forged.writing() as connection:
        append(connection, at=AT, by="李", action="test", subject="s0", facts={})
    (entry,) = forged.audit.entries()
    forged.close()
    with registry.writing() as connection:
        values = {"actor": "李", "facts": canonical({}), "digest": entry.digest}
        connection.execute(update(audit).where(audit.c.number == 1).values(**values))
    assert registry.audit.verify() == Broken(number=2, fault="unlinked")


@given(gone=st.integers(1, 5))
@settings(max_examples=5, deadline=None)
def test_an_entry_that_is_removed_is_missed(gone):
    with Registry.create("sqlite://") as registry:
        _write(registry, 6)
        with registry.writing() as connection:
            connection.execute(delete(audit).where(audit.c.number == gone))
        assert registry.audit.verify() == Broken(number=gone, fault="missing")


def test_an_entry_cut_off_at_the_end_changes_the_head(registry):
    _write(registry, 3)
    head = registry.audit.head()
    with registry.writing() as connection:
        connection.execute(delete(audit).where(audit.c.number == 3))
    assert registry.audit.verify() is None
    assert registry.audit.head() != head


def test_facts_that_are_not_numbers_are_refused(registry):
    with pytest.raises(ValueError, match="not JSON compliant"), registry.writing() as connection:
        append(connection, at=AT, by="x", action="a", subject="s", facts={"x": float("nan")})
    assert list(registry.audit.entries()) == []


@st.composite
def tampered(draw) -> tuple[str, list[int]]:
    """A way to touch a log of six entries; which entries then stand where."""
    at, other = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    way = draw(st.sampled_from(["edited", "deleted", "inserted", "swapped", "replayed"]))
    return way, [at, other]


@given(touch=tampered(), data=st.data())
@settings(max_examples=EXAMPLES, deadline=None)
def test_every_edit_deletion_insertion_and_reordering_is_found(six, touch, data):
    """Numbers may be made to fit, digests and links too; then the head is another."""
    way, (at, other) = touch
    registry, rows = six
    after = _touched(rows, way, at, other, data)
    with registry.writing() as connection:
        connection.execute(delete(audit))
        connection.execute(insert(audit), after)
    untouched = after == rows
    assert (registry.audit.verify() is None and registry.audit.head() == rows[-1]["digest"]) is (
        untouched
    )


@pytest.fixture(scope="module")
def six():
    """A log of six entries, and its rows."""
    with Registry.create("sqlite://") as registry:
        _write(registry, 6)
        with registry.reading() as connection:
            rows = [dict(row._mapping) for row in connection.execute(select(audit))]
        yield registry, rows


def _touched(rows, way, at, other, data):
    """The rows of a log after somebody touched it, numbered without a gap where asked for."""
    kept = [dict(row) for row in rows]
    if way == "edited":
        name = data.draw(st.sampled_from(["at", "actor", "action", "subject", "facts"]))
        kept[at - 1][name] = data.draw(st.sampled_from(["x", '{"x":1}']))
        if data.draw(st.booleans()):  # with a digest that fits
            kept[at - 1]["digest"] = _digest_of(kept[at - 1])
    elif way == "deleted":
        del kept[at - 1]
    elif way == "inserted":
        forged = {**kept[at - 1], "actor": "x"}
        forged["digest"] = _digest_of(forged)
        kept.insert(other - 1, forged)
    elif way == "swapped":
        kept[at - 1], kept[other - 1] = kept[other - 1], kept[at - 1]
    else:
        kept.insert(other - 1, dict(kept[at - 1]))
    for number, row in enumerate(kept, start=1):
        row["number"] = number
    if data.draw(st.booleans()):
        for before, row in pairwise(kept):
            row["previous"] = before["digest"]
    return kept


def _digest_of(row):
    names = ("number", "at", "actor", "action", "subject", "facts")
    plain = canonical({name: row[name] for name in names})
    return hashlib.sha256((row["previous"] + plain).encode()).hexdigest()
