"""EPCIS 2.0 documents become rows of ``event`` and are written back as they were read."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from feed_files import read, refusal, written
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.core.errors import InputError
from jidi.feeds import open_feed
from jidi.feeds.epcis import document_of, events_of
from jidi.feeds.epcis_document import read_document
from jidi.feeds.handed import Part
from jidi.model.catalogue import Catalogue
from jidi.model.event_steps import step_of_upu, step_told, step_words, words_of

PART = Part("单据.jsonld", "", lambda: None)
EXAMPLES = Path(os.environ.get("JIDI_EPCIS_EXAMPLES", Path(__file__).parents[3] / "shared/epcis"))
WHEN = {"eventTime": "2025-06-01T08:00:00.5+08:00", "eventTimeZoneOffset": "+08:00"}
AT = {"readPoint": {"id": "urn:jidi:F001"}}

SENSOR = {
    "sensorMetadata": {"time": "2025-06-01T08:00:00Z", "deviceID": "urn:x:1", "厂:批次": "7"},
    "sensorReport": [{"type": "Temperature", "value": 4, "minValue": 3.5, "uom": "CEL"}],
}
EVENTS = [
    {
        "type": "ObjectEvent",
        "eventID": "urn:jidi:E1",
        **WHEN,
        **AT,
        "action": "OBSERVE",
        "epcList": ["urn:jidi:P1", "urn:jidi:P2"],
        "bizStep": "departing",
        "disposition": "in_transit",
        "quantityList": [{"epcClass": "urn:x:c", "quantity": 2.5}],
        "sensorElementList": [SENSOR],
        "ilmd": {"x:lot": "A", "x:deep": {"x:list": [1, None]}},
        "persistentDisposition": {"set": ["completeness_verified"]},
        "x:own": {"x:a": [True]},
        "recordTime": "2025-06-01T08:05:00+08:00",
    },
    {
        "type": "AggregationEvent",
        "eventID": "urn:jidi:E2",
        **WHEN,
        "action": "ADD",
        "parentID": "urn:jidi:B1",
        "childEPCs": ["urn:jidi:P1"],
        "bizStep": "packing",
        "childQuantityList": [],
        "certificationInfo": ["https://x"],
    },
    {
        "type": "AssociationEvent",
        **WHEN,
        "action": "ADD",
        "parentID": "urn:jidi:V1",
        "childEPCs": ["urn:jidi:P1"],
        "bizStep": "urn:epcglobal:cbv:bizstep:loading",
    },
    {
        "type": "TransactionEvent",
        **WHEN,
        "action": "OBSERVE",
        "epcList": ["urn:jidi:P1"],
        "bizTransactionList": [{"type": "po", "bizTransaction": "urn:x:po:1"}],
        "sourceList": [{"type": "location", "source": "urn:x:1"}],
        "destinationList": [{"type": "owning_party", "destination": "urn:x:2"}],
        "bizStep": "https://ref.gs1.org/cbv/BizStep-receiving",
    },
    {
        "type": "TransformationEvent",
        **WHEN,
        "inputEPCList": ["urn:jidi:P1"],
        "outputEPCList": ["urn:jidi:P3"],
        "transformationID": "urn:x:t",
        "outputQuantityList": [{"epcClass": "urn:x:c", "quantity": 1, "uom": "KGM"}],
    },
    {
        "type": "ObjectEvent",
        "eventID": "urn:jidi:E1",
        **WHEN,
        **AT,
        "action": "OBSERVE",
        "epcList": ["urn:jidi:P1", "urn:jidi:P2"],
        "bizStep": "departing",
        "errorDeclaration": {
            "declarationTime": "2025-06-02T00:00:00Z",
            "reason": "incorrect_data",
            "correctiveEventIDs": ["urn:jidi:E9"],
            "x:why": "错扫",
        },
    },
]


def document(*events, **head):
    return {
        "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2025-06-03T00:00:00Z",
        "epcisHeader": {"epcisMasterData": {"vocabularyList": []}},
        "x:own": 1,
        **head,
        "epcisBody": {"eventList": list(events)},
    }


def query_document(*events):
    results = {"queryName": "SimpleEventQuery", "subscriptionID": "1"}
    body = {"queryResults": {**results, "resultsBody": {"eventList": list(events)}}}
    return {**document(), "type": "EPCISQueryDocument", "epcisBody": body}


def read_events(folder, *events):
    return read(folder, json.dumps(document(*events)).encode(), "单据.jsonld")


@pytest.mark.parametrize("make", [document, query_document])
def test_a_document_of_every_type_is_written_back_as_it_was_read(make):
    text = json.dumps(make(*EVENTS))
    assert read_document(text, part=PART).to_json() == json.loads(text)


@pytest.mark.realdata
def test_published_examples_are_written_back_as_they_were_read():
    """Drafts from before version 2 have no ``type``; they are refused and say so."""
    texts = {path.name: path.read_text("utf-8") for path in sorted(EXAMPLES.rglob("*.jsonld"))}
    if not texts:
        pytest.skip("no published examples beside this checkout (JIDI_EPCIS_EXAMPLES)")
    came_back = {name: back_again(text) for name, text in texts.items()}
    expected = {name: as_it_should_come_back(text) for name, text in texts.items()}
    assert came_back == expected


def back_again(text: str) -> object:
    try:
        found = read_document(text, part=PART)
    except InputError as error:
        return error.code, error.facts["name"]
    return found.to_json()


def as_it_should_come_back(text: str) -> object:
    """The document, without events in which a field stands twice."""
    is_faulty: list[bool] = []

    def made(pairs):
        is_faulty.append(len(dict(pairs)) < len(pairs))
        return dict(pairs)

    whole = json.loads(text, object_pairs_hook=made)
    if "type" not in whole:
        return "E-162", "type"
    if any(is_faulty):
        assert len(whole["epcisBody"]["eventList"]) == 1
        whole["epcisBody"]["eventList"] = []
    return whole


def master_data(**beside) -> dict:
    results = {"queryResults": {"resultsBody": {**beside, "vocabularyList": [1]}}}
    return {**query_document(), "epcisBody": results}


def own_beside(where: tuple[str, ...]) -> dict:
    found = query_document(*EVENTS)
    place = found
    for name in where:
        place = place[name]
    place |= {"x:own": {"x:deep": [1]}, "@context": {"x": "https://x/"}}
    return found


@pytest.mark.parametrize(
    "whole",
    [
        {**document(), "epcisBody": {"eventList": EVENTS, "x:own": [1]}},
        own_beside(("epcisBody",)),
        own_beside(("epcisBody", "queryResults")),
        own_beside(("epcisBody", "queryResults", "resultsBody")),
        {n: v for n, v in query_document(*EVENTS).items() if n != "schemaVersion"},
        master_data(),
        master_data(eventList=[]),
    ],
    ids=[
        "body",
        "query document",
        "query",
        "results",
        "no version",
        "master data",
        "master data and no event",
    ],
)
def test_what_the_sender_adds_beside_the_events_is_written_back(whole):
    assert read_document(json.dumps(whole), part=PART).to_json() == whole


@pytest.mark.parametrize("name", ["eventlist", "vocabularyList", "own"])
def test_a_field_beside_the_events_that_nobody_knows_is_refused(tmp_path, name):
    whole = {**document(), "epcisBody": {"eventList": EVENTS, name: []}}
    refused = refusal(written(tmp_path, json.dumps(whole).encode(), "单据.jsonld"))
    assert (refused.code, refused.facts["name"]) == ("E-162", name)


def test_a_field_that_stands_twice_costs_its_event_or_the_document(tmp_path):
    text = json.dumps(document(EVENTS[1], EVENTS[0], EVENTS[3]))
    deep = text.replace('"x:lot": "A"', '"x:lot": "A", "x:lot": "B"')
    found = read(tmp_path, deep.encode(), "单据.jsonld")
    assert found.broken == {("", 2): "E-308"}
    assert [number for _, number in found.rows] == [1, 3]
    pushed_out = text.replace('"x:lot": "A"', '"x:a": {"b": {"c": 1, "c": 2}, "b": 1}, "x:a": 3')
    assert read(tmp_path, pushed_out.encode(), "单据.jsonld").broken == {("", 2): "E-308"}
    head = text.replace('"x:own": 1', '"x:own": 1, "x:own": 2')
    refused = refusal(written(tmp_path, head.encode(), "单据.jsonld"))
    assert (refused.code, refused.facts["name"]) == ("E-166", "x:own")


def test_a_bag_is_no_parcel_wherever_its_document_names_it(tmp_path):
    packed = {
        "type": "AggregationEvent", **WHEN, "action": "ADD", "eventID": "urn:jidi:E1",
        "parentID": "urn:jidi:B1", "childEPCs": ["urn:jidi:P1"], "bizStep": "packing",
    }  # fmt: skip
    seen = {
        "type": "ObjectEvent", **WHEN, **AT, "action": "OBSERVE", "bizStep": "departing",
        "disposition": "in_transit",
    }  # fmt: skip
    both = {**seen, "eventID": "urn:jidi:E2", "epcList": ["urn:jidi:B1", "urn:jidi:P2"]}
    alone = {**seen, "eventID": "urn:jidi:E3", "epcList": [" B1"]}
    with open_feed(written(tmp_path, json.dumps(document(both, alone, packed)).encode())) as feed:
        (block,) = feed.blocks()
    rows = block.cells.to_pylist()
    assert [(row["event_id"], row["parcel_id"]) for row in rows] == [("E2#P2", "P2"), ("E1", "P1")]
    assert json.loads(rows[0]["extra"])["epcList (bag)"] == ["urn:jidi:B1"]
    ((number, reason),) = [(one.row, one.reason) for one in block.broken]
    assert (number, reason.code, reason.facts["name"]) == (2, "E-335", " B1")


def test_each_parcel_of_an_event_becomes_a_row(tmp_path):
    with open_feed(written(tmp_path, json.dumps(document(*EVENTS)).encode())) as feed:
        assert feed.kind == "epcis"
        block = next(feed.blocks())
    rows = block.cells.to_pylist()
    assert block.row_numbers().to_pylist() == [1, 1, 2, 3, 4, 5, 5, 6, 6]
    assert [row["parcel_id"] for row in rows] == [
        "P1",
        "P2",
        "P1",
        "P1",
        "P1",
        "P1",
        "P3",
        "P1",
        "P2",
    ]
    assert rows[0]["event_id"] == "E1#P1" == rows[7]["event_id"]
    assert (rows[0]["step"], rows[0]["facility_id"]) == ("departed_hub", "F001")
    assert rows[0]["occurred_at"] == "2025-06-01 08:00:00.500000"
    assert rows[0]["received_at"] == "2025-06-01 08:05:00"
    assert (rows[2]["step"], rows[2]["bag_id"]) == ("bagged", "B1")
    assert (rows[3]["step"], rows[3]["vehicle_id"], rows[3]["bag_id"]) == ("loading", "V1", None)
    assert rows[4]["step"] == "delivered"
    assert rows[7]["withdrawn_at"] == "2025-06-02 08:00:00"
    assert json.loads(rows[7]["extra"])["errorDeclaration.correctiveEventIDs"] == ["urn:jidi:E9"]


def test_a_document_is_one_in_whatever_order_its_keys_stand(tmp_path):
    whole = document(*(EVENTS * 40))
    text = json.dumps(whole, sort_keys=True)
    assert text.index('"EPCISDocument"') > 4_096
    with open_feed(written(tmp_path, text.encode())) as feed:
        assert feed.kind == "epcis"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('<?xml version="1.0"?><epcis:EPCISDocument schemaVersion="1.2"/>', "E-164"),
        ('{"type": "ObjectEvent",\n "eventID": "E1"}', "E-165"),
        ('[{"type": "ObjectEvent"}]', "E-165"),
        ('<?xml version="1.0"?><orders/>', "E-104"),
    ],
)
def test_what_is_nearly_a_document_is_refused_with_what_would_be_one(tmp_path, text, code):
    with pytest.raises(InputError) as caught, open_feed(written(tmp_path, text.encode())):
        pass
    assert caught.value.code == code


def test_an_event_without_an_id_gets_the_same_one_when_it_is_taken_back(tmp_path):
    event = {name: value for name, value in EVENTS[0].items() if name != "eventID"}
    back = {**event, "errorDeclaration": {"declarationTime": "2025-06-02T00:00:00Z"}}
    other = {**event, "epcList": ["urn:jidi:P9"]}
    with open_feed(written(tmp_path, json.dumps(document(event, back, other)).encode())) as feed:
        ids = next(feed.blocks()).cells["event_id"].to_pylist()
    assert ids[:2] == ids[2:4]
    assert len(set(ids)) == 3


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"eventTime": None}, "E-331"),
        ({"action": None}, "E-331"),
        ({"type": "ObjectEvnt"}, "E-332"),
        ({"action": "LOOK"}, "E-332"),
        ({"epclist": []}, "E-332"),
        ({"eventTime": "gestern"}, "E-333"),
        ({"eventTime": "9999-12-31T23:59:59-14:00"}, "E-333"),
        ({"eventTimeZoneOffset": "8"}, "E-333"),
        ({"epcList": "P1"}, "E-333"),
        ({"epcList": [1]}, "E-333"),
        ({"errorDeclaration": {}}, "E-331"),
        ({"epcList": []}, "E-334"),
    ],
)
def test_an_event_that_is_none_is_set_aside_and_costs_no_other(tmp_path, change, code):
    spoilt = {n: v for n, v in {**EVENTS[0], **change}.items() if v is not None}
    found = read_events(tmp_path, EVENTS[1], spoilt, EVENTS[3], "no event")
    assert found.broken == {("", 2): code, ("", 4): "E-307"}
    assert [number for _, number in found.rows] == [1, 3]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"type":"EPCISDocument",', "E-161"),
        ('{"type":"EPCISDocument","a":' + "[" * 9_999 + "]" * 9_999 + "}", "E-161"),
        ('{"type":"EPCISDocument","a":NaN}', "E-161"),
        ('{"a":"EPCISDocument","schemaVersion":"2.0","b":"x",\n "c":"EPCISDocument"}', "E-162"),
        ('{"type":"EPCISDocument","schemaVersion":"1.2"}', "E-162"),
        ('{"type":"EPCISDocument","schemaVersion":"2.0"}', "E-162"),
        ('{"type":"EPCISDocument","schemaVersion":"2.0","epcisBody":{}}', "E-162"),
        ('{"type":"EPCISDocument","a":[' + "[]," * 1_000_001 + "[]]}", "E-163"),
        ('{"type":"EPCISDocument","a":"' + "x" * 40_000_000 + '"}', "E-102"),
        (
            '{"type":"EPCISDocument","schemaVersion":"2.0","epcisBody":{"eventList":[]},"a":{'
            + ",".join(f'"{n}":1' for n in range(300_000))
            + ',"299999":2}}',
            "E-166",
        ),
    ],
)
def test_a_hostile_document_is_refused(tmp_path, text, code):
    assert refusal(written(tmp_path, text.encode(), "单据.jsonld")).code == code


def test_every_step_has_one_way_to_be_written_and_is_read_back_from_it():
    for step in Catalogue().code_lists["event_step"].entries:
        words = words_of(step)
        assert words is not None, step
        assert sum(row.writes and row.step == step for row in step_words()) == 1
        told = {"event": words.event, "action": words.action}
        told |= {"biz_step": words.biz_step, "disposition": words.disposition}
        assert step_told(**told) == step
        assert not words.upu or step_of_upu(words.upu) == step


ROWS = st.fixed_dictionaries(
    {
        "event_id": st.from_regex(r"E\d{1,6}", fullmatch=True),
        "parcel_id": st.from_regex(r"P\d{1,6}", fullmatch=True),
        "step": st.sampled_from([row.step for row in step_words() if row.writes]),
        "operator_id": st.just("OP01"),
        "division": st.just("140105001"),
        "facility_id": st.sampled_from([None, "F001"]),
        "occurred_at": st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001
        "received_at": st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001
        "bag_id": st.sampled_from([None, "B1"]),
        "vehicle_id": st.sampled_from([None, "V1"]),
        "withdrawn_at": st.sampled_from([None, datetime(2025, 6, 1)]),  # noqa: DTZ001
    }
)


@settings(max_examples=30)
@given(rows=st.lists(ROWS, min_size=1, max_size=5, unique_by=lambda row: row["event_id"]))
def test_rows_written_as_a_document_are_read_back(tmp_path_factory, rows):
    created = datetime(2025, 6, 3, tzinfo=timezone(timedelta(hours=8)))
    text = json.dumps(document_of(events_of(rows), created=created).to_json())
    found = read(tmp_path_factory.getbasetemp(), text.encode(), "单据.jsonld")
    for row, back in zip(rows, found.rows.values(), strict=True):
        for name, value in row.items():
            if name == "bag_id" and row["step"] == "bagged" and value is None:
                continue  # a bag without a number is written as one that is not known
            given = datetime.fromisoformat(back[name]) if name.endswith("_at") and value else None
            assert (given or back[name]) == value, name


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=60)
@given(name=st.sampled_from(sorted({*EVENTS[0], *EVENTS[4], *EVENTS[5]})), value=JSON)
def test_any_value_in_any_field_is_read_or_set_aside(name, value):
    text = json.dumps(document({**EVENTS[5], name: value}))
    document_read = read_document(text, part=PART)
    assert len(document_read.events) == 1


@settings(max_examples=40)
@given(name=st.sampled_from(sorted(document())), value=JSON)
def test_any_value_in_the_head_is_read_or_refused_with_a_code(name, value):
    try:
        read_document(json.dumps(document(EVENTS[0], **{name: value})), part=PART)
    except InputError as error:
        assert error.code.startswith("E-")
