"""Whatever bytes are handed in, a file is read or refused with a code: no crash, no hang."""

from __future__ import annotations

import gzip
import io
import json
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from feed_files import read
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.core.errors import InputError


def _parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"a": [1, 2, 3], "b": ["x", None, "z"]}), out)
    return out.getvalue()


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("一月.csv", "a,b\n1,2\n" * 20)
        archive.writestr("二月.csv", "a,b\n3,4\n")
    return out.getvalue()


def _timetable() -> bytes:
    """Not packed, so that what its files say is spoilt as well."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("agency.txt", "agency_id,agency_name,agency_url,agency_timezone\n"
                         "OP1,某快递,https://example.org,Asia/Shanghai\n")  # fmt: skip
        archive.writestr("stops.txt", "stop_id,stop_name,stop_lat,stop_lon\nS1,太原,37.87,112.55\n"
                         "S2,大同,40.09,113.3\n")  # fmt: skip
        archive.writestr("routes.txt", "route_id,agency_id,route_short_name,route_type\n"
                         "R1,OP1,太原—大同,3\n")  # fmt: skip
        archive.writestr("trips.txt", "route_id,service_id,trip_id\nR1,D,T1\n")
        archive.writestr("stop_times.txt", "trip_id,arrival_time,departure_time,stop_id,"
                         "stop_sequence\nT1,22:00:00,22:00:00,S1,1\nT1,26:30:00,26:30:00,S2,2\n"
                         )  # fmt: skip
        archive.writestr("calendar_dates.txt", "service_id,date,exception_type\nD,20250601,1\n")
    return out.getvalue()


EVENT = {
    "type": "ObjectEvent",
    "eventTime": "2025-06-01T08:00:00Z",
    "action": "OBSERVE",
    "eventTimeZoneOffset": "+08:00",
    "epcList": ["urn:jidi:P1"],
    "bizStep": "departing",
}
DOCUMENT = {
    "@context": [],
    "type": "EPCISDocument",
    "schemaVersion": "2.0",
    "epcisBody": {"eventList": [EVENT, EVENT]},
}
CSV = '运单号,企业,备注\n773001,顺丰,"甲""乙"\n773002,中通,"丙\n丁"\n773003,,\n'
SOUND = {
    "csv": CSV.encode(),
    "gb18030": CSV.encode("gb18030"),
    "utf-16": CSV.encode("utf-16"),
    "ndjson": b'{"a":1,"b":"x","c":[1,{"d":null}]}\n{"a":2.5,"b":"\\u4e2d"}\n' * 3,
    "parquet": _parquet(),
    "gz": gzip.compress(CSV.encode() * 4),
    "zip": _zip(),
    "epcis": json.dumps(DOCUMENT).encode(),
    "gtfs": _timetable(),
}
PIECES = st.sampled_from(
    [b'"', b"\n", b"\r", b",", b"\0", b"\xff", b"\xed\xa0\x80", b"{", b"[" * 40, b"\xd6", b"\t;|"]
)
CHANGES = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 4), PIECES | st.binary(max_size=4)), max_size=4
)


SPLICES = st.just((0.0, 0.0)) | st.tuples(st.floats(0, 1), st.floats(0, 1))
CUTS = st.just(1.0) | st.floats(0, 1)


def spoilt(data: bytes, changes, splice=(0.0, 0.0), cut=1.0) -> bytes:
    """Bytes put in and taken out, a stretch that stands twice, the end cut off."""
    for at, taken, put in changes:
        place = int(at * len(data))
        data = data[:place] + put + data[place + taken :]
    first, last = (int(at * len(data)) for at in sorted(splice))
    data = data[:last] + data[first:]
    return data[: max(1, int(cut * len(data)))]


def read_or_refused(folder, data):
    try:
        read(folder, data, "交来")
    except InputError as error:
        assert error.code.startswith("E-")
        assert error.message("zh")
        assert error.message("en")


@pytest.mark.parametrize("kind", SOUND)
def test_the_sound_file_is_read(tmp_path, kind):
    assert read(tmp_path, SOUND[kind], "交来").rows


@pytest.mark.parametrize("kind", SOUND)
@settings(max_examples=25)
@given(changes=CHANGES, splice=SPLICES, cut=CUTS)
def test_a_spoilt_file_is_read_or_refused_with_a_code(tmp_path_factory, kind, changes, splice, cut):
    data = spoilt(SOUND[kind], changes, splice, cut)
    read_or_refused(tmp_path_factory.getbasetemp(), data)


@settings(max_examples=60)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_with_a_code(tmp_path_factory, data):
    read_or_refused(tmp_path_factory.getbasetemp(), data)


@pytest.mark.soak
@pytest.mark.parametrize("kind", SOUND)
@settings(max_examples=5_000)
@given(changes=CHANGES, splice=SPLICES, cut=CUTS)
def test_a_spoilt_file_is_read_or_refused_at_length(tmp_path_factory, kind, changes, splice, cut):
    data = spoilt(SOUND[kind], changes, splice, cut)
    read_or_refused(tmp_path_factory.getbasetemp(), data)
